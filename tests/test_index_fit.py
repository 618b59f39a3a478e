"""Fitting: ranks with pairs and ties, and an ascent that only ever rises."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from corpus.errors import BadInput
from index import fit
from index.encoders.hashing import HashingEncoder
from index.fit import DOCUMENTS, QUESTIONS, ablations, ascend, measure, objective, own_set, parts_of, rank
from index.fusion import read_weights


def test_a_pair_is_one_place_and_ties_count_against() -> None:
    scores = np.array([0.9, 0.8, 0.7, 0.7])
    alone = np.array([0, 1, 2, 3])
    assert rank(scores, np.array([1]), alone) == 2
    assert rank(scores, np.array([3]), alone) == 3 + 1
    assert rank(scores, np.array([2]), np.array([0, 0, 2, 3])) == 1 + 2
    assert rank(scores, np.array([1]), np.array([0, 0, 2, 3])) == 1
    assert rank(scores, np.array([3, 0]), alone) == 1


def test_the_ascent_finds_the_top_of_a_hill_and_keeps_what_is_no_better() -> None:
    start = replace(read_weights("other"), dense=1.0, exact=1.0)
    found, best = ascend(start, {"dense": (0.0, 2.0, 3.0), "exact": (0.0, 5.0)}, lambda w: -((w.dense - 2) ** 2))
    assert (found.dense, found.exact) == (2.0, 1.0)
    assert best == 0


def test_our_questions_name_paragraphs_of_the_bundled_documents(tmp_path: Path) -> None:
    dev = own_set(QUESTIONS, DOCUMENTS, tmp_path, HashingEncoder(64))
    assert {f"{pair} on documents" for pair in ("en-zh", "en-en", "yue-zh", "zh-Hant-zh", "zh-Hans-zh")} == set(
        dev.groups
    )
    assert sorted(i for positions in dev.groups.values() for i in positions) == list(range(len(dev.asked)))
    weights = read_weights("hashing")
    table = measure([dev], [parts_of(dev, weights)], weights)
    # Even the encoder without meaning answers most: the words, the translations and the names carry it.
    assert all(values["R@3"] >= 75 for values in table.values()), table


def test_the_objective_is_half_public_sets_half_our_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"public": 50.0, "large": 80.0, "small": 20.0}
    monkeypatch.setattr(
        fit, "measure", lambda sets, *_: {name: {"MRR": found[name]} for dev in sets for name in dev.groups}
    )
    sets = [
        SimpleNamespace(groups={"public": [0] * 9}, own=False),
        SimpleNamespace(groups={"large": [0] * 9, "small": [0]}, own=True),
    ]
    expected = (50 + (3 * 80 + 1 * 20) / (3 + 1)) / 2
    assert objective(sets, [[], []], read_weights("other")) == pytest.approx(expected)  # type: ignore[arg-type]


def test_a_question_without_its_paragraph_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "questions.yaml"
    path.write_text("questions:\n  - {ask: where, pair: en-en, gold: [nothing/1]}\n", encoding="utf-8")
    with pytest.raises(BadInput, match="where"):
        own_set(path, DOCUMENTS, tmp_path / "index", HashingEncoder(64))


def test_ablations_change_what_their_names_say() -> None:
    weights = read_weights("other")
    tried = ablations(weights)
    assert tried["whole"] == weights
    assert tried["dense alone"].dense == 1
    assert tried["dense alone"].lexical == tried["dense alone"].coverage == tried["dense alone"].wanted == 0
    assert tried["without dense"] == replace(weights, dense=0.0)
    assert tried["without translations"] == replace(weights, translation=0.0)
