"""Changes: 由 A 增加至 B, from A in one year to B in another. Made of two measures already read, and the dates beside them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise

from corpus.facts.edtf import interval_of, is_edtf
from corpus.facts.readings import Reading
from corpus.facts.tables import calendar_words, change_verbs

_VERBS = change_verbs()
_VERB_TO = re.compile(rf"(?:{_VERBS})(?:至(?!少|多|今(?!年))|到|为| to | up to )")
_VERB_BEFORE = re.compile(rf"(?:{_VERBS})(?![a-z])[^.;\n]{{0,60}}?from [^.;\n]{{0,30}}$")
_FROM = re.compile(r"(?:(?:由|从)(?:每[年月日周人]|平均|最初)?|原定|from) ?$")
_ONLY_TO = re.compile(r"[ ,]*(?:(?:in|by|for|during|at|as at)[ ,]*)?(?:the )?to ?")
_IN = re.compile(r" (?:in|by|for|at|as at) (?:the )?")
_TARGET = re.compile(r"(?:在|于|到|in|by|[，。;:\n(]|^) ?$")
_KINDS = ("money", "percentage", "count", "quantity", "ratio", "duration")
_FARTHEST = 60  # characters between the two values
_BREAK = re.compile(r"[。;!?\n]")
_FULL_STOP = re.compile(r"[。!?\n]")
_SAME_PERIOD = tuple(calendar_words()["anchor-period"])

#: (the change, its from, its to)
Joined = tuple[Reading, Reading, Reading]


def changes(text: str, measured: list[Reading], dated: list[Reading]) -> list[Joined]:
    """Every two neighbouring measures of one kind and unit that a verb of change joins; both lists in order of place.

    The ends get their years as ``as_of``: printed beside them, before the change (在2025年…), or carried over from the
    change before in the same sentence. 同期 among the dates becomes the years of the change before it.
    """
    found: list[Joined] = []
    place = _Place(text, dated)
    for first, second in pairwise(measured):
        if first.kind not in _KINDS or first.kind != second.kind or not _same_unit(first, second):
            continue
        if found and first.start < found[-1][0].end:
            continue
        if (change := place.join(first, second)) is not None:
            found.append((change, first, second))
    _carry_over(text, found)
    _same_period(text, found, dated)
    return found


def _same_unit(first: Reading, second: Reading) -> bool:
    if first.kind != "count":
        return first.unit == second.unit
    a, b = first.unit or "", second.unit or ""
    return a == b or a.endswith(b) or b.endswith(a) or min(len(a), len(b)) == 1


class _Place:
    """The text and its dates, for joining measures."""

    def __init__(self, text: str, dated: list[Reading]) -> None:
        self.text, self.dated, self.starts = text, dated, [d.start for d in dated]

    def between(self, start: int, end: int) -> list[Reading]:
        """Dates that begin in ``[start, end)``."""
        return self.dated[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def join(self, first: Reading, second: Reading) -> Reading | None:
        """The change that joins the two, its ends dated; None where none does."""
        gap = self.text[first.end : second.start]
        if len(gap) > _FARTHEST or _BREAK.search(gap):
            return None
        begin, verb, inside = self._begin(first), _VERB_TO.search(gap), self.between(first.end, second.start)
        if verb is None and (begin is None or not self._english(first, second, begin, inside)):
            return None
        trailing = self._trailing(second)
        turn = first.end + verb.start() if verb else (inside[0].end if inside else second.start)
        before, after = [d for d in inside if d.start < turn], [d for d in inside if d.start >= turn]
        leading = self.between(begin, first.start) if begin is not None else []
        own = [*before, *leading]  # 由2022年的A, from A in 2022
        target = [trailing] if trailing else after or self._target(begin)
        first.as_of = own[-1].value if own else first.as_of
        second.as_of = target[-1].value if target else second.as_of
        start = first.start if begin is None else begin
        return Reading("change", start, trailing.end if trailing else second.end, second.value, second.unit)

    def _begin(self, first: Reading) -> int | None:
        """Where 由, 從 or from stands before ``first``, dates between them allowed."""
        text, at = self.text, first.outer_start
        for _ in range(3):
            at -= text[at - 1 : at] == " "
            if m := _FROM.search(text, max(0, at - 6), at):
                return m.start()
            at -= text[at - 1 : at] == "的"
            index = bisect_left(self.starts, at) - 1
            if index < 0 or self.dated[index].outer_end not in (at, at - 1):
                return None
            at = self.dated[index].outer_start
        return None

    def _english(self, first: Reading, second: Reading, begin: int, inside: list[Reading]) -> bool:
        """from A [in T] to B, with a verb of change before it or a date inside."""
        gap = self.text[first.end : second.outer_start]
        for d in inside:
            gap = gap.replace(self.text[d.start : d.end], "")
        if not _ONLY_TO.fullmatch(gap):
            return False
        return bool(inside) or _VERB_BEFORE.search(self.text[max(0, begin - 90) : first.start]) is not None

    def _trailing(self, second: Reading) -> Reading | None:
        """The date in "to B in T"."""
        index = bisect_left(self.starts, second.end)
        if index < len(self.dated) and _IN.fullmatch(self.text, second.end, self.dated[index].start):
            return self.dated[index]
        return None

    def _target(self, begin: int | None) -> list[Reading]:
        """2025年 of 在2025年將用量由…增加至…: a date that the clause opens with."""
        if begin is None:
            return []
        outside = self.between(max(0, begin - 40), begin)[-1:]
        if not outside or self.text.startswith(_SAME_PERIOD, outside[0].start):
            return []
        if _BREAK.search(self.text, outside[0].end, begin):
            return []
        return outside if _TARGET.search(self.text[max(0, outside[0].start - 3) : outside[0].start]) else []


def _carry_over(text: str, found: list[Joined]) -> None:
    for (_, first, second), (later, a, b) in pairwise(found):
        if not (first.as_of and second.as_of) or a.as_of or b.as_of:
            continue
        if not _FULL_STOP.search(text, first.end, later.start):
            a.as_of, b.as_of = first.as_of, second.as_of


def _same_period(text: str, found: list[Joined], dated: list[Reading]) -> None:
    ends = [change.end for change, _, _ in found]
    for date in dated:
        index = bisect_right(ends, date.start) - 1
        if index < 0 or not text.startswith(_SAME_PERIOD, date.start):
            continue
        edtf = f"{found[index][1].as_of}/{found[index][2].as_of}"
        if is_edtf(edtf):
            date.value, date.edtf, date.interval = edtf, edtf, interval_of(edtf)
