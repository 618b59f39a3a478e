"""Where an index lies: in files of its generation, or in an engine that many machines share. One Protocol for both."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from corpus.errors import BadInput, Conflict, Unavailable
from corpus.progress import Progress, silent
from corpus.records import Paragraph, Term
from index.build import build_index
from index.matcher import QueryMatcher
from index.protocols import Encoder
from index.retriever import Hit, Retriever

ParagraphsById = Callable[[Sequence[str]], list[Paragraph]]


class Searcher(Protocol):
    """An opened index. Safe to share between threads; what it finds never changes."""

    def __len__(self) -> int:
        """Paragraphs in it."""
        ...

    def search(
        self,
        query: str,
        *,
        top_k: int = 8,
        documents: Collection[str] | None = None,
        language: str | None = None,
    ) -> list[Hit]:
        """See Retriever.search."""
        ...

    def matcher(self, question: str) -> QueryMatcher:
        """The question, ready to be compared with any texts in either language."""
        ...


class IndexStore(Protocol):
    """Writes the index of a generation, opens it for reading, and lets go of those that no generation has any more."""

    @property
    def name(self) -> str:
        """Stands in the manifest of what it wrote, under "store"."""
        ...

    def build(
        self,
        folder: Path,
        paragraphs: Sequence[Paragraph],
        *,
        terms: Sequence[Term],
        encoder: Encoder,
        previous: Path | None = None,
        progress: Progress = silent,
    ) -> dict[str, Any]:
        """Write the index, what belongs to readers' own disks into ``folder``; returns the manifest's part. See build_index."""
        ...

    def open(
        self, folder: Path, made: Mapping[str, Any], *, encoder: Encoder, paragraphs_by_id: ParagraphsById
    ) -> Searcher:
        """Open what ``build`` wrote; ``made`` is what it returned. Raises as Retriever.open does."""
        ...

    def holds(self, made: Mapping[str, Any]) -> bool:
        """Whether what is kept outside of the generation's folder is there."""
        ...

    def keep_only(self, made: Sequence[Mapping[str, Any]]) -> list[str]:
        """Drop whatever is kept outside of generations' folders for none of these manifest parts; names of what was dropped."""
        ...


class LocalStore:
    """The default: vectors and postings as files of the generation. Nothing stands outside its folder."""

    name = "local"

    def build(
        self,
        folder: Path,
        paragraphs: Sequence[Paragraph],
        *,
        terms: Sequence[Term],
        encoder: Encoder,
        previous: Path | None = None,
        progress: Progress = silent,
    ) -> dict[str, Any]:
        return build_index(folder, paragraphs, terms=terms, encoder=encoder, previous=previous, progress=progress)

    def open(
        self, folder: Path, made: Mapping[str, Any], *, encoder: Encoder, paragraphs_by_id: ParagraphsById
    ) -> Searcher:
        return Retriever.open(folder, encoder=encoder, paragraphs_by_id=paragraphs_by_id)

    def holds(self, made: Mapping[str, Any]) -> bool:
        return True

    def keep_only(self, made: Sequence[Mapping[str, Any]]) -> list[str]:
        return []


LOCAL = LocalStore()


def store_of(address: str | None) -> IndexStore:
    """The store at an address: none for files of the generation, ``milvus://host:port`` for a Milvus server.

    Raises BadInput for another address, Unavailable where the engine's client is not installed.
    """
    if not address:
        return LOCAL
    if not address.startswith("milvus://"):
        raise BadInput(f"{address!r} names no index store.", "It is written milvus://host:19530, or left empty.")
    if find_spec("pymilvus") is None:
        raise Unavailable("Milvus's client is not installed.", "pip install 'pincite[milvus]'")
    # Deferred: the client takes half a second to load, and only those who use it have it.
    from index.milvus.store import MilvusStore

    return MilvusStore(address)


def store_of_index(store: IndexStore, made: Mapping[str, Any]) -> IndexStore:
    """What opens an index, by its manifest part: files of the generation open anywhere.

    Raises Conflict for the index of an engine that ``store`` is not.
    """
    written = made.get("store", LOCAL.name)
    if written == LOCAL.name:
        return LOCAL
    if written != store.name:
        raise Conflict(
            f"The index lies in {written}, and no such store is configured.",
            "Set PINCITE_INDEX_STORE to what the writer has.",
        )
    return store
