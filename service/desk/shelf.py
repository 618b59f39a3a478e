"""What the desk reads of one snapshot, made once and shared by all who ask: streams of letters, names, paragraphs by document.

A shelf lives as long as its snapshot does, and a snapshot never changes; so nothing here is ever out of date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from threading import Lock
from typing import Protocol
from weakref import WeakKeyDictionary, ref

from corpus.records import Document, Fact, Paragraph
from corpus.sentences import Span, sentences
from service.answer.evidence import Matcher
from service.desk.stream import Streams

#: What is remembered of one snapshot at most: texts made ready to be compared.
REMEMBERED = 20_000
#: Fewer documents than this have no place in common that would tell nothing apart.
FEW = 3


class Readable(Protocol):
    """What a shelf is filled from."""

    def documents(self) -> Sequence[Document]: ...
    def paragraphs(self, document_id: str, /) -> Sequence[Paragraph]: ...
    def facts(
        self, kind: str | None = None, document: str | None = None, paragraph_ids: Sequence[str] | None = None
    ) -> Sequence[Fact]: ...


class Matching(Readable, Protocol):
    """What a memory is filled from."""

    def matcher(self, question: str, /) -> Matcher: ...


class Shelf:
    """All documents and paragraphs of one snapshot, and the streams of their letters."""

    def __init__(self, snapshot: Readable) -> None:
        self.documents: Mapping[str, Document] = {document.id: document for document in snapshot.documents()}
        self.paragraphs: Mapping[str, Paragraph] = {
            paragraph.id: paragraph for document in self.documents for paragraph in snapshot.paragraphs(document)
        }
        self._streams: Streams | None = None
        self._streaming = Lock()

        self._places = Counter(
            (fact.value, self.paragraphs[fact.paragraph_id].document_id) for fact in snapshot.facts(kind="place")
        )

    @property
    def streams(self) -> Streams:
        """Made for the first who asks; the others wait for it."""
        with self._streaming:
            if self._streams is None:
                self._streams = Streams(self.paragraphs.values())
            return self._streams

    @cached_property
    def common(self) -> frozenset[str]:
        """The place that all documents are about, or all but one, where there are a few: naming it tells nothing apart."""
        if len(self.documents) < FEW:
            return frozenset()
        spread = Counter(value for value, _ in self._places)
        total = Counter[str]()
        for (value, _), count in self._places.items():
            total[value] += count
        wide = [value for value, documents in spread.items() if documents >= len(self.documents) - 1]
        return frozenset([max(wide, key=lambda value: (total[value], value))] if wide else [])


class Memory:
    """What reading a snapshot costs time to find out, each thing once: matchers of texts, facts and sentences of paragraphs.

    Two threads may make the same thing at the same moment; both get one that is right.
    """

    def __init__(self, snapshot: Matching) -> None:
        # Weak: the memory must not keep alive what it is kept for.
        self._snapshot = ref(snapshot)
        self._matchers: dict[str, Matcher] = {}
        self._facts: dict[str, tuple[Fact, ...]] = {}
        self._sentences: dict[str, tuple[Span, ...]] = {}

    def matcher(self, text: str) -> Matcher:
        """The text ready to be compared with others."""
        found = self._matchers.get(text)
        if found is None:
            if len(self._matchers) >= REMEMBERED:
                self._matchers.clear()
            found = self._matchers[text] = self._alive().matcher(text)
        return found

    def facts(self, paragraph_ids: Sequence[str]) -> list[Sequence[Fact]]:
        """The facts of each paragraph, in reading order."""
        missing = [one for one in paragraph_ids if one not in self._facts]
        if missing:
            found: dict[str, list[Fact]] = {one: [] for one in missing}
            for fact in self._alive().facts(paragraph_ids=missing):
                found[fact.paragraph_id].append(fact)
            self._facts.update((key, tuple(value)) for key, value in found.items())
        return [self._facts[one] for one in paragraph_ids]

    def sentences(self, paragraph: Paragraph) -> tuple[Span, ...]:
        found = self._sentences.get(paragraph.id)
        if found is None:
            found = self._sentences[paragraph.id] = tuple(sentences(paragraph.text))
        return found

    def _alive(self) -> Matching:
        snapshot = self._snapshot()
        assert snapshot is not None  # whoever asks holds it
        return snapshot


_memories: WeakKeyDictionary[Matching, Memory] = WeakKeyDictionary()


def memory_of(snapshot: Matching) -> Memory:
    """The snapshot's memory; it lasts as long as the snapshot."""
    memory = _memories.get(snapshot)
    if memory is None:
        memory = _memories[snapshot] = Memory(snapshot)
    return memory


_shelves: WeakKeyDictionary[Readable, Shelf] = WeakKeyDictionary()
_filling = Lock()


def shelf_of(snapshot: Readable) -> Shelf:
    """The snapshot's shelf; filled by the first who asks, the others wait for it. Safe from several threads."""
    with _filling:
        shelf = _shelves.get(snapshot)
        if shelf is None:
            shelf = _shelves[snapshot] = Shelf(snapshot)
        return shelf
