"""What of a sentence is quoted: a slice that reads well by itself, inside marks that its own marks do not end."""

from __future__ import annotations

import re

_OPEN, _CLOSE = "（(「『《“[【", "）)」』》”]】"
_EDGES = "，,；;：:。.、 \t\n"
#: At the beginning of a clause that was cut off from the one before.
_JOINTS = re.compile(r"[，,；;：:。、\s]*(?:(?:及|和|與|与|以及|而|並|并)(?=\s?\d))?\s*")
#: A row's cell as long as this, or one that ends as a sentence does, is read by itself.
_LONG_CELL = 16


def cell_around(text: str, start: int, end: int, at: int) -> tuple[int, int]:
    """The cell of ``[start, end)`` that holds the place ``at``, where it says something by itself; else the whole row."""
    left, right = max(start, text.rfind("\t", start, at) + 1), text.find("\t", at, end)
    right = end if right < 0 else right
    return (left, right) if right - left >= _LONG_CELL else (start, end)


def last_cell(text: str, start: int, end: int) -> tuple[int, int]:
    """What a row's sentence says after its label; the whole where every cell is short."""
    left = text.rfind("\t", start, end) + 1
    told = text[left:end].strip()
    return (left, end) if left > start and (len(told) >= _LONG_CELL or told.endswith(("。", "."))) else (start, end)


def clean(text: str, start: int, end: int, keep: tuple[int, int]) -> tuple[int, int]:
    """``[start, end)`` without the halves of brackets and marks that are closed or opened outside it, and without loose
    punctuation at its edges; never without ``keep``."""
    for _ in range(4):
        cut = _half(text, start, end, keep)
        if cut is None:
            break
        start, end = cut
    joint = _JOINTS.match(text, start, keep[0] + 1)
    start = joint.end() if joint else start
    while end > keep[1] and text[end - 1] in _EDGES:
        end -= 1
    return start, end


def _half(text: str, start: int, end: int, keep: tuple[int, int]) -> tuple[int, int] | None:
    """The span without its first lonely bracket and what lies beyond it; None where there is none that can be cut off."""
    waiting: list[int] = []
    for at in range(start, end):
        if text[at] in _OPEN:
            waiting.append(at)
        elif text[at] in _CLOSE:
            if waiting:
                waiting.pop()
            elif at < keep[0]:
                return at + 1, end
            else:
                return (start, at) if at >= keep[1] else None
    for at in waiting:
        if at >= keep[1]:
            return start, at
        if at < keep[0] and at == start:
            return at + 1, end
    return None


def shorter(text: str, start: int, longest: int) -> int:
    """Where to end a span of at most ``longest`` characters without cutting a Latin word or a number in two."""
    end = start + longest
    if end >= len(text):
        return len(text)
    while end > start + longest // 2 and text[end - 1 : end + 1].isascii() and text[end - 1 : end + 1].isalnum():
        end -= 1
    return end


_CELL = "\u2003"


def shown(quote: str) -> str:
    """A quotation as an answer prints it: a row's cells with a wide space between them, for a tab is not seen and nothing
    but space may stand there: the words between the marks are the document's."""
    return re.sub(r"[ ]*\t[ ]*", _CELL, quote)


def marks(template: str, quote: str) -> str:
    """The template with quotation marks that the quotation itself does not use, so that nested marks stay clear."""
    if "「{quote}」" in template and ("「" in quote or "」" in quote):
        return template.replace("「{quote}」", "“{quote}”" if "“" not in quote else "『{quote}』")
    if "“{quote}”" in template and ("“" in quote or "”" in quote):
        return template.replace("“{quote}”", "「{quote}」" if "「" not in quote else "『{quote}』")
    return template
