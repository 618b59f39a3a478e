"""Facts as JSON."""

from __future__ import annotations

from pydantic import BaseModel

from corpus.records import Fact, Paragraph
from service.doors.objects.documents import DocumentObject
from service.doors.objects.names import permanent_link, pinpoints


class FactObject(BaseModel):
    """A typed value. ``interval`` holds two inclusive dates, null where that side is open."""

    kind: str
    text: str
    value: str
    unit: str | None
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


class LedgerFact(FactObject):
    """A fact with where it stands."""

    document: DocumentObject
    label: str
    pinpoints: dict[str, str]
    language: str
    url: str

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


class Facts(BaseModel):
    """``next`` is where the rest stands, null at the end."""

    facts: list[LedgerFact]
    next: str | None


class ExtractedFacts(BaseModel):
    facts: list[FactObject]
