"""One job: what it is to do, how far it is, and how it ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from corpus.errors import PinciteError, Unavailable
from corpus.progress import Progress
from service.doors.job_records import JobRecord
from service.doors.objects.jobs import FailedFile, JobObject
from service.doors.objects.problems import Problem
from service.doors.objects.progress import ProgressObject
from service.doors.pace import Pace
from service.doors.protocols import Report

Kind = Literal["add", "sync", "embed"]
Work = Callable[[Progress], Report]


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
    work: Work
    kind: Kind = "add"
    collection: str = ""  #: that the files go into
    at: int = 0  #: when it came, in nanoseconds: what came first is done first
    attempts: int = 0  #: times it was begun and not ended, in other processes too
    pace: Pace = field(default_factory=Pace)
    status: Literal["queued", "running", "done", "failed"] = "queued"
    report: Report | None = None
    problem: PinciteError | None = None
    cancelled: bool = False  #: told to stop by whoever asked for it
    before: JobObject | None = None  #: how it ended in another process

    @classmethod
    def finished(cls, files: Sequence[str], report: Report, kind: Kind = "add") -> JobObject:
        """What a job with this outcome shows, for a door that waited for it."""
        job = cls("", tuple(files), lambda progress: report, kind)
        job.end_with(report)
        return job.as_object()

    @property
    def has_ended(self) -> bool:
        return self.status in ("done", "failed")

    def end_with(self, report: Report) -> None:
        self.report = report
        if report.failed and not documents_of(report) and not report.removed:
            self.problem = report.failed[0][1]
        self.status = "failed" if self.problem else "done"

    def as_object(self) -> JobObject:
        if self.before is not None:
            return self.before
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
            collection=self.collection,
            documents=documents_of(report) if report else [],
            replaced=list(report.updated) if report else [],
            removed=list(report.removed) if report else [],
            failed=failures_of(report) if report else [],
            notices=list(report.notes) if report else [],
            problem=self.problem and Problem.of(self.problem),
            url=f"/v1/jobs/{self.id}" if self.id else "",
        )

    def as_record(self) -> JobRecord:
        shown = self.as_object()
        if self.cancelled and not self.has_ended:  # it will be; whoever asked is told so now
            shown = shown.model_copy(update={"status": "failed", "problem": Problem.of(stopped(self))})
        return JobRecord(shown, self.at, self.attempts)


class Cancelled(PinciteError):
    """The job was told to stop by whoever asked for it."""

    kind, status = "cancelled", 409


def stopped(job: Job) -> PinciteError:
    if job.cancelled:
        return Cancelled("This was cancelled.", "Send the files again to have them added after all.")
    return Unavailable("The service stopped before this was done.", "It is done at the next start.")


def gave_up(job: Job) -> PinciteError:
    return PinciteError(
        f"The service ended {job.attempts} times in the middle of this, so it is not tried again.",
        "Send the files in parts to find the one that it cannot bear, and report it.",
    )


def remembered(record: JobRecord) -> Job:
    """A job of another process, which waits where that did not end it."""

    def unset(progress: Progress) -> Report:
        raise Unavailable("The service is starting.")

    shown = record.shown
    job = Job(shown.id, tuple(shown.files), unset, shown.kind, shown.collection, record.at, record.attempts)
    if shown.status in ("done", "failed"):
        job.status, job.before = shown.status, shown
    return job
