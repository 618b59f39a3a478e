"""The ledger of facts: those of a kind, in a document, about something, and what is said of the same measure elsewhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Protocol
from weakref import WeakKeyDictionary

from corpus.facts.lexicon import listed
from corpus.records import Document, Fact, Paragraph, Term
from corpus.sentences import enclosing, sentences
from corpus.spans import fold_text
from service.desk.ledger_links import Link, Links, Place, canonical, moment_of


class Source(Protocol):
    """What the ledger reads from."""

    def documents(self) -> Sequence[Document]: ...
    def document(self, document_id: str, /) -> Document: ...
    def paragraphs(self, document_id: str, /) -> Sequence[Paragraph]: ...
    def facts(self, kind: str | None = None, document: str | None = None) -> Sequence[Fact]: ...
    def terms(self) -> Sequence[Term]: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact with the paragraph and the document it stands in."""

    fact: Fact
    paragraph: Paragraph
    document: Document

    @property
    def moment(self) -> str:
        """ISO date of which the fact speaks: its as-of date, else the document's; "" where neither is told."""
        return moment_of(self.fact, self.document)

    @property
    def quote(self) -> str:
        """The sentence that the fact stands in, sliced from the paragraph."""
        start, end = enclosing(sentences(self.paragraph.text), self.fact.start, self.fact.end)
        return self.paragraph.text[start:end]


def ledger(source: Source, *, kind: str | None = None, about: str = "", document: str | None = None) -> list[Entry]:
    """The facts in reading order, documents in the source's order; those about something by the date they speak of.

    ``about``: each of its words must stand in the fact's subject, its paragraph or what the paragraph stands under; a name
    also counts in any other form that the documents give it (abbreviation, other language), and where it owns the fact, in
    any form that is known of it. Raises NotFound for an unknown document.
    """
    documents = [source.document(document)] if document is not None else list(source.documents())
    terms = source.terms()
    wanted = _alternatives(about, terms) if about.strip() else []
    owner = _owner(about, terms) if wanted else ""
    entries = []
    for item in documents:
        paragraphs = {paragraph.id: paragraph for paragraph in source.paragraphs(item.id)}
        facts = [fact for fact in source.facts(kind=kind, document=item.id) if fact.paragraph_id in paragraphs]
        facts.sort(key=lambda fact: (paragraphs[fact.paragraph_id].position, fact.start, fact.end))
        for fact in facts:
            paragraph = paragraphs[fact.paragraph_id]
            if _is_about(fact, paragraph, wanted) or (owner and canonical(fact.entity_key) == owner):
                entries.append(Entry(fact, paragraph, item))
    return sorted(entries, key=lambda entry: entry.moment) if wanted else entries


_LINKS: WeakKeyDictionary[Source, Links] = WeakKeyDictionary()
_LINKING = Lock()


def links_of(source: Source, entries: Sequence[Entry]) -> list[list[Link]]:
    """For each entry, the other places of the same measure. All facts are gone through once for each source."""
    if not entries:
        return []
    with _LINKING:
        links = _LINKS.get(source)
        if links is None:
            links = _LINKS[source] = Links([Place(e.fact, e.paragraph, e.document) for e in ledger(source)])
    return [links.of(Place(entry.fact, entry.paragraph, entry.document)) for entry in entries]


def _owner(about: str, terms: Sequence[Term]) -> str:
    """The key of the name that is asked about; "" where it is none."""
    entry = listed(about, terms)
    known = canonical(entry.value if entry else about)
    return known if entry or known != fold_text(about).strip() else ""


def _alternatives(about: str, terms: Iterable[Term]) -> list[list[str]]:
    """For the whole phrase, or else for each word of it, the folded forms that will do."""
    groups = [{fold_text(form) for _, form in term.forms} for term in terms]

    def forms(word: str) -> list[str]:
        return sorted({word}.union(*(group for group in groups if word in group)))

    phrase = fold_text(about).strip()
    if any(phrase in group for group in groups):
        return [forms(phrase)]
    return [forms(word) for word in phrase.split()]


def _is_about(fact: Fact, paragraph: Paragraph, wanted: Sequence[Sequence[str]]) -> bool:
    if not wanted:
        return True
    text = fold_text(" ".join((fact.subject, paragraph.text, paragraph.context.as_text())))
    return all(any(form in text for form in forms) for forms in wanted)


COLUMNS = (
    "kind text value unit edtf from to qualifier subject negated document label paragraph_id start end language "
    "moment entity part measure aspect quote".split()
)


def _cells(entry: Entry) -> Iterator[str]:
    fact = entry.fact
    start, end = fact.interval or (None, None)
    yield from (fact.kind, fact.text, fact.value, fact.unit or "", fact.edtf or "", start or "", end or "")
    yield from (fact.qualifier or "", fact.subject, "true" if fact.negated else "false")
    yield from (entry.document.id, entry.paragraph.label, fact.paragraph_id, str(fact.start), str(fact.end))
    yield entry.paragraph.language
    yield from (entry.moment, fact.entity, fact.part, fact.measure, fact.aspect, " ".join(entry.quote.split()))


def _inert(cell: str) -> str:
    """A spreadsheet would run a cell that begins like a formula; an apostrophe before it makes it text."""
    risky = cell.startswith(("=", "+", "@", "\t", "\r")) or (cell.startswith("-") and not _is_number(cell))
    return f"'{cell}" if risky else cell


def _is_number(text: str) -> bool:
    return text[1:].replace(".", "", 1).isdigit()


def as_csv(entries: Iterable[Entry]) -> str:
    """The ledger as CSV (RFC 4180) under a row of COLUMNS."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        writer.writerow([_inert(cell) for cell in _cells(entry)])
    return out.getvalue()
