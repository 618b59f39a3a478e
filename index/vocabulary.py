"""A sorted list of words, looked up by bisection: no table of words is made, so an index opens at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

#: Words whose number is remembered: questions ask for the same ones again and again.
_REMEMBERED = 32_768


class Vocabulary:
    """Words by number, numbers by word. Order is that of the UTF-8 bytes, which is that of the code points."""

    def __init__(self, blob: bytes, ends: npt.NDArray[np.int64]) -> None:
        self._blob = blob
        self._ends = ends.data  # a memoryview gives plain integers, several times faster than the array
        self.find = lru_cache(_REMEMBERED)(partial(_find, blob, self._ends))

    @classmethod
    def of(cls, words: Sequence[str]) -> Vocabulary:
        """Of distinct words, in any order."""
        encoded = sorted(word.encode("utf-8", "surrogatepass") for word in words)
        ends = np.cumsum([len(word) for word in encoded], dtype=np.int64)
        return cls(b"".join(encoded), ends)

    @classmethod
    def open(cls, folder: Path, name: str) -> Vocabulary:
        return cls((folder / f"{name}.words.bin").read_bytes(), np.load(folder / f"{name}.ends.npy"))

    def save(self, folder: Path, name: str) -> None:
        (folder / f"{name}.words.bin").write_bytes(self._blob)
        np.save(folder / f"{name}.ends.npy", np.asarray(self._ends))

    def __len__(self) -> int:
        return len(self._ends)

    def __iter__(self) -> Iterator[str]:
        return (self[i] for i in range(len(self)))

    def _bytes(self, number: int) -> bytes:
        start = self._ends[number - 1] if number else 0
        return self._blob[start : self._ends[number]]

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self):
            raise IndexError(number)
        return self._bytes(number).decode("utf-8", "surrogatepass")


def _find(blob: bytes, ends: memoryview, word: str) -> int:
    """The word's number; -1 where it is not one of them. Apart from the class, so that what is remembered keeps no index open."""
    wanted = word.encode("utf-8", "surrogatepass")
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high) // 2
        if blob[ends[middle - 1] if middle else 0 : ends[middle]] < wanted:
            low = middle + 1
        else:
            high = middle
    return low if low < len(ends) and blob[ends[low - 1] if low else 0 : ends[low]] == wanted else -1
