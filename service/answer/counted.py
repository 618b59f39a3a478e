"""Whether a value counts what is asked for: jobs are not companies, whatever the number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from corpus.spans import fold_text

#: Share of the asked unit's words that a value's unit must say to be the same.
UNIT_FITS = 0.25
#: Cosine of the two units' vectors from which they name the same; under half of it, and unsaid, they do not.
UNIT_ALIKE = 0.34


class Likeness(Protocol):
    """What is asked to be counted, ready to be compared with texts in either language."""

    def coverage(self, texts: Sequence[str]) -> list[float]: ...
    def similarity(self, texts: Sequence[str]) -> list[float]: ...


def fits(asked: str | None, units: Sequence[str], around: Sequence[str], likeness: Likeness) -> list[float]:
    """Per value: 1 where it counts what is asked for, -1 where it counts something else, 0 where that cannot be told.

    ``units`` are the values' units, ``around`` what stands before and around each. A mere measure word (50多項) counts
    something that stands around it: the value cannot be right where what is asked for does not.
    """
    if not asked:
        return [0.0] * len(units)
    texts = [text if len(unit) == 1 else unit for unit, text in zip(units, around, strict=True)]
    found = []
    for unit, text, said, alike in zip(units, texts, likeness.coverage(texts), likeness.similarity(texts), strict=True):
        same = fold_text(text) == fold_text(asked) or said >= UNIT_FITS or alike >= UNIT_ALIKE
        unlike = said < UNIT_FITS / 2 and alike < UNIT_ALIKE / 2
        found.append(0.0 if not unit or (len(unit) == 1 and same) else 1.0 if same else -1.0 if unlike else 0.0)
    return found
