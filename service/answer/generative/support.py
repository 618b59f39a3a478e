"""What a sentence of a model is held against, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.facts import extract
from corpus.records import Document, Fact, Paragraph, Term
from corpus.sentences import Span, sentences


class Source:
    """A cited paragraph, read once per answer."""

    def __init__(self, paragraph: Paragraph, document: Document, terms: Sequence[Term]) -> None:
        self.paragraph, self.date = paragraph, document.reference_date
        self._terms = terms
        self.pieces = sentences(paragraph.text)

    @cached_property
    def facts(self) -> list[Fact]:
        paragraph = self.paragraph
        return extract(
            paragraph.text,
            language=paragraph.language,
            reference_date=self.date,
            context=paragraph.context,
            terms=self._terms,
            paragraph_id=paragraph.id,
        )

    def text(self, span: Span) -> str:
        return self.paragraph.text[slice(*span)]


@dataclass(frozen=True, slots=True)
class Support:
    """Where a sentence is proven: ``paragraph.text[start:end]``."""

    paragraph: Paragraph
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.paragraph.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Proven:
    """A sentence that may be shown, its quotations in the documents' own characters."""

    text: str
    quotes: tuple[Span, ...]
    supports: tuple[Support, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """``reason``: uncited, hidden, quotation, figure, name, negation, swapped or unsupported."""

    reason: str
    detail: str = ""
