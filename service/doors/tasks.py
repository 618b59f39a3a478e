"""What the jobs of a service do."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import PinciteError
from corpus.progress import Progress
from service.doors.job import Work
from service.doors.protocols import Library, Report
from service.doors.rights import prepare_views
from service.settings import Settings

_log = logging.getLogger("pincite.sync")


@dataclass(frozen=True, slots=True)
class Tasks:
    """Under the settings of one service."""

    settings: Settings

    def adding(self, library: Library, paths: Sequence[Path], collection: str) -> Work:
        """Adding files to a collection; empty: each where it was before."""

        def work(progress: Progress) -> Report:
            report = library.add(paths, progress, collection)
            prepare_views(library, self.settings.data)
            return report

        return work

    def syncing(self, library: Library) -> Work:
        """Taking in what is new, changed and gone in the folder that is served."""

        def work(progress: Progress) -> Report:
            folder = self.settings.documents
            try:
                report = library.sync(folder, progress, only=self.settings.only)
            except PinciteError as error:
                _log.warning("%s was not synced: %s %s", folder, error.message, error.hint)
                raise
            for path, error in report.failed:
                _log.warning("%s was not read: %s %s", path.name, error.message, error.hint)
            for document in report.removed:
                _log.info("%s was removed: its file is gone, or not listed any more", document)
            for note in report.notes:
                _log.warning("%s", note)
            prepare_views(library, self.settings.data)
            return report

        return work
