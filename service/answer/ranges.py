"""A value that is one end of a range: both ends answer, unless the question asks for the least or the most."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.facts.render import render_value
from corpus.records import Fact
from corpus.spans import fold_text
from service.answer.evidence import Evidence
from service.answer.phrases import say

_JOINER = re.compile(r" ?(?:至|到|-|–|—|~|to|and) ?")
_LOW, _HIGH = "at least", "up to"


def range_of(evidence: Evidence, here: Sequence[Fact]) -> tuple[Fact, Fact] | None:
    """(the lower, the upper end) of the range that the evidence's value is an end of; None where it is in none.

    ``here``: the facts of the paragraph.
    """
    fact, text = evidence.fact, evidence.paragraph.text
    if fact is None or fact.kind in ("date", "change", "count"):
        return None
    fellows = [f for f in here if (f.kind, f.unit) == (fact.kind, fact.unit)]
    for low in fellows:
        for high in fellows:
            joined = low.end < high.start and _JOINER.fullmatch(fold_text(text[low.end : high.start]).replace("*", ""))
            if joined and fact in (low, high) and _LOW in low.qualifiers and _HIGH in high.qualifiers:
                return low, high
    return None


def range_in(ends: tuple[Fact, Fact], language: str) -> str:
    """Both ends in the asker's language: from HK$1 million to HK$3 million."""
    low, high = (render_value(replace(end, qualifier=None, qualifiers=()), language) for end in ends)
    return say("range", language, low=low, high=high)
