"""What the desk reads of one snapshot, made once and shared by all who ask: streams of letters, names, paragraphs by document.

A shelf lives as long as its snapshot does, and a snapshot never changes; so nothing here is ever out of date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from threading import Lock
from typing import Protocol
from weakref import WeakKeyDictionary

from corpus.records import Document, Fact, Paragraph
from service.desk.stream import Streams

#: Fewer documents than this have no place in common that would tell nothing apart.
FEW = 3


class Readable(Protocol):
    """What a shelf is filled from."""

    def documents(self) -> Sequence[Document]: ...
    def paragraphs(self, document_id: str, /) -> Sequence[Paragraph]: ...
    def facts(
        self, kind: str | None = None, document: str | None = None, paragraph_ids: Sequence[str] | None = None
    ) -> Sequence[Fact]: ...


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


_shelves: WeakKeyDictionary[Readable, Shelf] = WeakKeyDictionary()
_filling = Lock()


def shelf_of(snapshot: Readable) -> Shelf:
    """The snapshot's shelf; filled by the first who asks, the others wait for it. Safe from several threads."""
    with _filling:
        shelf = _shelves.get(snapshot)
        if shelf is None:
            shelf = _shelves[snapshot] = Shelf(snapshot)
        return shelf
