"""Values kept in memory up to so many bytes, the longest unused let go first. Safe to use from several threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any

#: What a key and its place cost beside the value itself, in bytes; roughly.
_OVERHEAD = 600


class Kept:
    """``get`` what was ``put``; None for what was never put, or has gone."""

    def __init__(self, most: int) -> None:
        self._most, self._bytes = most, 0
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> Any:
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: Any, size: int) -> None:
        """Keep a value of ``size`` bytes; one larger than everything may be is not kept."""
        size += _OVERHEAD
        if size > self._most:
            return
        with self._lock:
            before = self._kept.pop(key, None)
            self._bytes += size - (before[1] if before else 0)
            self._kept[key] = value, size
            while self._bytes > self._most:
                _, (_, freed) = self._kept.popitem(last=False)
                self._bytes -= freed
