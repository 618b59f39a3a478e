"""The translation table: Model 1 on a toy text whose answer is known, the file, the Protocol."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import Unavailable
from index.protocols import TranslationTable
from index.training.table import find_cells, learn_table, number
from index.translation import LearnedTable

# The classic example: house and book each stand with "the" and once without a shared companion.
ENGLISH = [["the", "hous"], ["the", "book"], ["a", "book"], ["a", "hous"]]
CHINESE = [["这", "房屋"], ["这", "书"], ["一", "书"], ["一", "房屋"]]


def test_model_1_finds_the_translations():
    table = learn_table(ENGLISH * 2, CHINESE * 2, iterations=30)
    assert table["hous"][0][0] == "房屋"
    assert table["book"][0][0] == "书"
    assert table["书"][0][0] == "book"
    assert table["hous"][0][1] > 0.9


def test_cells_are_the_pairs_that_meet_twice():
    a, b = number(ENGLISH * 2), number(CHINESE * 2)
    cells = find_cells(a, b)
    pairs = {(a.words[row], b.words[column]) for row, column in zip(cells.rows, cells.columns, strict=True)}
    expected = {(e, c) for es, cs in zip(ENGLISH, CHINESE, strict=True) for e in es for c in cs}
    assert pairs == expected
    assert len(cells.links) == sum(len(es) * len(cs) for es, cs in zip(ENGLISH, CHINESE, strict=True)) * 2


def test_pairs_met_once_are_not_learnt():
    assert learn_table([["rare"]], [["罕见"]]) == {}


def test_a_name_left_in_latin_letters_is_no_translation():
    table = learn_table([["ibm", "hous"], ["hous"]] * 3, [["ibm", "房屋"], ["房屋"]] * 3)
    assert [target for target, _ in table["hous"]] == ["房屋"]
    assert "ibm" not in {target for target, _ in table.get("ibm", [])}


def test_the_file_keeps_what_was_learnt(tmp_path: Path):
    found = {"hous": [("房屋", 0.8), ("房子", 0.4)], "房屋": [("hous", 0.8)]}
    LearnedTable.of(found).save(tmp_path / "table.npz")
    table: TranslationTable = LearnedTable.open(tmp_path / "table.npz")
    assert table.id == LearnedTable.of(found).id
    assert table.translations("hous") == [
        ("房屋", pytest.approx(0.8, abs=0.5 / 255)),
        ("房子", pytest.approx(0.4, abs=0.5 / 255)),
    ]
    assert table.translations("房子") == []
    assert table.translations("unknown") == []


def test_at_most_eight_translations_ties_by_spelling():
    many = {"x": [(chr(0x4E00 + i), 0.5) for i in range(12)]}
    assert [token for token, _ in LearnedTable.of(many).translations("x")] == [chr(0x4E00 + i) for i in range(8)]


def test_a_missing_file_says_how_to_make_one(tmp_path: Path):
    with pytest.raises(Unavailable) as raised:
        LearnedTable.open(tmp_path / "none.npz")
    assert "index.training" in raised.value.hint


@pytest.mark.parametrize(
    ("english", "chinese"), [("govern", "政府"), ("hospit", "医院"), ("innov", "创新"), ("student", "学生")]
)
def test_the_shipped_table_knows_common_words_both_ways(english, chinese):
    table = LearnedTable.open()
    assert table.translations(english)[0][0] == chinese
    assert table.translations(chinese)[0][0] == english
