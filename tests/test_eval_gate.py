from dataclasses import replace
from pathlib import Path

import pytest
from evaluated import RIGHT, made

from corpus.errors import BadInput
from eval.floors import read_proposals, rewritten
from eval.gate import broken_gates, of_questions, read_gates


def _gates(folder: Path, body: str) -> Path:
    path = folder / "gates.yaml"
    path.write_text(body)
    return path


def test_gates_hold_or_break(tmp_path: Path) -> None:
    gates = read_gates(
        _gates(
            tmp_path,
            "gates:\n- {measure: answer_accuracy, min: 0.9}\n- {measure: mrr, min: 0.8, asked: en}\n"
            "- {measure: answered_unanswerable, max: 0.1}\n- {measure: parity, max: 0.03}\n- {measure: area, max: 0.6}\n",
        )
    )
    assert broken_gates(gates, made().summary) == ["mrr (en) at least 0.8: measured 0.7500"]
    worse = made({**RIGHT, "q1.en": replace(RIGHT["q1.en"], answer="?")}).summary
    assert [line.split()[0] for line in broken_gates(gates, worse)] == ["answer_accuracy", "mrr", "parity"]


def test_gates_are_raised_to_what_was_measured_and_never_lowered(tmp_path: Path) -> None:
    path = _gates(
        tmp_path,
        "# floors\ngates:\n  - {measure: mrr, min: 0.5}  # first\n  - {measure: recall@1, min: 0.9}\n"
        "  - {measure: area, max: 0.9}\n  - {measure: quote_exactness, min: 1.0}\n  - {measure: mrr, asked: yue, min: 0.1}\n",
    )
    good, bad = made().summary, made({**RIGHT, "q1.en": replace(RIGHT["q1.en"], answer="? [1]")}).summary
    found = read_proposals(path, [good, bad], slack=0.01)
    # mrr (1 + 1 + 1/2) / 3 less 0.01; recall@1 2/3 does not hold and stays; area: 1/4 * (0 + 0 + 0 + 1/4), and for the
    # second 1/4 * (1 + 1/2 + 1/3 + 2/4), plus 0.01, rounded up
    assert [one.bound for one in found] == [0.823, 0.9, 0.594, 1.0, 0.1]
    assert [one.holds for one in found] == [True, False, True, True, False]
    text = rewritten(path, found)
    assert "- {measure: mrr, min: 0.823}  # first" in text and text.startswith("# floors\n")
    assert "- {measure: recall@1, min: 0.9}" in text
    with pytest.raises(BadInput):
        read_proposals(path, [good], slack=0.7)


def test_gates_on_other_sets_are_not_for_a_run_of_questions(tmp_path: Path) -> None:
    gates = read_gates(
        _gates(tmp_path, "gates: [{measure: facts_f1, min: 0.9, split: test}, {measure: mrr, min: 0.1}]")
    )
    assert [gate.measure for gate in of_questions(gates)] == ["mrr"]
    sets = {"facts": {"measures": {"facts_f1": {"all": 0.95, "test": 0.85}}}}
    assert broken_gates(gates, {**made().summary, "sets": sets}) == ["facts_f1 (test) at least 0.9: measured 0.8500"]
    assert broken_gates(gates, made().summary) == ["facts_f1 (test) at least 0.9: not measured in this run"]


def test_a_gate_on_what_was_not_measured_does_not_hold(tmp_path: Path) -> None:
    gates = read_gates(_gates(tmp_path, "gates: [{measure: mrr, min: 0.1, asked: yue}]"))
    assert broken_gates(gates, made().summary) == ["mrr (yue) at least 0.1: not measured in this run"]


@pytest.mark.parametrize(
    "body",
    [
        "gates: []",
        "gates: [{measure: mrr}]",
        "gates: [{measure: beauty, min: 1}]",
        "gates: [{measure: mrr, min: high}]",
        "gates: [{measure: parity, max: 1, asked: en}]",
        "gates: [{measure: mrr, minimum: 1}]",
        "gates: [",
    ],
)
def test_gates_that_say_nothing_are_refused(tmp_path: Path, body: str) -> None:
    with pytest.raises(BadInput):
        read_gates(_gates(tmp_path, body))
