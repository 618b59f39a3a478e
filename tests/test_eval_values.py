from datetime import date
from fractions import Fraction

import pytest

from corpus.errors import BadInput
from eval.measures.values import check_value, edtf_bounds, number, same_kind, same_value, shown
from eval.questions import Part


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("2024", (date(2024, 1, 1), date(2024, 12, 31))),
        ("2024-02", (date(2024, 2, 1), date(2024, 2, 29))),
        ("2023-10-18", (date(2023, 10, 18), date(2023, 10, 18))),
        ("2024-33", (date(2024, 1, 1), date(2024, 3, 31))),
        ("2023-36", (date(2023, 10, 1), date(2023, 12, 31))),
        ("2024-40", (date(2024, 1, 1), date(2024, 6, 30))),
        ("2024-41", (date(2024, 7, 1), date(2024, 12, 31))),
        ("202X", (date(2020, 1, 1), date(2029, 12, 31))),
        ("2024/..", (date(2024, 1, 1), None)),
        ("../2025-12-31", (None, date(2025, 12, 31))),
        ("2024-07/2024-12", (date(2024, 7, 1), date(2024, 12, 31))),
        ("2024~", (date(2024, 1, 1), date(2024, 12, 31))),
    ],
)
def test_edtf_covers_these_days(text: str, bounds: tuple[date | None, date | None]) -> None:
    assert edtf_bounds(text) == bounds


@pytest.mark.parametrize("text", ["", "2024-13", "2024-02-30", "24", "next year", "2024/2025/2026", "../.."])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(BadInput):
        edtf_bounds(text)


def test_numbers_are_exact() -> None:
    assert number("1.07") == Fraction(107, 100)
    assert number("1:2") == Fraction(1, 2) == number("0.5")
    assert number("P3Y") == 3
    for text in ("1e9", "about 5", "", "1:0", "NaN"):
        with pytest.raises(BadInput):
            number(text)


def test_check_value_by_kind() -> None:
    check_value("date", "2024-41")
    check_value("money", "619000000")
    with pytest.raises(BadInput):
        check_value("date", "619000000")
    with pytest.raises(BadInput):
        check_value("money", "2024-41")


def _part(**given: object) -> Part:
    return Part(paragraphs=("d/1",), **given)  # type: ignore[arg-type]


def test_the_same_days_are_one_value_however_written() -> None:
    part = _part(kind="date", value="2024-41")
    assert same_value(part, {"kind": "date", "value": "2024-41", "edtf": "2024-41"})
    assert same_value(part, {"kind": "date", "value": "2024-07/2024-12"})
    assert not same_value(part, {"kind": "date", "edtf": "2024"})
    assert not same_value(part, {"kind": "date", "edtf": "nonsense"})


def test_money_needs_its_currency() -> None:
    part = _part(kind="money", value="619000000", unit="HKD")
    assert same_value(part, {"kind": "money", "value": "619000000", "unit": "HKD"})
    assert same_value(part, {"kind": "money", "value": "619000000.00", "unit": "HKD"})
    assert not same_value(part, {"kind": "money", "value": "619000000", "unit": "CNY"})
    assert not same_value(part, {"kind": "money", "value": "619000001", "unit": "HKD"})
    assert not same_value(part, {"kind": "count", "value": "619000000", "unit": "HKD"})


def test_areas_compare_across_units() -> None:
    part = _part(kind="quantity", value="87", unit="har")
    assert same_value(part, {"kind": "quantity", "value": "870000", "unit": "m2"})
    assert not same_value(part, {"kind": "quantity", "value": "87", "unit": "m2"})
    assert not same_value(part, {"kind": "quantity", "value": "87", "unit": "km"})


def test_other_accepted_values_count() -> None:
    part = _part(kind="date", value="2025", also=("2025-12",))
    assert same_value(part, {"kind": "date", "edtf": "2025-12"})
    assert not same_value(part, {"kind": "date", "edtf": "2025-11"})


def test_kinds_that_hold_the_same() -> None:
    assert same_kind("count", "quantity")
    assert not same_kind("count", "money")
    assert same_kind("scheme", "scheme")


@pytest.mark.parametrize(
    ("value", "answer", "found"),
    [
        ("2024-41", "In the second half of 2024 at the earliest [1].", True),
        ("2024-41", "最快2024年下半年[1]。", True),
        ("2024-41", "最快2024年[1]。", False),
        ("2024-41", "in the first half of 2024", False),
        ("2024-33", "2024年第一季", True),
        ("2024-33", "in the first quarter of 2024", True),
        ("2024-33", "in the third quarter of 2024", False),
        ("2023-10-18", "on 18 October 2023", True),
        ("2023-10-18", "2023年10月18日", True),
        ("2023-10-18", "on 19 October 2023", False),
        ("2022-07", "July 2022", True),
        ("2022-07", "June 2022", False),
    ],
)
def test_dates_are_shown_whole(value: str, answer: str, found: bool) -> None:
    assert shown(_part(kind="date", value=value), answer) is found


def test_numbers_and_words_are_shown() -> None:
    assert shown(_part(kind="money", value="134000000"), "增撥1億3,400萬元")
    assert shown(_part(kind="money", value="134000000"), "HK$134 million")
    assert not shown(_part(kind="money", value="134000000"), "HK$143 million")
    assert shown(_part(kind="ratio", value="1:2"), "1 (government) to 2 (company)")
    assert shown(_part(any=("Cyberport", "數碼港")), "由数码港营运")
    assert not shown(_part(any=("Cyberport", "數碼港")), "Science Park")
