"""Sentences and clauses of Chinese, English and mixed text, as spans.

A dot ends a sentence only where it cannot be part of a number, an address, an abbreviation or an ellipsis: ``301.38``,
``Wi-Fi.HK``, ``www.gov.hk``, ``etc.,`` and ``No. 5`` stay whole. Closing quotes and brackets stay with the sentence they close.
"""

from __future__ import annotations

import re

from corpus.remembered import remembered

Span = tuple[int, int]

_CLOSERS = "」』”’）)》】〕\"'"
_ABBREVIATIONS = frozenset(
    "e.g i.e etc no nos mr mrs ms dr prof st vs cf fig para paras co ltd inc corp dept est approx vol ed eds pp p al".split()
)
_SENTENCE_END = re.compile(rf"(?:[。！？!?]+|\.|\n)[{re.escape(_CLOSERS)}]*")
_CLAUSE_END = re.compile(rf"(?:[。！？!?；;，,：:]+|\n)[{re.escape(_CLOSERS)}]*")
_LAST_WORD = re.compile(r"[A-Za-z.]+$")


def _dot_ends(text: str, at: int, end: int) -> bool:
    """Whether the dot at ``at`` (match ending at ``end``) ends a sentence."""
    if end < len(text) and not text[end].isspace():
        return False  # 301.38, gov.hk, etc.,
    rest = text[end : end + 8].lstrip()
    if not rest:
        return True
    word = _LAST_WORD.search(text[max(0, at - 12) : at])
    if word and (
        word.group().lower().strip(".") in _ABBREVIATIONS or re.fullmatch(r"(?:[A-Za-z]\.)*[A-Z]", word.group())
    ):
        return False
    return not rest[0].islower()


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def sentences(text: str) -> list[Span]:
    """Spans of the sentences, in order, white space at their edges left out; they cover all other characters."""
    return list(_sentences(text))


@remembered(4_096)
def _sentences(text: str) -> list[Span]:
    spans, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        if match.group()[0] == "." and not _dot_ends(text, match.start(), match.end()):
            continue
        span = _trim(text, start, match.end())
        if span[0] < span[1]:
            spans.append(span)
        start = match.end()
    span = _trim(text, start, len(text))
    return [*spans, span] if span[0] < span[1] else spans


def _inside_number(text: str, at: int) -> bool:
    """Whether the mark at ``at`` stands between two digits (``1,600``, ``1：2``, ``10:30``)."""
    return 0 < at < len(text) - 1 and text[at - 1].isdigit() and text[at + 1].isdigit()


def clauses(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Spans of the clauses between commas, colons, semicolons and sentence ends, within ``[start, end)``."""
    return list(_clauses(text, start, end))


@remembered(8_192)
def _clauses(text: str, start: int, end: int | None) -> list[Span]:
    end = len(text) if end is None else end
    spans, begin = [], start
    for match in _CLAUSE_END.finditer(text, start, end):
        if _inside_number(text, match.start()):
            continue
        span = _trim(text, begin, match.end())
        if span[0] < span[1]:
            spans.append(span)
        begin = match.end()
    span = _trim(text, begin, end)
    return [*spans, span] if span[0] < span[1] else spans


def enclosing(spans: list[Span], start: int, end: int) -> Span:
    """The smallest run of neighbouring spans that covers ``[start, end)``; the whole reach where none does."""
    touched = [s for s in spans if s[0] < end and start < s[1]]
    return (min(touched[0][0], start), max(touched[-1][1], end)) if touched else (start, end)
