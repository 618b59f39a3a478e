"""What the desk reads of one snapshot, made once and shared by all who ask: streams of letters, names, paragraphs by document.

A shelf lives as long as its snapshot does, and a snapshot never changes; so nothing here is ever out of date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from threading import Lock
from typing import Protocol
from weakref import WeakKeyDictionary

from corpus.records import Document, Paragraph
from corpus.spans import fold_text
from service.desk.stream import Streams


class Readable(Protocol):
    """What a shelf is filled from."""

    def documents(self) -> Sequence[Document]: ...
    def paragraphs(self, document_id: str, /) -> Sequence[Paragraph]: ...


class Shelf:
    """All documents and paragraphs of one snapshot, and the streams of their letters."""

    def __init__(self, snapshot: Readable) -> None:
        self.documents: Mapping[str, Document] = {document.id: document for document in snapshot.documents()}
        self.paragraphs: Mapping[str, Paragraph] = {
            paragraph.id: paragraph for document in self.documents for paragraph in snapshot.paragraphs(document)
        }
        self.streams = Streams(self.paragraphs.values())

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Each document's folded text, all languages."""
        return tuple(
            fold_text("\n".join(p.text for p in self.paragraphs.values() if p.document_id == document))
            for document in self.documents
        )


_shelves: WeakKeyDictionary[Readable, Shelf] = WeakKeyDictionary()
_filling = Lock()


def shelf_of(snapshot: Readable) -> Shelf:
    """The snapshot's shelf; filled by the first who asks, the others wait for it. Safe from several threads."""
    with _filling:
        shelf = _shelves.get(snapshot)
        if shelf is None:
            shelf = _shelves[snapshot] = Shelf(snapshot)
        return shelf
