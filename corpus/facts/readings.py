"""What the grammar works on and with: the working text, and readings that grow into facts."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from corpus.records import Fact
from corpus.spans import Folded, fold

#: Folded, a full-width comma looks like a thousands separator and a tab like a space between digit groups: keep them apart.
_KEPT = {"，": "，", "\t": "\n", "\n": "\n", "\r": "\n", "\v": "\n", "\f": "\n", "\u2028": "\n", "\u2029": "\n"}
_WIDE_DIGITS = frozenset("０１２３４５６７８９")
#: Stands in the working text for marks that are no text: footnote figures, circled list numbers, fractions.
MARK = "\x00"


@lru_cache(maxsize=4096)
def _kept(character: str) -> str | None:
    if character in _KEPT:
        return _KEPT[character]
    return MARK if unicodedata.category(character) == "No" else None


@dataclass(frozen=True, slots=True)
class Source:
    """A text as printed, its folding, and the working text (same length as the folded one)."""

    original: str
    folded: Folded
    text: str

    @classmethod
    def of(cls, original: str) -> Source:
        """Fold and keep apart what folding would confuse. Linear."""
        folded = fold(original)
        special = [(i, kept) for i, c in enumerate(original) if not c.isalnum() or c > "\x7f" if (kept := _kept(c))]
        if not special:
            return cls(original, folded, folded.text)
        characters = list(folded.text)
        for i, kept in special:
            if kept == "，" and original[i - 1 : i] in _WIDE_DIGITS and original[i + 1 : i + 2] in _WIDE_DIGITS and i:
                continue  # １３，０００
            start, end = folded.from_original(i, i + 1)
            characters[start:end] = kept * (end - start)
        return cls(original, folded, "".join(characters))

    def printed(self, start: int, end: int) -> str:
        """The original characters of a working span."""
        a, b = self.folded.to_original(start, end)
        return self.original[a:b]


@dataclass(slots=True)
class Reading:
    """A fact in the making. Positions are those of the working text."""

    kind: str
    start: int
    end: int
    value: str
    unit: str | None = None
    edtf: str | None = None
    interval: tuple[str | None, str | None] | None = None
    qualifiers: list[str] = field(default_factory=list)
    subject: str = ""
    as_of: str | None = None
    negated: bool = False
    ends: tuple[Fact, ...] = ()
    outer_start: int = -1  #: with the wordings that qualify it
    outer_end: int = -1
    open_start: bool = False  #: a date from which something goes on
    noun_span: tuple[int, int] | None = None  #: of what is counted
    entity: str = ""
    entity_span: tuple[int, int] | None = None
    entity_key: str = ""
    part: str = ""
    measure: str = ""
    measure_span: tuple[int, int] | None = None
    aspect: str = ""
    role: str = ""

    def __post_init__(self) -> None:
        self.outer_start, self.outer_end = self.start, self.end


@dataclass(frozen=True, slots=True)
class Zones:
    """Stretches of the working text where no number is read, sorted and apart."""

    spans: tuple[tuple[int, int], ...]

    def covering(self, start: int, end: int) -> tuple[int, int] | None:
        """The zone that overlaps ``[start, end)``, None where there is none. Logarithmic."""
        low, high = 0, len(self.spans)
        while low < high:
            middle = (low + high) // 2
            if self.spans[middle][1] <= start:
                low = middle + 1
            else:
                high = middle
        return self.spans[low] if low < len(self.spans) and self.spans[low][0] < end else None


SENTENCE_ENDS = re.compile(r"[。!?;\n]|\.(?= |$)")
CLAUSE_ENDS = re.compile(r"[。!?;:\n，]|[,.](?= |$)|,(?![0-9])")
