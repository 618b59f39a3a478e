"""The ablation: what each setup changes, and the page from documents to Markdown."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from corpus.records import Context, Paragraph
from eval.ablation import Bench, Wanted, as_markdown, cell, main, pair_of, recalls, table
from eval.parts import ALONE, WITHOUT, Setup
from eval.questions import Asking, Item, Part
from index.encoders.hashing import HashingEncoder
from index.fusion import read_weights

WEIGHTS = read_weights("hashing")


def _paragraph(label: str, text: str, context: str = "") -> Paragraph:
    return Paragraph(
        f"harbour/{label}", "harbour", label, int(label), text, "en", context=Context((context,) if context else ())
    )


PARAGRAPHS = [
    _paragraph("1", "The lighthouse keeper lights the lamp at dusk.", "Night work"),
    _paragraph("2", "Ferries leave the pier every twenty minutes.", "Timetable"),
    _paragraph("3", "Fishing boats return before the morning market opens.", "Trade"),
]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    asked = [
        Wanted("who lights the lamp", (np.array([0]),), "en → en", "a"),
        Wanted("how often do ferries leave and when do boats return", (np.array([1]), np.array([2])), "en → en", "b"),
        Wanted("which ferrys leave the peir", (np.array([1]),), "sloppy", "b"),
        Wanted("timetable", (np.array([1]),), "heading", "c"),
    ]
    return Bench(PARAGRAPHS, (), HashingEncoder(64), tmp_path, lambda _: asked)


def test_an_answer_of_two_parts_counts_by_halves(bench: Bench) -> None:
    found = recalls(bench, {"whole": Setup()}, WEIGHTS)["whole"]
    assert found[0].tolist() == [1, 1]
    assert found[1].tolist() == [1 / 2, 1]  # of two places one comes first, both are among three
    heads, rows = table(bench, {"whole": Setup()}, WEIGHTS)
    assert heads == ["en → en (2)", "heading (1)", "sloppy (1)"]
    assert rows["whole"][0].startswith("75.0 (")


def test_a_part_taken_away_is_not_used(bench: Bench) -> None:
    setups = {
        "words": ALONE["BM25 alone, the asker's own words"],
        "no typos": Setup(ALONE["PSQ with windows alone"].changed, typos=False),
    }
    setups["no headings"] = Setup(setups["words"].changed, headings=False)
    setups["typos"] = replace(setups["no typos"], typos=True)
    found = recalls(bench, setups, WEIGHTS)
    assert found["words"][3].tolist() == [1, 1]
    assert found["no headings"][3].tolist() == [0, 1]  # all alike: three places of one score, the last counts
    assert found["typos"][2][0] >= found["no typos"][2][0]


def test_setups_of_one_reading_are_scored_together(bench: Bench) -> None:
    names = ["without dense", "without coverage"]
    assert len({WITHOUT[name].reading(WEIGHTS) for name in names}) == 1
    assert WITHOUT["without typo tolerance"].reading(WEIGHTS) != Setup().reading(WEIGHTS)
    together = recalls(bench, {name: WITHOUT[name] for name in names}, WEIGHTS)
    for name in names:
        assert np.array_equal(together[name], recalls(bench, {name: WITHOUT[name]}, WEIGHTS)[name])


@pytest.mark.parametrize("name", [*ALONE, *WITHOUT])
def test_every_setup_differs_from_what_ships(name: str) -> None:
    setup = (ALONE | WITHOUT)[name]
    assert set(setup.changed) <= set(asdict(WEIGHTS))
    assert setup != Setup()


def test_evidence_in_the_askers_language_is_that_language() -> None:
    item = Item("q1", "text", {"en": "?", "yue": "?"}, (Part(("d/1", "d/2")), Part(("d/3",))))
    languages = {"d/1": {"zh"}, "d/2": {"en", "zh"}, "d/3": {"en"}}
    assert pair_of(Asking(item, "en"), languages) == "en → en"
    assert pair_of(Asking(item, "yue"), languages) == "yue → en"  # one part stands in English only
    assert pair_of(Asking(item, "yue"), {**languages, "d/3": {"zh"}}) == "yue → zh"


def test_cells_and_tables() -> None:
    assert cell(np.array([[1.0, 1.0], [1.0, 1.0]]), ["a", "b"]) == "100.0 (100–100) / 100.0 (100–100)"
    assert as_markdown("part", ["x"], {"whole": ["1"]}) == "| part | x |\n| --- | --- |\n| whole | 1 |"


def test_the_page_is_written_from_documents(tmp_path: Path) -> None:
    questions = tmp_path / "questions.yaml"
    gold = "gold: [{any: [x], in: [hk-facts-innovation-technology/s5.2]}]"
    items = [f"  - {{id: q{n}, kind: text, ask: {{en: Where is the science park}}, {gold}}}\n" for n in (1, 3)]
    questions.write_text("items:\n" + "".join(items), encoding="utf-8")
    out = tmp_path / "RETRIEVAL.md"
    assert main(["--questions", str(questions), "--encoder", "hashing", "--out", str(out)]) == 0
    page = out.read_text(encoding="utf-8")
    assert all(f"| {name} | " in page for name in (*ALONE, *WITHOUT))
    assert page.count("en → zh (1)") == 2  # one development question, one test question
