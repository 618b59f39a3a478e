"""A question's scores over all segments of an index: of every row, or of the rows worth looking at.

Small segments are scored whole. Of a large one, the words and the vectors name candidates, and the scores of its sample
stand for those of all its rows where means and spreads are needed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.fusion import Weights, z_scores
from index.lexical import Asked, QueryTerm, Rows, Saturation, Statistics
from index.pruned import Factors, candidates
from index.segment import Raw, Segment, SegmentScorer

#: Rows that the words and the vectors may each name, at least; vectors looked at for each row wanted.
CANDIDATES, _VECTORS = 256, 4
#: A filter that lets through so many rows of a large segment or fewer has them all scored.
FEW = 2048
#: Rows of a sample that a filter must leave for it to stand for the rest.
_ENOUGH = 32
Doubles = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, ready to be scored: terms, vector, and what the reading of the question says."""

    terms: Sequence[QueryTerm]
    vector: Floats
    wanted: int  #: kinds of value asked for, bits of index.wanted
    statement: float  #: factor on the cosine's z-score


@dataclass(frozen=True, slots=True)
class Scored:
    """Rows of the whole index (segment after segment, ascending) with what they score, by the names of ``Hit.parts``."""

    rows: Rows
    parts: dict[str, Doubles]
    pairs: Rows
    whole: bool  #: every row that the filters let through is among them


@dataclass(frozen=True, slots=True)
class _Values:
    """Scores of some rows of a segment; ``weight``: how many rows each of them stands for, per language group."""

    raw: Raw
    rows: Rows
    group: Rows
    weight: Doubles

    def beside(self, known: Rows, group: Rows, raw: Raw) -> tuple[_Values, _Values]:
        """These values where the scores of some rows are known, which then stand for themselves: the few rows that have a rare
        word make much of the spread, and a sample has them by chance or not at all."""
        sizes = len(self.weight)
        rest = ~np.isin(self.rows, known)
        stood_for = self.weight * np.bincount(self.group, minlength=sizes) - np.bincount(group, minlength=sizes)
        left = np.bincount(self.group[rest], minlength=sizes)
        part = Raw(*(getattr(self.raw, name)[rest] for name in Raw.__slots__))
        weight = np.maximum(stood_for, 0) / np.maximum(left, 1)
        return _Values(part, self.rows[rest], self.group[rest], weight), _Values(raw, known, group, np.ones(sizes))


