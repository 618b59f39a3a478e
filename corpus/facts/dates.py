"""Printed dates to EDTF: the point or period that one match of the calendar patterns names.

Relative words resolve against the reference date (``明年`` in a paper of November 2023 is 2024); anchored ones (``同年``,
``the following year``) against the date that stands before them. What names no real date is None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from corpus.facts.edtf import interval_of, is_edtf, month_end
from corpus.facts.han_numerals import han_value
from corpus.facts.tables import calendar_words

_WORDS = calendar_words()
_WEEKDAYS = "一二三四五六日"
_PLACES = {"初": "33~", "中": "06~", "底": "12~", "末": "12~", "后": "36~"}
_PLACES_EN = {"early": "33~", "mid": "06~", "middle": "06~", "late": "36~", "beginning": "33~", "start": "33~"}
_MANY = {w: i for i, w in enumerate("two three four five six seven eight nine ten eleven".split(), 2)}
_NTHS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "last": 4,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
    "latter": 2,
}


@dataclass(slots=True)
class Calendar:
    """What dates resolve against: the reference date, and the last date read before."""

    reference: date | None
    anchor: str | None = None  #: EDTF of the last date read
    sentence_year: int | None = None  #: year printed last in this sentence
    compared: bool = False  #: the words before compare with what follows (較去年同期)
    within: list[str] = field(default_factory=list)  #: qualifiers that the last match itself printed (年內)

    def year_of(self, kind: str, word: str) -> int | None:
        """Year that a relative or anchored word names."""
        offset = _WORDS[kind][word]
        if kind == "year":
            return self.reference.year + offset if self.reference else None
        start = interval_of(self.anchor)[0] if self.anchor else None
        return int(start[:4]) + offset if start else None

    def bare_year(self) -> int | None:
        """Year of a month or quarter printed without one: that of the sentence, else of the reference."""
        if self.sentence_year is not None:
            return self.sentence_year
        return self.reference.year if self.reference else None


def _number(text: str) -> int:
    value = int(text) if text[0].isascii() else han_value(text)
    return int(value or 0)


def _checked(edtf: str | None) -> str | None:
    return edtf if edtf is not None and is_edtf(edtf) else None


def split_year(first: int, second: str, word: str) -> str | None:
    """School year (September to August) or financial year (April to March) of ``2023-24``; None where it is neither.

    Hong Kong's government financial year begins on 1 April (Public Finance Ordinance, Cap. 2), its school year in September.
    """
    last = int(second)
    if len(second) == 2:
        if last != (first + 1) % 100:
            # 2021-25: a span of years, unless it could be a month
            return f"{first}/{first // 100 * 100 + last}" if not word and last > max(12, first % 100) else None
    elif last != first + 1:
        return None
    if any(w in word for w in ("学年", "school", "academic")):
        return f"{first}-09/{first + 1}-08"
    return f"{first}-04/{first + 1}-03"


def chinese_edtf(m: re.Match[str], calendar: Calendar, school: bool = False) -> str | None:
    """EDTF of one match of ``calendar_words.CHINESE``. ``school``: the clause speaks of school years."""
    g = m.groupdict()
    calendar.within = []
    if g["ny"]:
        return _checked(f"{g['ny']}-{int(g['nm']):02d}-{int(g['nd']):02d}")
    if g["iy"]:
        return _checked(f"{g['iy']}-{int(g['im']):02d}-{int(g['id']):02d}")
    if g["dec"]:
        return g["dec"][:3] + "X"
    if g["hdec"]:
        return f"{'20' if _number(g['hdec']) == 2 else '19'}{_number(g['hdec'])}X"
    if g["y1"]:
        return _checked(f"{g['y1']}/{g['y2']}")
    if g["fy"]:
        return split_year(int(g["fy"]), g["fz"], g["fw"] or ("学年" if school and "/" in m[0] else ""))
    if g["rm"] or g["am"] or g["rq"] or g["rw"] or g["rwe"] or g["rd"] or g["ap"]:
        return _checked(_relative(g, calendar))
    if g["sw"]:
        return _split_named(g["sw"], g["sk"], calendar)
    if g["bme"]:
        return _end_of_this_month(calendar)
    if g["ay"] and (shifted := _split_shifted(calendar.anchor, _WORDS["anchor-year"][g["ay"]])):
        return shifted
    if g["y"]:
        year = _number(g["y"])
    elif g["ry"]:
        year = calendar.year_of("year", g["ry"])
    elif g["ay"]:
        year = calendar.year_of("anchor-year", g["ay"])
    else:
        year = calendar.bare_year()
        if g["bn"] or g["bp"]:
            year = calendar.reference.year if calendar.reference else None
    if year is None or not 1000 <= year <= 9998:
        return None
    if g["yp"] and (same := _in_year(calendar.anchor, year)):
        return same
    return _checked(_with_part(year, g, calendar))


def _first(g: dict[str, str | None], *names: str) -> str | None:
    return next((g[n] for n in names if g.get(n)), None)


def _with_part(year: int, g: dict[str, str | None], calendar: Calendar) -> str | None:
    month = _first(g, "m", "bm")
    if month:
        number = _number(month)
        if not 1 <= number <= 12:
            return None
        if earlier := _first(g, "m0", "bm0"):
            later = _day_or_place(year, number, _first(g, "d", "bd"), _first(g, "mp", "bmp"))
            return f"{year}-{_number(earlier):02d}/{later}"
        return _day_or_place(year, number, _first(g, "d", "bd"), _first(g, "mp", "bmp"), _first(g, "d0", "bd0"))
    if count := g.get("fm"):
        months = _number(count) * (3 if g["fu"] == "季" else 1)
        return f"{year}-01/{year}-{months:02d}"
    if quarter := _first(g, "q", "bq"):
        return f"{year}-{32 + _number(quarter)}"
    if _first(g, "q1", "bq1"):
        return f"{year}-33"
    if _first(g, "q4", "bq4"):
        return f"{year}-36"
    if half := _first(g, "h", "bh"):
        return f"{year}-{40 if half == '上' else 41}"
    if place := _first(g, "p", "bp"):
        return f"{year}-{_PLACES[place[0]]}"
    if g.get("bn"):
        calendar.within = ["within"]
    if season := _first(g, "s", "s1"):
        return f"{year}-{_WORDS['season'][season]}"
    return str(year)


def _day_or_place(year: int, month: int, day: str | None, place: str | None, before: str | None = None) -> str:
    if day:
        first = f"{year}-{month:02d}-{_number(before):02d}/" if before else ""
        return f"{first}{year}-{month:02d}-{_number(day):02d}"
    if place in ("底", "末"):
        return month_end(year, month).isoformat()
    if place in ("初", "中"):
        return f"{year}-{month:02d}~"
    if place in ("上旬", "中旬", "下旬"):
        first, last = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 0)}[place]
        end = date(year, month, last) if last else month_end(year, month)
        return f"{year}-{month:02d}-{first:02d}/{end.isoformat()}"
    return f"{year}-{month:02d}"


def _relative(g: dict[str, str | None], calendar: Calendar) -> str | None:
    if g.get("ap"):
        if word := g.get("apr"):
            year = calendar.year_of("year", word)
        elif g.get("apb") or calendar.compared:
            start = interval_of(calendar.anchor)[0] if calendar.anchor else None
            year = int(start[:4]) - 1 if start else None
        else:
            year = int(g["apy"] or 0) or None
        return _in_year(calendar.anchor, year) if year else calendar.anchor
    if word := g.get("am"):
        start = (
            interval_of(calendar.anchor)[0] if calendar.anchor and re.match(r"\d{4}-\d\d", calendar.anchor) else None
        )
        return _month_from(date.fromisoformat(start), _WORDS["anchor-month"][word]) if start else None
    reference = calendar.reference
    if reference is None:
        return None
    if word := g.get("rm"):
        month = _month_from(reference, _WORDS["month-of"][word])
        place = g.get("rmp")
        return _day_or_place(int(month[:4]), int(month[5:7]), None, place)
    if word := g.get("rq"):
        index = reference.year * 4 + (reference.month - 1) // 3 + _WORDS["quarter-of"][word]
        return f"{index // 4}-{33 + index % 4}"
    if word := (g.get("rw") or g.get("rwe")):
        monday = reference - timedelta(reference.weekday()) + timedelta(7 * _WORDS["week-of"][word])
        if weekday := g.get("rwd"):
            return (monday + timedelta(_WEEKDAYS.index(weekday.replace("天", "日")))).isoformat()
        return f"{monday.isoformat()}/{(monday + timedelta(6)).isoformat()}"
    return (reference + timedelta(_WORDS["day-of"][g["rd"] or ""])).isoformat()


def _in_year(anchor: str | None, year: int) -> str | None:
    """The period of ``anchor`` in another year: the first three quarters of 2023 in 2022. None where it has no such part."""
    years = re.findall(r"(?<![-0-9])[0-9]{4}", anchor or "")
    if anchor is None or not years or "X" in anchor or ".." in anchor:
        return None
    shift = year - int(years[0])
    moved = re.sub(r"(?<![-0-9])[0-9]{4}", lambda m: str(int(m[0]) + shift), anchor)
    if moved.endswith("-02-29") and not is_edtf(moved):
        moved = moved[:-2] + "28"
    return moved


def _split_shifted(anchor: str | None, years: int) -> str | None:
    """The financial or school year ``years`` after the one that stands before."""
    found = re.fullmatch(r"(\d{4})-(04|09)/(\d{4})-(03|08)", anchor or "")
    if found is None or int(found[3]) != int(found[1]) + 1:
        return None
    return f"{int(found[1]) + years}-{found[2]}/{int(found[3]) + years}-{found[4]}"


_SPLIT_WORDS = {
    **dict.fromkeys(("本", "今", "this", "current"), 0),
    **dict.fromkeys(("下", "来", "明", "next", "coming", "following"), 1),
    **dict.fromkeys(("上", "去", "last", "previous", "past"), -1),
}


def _split_named(word: str, kind: str, calendar: Calendar) -> str | None:
    """This, the last or the next school or financial year of the reference date."""
    day = calendar.reference
    if day is None:
        return None
    begins, ends = ("09", "08") if kind in ("学年", "school", "academic") else ("04", "03")
    year = day.year - (day.month < int(begins)) + _SPLIT_WORDS[word]
    return _checked(f"{year}-{begins}/{year + 1}-{ends}")


def _month_named(word: str, month: int, calendar: Calendar) -> str | None:
    """Last September is the one before the reference date, next March the one after it."""
    day = calendar.reference
    if day is None:
        return None
    year = day.year
    if word == "last" and month >= day.month:
        year -= 1
    elif word == "next" and month <= day.month:
        year += 1
    return _checked(f"{year}-{month:02d}")


def part_of_split(edtf: str, first: int, months: int) -> str | None:
    """``months`` months from the ``first`` (from 0) of a school or financial year.

    >>> part_of_split("2023-04/2024-03", 0, 9)
    '2023-04/2023-12'
    """
    start, end = (int(edtf[:4]) * 12 + int(edtf[5:7]) - 1 + first + k for k in (0, months - 1))
    return (
        _checked(f"{start // 12}-{start % 12 + 1:02d}/{end // 12}-{end % 12 + 1:02d}") if first + months <= 12 else None
    )


def _end_of_this_month(calendar: Calendar) -> str | None:
    day = calendar.reference
    return month_end(day.year, day.month).isoformat() if day else None


def week_of(day: str) -> str:
    """Monday to Sunday of the week of a day, as an EDTF interval.

    >>> week_of("2024-07-17")
    '2024-07-15/2024-07-21'
    """
    monday = date.fromisoformat(day) - timedelta(date.fromisoformat(day).weekday())
    return f"{monday.isoformat()}/{(monday + timedelta(6)).isoformat()}"


def _month_from(day: date, offset: int) -> str:
    index = day.year * 12 + day.month - 1 + offset
    return f"{index // 12}-{index % 12 + 1:02d}"


def english_edtf(m: re.Match[str], calendar: Calendar) -> str | None:
    """EDTF of one match of ``calendar_words.ENGLISH``."""
    g = {name.split("_")[-1]: value for name, value in m.groupdict().items() if value is not None}
    calendar.within = []
    if word := g.get("nl"):
        return _month_named(word, _WORDS["month"][g["mon"]], calendar)
    if "om" in g and calendar.reference:
        month = _month_from(calendar.reference, _WORDS["month-of"][g["om"]])
        return _checked(_english_month(int(month[:4]), int(month[5:7]), {"pos": g["pom"]}))
    if "sw" in g:
        return _split_named(g["sw"].removeprefix("the "), g["sk"], calendar)
    if "bme" in g:
        return _end_of_this_month(calendar)
    if "arel" in g and len(g) == 1 and (shifted := _split_shifted(calendar.anchor, _WORDS["anchor-year"][g["arel"]])):
        return shifted
    year = _english_year(g, calendar)
    if year is None:
        return None
    if month := g.get("mon"):
        return _checked(_english_month(year, _WORDS["month"][month], g))
    if unit := g.get("many"):
        months = _MANY.get(g["count"]) or int(g["count"])
        return _checked(f"{year}-01/{year}-{months * (3 if unit == 'quarters' else 1):02d}")
    if what := g.get("what"):
        nth = g.get("nth", "2")
        number = int(nth) if nth.isdigit() else _NTHS[nth]
        if what in ("half", "h", "latter half"):
            return f"{year}-{39 + (2 if nth == 'last' else number)}" if number <= 2 or nth == "last" else None
        return f"{year}-{32 + number}"
    if season := g.get("s"):
        return f"{year}-{_WORDS['season'][season]}"
    if place := g.get("pos"):
        return f"{year}-{_place(place)}"
    return _checked(str(year))


def _english_year(g: dict[str, str], calendar: Calendar) -> int | None:
    if "year" in g:
        return int(g["year"])
    if "rel" in g:
        return calendar.year_of("year", g["rel"])
    if "arel" in g:
        return calendar.year_of("anchor-year", g["arel"])
    if "bare" in g or g.get("pos") == "year-end":
        return calendar.reference.year if calendar.reference else None
    return calendar.bare_year()


def _place(word: str) -> str:
    first = word.removeprefix("the ").replace("-", " ").split(" ")[0]
    return _PLACES_EN.get(first, "12~")


def _english_month(year: int, month: int, g: dict[str, str]) -> str:
    if "day" in g:
        day = f"{year}-{month:02d}-{int(g['day']):02d}"
        if "dayto" in g:
            return f"{day}/{year}-{month:02d}-{int(g['dayto']):02d}"
        return f"{year}-{month:02d}-{int(g['day0']):02d}/{day}" if "day0" in g else day
    if place := g.get("pos"):
        code = _place(place)
        if code == "12~":
            return month_end(year, month).isoformat()
        return f"{year}-{month:02d}~"
    return f"{year}-{month:02d}"
