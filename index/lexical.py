"""BM25 over memory-mapped postings, with query terms that may have many names (probabilistic structured queries).

Robertson & Zaragoza 2009 (BM25F: the fields' normalised frequencies add up before saturation), Darwish & Oard 2003 (a query
term's frequency is that of its translations, weighted by their probability, before saturation; its document frequency
likewise). Counts of documents and lengths are taken within each language, so that one language's size does not set the
other's weights; they are taken over all segments of an index, so that cutting it into segments changes no score.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.postings import FIELDS
from index.vocabulary import Vocabulary

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One thing asked for. ``names`` are (token, probability): the word itself with 1, its translations with less."""

    names: tuple[tuple[str, float], ...]
    weight: float = 1.0
    hard: bool = False  #: a number, date, code or name, which must match exactly


@dataclass(frozen=True, slots=True)
class Saturation:
    """BM25's constants. ``context``: what a token of the heading path counts beside one of the text."""

    k1: float
    b: float
    context: float


@dataclass(frozen=True, slots=True)
class LexicalScores:
    """Per paragraph row: BM25; the share of the question's idf weight that the paragraph matches (0 to 1), a term counting
    √min(tf, 1), so that a likely translation is nearly a match; the same for the hard terms alone (0 without any)."""

    bm25: Floats
    coverage: Floats
    exact: Floats


@dataclass(frozen=True, slots=True)
class Weighed:
    """A query term with its idf per language group, over the whole index; ``numbers``: (number in the segment's
    vocabulary, probability) of those of its names that each segment has."""

    idf: Doubles
    hard: bool
    numbers: tuple[tuple[tuple[int, float], ...], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """All of a question's terms, and the idf weight of all and of the hard ones, per language group."""

    terms: tuple[Weighed, ...]
    total: Doubles
    hard: Doubles


def vocabulary_of(folder: Path, name: str) -> Vocabulary:
    """The tokens of a written index."""
    return Vocabulary.open(folder, f"{name}.tokens")


def _mapped(path: Path) -> npt.NDArray[Any]:
    """A memory-mapped array as a plain one: slicing numpy's own memmap class costs more than the reading."""
    return np.asarray(np.load(path, mmap_mode="r"))


class _Field:
    def __init__(self, folder: Path, name: str) -> None:
        self._starts = _mapped(folder / f"{name}.starts.npy")
        self._rows = _mapped(folder / f"{name}.rows.npy")
        self._counts = _mapped(folder / f"{name}.counts.npy")
        self.lengths: Floats = _mapped(folder / f"{name}.lengths.npy")

    def postings(self, token: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint16]]:
        part = slice(int(self._starts[token]), int(self._starts[token + 1]))
        return self._rows[part], self._counts[part]

    def size(self, token: int) -> int:
        return int(self._starts[token + 1]) - int(self._starts[token])


class LexicalIndex:
    """Opened postings of one segment.

    ``groups``: the language group (0, 1, …) of each column of the written counts. ``group_of`` gives the groups of rows, of
    all for None. ``dead`` (ascending): rows that were deleted, which count for nothing.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        groups: Sequence[int],
        group_of: Callable[[Rows | None], Rows],
        dead: Rows | None = None,
    ) -> None:
        self.vocabulary = vocabulary_of(folder, name)
        self._groups, self.group_of = list(groups), group_of
        self._df = _mapped(folder / f"{name}.df.npy")
        self._sums = _mapped(folder / f"{name}.sums.npy")
        self.fields = {field: _Field(folder, f"{name}.{field}") for field in FIELDS}
        self.dead = np.zeros(0, dtype=np.int64) if dead is None else dead
        self._counted: dict[int, npt.NDArray[np.int64]] = {}

    def __len__(self) -> int:
        return len(self.fields[FIELDS[0]].lengths)

    def sums(self, groups: int) -> Doubles:
        """(1 + 2 · fields, groups): rows, then of each field the summed lengths and how many rows have it; without the dead."""
        found = np.zeros((len(self._sums), groups))
        np.add.at(found.T, self._groups, self._sums.T)
        if len(self.dead):
            group = self.group_of(self.dead)
            found[0] -= np.bincount(group, minlength=groups)
            for at, field in enumerate(FIELDS):
                lengths = self.fields[field].lengths[self.dead]
                found[1 + 2 * at] -= np.bincount(group, weights=lengths, minlength=groups)
                found[2 + 2 * at] -= np.bincount(group, weights=lengths > 0, minlength=groups)
        return found

    def counts(self, token: int, groups: int) -> npt.NDArray[np.int64]:
        """In how many rows' text the token stands, per group, without the dead."""
        known = self._counted.get(token)
        if known is None:
            known = np.zeros(groups, dtype=np.int64)
            np.add.at(known, self._groups, self._df[token])
            if len(self.dead):
                at = found_at(self.fields["text"].postings(token)[0], self.dead)
                known -= np.bincount(self.group_of(self.dead[at >= 0]), minlength=groups)
                self._counted[token] = known  # counting the dead anew for every question would add up
        return known


