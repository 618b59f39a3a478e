"""Strings in memory-mapped files, sorted ones looked up by bisection: no table is made, so an index opens at once."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

#: Words whose number is remembered: questions ask for the same ones again and again.
_REMEMBERED = 32_768


def _mapped(path: Path) -> bytes | mmap.mmap:
    """A file's bytes, read when they are asked for. A slice of either kind is plain bytes."""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b""


class Strings:
    """Strings by number, in the order they were given."""

    def __init__(self, blob: bytes | mmap.mmap, ends: npt.NDArray[np.int64]) -> None:
        self._blob = blob
        self._ends = ends.data  # a memoryview gives plain integers, several times faster than the array

    @classmethod
    def open(cls, folder: Path, name: str) -> Self:
        return cls(
            _mapped(folder / f"{name}.words.bin"), np.asarray(np.load(folder / f"{name}.ends.npy", mmap_mode="r"))
        )

    def save(self, folder: Path, name: str) -> None:
        (folder / f"{name}.words.bin").write_bytes(self._blob[:])
        np.save(folder / f"{name}.ends.npy", np.asarray(self._ends))

    def __len__(self) -> int:
        return len(self._ends)

    def __iter__(self) -> Iterator[str]:
        return (self[i] for i in range(len(self)))

    def encoded(self, number: int) -> bytes:
        """The string's bytes."""
        start = self._ends[number - 1] if number else 0
        return self._blob[start : self._ends[number]]

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self):
            raise IndexError(number)
        return self.encoded(number).decode("utf-8", "surrogatepass")


def encoded_strings(strings: Iterable[bytes]) -> tuple[bytes, npt.NDArray[np.int64]]:
    """Their bytes one behind the other, and where each ends: what Strings and Vocabulary are made of."""
    kept = list(strings)
    return b"".join(kept), np.cumsum([len(one) for one in kept], dtype=np.int64)


def strings_of(strings: Iterable[str]) -> Strings:
    """In the order given."""
    return Strings(*encoded_strings(one.encode("utf-8", "surrogatepass") for one in strings))


class Vocabulary(Strings):
    """Distinct words by number, numbers by word. Order is that of the UTF-8 bytes, which is that of the code points."""

    def __init__(self, blob: bytes | mmap.mmap, ends: npt.NDArray[np.int64]) -> None:
        super().__init__(blob, ends)
        self.find = lru_cache(_REMEMBERED)(partial(_find, blob, self._ends))

    @classmethod
    def of(cls, words: Iterable[str]) -> Vocabulary:
        """Of distinct words, in any order."""
        return cls(*encoded_strings(sorted(word.encode("utf-8", "surrogatepass") for word in words)))


def _find(blob: bytes | mmap.mmap, ends: memoryview, word: str) -> int:
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
