"""POST /v1/search: ranked paragraphs."""

from __future__ import annotations

from fastapi import APIRouter, Response

from service.doors import calls
from service.doors.http.dependencies import JsonOnly, TheHall, problems
from service.doors.http.recall import Told
from service.doors.objects.answers import Passages
from service.doors.protocols import Snapshot
from service.doors.requests import SearchRequest

router = APIRouter(tags=["search"])


@router.post(
    "/v1/search",
    response_model=Passages,
    dependencies=[JsonOnly],
    responses=problems(404, 413, 415, 422, 500, 503),
    summary="Find paragraphs",
)
async def search(request: SearchRequest, hall: TheHall) -> Response:
    """The paragraphs that fit the query best, in whatever language they stand."""
    told = await hall.tell("search", request, _found, hall.base)
    return Response(told.body, media_type="application/json", headers=told.headers)


def _found(snapshot: Snapshot, request: SearchRequest, base: str) -> Told:
    return Told(calls.search(snapshot, request, base).model_dump_json().encode())
