"""A snapshot: one immutable generation opened for reading. What it says never changes, however long it is held."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property, partial
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar
from weakref import finalize

from corpus.errors import NotFound
from corpus.records import Document, Fact, Paragraph, Term
from corpus.store.catalog import Catalog
from index import views
from index.generation import Generation
from index.matcher import NoMatcher, QueryMatcher
from index.protocols import Encoder
from index.retriever import Hit
from index.stores import LOCAL, IndexStore, Searcher, store_of_index

_CACHED_PARAGRAPHS = 20_000  # about 40 MB
_CACHED_DOCUMENTS = 32

T = TypeVar("T")


class _Kept(Generic[T]):
    """Values by id, the latest asked kept in memory. Safe to use from several threads."""

    def __init__(self, read: Callable[[list[str]], Iterable[T]], size: int) -> None:
        """``read`` gives one value per id, in the order asked."""
        self._read, self._size = read, size
        self._kept: OrderedDict[str, T] = OrderedDict()
        self._lock = Lock()

    def of(self, ids: Sequence[str]) -> list[T]:
        """One value per id, in the order asked. Raises what reading raises."""
        with self._lock:
            found = {one: self._kept[one] for one in ids if one in self._kept}
        missing = [one for one in dict.fromkeys(ids) if one not in found]
        if missing:
            found.update(zip(missing, self._read(missing), strict=True))
        with self._lock:
            for one in ids:
                self._kept[one] = found[one]
                self._kept.move_to_end(one)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return [found[one] for one in ids]


_Placed = tuple[tuple[tuple[str, int], Fact], ...]  #: facts, each with its place in reading order


class Snapshot:
    """Documents, paragraphs, facts and search of one generation. Safe to use from several threads."""

    def __init__(
        self, generation: Generation, encoder: Encoder, whole: Snapshot | None = None, *, store: IndexStore = LOCAL
    ) -> None:
        """Takes the generation over: it is closed with the last reference to the snapshot.

        ``whole``: the snapshot that this one is a view of; kept as long as this one, so that no sweep takes the folder.
        Raises Damaged, and Conflict or Unavailable where its index lies in an engine that is not ``store`` or not there.
        """
        self.index_version = generation.manifest.content  #: equal index versions give equal answers
        self.generation = generation.name
        self._generation, self._encoder, self._whole = generation, encoder, whole
        catalog = self._catalog = Catalog(generation.catalog_file, read_only=True)
        self._kept = _Kept(catalog.paragraphs_by_id, _CACHED_PARAGRAPHS)
        self._facts = _Kept(partial(_facts_of, catalog), _CACHED_PARAGRAPHS)
        self._read = _Kept(lambda ids: [tuple(catalog.paragraphs(one)) for one in ids], _CACHED_DOCUMENTS)
        self._retriever: Searcher | None = None
        if made := generation.manifest.index:
            self._retriever = store_of_index(store, made).open(
                generation.index_folder, made, encoder=encoder, paragraphs_by_id=self._kept.of
            )
        finalize(self, _close, generation, self._catalog)

    def view(self, documents: Collection[str], *, keep: bool = True) -> Snapshot:
        """The snapshot of a library that never held any documents but these; made where it is not there yet.

        ``keep`` false: nothing is written to the data folder.
        """
        found = views.open_view(self._generation, documents, self._encoder, keep=keep)
        return Snapshot(found, self._encoder, self)

    @property
    def encoder(self) -> Encoder:
        """That its vectors were made with."""
        return self._encoder

    @property
    def folder(self) -> Path:
        """Of its generation."""
        return self._generation.folder

    def documents(self) -> list[Document]:
        """All documents, by id."""
        return list(self._documents.values())

    def document(self, document_id: str) -> Document:
        """Raises NotFound."""
        if document_id not in self._documents:
            raise NotFound(f"There is no document {document_id!r}.", "`pincite documents` lists what there is.")
        return self._documents[document_id]

    def paragraphs(self, document_id: str) -> list[Paragraph]:
        """The document's paragraphs in reading order. Raises NotFound."""
        return list(self._read.of([document_id])[0])

    def paragraph(self, paragraph_id: str) -> Paragraph:
        """Raises NotFound."""
        return self._kept.of([paragraph_id])[0]

    def paragraphs_by_id(self, ids: Sequence[str]) -> list[Paragraph]:
        """One paragraph per id, in the order asked. Raises NotFound."""
        return self._kept.of(ids)

    def facts(
        self,
        kind: str | None = None,
        document: str | None = None,
        paragraph_ids: Collection[str] | None = None,
        about: str | None = None,
    ) -> list[Fact]:
        """Facts in reading order, by document id; see Catalog.facts."""
        if paragraph_ids is None or kind is not None or document is not None or about:
            return self._catalog.facts(kind, document, paragraph_ids, about)
        found = [one for placed in self._facts.of(list(dict.fromkeys(paragraph_ids))) for one in placed]
        return [fact for _, fact in sorted(found, key=lambda pair: pair[0])]

    def terms(self) -> list[Term]:
        """Every name with its other forms, as the documents define them."""
        return list(self._terms)

    def search(
        self,
        query: str,
        top_k: int = 8,
        documents: Collection[str] | None = None,
        language: str | None = None,
    ) -> list[Hit]:
        """The paragraphs that fit the query best, best first; none in an empty catalog."""
        if self._retriever is None:
            return []
        return self._retriever.search(query, top_k=top_k, documents=documents, language=language)

    def matcher(self, question: str) -> QueryMatcher | NoMatcher:
        """The question, ready to be compared with any texts in either language."""
        return self._retriever.matcher(question) if self._retriever else NoMatcher()

    @cached_property
    def _documents(self) -> dict[str, Document]:
        return {one.id: one for one in self._catalog.documents()}

    @cached_property
    def _terms(self) -> tuple[Term, ...]:
        return tuple(self._catalog.terms())


def _facts_of(catalog: Catalog, paragraph_ids: Sequence[str]) -> list[_Placed]:
    found: dict[str, list[tuple[tuple[str, int], Fact]]] = {one: [] for one in paragraph_ids}
    for place, fact in catalog.placed_facts(paragraph_ids):
        found[fact.paragraph_id].append((place, fact))
    return [tuple(placed) for placed in found.values()]


def _close(generation: Generation, catalog: Catalog) -> None:
    catalog.close()
    generation.close()
