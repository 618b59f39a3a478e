"""What every door offers, once: from a request to the JSON object. HTTP and the command line both call these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from corpus.errors import BadInput, NotFound
from corpus.records import Document, Fact, Paragraph
from service.answer.records import Passage
from service.desk.citations import cite
from service.desk.ledger import Entry, ledger, links_of
from service.desk.lookup import look_up
from service.doors.objects.answers import AnswerObject, PassageObject, Passages
from service.doors.objects.documents import DocumentEntry, DocumentObject, Documents
from service.doors.objects.facts import ExtractedFacts, FactObject, Facts, LedgerFact
from service.doors.objects.names import permanent_link
from service.doors.objects.paragraphs import ParagraphObject, Paragraphs
from service.doors.protocols import Ask, Snapshot
from service.doors.requests import AskRequest, ExtractRequest, SearchRequest

#: Items of a list before the rest moves to `next`.
PAGE = 1_000

FactKind = Literal[
    "date",
    "money",
    "percentage",
    "count",
    "quantity",
    "ratio",
    "duration",
    "change",
    "organisation",
    "person",
    "place",
    "scheme",
    "title",
]
FACT_KINDS = get_args(FactKind)


@dataclass(frozen=True, slots=True)
class Window:
    """Which items of a list are wanted."""

    offset: int = 0
    limit: int = PAGE

    def next(self, path: str, total: int, **query: str | None) -> str | None:
        """Where the items after this window stand, None where there are none."""
        after = self.offset + self.limit
        if after >= total:
            return None
        given = {name: value for name, value in query.items() if value}
        return f"{path}?{urlencode({**given, 'offset': after, 'limit': self.limit})}"

    def of(self, items: Sequence) -> Sequence:
        return items[self.offset : self.offset + self.limit]


def known(snapshot: Snapshot, documents: Sequence[str] | None) -> None:
    """Raises NotFound for a document that is not here: an answer from less than was asked for would mislead."""
    if documents:
        here = {document.id for document in snapshot.documents()}
        missing = [wanted for wanted in documents if wanted not in here]
        if missing:
            raise NotFound(f"There is no document {missing[0]!r}.", "GET /v1/documents lists the documents.")


def ask(snapshot: Snapshot, request: AskRequest, answer: Ask, base: str = "") -> AnswerObject:
    known(snapshot, request.documents)
    made = answer(snapshot, request.to_question())
    return AnswerObject.of(made, request.question, base, dated=request.as_of is not None)


def search(snapshot: Snapshot, request: SearchRequest, base: str = "") -> Passages:
    known(snapshot, request.documents)
    asker = request.asker()
    return Passages(
        passages=[
            PassageObject.of(
                Passage(found.paragraph, snapshot.document(found.paragraph.document_id), found.score, found.rank),
                asker,
                base,
                found.spans,
                found.counterpart,
            )
            for found in look_up(snapshot, request.to_wanted())
        ]
    )


def documents(snapshot: Snapshot, language: str | None = None) -> Documents:
    return Documents(documents=[_entry(snapshot, document, language) for document in snapshot.documents()])


def document(snapshot: Snapshot, document_id: str, language: str | None = None) -> DocumentEntry:
    return _entry(snapshot, snapshot.document(document_id), language)


# A snapshot never changes, so what was counted in it once holds as long as it does.
_COUNTS: WeakKeyDictionary[Snapshot, dict[str, tuple[int, int]]] = WeakKeyDictionary()


def _entry(snapshot: Snapshot, item: Document, language: str | None) -> DocumentEntry:
    counts = _COUNTS.setdefault(snapshot, {})
    if item.id not in counts:
        counts[item.id] = len(snapshot.paragraphs(item.id)), len(snapshot.facts(document=item.id))
    return DocumentEntry.entry(item, *counts[item.id], language)


def paragraphs(
    snapshot: Snapshot, document_id: str, window: Window, language: str | None = None, base: str = ""
) -> Paragraphs:
    item = snapshot.document(document_id)
    every = snapshot.paragraphs(document_id)
    by_id = {paragraph.id: paragraph for paragraph in every}
    shown = DocumentObject.of(item, language)
    return Paragraphs(
        document=shown,
        paragraphs=[
            ParagraphObject.of(
                paragraph,
                shown,
                by_id.get(paragraph.counterpart or "") or counterpart_of(snapshot, paragraph),
                base,
                item.read_by_ocr(paragraph.page),
            )
            for paragraph in window.of(every)
        ],
        next=window.next(f"/v1/documents/{document_id}/paragraphs", len(every), language=language),
    )


def paragraph(snapshot: Snapshot, paragraph_id: str, language: str | None = None, base: str = "") -> ParagraphObject:
    found = snapshot.paragraph(paragraph_id)
    item = snapshot.document(found.document_id)
    counterpart = counterpart_of(snapshot, found)
    return ParagraphObject.of(found, DocumentObject.of(item, language), counterpart, base, item.read_by_ocr(found.page))


def counterpart_of(snapshot: Snapshot, paragraph: Paragraph) -> Paragraph | None:
    """The same paragraph in the other language, None where there is none."""
    if not paragraph.counterpart:
        return None
    try:
        return snapshot.paragraph(paragraph.counterpart)
    except NotFound:
        return None


def citation(
    snapshot: Snapshot,
    paragraph_id: str,
    style: str,
    language: str | None = None,
    start: int | None = None,
    end: int | None = None,
    base: str = "",
) -> tuple[str, str]:
    """(the citation as text, the language of its names)"""
    found = snapshot.paragraph(paragraph_id)
    text = cite(
        snapshot.document(found.document_id),
        found,
        style=style,
        language=language,
        start=start,
        end=end,
        url=permanent_link(found.id, base) if base else "",  # a path alone leads nowhere from a paper
    )
    return text, language or found.language


def fact_entries(snapshot: Snapshot, kind: str | None, about: str | None, document_id: str | None) -> list[Entry]:
    if kind is not None and kind not in FACT_KINDS:
        raise BadInput(f"There is no kind of fact {kind!r}.", f"Use one of {', '.join(FACT_KINDS)}.")
    return ledger(snapshot, kind=kind, about=about or "", document=document_id)


def facts(
    snapshot: Snapshot,
    window: Window,
    *,
    kind: str | None = None,
    about: str | None = None,
    document_id: str | None = None,
    language: str | None = None,
    base: str = "",
) -> Facts:
    entries = fact_entries(snapshot, kind, about, document_id)
    shown = {entry.document.id: DocumentObject.of(entry.document, language) for entry in entries}
    seen = window.of(entries)
    links = links_of(snapshot, seen) if about else [[] for _ in seen]
    return Facts(
        facts=[LedgerFact.listed(e, shown[e.document.id], found, base) for e, found in zip(seen, links, strict=True)],
        next=window.next("/v1/facts", len(entries), kind=kind, about=about, document=document_id, language=language),
    )


def extract_facts(request: ExtractRequest, extract: Callable[..., list[Fact]]) -> ExtractedFacts:
    found = extract(request.text, language=request.written_in(), reference_date=request.date)
    return ExtractedFacts(facts=[FactObject.of(fact) for fact in found])


def neighbours(snapshot: Snapshot, paragraph_id: str) -> tuple[Paragraph | None, Paragraph | None]:
    """(the paragraph before, the paragraph after) in reading order and in its language, None at the document's ends."""
    found = snapshot.paragraph(paragraph_id)
    every = [one for one in snapshot.paragraphs(found.document_id) if one.language == found.language]
    at = next(place for place, paragraph in enumerate(every) if paragraph.id == paragraph_id)
    return (every[at - 1] if at else None), (every[at + 1] if at + 1 < len(every) else None)
