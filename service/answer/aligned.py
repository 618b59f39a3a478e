"""Values given "respectively": the first value belongs to the first name, the second to the second.

「持有學士、碩士及博士學位的人才分別獲 20,000 元、23,000 元及 35,000 元」
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.records import Fact
from corpus.spans import fold, fold_text

_RESPECTIVELY = re.compile(r"分别|各为|respectively")
_JOINTS = re.compile(r"[、及和与,，]|\band\b")
#: Between two values of one series there is only a joint.
_JOINT = re.compile(r"[、及和与以并,，;；\s]*(?:and|约|逾|近|超过|about|over)?\s*(?:HK|US)?\$?")
#: A name of the series is no longer than this; what stands before it in the same piece belongs to the sentence.
_LONGEST = 14


def aligned(text: str, start: int, end: int, facts: Sequence[Fact]) -> dict[int, str]:
    """Fact's start -> the name it belongs to, for the facts of ``text[start:end]`` that stand in a series of values.

    Empty where the sentence does not say "respectively", or where names and values do not count the same.
    """
    folded = fold(text[start:end])
    if not _RESPECTIVELY.search(folded.text):
        return {}
    found: dict[int, str] = {}
    for series in _series([f for f in facts if start <= f.start and f.end <= end], text):
        first = folded.from_original(series[0].start - start, series[0].end - start)[0]
        pieces = [
            piece.strip() for piece in _JOINTS.split(_RESPECTIVELY.split(folded.text[:first])[0]) if piece.strip()
        ]
        if len(pieces) >= len(series):
            for fact, piece in zip(series, pieces[-len(series) :], strict=True):
                found[fact.start] = piece[-_LONGEST:] if fact is series[0] else piece[:_LONGEST]
    return found


def _series(facts: Sequence[Fact], text: str) -> list[list[Fact]]:
    """Runs of two or more facts of one kind with nothing but joints between them."""
    runs: list[list[Fact]] = []
    for kind in ("money", "count", "percentage", "quantity", "date", "duration"):
        run: list[Fact] = []
        for fact in sorted((f for f in facts if f.kind == kind), key=lambda f: f.start):
            if run and not _JOINT.fullmatch(fold_text(text[run[-1].end : fact.start])):
                runs.append(run)
                run = []
            run.append(fact)
        runs.append(run)
    return [run for run in runs if len(run) > 1]
