"""POST /v1/search: ranked paragraphs."""

from __future__ import annotations

from fastapi import APIRouter

from service.doors import calls
from service.doors.http.dependencies import JsonOnly, TheHall, problems
from service.doors.objects.answers import Passages
from service.doors.requests import SearchRequest

router = APIRouter(tags=["search"])


@router.post(
    "/v1/search",
    dependencies=[JsonOnly],
    responses=problems(404, 413, 415, 422, 500, 503),
    summary="Find paragraphs",
)
async def search(request: SearchRequest, hall: TheHall) -> Passages:
    """The paragraphs that fit the query best, in whatever language they stand."""
    return await hall.read(calls.search, request, hall.base)
