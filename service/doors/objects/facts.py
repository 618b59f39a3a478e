"""Facts as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from corpus.facts.render import show_value
from corpus.records import LANGUAGES, Fact, Paragraph
from service.answer.cues import NAMES
from service.desk.ledger import Entry
from service.desk.ledger_links import Link, moment_of
from service.doors.objects.documents import DocumentObject
from service.doors.objects.names import permanent_link, pinpoints


class FactObject(BaseModel):
    """A typed value. ``interval`` holds two inclusive dates, null where that side is open."""

    kind: str
    text: str
    value: str
    unit: str | None
    shown: dict[str, str] = {}  #: a figure's or date's value as a reader of each language writes it; empty for names
    edtf: str | None
    interval: tuple[str | None, str | None] | None
    qualifier: str | None
    qualifiers: list[str]
    subject: str
    entity: str = ""  #: whose value it is, its abbreviation in full
    entity_key: str = ""  #: the same name in every language
    part: str = ""  #: the one of a set that is meant (first phase)
    measure: str = ""  #: what is measured, as printed; a date's: what happens then
    aspect: str = ""  #: the measure as a key of every language
    role: str = ""  #: of a change's ends: from or to
    negated: bool
    as_of: str | None
    ends: list[FactObject]
    paragraph_id: str
    start: int
    end: int

    @classmethod
    def fields_of(cls, fact: Fact) -> dict[str, object]:
        return {
            "kind": fact.kind,
            "text": fact.text,
            "value": fact.value,
            "unit": fact.unit,
            "shown": {} if fact.kind in NAMES else {tag: show_value(fact, tag) for tag in LANGUAGES},
            "edtf": fact.edtf,
            "interval": fact.interval,
            "qualifier": fact.qualifier,
            "qualifiers": list(fact.qualifiers),
            "subject": fact.subject,
            "entity": fact.entity,
            "entity_key": fact.entity_key,
            "part": fact.part,
            "measure": fact.measure,
            "aspect": fact.aspect,
            "role": fact.role,
            "negated": fact.negated,
            "as_of": fact.as_of,
            "ends": [FactObject.model_validate(FactObject.fields_of(end)) for end in fact.ends],
            "paragraph_id": fact.paragraph_id,
            "start": fact.start,
            "end": fact.end,
        }

    @classmethod
    def of(cls, fact: Fact) -> FactObject:
        return cls.model_validate(cls.fields_of(fact))


class LinkObject(BaseModel):
    """The same measure elsewhere: ``relation`` is same, differs, earlier or later."""

    relation: str
    text: str
    value: str
    unit: str | None
    qualifier: str | None
    moment: str | None
    document_id: str
    paragraph_id: str
    label: str
    language: str
    start: int
    end: int
    url: str

    @classmethod
    def of(cls, link: Link, base: str = "") -> LinkObject:
        fact, paragraph = link.place.fact, link.place.paragraph
        return cls(
            relation=link.relation,
            text=fact.text,
            value=fact.value,
            unit=fact.unit,
            qualifier=fact.qualifier,
            moment=moment_of(fact, link.place.document) or None,
            document_id=link.place.document.id,
            paragraph_id=paragraph.id,
            label=paragraph.label,
            language=paragraph.language,
            start=fact.start,
            end=fact.end,
            url=permanent_link(paragraph.id, base),
        )


class LedgerFact(FactObject):
    """A fact with where it stands. ``moment`` is the date it speaks of, ``quote`` its sentence, ``links`` the same measure
    elsewhere, filled in where the ledger was asked about something."""

    document: DocumentObject
    label: str
    pinpoints: dict[str, str]
    language: str
    url: str
    moment: str | None = None
    quote: str = ""
    links: list[LinkObject] = []

    @classmethod
    def entry(cls, fact: Fact, paragraph: Paragraph, document: DocumentObject, base: str = "") -> LedgerFact:
        return cls.model_validate(
            {
                **cls.fields_of(fact),
                "document": document,
                "label": paragraph.label,
                "pinpoints": pinpoints(paragraph.label),
                "language": paragraph.language,
                "url": permanent_link(paragraph.id, base),
            }
        )

    @classmethod
    def listed(cls, entry: Entry, document: DocumentObject, links: Sequence[Link] = (), base: str = "") -> LedgerFact:
        found = cls.entry(entry.fact, entry.paragraph, document, base)
        more = {
            "moment": entry.moment or None,
            "quote": entry.quote,
            "links": [LinkObject.of(one, base) for one in links],
        }
        return found.model_copy(update=more)


class Facts(BaseModel):
    """``next`` is where the rest stands, null at the end."""

    facts: list[LedgerFact]
    next: str | None


class ExtractedFacts(BaseModel):
    facts: list[FactObject]
