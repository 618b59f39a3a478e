"""Fitting: ranks with pairs and ties, and an ascent that only ever rises."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from corpus.errors import BadInput
from index import fit
from index.devsets import Asked, DevSet, measure, own_set, parts_of, rank, ranks
from index.encoders.hashing import HashingEncoder
from index.fit import DOCUMENTS, PENALTY, QUESTIONS, TERM_VALUES, Values, alone, ascend, floors, objective
from index.fusion import PARTS, read_weights, write_weights


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
        fit,
        "measure",
        lambda sets, *_: {name: {"MRR": found[name], "R@1": 40.0} for dev in sets for name in dev.groups},
    )
    sets = [
        SimpleNamespace(groups={"public": [0] * 9}, own=False),
        SimpleNamespace(groups={"large": [0] * 9, "small": [0]}, own=True),
    ]
    expected = (50 + (3 * 80 + 1 * 20) / (3 + 1)) / 2
    weights = read_weights("other")
    assert objective(sets, [[], []], weights, {}) == pytest.approx(expected)  # type: ignore[arg-type]
    # Half a point of R@1 below the floor of a public set, half a point above it.
    assert objective(sets, [[], []], weights, {"public": 40.5}) == pytest.approx(expected - PENALTY * 0.5)  # type: ignore[arg-type]
    assert objective(sets, [[], []], weights, {"public": 39.5}) == pytest.approx(expected)  # type: ignore[arg-type]


def _parts(**columns: list[float]) -> dict[str, np.ndarray]:
    return {name: np.array(columns.get(name, [0.0, 0.0, 0.0])) for name in PARTS}


def _dev(question: str, own: bool = False) -> DevSet:
    retriever = SimpleNamespace(pairs=np.arange(3))
    return DevSet(retriever, (Asked(question, np.array([1])),), {"set": [0]}, own)  # type: ignore[arg-type]


def test_the_floor_is_the_better_member_less_a_point() -> None:
    weights = read_weights("other")
    by_words = [_parts(lexical=[0, 2, 0], dense=[2, 0, 0])]  # words find the wanted row, meaning another one
    assert floors([_dev("where?")], [by_words], weights) == {"set": 100 - 1}
    neither = [_parts(lexical=[1, 0, 0], dense=[1, 0, 0])]
    assert floors([_dev("where?")], [neither], weights) == {"set": 0}
    assert floors([_dev("where?", own=True)], [by_words], weights) == {}


def test_a_statement_weighs_meaning_by_its_factor() -> None:
    weights = replace(alone(read_weights("other"), "lexical"), dense=1.0, statement=3.0, pair=0.0)
    parts = [_parts(lexical=[2, 0, 0], dense=[0, 1, 0])]
    assert ranks(_dev("How many lighthouses are there?"), parts, weights) == [2]  # 2 beats 1
    assert ranks(
        _dev(
            "Lighthouses stand on both sides of the narrow harbour mouth, built long ago by fishermen of the old town."
        ),
        parts,
        weights,
    ) == [1]  # 3 · 1 beats 2


def test_every_weight_that_is_fitted_is_a_weight(tmp_path: Path) -> None:
    path = tmp_path / "fusion.json"
    weights = read_weights("other")
    for name, tried in {**fit.SUM_VALUES, **TERM_VALUES}.items():
        for value in tried:
            write_weights({"other": replace(weights, **{name: value})}, {}, path)
            assert getattr(read_weights("any", path), name) == value


def test_only_the_sum_moves_where_no_terms_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    moved: list[set[str]] = []

    def ascended(weights, values: Values, judge):
        moved.append(set(values))
        return weights, 0.0

    monkeypatch.setattr(fit, "ascend", ascended)
    fit.fit([], read_weights("other"), 3, {})
    assert moved == [set(fit.SUM_VALUES)]
    moved.clear()
    fit.fit([], read_weights("other"), 1)
    assert moved == [set(fit.SUM_VALUES), set(TERM_VALUES), set(fit.SUM_VALUES)]


def test_a_question_without_its_paragraph_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "questions.yaml"
    path.write_text("questions:\n  - {ask: where, pair: en-en, gold: [nothing/1]}\n", encoding="utf-8")
    with pytest.raises(BadInput, match="where"):
        own_set(path, DOCUMENTS, tmp_path / "index", HashingEncoder(64))
