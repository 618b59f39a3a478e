from decimal import Decimal

import pytest

from eval.measures.figures import chinese_number, figures, month_ends, relative_years, unsupported_figures


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("四百亿", 400 * 10**8),
        ("一万三千", 13000),
        ("二〇二四", 2024),
        ("十八", 18),
        ("三十", 30),
        ("两", 2),
        ("十", 10),
    ],
)
def test_chinese_numerals(text: str, value: int) -> None:
    assert chinese_number(text) == value


def test_what_is_no_numeral() -> None:
    assert chinese_number("一般") is None
    assert chinese_number("") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6 億 1,900 萬元", 6 * 10**8 + 1900 * 10**4),
        ("1億3,400萬", 10**8 + 3400 * 10**4),
        ("10亿3,000万港元", 10 * 10**8 + 3000 * 10**4),
        ("1 000 萬次", 1000 * 10**4),
        ("301.38億元", "30138000000"),
        ("四百億元", 400 * 10**8),
        ("over $40 billion", 40 * 10**9),
        ("HK$16 million", 16 * 10**6),
        ("535 250 平方米", 535250),
        ("64 065个项目", 64065),
        ("20,000元", 20000),
        ("1.07%", "1.07"),
        ("two-hectare", 2),
        ("over a hundred of them", 100),
        ("sixty-odd", 60),
        ("third quarter", 3),
        ("November", 11),
        ("八座樓宇", 8),
        ("3千人", 3000),
    ],
)
def test_values_are_read(text: str, value: int | str) -> None:
    assert Decimal(value) in figures(text)


def test_numbers_printed_side_by_side_are_read_apart_too() -> None:
    assert {Decimal(2023), Decimal(130)} <= figures("2023 130 條")


def test_strict_reading_ignores_single_numerals_in_words() -> None:
    assert figures("一般而言，統一身份", loose=False) == set()
    assert figures("四百億元", loose=False) == {Decimal(400 * 10**8)}
    assert figures("1億3,400萬元", loose=False) == {Decimal(134000000)}


def test_relative_years_resolve_against_the_documents_date() -> None:
    assert relative_years("明年第一季", "2023-10-27") == {Decimal(2024)}
    assert relative_years("first quarter next year", "2023-10-27") == {Decimal(2024)}
    assert relative_years("今年10月", "2023-11-13") == {Decimal(2023)}
    assert relative_years("明年", None) == set()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("截至 2023 年 8 月底", {31}),
        ("9月末及2月底", {30, 28, 29}),
        ("by the end of November", {30}),
        ("end-December 2023", {31}),
        ("8月中", set()),
        ("13月底", set()),
        ("2023年底", set()),
    ],
)
def test_the_end_of_a_month_stands_for_its_last_day(text: str, days: set[int]) -> None:
    assert month_ends(text) == {Decimal(day) for day in days}


def test_a_changed_digit_is_unsupported() -> None:
    quote = "總資助額達 100 億元，投資不低於 2 億元"
    assert unsupported_figures("The scheme has HK$10 billion [1].", [quote]) == []
    assert unsupported_figures("The scheme has HK$11 billion [1].", [quote]) == [Decimal(11 * 10**9)]


def test_the_year_of_a_relative_date_is_allowed_only_where_it_is_named() -> None:
    assert unsupported_figures("2024年第一季 [1]", ["明年第一季"], relative_years("明年第一季", "2023-10-27")) == []
    assert unsupported_figures("2024年第一季 [1]", ["明年第一季"]) == [Decimal(2024)]


def test_a_derived_figure_is_supported_where_it_is_said_and_right() -> None:
    quotes = ["raised from 535 250 to 1 000 000 square metres"]
    said = "464,750 square metres, derived: 1,000,000 less 535,250 [1]"
    assert unsupported_figures(said, quotes) == []
    assert unsupported_figures(said.replace("464", "474"), quotes) == [Decimal(474750)]
    assert unsupported_figures(said.replace("derived: ", ""), quotes) == [Decimal(464750)]
    assert unsupported_figures("464,750 square metres, derived [1]", quotes) == [Decimal(464750)]
    assert (
        unsupported_figures(
            "8.2 million, added up: 6 million, 2 million, 0.2 million", ["6 million, 2 million, 0.2 million"]
        )
        == []
    )


def test_citation_marks_are_no_figures() -> None:
    assert unsupported_figures("Cyberport [17].", ["數碼港"]) == []


def test_the_half_of_a_figure_may_be_derived_where_that_is_said():
    assert unsupported_figures("$8 million, derived: half of $16 million [1].", ["$16 million a year"]) == []
    assert unsupported_figures("$9 million, derived: half of $16 million [1].", ["$16 million a year"]) == [
        Decimal(9 * 10**6)
    ]
    assert unsupported_figures("$8 million, as before $16 million [1].", ["$16 million a year"]) == [Decimal(8 * 10**6)]
