"""One segment of an index, opened: its rows, its words and its vectors. What is deleted since is left out by number.

A segment is immutable. A small one is scored whole. A large one has inverted lists beside its vectors and a ``sample``: a
small segment of some of its rows, whose scores tell what mean and spread those of all rows have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.dense import DenseIndex
from index.fusion import Weights
from index.lexical import Asked, LexicalIndex, LexicalScores, Rows, Saturation, Statistics
from index.nearest import FILE as NEAREST
from index.nearest import Nearest
from index.rows import Rows as Table
from index.rows import spoken
from index.scorer import Scorer
from index.typos import Typos

#: Names of the two sets of postings: whole paragraphs, and short windows that tell which words stand together.
PARAGRAPHS, WINDOWS = "paragraphs", "near"
FIRST = "near.first.npy"
#: The folder of the sample, and the rows that are in it.
SAMPLE, SAMPLED = "sample", "sample.rows.npy"
#: Where more than one row in so many is wanted, scoring all of a small segment is quicker than looking rows up.
_MANY = 4
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Raw:
    """What rows score before scores are made comparable."""

    bm25: Floats
    coverage: Floats
    exact: Floats
    cosine: Floats


class Segment:
    """Opened for reading. ``tongues``: the languages told apart in scoring, over all segments. ``dead``: rows deleted since."""

    def __init__(self, folder: Path, tongues: Sequence[str], dead: Rows | None = None) -> None:
        self.folder = folder
        self.table = Table.open(folder)
        self.dead = np.zeros(0, dtype=np.int64) if dead is None else np.asarray(dead, dtype=np.int64)
        columns = [tongues.index(tag) for tag in self.table.spoken]
        self._group_of_language = np.array([tongues.index(spoken(tag)) for tag in self.table.languages], dtype=np.int64)
        self.first: Rows = np.asarray(np.load(folder / FIRST, mmap_mode="r"))
        self.lexical = LexicalIndex(folder, PARAGRAPHS, columns, self.groups, self.dead)
        self.near = LexicalIndex(folder, WINDOWS, columns, self._groups_of_windows, self.windows(self.dead))
        self.dense = DenseIndex(folder)
        self.typos = Typos(folder)
        self.nearest = Nearest(folder) if (folder / NEAREST).is_file() else None
        self.sample: Segment | None = None
        if self.nearest is not None:
            #: The rows that are in the sample, ascending.
            self.sampled: Rows = np.load(folder / SAMPLED)
            self.sample = Segment(folder / SAMPLE, tongues, np.flatnonzero(np.isin(self.sampled, self.dead)))

    def __len__(self) -> int:
        return len(self.table)

    def groups(self, rows: Rows | None = None) -> Rows:
        """The language group of these rows, of all for None."""
        language = self.table.language if rows is None else self.table.language[rows]
        return self._group_of_language[language]

    def _groups_of_windows(self, windows: Rows | None = None) -> Rows:
        if windows is None:
            return np.repeat(self.groups(), np.diff(self.first))
        return self.groups(np.searchsorted(self.first, windows, side="right") - 1)

    def windows(self, rows: Rows) -> Rows:
        """All short windows of these rows, in their order."""
        sizes = self.first[rows + 1] - self.first[rows]
        return np.repeat(self.first[rows] - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))

    def allowed(self, documents: frozenset[str] | None, language: str | None) -> Rows | None:
        """Rows that the filters let through, ascending; None for all."""
        if documents is None and language is None and not len(self.dead):
            return None
        kept = np.ones(len(self), dtype=bool)
        if documents is not None:
            kept &= np.array([name in documents for name in self.table.documents], dtype=bool)[self.table.document]
        if language is not None:
            kept &= np.array([tag == language for tag in self.table.languages], dtype=bool)[self.table.language]
        kept[self.dead] = False
        return np.flatnonzero(kept)


class SegmentScorer:
    """A segment's rows scored with statistics of all segments. ``place``: which of the segments it is."""

    def __init__(self, segment: Segment, words: Statistics, windows: Statistics, place: int) -> None:
        self.segment = segment
        self.lexical = Scorer(segment.lexical, words, place)
        self.near = Scorer(segment.near, windows, place)

    def raw(self, asked: tuple[Asked, Asked], vector: Floats, weights: Weights, rows: Rows | None) -> Raw:
        """Of these rows (ascending), or of all. ``asked``: for paragraphs, for windows.

        BM25 of whole paragraphs is mixed with that of the best short window, where the question's words stand together.
        """
        if rows is not None and _MANY * len(rows) > len(self.segment) and self.segment.nearest is None:
            whole = self._words_of(asked, weights, None)
            parts = (whole.bm25[rows], whole.coverage[rows], whole.exact[rows])
        else:
            whole = self._words_of(asked, weights, rows)
            parts = (whole.bm25, whole.coverage, whole.exact)
        return Raw(*parts, self.segment.dense.scores(vector, weights.window, rows))

    def _words_of(self, asked: tuple[Asked, Asked], weights: Weights, rows: Rows | None) -> LexicalScores:
        constants = Saturation(weights.k1, weights.b, weights.context)
        found = self._words(self.lexical, asked[0], constants, rows)
        bm25 = found.bm25
        if weights.near and len(bm25):
            bm25 = self._mixed(asked[1], constants, rows, bm25, weights.near)
        return LexicalScores(bm25, found.coverage, found.exact)

    def _mixed(self, asked: Asked, constants: Saturation, rows: Rows | None, whole: Floats, share: float) -> Floats:
        first = self.segment.first
        if rows is None:
            windows, starts = None, first[:-1]
        else:
            windows, sizes = self.segment.windows(rows), first[rows + 1] - first[rows]
            starts = np.cumsum(sizes) - sizes
        best = np.maximum.reduceat(self._words(self.near, asked, constants, windows).bm25, starts)
        return ((1 - share) * whole + share * best).astype(np.float32)

    @staticmethod
    def _words(scorer: Scorer, asked: Asked, constants: Saturation, rows: Rows | None) -> LexicalScores:
        return scorer.scores(asked, constants) if rows is None else scorer.at(asked, constants, rows)
