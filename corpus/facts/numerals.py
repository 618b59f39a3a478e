"""Numbers as they are printed: digits with separators, Chinese numerals, English number words, and mixtures with scales.

Everything is exact (``Decimal`` built from integers and decimal strings). What does not parse as a whole is no number:
``1亿3400`` or ``二百五`` have two readings and yield none. Cost is linear: each pattern is possessive or bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from corpus.facts.han_numerals import DIGITS, LARGE, SMALL, han_value

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
)
_WORDS = {w: i for i, w in enumerate([*_ONES.split(), "eighteen", "nineteen"])}
_TENS = {w: 10 * i for i, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
#: English cardinals from one to twelve, ordinals from first to twelfth
CARDINALS = {w: i for i, w in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)}
ORDINALS = {
    w: i
    for i, w in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), 1
    )
}
_WORD_SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "dozen": 12,
}
_SHORT_SCALES = {"bn": 10**9, "mn": 10**6, "mil": 10**6, "m": 10**6, "b": 10**9, "k": 10**3}

# Group separators of thousands: comma, or one space that is not a tab or a line end (checked against the original).
_ARABIC = (
    r"(?<![0-9a-z.])(?:[0-9]{1,3}(?:,[0-9]{3}){1,7}+(?![0-9])|[0-9]{1,3}(?: [0-9]{3}){1,7}+(?![0-9])|[0-9]{1,24}+)"
    r"(?:\.[0-9]{1,12}+(?!\.?[0-9]))?+"
)
_HAN = r"[零〇○一二三四五六七八九十百千万亿两廿卅]{1,24}+"
_HAN_FINANCIAL = r"[壹贰参肆伍陆柒捌玖拾佰仟万亿零]{2,24}+(?= ?(?:元|圆|港元|美元))"
_LATIN = (
    r"(?<![a-z0-9])(?:half a (?:million|billion)|an? (?:hundred|thousand|million|billion|dozen)|"
    + "|".join([*_WORDS, *_TENS])
    + r")(?![a-z])"
)
NUMBER = re.compile(rf"(?P<arabic>{_ARABIC})|(?P<financial>{_HAN_FINANCIAL})|(?P<han>{_HAN})|(?P<latin>{_LATIN})")

_SCALE_HAN = re.compile(r" ?(万亿|千亿|百亿|十亿|千万|百万|十万|亿|万|千(?![瓦克米伏])|百(?!分))")
_POINT_HAN = re.compile(r"点([零〇一二三四五六七八九]{1,8})([十百千]|分(?!之)|刻)?")
_SCALE_LATIN = re.compile(r"(?: |-)?(trillion|billion|million|thousand|hundred|dozen)(?![a-z])")
_SCALE_SHORT = re.compile(r" ?(bn|mn|mil|m|b|k)(?![a-z0-9])")
_MORE = re.compile(r" ?(?:多|余|几)(?=[万亿]?)|-odd(?![a-z])")
_ODD = re.compile(r"-odd(?![a-z])")
_NEXT_DIGITS = re.compile(
    r" ?((?:[0-9]{1,3}(?:,[0-9]{3}){1,2}+(?![0-9])|[0-9]{1,3}(?: [0-9]{3}){1,2}+(?![0-9])|[0-9]{1,4}+)"
    r"(?:\.[0-9]{1,12}+)?+)(?![0-9])"
)
_NEXT_HAN = re.compile(r"(?!千[瓦克米伏]) ?([零〇一二三四五六七八九十百千两]{1,12}+)")
_WORD_STEP = re.compile(r"(?:-| and | )([a-z]+)(?![a-z])")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a folded text. ``more`` tells an open remainder (``40多``, ``三十余``): the true value is larger."""

    start: int
    end: int
    value: Decimal
    style: str  #: "arabic", "han" or "latin"
    more: bool = False
    scaled: bool = False  #: a scale word (万, million) was printed


def _latin_value(text: str, start: int, end: int) -> tuple[Decimal, int, bool]:
    """(value, end, scaled) of English number words that begin at ``start`` with the word ``text[start:end]``."""
    first = text[start:end]
    word = first.split(" ")[-1]
    total, group, scaled = 0, _WORDS.get(word, _TENS.get(word, 0)), False
    if word in ("hundred", "dozen"):
        group = _WORD_SCALES[word]
    elif word in _WORD_SCALES:
        total, scaled = _WORD_SCALES[word], True
    if first.startswith("half"):
        return Decimal(total) / 2, end, True
    last = word
    while step := _WORD_STEP.match(text, end):
        w, joiner = step[1], step[0][: -len(step[1])]
        if last in _TENS and w in _WORDS and 1 <= _WORDS[w] <= 9 and joiner != " and ":
            group += _WORDS[w]
        elif w == "hundred" and 0 < group < 100:
            group *= 100
        elif w in ("thousand", "million", "billion", "trillion", "dozen") and group and joiner != " and ":
            total, group, scaled = total + group * _WORD_SCALES[w], 0, True
        elif last in ("hundred", "thousand") and (w in _WORDS or w in _TENS) and joiner == " and ":
            group += _WORDS.get(w, _TENS.get(w, 0))
        else:
            break
        last, end = w, step.end()
    return Decimal(total + group), end, scaled


