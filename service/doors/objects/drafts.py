"""A checked draft as JSON."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from service.desk.verdicts import Checked, Divergence, Finding, Revision
from service.doors.objects.answers import CitationObject

StatementVerdict = Literal["supported", "contradicted", "not_found"]


class DraftDifferenceObject(BaseModel):
    """``stated`` is the draft's piece, ``text[start:end]`` of the draft; ``source`` what the document says instead.
    ``soft``: it is worth knowing and contradicts nothing."""

    stated: str
    source: str
    start: int
    end: int
    kind: str
    soft: bool

    @classmethod
    def of(cls, one: Divergence) -> DraftDifferenceObject:
        return cls(stated=one.stated, source=one.source, start=one.start, end=one.end, kind=one.kind, soft=one.soft)


class PieceObject(BaseModel):
    """A figure, a name or a quotation that was checked, ``text[start:end]`` of the draft."""

    text: str
    start: int
    end: int
    kind: str
    verdict: StatementVerdict

    @classmethod
    def of(cls, one: Finding) -> PieceObject:
        return cls(text=one.text, start=one.start, end=one.end, kind=one.kind, verdict=one.verdict)  # type: ignore[arg-type]


class ValueObject(BaseModel):
    text: str
    value: str
    unit: str | None
    document: str
    date: str | None


class RevisionObject(BaseModel):
    """A figure that was right (``was``) and is given otherwise since (``now``), each with its document's date."""

    was: ValueObject
    now: ValueObject

    @classmethod
    def of(cls, one: Revision | None) -> RevisionObject | None:
        if one is None:
            return None
        sides = ((one.was, one.was_in), (one.now, one.now_in))
        was, now = (
            ValueObject(
                text=fact.text,
                value=fact.value,
                unit=fact.unit,
                document=document.id,
                date=fact.as_of or document.reference_date,
            )
            for fact, document in sides
        )
        return cls(was=was, now=now)


class StatementObject(BaseModel):
    """``text`` is ``[start, end)`` of the draft, in Unicode code points."""

    text: str
    start: int
    end: int
    verdict: StatementVerdict
    reason: str | None
    differences: list[DraftDifferenceObject]
    citations: list[CitationObject]
    pieces: list[PieceObject]
    revision: RevisionObject | None

    @classmethod
    def of(cls, checked: Checked, language: str, base: str = "") -> StatementObject:
        return cls(
            text=checked.text,
            start=checked.start,
            end=checked.end,
            verdict=checked.verdict,  # type: ignore[arg-type]
            reason=checked.reason,
            differences=[DraftDifferenceObject.of(one) for one in checked.differences],
            citations=[CitationObject.of(one, language, base) for one in checked.citations],
            pieces=[PieceObject.of(one) for one in checked.findings],
            revision=RevisionObject.of(checked.revision),
        )


class CheckedDraft(BaseModel):
    statements: list[StatementObject]
    index_version: str


class CheckedFile(CheckedDraft):
    """A draft that came as a file: ``text`` is what was read of it, in which all spans count."""

    text: str
