"""Half units of time: 半年, 三個半月, 一年半, "two and a half years", in the unit that is printed."""

from __future__ import annotations

import re
from decimal import Decimal

from corpus.facts.han_numerals import han_value
from corpus.facts.numerals import CARDINALS, plain
from corpus.facts.readings import Reading, Zones

#: 一年半 is a year and a half, 三年半票 is not
_HALF_MORE = re.compile(r"半(?![年日天票价数百])")
_HALF_HAN = re.compile(r"(?<![上下前后每多半过夜大第一])半 ?个?(?P<unit>年|月|小时)(?![度前级终末])")
_AND_HALF_HAN = re.compile(r"(?P<whole>[一二两三四五六七八九十]{1,2}|[0-9]{1,2}) ?个半 ?(?P<unit>月|小时|星期|学年)")
_HALF_LATIN = re.compile(
    r"(?<![a-z-])(?:(?P<whole>one|two|three|four|five|six|seven|eight|nine|ten)(?: |-)and(?: |-)a(?: |-)half(?: |-)"
    r"(?P<units>years|months|hours|weeks|days)"
    r"|half (?:an? )?(?P<unit>year|month|hour|day)|(?P<one>year) and a half)(?![a-z-])"
)
_HALF_UNITS = {
    "年": "a",
    "月": "mo",
    "小时": "h",
    "星期": "wk",
    "学年": "a",
    "year": "a",
    "month": "mo",
    "hour": "h",
    "day": "d",
    "week": "wk",
}


def half_more(text: str, end: int) -> bool:
    """Whether the unit that ends at ``end`` is followed by a half of it."""
    return _HALF_MORE.match(text, end) is not None


def halves(text: str, taken: Zones) -> list[Reading]:
    """半年, "half a year", "two and a half years": half units, in the unit that is printed."""
    found = [
        Reading("duration", *m.span(), "0.5", _HALF_UNITS[m["unit"]])
        for m in _HALF_HAN.finditer(text)
        if m["unit"] != "月" or "个" in m[0]
    ]
    for m in _AND_HALF_HAN.finditer(text):
        whole = Decimal(m["whole"]) if m["whole"].isdigit() and m["whole"].isascii() else han_value(m["whole"])
        if whole is not None:
            found.append(Reading("duration", *m.span(), plain(whole + Decimal("0.5")), _HALF_UNITS[m["unit"]]))
    for m in _HALF_LATIN.finditer(text):
        whole = Decimal(CARDINALS[m["whole"]]) if m["whole"] else Decimal(1 if m["one"] else 0)
        unit = m["unit"] or m["one"] or m["units"][:-1]
        found.append(Reading("duration", *m.span(), plain(whole + Decimal("0.5")), _HALF_UNITS[unit]))
    found.sort(key=lambda r: r.start)
    return [reading for reading in found if taken.covering(reading.start, reading.end) is None]
