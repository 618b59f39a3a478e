"""Paragraphs as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from corpus.records import Document, Paragraph
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
    read_by_ocr: bool = False  # the words come from recognition of a picture's characters and may be wrong
    context: ContextObject
    counterpart: Counterpart | None
    url: str

    @classmethod
    def of(
        cls,
        paragraph: Paragraph,
        document: DocumentObject,
        counterpart: Paragraph | None,
        base: str = "",
        read_by_ocr: bool = False,
    ) -> ParagraphObject:
        return cls.model_validate(
            {
                **place(paragraph),
                "document": document,
                "kind": paragraph.kind,
                "position": paragraph.position,
                "page": paragraph.page,
                "read_by_ocr": read_by_ocr,
                "context": ContextObject.of(paragraph),
                "counterpart": Counterpart.of(counterpart),
                "url": permanent_link(paragraph.id, base),
            }
        )


class Neighbour(BaseModel):
    """The paragraph before or after, in the same language."""

    id: str
    label: str
    pinpoints: dict[str, str]
    text: str
    language: str
    url: str

    @classmethod
    def of(cls, paragraph: Paragraph | None, base: str = "") -> Neighbour | None:
        if paragraph is None:
            return None
        return cls.model_validate({**place(paragraph), "url": permanent_link(paragraph.id, base)})


class EarlierObject(BaseModel):
    """How the paragraph read in an earlier version of its document."""

    version: int
    date: str | None
    as_of: str | None
    text: str


class FullParagraph(ParagraphObject):
    """One paragraph with what stands around it. ``changed``: it read otherwise in an earlier ``version`` of the document;
    ``earlier`` has those wordings, oldest first."""

    before: Neighbour | None
    after: Neighbour | None
    version: int
    changed: bool
    earlier: list[EarlierObject]

    @classmethod
    def full(
        cls,
        shown: ParagraphObject,
        around: tuple[Paragraph | None, Paragraph | None],
        version: int,
        earlier: Sequence[tuple[Document, Paragraph]],
        base: str = "",
    ) -> FullParagraph:
        before, after = (Neighbour.of(one, base) for one in around)
        wordings = [EarlierObject(version=d.version, date=d.date, as_of=d.as_of, text=p.text) for d, p in earlier]
        return cls(**dict(shown), before=before, after=after, version=version, changed=bool(wordings), earlier=wordings)


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
