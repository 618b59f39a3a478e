"""A whole small training run: it resumes, it is deterministic, and what it writes serves."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import BadInput
from index.encoders.static import StaticEncoder
from index.training.__main__ import main
from index.training.options import Options
from index.training.stages import STAGES, Run, run_stages
from index.training.static import Plan
from index.translation import LearnedTable

THINGS = {
    "cat": "貓",
    "dog": "狗",
    "house": "房屋",
    "school": "學校",
    "doctor": "醫生",
    "river": "河流",
    "teacher": "老師",
    "train": "火車",
}
ACTS = {"sees": "看見", "likes": "喜歡", "knows": "認識", "finds": "找到", "draws": "畫出"}
PIECES = [*THINGS, *ACTS, "the", "a", "##s", "##ing", "2024"]
PLAN = Plan(steps=30, pairs=32, blocks=16, glosses=16, taught=8, rate=5e-3, checkpoint=10)


class CountingTeacher:
    """Vectors by the letters of a text: the same text, the same vector."""

    def __init__(self) -> None:
        self.read = 0

    def encode(self, texts, stage, progress=None):
        self.read += len(texts)
        rows = [np.random.default_rng(list(hashlib.sha256(t.encode()).digest())).normal(size=384) for t in texts]
        return np.array(rows, dtype=np.float16).reshape(-1, 384)


def _write(path: Path, rows: list[tuple[str, ...]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines("\t".join(row) + "\n" for row in rows)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    nouns, verbs = list(THINGS.items()), list(ACTS.items())
    rows = [
        (f"The {a} {verb} the {b}.", f"{x}{does}{y}。", "21en-zh")
        for a, x in nouns
        for verb, does in verbs
        for b, y in nouns
        if a != b
    ]
    _write(folder / "pairs" / "wmt21-24.tsv.gz", rows)
    _write(folder / "pairs" / "cedict.tsv.gz", [(word, word, gloss) for gloss, word in (THINGS | ACTS).items()])
    others = (
        "twlaw",
        "twlaw_titles",
        "libreoffice_help",
        "tatoeba_cmn",
        "tldr",
        "opensource_guide",
        "gnome_user_docs",
        "tico19",
    )
    for name in others:
        _write(folder / "pairs" / f"{name}.tsv.gz", [("The dog likes the river.", "狗喜歡河流。")])
    _write(folder / "dev" / "ntrex.tsv.gz", [(a, b, "zho-TW") for a, b, _ in rows[::40]])
    for name in ("drcd_dev", "cmrc2018_dev"):
        articles = [{"paragraphs": [{"context": b, "qas": [{"question": b[:4]}]}]} for _, b, _ in rows[::50]]
        with gzip.open(folder / "dev" / f"{name}.json.gz", "wt", encoding="utf-8") as file:
            json.dump({"data": articles}, file)
    return folder


def _run(data: Path, name: str, **changes) -> tuple[Run, CountingTeacher]:
    teacher = CountingTeacher()
    options = {"plan": PLAN, "dimension": 16, "english": 60, **changes}
    run = Run(
        Options(data=data, out=data.parent / name / "out", work=data.parent / name / "work", **options),
        teacher=lambda: teacher,
        pieces=lambda: PIECES,
    )
    return run, teacher


def _digests(run: Run) -> dict[str, str]:
    files = sorted(path for path in run.options.out.rglob("*") if path.is_file())
    return {str(path.relative_to(run.options.out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_run_makes_models_that_serve_and_a_second_run_the_same_ones(data):
    run, _ = _run(data, "one")
    assert run_stages(run) == list(STAGES)
    other, _ = _run(data, "two")
    run_stages(other)
    assert _digests(run) == _digests(other)
    assert {"segmenter.txt", "translation.npz", "MODEL_CARD.md"} <= _digests(run).keys()

    encoder = StaticEncoder(run.options.out / "static")
    assert encoder.dimension == 16
    assert not np.load(run.options.work / "static.npy")[0].any()  # the unknown token
    # What training is for: a sentence is nearer to its translation than to another one.
    english = encoder.encode_queries(["the doctor finds the train", "the cat draws the school"])
    chinese = encoder.encode_passages(["醫生找到火車", "貓畫出學校"])
    assert np.array_equal((english @ chinese.T).argmax(axis=1), [0, 1])
    assert LearnedTable.open(run.options.out / "translation.npz").translations("doctor")[0][0] == "医生"


def test_a_finished_run_has_nothing_to_do_and_a_changed_setting_repeats_only_what_it_decides(data):
    run, teacher = _run(data, "one")
    run_stages(run)
    read = teacher.read
    again, idle = _run(data, "one")
    assert run_stages(again) == []
    assert idle.read == 0 < read
    changed, idle = _run(data, "one", dimension=8)
    assert run_stages(changed) == ["static", "export", "evaluate", "card"]
    assert idle.read == 0
    assert StaticEncoder(changed.options.out / "static").dimension == 8


def test_training_broken_off_goes_on_to_the_same_result(data, monkeypatch):
    whole, _ = _run(data, "whole")
    run_stages(whole, [stage for stage in STAGES if stage not in ("evaluate", "card")])

    broken, _ = _run(data, "broken")

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "static" and done == 25:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_stages(broken, progress=stop)
    resumed, teacher = _run(data, "broken")
    seen: list[int] = []
    done = run_stages(
        resumed,
        [stage for stage in STAGES if stage not in ("evaluate", "card")],
        progress=lambda stage, at, total: seen.append(at) if stage == "static" else None,
    )
    assert done == ["static", "export"]
    assert seen[0] == 20  # the checkpoint before the break
    assert teacher.read == 0
    assert _digests(resumed) == _digests(whole)


def test_an_excluded_source_is_neither_read_nor_named(data):
    for name in ("twlaw", "twlaw_titles"):
        (data / "pairs" / f"{name}.tsv.gz").unlink()
    run, _ = _run(data, "one", exclude=("twlaw",))
    run_stages(run)
    card = (run.options.out / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "| wmt |" in card
    assert "| twlaw |" not in card
    assert hashlib.sha256((run.options.out / "translation.npz").read_bytes()).hexdigest() in card


def test_unknown_names_and_missing_files_are_said(data, tmp_path, capsys):
    with pytest.raises(BadInput):
        _run(data, "one", exclude=("nonsense",))
    run, _ = _run(data, "one")
    with pytest.raises(BadInput):
        run_stages(run, ["nonsense"])
    empty = str(tmp_path / "empty")
    assert main(["--data", empty, "--out", empty, "--work", empty, "--stages", "pairs"]) == 2
    assert "missing" in capsys.readouterr().err
