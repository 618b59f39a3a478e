"""Citations at every door: of a selection, found again, and what a permanent link shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from corpus.errors import BadInput, NotFound
from corpus.records import Document, Paragraph
from service.desk.citations import MEDIA_TYPES, Reference, reference_to
from service.desk.permanence import permanent
from service.desk.selection import collect
from service.desk.selectors import Selector, find_again
from service.desk.shelf import shelf_of
from service.doors import calls
from service.doors.docx_parts import MEDIA_TYPE as DOCX
from service.doors.docx_quotes import quotations
from service.doors.objects.names import permanent_link
from service.doors.objects.paragraphs import FullParagraph
from service.doors.objects.selectors import RefoundObject
from service.doors.protocols import Snapshot
from service.doors.requests import Readable, Text, _Request

#: Citations in one selection, and characters in one selector.
MAX_CHOSEN, MAX_EXACT = 1_000, 20_000
Spoken = Literal["en", "zh-Hant", "zh-Hans"]


class ChosenPlace(_Request):
    id: Annotated[Text, Field(max_length=500, description="A paragraph's id.")]
    start: Annotated[int | None, Field(ge=0)] = None
    end: Annotated[int | None, Field(ge=0)] = None


class SelectionRequest(_Request):
    items: Annotated[list[ChosenPlace], Field(min_length=1, max_length=MAX_CHOSEN)]
    style: Literal["footnote", "plain", "markdown", "bibtex", "csl-json", "docx"] = "footnote"
    language: Annotated[Spoken | None, Field(description="Of names and dates; null: each paragraph's own.")] = None


class SelectorRequest(_Request):
    """``id`` is the cited paragraph's, or a document's where only that is known; ``start`` and ``end`` are the position."""

    id: Annotated[Text, Field(max_length=500, description="Of the cited paragraph, or of its document.")]
    exact: Annotated[Text, Field(max_length=MAX_EXACT)]
    prefix: Annotated[Readable, Field(max_length=1_000)] = ""
    suffix: Annotated[Readable, Field(max_length=1_000)] = ""
    start: Annotated[int | None, Field(ge=0)] = None
    end: Annotated[int | None, Field(ge=0)] = None


def references(snapshot: Snapshot, request: SelectionRequest, base: str = "") -> list[Reference]:
    """What the selection cites, in its order. Raises NotFound, BadInput."""
    found = []
    for item in request.items:
        paragraph = snapshot.paragraph(item.id)
        found.append(
            reference_to(
                snapshot.document(paragraph.document_id),
                paragraph,
                language=request.language,
                start=item.start,
                end=item.end,
                url=permanent_link(paragraph.id, base) if base else "",  # a path alone leads nowhere from a paper
            )
        )
    return found


def cite_selection(snapshot: Snapshot, request: SelectionRequest, base: str = "") -> tuple[bytes, str]:
    """(the file or text, its media type)"""
    found = references(snapshot, request, base)
    if request.style == "docx":
        return quotations(found), DOCX
    return collect(found, request.style).encode() + b"\n", MEDIA_TYPES[request.style]


def find_selector(snapshot: Snapshot, request: SelectorRequest, base: str = "") -> RefoundObject:
    """Raises NotFound where the document is not here any more."""
    if (request.start is None) != (request.end is None):
        raise BadInput("A position has a start and an end.", "Give both, or neither.")
    shelf = shelf_of(snapshot)
    whole = request.id in shelf.documents
    document = request.id if whole else _document_of(request.id, shelf.paragraphs)
    if document not in shelf.documents:
        raise NotFound(f"There is no document of {request.id!r}.", "GET /v1/documents lists the documents.")
    selector = Selector(request.exact, request.prefix, request.suffix, request.start, request.end)
    found = find_again(shelf, document, None if whole else request.id, selector)
    return RefoundObject.of(found, shelf.documents[document], selector, base)


def _document_of(paragraph_id: str, paragraphs: Mapping[str, Paragraph]) -> str:
    known = paragraphs.get(paragraph_id)
    return known.document_id if known else paragraph_id.rpartition("/")[0]


def full_paragraph(
    snapshot: Snapshot,
    paragraph_id: str,
    past: Sequence[tuple[Document, Paragraph]],
    language: str | None = None,
    base: str = "",
) -> FullParagraph:
    """Raises NotFound, which says so where an earlier version of the document had the paragraph."""
    found = permanent(snapshot, paragraph_id, past)
    if found.present is None:
        last = found.earlier[-1].document.version
        raise NotFound(
            f"{paragraph_id!r} is no longer in its document; version {last} was the last to have it.",
            f"{permanent_link(paragraph_id, base)} shows how it read.",
        )
    return FullParagraph.full(
        calls.paragraph(snapshot, paragraph_id, language, base),
        calls.neighbours(snapshot, paragraph_id),
        found.document.version,
        [(one.document, one.paragraph) for one in found.earlier],
        base,
    )
