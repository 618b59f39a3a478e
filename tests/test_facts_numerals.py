"""Numbers as printed: expected values are arithmetic written out."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.facts import extract
from corpus.facts.han_numerals import han_value
from corpus.facts.numerals import NUMBER, plain, read_number
from corpus.spans import fold_text

_DIGITS = "零一二三四五六七八九"


def han(number: int) -> str:
    """Chinese numeral of a number below 10**12, written by the school rule, independently of the reader."""

    def four(n: int) -> str:
        text, gap = "", False
        for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit, n = divmod(n, size)
            if digit:
                text += ("零" if gap and text else "") + _DIGITS[digit] + unit
                gap = False
            else:
                gap = bool(text)
        return text

    parts = ""
    for size, unit in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part, number = divmod(number, size)
        if part:
            parts += ("零" if parts and part < 1000 else "") + four(part) + unit
    return parts or "零"


@given(st.integers(0, 10**12 - 1))
def test_every_chinese_numeral_reads_back(number):
    assert han_value(han(number)) == number


@pytest.mark.parametrize(
    "run", ["二百五", "一万三", "三四", "百三", "万", "十百", "二十两", "一亿亿", "零零", "三千千"]
)
def test_what_has_two_readings_or_none_is_no_number(run):
    assert han_value(run) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6 億 1,900 萬", 6 * 10**8 + 1900 * 10**4),
        ("1億3,400萬", 10**8 + 3400 * 10**4),
        ("10亿3,000万", 10 * 10**8 + 3000 * 10**4),
        ("四百億", 400 * 10**8),
        ("一萬三千", 13 * 1000),
        ("1,600萬", 1600 * 10**4),
        ("301.38億", Decimal("301.38") * 10**8),
        ("1 750 萬", 1750 * 10**4),
        ("13 000", 13000),
        ("13\u00a0000", 13000),
        ("13\u2009000", 13000),
        ("64,065", 64065),
        ("64065", 64065),
        ("１３，０００", 13000),
        ("1萬5000", 15000),
        ("二〇二四", 2024),
        ("10 billion", 10 * 10**9),
        ("1.5 million", 15 * 10**5),
        ("twenty-five", 25),
        ("two hundred and five", 205),
        ("a hundred thousand", 100 * 1000),
        ("two dozen", 24),
    ],
)
def test_one_number_one_value(text, value):
    from corpus.facts.readings import Source

    folded = Source.of(text).text
    match = NUMBER.search(folded)
    assert match is not None
    number = read_number(folded, match)
    assert number is not None
    assert (number.value, number.end) == (value, len(folded))


@pytest.mark.parametrize("text", ["1亿3400元", "007", "3亿5亿"])
def test_an_ambiguous_number_is_none(text):
    match = NUMBER.search(fold_text(text))
    assert match is not None
    assert read_number(fold_text(text), match) is None


@pytest.mark.parametrize(
    ("text", "value"), [("40多", 40), ("三十餘", 30), ("百多", 100), ("十幾", 10), ("3000多萬", 3 * 10**7)]
)
def test_an_open_remainder_is_told(text, value):
    folded = fold_text(text)
    match = NUMBER.search(folded)
    assert match is not None
    number = read_number(folded, match)
    assert number is not None
    assert (number.value, number.more) == (value, True)


@given(st.decimals(min_value=0, max_value=10**15, places=3))
def test_plain_writes_no_exponent_and_keeps_the_value(value):
    text = plain(value)
    assert "E" not in text.upper()
    assert Decimal(text) == value


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("百分之五點五", "percentage", "5.5"),
        ("百分之十二点三四", "percentage", "12.34"),
        ("撥款三點五億元", "money", "350000000"),
        ("下降零點五個百分點", "percentage", "0.5"),
    ],
)
def test_a_spoken_decimal_is_read_whole(text, kind, value):
    assert [f.value for f in extract(text, language="zh-Hant") if f.kind == kind] == [value]


def test_a_time_of_day_is_no_decimal():
    assert not [f for f in extract("下午三點五分開會", language="zh-Hant") if f.value.startswith("3.")]
