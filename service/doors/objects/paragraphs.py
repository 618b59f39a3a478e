"""Paragraphs as JSON."""

from __future__ import annotations

from pydantic import BaseModel

from corpus.records import Paragraph
from service.doors.objects.documents import DocumentObject
from service.doors.objects.names import permanent_link, pinpoints


def place(paragraph: Paragraph) -> dict[str, object]:
    return {
        "id": paragraph.id,
        "label": paragraph.label,
        "pinpoints": pinpoints(paragraph.label),
        "text": paragraph.text,
        "language": paragraph.language,
    }


class Counterpart(BaseModel):
    """The same paragraph in the document's other language."""

    id: str
    text: str
    language: str

    @classmethod
    def of(cls, paragraph: Paragraph | None) -> Counterpart | None:
        return paragraph and cls(id=paragraph.id, text=paragraph.text, language=paragraph.language)


class ContextObject(BaseModel):
    """What a paragraph needs to be understood and does not print itself."""

    headings: list[str]
    stem: str
    columns: list[tuple[str, str]]
    category: str

    @classmethod
    def of(cls, paragraph: Paragraph) -> ContextObject:
        context = paragraph.context
        return cls(
            headings=list(context.headings), stem=context.stem, columns=list(context.columns), category=context.category
        )


class ParagraphObject(BaseModel):
    id: str
    document: DocumentObject
    label: str
    pinpoints: dict[str, str]  #: the label in words, by language
    text: str
    language: str
    kind: str
    position: int
    page: int | None
    context: ContextObject
    counterpart: Counterpart | None
    url: str

    @classmethod
    def of(
        cls, paragraph: Paragraph, document: DocumentObject, counterpart: Paragraph | None, base: str = ""
    ) -> ParagraphObject:
        return cls.model_validate(
            {
                **place(paragraph),
                "document": document,
                "kind": paragraph.kind,
                "position": paragraph.position,
                "page": paragraph.page,
                "context": ContextObject.of(paragraph),
                "counterpart": Counterpart.of(counterpart),
                "url": permanent_link(paragraph.id, base),
            }
        )


class Paragraphs(BaseModel):
    """A document from top to bottom. ``next`` is where the rest stands, null at the end."""

    document: DocumentObject
    paragraphs: list[ParagraphObject]
    next: str | None


class CitationText(BaseModel):
    """A citation ready to paste. For csl-json, ``citation`` is the CSL item as text."""

    id: str
    style: str
    language: str
    citation: str
