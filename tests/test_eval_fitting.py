"""The two models with signs, against closed forms and a hand-made set."""

from __future__ import annotations

import math

import numpy as np
import pytest

from eval import fitting


def test_without_penalty_the_yes_model_reaches_the_log_odds(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fitting, "PENALTY", 0.0)
    # One feature that is 0 or 1: the maximum of the likelihood is at the log odds of each group, 1:3 and 3:1.
    rows = np.array([[0.0]] * 4 + [[1.0]] * 4)
    right = np.array([True, False, False, False, True, True, True, False])
    model = fitting.fit_yes(rows, right, ["a"], {})
    assert model.bias == pytest.approx(math.log(1 / 3), abs=1e-3)
    assert model.weights["a"] == pytest.approx(math.log(9), abs=1e-3)


def test_a_weight_keeps_the_sign_it_is_held_to():
    rows = np.array([[0.0], [0.0], [1.0], [1.0]])
    right = np.array([True, True, False, False])
    assert fitting.fit_yes(rows, right, ["a"], {}).weights["a"] == 0.0
    assert fitting.fit_yes(rows, right, ["a"], {"a": -1}).weights["a"] < 0.0
    assert fitting.fit_yes(rows, right, ["a"], {"a": 0}).weights["a"] < 0.0


def test_the_choice_model_ranks_the_right_candidate_first():
    # What tells is the second feature within a question; the first only tells questions apart.
    groups = [
        (np.array([[5.0, 0.2], [5.0, 0.9], [5.0, 0.1]]), np.array([False, True, False])),
        (np.array([[0.0, 0.4], [0.0, 0.3]]), np.array([True, False])),
    ]
    model = fitting.fit_choice(groups, ["topic", "near"], {})
    assert model.weights["near"] > 0.0
    assert model.weights["topic"] == pytest.approx(0.0, abs=1e-6)
    for rows, right in groups:
        scores = [model.score({"topic": a, "near": b}) for a, b in rows]
        assert right[int(np.argmax(scores))]
