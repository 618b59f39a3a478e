"""/v1/paragraphs: one paragraph, and a citation of it ready to paste."""

from __future__ import annotations

import json
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from service.desk.citations import MEDIA_TYPES
from service.doors import calls, citing
from service.doors.http.dependencies import Accept, Language, ParagraphId, TheHall, problems
from service.doors.objects.paragraphs import CitationText, FullParagraph

router = APIRouter(tags=["paragraphs"])

Style = Literal["footnote", "plain", "markdown", "bibtex", "csl-json"]
_TEXTS = {kind: {"schema": {"type": "string"}} for kind in sorted(set(MEDIA_TYPES.values()))}


# Before the paragraph itself: a paragraph's id has a slash in it and would swallow the rest of the path.
@router.get(
    "/v1/paragraphs/{id:path}/citation",
    response_model=CitationText,
    responses={200: {"content": _TEXTS}, **problems(404, 422, 500, 503)},
    summary="Cite a paragraph",
)
async def get_citation(
    id: ParagraphId,
    hall: TheHall,
    style: Style = "footnote",
    language: Language = None,
    start: Annotated[int | None, Query(ge=0)] = None,
    end: Annotated[int | None, Query(ge=0)] = None,
    accept: Accept = "",
) -> Response:
    """Ready to paste, quoting `text[start:end]` of the paragraph, all of it by default. With `Accept: application/json` the
    text comes inside an object; `csl-json` without it is a CSL-JSON list with one item."""
    text, used = await hall.read(calls.citation, id, style, language, start, end, hall.base)
    if "application/json" in accept and style != "csl-json":
        answer = CitationText(id=id, style=style, language=used, citation=text)
        return Response(answer.model_dump_json(), media_type="application/json")
    if style == "csl-json":
        kind = "application/json" if "application/json" in accept else MEDIA_TYPES[style]
        return Response(json.dumps(json.loads(text), ensure_ascii=False), media_type=kind)
    return Response(text + "\n", media_type=f"{MEDIA_TYPES[style]}; charset=utf-8")


@router.get("/v1/paragraphs/{id:path}", responses=problems(404, 422, 500, 503), summary="One paragraph")
async def get_paragraph(id: ParagraphId, hall: TheHall, language: Language = None) -> FullParagraph:
    """The text exactly as the document prints it, what it stands under, its counterpart in the other language, the paragraphs
    around it, and how it read in earlier versions of the document."""
    return await hall.read(citing.full_paragraph, id, await hall.past(id), language, hall.base)
