"""Two documents that are each other's translation, paired paragraph by paragraph.

Printed labels come first: paragraph 24(iii) of the paper is paragraph 24(iii) of its translation. What stands between them
is aligned in order, by what does not change in translation (kind, label, the values of its facts) and by length, after Gale and
Church, "A Program for Aligning Sentences in Bilingual Corpora" (Computational Linguistics 19, 1993). No model is asked.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.records import Fact, Paragraph, ParsedDocument
from corpus.splitting.prose import width

#: Labels that count places in a section: ``s3.2``, ``20.p2``, ``caption-3``; all others are printed or name one thing.
_PLACED = re.compile(r"(?:^|\.)s\d+[a-z]*(?:\.|$)|\.[pb]\d+$|^(?:caption|note|cover|headline|closing)[-.]")
_RATIO = 2.2  #: columns of English text to one of Chinese, as wide as printed
_SPREAD = 6.8  #: variance of the length, Gale and Church's for characters
_GAP = -1.2  #: for a paragraph that has no counterpart
_BAND = 300  #: paragraphs that one side may be ahead between two printed labels
_AGREED = 0.4  #: share of stated values that must be in both; documents on one subject share less, translations more
_LEAST = 0.6  #: share of the shorter document's paragraphs that must be paired


@dataclass(frozen=True, slots=True)
class Translation:
    """``pairs`` are ids of counterparts, in the order of the first document; ``share`` how much of the shorter one is paired."""

    pairs: tuple[tuple[str, str], ...]
    share: float
    agreement: float  #: of the values that paired paragraphs state, how many both state; 1.0 where they state none

    @property
    def holds(self) -> bool:
        """Whether the two are each other's translation, as far as their structure and figures tell."""
        return self.share >= _LEAST and self.agreement >= _AGREED


def translation(first: ParsedDocument, second: ParsedDocument) -> Translation:
    """The counterparts in two documents; none where they share a language or have nothing to pair.

    Only paragraphs that agree in a printed label or in something else beside their place are paired, never two of one language.
    """
    own, other = first.paragraphs, second.paragraphs
    if not own or not other or {one.language for one in own} & {one.language for one in other}:
        return Translation((), 0.0, 0.0)
    values = _values(first.facts) | _values(second.facts)
    pairs: list[tuple[int, int]] = []
    i = j = 0
    for a, b in [*_anchors(own, other, values), (len(own), len(other))]:
        pairs.extend((i + x, j + y) for x, y in _aligned(own[i:a], other[j:b], values))
        if a < len(own) and b < len(other):
            pairs.append((a, b))
        i, j = a + 1, b + 1
    share = len(pairs) / min(len(own), len(other))
    ids = tuple((own[a].id, other[b].id) for a, b in pairs)
    return Translation(ids, share, _agreement(ids, values))


def _agreement(pairs: Sequence[tuple[str, str]], values: Mapping[str, Counter[tuple[str, str]]]) -> float:
    both = [(values.get(a, Counter()), values.get(b, Counter())) for a, b in pairs]
    stated = sum(sum((a | b).values()) for a, b in both)
    return sum(sum((a & b).values()) for a, b in both) / stated if stated else 1.0


def _values(facts: Sequence[Fact]) -> dict[str, Counter[tuple[str, str]]]:
    """Paragraph id -> the values stated in it, which no translation changes."""
    found: dict[str, Counter[tuple[str, str]]] = {}
    for fact in facts:
        if fact.value and fact.kind not in ("organisation", "person", "place", "scheme", "title"):
            found.setdefault(fact.paragraph_id, Counter())[fact.kind, fact.value] += 1
    return found


def _anchors(
    own: Sequence[Paragraph], other: Sequence[Paragraph], values: Mapping[str, Counter[tuple[str, str]]]
) -> list[tuple[int, int]]:
    """Places of paragraphs with one printed label, as many as stand in one order on both sides."""
    at = {one.label: j for j, one in enumerate(other) if not _PLACED.search(one.label)}
    found = [
        (i, at[one.label])
        for i, one in enumerate(own)
        if one.label in at and other[at[one.label]].kind == one.kind and _weight(one, other[at[one.label]], values) > -2
    ]
    return _ascending(found)


def _ascending(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs that ascends on both sides (patience sorting)."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for k, (_, j) in enumerate(pairs):
        at = bisect_left(tops, j)
        before.append(ends[at - 1] if at else -1)
        tops[at : at + 1], ends[at : at + 1] = [j], [k]
    found: list[tuple[int, int]] = []
    k = ends[-1] if ends else -1
    while k >= 0:
        found.append(pairs[k])
        k = before[k]
    return found[::-1]


def _aligned(
    own: Sequence[Paragraph], other: Sequence[Paragraph], values: Mapping[str, Counter[tuple[str, str]]]
) -> list[tuple[int, int]]:
    """The best alignment of two stretches in order: each paragraph with one or none (Needleman and Wunsch, in a band)."""
    rows, columns = len(own), len(other)
    if not rows or not columns:
        return []
    band = _BAND + abs(rows - columns)
    best: dict[tuple[int, int], float] = {(0, 0): 0.0}
    step: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(rows + 1):
        for j in range(max(0, i - band), min(columns, i + band) + 1):
            if i == j == 0:
                continue
            choices = [
                (best.get((i - 1, j), -math.inf) + _GAP, (1, 0)),
                (best.get((i, j - 1), -math.inf) + _GAP, (0, 1)),
            ]
            if i and j:
                choices.append(
                    (best.get((i - 1, j - 1), -math.inf) + _weight(own[i - 1], other[j - 1], values), (1, 1))
                )
            best[i, j], step[i, j] = max(choices)
    found: list[tuple[int, int]] = []
    i, j = rows, columns
    while i or j:
        down, across = step[i, j]
        i, j = i - down, j - across
        if down and across and _weight(own[i], other[j], values) > 0:
            found.append((i, j))
    return found[::-1]


def _weight(a: Paragraph, b: Paragraph, values: Mapping[str, Counter[tuple[str, str]]]) -> float:
    """How much speaks for two paragraphs being one in two languages; below nought, against it."""
    if a.kind != b.kind:
        return -3.0
    score = 1.0 if a.label == b.label else 0.0
    stated, restated = values.get(a.id, Counter()), values.get(b.id, Counter())
    if stated or restated:
        same = sum((stated & restated).values())
        score += 4.0 * same / max(sum((stated | restated).values()), 1) - 1.0
    chinese, english = (a, b) if b.language == "en" else (b, a)
    expected = width(chinese.text) * (_RATIO if english.language == "en" else 1.0)
    delta = (len(english.text) - expected) / math.sqrt(_SPREAD * max(expected, 8.0))
    return score + 0.8 - min(delta * delta / 30.0, 2.0)
