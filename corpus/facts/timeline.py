"""Every date of a text in reading order: points, ranges, open ranges, with the anchors that later dates resolve against."""

from __future__ import annotations

import re
from datetime import date

from corpus.facts.calendar_words import CHINESE, CHINESE_START, ENGLISH, ENGLISH_START, LATER_YEAR
from corpus.facts.dates import Calendar, chinese_edtf, english_edtf, part_of_split, week_of
from corpus.facts.edtf import interval_of, is_edtf
from corpus.facts.han_numerals import han_value
from corpus.facts.nouns import english_noun
from corpus.facts.numerals import CARDINALS, ORDINALS
from corpus.facts.readings import SENTENCE_ENDS, Reading, Source, Zones
from corpus.facts.wordings import opens_after, opens_before

_JOIN_ZH = re.compile(r" ?(?:起)?(?:至|到|-|–|—|~) ?")
_JOIN_EN = re.compile(r" ?(?:to|until|till|through|and|-|–|—) ?(?:the )?")
_SHORT_DAY = re.compile(r" ?(?:至|到|-|–|~) ?(3[01]|[12][0-9]|0?[1-9]) ?[日号]")
_SINCE = re.compile(r"[^，。;!?\n0-9]{0,20}?(?:以来|起至|起计)")
_SPLIT_YEAR = re.compile(r"[0-9]{4} ?[-/–] ?[0-9]{2}(?![0-9])")
_SELF = re.compile(r"自从?[^，。;!?\n]{0,20}$")
_COMPARED = re.compile(r"(?:较|比|与|跟|相比|相较|over|with|to|than|from|against)(?: the)? ?$")
_WEEK_OF = re.compile(r"(?:the )?week (?:of|commencing|beginning|starting|from) (?:the )?$")
_WEEK_AFTER = re.compile(r" ?(?:当周|当星期|的一周|那周|该周|所在的一周|起的一周)")
_SAME_DAY = re.compile(r" ?\( ?")
_NAMED_SPLIT = re.compile(r"\d{4}-04/\d{4}-03|\d{4}-09/\d{4}-08")
_PART_AFTER = re.compile(
    r" ?的? ?(?:首 ?(?P<n>[二两三四五六七八九十]{1,2}|[0-9]{1,2}) ?(?:个)?(?P<unit>季|月)(?:度)?"
    r"|第 ?(?P<q>[一二三四1-4]) ?季(?:度)?|(?P<h>[上下])半年(?:度)?)"
)
_PART_BEFORE = re.compile(
    r"(?<![a-z])(?:the )?(?:first (?:(?P<n>[0-9]{1,2})|(?P<m>two|three|four|five|six|seven|eight|nine|ten|eleven))"
    r" (?P<unit>months|quarters)"
    r"|(?P<q>first|second|third|fourth|1st|2nd|3rd|4th) quarter|(?P<h>first|second|latter) half) of (?:the )?(?:year )?$"
)
_RECURRING = ("每年", "每逢", "逢", "每个")
_YEAR_CONTEXT = re.compile(
    r"(?:in|by|from|since|until|till|to|of|before|after|during|between|and|through|for|than|year|the|s|around|about"
    r"|onwards|mid|early|late|end|-|–|\()[ -]?$"
)
_YEAR_FOLLOWED = re.compile(
    r" (?:and|to|as|with|by|onwards|onward|or|for|in|the|on|at|from|when|which|that|will|is|was|has|alone|respectively"
    r"|compared|under|it|we|an?)(?![a-z])"
)
_STRONG_YEAR = re.compile(r"(?:in|since|during|until|till|by|early|mid|late|year)[ -]$")
_NEXT_WORD = re.compile(r" ([a-z])")
_OCCASION_EN = re.compile(r"(?:every|each|annual) ?$")
_MONTH_ONLY_OK = re.compile(
    r"(?:in|by|from|since|until|till|of|before|after|during|between|early|mid|late|end|next|last|this|to|and)[ -]$"
)


def timeline(source: Source, zones: Zones, reference: date | None) -> list[Reading]:
    """Dates outside ``zones`` in order of place, ranges as one reading. Linear: one anchored match per possible start."""
    calendar = Calendar(reference)
    found: list[Reading] = []
    sentence_ends = [m.end() for m in SENTENCE_ENDS.finditer(source.text)]
    at, sentence = 0, 0
    starts = sorted(
        {m.start() for m in CHINESE_START.finditer(source.text)}
        | {m.start() for m in ENGLISH_START.finditer(source.text)}
    )
    for start in starts:
        if start < at:
            continue
        while sentence < len(sentence_ends) and sentence_ends[sentence] <= start:
            sentence, calendar.sentence_year = sentence + 1, None
        if zones.covering(start, start + 1):
            continue
        reading, end = _point(source, start, calendar)
        at = max(at, end)
        if reading is None:
            continue
        reading, at = _extended(source, reading, calendar, at)
        calendar.anchor = reading.value
        while found and found[-1].end > reading.start:  # "first half" of "the first half of 2024-25"
            found.pop()
        _open(source.text, reading)
        found.append(reading)
    return found


