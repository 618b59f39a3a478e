"""What changed between two versions of a document, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.records import Paragraph
from corpus.spans import fold_text
from corpus.splitting.prose import bigrams
from service.desk.differences import Pair, pairs

#: Share of common bigrams from which two texts are one paragraph before and after an edit: under its own id, under another.
LIKE_SAME_ID, LIKE = 0.2, 0.5
_NEIGHBOURS = 200  #: paragraphs that one without an id of its own is compared with


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    """``before`` is None for what was added, ``after`` for what was removed; "moved" is the same text under another label.

    ``pieces`` are what differs of the texts, with its span in each.
    """

    kind: Literal["added", "removed", "changed", "moved"]
    before: Paragraph | None
    after: Paragraph | None
    pieces: tuple[Pair, ...] = ()


def changes_between(before: Sequence[Paragraph], after: Sequence[Paragraph]) -> tuple[list[ParagraphChange], int]:
    """(what changed, in the order of ``after`` with what was removed at its old place; how many paragraphs did not).

    Equal texts are paired first, under one id before under another; then the texts of one id that are alike, then any of
    one language that are.
    """
    pairs_found = _paired(before, after)
    changes: list[tuple[tuple[int, int, int], ParagraphChange]] = []
    same = 0
    paired_after = {new: old for old, new in pairs_found.items()}
    for at, paragraph in enumerate(after):
        old = paired_after.get(at)
        if old is None:
            changes.append(((paragraph.position, 1, at), ParagraphChange("added", None, paragraph)))
            continue
        earlier = before[old]
        if earlier.text == paragraph.text and earlier.label == paragraph.label:
            same += 1
        elif earlier.text == paragraph.text:
            changes.append(((paragraph.position, 1, at), ParagraphChange("moved", earlier, paragraph)))
        else:
            pieces = tuple(pairs(earlier.text, paragraph.text))
            changes.append(((paragraph.position, 1, at), ParagraphChange("changed", earlier, paragraph, pieces)))
    for at, paragraph in enumerate(before):
        if at not in pairs_found:
            changes.append(((paragraph.position, 0, at), ParagraphChange("removed", paragraph, None)))
    return [change for _, change in sorted(changes, key=lambda one: one[0])], same


def _paired(before: Sequence[Paragraph], after: Sequence[Paragraph]) -> dict[int, int]:
    """Place in ``before`` -> place in ``after`` of the same paragraph."""
    found: dict[int, int] = {}
    taken: set[int] = set()

    def pair(old: int, new: int) -> None:
        found[old] = new
        taken.add(new)

    at = {paragraph.id: place for place, paragraph in enumerate(after)}
    for old, one in enumerate(before):
        new = at.get(one.id)
        if new is not None and after[new].text == one.text:
            pair(old, new)
    waiting: dict[tuple[str, str], list[int]] = {}
    for new, one in enumerate(after):
        if new not in taken:
            waiting.setdefault((one.language, one.text), []).append(new)
    for old, one in enumerate(before):
        if old not in found and (places := waiting.get((one.language, one.text))):
            pair(old, places.pop(0))
    words = [bigrams(fold_text(one.text)) for one in after]
    for old, one in enumerate(before):
        new = at.get(one.id)
        if old not in found and new is not None and new not in taken and _alike(one, words[new]) >= LIKE_SAME_ID:
            pair(old, new)
    for old, one in enumerate(before):
        if old in found:
            continue
        free = [new for new, other in enumerate(after) if new not in taken and other.language == one.language]
        near = sorted(free, key=lambda new: (abs(after[new].position - one.position), new))[:_NEIGHBOURS]
        best = max(near, key=lambda new: (_alike(one, words[new]), -new), default=None)
        if best is not None and _alike(one, words[best]) >= LIKE:
            pair(old, best)
    return found


def _alike(paragraph: Paragraph, other: frozenset[str] | set[str]) -> float:
    own = bigrams(fold_text(paragraph.text))
    union = len(own | other)
    return len(own & other) / union if union else 0.0
