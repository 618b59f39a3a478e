"""z-scores within each language, their weighted sum, and the file of weights."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import BadInput
from index.fusion import PARTS, Weights, fuse, read_weights, write_weights, z_scores

WEIGHTS = read_weights("hashing")


def test_z_scores_are_taken_within_each_group() -> None:
    scores = np.array([1, 3, 10, 20, 30], dtype=np.float32)
    group = np.array([0, 0, 1, 1, 1])
    deviation = ((10**2 + 0 + 10**2) / 3) ** 0.5
    expected = [(1 - 2) / 1, (3 - 2) / 1, (10 - 20) / deviation, 0, (30 - 20) / deviation]
    assert z_scores(scores, group) == pytest.approx(expected)


def test_equal_scores_say_nothing() -> None:
    assert z_scores(np.array([2, 2, 5], dtype=np.float32), np.array([0, 0, 1])).tolist() == [0, 0, 0]
    assert z_scores(np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.int64)).tolist() == []


def test_fusion_is_the_weighted_sum() -> None:
    weights = replace(WEIGHTS, lexical=2.0, dense=0.5, exact=3.0, coverage=0.1, wanted=4.0, body=0.7)
    values = {"lexical": 1.5, "dense": -1.0, "exact": 0.25, "coverage": 0.5, "wanted": 1.0, "body": 1.0}
    parts = {name: np.array([value]) for name, value in values.items()}
    assert fuse(parts, weights)[0] == pytest.approx(2 * 1.5 - 0.5 * 1.0 + 3 * 0.25 + 0.1 * 0.5 + 4 * 1 + 0.7)


def test_a_place_is_judged_by_both_its_languages() -> None:
    """Rows 0 and 2 are one place: best 4, mean 3. Rows 1 and 3 stand alone and keep what they have."""
    weights = replace(WEIGHTS, lexical=1.0, dense=0.0, exact=0.0, coverage=0.0, wanted=0.0, body=0.0, pair=0.25)
    parts = {name: np.zeros(4) for name in PARTS} | {"lexical": np.array([4.0, 3.5, 2.0, 1.0])}
    pairs = np.array([0, 1, 0, 3])
    assert fuse(parts, weights, pairs).tolist() == [4 - 0.25, 3.5, 2 - 0.25, 1]
    assert fuse(parts, replace(weights, pair=0.0), pairs).tolist() == fuse(parts, weights).tolist() == [4, 3.5, 2, 1]
    assert fuse(parts, replace(weights, pair=1.0), pairs).max() == 3.5


def test_a_file_without_a_later_weight_takes_its_default(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    write_weights({"other": replace(WEIGHTS, pair=0.9)}, {}, path)
    data = json.loads(path.read_text(encoding="utf-8"))
    del data["encoders"]["other"]["pair"]
    path.write_text(json.dumps(data), encoding="utf-8")
    assert read_weights("x", path) == replace(WEIGHTS, pair=Weights.__dataclass_fields__["pair"].default)


def test_weights_go_round_and_are_chosen_by_the_longest_key(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    table = {"other": WEIGHTS, "static": replace(WEIGHTS, dense=1.25), "static-256": replace(WEIGHTS, dense=2.5)}
    write_weights(table, {"fitted": "in a test"}, path)
    assert read_weights("static-64-x", path) == table["static"]
    assert read_weights("static-256-x", path) == table["static-256"]
    assert read_weights("bge-m3", path) == WEIGHTS


@pytest.mark.parametrize("text", ["", "{}", '{"encoders": {}}', '{"encoders": {"other": {"lexical": 1}}}', "[1]"])
def test_a_file_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "weights.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        read_weights("other", path)
    assert "index.fit" in refused.value.hint


def test_a_negative_weight_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    write_weights({"other": WEIGHTS}, {}, path)
    data = json.loads(path.read_text(encoding="utf-8"))
    data["encoders"]["other"]["dense"] = -1
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(BadInput, match="negative"):
        read_weights("other", path)


def test_the_shipped_weights_can_be_read() -> None:
    assert read_weights("whatever").lexical > 0