def _point(source: Source, start: int, calendar: Calendar) -> tuple[Reading | None, int]:
    """(the date that begins at ``start``, where to go on); a match that names no date is skipped as a whole."""
    text = source.text
    for pattern, resolve in ((ENGLISH, english_edtf), (CHINESE, None)):
        m = pattern.match(text, start)
        if m is None or m.end() == m.start():
            continue
        if resolve is not None:
            if not _english_date(source, m):
                continue
            kept = calendar.sentence_year
            if (later := LATER_YEAR.match(text, m.end())) is not None:
                calendar.sentence_year = int(later["year"])
            edtf = resolve(m, calendar)
            calendar.sentence_year = kept
        else:
            if text[max(0, start - 2) : start].endswith(_RECURRING):
                return None, m.end()
            near = text[m.end() : m.end() + 24]
            calendar.compared = _COMPARED.search(text[max(0, start - 16) : start]) is not None
            edtf = chinese_edtf(m, calendar, school="学年" in near or "学校" in near)
        if edtf is None:
            return None, m.end()
        end = m.end() - (len(m[0]) - len(m[0].rstrip()))
        reading = Reading("date", m.start(), end, edtf, edtf=edtf, interval=interval_of(edtf))
        reading.qualifiers += calendar.within
        _remember(calendar, edtf)
        return reading, m.end()
    return None, start + 1


def _remember(calendar: Calendar, edtf: str) -> None:
    calendar.anchor = edtf
    if edtf[:4].isdigit():
        calendar.sentence_year = int(edtf[:4])


def _english_date(source: Source, m: re.Match[str]) -> bool:
    """Whether a match is a date and not a number, a verb (may) or an adjective that looks like one."""
    text, g = source.text, m.groupdict()
    before = text[max(0, m.start() - 12) : m.start()]
    if _OCCASION_EN.search(before):
        return False
    if g["m_year"]:
        if text[m.start() - 1 : m.start()] in "$€£¥.," and m.start():
            return False
        following = text[m.end() : m.end() + 24]
        if re.match(
            r"[0-9]| ?[年%]|[-/][0-9]| ?(?:million|billion|(?:to|-|–) ?[0-9]{4} [a-z]+s(?![a-z]))| ?[至到~–-] ?(?:19|20)[0-9]{2}",
            following,
        ):
            return False
        if re.match(r" ?[一-鿿]", following) or re.search(r"[一-鿿] ?$", before):
            return False
        if not _YEAR_CONTEXT.search(before):
            return False
        word = _NEXT_WORD.match(following)
        if word and not _YEAR_FOLLOWED.match(following) and not source.printed(m.end() + 1, m.end() + 2).isupper():
            noun, noun_end = english_noun(source, m.end(), 3)
            return noun == noun_end or _STRONG_YEAR.search(before) is not None
        return True
    if g["c_mon"] and not g["c_year"] and not g["c_rel"] and not g["c_arel"]:
        printed = source.printed(m.start("c_mon"), m.start("c_mon") + 1)
        return printed.isupper() and bool(g["c_pos"] or _MONTH_ONLY_OK.search(before))
    if g["c_mon"] == "may" or g["b_mon"] == "may" or g["mon"] == "may":
        name = "c_mon" if g["c_mon"] else "b_mon" if g["b_mon"] else "mon"
        return source.printed(m.start(name), m.start(name) + 1).isupper()
    return True


def _extended(source: Source, first: Reading, calendar: Calendar, at: int) -> tuple[Reading, int]:
    """The range that ``first`` opens (2024年至2025年, from 2024 to 2025), or ``first`` itself."""
    text, start_edtf = source.text, first.value
    if _SPLIT_YEAR.match(text, first.start):
        joined, end = _split_years(source, first, calendar, at)
        return (joined, end) if joined is not first else _part_of_year(text, first, at)
    if _NAMED_SPLIT.fullmatch(start_edtf):
        return _part_of_year(text, first, at)
    if "/" in start_edtf:
        return first, at
    if re.fullmatch(r"\d{4}-\d\d-\d\d", start_edtf):
        if before := _WEEK_OF.search(text, max(0, first.start - 28), first.start):
            return Reading("date", before.start(), first.end, *_dated(week_of(start_edtf))), at
        if after := _WEEK_AFTER.match(text, first.end):
            return _ranged(first, after.end(), week_of(start_edtf)), after.end()
        if (bracket := _SAME_DAY.match(text, first.end)) and not text[first.start].isdigit():
            kept = (calendar.anchor, calendar.sentence_year, calendar.within)
            second, _ = _point(source, bracket.end(), calendar)
            if second is not None and second.value == start_edtf and text[second.end : second.end + 1] == ")":
                return _ranged(first, second.end + 1, start_edtf), second.end + 1
            calendar.anchor, calendar.sentence_year, calendar.within = kept
    if re.fullmatch(r"\d{4}-\d\d-\d\d", start_edtf) and (day := _SHORT_DAY.match(text, first.end)):
        edtf = f"{start_edtf}/{start_edtf[:8]}{int(day[1]):02d}"
        return (_ranged(first, day.end(), edtf), day.end()) if is_edtf(edtf) else (first, at)
    for joiner in (_JOIN_ZH, _JOIN_EN):
        joint = joiner.match(text, first.end)
        if joint is None or joint.end() == joint.start():
            continue
        if "and" in joint[0] and not re.search(r"between (?:the )?$", text[max(0, first.start - 16) : first.start]):
            continue
        kept = (calendar.anchor, calendar.sentence_year, calendar.within)
        if text[joint.end() - 1 : joint.end()] == "月" or not text[joint.end() : joint.end() + 1]:
            continue
        second, end = _point(source, joint.end(), calendar)
        if second is not None and "/" not in second.value and not _vague(second.value):
            edtf = f"{start_edtf.rstrip('~')}/{second.value.rstrip('~')}"
            if not _vague(start_edtf) and is_edtf(edtf):
                return _ranged(first, second.end, edtf), end
        calendar.anchor, calendar.sentence_year, calendar.within = kept
    return first, at


