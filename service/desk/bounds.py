"""The bounds that figures stand under: at least, more than, up to, at the earliest; as read with the figure, or as printed in
its clause."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.records import Fact
from corpus.sentences import clauses, enclosing
from corpus.spans import fold_text
from service.answer.figures import KINDS

#: What stands between the ends of a range.
RANGE = re.compile(r"\s*(?:to|and|until|[-–—~～]|至|到|和|及)\s*")
#: Qualifiers that move a bound, those of one meaning under one name. The others say only how exact a value is.
_BOUNDS = {
    "at least": "least",
    "more than": "more",
    "up to": "most",
    "less than": "less",
    "at the earliest": "earliest",
    "from": "from",
    "after": "after",
    "nearly": "nearly",
}
_LATEST = frozenset(("by", "before", "within"))
# Bounds as they are printed before a figure in its clause ("每家最多可獲", "may get up to"), and right after it.
_PRINTED = {
    "least": r"at least|no(?:t)? (?:less|fewer|lower) than|a minimum of|不少于|不低于|至少|最少|起码",
    "most": r"up to|at most|no(?:t)? more than|not exceed(?:ing)?|a maximum of|capped at|(?:a |funding )?ceiling of"
    r"|最多|不超过|不多于|不高于|上限|多达|最高",
    "more": r"more than|(?:over|above)(?=\s*$)|exceed(?:s|ed|ing)?|in excess of|surpass(?:es|ed|ing)?"
    r"|(?<!不)超过|(?<!不)超|逾|突破|(?<!不)高于|(?<!不)多于",
    "less": r"(?<!no )(?<!not )less than|(?<!no )(?<!not )fewer than|(?:under|below)(?=\s*$)"
    r"|(?<!不)少于|(?<!不)低于|不足|未达|不到",
    "nearly": r"nearly|almost|close to|approaching|(?<![最附])近(?=[\d一二三四五六七八九十百千两])|接近|将近",
    "earliest": r"at the earliest|as early as|no earlier than|not before|最快|最早",
}
_BEFORE = {name: re.compile(rf"(?<![a-z])(?:{pattern})(?![a-z])") for name, pattern in _PRINTED.items()}
_AFTER = {
    "least": re.compile(r" ?(?:or more|or above|以上)"),
    "most": re.compile(r" ?(?:or less|or fewer|以内|以下)"),
    "more": re.compile(r"[余多](?![少])"),
    "earliest": re.compile(r"[^,.;，。；]{0,24}at the earliest"),
}
#: Characters before a figure in which its bound may be printed.
_REACH = 24
_AMOUNT_BOUNDS = frozenset(("least", "most", "more", "less", "nearly"))


def bounds(fact: Fact, text: str = "", facts: Sequence[Fact] = ()) -> frozenset[str]:
    """The bounds a figure stands under, those read with it or, where none is, those printed in its clause of ``text``.

    For a date "by", "before" and "within" say the same: no later.
    """
    found = {fact.qualifier, *fact.qualifiers}
    named = {_BOUNDS[q] for q in found if q in _BOUNDS}
    if fact.kind == "date" and found & _LATEST and not _within_period(fact):
        named.add("latest")
    if not named and text:
        named = _printed_bounds(fact, text, facts)
    return frozenset(named)


def _printed_bounds(fact: Fact, text: str, facts: Sequence[Fact]) -> set[str]:
    first, _ = enclosing(clauses(text), fact.start, fact.end)
    for other in facts:
        if other.kind in KINDS and first < other.end <= fact.start:
            first = other.end
    # What stands before a bracket or a comma bounds something else: 佔最多（31%）.
    before = re.split(r"[(（,，:：]", fold_text(text[max(first, fact.start - _REACH) : fact.start]))[-1]
    after = fold_text(text[fact.end : fact.end + _REACH + 16])
    wanted = ("earliest",) if fact.kind == "date" else _AMOUNT_BOUNDS
    ahead = [
        (max(m.end() for m in _BEFORE[name].finditer(before)), name) for name in wanted if _BEFORE[name].search(before)
    ]
    if ahead:
        return {max(ahead)[1]}
    return {name for name in wanted if name in _AFTER and _AFTER[name].match(after)}


def _within_period(fact: Fact) -> bool:
    """Whether the date is a whole period that something falls in: "within 2024" and "in 2024" are one."""
    qualifiers = {fact.qualifier, *fact.qualifiers}
    return "within" in qualifiers and not qualifiers & {"by", "before"}


def exactness(fact: Fact) -> frozenset[str]:
    return frozenset({fact.qualifier, *fact.qualifiers} & {"about", "cumulative"})


def agree(one: frozenset[str], two: frozenset[str]) -> bool:
    """Whether two bounds may pass for each other: "by 2027" and "in 2027" do, "by" and "at the earliest" do not."""
    return one == two or (one ^ two) == {"latest"} or (one ^ two) == {"from"}
