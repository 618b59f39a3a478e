"""What a permanent link may promise: the paragraph as it reads now, and how it read in earlier versions of its document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.errors import NotFound
from corpus.records import Document, Paragraph
from corpus.store.catalog import no_paragraph
from service.desk.selectors import Refound, Selector, find_again
from service.desk.shelf import Readable, shelf_of


@dataclass(frozen=True, slots=True)
class Wording:
    """How the paragraph read from ``document`` (one version of it) on, until the next wording."""

    document: Document
    paragraph: Paragraph


@dataclass(frozen=True, slots=True)
class Permanent:
    """A paragraph under its id. ``present`` is None where its document no longer has it; ``earlier`` are the wordings it had
    before, other than the present one, oldest first; ``now`` is where the words of one that is gone stand today."""

    present: Paragraph | None
    document: Document
    earlier: tuple[Wording, ...] = ()
    now: Refound | None = None

    @property
    def changed(self) -> bool:
        return bool(self.earlier)


def permanent(snapshot: Readable, paragraph_id: str, past: Sequence[tuple[Document, Paragraph]]) -> Permanent:
    """``past``: the paragraph in earlier versions of its document, oldest first.

    Raises NotFound for an id that neither the present documents nor the past of one has.
    """
    shelf = shelf_of(snapshot)
    present = shelf.paragraphs.get(paragraph_id)
    if present is not None:
        return Permanent(present, shelf.documents[present.document_id], _wordings(past, present))
    wordings = _wordings(past, None)
    if not wordings and (found := [one for one in shelf.paragraphs if one.startswith(f"{paragraph_id}@")]):
        raise no_paragraph(paragraph_id, sorted(found))
    if not wordings or wordings[-1].document.id not in shelf.documents:
        raise NotFound(
            f"There is no paragraph {paragraph_id!r}.", "GET /v1/documents/{id}/paragraphs lists a document's."
        )
    last = wordings[-1].paragraph
    now = find_again(shelf, last.document_id, None, Selector(last.text)) if last.text else None
    return Permanent(None, shelf.documents[last.document_id], wordings, now)


def _wordings(past: Sequence[tuple[Document, Paragraph]], present: Paragraph | None) -> tuple[Wording, ...]:
    """Each wording once where versions in a row share it, without those the paragraph has now."""
    found: list[Wording] = []
    for document, paragraph in past:
        if not found or found[-1].paragraph.text != paragraph.text:
            found.append(Wording(document, paragraph))
    if present is not None and found and found[-1].paragraph.text == present.text:
        found.pop()
    return tuple(found)
