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

from corpus.errors import NotFound, PinciteError, Unavailable
from corpus.progress import Progress
from service.doors.objects.jobs import FailedFile, JobObject
from service.doors.objects.problems import Problem
from service.doors.objects.progress import ProgressObject
from service.doors.pace import Pace, Stopped
from service.doors.protocols import Report

#: Jobs remembered after their end, and jobs that may wait.
KEPT, WAITING = 1_000, 100
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
            failed=failures_of(report) if report else [],
            problem=self.problem and Problem.of(self.problem),
            url=f"/v1/jobs/{self.id}" if self.id else "",
        )


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
        job.status = "running"
        try:
            job.end_with(job.work(job.pace))
        except Exception as error:
            if isinstance(error, Stopped):
                job.problem = Unavailable(
                    "The service stopped before this was done.",
                    "It is done again at the next start." if job.kind == "embed" else "Send the files again.",
                )
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

    def get(self, job_id: str) -> Job:
        with self._lock:
            if job_id in self._jobs:
                return self._jobs[job_id]
        raise NotFound(f"There is no job {job_id!r}.", "Jobs are forgotten when the service stops; list the documents.")

    def close(self) -> None:
        """Finish what is being done, drop what waits."""
        with self._lock:
            for job in self._jobs.values():
                if job.status == "queued":
                    job.pace.stop()
            for job, _ in self._beside:
                job.pace.stop()
        for _, thread in self._beside:
            thread.join(_STOPPING_S)
        self._pool.shutdown(wait=True)
