"""A rendered value reads back: the same kind, value, unit and qualifier, in English and both Chinese scripts."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.facts import extract, render_value
from corpus.facts.edtf import interval_of
from corpus.facts.tables import units
from corpus.records import LANGUAGES, Fact

LANGUAGE = st.sampled_from(LANGUAGES)
BOUNDS = st.sampled_from([None, "at least", "more than", "up to", "less than", "about", "nearly"])
AMOUNTS = st.one_of(
    st.integers(1, 10**13).map(str),
    st.decimals(1, 10**7, places=3).map(lambda d: f"{d:f}".rstrip("0").rstrip(".")),
)


def fact(kind, value, **more):
    return Fact(kind, value, 0, 1, value, **more)


def read(text, kind):
    found = [f for f in extract(f"{text}。", language="zh-Hant", reference_date="2020-01-01") if f.kind == kind]
    assert len(found) == 1, (text, found)
    return found[0]


@given(AMOUNTS, st.sampled_from(["HKD", "CNY", "USD", "EUR", "GBP", "JPY", "SGD"]), BOUNDS, LANGUAGE)
def test_money_reads_back(value, unit, qualifier, language):
    found = read(render_value(fact("money", value, unit=unit, qualifier=qualifier), language), "money")
    assert (found.value, found.unit, found.qualifier) == (value, unit, qualifier)


@given(AMOUNTS, st.sampled_from(["%", "pp"]), BOUNDS, LANGUAGE)
def test_percentage_reads_back(value, unit, qualifier, language):
    found = read(render_value(fact("percentage", value, unit=unit, qualifier=qualifier), language), "percentage")
    assert (found.value, found.unit, found.qualifier) == (value, unit, qualifier)


@given(AMOUNTS, st.sampled_from([u.code for u in units()[0] if u.kind == "quantity"]), BOUNDS, LANGUAGE)
def test_quantity_reads_back(value, unit, qualifier, language):
    found = read(render_value(fact("quantity", value, unit=unit, qualifier=qualifier), language), "quantity")
    assert (found.value, found.unit, found.qualifier) == (value, unit, qualifier)


@given(
    st.integers(1, 1800).map(str),
    st.sampled_from(["a", "mo", "wk"]),
    st.sampled_from([None, "within", "up to", "about"]),
    LANGUAGE,
)
def test_duration_reads_back(value, unit, qualifier, language):
    found = read(render_value(fact("duration", value, unit=unit, qualifier=qualifier), language), "duration")
    assert (found.value, found.unit, found.qualifier) == (value, unit, qualifier)


@given(st.integers(2, 10**12).map(str), BOUNDS)
def test_count_reads_back(value, qualifier):
    printed = fact("count", value, unit="jobs", qualifier=qualifier)
    assert read(render_value(printed, "en"), "count").value == value
    printed = Fact("count", "13個職位", 0, 5, value, unit="職位", qualifier=qualifier)
    for language in ("zh-Hant", "zh-Hans"):
        found = read(render_value(printed, language), "count")
        assert (found.value, found.qualifier) == (value, qualifier)


@st.composite
def edtfs(draw):
    day = date(2000, 1, 1) + timedelta(draw(st.integers(0, 20000)))
    year = day.year
    return draw(
        st.sampled_from(
            [
                day.isoformat(),
                day.isoformat()[:7],
                str(year),
                *(f"{year}-{code}" for code in (33, 34, 35, 36, 40, 41, 21, 22, 23, 24)),
                *(f"{year}-{place}~" for place in ("33", "06", "36", "12")),
                f"{year}/{year + 2}",
                f"{year}-03/{year}-08",
                f"{year}-09/{year + 1}-08",
                f"{year}-04/{year + 1}-03",
                f"{year}/..",
                f"{year}-35/..",
                f"{day.isoformat()}/..",
                f"{str(year)[:3]}X",
            ]
        )
    )


@given(edtfs(), st.sampled_from([None, "at the earliest", "before", "by", "after", "within"]), LANGUAGE)
def test_date_reads_back(edtf, qualifier, language):
    if "/" in edtf or edtf.endswith("X"):
        qualifier = "from" if edtf.endswith("..") else None
    when = fact("date", edtf, edtf=edtf, interval=interval_of(edtf), qualifier=qualifier)
    found = read(render_value(when, language), "date")
    assert (found.value, found.qualifier) == (edtf, qualifier)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("first", "second"), [("8", "16"), ("16", "8")])
def test_change_reads_back(first, second, language):
    ends = tuple(
        fact("money", f"{n}00000000", unit="HKD", as_of=year) for n, year in ((first, "2022"), (second, "2027"))
    )
    found = read(render_value(fact("change", ends[1].value, unit="HKD", ends=ends), language), "change")
    assert [(e.value, e.as_of) for e in found.ends] == [(e.value, e.as_of) for e in ends]


@pytest.mark.parametrize(
    ("made", "en", "hant", "hans"),
    [
        (
            fact("date", "2024-41", edtf="2024-41", qualifier="at the earliest"),
            "in the second half of 2024 at the earliest", "最快2024年下半年", "最快2024年下半年",
        ),
        (fact("money", "619000000", unit="HKD"), "HK$619 million", "6億1,900萬元", "6亿1,900万元"),
        (
            fact("money", "1030000000", unit="HKD", qualifier="about"),
            "about HK$1.03 billion", "約10億3,000萬元", "约10亿3,000万元",
        ),
        (fact("money", "20000", unit="HKD"), "HK$20,000", "20,000元", "20,000元"),
        (fact("quantity", "13000", unit="m2"), "13,000 square metres", "13,000平方米", "13,000平方米"),
        (fact("duration", "1", unit="a", qualifier="within"), "within 1 year", "1年內", "1年内"),
        (fact("ratio", "1:2"), "1:2", "1:2", "1:2"),
        (fact("date", "2021-09/2022-08", edtf="2021-09/2022-08"), "in the 2021/22 school year", "2021/22學年", "2021/22学年"),
        (fact("date", "2024-12~", edtf="2024-12~", qualifier="before"), "before the end of 2024", "2024年年底前", "2024年年底前"),
        (fact("date", "2024/..", edtf="2024/..", qualifier="from"), "from 2024 onwards", "2024年起", "2024年起"),
    ],
)  # fmt: skip
def test_rendered_as_written(made, en, hant, hans):
    assert [render_value(made, language) for language in LANGUAGES] == [en, hant, hans]


def test_a_name_is_rendered_as_printed():
    name = Fact("organisation", "創新科技署", 0, 5, "Innovation and Technology Commission")
    assert render_value(name, "zh-Hant") == "創新科技署"


def test_a_unit_that_begins_with_a_numeral_is_not_read_as_part_of_the_number():
    found = read("發電量195億3,125萬千瓦", "quantity")
    assert (found.value, found.unit) == ("19531250000", "kW")


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("工程於9月初展開", "in early September 2023", "2023年9月初"),
        ("報告在6月中公布", "in mid-June 2023", "2023年6月中"),
        ("截至2023年9月底", "at the end of September 2023", "2023年9月底"),
        ("會於12月初舉行", "in early December 2023", "2023年12月初"),  # not the end of the year
        ("會於年底舉行", "at the end of 2023", "2023年年底"),
        ("會於9月30日舉行", "on 30 September 2023", "2023年9月30日"),
    ],
)
def test_a_part_of_a_month_is_told_as_printed(text: str, english: str, chinese: str):
    fact = next(f for f in extract(text, language="zh-Hant", reference_date="2023-11-13") if f.kind == "date")
    assert render_value(fact, "en") == english
    assert render_value(fact, "zh-Hant") == chinese


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("共批出403個項目", "403個項目"),
        ("設有16個國家重點實驗室", "16個國家重點實驗室"),
        ("推出110項方案", "110項方案"),
        ("批出64 065個項目", "64,065個項目"),
    ],
)
def test_the_measure_word_is_the_printed_one(text: str, said: str):
    fact = next(f for f in extract(text, language="zh-Hant") if f.kind == "count")
    assert render_value(fact, "zh-Hant") == said
