"""Work that takes longer than a request: one at a time, with its progress, kept until many newer ones have come."""

from __future__ import annotations

import shutil
import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from corpus.errors import Conflict, NotFound, PinciteError, Unavailable
from corpus.progress import Progress
from service.doors.objects.jobs import FailedFile, JobObject
from service.doors.objects.problems import Problem
from service.doors.objects.progress import ProgressObject
from service.doors.pace import WAITS, Pace, Stopped
from service.doors.protocols import Report

#: Jobs remembered after their end, and jobs that may wait.
KEPT, WAITING = 1_000, 100
STATUSES = ("queued", "running", "done", "failed")
#: The stage in which files are read and nothing is written.
READING = "read"
#: Id of the job that makes another embedding model's vectors.
EMBEDDING = "embedding"
_STOPPING_S = 10.0  #: seconds that a job beside the others is given at the end


def documents_of(report: Report) -> list[str]:
    """The ids of the documents that are there now because of the change, or were already."""
    return [*report.added, *report.updated, *report.unchanged]


def failures_of(report: Report) -> list[FailedFile]:
    return [FailedFile(file=path.name, problem=Problem.of(error)) for path, error in report.failed]


@dataclass(slots=True)
class Job:
    """``work`` is given the job's progress and returns what became of the files."""

    id: str
    files: tuple[str, ...]
    work: Callable[[Progress], Report]
    folder: Path | None = None  #: removed at the end
    pace: Pace = field(default_factory=Pace)
    status: Literal["queued", "running", "done", "failed"] = "queued"
    report: Report | None = None
    problem: PinciteError | None = None
    kind: Literal["add", "embed"] = "add"
    cancelled: bool = False  #: told to stop by whoever asked for it

    @classmethod
    def finished(cls, files: Sequence[str], report: Report) -> JobObject:
        """What a job with this outcome shows, for a door that waited for it."""
        job = cls("", tuple(files), lambda progress: report)
        job.end_with(report)
        return job.as_object()

    def end_with(self, report: Report) -> None:
        self.report = report
        if report.failed and not documents_of(report):
            self.problem = report.failed[0][1]
        self.status = "failed" if self.problem else "done"

    def as_object(self) -> JobObject:
        progress = ProgressObject.of(self.pace.standing()).model_dump()
        report = self.report
        if self.status == "done":
            progress |= {"stage": "done", "progress": 1.0, "eta": 0.0}
        return JobObject(
            **progress,
            id=self.id,
            kind=self.kind,
            status=self.status,
            files=list(self.files),
            documents=documents_of(report) if report else [],
            replaced=list(report.updated) if report else [],
            failed=failures_of(report) if report else [],
            problem=self.problem and Problem.of(self.problem),
            url=f"/v1/jobs/{self.id}" if self.id else "",
        )


class TooLate(Conflict):
    """The job has gone too far to be cancelled."""

    kind, retryable = "too-late", False


class Cancelled(PinciteError):
    """The job was told to stop by whoever asked for it."""

    kind, status = "cancelled", 409


def _stopped(job: Job) -> PinciteError:
    if job.cancelled:
        return Cancelled("This was cancelled.", "Send the files again to have them added after all.")
    again = "It is done again at the next start." if job.kind == "embed" else "Send the files again."
    return Unavailable("The service stopped before this was done.", again)


class Jobs:
    """The jobs of one running service. One thread: the library takes one change at a time."""

    def __init__(self, on_error: Callable[[Job, Exception], None]) -> None:
        self._on_error = on_error
        self._lock = threading.Lock()
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="pincite-job")
        self._beside: list[tuple[Job, threading.Thread]] = []

    def start(self, files: Sequence[str], work: Callable[[Progress], Report], folder: Path | None = None) -> Job:
        """Queue the work. Raises Unavailable where too much is waiting already."""
        job = Job(uuid.uuid4().hex, tuple(files), work, folder)
        with self._lock:
            if sum(other.status == "queued" for other in self._jobs.values()) >= WAITING:
                raise Unavailable(f"{WAITING} jobs are waiting already.", "Try again when some of them are done.")
            self._jobs[job.id] = job
            ended = [other.id for other in self._jobs.values() if other.status in ("done", "failed")]
            for old in ended[: max(0, len(ended) - KEPT)]:
                del self._jobs[old]
        self._pool.submit(self._run, job)
        return job

    def beside(self, job_id: str, kind: Literal["embed"], work: Callable[[Progress], Report]) -> Job:
        """Work in a thread of its own, which files that are added need not wait for."""
        job = Job(job_id, (), work, kind=kind)
        thread = threading.Thread(target=self._run, args=(job,), name=f"pincite-{job_id}", daemon=True)
        with self._lock:
            self._jobs[job.id] = job
            self._beside.append((job, thread))
        thread.start()
        return job

    def _run(self, job: Job) -> None:
        try:
            if job.files:
                job.pace(READING, 0, len(job.files))  # so that there is something to show before the first is read
            job.status = "running"
            job.end_with(job.work(job.pace))
        except Exception as error:
            if isinstance(error, Stopped):
                job.problem = _stopped(job)
            elif isinstance(error, PinciteError):
                job.problem = error
            else:
                what = "documents could not be added" if job.kind == "add" else "model could not be taken into use"
                job.problem = PinciteError(f"The {what}.", "The service's log says why.")
                self._on_error(job, error)
            job.status = "failed"
        finally:
            if job.folder:
                shutil.rmtree(job.folder, ignore_errors=True)

    def by_status(self) -> dict[str, int]:
        """How many of the jobs remembered have each status."""
        with self._lock:
            return {one: sum(job.status == one for job in self._jobs.values()) for one in STATUSES}

    def get(self, job_id: str) -> Job:
        with self._lock:
            if job_id in self._jobs:
                return self._jobs[job_id]
        raise NotFound(f"There is no job {job_id!r}.", "Jobs are forgotten when the service stops; list the documents.")

    def cancel(self, job_id: str) -> Job:
        """Stop a job that waits or reads; nothing of what it was reading is kept. Raises NotFound, and TooLate where what it
        read is being taken into use or the job has ended."""
        job = self.get(job_id)
        # While it waits or reads, nothing is written: from then on only removing the documents undoes it.
        if job.kind != "add" or job.status not in ("queued", "running") or not job.pace.stop_within((WAITS, READING)):
            raise TooLate("This can no longer be cancelled.", "Remove the documents that it added.")
        job.cancelled = True
        return job

    def close(self) -> None:
        """End what is being done at its next step, where the data folder is whole; drop what waits."""
        with self._lock:
            for job in self._jobs.values():
                if job.status in ("queued", "running"):
                    job.pace.stop()
        for _, thread in self._beside:
            thread.join(_STOPPING_S)
        self._pool.shutdown(wait=True)
