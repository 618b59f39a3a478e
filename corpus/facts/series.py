"""Values given "respectively": the first value belongs to the first name, the second to the second.

``持有學士、碩士及博士學位的人才分別獲 20,000 元、23,000 元及 35,000 元``; a clause of its own (A 有 3 間、B 有 5 間) needs none.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from corpus.facts.readings import Reading

_RESPECTIVELY = re.compile(r"分别|各为|(?<![a-z])respectively(?![a-z])")
_JOINTS = re.compile(r"[、，]|,(?! ?[0-9]{3}(?![0-9]))|(?<![一-鿿])[及和与]|[及和与](?=[一-鿿])| and ")
_BEFORE_NAMES = re.compile(
    r".*(?:[：:，;]|(?:为|向|把|将|持有|就|of|for|to|at|in|with)(?= |[一-鿿]))(?! *$)", re.DOTALL
)
#: Between two values of one series stands only a joint.
_NEAR = 8
_FARTHEST = 160
_LONGEST = 24
_KINDS = ("money", "count", "percentage", "quantity", "date", "duration", "ratio")


def aligned(text: str, readings: Sequence[Reading], sentence_ends: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Start of a reading -> span of the name in the same place of its series. Linear in the readings."""
    found: dict[int, tuple[int, int]] = {}
    for said in _RESPECTIVELY.finditer(text):
        index = bisect_right(sentence_ends, said.start()) - 1
        start = max(sentence_ends[index] if index >= 0 else 0, said.start() - _FARTHEST)
        stop = sentence_ends[index + 1] if index + 1 < len(sentence_ends) else len(text)
        stop = min(stop, said.end() + _FARTHEST)
        series = _series(text, readings, start, stop, said.start())
        if series:
            first = min(said.start(), series[0].outer_start)
            names = _names(text, start, first, len(series))
            found.update({r.start: span for r, span in zip(series, names, strict=False)} if names else {})
    return found


def _series(text: str, readings: Sequence[Reading], start: int, stop: int, said: int) -> list[Reading]:
    """The run of values of one kind nearest the word: after 分別, before "respectively"."""
    low = bisect_left(readings, start, key=lambda r: r.start)
    high = bisect_left(readings, stop, key=lambda r: r.start)
    runs: list[list[Reading]] = []
    for reading in readings[low:high]:
        if reading.kind not in _KINDS:
            continue
        run = runs[-1] if runs else None
        if run and run[-1].kind == reading.kind and reading.start - run[-1].end <= _NEAR:
            run.append(reading)
        else:
            runs.append([reading])
    runs = [
        run for run in runs if len(run) > 1 and (run[0].start > said if text[said] > "\x7f" else run[-1].end <= said)
    ]
    if not runs:
        return []
    return runs[0] if text[said] > "\x7f" else runs[-1]


def _names(text: str, start: int, stop: int, count: int) -> list[tuple[int, int]]:
    """The last ``count`` pieces of ``text[start:stop]`` between joints; empty where there are fewer."""
    spans, at = [], start
    for joint in _JOINTS.finditer(text, start, stop):
        spans.append((at, joint.start()))
        at = joint.end()
    spans.append((at, stop))
    spans = [span for span in (_trimmed(text, a, b) for a, b in spans) if span[0] < span[1]]
    if len(spans) < count:
        return []
    chosen = spans[-count:]
    a, b = chosen[0]
    if lead := _BEFORE_NAMES.match(text, a, b):
        chosen[0] = _trimmed(text, lead.end(), b)
    a, b = chosen[-1]
    # The verb of the sentence stands after the last name ("will cost", 獲): names of a series are about as long.
    chosen[-1] = _cut(text, a, b)
    return [(a, min(b, a + _LONGEST * (2 if text[a] <= "\x7f" else 1))) for a, b in chosen if a < b]


_VERB = re.compile(
    r" (?:is|are|was|were|will|have|has|had|covers?|received?|costs?|cost|stands?|stood|provides?|amount|reached|total)(?![a-z])"
    r"|的|学位|提供|获|有|为|会|将|可|于|在|共|已|约"
)


def _cut(text: str, start: int, stop: int) -> tuple[int, int]:
    found = _VERB.search(text, start + 1, stop)
    return _trimmed(text, start, found.start() if found else stop)


def _trimmed(text: str, start: int, stop: int) -> tuple[int, int]:
    while start < stop and text[start] in " ,，、：:的":
        start += 1
    if text.startswith("the ", start, stop):
        start += 4
    while stop > start and text[stop - 1] in " ,，、：:的":
        stop -= 1
    return start, stop
