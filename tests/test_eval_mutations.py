"""Regressions planted on purpose must make the gate fail; the same run without one must pass.

The slow tests plant each of tests/mutations.py in a real run over the bundled documents, judged by eval/gates.yaml. The fast
pair does it once on a small folder with gates of its own.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from mutations import MUTATIONS
from pots import CATALOGUE, POTS

from eval.cli import main

ROOT = Path(__file__).resolve().parent.parent
#: Those that break what questions do not touch, or what facts alone tell early: judged by `all`.
WHOLE = ("negations not counted", "figures may differ in quotations", "hundred millions read as ten")


def _run(name: str, out: Path) -> subprocess.CompletedProcess[str]:
    command = "all" if name in WHOLE or name == "none" else "run"
    given = [
        command,
        "--documents",
        "corpus/documents",
        "--out",
        str(out),
        "--fail-under",
        "eval/gates.yaml",
        "--quiet",
    ]
    return subprocess.run(
        [sys.executable, "tests/mutations.py", name, *given], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_the_run_without_a_regression_passes(tmp_path: Path) -> None:
    done = _run("none", tmp_path / "run")
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(MUTATIONS) - {"none"}))
def test_every_planted_regression_is_caught(name: str, tmp_path: Path) -> None:
    done = _run(name, tmp_path / "run")
    assert done.returncode == 1, done.stderr[-2000:]
    assert "GATE " in done.stderr


QUESTIONS = """
items:
  - id: q1
    kind: count
    ask: {en: "How many copper pots does the lighthouse kitchen keep?"}
    gold: [{kind: count, value: "37", in: [pots-2022/1]}]
  - id: q2
    kind: date
    ask: {en: "When will the pottery workshop open at the harbour?"}
    gold: [{kind: date, value: "2023-03", in: [pots-2022/2]}]
"""
GATES = """
gates:
  - {measure: quote_exactness, min: 1.0}
  - {measure: recall@1, min: 1.0}
"""


@pytest.fixture
def given(tmp_path: Path) -> list[str]:
    """The arguments of a run over a folder of two paragraphs."""
    (tmp_path / "documents").mkdir()
    for name, text in (
        ("documents/catalogue.yaml", CATALOGUE),
        ("documents/pots.md", POTS),
        ("questions.yaml", QUESTIONS),
        ("gates.yaml", GATES),
    ):
        (tmp_path / name).write_text(text)
    places = {name: str(tmp_path / name) for name in ("documents", "questions.yaml", "gates.yaml", "run")}
    command = ["run", "--documents", places["documents"], "--questions", places["questions.yaml"], "--quiet"]
    return [*command, "--out", places["run"], "--fail-under", places["gates.yaml"], "--encoder", "hashing"]


def test_a_small_run_passes_its_gate(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(given) == 0
    assert "right 2" in capsys.readouterr().out


def test_shifted_quotes_fail_the_gate_of_a_small_run(
    given: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from service.answer.records import Citation

    shifted = property(lambda self: self.paragraph.text[self.start + 1 : self.end + 1])
    monkeypatch.setattr(Citation, "quote", shifted)
    assert main(given) == 1
    assert "GATE quote_exactness at least 1.0: measured 0.0000" in capsys.readouterr().err


def test_the_names_of_regressions_say_what_they_are() -> None:
    assert len(MUTATIONS) > 10
    assert set(WHOLE) < set(MUTATIONS)
