"""Postings of several segments made one. Vocabularies are sorted, so a run of words of the whole is a run of words of every part:
they are merged run by run, each part read once from front to back, with bounded memory."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from index.postings import FIELDS, sums_of
from index.vocabulary import Strings, Vocabulary, encoded_strings

#: Postings merged at a time: about so many times 30 bytes in memory.
_RUN = 4_000_000
Numbers = npt.NDArray[np.int64]


def merge_postings(
    folder: Path,
    name: str,
    parts: Sequence[Path],
    masks: Sequence[npt.NDArray[np.bool_]],
    groups: Sequence[Numbers],
    width: int,
) -> int:
    """Merge one set of postings, all its fields. Words that only deleted rows had are left out."""
    sources = [_Source(part, name, mask, group) for part, mask, group in zip(parts, masks, groups, strict=True)]
    base = 0
    for source in sources:
        source.base, base = base, base + int(source.mask.sum())
    numbers = _vocabulary(folder, name, sources)
    df = np.zeros((numbers, width), dtype=np.int32)
    for source in sources:
        counted = source.df(width)
        df[source.number[source.used]] += counted[source.used]
    np.save(folder / f"{name}.df.npy", df)
    lengths = []
    for field in FIELDS:
        lengths.append(np.concatenate([s.load(field, "lengths")[s.mask] for s in sources]))
        np.save(folder / f"{name}.{field}.lengths.npy", lengths[-1])
        _field(folder, name, field, sources, numbers)
    group = np.concatenate([s.group[s.mask] for s in sources])
    np.save(folder / f"{name}.sums.npy", sums_of(group, width, lengths))
    return numbers


class _Source:
    """One part's postings while they are merged."""

    def __init__(self, folder: Path, name: str, mask: npt.NDArray[np.bool_], group: Numbers) -> None:
        self.folder, self.name, self.mask, self.group = folder, name, mask, group
        self.whole = bool(mask.all())
        self.vocabulary = Vocabulary.open(folder, f"{name}.tokens")
        self.number = np.zeros(len(self.vocabulary), dtype=np.int64)  #: of each word in the merged vocabulary
        self.base = 0  #: rows of the parts before this one
        self._sizes = {field: self._kept_sizes(field) for field in FIELDS}
        self.used = np.zeros(len(self.vocabulary), dtype=bool)  #: words that a kept row has
        for sizes in self._sizes.values():
            self.used |= sizes > 0

    def load(self, field: str, what: str) -> npt.NDArray[Any]:
        return np.asarray(np.load(self.folder / f"{self.name}.{field}.{what}.npy", mmap_mode="r"))

    def sizes(self, field: str) -> Numbers:
        """Per word, postings of rows that are kept."""
        return self._sizes[field]

    def _kept_sizes(self, field: str) -> Numbers:
        starts = self.load(field, "starts")
        if self.whole:
            return np.diff(starts)
        rows = self.load(field, "rows")
        sizes = np.zeros(len(starts) - 1, dtype=np.int64)
        for first, last in _runs(np.diff(starts)):
            keep = self.mask[rows[starts[first] : starts[last]]]
            before = np.concatenate([[0], np.cumsum(keep)])
            sizes[first:last] = np.diff(before[starts[first : last + 1] - starts[first]])
        return sizes

    def df(self, width: int) -> npt.NDArray[Any]:
        """Per word and language of the whole, rows that are kept."""
        found = np.zeros((len(self.vocabulary), width), dtype=np.int32)
        starts, rows = self.load("text", "starts"), self.load("text", "rows")
        for first, last in _runs(np.diff(starts)):
            there = rows[starts[first] : starts[last]]
            words = np.repeat(np.arange(last - first), np.diff(starts[first : last + 1]))
            keep = self.mask[there]
            flat = words[keep] * width + self.group[there[keep]]
            found[first:last] = np.bincount(flat, minlength=(last - first) * width).reshape(-1, width)
        return found

    def take(self, field: str, first: int, last: int) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        """New rows and counts of the words ``[first, last)`` of this part, word by word."""
        starts = self.load(field, "starts")
        part = slice(int(starts[first]), int(starts[last]))
        rows, counts = self.load(field, "rows")[part], self.load(field, "counts")[part]
        if self.whole:
            return rows + np.int32(self.base), counts
        keep = self.mask[rows]
        return self._new[rows[keep]], counts[keep]

    @cached_property
    def _new(self) -> npt.NDArray[np.int32]:
        """New row of each row that is kept."""
        return (np.cumsum(self.mask) - 1 + self.base).astype(np.int32)


def _vocabulary(folder: Path, name: str, sources: Sequence[_Source]) -> int:
    """Write the words of all parts, and tell each part what its words are numbered now."""
    words = sorted({s.vocabulary.encoded(int(n)) for s in sources for n in np.flatnonzero(s.used)})
    Strings(*encoded_strings(words)).save(folder, f"{name}.tokens")
    number = {word: i for i, word in enumerate(words)}
    for s in sources:
        # A word that is left out gets the number of the one before it: the numbers of a part stay in order.
        last = 0
        for i in range(len(s.vocabulary)):
            last = number.get(s.vocabulary.encoded(i), last)
            s.number[i] = last
    return len(words)


def _runs(sizes: Numbers) -> list[tuple[int, int]]:
    """Runs of words, each with at most _RUN postings or a single word."""
    ends = np.cumsum(sizes)
    found, first = [], 0
    while first < len(sizes):
        before = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + _RUN, side="right")))
        found.append((first, last))
        first = last
    return found


def _field(folder: Path, name: str, field: str, sources: Sequence[_Source], words: int) -> None:
    sizes = np.zeros(words, dtype=np.int64)
    for s in sources:
        np.add.at(sizes, s.number, s.sizes(field))
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    np.save(folder / f"{name}.{field}.starts.npy", starts)
    with ExitStack() as files:
        rows_out = _opened(files, folder / f"{name}.{field}.rows.npy", "<i4", int(starts[-1]))
        counts_out = _opened(files, folder / f"{name}.{field}.counts.npy", "<u2", int(starts[-1]))
        for first, last in _runs(sizes):
            size = int(starts[last] - starts[first])
            rows, counts = np.empty(size, dtype=np.int32), np.empty(size, dtype=np.uint16)
            cursor = starts[first:last] - starts[first]
            for s in sources:
                a, b = np.searchsorted(s.number, (first, last))
                if a == b:
                    continue
                taken, times = s.take(field, int(a), int(b))
                lengths = s.sizes(field)[a:b]
                own = np.cumsum(lengths) - lengths
                to = np.repeat(_places(cursor, s.number[a:b] - first, lengths) - own, lengths) + np.arange(len(taken))
                rows[to], counts[to] = taken, times
            rows.tofile(rows_out)
            counts.tofile(counts_out)


def _places(cursor: Numbers, words: Numbers, lengths: Numbers) -> Numbers:
    """Where each word's postings of a part go; the cursor moves on behind them."""
    at = cursor[words].copy()
    np.add.at(cursor, words, lengths)
    return at


def _opened(files: ExitStack, path: Path, kind: str, size: int) -> BinaryIO:
    """A .npy file with its header written, for so many numbers to follow."""
    file = files.enter_context(path.open("wb"))
    np.lib.format.write_array_header_1_0(file, {"descr": kind, "fortran_order": False, "shape": (size,)})
    return file
