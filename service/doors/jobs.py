"""Work that takes longer than a request: one at a time, with its progress, kept until many newer ones have come."""

from __future__ import annotations

import shutil
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

from corpus.errors import Conflict, NotFound, PinciteError, Unavailable
from service.doors.job import Job, Work, gave_up, remembered, stopped
from service.doors.job_records import JobRecords
from service.doors.pace import WAITS, Stopped
from service.doors.protocols import Library
from service.doors.tasks import Tasks

#: Jobs remembered after their end, and jobs that may wait.
KEPT, WAITING = 1_000, 100
#: Times a job is begun: what ends the process each time would end it for ever.
ATTEMPTS = 3
STATUSES = ("queued", "running", "done", "failed")
#: The stage in which files are read and nothing is written.
READING = "read"
#: Id of the job that makes another embedding model's vectors.
EMBEDDING = "embedding"
_STOPPING_S = 10.0  #: seconds that a job beside the others is given at the end


class TooLate(Conflict):
    """The job has gone too far to be cancelled."""

    kind, retryable = "too-late", False


class Jobs:
    """The jobs of one running service. One thread: the library takes one change at a time.

    ``records`` keep them over the end of the process: what waits or is being done is done after the next start.
    """

    def __init__(
        self, on_error: Callable[[Job, Exception], None], tasks: Tasks, records: JobRecords | None = None
    ) -> None:
        self._on_error = on_error
        self._tasks = tasks
        self._records = records
        self._lock = threading.Lock()
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="pincite-job")
        self._beside: list[tuple[Job, threading.Thread]] = []
        self._receiving: set[str] = set()  # ids of jobs whose files are being written
        for record in records.read() if records else ():
            self._jobs[record.shown.id] = remembered(record)

    # -- beginning

    def add(self, library: Library, files: Sequence[str], store: Callable[[Path], object], collection: str = "") -> Job:
        """Queue the adding of files, which ``store`` writes into the folder it is given. On return they are on the disk.

        Raises Unavailable where too much is waiting already or the disk refuses, Conflict where nothing can be changed here.
        """
        records = self._kept()
        job_id = uuid.uuid4().hex
        with self._lock:
            self._receiving.add(job_id)
        try:
            with records.receiving(job_id) as folder:
                store(folder)
            work = self._adding(library, job_id, files, collection)
            return self._queue(Job(job_id, tuple(files), work, collection=collection), library)
        except BaseException:
            shutil.rmtree(records.files(job_id), ignore_errors=True)
            raise
        finally:
            with self._lock:
                self._receiving.discard(job_id)

    def sync(self, library: Library) -> Job:
        """Queue the syncing of the folder served; the one that waits already, where one does. Raises as ``add``."""
        self._kept()
        with self._lock:
            waiting = [job for job in self._jobs.values() if job.kind == "sync" and job.status == "queued"]
        if waiting:
            return waiting[0]
        return self._queue(Job(uuid.uuid4().hex, (), self._tasks.syncing(library), "sync"), library)

    def resume(self, library: Library) -> None:
        """Go on with what the process before this one was told to do and did not end, in the order it came."""
        if self._records is None:
            return
        self._records.sweep()
        with self._lock:
            waiting = [job for job in self._jobs.values() if job.status == "queued"]
        for job in waiting:
            job.work = (
                self._adding(library, job.id, job.files, job.collection)
                if job.kind == "add"
                else self._tasks.syncing(library)
            )
            self._pool.submit(self._run, job, library)
        self._pool.submit(self._tidy, library)

    def beside(self, job_id: str, kind: Literal["embed"], work: Work) -> Job:
        """Work in a thread of its own, which files that are added need not wait for."""
        job = Job(job_id, (), work, kind)
        thread = threading.Thread(target=self._run, args=(job,), name=f"pincite-{job_id}", daemon=True)
        with self._lock:
            self._jobs[job.id] = job
            self._beside.append((job, thread))
        thread.start()
        return job

    def _kept(self) -> JobRecords:
        if self._records is None:
            raise Conflict("Nothing can be changed here.", "Change the documents where they are kept.")
        return self._records

    def _adding(self, library: Library, job_id: str, files: Sequence[str], collection: str) -> Work:
        folder = self._kept().files(job_id)
        return self._tasks.adding(library, [folder / name for name in files], collection)

    def _queue(self, job: Job, library: Library) -> Job:
        job.at = time.time_ns()
        with self._lock:
            if sum(other.status == "queued" for other in self._jobs.values()) >= WAITING:
                raise Unavailable(f"{WAITING} jobs are waiting already.", "Try again when some of them are done.")
            self._jobs[job.id] = job
            ended = [other.id for other in self._jobs.values() if other.has_ended]
            forgotten = ended[: max(0, len(ended) - KEPT)]
            for old in forgotten:
                del self._jobs[old]
        try:
            self._write(job)
        except BaseException:
            with self._lock:
                del self._jobs[job.id]
            raise
        for old in forgotten:
            self._kept().forget(old)
        self._pool.submit(self._run, job, library)
        return job

    # -- doing

    def _run(self, job: Job, library: Library | None = None) -> None:
        attempts = job.attempts
        try:
            job.pace(WAITS, 0, 0)  # stopped while it waited
            if attempts >= ATTEMPTS:
                raise gave_up(job)
            job.attempts += 1
            self._write(job)
            if job.files:
                job.pace(READING, 0, len(job.files))  # so that there is something to show before the first is read
            job.status = "running"
            job.end_with(job.work(job.pace))
        except Exception as error:
            self._ended_by(job, error)
            if isinstance(error, Stopped):
                job.attempts = attempts
        try:
            self._write(job)
        except PinciteError as error:  # it is done again after the next start, which changes nothing
            self._on_error(job, error)
        else:
            if library is not None and job.has_ended:
                self._tidy(library)

    def _ended_by(self, job: Job, error: Exception) -> None:
        if isinstance(error, Stopped):
            job.problem = stopped(job)
        elif isinstance(error, PinciteError):
            job.problem = error
        else:
            what = {
                "add": "documents could not be added",
                "sync": "folder could not be synced",
                "embed": "model could not be taken into use",
            }[job.kind]
            job.problem = PinciteError(f"The {what}.", "The service's log says why.")
            self._on_error(job, error)
        goes_on = isinstance(error, Stopped) and not job.cancelled and self._records is not None and job.kind != "embed"
        job.status = "queued" if goes_on else "failed"

    def _tidy(self, library: Library) -> None:
        """Delete files that no document was read from and no job will read."""
        with self._lock:
            waiting = {job.id for job in self._jobs.values() if not job.has_ended} | self._receiving
        try:
            library.tidy_uploads(waiting)
        except PinciteError:  # another process is changing the folder; the next job or start does it
            return

    def _write(self, job: Job) -> None:
        if self._records is not None and job.kind != "embed":
            self._records.write(job.as_record())

    # -- looking on

    def by_status(self) -> dict[str, int]:
        """How many of the jobs remembered have each status."""
        with self._lock:
            return {one: sum(job.status == one for job in self._jobs.values()) for one in STATUSES}

    def get(self, job_id: str) -> Job:
        with self._lock:
            if job_id in self._jobs:
                return self._jobs[job_id]
        raise NotFound(f"There is no job {job_id!r}.", f"Only the last {KEPT:,} are remembered; list the documents.")

    def cancel(self, job_id: str) -> Job:
        """Stop a job that waits or reads; nothing of what it was reading is kept. Raises NotFound, and TooLate where what it
        read is being taken into use or the job has ended."""
        job = self.get(job_id)
        # While it waits or reads, nothing is written: from then on only removing the documents undoes it.
        if job.kind == "embed" or job.has_ended or not job.pace.stop_within((WAITS, READING)):
            raise TooLate("This can no longer be cancelled.", "Remove the documents that it added.")
        job.cancelled = True
        self._write(job)
        return job

    def close(self) -> None:
        """End what is being done at its next step, where the data folder is whole; what waits is done after the next start."""
        with self._lock:
            for job in self._jobs.values():
                if not job.has_ended:
                    job.pace.stop()
        for _, thread in self._beside:
            thread.join(_STOPPING_S)
        self._pool.shutdown(wait=True)