def _split_years(source: Source, first: Reading, calendar: Calendar, at: int) -> tuple[Reading, int]:
    """2019-20至2023-24年度, 2021/22 to 2023/24 school years: the kind of year is printed last."""
    text = source.text
    joint = _JOIN_ZH.match(text, first.end) or _JOIN_EN.match(text, first.end)
    if joint is None or not _SPLIT_YEAR.match(text, joint.end()):
        return first, at
    second, end = _point(source, joint.end(), calendar)
    if second is None:
        return first, at
    month = second.value[4:7]
    edtf = f"{text[first.start : first.start + 4]}{month}/{second.value.split('/')[-1]}"
    return (_ranged(first, second.end, edtf), end) if is_edtf(edtf) else (first, at)


def _part_of_year(text: str, first: Reading, at: int) -> tuple[Reading, int]:
    """2023-24年度首九個月, the first half of 2024-25: months counted from the beginning of that year."""
    if not _NAMED_SPLIT.fullmatch(first.value):
        return first, at
    if m := _PART_AFTER.match(text, first.end):
        part = _months_of(m["n"], "季" if m["unit"] == "季" else "月", m["q"], m["h"])
        edtf = part_of_split(first.value, *part) if part else None
        return (_ranged(first, m.end(), edtf), m.end()) if edtf else (first, at)
    if m := _PART_BEFORE.search(text, max(0, first.start - 40), first.start):
        many = m["n"] or m["m"]
        part = _months_of(many, "季" if m["unit"] == "quarters" else "月", m["q"], m["h"])
        edtf = part_of_split(first.value, *part) if part else None
        return (Reading("date", m.start(), first.end, *_dated(edtf)), at) if edtf else (first, at)
    return first, at


def _months_of(many: str | None, unit: str, quarter: str | None, half: str | None) -> tuple[int, int] | None:
    """(first month from 0, number of months)"""
    if many:
        count = CARDINALS.get(many) or (int(many) if many.isascii() else int(han_value(many) or 0))
        return 0, count * (3 if unit == "季" else 1)
    if quarter:
        nth = "一二三四".find(quarter) if quarter in "一二三四" else (ORDINALS.get(quarter) or int(quarter[0])) - 1
        return nth * 3, 3
    return (6 if half in ("下", "second", "latter") else 0, 6) if half else None


def _vague(edtf: str) -> bool:
    return edtf.endswith("~")


def _dated(edtf: str) -> tuple[str, None, str, tuple[str | None, str | None]]:
    """value, unit, edtf and interval of a date's reading."""
    return edtf, None, edtf, interval_of(edtf)


def _ranged(first: Reading, end: int, edtf: str) -> Reading:
    return Reading("date", first.start, end, edtf, edtf=edtf, interval=interval_of(edtf))


def _open(text: str, reading: Reading) -> None:
    """Turn ``2024`` of "from 2024 onwards", 由2024年起, 自1999年推出以來 into ``2024/..``."""
    if "/" in reading.value and not _SPLIT_YEAR.match(text, reading.start):
        return
    before = text[max(0, reading.start - 24) : reading.start].rstrip()
    onwards = opens_after(text, reading.end) or opens_before(text, reading.start)
    if not onwards and _SELF.search(before):
        onwards = _SINCE.match(text, reading.end) is not None
    if not onwards and before.endswith(("由", "从")):
        onwards = re.match(r"[^，。;!?\n0-9至到]{0,12}?以来", text[reading.end : reading.end + 24]) is not None
    if not onwards and before.endswith(("由", "从", "自")):
        onwards = text.startswith(("至今", " 至今", "迄今"), reading.end)
    if not onwards and (before.endswith(" from") or before == "from"):
        onwards = not re.match(r"[^.;\n]{0,40}?(?: to | until | till | through )", text[reading.end : reading.end + 48])
    if onwards:
        first = reading.value.split("/")[0]
        reading.value = reading.edtf = f"{first}/.."
        reading.interval = interval_of(reading.value)
        reading.qualifiers = [q for q in reading.qualifiers if q != "within"] + ["from"]
        reading.open_start = True
