"""Two small models with signs: which of several candidates is right, and whether the best one is.

Weights are held to the sign that their feature's meaning gives (what speaks for an answer never counts against it), which
on a few hundred questions keeps noise out better than any penalty did.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from service.answer.confidence import Linear

Floats = npt.NDArray[np.float64]
#: Weight of the squared weights (over features scaled to unit deviation) in what is minimised.
PENALTY = 1.0


def _scaled(rows: Floats) -> tuple[Floats, Floats]:
    """The rows with every column brought to unit deviation, and the scale, so that the penalty treats all alike."""
    scale = np.where(rows.std(axis=0) > 1e-9, rows.std(axis=0), 1.0)
    return rows / scale, scale


def _bounds(names: Sequence[str], signs: Mapping[str, int]) -> list[tuple[float | None, float | None]]:
    made: dict[int, tuple[float | None, float | None]] = {1: (0.0, None), -1: (None, 0.0), 0: (None, None)}
    return [made[signs.get(name, 1)] for name in names]


def _minimised(
    loss: Callable[[Floats], tuple[float, Floats]], size: int, bounds: Sequence[tuple[float | None, float | None]]
) -> Floats:
    found = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", bounds=list(bounds), options={"maxiter": 1000})
    return found.x


def _linear(names: Sequence[str], weights: Floats, bias: float) -> Linear:
    return Linear({n: round(float(w), 6) for n, w in zip(names, weights, strict=True)}, round(bias, 6))


def fit_choice(
    groups: Sequence[tuple[Floats, npt.NDArray[np.bool_]]], names: Sequence[str], signs: Mapping[str, int]
) -> Linear:
    """Conditional logit (McFadden 1974): the candidates of one question share a probability of one, and the share of the
    right ones is made large.

    :param groups: per question, (candidates, features) and which candidates are right: some, not all
    :param signs: feature -> 1, -1, or 0 for either; 1 where it is not told
    """
    rows, scale = _scaled(np.concatenate([rows for rows, _ in groups]))
    right = np.concatenate([right for _, right in groups]).astype(float)
    starts = np.cumsum([0, *(len(rows) for rows, _ in groups[:-1])])
    group = np.repeat(np.arange(len(groups)), [len(rows) for rows, _ in groups])

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = rows @ weights
        powers = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
        whole, good = np.add.reduceat(powers, starts), np.add.reduceat(powers * right, starts)
        slope = rows.T @ (powers / whole[group] - powers * right / good[group])
        value = float((np.log(whole) - np.log(good)).sum() + PENALTY * weights @ weights)
        return value, slope + 2 * PENALTY * weights

    return _linear(names, _minimised(loss, rows.shape[1], _bounds(names, signs)) / scale, 0.0)


def fit_yes(rows: Floats, right: npt.NDArray[np.bool_], names: Sequence[str], signs: Mapping[str, int]) -> Linear:
    """Logistic regression with signs: the probability that a row is right."""
    scaled, scale = _scaled(rows)
    scaled = np.c_[scaled, np.ones(len(scaled))]
    side = np.where(right, 1.0, -1.0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        margins = -side * (scaled @ weights)
        slope = -(scaled.T @ (side / (1.0 + np.exp(-margins))))
        slope[:-1] += 2 * PENALTY * weights[:-1]
        return float(np.logaddexp(0.0, margins).sum() + PENALTY * weights[:-1] @ weights[:-1]), slope

    found = _minimised(loss, scaled.shape[1], [*_bounds(names, signs), (None, None)])
    return _linear(names, found[:-1] / scale, float(found[-1]))
