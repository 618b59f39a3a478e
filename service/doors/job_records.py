"""Jobs and the files they were sent, kept in the data folder, so that what was acknowledged is done whatever happens.

``DATA/jobs/<id>.json`` is a job as it was last shown; ``DATA/uploads/<id>/`` are its files. Both are on the disk before the
sender hears of the job. The files of a job that is done stay as long as a document is read from them.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from corpus.durable import fsync_folder, fsync_tree, write_file, write_point, writing
from service.doors.objects.jobs import JobObject

_FORMAT = 1
_NEW = ".new-"  #: files that are still being received
_log = logging.getLogger("pincite.jobs")


@dataclass(frozen=True, slots=True)
class JobRecord:
    """``at`` orders the jobs; ``attempts`` are the times it was begun and not ended."""

    shown: JobObject
    at: int
    attempts: int = 0


class JobRecords:
    """The jobs of one data folder. Nothing is made before the first job."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._jobs, self._uploads = data / "jobs", data / "uploads"

    def files(self, job_id: str) -> Path:
        """Where the files of a job are."""
        return self._uploads / job_id

    @contextmanager
    def receiving(self, job_id: str) -> Iterator[Path]:
        """A folder to write a job's files to. It is theirs, whole and on the disk, when the block ends, and gone where it raises.

        Raises Unavailable where the disk refuses.
        """
        aside = self._uploads / f"{_NEW}{job_id}"
        with writing(self._data):
            is_first = not self._uploads.is_dir()
            aside.mkdir(parents=True, mode=0o700)
            try:
                yield aside
                fsync_tree(aside)
                write_point("upload synced")
                aside.rename(self.files(job_id))
                fsync_folder(self._uploads)
                if is_first:
                    fsync_folder(self._data)
                write_point("upload received")
            except BaseException:
                shutil.rmtree(aside, ignore_errors=True)
                raise

    def write(self, record: JobRecord) -> None:
        """Raises Unavailable where the disk refuses."""
        made = {
            "format": _FORMAT,
            "at": record.at,
            "attempts": record.attempts,
            "job": record.shown.model_dump(mode="json"),
        }
        with writing(self._data):
            if not self._jobs.is_dir():
                self._jobs.mkdir(parents=True, mode=0o700)
                fsync_folder(self._data)
            write_file(self._path(record.shown.id), json.dumps(made, ensure_ascii=False).encode())

    def forget(self, job_id: str) -> None:
        self._path(job_id).unlink(missing_ok=True)

    def read(self) -> list[JobRecord]:
        """All jobs, the oldest first. One that cannot be read is left out and said in the log."""
        found = []
        for path in sorted(self._jobs.glob("*.json")):
            try:
                made = json.loads(path.read_bytes())
                if made["format"] != _FORMAT:
                    raise ValueError(f"its format is {made['format']}")
                found.append(JobRecord(JobObject.model_validate(made["job"]), int(made["at"]), int(made["attempts"])))
            except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
                _log.error("%s cannot be read and is left alone: %s", path, error)
        return sorted(found, key=lambda record: record.at)

    def sweep(self) -> None:
        """Remove what was being received when the process before this one ended: nobody was told that it had come."""
        for left in self._uploads.glob(f"{_NEW}*"):
            shutil.rmtree(left, ignore_errors=True)

    def _path(self, job_id: str) -> Path:
        return self._jobs / f"{job_id}.json"