def read_number(text: str, match: re.Match[str]) -> Number | None:
    """The whole number that begins with ``match`` (of ``NUMBER``), scales and further parts included.

    None where the digits and scales do not make one unambiguous number; the caller must then skip to ``match.end()``.
    """
    start = match.start()
    if match["latin"]:
        value, end, scaled = _latin_value(text, start, match.end())
        return _odd(text, Number(start, end, value, "latin", scaled=scaled))
    if match["arabic"]:
        return _read_arabic(text, start, match)
    return _read_han(text, start, match)


def _read_arabic(text: str, start: int, match: re.Match[str]) -> Number | None:
    printed = match["arabic"].replace(",", "").replace(" ", "")
    if len(printed) > 1 and printed[0] == "0" and printed[1] != ".":
        return None
    value, end = Decimal(printed), match.end()
    more = _MORE.match(text, end)
    if more and _SCALE_HAN.match(text, more.end()):
        scale = _SCALE_HAN.match(text, more.end())
        assert scale is not None
        return Number(start, scale.end(), value * _scale_of(scale[1]), "arabic", more=True, scaled=True)
    if latin := _SCALE_LATIN.match(text, end):
        return _odd(text, Number(start, latin.end(), value * _WORD_SCALES[latin[1]], "arabic", scaled=True))
    return _with_scales(text, start, end, value, "arabic")


def _odd(text: str, number: Number) -> Number:
    """``300-odd``: some more than it."""
    return replace(number, end=number.end + 4, more=True) if _ODD.match(text, number.end) else number


def _scale_of(word: str) -> int:
    product = 1
    for c in word:
        product *= LARGE.get(c) or SMALL[c]
    return product


def _with_scales(text: str, start: int, end: int, value: Decimal, style: str) -> Number | None:
    """``6 亿 1,900 万``: each part below the scale before it; a last part without a scale must have all its digits."""
    total, ceiling, scaled = Decimal(0), Decimal(10) ** 30, False
    while scale := _SCALE_HAN.match(text, end):
        size = Decimal(_scale_of(scale[1]))
        if value * size >= ceiling:
            return None
        total, ceiling, scaled, end = total + value * size, size, True, scale.end()
        following = _NEXT_DIGITS.match(text, end) or _NEXT_HAN.match(text, end)
        if following is None:
            return _closed(text, start, end, total, style, scaled)
        printed = following[1].replace(",", "").replace(" ", "")
        part = Decimal(printed) if printed[0].isascii() else han_value(printed)
        followed_by_scale = _SCALE_HAN.match(text, following.end())
        if followed_by_scale is None:
            # "3 亿 2024 年" is two things; "1万5000" is one: only a glued full-length rest belongs to the number.
            if following[0].startswith(" "):
                return _closed(text, start, end, total, style, scaled)
            whole = part is not None and printed.isdigit() and 10 ** len(printed) == ceiling
            if not whole or part is None:
                return None
            return Number(start, following.end(), total + part, style, scaled=True)
        if part is None:
            return None
        value, end = part, following.end()
    return _closed(text, start, end, total + value if not scaled else total, style, scaled)


def _closed(text: str, start: int, end: int, value: Decimal, style: str, scaled: bool) -> Number:
    more = _MORE.match(text, end)
    if more and not text.startswith(("余额", "余下", "几乎"), more.end() - 1):
        return Number(start, more.end(), value, style, more=True, scaled=scaled)
    return Number(start, end, value, style, scaled=scaled)


def _read_han(text: str, start: int, match: re.Match[str]) -> Number | None:
    run, end = match[0], match.end()
    value = han_value(run)
    if point := _POINT_HAN.match(text, end):
        # 五点五 is 5.5; what follows must not make it a time of day (三点五分) or a run that is no decimal (三点五十).
        if value is None or any(c in LARGE for c in run) or point[2]:
            return None
        value += Decimal("0." + "".join(str(DIGITS[c]) for c in point[1]))
        return _with_scales(text, start, point.end(), value, "han")
    if value is None and run in ("百", "千", "万", "亿", "百万", "千万", "百亿", "千亿", "万亿"):
        # A bare scale is a number only with an open remainder (百多项); the caller allows it after 逾, 近 and the like.
        value = Decimal(_scale_of(run))
        closed = _closed(text, start, end, value, "bare", True)
        return Number(start, closed.end, value, "han" if closed.more else "bare", closed.more, True)
    if value is None:
        return None
    scaled = any(c in LARGE for c in run)
    if run[-1] in LARGE and (_NEXT_DIGITS.match(text, end)):
        head = han_value(run[:-1])
        return None if head is None else _with_scales(text, start, end - 1, head, "han")
    more = _MORE.match(text, end)
    if more and text[more.end() : more.end() + 1] in LARGE:
        return Number(start, more.end() + 1, value * LARGE[text[more.end()]], "han", more=True, scaled=True)
    return _closed(text, start, end, value, "han", scaled)


def short_scale(text: str, number: Number) -> Number:
    """``$3m``, ``$10bn``: the abbreviations that mean a scale only after a currency mark."""
    found = None if number.scaled else _SCALE_SHORT.match(text, number.end)
    if found is None:
        return number
    return Number(number.start, found.end(), number.value * _SHORT_SCALES[found[1]], number.style, scaled=True)


def plain(value: Decimal) -> str:
    """Plain decimal string without exponent or trailing zeros: the form of ``Fact.value``."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
