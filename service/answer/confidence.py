"""How sure an answer is, from evidence alone; below the threshold the service abstains.

A logistic model over a few features of the best evidence. Its weights and threshold are fitted on development questions
(`python -m eval calibrate`) and stored in calibration.json; they are never typed into code.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Calibration:
    weights: Mapping[str, float]
    bias: float
    threshold: float

    def confidence(self, features: Mapping[str, float]) -> float:
        """Probability, 0 to 1, that the evidence answers the question; a feature that is not there counts as 0."""
        total = self.bias + sum(weight * features.get(name, 0.0) for name, weight in self.weights.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


@lru_cache(maxsize=1)
def calibration() -> Calibration:
    """The shipped calibration."""
    stored = json.loads(resources.files("service.answer").joinpath("calibration.json").read_text("utf-8"))
    return Calibration(stored["weights"], stored["bias"], stored["threshold"])
