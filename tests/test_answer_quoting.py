"""What is quoted reads well by itself: no half brackets, no run-together cells, no cut words, no marks inside their like."""

from __future__ import annotations

import pytest

from service.answer.phrases import say
from service.answer.quoting import cell_around, clean, last_cell, shorter, shown


@pytest.mark.parametrize(
    ("text", "value", "quoted"),
    [
        ("下稱甲園）及 40 公頃的乙園", "40 公頃", "40 公頃的乙園"),
        ("包括 30 公頃的甲園（即東岸", "30 公頃", "包括 30 公頃的甲園"),
        ("下称「甲园」）及40公顷的乙园，", "40公顷", "40公顷的乙园"),
        ("covers 30 hectares (the east", "30 hectares", "covers 30 hectares"),
        ("甲園（東岸）佔地30公頃", "30公頃", "甲園（東岸）佔地30公頃"),
    ],
)
def test_half_brackets_are_cut_off(text: str, value: str, quoted: str):
    at = text.index(value)
    start, end = clean(text, 0, len(text), (at, at + len(value)))
    assert text[start:end] == quoted


def test_a_row_is_read_by_its_long_cell_or_whole():
    row = "新碼頭\t政府預計在2031年年底前完成新碼頭的工程。"
    assert cell_around(row, 0, len(row), row.index("2031")) == (4, len(row))
    assert last_cell(row, 0, len(row)) == (4, len(row))
    short = "宿舍\t1 000\t10%"
    assert cell_around(short, 0, len(short), short.index("10%")) == (0, len(short))
    assert shown(short) == "宿舍\u20031 000\u200310%"


def test_no_word_is_cut_in_two():
    text = "a pier for the harbour"
    assert text[: shorter(text, 0, 12)] == "a pier for "
    assert shorter("碼頭的工程已經完成", 0, 4) == 4


@pytest.mark.parametrize(
    ("language", "quote", "told"),
    [
        ("zh-Hant", "設立「東堤計劃」", "“設立「東堤計劃」”[1]"),
        ("zh-Hant", "設立東堤計劃", "「設立東堤計劃」[1]"),
        ("zh-Hans", "设立“东堤计划”", "「设立“东堤计划”」 [1]"),
        ("en", "the “East Quay”", "「the “East Quay”」 [1]"),
    ],
)
def test_marks_inside_are_not_the_marks_around(language: str, quote: str, told: str):
    assert say("statement", language, quote=quote, n=1) == told
