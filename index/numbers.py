"""Numbers and dates of a folded text as canonical tokens, so that one value is one token in every writing.

``13 000``, ``13,000`` and ``一万三千`` are ``13000``; ``$10 billion`` and ``100亿`` are ``10000000000``; 18 October 2023,
``2023年10月18日`` and ``18/10/2023`` are ``#2023-10-18``. This serves finding only: facts are read by corpus.facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_SCALES = {"thousand": 3, "k": 3, "million": 6, "mn": 6, "m": 6, "billion": 9, "bn": 9, "trillion": 12}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_PLAIN = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d{1,3}(?: \d{3}){1,3}(?![\d.])|\d+(?:\.\d+)?"
_ENGLISH = re.compile(rf"(?<![a-z0-9.,])({_PLAIN}) ?(thousand|million|billion|trillion|mn|bn|m|k)?(?![a-z0-9])")
_CHINESE = re.compile(rf"(?:(?:{_PLAIN}|[〇零一二三四五六七八九两]) ?(?:[十百千万亿] ?)*|[十百千万亿])+")
_PIECE = re.compile(rf"({_PLAIN})|([〇零一二三四五六七八九两]+)|([十百千万亿])")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?) ?(?:%|per ?cent\b)")
_MONTH = r"(?P<mon>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:[a-z]{0,6})\.?"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<!\d)(?P<y>(?:19|20)\d\d) ?年(?: ?(?P<m>\d{1,2}) ?月(?: ?(?P<d>\d{1,2}) ?日)?)?",
        r"(?<![\d年])(?<!年 )(?P<m>\d{1,2}) ?月 ?(?P<d>\d{1,2}) ?日",
        r"(?<![\d年])(?<!年 )(?P<m>\d{1,2}) ?月(?! ?\d)",
        r"(?<!\d)(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>(?:19|20)\d\d)(?!\d)",
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH}(?:,? (?P<y>(?:19|20)\d\d))?(?![a-z\d])",
        rf"(?<![a-z]){_MONTH} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<y>(?:19|20)\d\d))?(?![a-z\d])",
        rf"(?<![a-z]){_MONTH},? (?P<y>(?:19|20)\d\d)(?!\d)",
    )
)


def canonical(value: Decimal) -> str:
    """A value as a plain decimal string without superfluous zeros: ``13000``, ``1.07``."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace(" ", ""))


def chinese_value(text: str) -> Decimal | None:
    """Value of a folded Chinese numeral, pure (一万三千) or mixed with digits (6亿 1 900万); None where it is not one.

    A lone digit word (一, 三), two in a row (一两) and a lone unit (十, 万) are words rather than numbers, and give None.
    """
    total = section = Decimal(0)
    number: Decimal | None = None
    units = 0
    for plain, digits, unit in _PIECE.findall(text):
        if plain or digits:
            if number is not None:
                return None
            number = _plain(plain) if plain else Decimal("".join(str(_DIGITS[c]) for c in digits.lstrip("零") or "零"))
        elif _UNITS[unit] < 10**4:
            units += 1
            section += (Decimal(1) if number is None else number) * _UNITS[unit]
            number = None
        else:
            units += 1
            part = section + (number or 0)
            total = (part if part else max(total, Decimal(1))) * _UNITS[unit] + (total if part else 0)
            section, number = Decimal(0), None
    text = text.strip()
    if len(text) < 2 or (not units and (len(text) < 4 or text[0].isdigit())):
        return None
    return total + section + (number or 0)


def _dates(folded: str) -> Iterator[tuple[str, int, int]]:
    for pattern in _DATES:
        for found in pattern.finditer(folded):
            parts = found.groupdict()
            named = parts.get("mon")
            month = _MONTHS.index(named) + 1 if named else parts.get("m")
            year, day = parts.get("y"), parts.get("d")
            if month is None or not 1 <= int(month) <= 12 or (day is not None and not 1 <= int(day) <= 31):
                continue
            start, end = found.span()
            yield f"#{int(month)}", start, end
            if day is not None:
                yield f"#{int(month)}-{int(day)}", start, end
            if year is not None:
                yield f"#{year}-{int(month)}", start, end
                if day is not None:
                    yield f"#{year}-{int(month)}-{int(day)}", start, end


def numbers(folded: str) -> Iterator[tuple[str, int, int]]:
    """(canonical token, start, end) of every number, percentage and date of a folded text.

    A date of three parts gives its day, its month and its year apart too, so that part of it can be asked for.
    """
    yield from _dates(folded)
    taken: set[int] = set()
    for found in _CHINESE.finditer(folded):
        if any(c in _UNITS or c in _DIGITS for c in found[0]):
            value = chinese_value(found[0])
            if value is not None:
                yield canonical(value), found.start(), found.end()
                taken.update(range(found.start(), found.end()))
    for found in _ENGLISH.finditer(folded):
        if found.start() in taken:
            continue
        value = _plain(found[1]).scaleb(_SCALES[found[2]] if found[2] else 0)
        yield canonical(value), found.start(), found.end()
    for found in _PERCENT.finditer(folded):
        yield canonical(_plain(found[1])) + "%", found.start(), found.end()
