"""A question and its answer, as the inside of the service knows them. The doors convert once, from and to JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.records import Document, Fact, Paragraph


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation before the question."""

    role: str  #: "user" or "assistant"
    content: str


@dataclass(frozen=True, slots=True)
class Question:
    question: str
    history: tuple[Turn, ...] = ()
    language: str = "auto"  #: auto, en, zh-Hant, zh-Hans
    top_k: int = 8
    documents: tuple[str, ...] | None = None
    as_of: str | None = None  #: ISO date: answer as the documents stood on that day


@dataclass(frozen=True, slots=True)
class Citation:
    """Document + label + quote. ``quote == paragraph.text[start:end]`` always; ``n`` is the [n] in the answer's text."""

    n: int
    document: Document
    paragraph: Paragraph
    start: int
    end: int
    counterpart: Paragraph | None = None

    @property
    def id(self) -> str:
        """The paragraph's id: the one citation id through store, JSON, stream, OpenAI endpoint, MCP and page."""
        return self.paragraph.id

    @property
    def quote(self) -> str:
        return self.paragraph.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class CitedFact:
    fact: Fact
    citation: int | None  #: n of the citation the fact stands in


@dataclass(frozen=True, slots=True)
class OtherFact:
    """The same measure elsewhere, in this document too."""

    fact: Fact
    document: Document
    paragraph: Paragraph
    relation: str  #: same, differs, earlier, later


@dataclass(frozen=True, slots=True)
class Passage:
    """A ranked paragraph."""

    paragraph: Paragraph
    document: Document
    score: float
    rank: int  #: from 1


@dataclass(frozen=True, slots=True)
class Answer:
    id: str
    standalone_question: str
    language: str  #: of the answer: en, zh-Hant, zh-Hans
    answered: bool
    answer: str  #: carries [1], [2] …
    confidence: float  #: 0 to 1
    reason: str | None = None  #: None, or why it abstained
    citations: tuple[Citation, ...] = ()
    facts: tuple[CitedFact, ...] = ()
    others: tuple[OtherFact, ...] = ()
    passages: tuple[Passage, ...] = ()
    index_version: str = ""
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    notices: tuple[str, ...] = ()  #: what the asker should know of how the answer was made, in the answer's language
    removed: int = 0  #: sentences of a language model that could not be proven and were left out
