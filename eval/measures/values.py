"""Normalised values and when two of them are one: exact decimals, exact fractions, EDTF by the days it covers."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from corpus.errors import BadInput
from corpus.spans import fold_text
from eval.measures.figures import figures
from eval.questions import Part

#: Kinds that stand in for each other: what one reader calls a count, another calls a quantity of the thing counted.
_FAMILIES = (
    {"date"},
    {"money"},
    {"count", "quantity", "duration"},
    {"percentage", "ratio"},
)
_AREA = {"m2": Decimal(1), "har": Decimal(10_000), "km2": Decimal(1_000_000)}
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_PERIOD = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_YEAR = re.compile(r"\d{4}|\d{3}X|\d{2}XX", re.ASCII)
_DURATION = re.compile(r"P(\d+)([YMWD])", re.ASCII)
# ISO 8601-2 (EDTF) codes for parts of a year -> first and last month. Winter is left to the document.
_PARTS = {
    21: (3, 5),
    22: (6, 8),
    23: (9, 11),
    33: (1, 3),
    34: (4, 6),
    35: (7, 9),
    36: (10, 12),
    40: (1, 6),
    41: (7, 12),
}

Bounds = tuple[date | None, date | None]


def _last(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _point(text: str) -> tuple[date, date]:
    """First and last day of a date without a slash."""
    plain = text.rstrip("~?%")
    try:
        if match := _DAY.fullmatch(plain):
            day = date(int(match[1]), int(match[2]), int(match[3]))
            return day, day
        if match := _PERIOD.fullmatch(plain):
            year, code = int(match[1]), int(match[2])
            first, last = (code, code) if 1 <= code <= 12 else _PARTS[code]
            return date(year, first, 1), _last(year, last)
        if _YEAR.fullmatch(plain):
            return date(int(plain.replace("X", "0")), 1, 1), date(int(plain.replace("X", "9")), 12, 31)
    except (ValueError, KeyError) as error:
        raise BadInput(f"{text!r} names no day that exists.") from error
    raise BadInput(f"{text!r} is no EDTF date.", "Such as 2024, 2024-41 (second half), 2023-10-18, 2024/..")


def edtf_bounds(text: str) -> Bounds:
    """First and last day of an EDTF date or interval (ISO 8601-2, level 1 and the codes 33-41), None for an open side.

    Raises BadInput for anything else.
    """
    sides = text.split("/")
    if len(sides) == 1:
        return _point(text)
    if len(sides) != 2 or all(side in ("", "..") for side in sides):
        raise BadInput(f"{text!r} is no EDTF interval.")
    start, end = (None if side in ("", "..") else _point(side) for side in sides)
    return (start[0] if start else None), (end[1] if end else None)


def number(text: str) -> Fraction:
    """A plain decimal, ``a:b``, or an ISO 8601 duration of one unit (``P3Y`` counts as 3). Raises BadInput."""
    plain = text.replace(" ", "")
    try:
        if ":" in plain:
            left, right = plain.split(":")
            return Fraction(Decimal(left)) / Fraction(Decimal(right))
        if match := _DURATION.fullmatch(plain):
            return Fraction(int(match[1]))
        value = Decimal(plain)
        if not value.is_finite() or "e" in plain.lower():
            raise BadInput(f"{text!r} is not a plain decimal number.")
        return Fraction(value)
    except (InvalidOperation, ValueError, ZeroDivisionError) as error:
        raise BadInput(
            f"{text!r} is not a number.", 'A plain decimal such as "619000000", or a ratio "1:2".'
        ) from error


def check_value(kind: str, value: str) -> None:
    """Raises BadInput where the value cannot be read as one of its kind."""
    if kind == "date":
        edtf_bounds(value)
    else:
        number(value)


def same_kind(a: str, b: str) -> bool:
    """Whether facts of these kinds can hold the same value."""
    return a == b or any(a in family and b in family for family in _FAMILIES)


def same_value(part: Part, fact: Mapping[str, Any]) -> bool:
    """Whether a fact (as in the HTTP contract) states the part's value: same days, same number in the same unit.

    Qualifiers are judged apart. A fact whose own value cannot be read is simply not the same.
    """
    kind, unit, told = fact.get("kind") or "", fact.get("unit"), fact.get("edtf") or fact.get("value") or ""
    if part.kind is None or not same_kind(part.kind, kind):
        return False
    try:
        if part.kind == "date":
            return edtf_bounds(told) in [edtf_bounds(value) for value in part.values]
        got = number(fact.get("value") or "")
        wanted = [number(value) for value in part.values]
    except BadInput:
        return False
    if part.unit in _AREA and unit in _AREA:
        return got * Fraction(_AREA[unit]) in [w * Fraction(_AREA[part.unit]) for w in wanted]
    if part.unit in _AREA and unit is not None:
        return False
    if part.kind == "money" and part.unit and unit and unit != part.unit:
        return False
    return got in wanted


_HALVES = {40: ("上半年", "first half", "h1"), 41: ("下半年", "second half", "latter half", "h2")}


def _date_shown(value: str, answer: str) -> bool:
    folded, seen = fold_text(answer), figures(answer)
    for side in value.split("/"):
        if side in ("", ".."):
            continue
        pieces = [int(p) for p in side.rstrip("~?%").replace("X", "0").split("-")]
        if Decimal(pieces[0]) not in seen:
            return False
        if len(pieces) > 1:
            code = pieces[1]
            if code in _HALVES and not any(word in folded for word in _HALVES[code]):
                return False
            part = code - 32 if 33 <= code <= 36 else code
            if part <= 12 and Decimal(part) not in seen:
                return False
        if len(pieces) > 2 and Decimal(pieces[2]) not in seen:
            return False
    return True


def shown(part: Part, answer: str) -> bool:
    """Whether the answer's own words say the part: a rendering of its words, or the figures of its value.

    Matching folds script, width, case and spaces. Years, months, quarters and halves must all be named.
    """
    if part.any:
        folded = fold_text(answer).replace(" ", "")
        return any(fold_text(rendering).replace(" ", "") in folded for rendering in part.any)
    if part.kind == "date":
        return any(_date_shown(value, answer) for value in part.values)
    seen = {Fraction(figure) for figure in figures(answer)}
    for value in part.values:
        sides = value.replace(" ", "").split(":") if ":" in value else [value]
        try:
            if all(number(side) in seen for side in sides):
                return True
        except BadInput:
            continue
    return False
