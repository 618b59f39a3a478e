"""/v1/jobs/{id}: how far a job is, and stopping it."""

from __future__ import annotations

from fastapi import APIRouter

from service.doors.http.dependencies import DocumentId, TheHall, problems
from service.doors.objects.jobs import JobObject

router = APIRouter(tags=["documents"])


@router.get("/v1/jobs/{id}", responses=problems(404, 422, 500), summary="How far a job is")
async def get_job(id: DocumentId, hall: TheHall) -> JobObject:
    """`progress` is the share of the present stage, 0 to 1; `eta` the seconds left in it, null where not yet known."""
    return hall.jobs.get(id).as_object()


@router.delete("/v1/jobs/{id}", responses=problems(404, 409, 422, 500), summary="Cancel a job")
async def cancel_job(id: DocumentId, hall: TheHall) -> JobObject:
    """Stops a job that waits or reads: nothing of it is added. Once what it read is written, it goes on (409, `too-late`)."""
    return (await hall.work.run(hall.jobs.cancel, id)).as_object()
