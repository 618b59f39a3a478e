from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import clauses, enclosing, sentences


def pieces(text: str) -> list[str]:
    return [text[a:b] for a, b in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一句。第二句！", ["第一句。", "第二句！"]),
        ("他說：「好。」然後走了。", ["他說：「好。」", "然後走了。"]),
        ("It was 301.38 in 2022. Then it grew.", ["It was 301.38 in 2022.", "Then it grew."]),
        ("See www.gov.hk and Wi-Fi.HK for more.", ["See www.gov.hk and Wi-Fi.HK for more."]),
        ("Prizes, grants, etc. are listed in No. 5 of it.", ["Prizes, grants, etc. are listed in No. 5 of it."]),
        ("Mr. Lee agreed. So did J. Chan.", ["Mr. Lee agreed.", "So did J. Chan."]),
        ("總額為301.38億元。完", ["總額為301.38億元。", "完"]),
        ("  \n ", []),
    ],
)
def test_sentences(text, expected):
    assert pieces(text) == expected


def test_clauses_leave_numbers_whole():
    text = "撥款1,600萬元，按1：2配對；完成"
    assert [text[a:b] for a, b in clauses(text)] == ["撥款1,600萬元，", "按1：2配對；", "完成"]


def test_enclosing_joins_what_a_span_crosses():
    assert enclosing([(0, 5), (5, 9), (10, 12)], 4, 6) == (0, 9)


@given(st.text(alphabet="一二。！？.; \n「」ab1,，", max_size=60))
def test_sentences_cover_everything_but_space_in_order(text):
    spans = sentences(text)
    assert all(a < b for a, b in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    outside = set(range(len(text))) - {i for a, b in spans for i in range(a, b)}
    assert all(text[i].isspace() for i in outside)
