"""What a reader may read of a library: all of it, or the documents of some collections as if there were no others."""

from __future__ import annotations

from threading import Lock

from service.snapshot import Snapshot

#: Names of the collections that somebody may read; None: all there are and will be.
Readable = frozenset[str] | None


class Views:
    """The views of one snapshot, each made for the first who needs it. Safe to use from several threads.

    Two readers who may read the same of the present documents share a view, and one who may read all of them has the
    snapshot itself: rights cost nothing where they tell nothing apart.
    """

    def __init__(self, whole: Snapshot, *, keep: bool = True) -> None:
        self._whole, self._keep = whole, keep
        self._known: dict[frozenset[str], Snapshot] = {}
        self._making = Lock()

    def of(self, readable: Readable) -> Snapshot:
        """The snapshot for who may read these collections. Raises Unavailable where it cannot be made."""
        if readable is None:
            return self._whole
        every = self._whole.documents()
        here = frozenset(one.collection for one in every)
        if here <= readable:
            return self._whole
        readable &= here
        with self._making:
            if readable not in self._known:
                documents = [one.id for one in every if one.collection in readable]
                self._known[readable] = self._whole.view(documents, keep=self._keep)
            return self._known[readable]
