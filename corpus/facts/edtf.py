"""Dates as EDTF (ISO 8601-2, https://www.loc.gov/standards/datetime/) and as the plain interval they cover.

Months and days as in ISO 8601; quarters ``2024-33`` to ``2024-36``, halves ``2024-40`` and ``2024-41``, seasons ``2024-21``
(spring, March to May) to ``2024-24`` (winter, December to February); decades ``199X``; intervals ``a/b`` with ``..`` for
an open side. ``~`` marks what is only roughly placed: ``2024-33~`` early, ``2024-06~`` mid-, ``2024-36~`` late and
``2024-12~`` end of 2024.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_POINT = re.compile(r"(\d{3}[\dX])(?:-(\d\d)(?:-(\d\d))?)?~?")
#: sub-year code -> (first month, last month, years to add to the last month's year)
_GROUPS = {
    **{33 + i: (3 * i + 1, 3 * i + 3, 0) for i in range(4)},
    **{40 + i: (6 * i + 1, 6 * i + 6, 0) for i in range(2)},
    21: (3, 5, 0),
    22: (6, 8, 0),
    23: (9, 11, 0),
    24: (12, 2, 1),
}


def month_end(year: int, month: int) -> date:
    """Last day of the month."""
    return date(year, month, monthrange(year, month)[1])


def interval_of(edtf: str) -> tuple[str | None, str | None]:
    """The two inclusive ISO dates that an EDTF of the forms above covers; None where a side is open.

    Raises ValueError for anything else.

    >>> interval_of("2024-41"), interval_of("2024/..")
    (('2024-07-01', '2024-12-31'), ('2024-01-01', None))
    """
    if "/" in edtf:
        first, last = edtf.split("/")
        start = None if first == ".." else _bounds(first)[0]
        end = None if last == ".." else _bounds(last)[1]
        if start is not None and end is not None and start > end:
            raise ValueError(f"interval ends before it begins: {edtf}")
    else:
        start, end = _bounds(edtf)
    return (start.isoformat() if start else None), (end.isoformat() if end else None)


def _bounds(point: str) -> tuple[date, date]:
    found = _POINT.fullmatch(point)
    if found is None:
        raise ValueError(f"no EDTF date of a supported form: {point}")
    year, part, day = found[1], found[2], found[3]
    if year.endswith("X"):
        return date(int(year[:3] + "0"), 1, 1), date(int(year[:3] + "9"), 12, 31)
    if part is None:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    code = int(part)
    if day is not None:
        return (exact := date(int(year), code, int(day))), exact
    if 1 <= code <= 12:
        return date(int(year), code, 1), month_end(int(year), code)
    if code not in _GROUPS:
        raise ValueError(f"no EDTF date of a supported form: {point}")
    first, last, later = _GROUPS[code]
    return date(int(year), first, 1), month_end(int(year) + later, last)


def is_edtf(text: str) -> bool:
    """Whether ``interval_of`` understands it."""
    try:
        interval_of(text)
    except ValueError:
        return False
    return True
