"""Figures that several have together: 300 of "A, B, C and others will create 300 jobs" is the figure of none of them."""

from __future__ import annotations

import re

from corpus.records import Fact
from corpus.spans import fold_text
from service.desk.grounds import Ground

#: Members of an enumeration that a statement leaves out before a figure of all is not what it speaks of.
OTHERS = 2
_HAN = re.compile(r"[^，。；：、（）()]{2,}(?:、[^，。；：、（）()]{2,}){2,}")
_LATIN = re.compile(
    r"[A-Z][\w.&'’-]*(?: [A-Z][\w.&'’-]*)*(?:, [A-Z][\w.&'’-]*(?: [A-Z][\w.&'’-]*)*)+,? (?:and|or) \w[\w.&'’-]*"
)
_LEAD = re.compile(r"^.*(?:包括|包含|例如|分别是|如|有|由|让|引进|协助)")
_CLOSE = re.compile(r"(?:等|在|将|会|已|于).*$")
_EACH = re.compile(r"分别|各|均|都|每|皆|\b(?:each|every|respectively|both|apiece)\b")
#: Kinds of figure that add up.
_SUMS = frozenset(("money", "count", "quantity"))


def _members(listed: str, latin: bool) -> list[str]:
    folded = fold_text(listed)
    if latin:
        return [one.strip() for one in re.split(r",? (?:and|or) |, ", folded) if one.strip()]
    parts = re.split(r"、|以及|及|和|与", folded)
    parts[0], parts[-1] = _LEAD.sub("", parts[0]), _CLOSE.sub("", parts[-1])
    return [part.strip("「」“” ") for part in parts if len(part.strip("「」“” ")) > 1]


def told_together(statement: str, source: Fact, ground: Ground) -> bool:
    """Whether the source's figure is that of a whole enumeration of which the statement names a few only. Linear."""
    if source.kind not in _SUMS or _EACH.search(fold_text(ground.text)):
        return False
    said = fold_text(statement)
    for pattern in (_HAN, _LATIN):
        for match in pattern.finditer(ground.text):
            if match.start() + ground.start <= source.start < match.end() + ground.start:
                continue
            members = _members(match[0], pattern is _LATIN)
            named = [member for member in members if member in said]
            if named and len(members) - len(named) >= OTHERS:
                return True
    return False
