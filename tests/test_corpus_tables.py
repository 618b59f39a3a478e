"""Heads and categories carried into each row."""

from __future__ import annotations

from pathlib import Path

from corpus.blocks import Block
from corpus.loaders import load
from corpus.splitting.tables import Placed, is_delimiter, place


def _runs(text: str) -> list[list[Block]]:
    return [list(load(Path("a.txt"), part.encode()).blocks) for part in text.strip("\n").split("\n\n")]


def _rows(text: str) -> list[Placed]:
    return [one for run in place(_runs(text)) for one in run]


TABLE = """措施\t進度
總則\t繼續推行。
(一) 人才\t
培訓\t已開始。

措施\t進度
住宿\t研究中。
(二) 土地\t
用地\t2024 年完成。
"""


def test_repeated_heads_are_dropped_and_categories_go_on():
    assert [(r.block.text.split("\t")[0], r.category, r.table) for r in _rows(TABLE)] == [
        ("總則", "", 0),
        ("培訓", "(一) 人才", 0),
        ("住宿", "(一) 人才", 0),
        ("用地", "(二) 土地", 0),
    ]
    assert _rows(TABLE)[1].columns == (("措施", "培訓"), ("進度", "已開始。"))


def test_a_page_break_without_a_repeated_head_goes_on_with_the_head_before():
    rows = _rows("項目\t面積 (平方米)\n甲\t520 000\n\n乙\t220 000\n丙\t50 000\n")
    assert [r.columns[1] for r in rows] == [("面積 (平方米)", n) for n in ("520 000", "220 000", "50 000")]
    assert {r.table for r in rows} == {0}


def test_another_head_is_another_table():
    rows = _rows("項目\t數目\n甲\t1\n\n年度\t收入\t支出\n2023\t5\t6\n")
    assert [(r.table, r.columns) for r in rows] == [
        (0, (("項目", "甲"), ("數目", "1"))),
        (1, (("年度", "2023"), ("收入", "5"), ("支出", "6"))),
    ]


def test_a_single_row_has_no_head():
    (row,) = _rows("甲\t乙\n")
    assert row.columns == (("", "甲"), ("", "乙"))


def test_ragged_rows_keep_every_cell():
    rows = _rows("項目\t數目\n甲\t1\t多\n乙\n丙\t2\n".replace("乙\n", "乙\t\n"))
    assert rows[0].columns == (("項目", "甲"), ("數目", "1"), ("", "多"))
    assert rows[1].category == "乙"


def test_delimiters():
    assert is_delimiter("| --- | :-: |") and is_delimiter("---|---")
    assert not is_delimiter("---") and not is_delimiter("| a | b |") and not is_delimiter("| |")
