"""Selectors of the W3C Web Annotation model as JSON, and where they are found again.

https://www.w3.org/TR/annotation-model/#text-quote-selector and #text-position-selector.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from corpus.records import Document
from service.desk.selectors import Refound, Selector, selector_of
from service.doors.objects.documents import DocumentObject
from service.doors.objects.quotes import PlaceObject, QuoteDifferenceObject


class TextQuoteObject(BaseModel):
    """W3C Web Annotation: the words, and up to 32 characters on either side."""

    type: Literal["TextQuoteSelector"] = "TextQuoteSelector"
    exact: str
    prefix: str
    suffix: str


class TextPositionObject(BaseModel):
    """W3C Web Annotation: their span, in Unicode code points of the paragraph's text."""

    type: Literal["TextPositionSelector"] = "TextPositionSelector"
    start: int
    end: int


def selectors(text: str, start: int, end: int) -> list[TextQuoteObject | TextPositionObject]:
    """Both selectors of ``text[start:end]``."""
    found = selector_of(text, start, end)
    return [
        TextQuoteObject(exact=found.exact, prefix=found.prefix, suffix=found.suffix),
        TextPositionObject(start=start, end=end),
    ]


class RefoundObject(BaseModel):
    """Where a citation's words stand today. ``found``: as cited; ``moved``: the same words elsewhere; ``changed``: other words
    there now; ``gone``: nothing like them. ``text`` is ``paragraph.text[start:end]``; ``quoted`` of a difference is the
    citation's piece."""

    status: Literal["found", "moved", "changed", "gone"]
    document: DocumentObject
    paragraph: PlaceObject | None
    start: int
    end: int
    text: str
    differences: list[QuoteDifferenceObject]
    selectors: list[TextQuoteObject | TextPositionObject]

    @classmethod
    def of(cls, found: Refound, document: Document, selector: Selector, base: str = "") -> RefoundObject:
        paragraph = found.paragraph
        text = paragraph.text if paragraph else ""
        return cls.model_validate(
            {
                "status": found.status,
                "document": DocumentObject.of(document, paragraph.language if paragraph else None),
                "paragraph": paragraph and PlaceObject.of(paragraph, base),
                "start": found.start,
                "end": found.end,
                "text": text[found.start : found.end],
                "differences": [QuoteDifferenceObject.of(one) for one in found.differences],
                "selectors": selectors(text, found.start, found.end) if paragraph else [],
            }
        )