def found_at(postings: npt.NDArray[Any], rows: Rows) -> Rows:
    """Where each of the rows stands in ascending postings; -1 where it does not."""
    if not len(postings):
        return np.full(len(rows), -1, dtype=np.int64)
    at = np.searchsorted(postings, rows.astype(postings.dtype))
    at[at == len(postings)] = 0
    return np.where(postings[at] == rows, at, -1)


class Statistics:
    """What the segments of an index are searched with: counts and average lengths of all of them together.

    ``guests`` are searched with them and do not count: samples of segments.
    """

    def __init__(self, segments: Sequence[LexicalIndex], groups: int, guests: Sequence[LexicalIndex] = ()) -> None:
        self._segments, self._guests, self._groups = segments, guests, groups
        sums = sum((segment.sums(groups) for segment in segments), np.zeros((1 + 2 * len(FIELDS), groups)))
        self._sizes = sums[0]
        #: Average length of a field within a language, among the rows that have the field at all.
        self._averages = {
            field: np.maximum(sums[1 + 2 * at] / np.maximum(sums[2 + 2 * at], 1), 1) for at, field in enumerate(FIELDS)
        }

    def __len__(self) -> int:
        return int(self._sizes.sum())

    def frequency(self, token: str) -> int:
        """In how many rows' text the token stands."""
        numbers = [(segment, segment.vocabulary.find(token)) for segment in self._segments]
        return sum(int(segment.counts(n, self._groups).sum()) for segment, n in numbers if n >= 0)

    def relative(self, field: str, lengths: Floats, group: Rows) -> Floats:
        """Lengths over the average of the same language."""
        return (lengths / self._averages[field][group]).astype(np.float32)

    def weigh(self, terms: Sequence[QueryTerm]) -> Asked:
        """idf = ln(1 + (N - df + ½) / (df + ½)) within each language, never negative, times the term's own weight."""
        weighed = []
        total, hard = np.zeros(self._groups), np.zeros(self._groups)
        for term in terms:
            df = np.zeros(self._groups)
            numbers: list[list[tuple[int, float]]] = [[] for _ in (*self._segments, *self._guests)]
            for token, probability in term.names:
                counted = np.zeros(self._groups, dtype=np.int64)
                for at, segment in enumerate((*self._segments, *self._guests)):
                    number = segment.vocabulary.find(token)
                    if number >= 0:
                        numbers[at].append((number, probability))
                        if at < len(self._segments):
                            counted = counted + segment.counts(number, self._groups)
                df += probability * counted
            df = np.minimum(df, self._sizes)
            idf = term.weight * np.log1p((self._sizes - df + 0.5) / (df + 0.5))
            total += idf
            hard += idf if term.hard else 0
            weighed.append(Weighed(idf, term.hard, tuple(map(tuple, numbers))))
        return Asked(tuple(weighed), total, hard)
