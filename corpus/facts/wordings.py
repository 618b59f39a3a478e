"""Qualifiers: the wordings beside a value that bound it, from ``tables/qualifiers.tsv``."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.facts.readings import CLAUSE_ENDS, Reading
from corpus.facts.tables import alternation, forms_of, read_table

#: The closed list, the one that bounds the value most first.
QUALIFIERS = (
    "at least",
    "more than",
    "up to",
    "less than",
    "at the earliest",
    "before",
    "by",
    "after",
    "within",
    "from",
    "nearly",
    "about",
    "cumulative",
    "planned",
)
_AMOUNTS = ("money", "percentage", "quantity")
_RANK = {qualifier: rank for rank, qualifier in enumerate(QUALIFIERS)}
#: forms that mean something else after these characters (最近, 合約, 附近)
_NOT_AFTER = {
    "近": "最附邻亲新远",
    "约": "合签条节公契制违纽",
    "超": "高",
    "内": "",
    "前": "",
    "破": "打",
    "最高": "",
    "by": "",
}
_NOT_BEFORE = {
    "后": "期者续来备勤方盾",
    "内": "地部容外涵陆",
    "前": "海沿景往线期述者瞻",
    "起": "步初点草源诉动码",
    "以前": "",
}
_WINDOW = 44  # characters a clause-wide wording may stand before its value


@lru_cache(maxsize=1)
def _tables() -> tuple[
    dict[str, list[tuple[str, str]]],
    re.Pattern[str],
    dict[str, list[tuple[str, str]]],
    list[tuple[re.Pattern[str], str, str]],
]:
    before: dict[str, list[tuple[str, str]]] = {}
    after: dict[str, list[tuple[str, str]]] = {}
    clause: list[tuple[re.Pattern[str], str, str]] = []
    for qualifier, where, use, cell in read_table("qualifiers"):
        forms = forms_of(cell)
        if where == "clause":
            latin = alternation(f for f in forms if f.isascii())
            han = alternation(f for f in forms if not f.isascii())
            clause.append((re.compile(rf"(?<![a-z0-9]){latin}|{han}"), qualifier, use))
            continue
        table = before if where == "before" else after
        for form in forms:
            table.setdefault(form, []).append((qualifier, use))
    return before, re.compile(" ?" + alternation(after)), after, clause


@lru_cache(maxsize=1)
def _connectors() -> frozenset[str]:
    return frozenset(form for row in read_table("connectors") for form in forms_of(row[0]))


def _fits(use: str, kind: str) -> bool:
    if use == "any":
        return True
    if kind == "date":
        return use == "date"
    return use == "number" or (use == "amount" and kind in _AMOUNTS)


def _ends_with(
    text: str, end: int, forms: frozenset[str] | dict[str, list[tuple[str, str]]], longest: int
) -> str | None:
    """Longest form that ends at ``end``, at a word boundary where it is Latin."""
    for length in range(min(longest, end), 0, -1):
        form = text[end - length : end]
        if form not in forms:
            continue
        previous = text[end - length - 1 : end - length]
        if form[0].isascii() and form[0].isalpha() and previous.isascii() and previous.isalnum():
            continue
        if previous and previous in _NOT_AFTER.get(form, ""):
            continue
        return form
    return None


def qualify(text: str, reading: Reading) -> None:
    """Collect the wordings before, after and in the clause of ``reading`` into its qualifiers, strongest first."""
    _before(text, reading)
    _after(text, reading)
    clause_start = max(0, reading.outer_start - _WINDOW)
    stretch = text[clause_start : reading.outer_start]
    ends = [m.end() for m in CLAUSE_ENDS.finditer(stretch)]
    stretch = stretch[ends[-1] :] if ends else stretch
    for pattern, qualifier, use in _tables()[3]:
        if qualifier not in reading.qualifiers and _fits(use, reading.kind) and pattern.search(stretch):
            reading.qualifiers.append(qualifier)
    reading.qualifiers = sorted(set(reading.qualifiers), key=_RANK.__getitem__)


def _before(text: str, reading: Reading) -> None:
    before = _tables()[0]
    end = reading.start
    for _ in range(4):
        at = end - (text[end - 1 : end] == " ")
        form = _ends_with(text, at, before, 36)
        skipped = None
        if form is None and (skipped := _ends_with(text, at, _connectors(), 6)):
            at = at - len(skipped)
            at -= text[at - 1 : at] == " "
            form = _ends_with(text, at, before, 36)
        uses = [q for q, use in before.get(form or "", ()) if _fits(use, reading.kind)]
        if form is None or not uses:
            return
        if reading.kind == "duration" and form == "over":
            return
        if uses[0] not in ("about", "nearly") or not reading.qualifiers:  # "bring about over": no qualifier
            reading.qualifiers.append(uses[0])
        end = at - len(form)
        reading.outer_start = end


def _after(text: str, reading: Reading) -> None:
    _, pattern, after, _ = _tables()
    end = reading.end
    for _ in range(3):
        found = pattern.match(text, end)
        if found is None:
            return
        form = found[0].lstrip()
        following = text[found.end() : found.end() + 1]
        if following and following in _NOT_BEFORE.get(form, ""):
            return
        uses = [q for q, use in after[form] if _fits(use, reading.kind)]
        if reading.kind in ("date", "duration"):
            uses = [q for q in uses if q != "up to" or form not in ("以内", "之内")]
        else:
            uses = [q for q in uses if q != "within"]
        if not uses or (uses[0] == "from" and not reading.open_start):
            return
        reading.qualifiers.append(uses[0])
        end = reading.outer_end = found.end()


def opens_after(text: str, end: int) -> bool:
    """Whether the date that ends at ``end`` is followed by a wording from which on something holds (起, onwards)."""
    found = _tables()[1].match(text, end)
    if found is None:
        return False
    form, following = found[0].lstrip(), text[found.end() : found.end() + 1]
    return ("from", "date") in _tables()[2][form] and not (following and following in _NOT_BEFORE.get(form, ""))


def opens_before(text: str, start: int) -> bool:
    """Whether the date at ``start`` stands after such a wording (since, with effect from)."""
    before = _tables()[0]
    at = start - (text[start - 1 : start] == " ")
    form = _ends_with(text, at, before, 36)
    if form is None and (skipped := _ends_with(text, at, _connectors(), 6)):
        at -= len(skipped)
        at -= text[at - 1 : at] == " "
        form = _ends_with(text, at, before, 36)
    return form is not None and any(qualifier == "from" for qualifier, _ in before[form])
