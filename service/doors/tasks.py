"""What the jobs of a service do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.progress import Progress
from service.doors.job import Work
from service.doors.protocols import Library, Report
from service.doors.rights import prepare_views
from service.settings import Settings


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
            report = library.sync(self.settings.documents, progress, only=self.settings.only)
            prepare_views(library, self.settings.data)
            return report

        return work
