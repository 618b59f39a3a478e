"""A draft cut into statements: one sentence each, one list item each, headings and rulings left out.

Spans are in code points of the draft as it was given, so that a verdict can be shown in its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.sentences import sentences

_HEADING = re.compile(r"[ \t]{0,3}#{1,6}(?:[ \t]|$)")
_RULING = re.compile(r"[ \t]*[-=*_|:+ \t]+$")
_MARKER = re.compile(
    r"[ \t]*(?:[-*+•·◆➤‣>]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)])[ \t]+|[ \t]*[（(][一二三四五六七八九十]{1,3}[）)][ \t]*"
)
_ENDS = re.compile(r"[。！？!?.；;：:][」』”’）)》】〕\"'*_]*[ \t]*$")
#: A line at least this long that does not end a sentence goes on in the next one; a shorter one is a line of its own.
_WRAPPED = 40


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement of a draft: ``draft[start:end] == text``."""

    text: str
    start: int
    end: int


def statements(draft: str) -> list[Stated]:
    """The statements in order. What holds no letter or digit is none. Linear; never raises."""
    found = []
    for begin, text in _blocks(draft):
        for start, end in sentences(text):
            stated = draft[begin + start : begin + end]
            if any(c.isalnum() for c in stated):
                found.append(Stated(stated, begin + start, begin + end))
    return found


def _blocks(draft: str) -> list[tuple[int, str]]:
    """(start, text) of each stretch to be cut at sentence ends; line breaks that only wrap a line are spaces in it."""
    blocks: list[tuple[int, str]] = []
    at, joins = 0, False
    for line in draft.splitlines(keepends=True):
        start, at = at, at + len(line)
        bare = line.rstrip("\r\n")
        if not bare.strip() or _HEADING.match(bare) or _RULING.fullmatch(bare):
            joins = False
            continue
        marker = _MARKER.match(bare)
        if joins and not marker and blocks:
            first, text = blocks[-1]
            blocks[-1] = first, text + " " * (start - first - len(text)) + bare
        else:
            skipped = marker.end() if marker else len(bare) - len(bare.lstrip())
            blocks.append((start + skipped, bare[skipped:]))
        joins = len(bare) >= _WRAPPED and not _ENDS.search(bare)
    return blocks
