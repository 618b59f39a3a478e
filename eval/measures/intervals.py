"""How sure a measured mean is, and whether two runs differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, comb

import numpy as np


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


def bootstrap(
    values: Sequence[float], clusters: Sequence[str], *, samples: int = 1000, level: float = 0.95, seed: int = 0
) -> Interval:
    """Percentile bootstrap interval of the mean (Efron & Tibshirani 1993, chapter 13), resampling whole clusters.

    One item asked in three languages is not three independent trials: items are drawn with replacement, each bringing all
    its askings (Field & Welsh 2007, cluster bootstrap).

    :param values: one per asking
    :param clusters: the item of each, same length
    """
    if len(values) != len(clusters) or not values:
        raise ValueError(f"need as many clusters as values and at least one, got {len(values)} and {len(clusters)}")
    names = {name: i for i, name in enumerate(dict.fromkeys(clusters))}
    sums, sizes = np.zeros(len(names)), np.zeros(len(names))
    for value, name in zip(values, clusters, strict=True):
        sums[names[name]] += value
        sizes[names[name]] += 1
    drawn = np.random.default_rng(seed).integers(0, len(names), size=(samples, len(names)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high))


def mcnemar(fixed: int, broken: int) -> float:
    """Two-sided exact McNemar test (McNemar 1947; exact binomial form): p of so uneven a split of the discordant pairs.

    ``fixed`` were wrong before and are right now, ``broken`` the reverse. 1.0 where nothing changed.
    """
    n = fixed + broken
    if n == 0:
        return 1.0
    tail = sum(comb(n, i) for i in range(min(fixed, broken) + 1)) / 2**n
    return min(1.0, 2 * tail)


def sign_flip(differences: Sequence[float], *, samples: int = 10_000, seed: int = 0) -> float:
    """Paired randomisation test of a mean difference (Fisher 1935; Smucker, Allan & Carterette 2007 for retrieval).

    Two-sided p: share of random sign assignments whose mean is at least as far from 0. Every assignment is tried where
    there are at most 2^12 of them; else ``samples`` are drawn and the observed one counts as one of them.
    """
    given = np.array([d for d in differences if d != 0.0])
    if not len(given):
        return 1.0
    observed = abs(given.sum()) - 1e-12
    if len(given) <= 12:
        signs = 1 - 2 * ((np.arange(2 ** len(given))[:, None] >> np.arange(len(given))) & 1)
        return float((abs(signs @ given) >= observed).mean())
    signs = np.random.default_rng(seed).choice(np.array([-1, 1]), size=(samples, len(given)))
    return float(((abs(signs @ given) >= observed).sum() + 1) / (samples + 1))


def percentile(values: Sequence[float], share: float) -> float:
    """Nearest-rank percentile: the smallest value that at least ``share`` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, ceil(round(share * len(ordered), 9)) - 1)]
