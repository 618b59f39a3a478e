"""Parts of a whole, multiples of an amount, members of a set: 三分之一, three in ten, 增加三倍, doubled, 第三個平台.

A part is a ratio ``a:b`` of unit ``part``, unreduced; a multiple a ratio ``n:1`` of unit ``times``, the new to the old
(增加三倍 is four times); a member of a set a count of unit ``ordinal``.
"""

from __future__ import annotations

import re
from decimal import Decimal

from corpus.facts.han_numerals import han_value
from corpus.facts.nouns import chinese_noun
from corpus.facts.numerals import CARDINALS, ORDINALS, plain
from corpus.facts.readings import Reading, Source, Zones
from corpus.facts.tables import forms_of, read_table

_HAN = "[一二两三四五六七八九十百]{1,5}"
_N = rf"(?:[0-9]{{1,4}}(?:\.[0-9]{{1,2}})?|{_HAN}(?:点[一二三四五六七八九])?)"
_PART_HAN = re.compile(
    rf"(?P<b>(?<![0-9一二三四五六七八九十百千万])(?:[0-9]{{1,4}}|[二两三四五六七八九十千万]{{1,3}}))分之(?P<a>[0-9]{{1,4}}|{_HAN})"
    r"(?![0-9一二三四五六七八九十百千万])|(?P<short>三分[一二]|四分[一三])(?![之一-十0-9分钟秒店行校号])"
    r"|(?P<half>(?<!第)半数|(?<![第近])一半(?![天年日月个])|(?<=逾)半(?=[的，。受市人学家企被]))"
)
_LATIN_N = "|".join(CARDINALS)
_DENOMINATORS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4}
_DENOMINATORS |= {f"{word}{s}": n for word, n in ORDINALS.items() if 3 <= n <= 10 for s in ("", "s")}
_PART_LATIN = re.compile(
    rf"(?<![a-z0-9-])(?P<a>an?|{_LATIN_N})[ -](?P<b>{'|'.join(sorted(_DENOMINATORS, key=len, reverse=True))})(?![a-z])"
    r"|(?<![a-z0-9-])(?P<half>half)(?= (?:of|the|its|their|all)(?![a-z]))"
    rf"|(?<![a-z0-9-])(?P<c>{_LATIN_N}|[0-9]{{1,3}}) (?:out of|in) (?:every )?"
    rf"(?P<d>{_LATIN_N}|[0-9]{{1,4}})(?![a-z0-9-]|[,.][0-9])"
)
_PAST_HALF = re.compile(r"(?<!超)过$")
_NOT_HALF = re.compile(r"(?:first|second|latter|last|other|and a|past|1st|2nd) ?$")
_WHOLE_FOLLOWS = re.compile(r" (?:of|in|the|its|their)(?![a-z])(?! (?:19|20)[0-9]{2})| ?(?=[,.;)]|$)")

_TIMES_HAN = re.compile(
    r"(?P<verb>(?:增加|增长|上升|提升|提高|升高|高出|多出|扩大|增|升|高|多)"
    r"(?:(?P<to>至|到|为|成)|了|逾|超过|约|近|达|逾){0,2} ?)?"
    rf"(?P<n>{_N}|数十|数)倍(?P<half>半)?(?!率|频|数|增器)"
)
_ROWS = [(Decimal(1) / 2 if row[0] == "1/2" else Decimal(row[0]), row) for row in read_table("multiples")]
_HAN_WORDS = {form: value for value, row in _ROWS for form in forms_of(row[1])}
_LATIN_ROWS = [(value, re.compile(row[2])) for value, row in _ROWS if row[2] != "-"]
_TIMES_LATIN = re.compile(
    rf"(?<![a-z0-9.$-])(?:(?P<n>{_LATIN_N}|[0-9]{{1,4}}(?:\.[0-9]{{1,2}})?)(?: times(?= (?:the|that|those|its|their|as|more"
    r"|higher|larger|bigger|greater|of|what|over)(?![a-z])|[,.;)]|$)|-?fold(?![a-z]))"
    rf"|(?P<word>{'|'.join(row[2] for _, row in _ROWS if row[2] != '-')})(?![a-z]))"
)
_OFTEN = re.compile(
    r" (?:an? |per |each |every |daily|weekly|monthly|yearly|annually|to )|-[a-z]"
    r"| (?:tax|counting|decker|track|room|digit|degree|bed)"
)
_BEFORE_DOUBLE = re.compile(r"(?:^|\n|[•-] ?)$")  # an order to double something up to an amount that follows

_ORDINAL_HAN = re.compile(
    r"第 ?(?P<n>[0-9]{1,3}|[一二三四五六七八九十百]{1,5}) ?(?P<word>[个间家所座条项支份幢栋台部组架艘套片款宗件])"
)
_NO_ORDINAL_NOUN = frozenset("的（订规款、")
_ORDINAL_LATIN = re.compile(
    rf"(?<![a-z0-9-])(?P<n>{'|'.join(w for w, n in ORDINALS.items() if n > 1)}|[0-9]{{1,2}}(?:st|nd|rd|th)) "
    r"(?P<noun>(?!quarter|half|halves|phase|stage|year|time|month|week|day|term|reading|generation|party|parties|person|hand|line|class|"
    r"floor|century|edition|batch|round|part|degree|and|or|of|to|in|is|was|will|largest|biggest|highest|most|best|country|language|"
    r"street|avenue|road|schedule|consecutive|world|section|chapter|grade|lowest|smallest|party|cohort|meeting|session|legislative)"
    r"[a-z][a-z-]{2,20}(?: (?!of|in|and|or|to|for|on|at|by|with|is|was|are|were|will|would|has|have|had|can|may|that|which|from"
    r"|under|focusing|covers?|cover|opened|opens|began|the|an?|as|it|be|been|where|when|into|its)[a-z][a-z-]{1,20}){0,3})(?![a-z])"
)


