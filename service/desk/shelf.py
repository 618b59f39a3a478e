"""What the desk reads of one snapshot, made once and shared by all who ask: streams of letters, names, paragraphs by document.

A shelf lives as long as its snapshot does, and a snapshot never changes; so nothing here is ever out of date.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from threading import Lock
from typing import Protocol
from weakref import WeakKeyDictionary

from corpus.records import Document, Fact, Paragraph
from service.desk.stream import Streams

NAME_KINDS = ("organisation", "person", "place", "scheme", "title")
#: Fewer documents than this have no names in common that would tell nothing apart.
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
        self.streams = Streams(self.paragraphs.values())

        self._named: dict[str, set[str]] = defaultdict(set)
        for kind in NAME_KINDS:
            for fact in snapshot.facts(kind=kind):
                self._named[fact.value].add(self.paragraphs[fact.paragraph_id].document_id)

    @cached_property
    def common(self) -> frozenset[str]:
        """Values of the names that every document says, or all but one, where there are a few: they tell nothing apart."""
        if len(self.documents) < FEW:
            return frozenset()
        return frozenset(value for value, documents in self._named.items() if len(documents) >= len(self.documents) - 1)


_shelves: WeakKeyDictionary[Readable, Shelf] = WeakKeyDictionary()
_filling = Lock()


def shelf_of(snapshot: Readable) -> Shelf:
    """The snapshot's shelf; filled by the first who asks, the others wait for it. Safe from several threads."""
    with _filling:
        shelf = _shelves.get(snapshot)
        if shelf is None:
            shelf = _shelves[snapshot] = Shelf(snapshot)
        return shelf
