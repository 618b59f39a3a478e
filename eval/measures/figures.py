"""Reads the figures of a text, independently of corpus.facts, so that the service is not judged by its own reader.

Deliberately generous: it reads more than a fact extractor should (ordinals, months, numbers inside names). A figure of an
answer counts as unsupported only when none of these readings finds it in what the answer cites.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from corpus.spans import fold_text

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "廿": 20}
_TENS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_ORDINALS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_MONTHS: Sequence[str] = (
    "january february march april may june july august september october november december".split()
)  # fmt: skip
_NAMED = (
    {w: i for i, w in enumerate(_WORDS)}
    | {w: i for i, w in enumerate(_ORDINALS)}
    | {w: i for i, w in enumerate(_MONTHS, 1)}
    | {w[:3]: i for i, w in enumerate(_MONTHS, 1)}
    | {w: 10 * i for i, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
    | {"sept": 9, "once": 1, "twice": 2, "single": 1, "dozen": 12, "hundred": 100, "thousand": 1000}
)
_SCALE = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "mn": 10**6, "bn": 10**9, "m": 10**6, "k": 10**3}

# 1,234.5 · 1 234 567 · 12.5 · 27 : grouped digits first, so that a group is never cut.
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_ARABIC = re.compile(rf"(?<![\d.])(?P<number>{_NUMBER})\s*(?P<scale>thousand|million|billion|mn|bn)?", re.ASCII)
_ARABIC_CHINESE = re.compile(rf"(?:(?:{_NUMBER})\s*[十百千]?[万亿]\s*)+|(?:{_NUMBER})\s*[十百千]", re.ASCII)
_PIECE = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<ten>[十百千]?)(?P<large>[万亿]?)\s*", re.ASCII)
_CHINESE = re.compile(r"[零〇一二两三四五六七八九十百千万亿廿]+")
_WORD = re.compile(r"[a-z]+")


def _decimal(printed: str) -> Decimal:
    return Decimal(printed.replace(",", "").replace(" ", ""))


def chinese_number(text: str) -> int | None:
    """Value of a folded Chinese numeral: 四百亿 = 40000000000, 一万三千 = 13000, 二〇二四 = 2024. None where it is none."""
    if not text or any(c not in _DIGITS and c not in _TENS and c not in _LARGE for c in text):
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _TENS:
            section += (digit or 1) * _TENS[c]
            digit = 0
        elif c == "亿":
            total = (total + section + digit or 1) * _LARGE[c]
            section = digit = 0
        else:
            total += (section + digit or 1) * _LARGE[c]
            section = digit = 0
    return total + section + digit


def _compound(text: str) -> Decimal:
    """``6 亿 1,900 万`` = 619000000: the sum of its pieces, each times its own scale."""
    return sum(
        (
            _decimal(m["number"]) * _TENS.get(m["ten"], 1) * _LARGE.get(m["large"], 1)
            for m in _PIECE.finditer(text)
        ),
        Decimal(0),
    )  # fmt: skip


def figures(text: str, *, loose: bool = True) -> set[Decimal]:
    """Every value that a reader could see in the text.

    ``loose`` reads single Chinese numerals (第一期, 三年), English number words, ordinals and month names as well; without
    it only digits and Chinese numerals that hold a ten, hundred, thousand, 萬 or 億 are read, because 一般 and 統一 hold no
    figure.
    """
    folded = fold_text(text)
    found: set[Decimal] = set()
    taken: list[tuple[int, int]] = []
    for match in _ARABIC_CHINESE.finditer(folded):
        found.add(_compound(match.group()))
        taken.append(match.span())
    for match in _ARABIC.finditer(folded):
        value = _decimal(match["number"])
        inside = any(a <= match.start() < b for a, b in taken)
        if not inside or loose:
            found.add(value * _SCALE.get(match["scale"] or "", 1))
        if loose:
            found.add(value)
            if " " in match["number"]:  # "2023 130" may be two numbers
                found |= {Decimal(piece) for piece in match["number"].split()}
    for match in _CHINESE.finditer(folded):
        value = chinese_number(match.group())
        scaled = len(match.group()) > 1 and any(c in _TENS or c in _LARGE for c in match.group())
        before = folded[: match.start()].rstrip()
        if value is not None and (loose or (scaled and not before[-1:].isdigit())):
            found.add(Decimal(value))
    if loose:
        found |= {Decimal(_NAMED[w]) for w in _WORD.findall(folded) if w in _NAMED}
    return found


_RELATIVE = {
    1: ("明年", "来年", "next year", "coming year", "following year"),
    0: ("今年", "本年", "年内", "年底", "this year", "within the year"),
    -1: ("去年", "上年", "last year"),
}


def relative_years(text: str, reference: str | None) -> set[Decimal]:
    """Years that words such as 明年 name, resolved against the document's own date (ISO 8601)."""
    if not reference:
        return set()
    folded, year = fold_text(text), int(reference[:4])
    return {Decimal(year + step) for step, words in _RELATIVE.items() if any(w in folded for w in words)}


_MONTH_END = re.compile(
    r"(?P<number>\d{1,2}) ?月(?:份)?(?:年)?[底末]|\bend[ -](?:of |the end of )?(?P<name>" + "|".join(_MONTHS) + r")\b"
)


def month_ends(text: str) -> set[Decimal]:
    """Last days of the months whose end the text names: 8月底 and "end of August" stand for the 31st; February for both."""
    found: set[Decimal] = set()
    for match in _MONTH_END.finditer(fold_text(text)):
        month = int(match["number"]) if match["number"] else _MONTHS.index(str(match["name"])) + 1
        if 1 <= month <= 12:
            found |= {Decimal(28), Decimal(29)} if month == 2 else {Decimal(30 if month in (4, 6, 9, 11) else 31)}
    return found


#: Words by which an answer says that it computed a figure itself.
_DERIVED = tuple(map(fold_text, ("derived", "calculated", "computed", "added up", "推算", "計算", "相加", "相減")))


def derivable(figure: Decimal, operands: Iterable[Decimal]) -> bool:
    """Whether the figure is the sum or difference of two of the operands, the sum of all of them, what all the others
    leave of the largest, or half of one."""
    known = sorted(set(operands))
    if 2 * figure in known:
        return True
    total = len(known) > 2 and figure in (sum(known), 2 * known[-1] - sum(known))
    return total or any(figure in (a + b, b - a) for i, a in enumerate(known) for b in known[i + 1 :])


def unsupported_figures(answer: str, evidence: Iterable[str], allowed: Iterable[Decimal] = ()) -> list[Decimal]:
    """Figures of the answer that stand in none of the evidence texts and are not allowed otherwise, ascending.

    Citation marks ``[1]`` are no figures. ``allowed`` holds years resolved from relative dates. An answer that says it
    derived a figure may state the sum, the difference or the half of supported figures that it names beside it.
    """
    bare = re.sub(r"\[\d+\]", " ", answer)
    seen = set(allowed)
    for text in evidence:
        seen |= figures(text)
    told = figures(bare, loose=False)
    missing = sorted(told - seen)
    if missing and any(word in fold_text(bare) for word in _DERIVED):
        missing = [figure for figure in missing if not derivable(figure, told & seen)]
    return missing
