"""Whether the service is silent when the documents are, and how well its confidence tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """All replies at least this confident were kept."""

    confidence: float
    coverage: float  #: kept / all
    risk: float  #: wrong among the kept / kept


def answered_unanswerable(outcomes: Iterable[str]) -> float | None:
    """``invented / (invented + silent)``; None where nothing unanswerable was asked."""
    said = [o for o in outcomes if o in ("invented", "silent")]
    return said.count("invented") / len(said) if said else None


def refused_answerable(outcomes: Iterable[str]) -> float | None:
    """``refused / (right + wrong + refused)``; None where nothing answerable was asked."""
    said = [o for o in outcomes if o in ("right", "wrong", "refused")]
    return said.count("refused") / len(said) if said else None


def risk_coverage(scored: Sequence[tuple[float, bool]]) -> list[CurvePoint]:
    """The risk-coverage curve (El-Yaniv & Wiener 2010) of (confidence, right) pairs, most confident first.

    Replies of one confidence are kept or dropped together, so the curve does not depend on their order. A reply to an
    unanswerable question is never right, and neither is a refusal of an answerable one: what it would have said is not
    known.
    """
    points, kept, wrong = [], 0, 0
    ordered = sorted(scored, key=lambda pair: -pair[0])
    for i, (confidence, right) in enumerate(ordered):
        kept, wrong = kept + 1, wrong + (not right)
        if i + 1 == len(ordered) or ordered[i + 1][0] != confidence:
            points.append(CurvePoint(confidence, kept / len(ordered), wrong / kept))
    return points


def area(points: Sequence[CurvePoint]) -> float | None:
    """Area under the risk-coverage curve (AURC, Geifman, Uziel & El-Yaniv 2019): mean risk over all coverages, 0 is best.

    Each point's risk counts for the coverage gained since the point before it; without ties this is their formula, the
    mean over n of the risk of the n most confident.
    """
    total, before = 0.0, 0.0
    for point in points:
        total += point.risk * (point.coverage - before)
        before = point.coverage
    return total if points else None
