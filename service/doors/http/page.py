"""The page at /, the files it is made of, and a permanent page for each paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header, Query
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response

from corpus.errors import NotFound
from corpus.records import Document, Paragraph
from service.desk.permanence import permanent
from service.doors import citing
from service.doors.http.dependencies import Accept, Language, ParagraphId, TheHall
from service.doors.http.html import gone_page, paragraph_page, past_page, unknown_page
from service.doors.objects.documents import DocumentObject
from service.doors.protocols import Snapshot

router = APIRouter(include_in_schema=False)

FOLDER = Path(str(resources.files("service.doors"))) / "page"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
# Looked up once: a name in a request never becomes a path on the disk.
_FILES = {file.name: file for file in sorted(FOLDER.iterdir()) if file.suffix in _TYPES}
_READ = ["GET", "HEAD"]


@router.api_route("/", methods=_READ)
async def page() -> Response:
    return _file("index.html")


@router.api_route("/static/{name}", methods=_READ)
async def static(name: str) -> Response:
    return _file(name)


@router.api_route("/favicon.ico", methods=_READ)
async def favicon() -> Response:
    return _file("favicon.svg")


def _file(name: str) -> Response:
    if name not in _FILES:
        raise HTTPException(404)
    file = _FILES[name]
    # Always asked anew, seldom sent anew: the ETag answers 304, and an update of the service shows at once.
    return FileResponse(file, media_type=_TYPES[file.suffix], headers={"cache-control": "no-cache"})


@router.api_route("/p/{id:path}", methods=_READ)
async def permanent_link(
    id: ParagraphId,
    hall: TheHall,
    language: Language = None,
    version: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
    accept: Accept = "",
    accept_language: Annotated[str, Header(include_in_schema=False)] = "",
) -> Response:
    """The paragraph with what stands around it, readable without a script; or how it read, where its document has it no more,
    and in an earlier ``version`` where one is named."""
    try:
        return HTMLResponse(await hall.read(_permanent, id, await hall.past(id), language, version))
    except NotFound:
        if "text/html" not in accept:
            raise  # a program: it gets problem+json as everywhere
        return HTMLResponse(unknown_page(language or _spoken(accept_language)), 404)


def _spoken(accept_language: str) -> str:
    """The page's language for a browser: the first one it names (RFC 9110, 12.5.4) that the page speaks."""
    for part in accept_language.casefold().split(","):
        tag = part.partition(";")[0].strip()
        if tag.startswith(("zh", "yue")):
            return "zh-Hans" if tag.endswith(("hans", "cn", "sg")) else "zh-Hant"
        if tag.startswith("en"):
            break
    return "en"


def _permanent(
    snapshot: Snapshot,
    id: str,
    past: Sequence[tuple[Document, Paragraph]],
    language: str | None,
    version: int | None,
) -> str:
    found = permanent(snapshot, id, past)
    if version is not None and not (found.present and found.document.version == version):
        for document, paragraph in past:
            if document.version == version:
                return past_page(document, paragraph, language)
        raise NotFound(
            f"Version {version} has no paragraph {id!r}.", "GET /v1/documents/{id}/versions lists the versions."
        )
    if found.present is None:
        return gone_page(found, DocumentObject.of(found.document, language), language)
    return paragraph_page(citing.full_paragraph(snapshot, id, past, language), language)
