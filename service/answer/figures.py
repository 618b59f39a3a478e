"""Figures of a sentence against figures of a source: by value and unit, by qualifier, and no digit left over.

A figure of the sentence counts as proven where the fact grammar reads the same value out of the source. What the grammar does
not read (a model number, "second phase") must stand in the source as the same number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from corpus.records import Fact
from corpus.spans import fold_text
from index.numbers import chinese_value, numbers

KINDS = frozenset(("date", "money", "percentage", "count", "quantity", "ratio", "duration", "change"))
#: Qualifiers that move a bound: a value with another one is another statement.
_BOUNDS = frozenset(
    ("at least", "more than", "up to", "less than", "nearly", "at the earliest", "before", "by", "from", "within")
)
_DIGITS = re.compile(r"\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,]\d+)*")
_NEXT = re.compile(r"[ -]?([a-z]+|[\u3400-\u9fff])")
_PARTICLES = frozenset("的 是 为 在 至 到 及 和 与 and or to in of is are was were".split())
_HAN = "〇零一二三四五六七八九十百千万亿两"
_HAN_RUN = re.compile(f"第?[{_HAN}]+|首(?=[{_HAN}]|[阶批个期次轮])")
_LATIN = re.compile(r"[a-z]+")
#: Number words by the number they stand for, folded; any of a row says any other. "One" alone says nothing: it is an article.
_WORDS: tuple[tuple[str, ...], ...] = (
    ("first", "initial", "第一", "首", "1", "1st", "i"),
    ("two", "second", "both", "pair", "二", "两", "双", "2", "2nd", "ii"),
    ("twice", "double", "doubled", "doubles", "doubling", "倍", "双倍"),
    ("half", "halved", "halves", "半"),
    ("three", "third", "triple", "tripled", "三", "3", "3rd", "iii"),
    ("four", "fourth", "quarter", "四", "4", "iv"),
    ("five", "fifth", "五", "5", "v"),
    ("six", "sixth", "六", "6", "vi"),
    ("seven", "seventh", "七", "7", "vii"),
    ("eight", "eighth", "八", "8", "viii"),
    ("nine", "ninth", "九", "9", "ix"),
    ("ten", "tenth", "decade", "十", "10", "x"),
    ("eleven", "eleventh", "十一", "11"),
    ("twelve", "twelfth", "dozen", "dozens", "十二", "打", "12"),
    *((word, str(n)) for n, word in enumerate("thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(), 13)),
    *((word, han + "十", str(n)) for n, (word, han) in enumerate(
        zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), "二三四五六七八九", strict=True), 2)),
    ("hundred", "hundreds", "百"), ("thousand", "thousands", "千"), ("million", "millions", "百万"),
    ("billion", "billions", "十亿", "亿"), ("trillion", "trillions", "万亿"),
)  # fmt: skip
_ROWS = {form: row for row in _WORDS for form in row}


def figures(facts: Iterable[Fact]) -> list[Fact]:
    """The facts that are figures, names left out."""
    return [fact for fact in facts if fact.kind in KINDS]


def _bounds(fact: Fact) -> frozenset[str]:
    found = _BOUNDS & {*fact.qualifiers, *([fact.qualifier] if fact.qualifier else [])}
    # 今年內 and "this year" are one: a date is a stretch of time already.
    return found - {"within"} if fact.kind == "date" else found


def _within(source: Fact, stated: Fact) -> bool:
    """Whether the source's closed interval lies in the stated one: 18 October 2023 is in October 2023. Not for a stated range,
    whose ends are two dates of their own."""
    if "/" in (stated.edtf or stated.value):
        return False
    if source.interval is None or stated.interval is None or None in (*source.interval, *stated.interval):
        return False
    (low, high), (first, last) = source.interval, stated.interval
    return str(first) <= str(low) and str(high) <= str(last)


def says(source: Fact, stated: Fact, counts_same: Callable[[Fact, Fact], bool]) -> bool:
    """Whether the source's figure proves the stated one. ``counts_same(source, stated)`` judges what is counted."""
    if source.kind != stated.kind:
        return False
    if stated.kind == "change":
        ends = [[(end.value, end.unit, end.as_of) for end in fact.ends] for fact in (source, stated)]
        return ends[0] == ends[1] and source.value == stated.value
    if _bounds(source) != _bounds(stated):
        return False
    if stated.kind == "date":
        return (source.edtf or source.value) == (stated.edtf or stated.value) or _within(source, stated)
    if source.value != stated.value:
        return False
    return counts_same(source, stated) if stated.kind == "count" else source.unit == stated.unit


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with the spans made spaces, of the same length."""
    characters = list(text)
    for start, end in spans:
        characters[start:end] = " " * (end - start)
    return "".join(characters)


def _plain(run: str) -> str:
    return run.replace(",", "").replace(" ", "")


def _runs(folded: str) -> set[str]:
    found = {_plain(run) for run in _DIGITS.findall(folded)} | set(_DIGITS.findall(folded))
    return found | {token for token, _, _ in numbers(folded)}


def left_over(text: str, source: str) -> list[str]:
    """Numbers of ``text``, in any writing, that ``source`` does not print; what is proven already is blanked by the caller.

    Digits must be a whole run of digits there; words and Chinese numerals the same number in some writing.
    """
    folded, printed = fold_text(text), fold_text(source)
    runs, words = _runs(printed), set(_LATIN.findall(printed))

    def said(form: str) -> bool:
        if form.isdigit():
            return form in runs
        return form in words if form.isascii() else form in printed

    missing = [
        match[0]
        for match in _DIGITS.finditer(folded)
        if not {match[0], _plain(match[0])} & runs or not _followed_alike(folded, match, printed)
    ]
    missing += [
        word
        for word in _LATIN.findall(folded)
        if len(word) > 2 and word in _ROWS and not any(said(form) for form in _ROWS[word])
    ]
    for match in _HAN_RUN.finditer(folded):
        run = match[0]
        if run in printed or run == "一":
            continue
        value = chinese_value(run.removeprefix("第"))
        if value is not None and f"{value.normalize():f}" in runs:
            continue
        row = _ROWS.get(run) or _ROWS.get(run.removeprefix("第"))
        if row is None or not any(said(form) for form in row):
            missing.append(run)
    return missing


def _after(text: str, at: int) -> str:
    """The Chinese character or the Latin word that follows; empty where a mark or a particle does."""
    match = _NEXT.match(text, at)
    return "" if match is None or match[1] in _PARTICLES else match[1]


def _followed_alike(text: str, run: re.Match[str], source: str) -> bool:
    """Whether what the number counts follows it in the source too: 36英里 is not 36公里, whatever the grammar knows."""
    counted = _after(text, run.end())
    if not counted:
        return True
    number = _plain(run[0])
    return any(_after(source, m.end()) == counted for m in _DIGITS.finditer(source) if _plain(m[0]) == number)


def unproven(stated: Sequence[Fact], proven: Iterable[tuple[int, int]]) -> list[Fact]:
    """The stated figures that no proven span covers."""
    spans = list(proven)
    return [fact for fact in stated if not any(a <= fact.start and fact.end <= b for a, b in spans)]
