"""Which rows of a large segment the words lead to, without scoring them all (MaxScore: Turtle & Flood 1995).

Terms are taken by what they can add at most, the most first. Once what the terms not yet taken could add together is less
than what the rows wanted already have, no other row can come in, and the common terms' long postings are never read. A
question of common words alone reaches the budget first: then the rows found so far stand, which is measured, not proven.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.lexical import Asked, Doubles, LexicalScores, Rows, Saturation, Weighed
from index.scorer import Scorer

#: Postings read before the search for candidates stops. Measured, see docs/SCALE.md.
BUDGET = 400_000
#: Of the rows that may still come in, so many times those wanted are looked at.
_SPARE = 4


@dataclass(frozen=True, slots=True)
class Factors:
    """What a row's words are worth in the end, per language group: each of the parts times its weight, and what all rows of
    the group have alike."""

    bm25: Doubles
    coverage: Doubles
    exact: Doubles
    offset: Doubles

    def total(self, scores: LexicalScores, group: Rows) -> Doubles:
        """Of scored rows."""
        return (
            self.bm25[group] * scores.bm25
            + self.coverage[group] * scores.coverage
            + self.exact[group] * scores.exact
            + self.offset[group]
        )


def candidates(
    scorer: Scorer,
    asked: Asked,
    constants: Saturation,
    factors: Factors,
    count: int,
    allowed: npt.NDArray[np.bool_] | None = None,
    budget: int = BUDGET,
) -> tuple[Rows, bool]:
    """The ``count`` rows (ascending) whose words are worth most, and whether that is proven. ``allowed``: a mask over rows."""
    size, group_of = len(scorer.index), scorer.index.group_of
    coverage = factors.coverage / np.maximum(asked.total, 1e-9)
    exact = factors.exact / np.maximum(asked.hard, 1e-9)
    terms = sorted(
        ((term, _bound(term, constants, factors, coverage, exact)) for term in asked.terms if scorer.numbers(term)),
        key=lambda pair: -float(pair[1].max()),
    )
    left = sum((bound for _, bound in terms), np.zeros(len(factors.offset)))
    worth = np.zeros(size, dtype=np.float32)
    met = np.zeros(size, dtype=bool)
    found: list[Rows] = []
    least, read = -np.inf, 0
    for term, bound in terms:
        if float((factors.offset + left).max()) < least or (read and read + _size(scorer, term) > budget):
            break
        read += _size(scorer, term)
        rows, tf = _frequencies(scorer, term, constants, allowed)
        left = left - bound
        if not len(rows):
            continue
        group = group_of(rows)
        capped = np.sqrt(np.minimum(tf, 1))
        per_hit = coverage + (exact if term.hard else 0)
        gained = factors.bm25[group] * (tf * (constants.k1 + 1) / (tf + constants.k1)) + per_hit[group] * capped
        worth[rows] += (term.idf[group] * gained).astype(np.float32)
        fresh = rows[~met[rows]]
        met[fresh] = True
        found.append(fresh)
        if len(rows) >= count:
            least = max(least, float(np.partition(worth[rows] + factors.offset[group], -count)[-count]))
    if not found:
        return np.zeros(0, dtype=np.int64), True
    proven = float((factors.offset + left).max()) < least
    return _best(scorer, asked, constants, factors, np.concatenate(found), worth, left, least, count), proven


def _bound(term: Weighed, constants: Saturation, factors: Factors, coverage: Doubles, exact: Doubles) -> Doubles:
    """The most that a term can add, per group: BM25's saturation stays under k1 + 1."""
    return term.idf * (factors.bm25 * (constants.k1 + 1) + coverage + (exact if term.hard else 0))


def _size(scorer: Scorer, term: Weighed) -> int:
    fields = scorer.index.fields.values()
    return sum(field.size(number) for number, _ in scorer.numbers(term) for field in fields)


def _frequencies(
    scorer: Scorer, term: Weighed, constants: Saturation, allowed: npt.NDArray[np.bool_] | None
) -> tuple[Rows, npt.NDArray[np.float32]]:
    """Rows (ascending) that have the term, and its normalised frequency there, names added up."""
    rows, tf = scorer.postings(term, constants)
    if allowed is not None:
        keep = allowed[rows]
        rows, tf = rows[keep], tf[keep]
    return rows, tf


def _best(
    scorer: Scorer,
    asked: Asked,
    constants: Saturation,
    factors: Factors,
    met: Rows,
    worth: npt.NDArray[np.float32],
    left: Doubles,
    least: float,
    count: int,
) -> Rows:
    """Of the rows met, the best by all terms, those that were not taken too."""
    group = scorer.index.group_of(met)
    at_least = worth[met] + factors.offset[group]
    may = at_least + left[group] >= least
    met, at_least = met[may], at_least[may]
    if len(met) > _SPARE * count:
        met = met[np.argpartition(-at_least, _SPARE * count)[: _SPARE * count]]
    met = np.sort(met)
    if len(met) <= count:
        return met
    total = factors.total(scorer.at(asked, constants, met), scorer.index.group_of(met))
    return np.sort(met[np.argsort(-total, kind="stable")[:count]])
