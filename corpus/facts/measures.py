"""Numbers that measure something: money, percentages, quantities, durations, ratios, counts.

One pass over the numbers of the working text. What stands before a number (a currency mark) and after it (a unit, a
measure word, a noun) decides its kind; a number beside nothing known is no fact.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from corpus.facts.counts import count
from corpus.facts.halves import half_more
from corpus.facts.han_numerals import han_value
from corpus.facts.numerals import NUMBER, Number, plain, read_number, short_scale
from corpus.facts.readings import Reading, Source, Zones
from corpus.facts.tables import Unit, alternation, change_verbs, currencies, units

_MARKS, _MONEY_WORDS = currencies()
_UNITS = units()[1]
_LONGEST_MARK = max(map(len, _MARKS))
_MONEY_AFTER = re.compile(rf" ?(?P<word>{alternation(_MONEY_WORDS)})(?!朗|素|旦|件|宇宙|老|首|凶)")
_UNIT_AFTER = re.compile(rf"(?P<gap> |-)?(?P<word>{alternation(_UNITS)})(?P<tail>.?)", re.DOTALL)
_NOT_UNIT = {  # a unit's form directly followed by one of these is another word
    "年": "级代生会刊报票制轮头薪货初中底末",
    "天": "然文气空水下际",
    "日": "常后程本志",
    "周": "年末刊日边围报",
    "米": "粉其兰",
    "星期": "一二三四五六日天",
}
_RUN_ON = re.compile(r"[0-9零〇一二三四五六七八九十百千万亿,.]{0,40}+")
_BEFORE_COUNT = frozenset("每第某半数几")
_TENTHS = re.compile(
    r"成(?:(?P<half>半)|(?P<digit>[一二三四五六七八九])(?![十百千万亿点个家间所项年月]))?+(?!立|功|本|员|果|长|效|就|熟|品|交|绩|份|分|年|都|语|人|型|因|倍|千|百|群|套|双|对)"
)
#: 由30增至45間: the measure word stands at the end alone
_CHANGE_JOINER = re.compile(
    rf"(?:年的)?(?:逐步|大幅|进一步|将)?(?:{change_verbs()})(?:至|到|为)(?:了|约|近|逾|超过|不少于|每[年月日小时])? ?"
)
_FROM_BEFORE = re.compile(r"(?:由|从)(?:每[年月日]|每小时|平均|原来的|最初的|约)? ?$")
_AGE = re.compile(r"[ -](?:of age|olds?)(?![a-z])")
_SOME_MORE = re.compile(r"[多余几](?![于数])")
_CENTS = frozenset(("cents", "cent", "仙"))
_MARKED_JOINER = re.compile(r" ?(?:-|–|to) ?(?:hk|us)?[$€£¥]? ?")
_RISES = re.compile(
    r"(?:增|减|升|降|ris|rose|increas|grow|grew|doubl|halv|cut|reduc|expand|fell|fall)[^。.;]{0,24}$|(?:from|由|从) ?$"
)
_JOINER = re.compile(r" ?(?:至|到|-|–|—|~|to|or|或)(?: |$)?")


def measures(source: Source, zones: Zones, taken: Zones) -> list[Reading]:
    """Every measure outside ``zones`` (names, addresses) and ``taken`` (dates), in order, none overlapping another."""
    text, at, found = source.text, 0, []
    pending: Number | None = None  # a number without a unit that a range may still give one
    while match := NUMBER.search(text, at):
        at = match.end()
        if blocked := (taken.covering(*match.span()) or zones.covering(*match.span())):
            at, pending = max(at, blocked[1]), None
            continue
        number = read_number(text, match)
        if number is None:
            at = max(at, _run_on(text, match))
            continue
        at = number.end
        reading = _measure(source, number)
        if reading is None:
            pending = number if number.style != "bare" else None
            continue
        if found and found[-1].end <= reading.start:
            _bounds_of_range(text, found[-1], reading)
        if pending is not None and (first := _range_start(text, pending, number, reading)):
            found.append(first)
        pending = None
        found.append(reading)
        at = max(at, reading.end)
    return found


def _run_on(text: str, match: re.Match[str]) -> int:
    run = _RUN_ON.match(text, match.end())
    return run.end() if run and not match["latin"] else match.end()


def _range_start(text: str, first: Number, second: Number, reading: Reading) -> Reading | None:
    """``五`` of 五至十年: a bare number joined to one with a unit, both without scale words, shares the unit."""
    between = text[first.end : second.start]
    rises = _CHANGE_JOINER.fullmatch(between) is not None and _FROM_BEFORE.search(
        text, max(0, first.start - 8), first.start
    )
    if reading.kind not in ("money", "percentage", "count", "quantity", "duration"):
        return None
    if rises:
        return Reading(
            reading.kind, first.start, first.end, plain(first.value), reading.unit, noun_span=reading.noun_span
        )
    if reading.start != second.start or not _JOINER.fullmatch(between):
        return None
    if second.scaled and not first.scaled:
        printed = NUMBER.match(text, second.start)
        bare = Decimal(printed["arabic"].replace(",", "").replace(" ", "")) if printed and printed["arabic"] else None
        if bare is None or not first.value < bare or not second.value.is_finite():
            return None
        first = replace(first, value=first.value * (second.value / bare), scaled=True)
    if second.scaled != first.scaled or first.value >= second.value:
        return None
    start = Reading(reading.kind, first.start, first.end, plain(first.value), reading.unit)
    if not _RISES.search(text[max(0, first.start - 40) : first.start]):
        start.qualifiers = ["at least"]
        reading.qualifiers.append("up to")
    return start


def _bounds_of_range(text: str, first: Reading, second: Reading) -> None:
    """1,000萬元至一億元: the first is the least, the second the most."""
    if first.kind != second.kind or first.unit != second.unit or first.kind in ("count", "ratio"):
        return
    between = text[first.end : second.start] == " and " and text.startswith("between ", first.start - 8)
    if (between or _JOINER.fullmatch(text[first.end : second.start])) and Decimal(first.value) < Decimal(second.value):
        if _RISES.search(text[max(0, first.start - 40) : first.start]):
            return
        first.qualifiers.append("at least")
        second.qualifiers.append("up to")


def _measure(source: Source, number: Number) -> Reading | None:
    text = source.text
    before = text[number.start - 1] if number.start else ""
    if before == "上" and number.value in (100, 1000, 10000):
        return None
    if before in _BEFORE_COUNT or (before and before.isascii() and before.isalpha() and number.style != "latin"):
        mark = _currency_mark(text, number.start)
        if mark is None:
            return None
    for read in (_money, _percentage_of, _with_unit, count):
        if (reading := read(source, number)) is not None:
            if number.more and "more than" not in reading.qualifiers:
                reading.qualifiers.append("more than")
            return reading
    return None


def _currency_mark(text: str, start: int) -> tuple[int, str] | None:
    """(start of the mark, ISO 4217 code) of the currency mark that ends right before ``start`` or one space before."""
    end = start - 1 if text[start - 1 : start] == " " else start
    for length in range(min(_LONGEST_MARK, end), 0, -1):
        mark = text[end - length : end]
        code = _MARKS.get(mark)
        if code and not (mark[0].isalpha() and mark[0].isascii() and text[end - length - 1 : end - length].isalnum()):
            return end - length, code
    return None


def _money(source: Source, number: Number) -> Reading | None:
    text = source.text
    mark = _currency_mark(text, number.start)
    if mark:
        number = short_scale(text, number)
    word = _MONEY_AFTER.match(text, number.end)
    if not mark and not word:
        return None
    start = mark[0] if mark else number.start
    code = mark[1] if mark else _MONEY_WORDS[word["word"]]  # type: ignore[index]
    if mark and word and _MONEY_WORDS[word["word"]] != code and _MONEY_WORDS[word["word"]] != "HKD":
        code = _MONEY_WORDS[word["word"]] if text[mark[0] : number.start].strip() == "$" else code
    if number.style == "bare" and not mark:
        return None
    if word and word["word"] in _CENTS:
        number = replace(number, value=number.value / 100)
    if mark and not word and (wide := _shared_scale(text, number)) is not None:
        number = wide
    return Reading("money", start, word.end() if word else number.end, plain(number.value), code)


def _shared_scale(text: str, number: Number) -> Number | None:
    """$90 of "$90-$95 million": the scale that the end of the range prints."""
    if number.scaled or number.style != "arabic":
        return None
    joint = _MARKED_JOINER.match(text, number.end)
    match = NUMBER.match(text, joint.end()) if joint else None
    second = read_number(text, match) if match else None
    if second is not None:
        second = short_scale(text, second)
    if second is None or not second.scaled or second.style != "arabic" or match is None:
        return None
    printed = Decimal(match[0].replace(",", "").replace(" ", ""))
    if not number.value < printed:
        return None
    return replace(number, value=number.value * (second.value / printed))


def _percentage_of(source: Source, number: Number) -> Reading | None:
    """百分之五十四, 五成, 三成半."""
    text = source.text
    if text[max(0, number.start - 3) : number.start] == "百分之":
        return Reading("percentage", number.start - 3, number.end, plain(number.value), "%")
    tenths = _TENTHS.match(text, number.end)
    if tenths and number.style == "han" and 1 <= number.value <= 10 and not number.scaled:
        value = number.value * 10 + (
            5 if tenths["half"] else (han_value(tenths["digit"]) or 0) if tenths["digit"] else 0
        )
        more = _SOME_MORE.match(text, tenths.end())
        end = more.end() if more else tenths.end()
        return Reading("percentage", number.start, end, plain(value), "%", qualifiers=["more than"] if more else [])
    return None


def _with_unit(source: Source, number: Number) -> Reading | None:
    text = source.text
    found = _UNIT_AFTER.match(text, number.end)
    if found is None or number.style == "bare":
        return None
    word = found["word"]
    unit: Unit = _UNITS[word]
    if found["tail"] and found["tail"] in _NOT_UNIT.get(word, ""):
        return None
    if unit.kind == "duration" and not _is_duration(text, number, word, found.end("word")):
        return None
    if found["gap"] == "-" and not word.isascii():
        return None
    value, end = number.value * unit.times, found.end("word")
    if unit.kind == "duration" and half_more(text, end):
        value, end = value + Decimal("0.5"), end + 1
    return Reading(unit.kind, number.start, end, plain(value), unit.code)


def _is_duration(text: str, number: Number, word: str, end: int) -> bool:
    before = text[max(0, number.start - 3) : number.start].rstrip()
    if _AGE.match(text, end):
        return False
    if word == "年" and text.startswith(("资历", "资深", "资的", "资者"), end):
        return False
    if word == "年" and 1900 <= number.value <= 2100:
        return False
    if before.endswith(("这", "每", "那", "新", "星期", "周", "礼拜", "月", "另", "同")):
        return False
    if word == "日" and text[end : end + 1] != "内" and not before.endswith(("一连", "连续", "为期")):
        return False
    if number.value == 1 and number.style == "han":
        half = half_more(text, end)
        return (
            half
            or text[end : end + 1] in ("内", "后", "前", "期")
            or before.endswith(("为期", "过去", "未来", "最少", "最多", "至少", "不少于"))
        )
    return not (word in ("年",) and text[end : end + 2] == "规划")


def ratio_value(first: Decimal, second: Decimal) -> str:
    """``1:2``."""
    return f"{plain(first)}:{plain(second)}"