class Ranking:
    """All segments of an opened index. Rows are numbered through, segment after segment."""

    def __init__(self, segments: Sequence[Segment], groups: int) -> None:
        self.segments, self._groups = segments, groups
        samples = [segment.sample for segment in segments if segment.sample is not None]
        self.words = Statistics([s.lexical for s in segments], groups, [s.lexical for s in samples])
        self._windows = Statistics([s.near for s in segments], groups, [s.near for s in samples])
        scorers = [SegmentScorer(s, self.words, self._windows, i) for i, s in enumerate((*segments, *samples))]
        self._scorers, self._samples = scorers[: len(segments)], {id(s.segment): s for s in scorers[len(segments) :]}
        self._bases = np.cumsum([0, *map(len, segments)]).astype(np.int64)

    def __len__(self) -> int:
        """Rows, the deleted ones among them."""
        return int(self._bases[-1])

    def at(self, row: int) -> tuple[Segment, int, int]:
        """The segment of a row, the row's number in it, and the number of its first row."""
        place = int(np.searchsorted(self._bases, row, side="right")) - 1
        return self.segments[place], row - int(self._bases[place]), int(self._bases[place])

    def score(
        self,
        question: Question,
        weights: Weights,
        *,
        documents: Collection[str] | None = None,
        language: str | None = None,
        count: int = CANDIDATES,
        exhaustive: bool = False,
    ) -> Scored:
        """Score the rows that the filters let through: all where no segment is large or ``exhaustive`` is said, else the
        ``count`` best by their words and the ``count`` best by meaning of each large segment."""
        asked = (self.words.weigh(question.terms), self._windows.weigh(question.terms))
        wanted = None if documents is None else frozenset(documents)
        allowed = [segment.allowed(wanted, language) for segment in self.segments]
        filtered = wanted is not None or language is not None
        found: dict[int, tuple[Rows, Raw]] = {}
        values: dict[int, _Values] = {}
        for i, (scorer, rows) in enumerate(zip(self._scorers, allowed, strict=True)):
            segment = scorer.segment
            if segment.sample is not None and not exhaustive and (rows is None or len(rows) > FEW):
                values[i] = self._sampled(segment, asked, question, weights, rows, wanted, language)
                continue
            here = np.arange(len(segment)) if rows is None else rows
            raw = scorer.raw(asked, question.vector, weights, rows)
            found[i] = (here, raw)
            values[i] = _Values(raw, here, segment.groups(rows), np.ones(self._groups))
        if len(found) == len(self.segments):
            return self._put_together(found, question, None)
        factors = _factors(_moments(list(values.values()), self._groups), weights)
        better = [value for i, value in values.items() if i in found]
        for i, scorer in enumerate(self._scorers):
            if i not in found:
                rows = self._candidates(scorer, asked, question, weights, factors, allowed[i], filtered, count)
                raw = scorer.raw(asked, question.vector, weights, rows)
                found[i] = (rows, raw)
                better += values[i].beside(rows, scorer.segment.groups(rows), raw)
        return self._put_together(found, question, _moments(better, self._groups))

    def _sampled(
        self,
        segment: Segment,
        asked: tuple[Asked, Asked],
        question: Question,
        weights: Weights,
        rows: Rows | None,
        documents: frozenset[str] | None,
        language: str | None,
    ) -> _Values:
        """Scores of a large segment's sample, each standing for as many rows as the sample is smaller."""
        sample = segment.sample
        assert sample is not None
        kept = sample.allowed(documents, language)
        if kept is not None and len(kept) < _ENOUGH:
            kept = None
        raw = self._samples[id(sample)].raw(asked, question.vector, weights, kept)
        group = sample.groups(kept)
        stood_for = np.bincount(segment.groups(rows), minlength=self._groups)
        here = segment.sampled if kept is None else segment.sampled[kept]
        return _Values(raw, here, group, stood_for / np.maximum(np.bincount(group, minlength=self._groups), 1))

    def _candidates(
        self,
        scorer: SegmentScorer,
        asked: tuple[Asked, Asked],
        question: Question,
        weights: Weights,
        factors: Factors,
        allowed: Rows | None,
        filtered: bool,
        count: int,
    ) -> Rows:
        segment = scorer.segment
        mask = None
        if allowed is not None:
            mask = np.zeros(len(segment), dtype=bool)
            mask[allowed] = True
        constants = Saturation(weights.k1, weights.b, weights.context)
        by_words, _ = candidates(scorer.lexical, asked[0], constants, factors, count, mask)
        by_sense = self.by_sense(segment, question.vector, count, mask if filtered else None)
        rows = segment.table.places(np.concatenate([by_words, by_sense]))
        return rows if mask is None else rows[mask[rows]]

    @staticmethod
    def by_sense(segment: Segment, vector: Floats, count: int, mask: npt.NDArray[np.bool_] | None = None) -> Rows:
        """Up to ``count`` rows of a large segment that have a vector near this one, nearest first by its code."""
        assert segment.nearest is not None
        vectors = None if mask is None else np.concatenate([mask, np.repeat(mask, segment.dense.windows)])
        rows = segment.dense.rows_of(segment.nearest.search(vector, _VECTORS * count, vectors))
        return np.array(list(dict.fromkeys(rows.tolist()))[:count], dtype=np.int64)

    def _put_together(self, found: dict[int, tuple[Rows, Raw]], question: Question, moments: _Moments | None) -> Scored:
        order = sorted(found)
        raw = Raw(*(np.concatenate([getattr(found[i][1], name) for i in order]) for name in Raw.__slots__))

        def column(name: str) -> npt.NDArray[Any]:
            return np.concatenate([getattr(self.segments[i].table, name)[found[i][0]] for i in order])

        group = np.concatenate([self.segments[i].groups(found[i][0]) for i in order])
        z = [
            z_scores(x, group) if moments is None else moments.z(at, x, group)
            for at, x in enumerate((raw.bm25, raw.cosine))
        ]
        parts = {
            "lexical": z[0],
            "dense": z[1] * question.statement,
            "exact": raw.exact.astype(np.float64),
            "coverage": raw.coverage.astype(np.float64),
            "wanted": (column("kinds") & question.wanted != 0).astype(np.float64),
            "body": column("body").astype(np.float64),
            "bm25": raw.bm25.astype(np.float64),
            "cosine": raw.cosine.astype(np.float64),
        }
        rows = np.concatenate([found[i][0] + self._bases[i] for i in order])
        pairs = np.concatenate([self.segments[i].table.pair[found[i][0]] + self._bases[i] for i in order])
        return Scored(rows, parts, pairs, moments is None)


@dataclass(frozen=True, slots=True)
class _Moments:
    """Mean and spread per language group, of BM25 and of the cosine. As ``z_scores`` has them, of weighted values."""

    means: tuple[Doubles, Doubles]
    spreads: tuple[Doubles, Doubles]

    def z(self, which: int, scores: Floats, group: Rows) -> Doubles:
        return (scores - self.means[which][group]) / self.spreads[which][group]


def _moments(values: Sequence[_Values], groups: int) -> _Moments:
    group = np.concatenate([v.group for v in values])
    weight = np.concatenate([v.weight[v.group] for v in values])
    sizes = np.maximum(np.bincount(group, weights=weight, minlength=groups), 1e-9)
    means, spreads = [], []
    for name in ("bm25", "cosine"):
        scores = np.concatenate([getattr(v.raw, name) for v in values]).astype(np.float64)
        mean = np.bincount(group, weights=weight * scores, minlength=groups) / sizes
        spread = np.sqrt(np.bincount(group, weights=weight * (scores - mean[group]) ** 2, minlength=groups) / sizes)
        means.append(mean)
        spreads.append(np.where(spread > 1e-6, spread, np.inf))
    return _Moments((means[0], means[1]), (spreads[0], spreads[1]))


def _factors(moments: _Moments, weights: Weights) -> Factors:
    """What BM25 of the whole paragraph, coverage and exact matches are worth after fusion; windows and vectors come later."""
    spread = moments.spreads[0]
    each = np.ones(len(spread))
    return Factors(
        weights.lexical * (1 - weights.near) / spread,
        weights.coverage * each,
        weights.exact * each,
        -weights.lexical * moments.means[0] / spread,
    )
