"""Weights that were fitted, never typed: what each sign of evidence counts, and how sure an answer is.

`python -m eval calibrate` fits them on development questions and writes calibration.json. Below the threshold the service
abstains.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear score over named features; a feature that is not there counts as 0."""

    weights: Mapping[str, float]
    bias: float = 0.0

    def score(self, features: Mapping[str, float]) -> float:
        return self.bias + sum(weight * features.get(name, 0.0) for name, weight in self.weights.items())

    def probability(self, features: Mapping[str, float]) -> float:
        """The logistic of the score, 0 to 1."""
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, self.score(features)))))


@dataclass(frozen=True, slots=True)
class Calibration:
    sentence: Linear  #: ranks sentences
    fact: Linear  #: ranks facts of the kinds asked for
    answer: Linear  #: probability that the best evidence answers the question
    threshold: float  #: below it the service abstains


@lru_cache(maxsize=1)
def calibration() -> Calibration:
    """The shipped calibration."""
    stored = json.loads(resources.files("service.answer").joinpath("calibration.json").read_text("utf-8"))
    parts = {name: Linear(stored[name]["weights"], stored[name]["bias"]) for name in ("sentence", "fact", "answer")}
    return Calibration(**parts, threshold=stored["threshold"])