def proportions(source: Source, masked: Zones, taken: Zones) -> list[Reading]:
    """Parts, multiples and ordinals of the working text, in order of place, outside dates (``taken``)."""
    text = source.text
    found = [*_parts(text), *_multiples(text), *_ordinals(source, masked)]
    kept: list[Reading] = []
    for reading in sorted(found, key=lambda r: (r.start, -r.end)):
        if taken.covering(reading.start, reading.end) is None and (not kept or reading.start >= kept[-1].end):
            kept.append(reading)
    return kept


def _value(printed: str) -> Decimal | None:
    if printed in ("a", "an"):
        return Decimal(1)
    if printed in CARDINALS:
        return Decimal(CARDINALS[printed])
    if printed[0].isascii():
        return Decimal(printed)
    whole, _, rest = printed.partition("点")
    value = han_value(whole)
    return value if value is None or not rest else value + Decimal("0." + str(han_value(rest)))


def _ratio(start: int, end: int, a: Decimal, b: Decimal, unit: str) -> Reading:
    return Reading("ratio", start, end, f"{plain(a)}:{plain(b)}", unit)


def _parts(text: str) -> list[Reading]:
    found = []
    for m in _PART_HAN.finditer(text):
        if m["half"]:
            found.append(_ratio(*m.span(), Decimal(1), Decimal(2), "part"))
            if _PAST_HALF.search(text, max(0, m.start() - 2), m.start()):
                found[-1].qualifiers.append("more than")
        elif m["short"]:
            found.append(_ratio(*m.span(), _sure(m["short"][2]), _sure(m["short"][0]), "part"))
        elif (
            (a := _value(m["a"]))
            and (b := _value(m["b"].replace("千", "一千") if m["b"][0] in "千万" else m["b"]))
            and a < b
        ):
            found.append(_ratio(*m.span(), a, b, "part"))
    for m in _PART_LATIN.finditer(text):
        before = text[max(0, m.start() - 8) : m.start()]
        if m["half"]:
            if not _NOT_HALF.search(before):
                found.append(_ratio(*m.span(), Decimal(1), Decimal(2), "part"))
        elif m["c"]:
            a, b = _value(m["c"]), _value(m["d"])
            spelled = not m["c"][0].isdigit() and not m["d"][0].isdigit()
            if a and b and a < b and (spelled or "out of" in m[0] or "every" in m[0]):
                found.append(_ratio(*m.span(), a, b, "part"))
        else:
            a, b = _value(m["a"]), Decimal(_DENOMINATORS[m["b"]])
            joined = "-" in m[0] or m["b"].endswith("s") or m["a"] == "one"
            whole = _WHOLE_FOLLOWS.match(text, m.end()) is not None
            if a and a < b and (whole if not joined else True) and not _NOT_HALF.search(before):
                dated = m["b"] in ("quarter", "quarters", "half") and not whole
                found += [] if dated else [_ratio(*m.span(), a, b, "part")]
    return found


def _sure(numeral: str) -> Decimal:
    return _value(numeral) or Decimal(0)


def _multiples(text: str) -> list[Reading]:
    found = []
    for m in _TIMES_HAN.finditer(text):
        value = _value(m["n"]) if "数" not in m["n"] else None
        if value is None:
            continue
        value += Decimal("0.5") if m["half"] else 0
        grown = m["verb"] is not None and m["to"] is None
        start = m.start() if grown else m.start("n")
        found.append(_ratio(start, m.end(), value + 1 if grown else value, Decimal(1), "times"))
    for form, value in _HAN_WORDS.items():
        found += [_ratio(*m.span(), value, Decimal(1), "times") for m in re.finditer(re.escape(form), text)]
    for m in _TIMES_LATIN.finditer(text):
        if m["n"]:
            value = _value(m["n"])
        else:
            value = next(value for value, one in _LATIN_ROWS if one.fullmatch(m["word"]))
            if _OFTEN.match(text, m.end()) or (
                m["word"] == "double" and _BEFORE_DOUBLE.search(text[max(0, m.start() - 3) : m.start()])
            ):
                continue
        if value:
            found.append(_ratio(*m.span(), *((value, Decimal(1)) if value >= 1 else (Decimal(1), 1 / value)), "times"))
    return found


def _ordinals(source: Source, masked: Zones) -> list[Reading]:
    text, found = source.text, []
    for m in _ORDINAL_HAN.finditer(text):
        value = _value(m["n"])
        zone = masked.covering(m.start(), m.end())
        if not value or (zone and zone[0] < m.start()):
            continue
        noun, end = chinese_noun(text, m.end(), m["word"])
        if m["word"] in "条项款" and (noun == end or text[m.end()] in _NO_ORDINAL_NOUN):
            continue
        whole = noun < end and not text[m.end() : noun].strip() and end - noun <= 12
        span = (noun, end) if noun < end else None
        found.append(Reading("count", m.start(), end if whole else m.end(), plain(value), "ordinal", noun_span=span))
    for m in _ORDINAL_LATIN.finditer(text):
        value = ORDINALS.get(m["n"]) or int(m["n"][:-2])
        capital = source.printed(m.start("noun"), m.start("noun") + 1).isupper()  # the Second Bridge is a name
        if not capital and masked.covering(m.start(), m.end()) is None:
            found.append(Reading("count", *m.span(), str(value), "ordinal", noun_span=m.span("noun")))
    return found
