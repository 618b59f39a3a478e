"""A question that names a unit of measurement wants a value in it, or another of the same dimension."""

import pytest

from service.answer.guards.counted import measured_in, units_asked


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("How many hectares does the depot cover?", {"har"}),
        ("車廠佔地幾多公頃？", {"har"}),
        ("车厂的楼面有多少平方米？", {"m2"}),
        ("How high is it in mPD?", {"m{PD}"}),
        ("纜線長多少厘米？", {"cm"}),
        ("How many teams took part?", set()),
        ("有多少支隊伍？", set()),
    ],
)
def test_units_are_read_in_both_languages(question: str, codes: set[str]) -> None:
    assert units_asked(question) == codes


@pytest.mark.parametrize(
    ("asked", "unit", "fit"), [("har", "har", 1.0), ("har", "m2", 0.5), ("har", "m{PD}", -1.0), ("cm", None, -1.0)]
)
def test_a_value_fits_by_its_dimension(asked: str, unit: str | None, fit: float) -> None:
    assert measured_in(frozenset({asked}), unit) == fit
    assert measured_in(frozenset(), unit) == 0.0
