"""/v1/facts: the ledger of facts, and facts of any text."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Response

from service.desk.ledger import as_csv
from service.doors import calls
from service.doors.http.dependencies import JsonOnly, Language, QueryText, TheHall, TheWindow, problems
from service.doors.objects.facts import ExtractedFacts, Facts
from service.doors.requests import ExtractRequest

router = APIRouter(tags=["facts"])

_CSV = {"text/csv": {"schema": {"type": "string"}}}


@router.get(
    "/v1/facts",
    response_model=Facts,
    responses={200: {"content": _CSV}, **problems(404, 422, 500, 503)},
    summary="The ledger of facts",
)
async def list_facts(
    window: TheWindow,
    hall: TheHall,
    kind: calls.FactKind | None = None,
    about: QueryText = None,
    document: QueryText = None,
    format: Literal["json", "csv"] = "json",
    language: Language = None,
) -> Response:
    """Facts in reading order. `about` must stand, word by word, in the fact's subject, paragraph or headings; a name counts
    in any form the documents give it. `next` is the path of the rest; CSV is never cut."""
    if format == "csv":
        entries = await hall.read(calls.fact_entries, kind, about, document)
        return Response(
            as_csv(entries),
            media_type="text/csv; charset=utf-8; header=present",
            headers={"content-disposition": 'attachment; filename="facts.csv"'},
        )
    facts = await hall.read(
        calls.facts,
        window,
        kind=kind,
        about=about,
        document_id=document,
        language=language,
        base=hall.base,
    )
    return Response(facts.model_dump_json(), media_type="application/json")


@router.post(
    "/v1/facts/extract",
    dependencies=[JsonOnly],
    responses=problems(413, 415, 422, 500, 503),
    summary="Facts of a text",
)
async def extract_facts(request: ExtractRequest, hall: TheHall) -> ExtractedFacts:
    """The facts of any text, normalised as those of the documents are."""
    return await hall.work.run(calls.extract_facts, request, hall.rooms.extract)
