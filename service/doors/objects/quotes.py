"""Verified quotations as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel

from corpus.records import Document, Paragraph
from service.desk.differences import Difference
from service.desk.quotes import Verdict
from service.doors.objects.documents import DocumentObject
from service.doors.objects.names import permanent_link, pinpoints

QuoteKind = Literal["number", "negation", "wording", "script", "width", "punctuation", "spacing"]


class PlaceObject(BaseModel):
    id: str
    label: str
    pinpoints: dict[str, str]
    text: str
    language: str
    url: str

    @classmethod
    def of(cls, paragraph: Paragraph, base: str = "") -> PlaceObject:
        return cls(
            id=paragraph.id,
            label=paragraph.label,
            pinpoints=pinpoints(paragraph.label),
            text=paragraph.text,
            language=paragraph.language,
            url=permanent_link(paragraph.id, base),
        )


class PieceObject(BaseModel):
    """``text == paragraph.text[start:end]``, in Unicode code points."""

    paragraph: PlaceObject
    start: int
    end: int
    text: str


class MatchObject(PieceObject):
    """Where a quotation comes from. ``more``: the paragraphs it runs on into, where it does."""

    document: DocumentObject
    more: list[PieceObject]


class QuoteDifferenceObject(BaseModel):
    """``quoted`` is the quotation's piece, ``quote[start:end]``, ``source`` the document's."""

    quoted: str
    source: str
    start: int
    end: int
    kind: QuoteKind

    @classmethod
    def of(cls, one: Difference) -> QuoteDifferenceObject:
        return cls.model_validate(
            {"quoted": one.quoted, "source": one.source, "start": one.start, "end": one.end, "kind": one.kind}
        )


class QuoteResult(BaseModel):
    quote: str
    verdict: Literal["exact", "altered", "absent"]
    match: MatchObject | None
    differences: list[QuoteDifferenceObject]
    notes: list[str]

    @classmethod
    def of(cls, verdict: Verdict, documents: Mapping[str, Document], base: str = "") -> QuoteResult:
        match = None
        if verdict.match is not None:
            first, *more = [
                {"paragraph": PlaceObject.of(p, base), "start": a, "end": b, "text": p.text[a:b]}
                for p, a, b in verdict.match.pieces
            ]
            paragraph = verdict.match.pieces[0][0]
            document = DocumentObject.of(documents[paragraph.document_id], paragraph.language)
            match = MatchObject.model_validate({**first, "document": document, "more": more})
        return cls.model_validate(
            {
                "quote": verdict.quote,
                "verdict": verdict.verdict,
                "match": match,
                "differences": [QuoteDifferenceObject.of(one) for one in verdict.differences],
                "notes": list(verdict.notes),
            }
        )


class QuoteResults(BaseModel):
    """One result for each quotation, in the order they were sent."""

    results: list[QuoteResult]
