"""What the doors ask of the rooms behind them. The consumer declares the Protocol."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, Protocol

from corpus.errors import PinciteError
from corpus.progress import Progress
from corpus.records import Document, Fact, Paragraph, Term
from service.answer.records import Answer, Question
from service.desk.verdicts import Checked


class Hit(Protocol):
    """A ranked paragraph."""

    @property
    def paragraph(self) -> Paragraph: ...
    @property
    def score(self) -> float: ...
    @property
    def rank(self) -> int: ...


class Snapshot(Protocol):
    """One immutable state of the library, opened for reading. Unknown ids raise corpus.errors.NotFound."""

    @property
    def index_version(self) -> str: ...
    def documents(self) -> Sequence[Document]: ...
    def document(self, document_id: str, /) -> Document: ...
    def paragraphs(self, document_id: str, /) -> Sequence[Paragraph]: ...
    def paragraph(self, paragraph_id: str, /) -> Paragraph: ...
    def facts(
        self, kind: str | None = None, document: str | None = None, paragraph_ids: Sequence[str] | None = None
    ) -> Sequence[Fact]: ...
    def terms(self) -> Sequence[Term]: ...
    def search(
        self, query: str, top_k: int = 8, documents: Collection[str] | None = None, language: str | None = None
    ) -> Sequence[Hit]: ...


class Report(Protocol):
    """What became of the files of a change. Documents are named by their ids."""

    @property
    def added(self) -> Sequence[str]: ...
    @property
    def updated(self) -> Sequence[str]: ...
    @property
    def unchanged(self) -> Sequence[str]: ...
    @property
    def failed(self) -> Sequence[tuple[Path, PinciteError]]: ...


class Library(Protocol):
    """A data folder, opened."""

    @property
    def switching(self) -> bool: ...
    def switch(self, progress: Progress = ..., /) -> Report: ...
    def snapshot(self, readable: frozenset[str] | None = None, /) -> Snapshot: ...
    def earlier(
        self, paragraph_id: str, readable: frozenset[str] | None = None, /
    ) -> Sequence[tuple[Document, Paragraph]]: ...
    def sync(self, folder: Path, progress: Progress = ...) -> Report: ...
    def add(self, paths: Sequence[Path], progress: Progress = ..., collection: str = "") -> Report: ...
    def remove(self, document_id: str, /) -> object: ...


class Ask(Protocol):
    """The way of a question: service.answer.ask.ask."""

    # Any: what answering asks of a snapshot it declares itself, and it is more than the doors do.
    def __call__(self, snapshot: Any, question: Question, /) -> Answer: ...


class CheckDraft(Protocol):
    """The way of a draft: service.desk.drafts.check."""

    def __call__(self, snapshot: Any, text: str, as_of: str | None, /) -> Sequence[Checked]: ...
