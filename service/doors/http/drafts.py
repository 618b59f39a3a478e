"""/v1/drafts: a draft against the documents, statement by statement, as JSON, a page or a word processor's file."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, File, Form, Response, UploadFile
from pydantic import ValidationError

from corpus.errors import BadInput, TooLarge
from service.doors import desk
from service.doors.docx_parts import MEDIA_TYPE as DOCX
from service.doors.draft_files import Draft, draft_of
from service.doors.http.dependencies import Accept, Hall, JsonOnly, MultipartOnly, TheHall, problems
from service.doors.mistakes import sentence
from service.doors.objects.drafts import CheckedDraft, CheckedFile
from service.doors.protocols import Snapshot
from service.doors.requests import MAX_TEXT, Date

router = APIRouter(tags=["desk"])

_FILES = {
    "text/html": {"schema": {"type": "string"}},
    DOCX: {"schema": {"type": "string", "format": "binary"}},
}


@router.post(
    "/v1/drafts/check",
    dependencies=[JsonOnly],
    response_model=CheckedDraft,
    responses={200: {"content": _FILES}, **problems(413, 415, 422, 500, 503)},
    summary="Check a draft",
)
async def check_draft(request: desk.CheckRequest, hall: TheHall, accept: Accept = "") -> Response:
    """Every statement of the draft: supported, contradicted (what the documents say instead, and where) or not found. A figure
    that was right and has been revised since is contradicted with `reason` "outdated". With `Accept: text/html` the draft comes
    as a page of its own with every statement marked, with the media type of .docx as a file with comments."""
    return await _answer(hall, Draft("draft.txt", request.text), request, accept)


@router.post(
    "/v1/drafts/file",
    dependencies=[MultipartOnly],
    response_model=CheckedFile,
    responses={200: {"content": _FILES}, **problems(413, 415, 422, 500, 503)},
    summary="Check a draft's file",
)
async def check_file(
    file: Annotated[UploadFile, File(description="A .txt, .md or .docx file.")],
    hall: TheHall,
    as_of: Annotated[Date | None, Form(description="Check as the documents stood on that day.")] = None,
    accept: Accept = "",
) -> Response:
    """The same for a file; the answer has its `text` too, in which all spans count. With the media type of .docx in `Accept`, a
    .docx comes back as it was, formatting and all, with a comment on each statement."""
    name = (file.filename or "draft.txt").replace("\\", "/").rpartition("/")[2]
    draft = await hall.work.run(draft_of, await file.read(), name)
    if len(draft.text) > MAX_TEXT:
        raise TooLarge(f"The draft has more than {MAX_TEXT} characters.", "Send it in parts.")
    try:
        request = desk.CheckRequest(text=draft.text, as_of=as_of)
    except ValidationError as error:
        wrong = sentence(error.errors()[0])  # pyright: ignore[reportArgumentType]
        raise BadInput(f"The draft {wrong}.", "Save it anew as UTF-8 text or as .docx.") from None
    return await _answer(hall, draft, request, accept, whole=True)


async def _answer(
    hall: Hall, draft: Draft, request: desk.CheckRequest, accept: str, *, whole: bool = False
) -> Response:
    def made(snapshot: Snapshot) -> tuple[bytes, str]:
        found = desk.check_draft(snapshot, request, hall.rooms.check_draft, hall.base)
        if DOCX in accept:
            return desk.as_docx(draft, found), DOCX
        if "text/html" in accept:
            return desk.as_html(draft, found), "text/html; charset=utf-8"
        answer = CheckedFile(**dict(found), text=draft.text) if whole else found
        return answer.model_dump_json().encode(), "application/json"

    content, kind = await hall.read_as_of(request.as_of, made)
    headers = {}
    if kind != "application/json":
        stem = draft.name.rpartition(".")[0] or draft.name
        name = quote(f"{stem}-checked.{'docx' if kind == DOCX else 'html'}", safe="")
        headers["content-disposition"] = f"attachment; filename*=UTF-8''{name}"
    return Response(content, media_type=kind, headers=headers)
