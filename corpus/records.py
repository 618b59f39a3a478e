"""The records that flow through every room. Frozen, plain, without behaviour beyond what they are.

Words (document, paragraph, label, context, chunk, counterpart, span, fact) are those of docs/GLOSSARY.md.
A span is always ``[start, end)`` in Unicode code points of the ``text`` of the record that carries it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: BCP 47 tags used for documents and paragraphs.
LANGUAGES = ("en", "zh-Hant", "zh-Hans")
#: The collection of a document that was never put into another.
PUBLIC = "public"
#: Kind of the problem that says of a page that its words were read by recognition of characters.
READ_BY_OCR = "read-by-ocr"


@dataclass(frozen=True, slots=True)
class SourceMap:
    """Where each piece of a clean text stands in the source file.

    ``runs`` are ``(start, source_start, length)`` in ascending ``start``: ``length`` characters of the clean text
    beginning at ``start`` were copied unchanged from the decoded source at ``source_start``. Characters between two runs
    were dropped (markup) or made (a space where a line break was).
    """

    runs: tuple[tuple[int, int, int], ...] = ()

    def to_source(self, start: int, end: int) -> tuple[int, int] | None:
        """The smallest source span that covers ``[start, end)``; None where no character of it came from the source."""
        found = [
            (source + max(start, at) - at, source + min(end, at + length) - at)
            for at, source, length in self.runs
            if at < end and start < at + length
        ]
        return (min(a for a, _ in found), max(b for _, b in found)) if found else None


@dataclass(frozen=True, slots=True)
class Problem:
    """What a loader or the splitter could not read or could not decide; shown to the user, never swallowed."""

    kind: str  #: short key, such as "broken-sentence", "no-date", "encoding-guessed", "empty"
    message: str  #: one sentence that says what was met and what was done
    place: str = ""  #: "line 123" or a paragraph id


@dataclass(frozen=True, slots=True)
class Document:
    """One published item, in one version."""

    id: str
    title: Mapping[str, str]  #: language tag -> title
    publisher: Mapping[str, str]  #: language tag -> name
    languages: tuple[str, ...]
    source: str  #: the source file's name, no folder
    sha256: str  #: of the source file's bytes
    date: str | None = None  #: ISO 8601 date of publication
    as_of: str | None = None  #: ISO 8601 date against which an undated document's relative dates resolve
    kind: str = "document"  #: paper, slides, fact-sheet, news, …
    source_url: str | None = None
    restates: str | None = None  #: of what this is a restatement (bundled documents), else None
    #: tells who may read it; "" (just read, and not said): as it was before, at first PUBLIC
    collection: str = PUBLIC
    version: int = 1
    status: str = "ready"
    problems: tuple[Problem, ...] = ()

    @property
    def reference_date(self) -> str | None:
        """The date relative dates resolve against: the document's own, else its as-of date."""
        return self.date or self.as_of

    def read_by_ocr(self, page: int | None) -> bool:
        """Whether the words of a page were read by recognition of characters."""
        return any(one.kind == READ_BY_OCR and one.place == f"page {page}" for one in self.problems)


@dataclass(frozen=True, slots=True)
class Context:
    """What a paragraph needs to be understood and does not print itself. Searched, shown apart, never part of ``text``."""

    headings: tuple[str, ...] = ()  #: outermost first, in the paragraph's own language where the document has it
    stem: str = ""  #: the sentence that introduces the list this item stands in
    columns: tuple[tuple[str, str], ...] = ()  #: (column head, cell) of a table row, unit kept in the head as printed
    category: str = ""  #: category row above a table row

    def as_text(self) -> str:
        """Heading path, stem, category and column heads in one line, for search."""
        heads = [head for head, _ in self.columns]
        return " · ".join(part for part in (*self.headings, self.stem, self.category, *heads) if part)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The unit of citation. ``text`` is exactly what the document prints, markup cleaned; quotations are slices of it."""

    id: str  #: ``document-id/label``, or ``document-id/label@language`` where one label stands in two languages
    document_id: str
    label: str  #: the pinpoint: ``20``, ``24.iii``, ``annex-2.1.4``, ``annex-1.r12``, ``fn-1``, ``caption-3``, ``s3.2``
    position: int  #: place in reading order, from 0
    text: str
    language: str  #: one of LANGUAGES
    kind: str = "body"  #: body, item, row, caption, footnote, note, title
    context: Context = field(default_factory=Context)
    page: int | None = None
    counterpart: str | None = None  #: id of the same paragraph in the document's other language
    source_map: SourceMap = field(default_factory=SourceMap)


@dataclass(frozen=True, slots=True)
class Term:
    """A name with its other forms, as the documents themselves define them: abbreviation, other language, other script."""

    forms: tuple[tuple[str, str], ...]  #: (language tag, form), the fullest form of each language first
    kind: str  #: "abbreviation" (「香港微電子研發院」（「研發院」）) or "bilingual" (bold Chinese ↔ bold English)
    document_id: str
    paragraph_id: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A typed value with its span in a paragraph's ``text``, normalised.

    ``value`` is a plain decimal string, never an exponent ("619000000", "54" for 54 %); for a date it is the EDTF.
    ``interval`` holds two inclusive ISO dates, None where that side is open; it is None for anything but dates.
    """

    kind: str  #: date, money, percentage, count, quantity, ratio, duration, change, organisation, person, place, scheme, title
    text: str
    start: int
    end: int
    value: str
    unit: str | None = None  #: ISO 4217, UCUM, or what is counted
    edtf: str | None = None
    interval: tuple[str | None, str | None] | None = None
    qualifier: str | None = None  #: the one that bounds the value most, from corpus.facts.QUALIFIERS
    qualifiers: tuple[str, ...] = ()  #: all of them
    subject: str = ""
    paragraph_id: str = ""
    as_of: str | None = None
    negated: bool = False
    ends: tuple[Fact, ...] = ()  #: a change's "from" and "to", in this order
    entity: str = ""  #: whose value it is (company, scheme, body, place), abbreviations in full; "" where untold
    entity_span: tuple[int, int] | None = None  #: where the paragraph prints it; None where what it stands under does
    entity_key: str = ""  #: the same name in every language and script, for comparing
    part: str = ""  #: the one of a set that is meant, as printed (首階段, third cluster)
    measure: str = ""  #: what is measured or counted, as printed (總樓面面積, jobs); a date's: what happens then (啟用)
    measure_span: tuple[int, int] | None = None
    aspect: str = ""  #: the measure as a key of every language (corpus/facts/tables/aspects.tsv), "" where none fits
    role: str = ""  #: of a change's ends: "from" or "to"


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """All that is read out of one source file."""

    document: Document
    paragraphs: tuple[Paragraph, ...]
    terms: tuple[Term, ...] = ()
    facts: tuple[Fact, ...] = ()
    translation_of: str = ""  #: id of the document that this one is said to be the translation of
