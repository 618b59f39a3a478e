"""POST /v1/drafts/check: a draft against the documents, statement by statement."""

from __future__ import annotations

from fastapi import APIRouter

from service.doors import desk
from service.doors.http.dependencies import JsonOnly, TheHall, problems
from service.doors.objects.drafts import CheckedDraft

router = APIRouter(tags=["desk"])


@router.post(
    "/v1/drafts/check",
    dependencies=[JsonOnly],
    responses=problems(413, 415, 422, 500, 503),
    summary="Check a draft",
)
async def check_draft(request: desk.CheckRequest, hall: TheHall) -> CheckedDraft:
    """Every statement of the draft: supported, contradicted (what the documents say instead, and where) or not found. A figure
    that was right and has been revised since is contradicted with `reason` "outdated"."""
    return await hall.read(desk.check_draft, request, hall.rooms.check_draft, hall.base)
