"""POST /v1/quotes/verify: quotations against the documents' own characters."""

from __future__ import annotations

from fastapi import APIRouter

from service.doors import desk
from service.doors.http.dependencies import JsonOnly, TheHall, problems
from service.doors.objects.quotes import QuoteResults

router = APIRouter(tags=["desk"])


@router.post(
    "/v1/quotes/verify",
    dependencies=[JsonOnly],
    responses=problems(404, 413, 415, 422, 500, 503),
    summary="Verify quotations",
)
async def verify_quotes(request: desk.VerifyRequest, hall: TheHall) -> QuoteResults:
    """Exact, altered or absent, each with its place and every differing piece on both sides. Words that stand in another
    document than those named, or were joined from two places, are said in `notes`."""
    return await hall.read(desk.verify_quotes, request, hall.base)
