"""Rows of one segment scored in words: all of them, or some looked up. The same row gets the same numbers either way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from index.kept import Kept
from index.lexical import Asked, Floats, LexicalIndex, LexicalScores, Rows, Saturation, Statistics, Weighed
from index.postings import FIELDS

#: Terms whose part in the scores is remembered: questions about one body of documents share most of their words.
_REMEMBERED_BYTES = 24_000_000


@dataclass(frozen=True, slots=True)
class _Gained:
    """What a term adds on ``rows``: to BM25, and to the share of the question that is matched."""

    rows: Rows
    gain: Floats
    part: Floats

    @property
    def size(self) -> int:
        return self.rows.nbytes + self.gain.nbytes + self.part.nbytes


def _gained(tf: Floats, idf: Floats, constants: Saturation, rows: Rows) -> _Gained:
    gain = (idf * tf * (constants.k1 + 1) / (tf + constants.k1)).astype(np.float32)
    return _Gained(rows, gain, idf * np.sqrt(np.minimum(tf, 1)))


class Scorer:
    """Scores one segment's rows with the statistics of all segments. ``place``: which of the segments it is."""

    def __init__(self, index: LexicalIndex, statistics: Statistics, place: int = 0) -> None:
        self.index, self._statistics, self._place = index, statistics, place
        self._known = Kept(_REMEMBERED_BYTES)

    @cached_property
    def _all(self) -> tuple[Rows, dict[str, Floats]]:
        """Groups and relative lengths of every row: for small segments, which are scored whole."""
        group = self.index.group_of(None)
        fields = self.index.fields
        return group, {f: self._statistics.relative(f, fields[f].lengths, group) for f in FIELDS}

    def numbers(self, term: Weighed) -> tuple[tuple[int, float], ...]:
        """The term's names in this segment's vocabulary."""
        return term.numbers[self._place]

    def postings(self, term: Weighed, constants: Saturation) -> tuple[Rows, Floats]:
        """The rows that have the term (ascending) and its normalised frequency in each, names added up: of a large segment,
        of which nothing is kept per row."""
        parts: list[tuple[Rows, Floats]] = []
        for number, probability in self.numbers(term):
            for name, weight in (("text", 1.0), ("context", constants.context)):
                field = self.index.fields[name]
                rows, counts = field.postings(number)
                if len(rows) and weight:
                    relative = self._statistics.relative(
                        name, field.lengths[rows], self.index.group_of(rows.astype(np.int64))
                    )
                    norm = 1 - constants.b + constants.b * relative
                    parts.append((rows.astype(np.int64), ((probability * weight) * counts / norm).astype(np.float32)))
        if not parts:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        if len(parts) == 1:
            return parts[0]
        rows, at = np.unique(np.concatenate([rows for rows, _ in parts]), return_inverse=True)
        return rows, np.bincount(at, weights=np.concatenate([tf for _, tf in parts])).astype(np.float32)

    def _frequencies(self, term: Weighed, constants: Saturation) -> Floats:
        """Normalised frequency of the term per row, names added up."""
        numbers = self.numbers(term)
        total = np.zeros(len(self.index), dtype=np.float32)
        for number, probability in numbers:
            for name, weight in (("text", 1.0), ("context", constants.context)):
                rows, counts = self.index.fields[name].postings(number)
                if len(rows) and weight:
                    norm = 1 - constants.b + constants.b * self._all[1][name][rows]
                    total[rows] += (probability * weight) * counts / norm
        return total

    def scores(self, asked: Asked, constants: Saturation) -> LexicalScores:
        """Of every row; the dead have scores too and are left out by who asks."""
        group, size = self._all[0], len(self.index)
        bm25 = np.zeros(size, dtype=np.float32)
        matched, exact = np.zeros_like(bm25), np.zeros_like(bm25)
        for term in asked.terms:
            if not self.numbers(term):
                continue
            one = self._gained(term, constants)
            bm25[one.rows] += one.gain
            matched[one.rows] += one.part
            if term.hard:
                exact[one.rows] += one.part
        return _shares(asked, group, bm25, matched, exact)

    def _gained(self, term: Weighed, constants: Saturation) -> _Gained:
        key = (self.numbers(term), term.idf.tobytes(), constants)
        known = self._known.get(key)
        if known is None:
            tf = self._frequencies(term, constants)
            rows = np.flatnonzero(tf)
            known = _gained(tf[rows], term.idf[self._all[0][rows]].astype(np.float32), constants, rows)
            self._known.put(key, known, known.size)
        return known

    def at(self, asked: Asked, constants: Saturation, rows: Rows) -> LexicalScores:
        """Of these rows (ascending) alone, looked up in the postings: the same numbers as ``scores`` gives them."""
        group = self.index.group_of(rows)
        fields = self.index.fields
        relative = {f: self._statistics.relative(f, fields[f].lengths[rows], group) for f in FIELDS}
        norms = {f: 1 - constants.b + constants.b * relative[f] for f in FIELDS}
        wanted = rows.astype(np.int32)
        bm25 = np.zeros(len(rows), dtype=np.float32)
        matched, exact = np.zeros_like(bm25), np.zeros_like(bm25)
        for term in asked.terms:
            tf = np.zeros(len(rows), dtype=np.float32)
            for number, probability in self.numbers(term):
                for name, weight in (("text", 1.0), ("context", constants.context)):
                    postings, counts = fields[name].postings(number)
                    if not len(postings) or not weight:
                        continue
                    found = np.searchsorted(postings, wanted)
                    found[found == len(postings)] = 0
                    here = np.flatnonzero(postings[found] == wanted)
                    if len(here):
                        tf[here] += (probability * weight) * counts[found[here]] / norms[name][here]
            there = np.flatnonzero(tf)
            if len(there):
                idf = term.idf[group[there]].astype(np.float32)
                one = _gained(tf[there], idf, constants, there)
                bm25[there] += one.gain
                matched[there] += one.part
                if term.hard:
                    exact[there] += one.part
        return _shares(asked, group, bm25, matched, exact)


def _shares(asked: Asked, group: Rows, bm25: Floats, matched: Floats, exact: Floats) -> LexicalScores:
    if len(bm25):
        matched /= np.maximum(asked.total, 1e-9)[group].astype(np.float32)
        exact /= np.maximum(asked.hard, 1e-9)[group].astype(np.float32)
    return LexicalScores(bm25, matched, exact)
