"""Changes: 由 A 增加至 B, from A in one year to B in another. Made of two measures already read, and the dates beside them."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise

from corpus.facts.edtf import interval_of, is_edtf
from corpus.facts.readings import Reading
from corpus.facts.tables import calendar_words

_UP_DOWN = (
    r"增加|增长|增|上升|升|提升|提高|上调|扩大|扩展|倍增|跃升|攀升|减少|减|下降|降低|降|下调|回落|跌|缩减|调整|改|"
    r"increas(?:e|es|ed|ing)|ris(?:e|es|en|ing)|rose|gr(?:ow|ows|ew|own|owing)|climb(?:s|ed|ing)?|expand(?:s|ed|ing)?|"
    r"rais(?:e|es|ed|ing)|lift(?:s|ed|ing)?|decreas(?:e|es|ed|ing)|fall(?:s|en|ing)?|fell|drop(?:s|ped|ping)?|reduc(?:e|es|ed|ing)|cut(?:s|ting)?|doubl(?:e|es|ed|ing)|boost(?:s|ed|ing)?"
)
_VERB_TO = re.compile(rf"(?P<verb>{_UP_DOWN})(?:至|到|为| (?:to|up to)(?: |$))")
_TO_ONLY = re.compile(
    r"^[ ,]*(?:to|at) ?(?:about |around |over |nearly |more than |no less than |at least |less than )?$"
)
_RISE_BEFORE = re.compile(rf"(?:{_UP_DOWN})(?![a-z])[^.;\n]{{0,60}}?from [^.;\n]{{0,30}}$")
_FROM = re.compile(r"(?:由|从|原定|from )(?: ?)$")
_KINDS = ("money", "percentage", "count", "quantity", "ratio", "duration")
_FARTHEST = 60
_FULL_STOP = re.compile(r"[。!?\n]")
_SAME_PERIOD = tuple(calendar_words()["anchor-period"])


def changes(text: str, measured: list[Reading], dated: list[Reading]) -> list[tuple[Reading, Reading, Reading]]:
    """(change, its from, its to) for every two neighbouring measures of one kind and unit that a change verb joins."""
    found, starts = [], [d.start for d in dated]
    last_end = -1
    for first, second in pairwise(measured):
        if first.kind not in _KINDS or first.kind != second.kind or first.start < last_end:
            continue
        between = text[first.end : second.start]
        if len(between) > _FARTHEST or re.search(r"[。;!?\n]", between) or not _same_unit(first, second):
            continue
        begin = _begin(text, first, dated, starts)
        verb = _VERB_TO.search(between)
        if verb is None and not (begin is not None and _english(text, first, second, begin, dated, starts)):
            continue
        if verb is None and begin is None:
            continue
        inside = dated[bisect_left(starts, first.end) : bisect_left(starts, second.start)]
        leading = [d for d in dated[: bisect_left(starts, first.start)] if begin is not None and d.start >= begin]
        trailing = _trailing(text, second, dated, starts)
        change = Reading(
            "change",
            begin if begin is not None else first.start,
            trailing.end if trailing else second.end,
            second.value,
            second.unit,
        )
        _date_ends(
            text,
            first,
            second,
            leading,
            inside,
            trailing,
            verb.start() + first.end if verb else None,
            begin,
            dated,
            starts,
        )
        found.append((change, first, second))
        last_end = change.end
    _carry_over(text, found, dated)
    return found


def _carry_over(text: str, found: list[tuple[Reading, Reading, Reading]], dated: list[Reading]) -> None:
    """The years of a change hold for the next changes of the sentence that print none, and are what 同期 names."""
    for (_, first, second), (later, a, b) in pairwise(found):
        if (
            first.as_of
            and second.as_of
            and a.as_of is None
            and b.as_of is None
            and not _FULL_STOP.search(text, first.end, later.start)
        ):
            a.as_of, b.as_of = first.as_of, second.as_of
    for date in dated:
        if text.startswith(_SAME_PERIOD, date.start):
            before = [c for c in found if c[0].end <= date.start and c[1].as_of and c[2].as_of]
            edtf = f"{before[-1][1].as_of}/{before[-1][2].as_of}" if before else ""
            if is_edtf(edtf):
                date.value, date.edtf, date.interval = edtf, edtf, interval_of(edtf)


def _same_unit(first: Reading, second: Reading) -> bool:
    if first.kind == "count":
        a, b = first.unit or "", second.unit or ""
        return a == b or not a or not b or a.endswith(b) or b.endswith(a) or len(a) <= 4 or len(b) <= 4
    return first.unit == second.unit


def _begin(text: str, first: Reading, dated: list[Reading], starts: list[int]) -> int | None:
    """Where 由/從/from stands before ``first``, dates and a few words between them allowed."""
    at = first.outer_start
    at -= len(text[max(0, at - 1) : at]) - len(text[max(0, at - 1) : at].rstrip())
    for _ in range(3):
        stretch = text[max(0, at - 6) : at]
        if m := _FROM.search(stretch + (" " if stretch.endswith("from") else "")):
            return max(0, at - 6) + m.start()
        index = bisect_left(starts, at) - 1
        trimmed = at - (len(stretch) - len(stretch.rstrip("的 ")))
        if index >= 0 and dated[index].outer_end in (trimmed, at, trimmed - 1):
            at = dated[index].outer_start
            at -= text[at - 1 : at] == " "
            continue
        return None
    return None


def _english(text: str, first: Reading, second: Reading, begin: int, dated: list[Reading], starts: list[int]) -> bool:
    """from A [in T] to B, with a verb of change before it or dates on both ends."""
    between = text[first.end : second.outer_start]
    for d in dated[bisect_left(starts, first.end) : bisect_left(starts, second.start)]:
        between = between.replace(text[d.start : d.end], "")
    between = re.sub(r"\b(?:in|by|for|during)\b", "", between)
    if not re.fullmatch(r"[ ,]*to ?", between) and not _TO_ONLY.match(between):
        return False
    return bool(_RISE_BEFORE.search(text[max(0, begin - 90) : first.start])) or bool(
        dated[bisect_left(starts, first.end) : bisect_left(starts, second.start)]
    )


def _trailing(text: str, second: Reading, dated: list[Reading], starts: list[int]) -> Reading | None:
    """The date in "to B in T"."""
    index = bisect_left(starts, second.end)
    if index < len(dated) and re.fullmatch(r" (?:in|by|for|at|as at) (?:the )?", text[second.end : dated[index].start]):
        return dated[index]
    return None


def _date_ends(
    text: str, first: Reading, second: Reading, leading: list[Reading], inside: list[Reading], trailing: Reading | None,
    verb: int | None, begin: int | None, dated: list[Reading], starts: list[int],
) -> None:  # fmt: skip
    """Give each end its own date as ``as_of``: beside it, else the target year that the sentence put before 由."""
    before = [d for d in inside if verb is not None and d.start < verb]
    after = [d for d in inside if d not in before]
    if verb is None:
        before, after = inside[:1], inside[1:]
    if leading:
        first.as_of = leading[-1].value
    elif before:
        first.as_of = before[-1].value
    if trailing:
        second.as_of = trailing.value
    elif after:
        second.as_of = after[-1].value
    elif begin is not None:
        stretch_start = max(0, begin - 40)
        outside = dated[bisect_left(starts, stretch_start) : bisect_left(starts, begin)]
        if (
            outside
            and not re.search(r"[。;!?\n]", text[outside[-1].end : begin])
            and re.search(r"(?:在|于|到|in|by) ?$", text[max(0, outside[-1].start - 3) : outside[-1].start])
        ):
            second.as_of = outside[-1].value
