"""What reaches from one place of a sentence to a value in it: an as-of date, a negation."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from corpus.facts.readings import CLAUSE_ENDS, Reading
from corpus.facts.tables import alternation, forms_of, read_table

_AS_OF_BEFORE = re.compile(
    r"(?:截至|截止至|截止|截|以来至|起至|为止至|(?<![a-z])(?:as at|as of|up to|up till|up until))(?: the)? ?$"
)
_AS_OF_AFTER = re.compile(r" ?(?:为止|止(?!损)|当日为止)")
_UP_TO = re.compile(r" ?[一-鿿 ]{1,12}?，?至 ?")
_NEGATIVE = [form for row in read_table("negations") for form in forms_of(row[0])]
_NEGATION = re.compile(
    rf"(?<![a-z0-9]){alternation(f for f in _NEGATIVE if f.isascii())}|{alternation(f for f in _NEGATIVE if not f.isascii())}"
)
#: negative words of wordings that bound a value (no less than) or of other phrases (not only)
_NO_NEGATION = re.compile(r"(?:not|no|never|without) (?:less|more|fewer|only|later|earlier|exceeding|least)|是否")
_REACH = 30
_FULL_STOPS = re.compile(r"[。!?\n]|\.(?= |$)")  # an as-of date reaches over semicolons


def date_scopes(text: str, dated: list[Reading], measured: list[Reading]) -> None:
    """Give every measure the last as-of date before it in its sentence (截至2023年9月底, as at 30 September 2023)."""
    ends = [m.end() for m in _FULL_STOPS.finditer(text)]
    as_of = [d for previous, d in zip([None, *dated], dated, strict=False) if _is_as_of(text, d, previous)]
    starts = [d.start for d in as_of]
    for reading in measured:
        sentence = ends[bisect_right(ends, reading.start) - 1] if ends and ends[0] <= reading.start else 0
        index = bisect_left(starts, reading.start) - 1
        if reading.as_of is None and index >= 0 and as_of[index].start >= sentence:
            reading.as_of = _last_day(as_of[index])
            continue
        # "403 projects (as at end-September 2023)": a date at the end of the sentence reaches back.
        following = as_of[index + 1] if index + 1 < len(as_of) else None
        end = ends[bisect_right(ends, reading.start)] if bisect_right(ends, reading.start) < len(ends) else len(text)
        if reading.as_of is None and following and following.end <= end and end - following.end <= 3:
            reading.as_of = _last_day(following)


def _is_as_of(text: str, reading: Reading, previous: Reading | None) -> bool:
    if reading.interval is None or reading.interval[1] is None:
        return False
    # 由2018年8月推出至2023年9月底: counted up to then
    if previous is not None and text[max(0, previous.start - 2) : previous.start].rstrip().endswith(("由", "自")):
        gap = text[previous.end : reading.start]
        if len(gap) <= 16 and _UP_TO.fullmatch(gap):
            return True
    before = text[max(0, reading.start - 16) : reading.start]
    return bool(_AS_OF_BEFORE.search(before) or _AS_OF_AFTER.match(text, reading.end))


def _last_day(reading: Reading) -> str | None:
    return reading.interval[1] if reading.interval else None


def is_negated(text: str, reading: Reading) -> bool:
    """Whether a negation stands before the value in its own clause, near it."""
    stretch = text[max(0, reading.outer_start - _REACH) : reading.outer_start]
    ends = [m.end() for m in CLAUSE_ENDS.finditer(stretch)]
    stretch = _NO_NEGATION.sub("", stretch[ends[-1] :] if ends else stretch)
    return _NEGATION.search(stretch) is not None
