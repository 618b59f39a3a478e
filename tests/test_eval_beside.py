"""Another embedding beside the search's own: where it counts, and what is printed."""

from __future__ import annotations

import numpy as np
import pytest

from eval.beside import MIXES, gain, main, mixed


def test_the_other_model_counts_only_where_it_reads() -> None:
    own, other, read = np.array([1.0, 2.0]), np.array([10.0, 20.0]), np.array([True, False])
    assert mixed(own, other, read, (1.0, 0.5)).tolist() == [1 + 0.5 * 10, 2]
    assert mixed(own, other, read, (0.0, 1.0)).tolist() == [10, 2]
    assert mixed(own, other, read, MIXES["as it is"]).tolist() == own.tolist()


def test_a_gain_is_paired() -> None:
    before = np.array([[0.0, 1.0], [1.0, 1.0]])
    after = np.array([[1.0, 1.0], [1.0, 1.0]])
    assert gain(after, before, ["a", "b"]).startswith("+50.0 (")
    assert gain(after, before, ["a", "b"]).endswith("/ +0.0 (+0.0–+0.0)")


def test_spelling_beside_spelling_changes_nothing_where_it_does_not_read(
    tmp_path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = tmp_path / "questions.yaml"
    gold = "gold: [{any: [x], in: [hk-facts-innovation-technology/s5.2]}]"
    questions.write_text(
        f"items:\n  - {{id: q1, kind: text, ask: {{en: Where is the science park}}, {gold}}}\n", encoding="utf-8"
    )
    assert main(["hashing", "--questions", str(questions), "--languages", "fr"]) == 0
    lines = capsys.readouterr().out.splitlines()
    rows = [line for line in lines if line.startswith(tuple(f"| {name} |" for name in MIXES))]
    assert len(rows) == len(MIXES)
    assert {row.split(" | ")[-1] for row in rows} == {"+0.0 (+0.0–+0.0) / +0.0 (+0.0–+0.0) |"}
