"""/v1/citations: a selection of quotations to take away, and a citation found again in the present text."""

from __future__ import annotations

from fastapi import APIRouter, Response

from service.desk.citations import MEDIA_TYPES
from service.doors import citing
from service.doors.docx_parts import MEDIA_TYPE as DOCX
from service.doors.http.dependencies import JsonOnly, TheHall, problems
from service.doors.objects.selectors import RefoundObject

router = APIRouter(tags=["paragraphs"])

_KINDS: dict[str, dict] = {kind: {"schema": {"type": "string"}} for kind in sorted({*MEDIA_TYPES.values()})}
_FILES = {**_KINDS, DOCX: {"schema": {"type": "string", "format": "binary"}}}


@router.post(
    "/v1/citations",
    dependencies=[JsonOnly],
    response_class=Response,
    responses={200: {"content": _FILES}, **problems(404, 413, 415, 422, 500, 503)},
    summary="Cite a selection",
)
async def cite_selection(request: citing.SelectionRequest, hall: TheHall) -> Response:
    """The quotations chosen, each with its citation, as one text or file. `docx` has every source as a real footnote, `markdown`
    too; `csl-json` is one list. Without `start` and `end` the whole paragraph is quoted."""
    content, kind = await hall.read(citing.cite_selection, request, hall.base)
    if kind == DOCX:
        headers = {"content-disposition": 'attachment; filename="quotations.docx"'}
        return Response(content, media_type=kind, headers=headers)
    return Response(content, media_type=kind if kind.endswith("json") else f"{kind}; charset=utf-8")


@router.post(
    "/v1/citations/find",
    dependencies=[JsonOnly],
    responses=problems(404, 413, 415, 422, 500, 503),
    summary="Find a citation again",
)
async def find_citation(request: citing.SelectorRequest, hall: TheHall) -> RefoundObject:
    """Where the words of a citation stand in the document as it is now: `found`, `moved`, `changed` (with the differences) or
    `gone`. `exact`, `prefix`, `suffix`, `start` and `end` are those of the citation's selectors."""
    return await hall.read(citing.find_selector, request, hall.base)
