"""The one text normaliser, with its map back to the original characters.

Facts, quotations, extractive answers, tokens and measures all fold through here; if two places normalised, spans would
disagree. Folding works character by character, so that ``fold(a + b) == fold(a) + fold(b)``: a folded piece always equals
the piece of the folded text.

- width and compatibility: NFKC of the single character (``％`` -> ``%``, ``㎡`` -> ``m2``), combining marks dropped
- script: Traditional to Simplified by OpenCC's one-to-one character table, and the variants it misses (``著`` -> ``着``)
- case: ``str.casefold``
- space: every white space becomes one space; characters without width (soft hyphen, joiners, direction marks) vanish
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

# Variants that OpenCC's t2s leaves apart although Hong Kong documents print both forms of one word.
_VARIANTS = {
    "著": "着",
    "甚": "什",
    "裏": "里",
    "峯": "峰",
    "衞": "卫",
    "啓": "启",
    "綫": "线",
    "牀": "床",
    "羣": "群",
    "匯": "汇",
}
_CJK_BLOCKS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F))


@lru_cache(maxsize=1)
def simplified_characters() -> dict[str, str]:
    """Traditional character -> Simplified character, from OpenCC's ``t2s``; one character to one character only."""
    characters = [chr(code) for low, high in _CJK_BLOCKS for code in range(low, high + 1)]
    converted = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    table = {a: b for a, b in zip(characters, converted, strict=True) if a != b and len(b) == 1}
    return table | {a: table.get(b, b) for a, b in _VARIANTS.items()}


def _fold_character(character: str) -> str:
    if character.isspace():
        return " "
    script = simplified_characters()
    folded = []
    for c in unicodedata.normalize("NFKD", character):
        category = unicodedata.category(c)
        if category in ("Mn", "Cf", "Cc"):
            continue
        folded.append(" " if c.isspace() else script.get(c, c).casefold())
    return "".join(folded)


class _Han(dict[int, bool]):
    """Fills itself as characters are met: every token of every text asks."""

    def __missing__(self, code: int) -> bool:
        self[code] = found = any(low <= code <= high for low, high in _CJK_BLOCKS)
        return found


_IS_HAN = _Han()


class _Table(dict[int, str]):
    """``str.translate`` table that fills itself as characters are met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


_TABLE = _Table()


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back. ``starts[i]`` is the original index of folded character i; None means identity."""

    text: str
    original: str
    starts: tuple[int, ...] | None = None

    def to_original(self, start: int, end: int) -> tuple[int, int]:
        """Original span of the folded span ``[start, end)``; an empty span stays empty."""
        if self.starts is None:
            return start, end
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else len(self.original)
            return at, at
        return self.starts[start], self.starts[end - 1] + 1

    def from_original(self, start: int, end: int) -> tuple[int, int]:
        """Folded span of the original span ``[start, end)``."""
        if self.starts is None:
            return start, end
        return bisect_right(self.starts, start - 1), bisect_right(self.starts, end - 1)

    def compact(self) -> Folded:
        """The same without spaces."""
        kept = [i for i, c in enumerate(self.text) if c != " "]
        starts = tuple(kept) if self.starts is None else tuple(self.starts[i] for i in kept)
        return Folded("".join(self.text[i] for i in kept), self.original, starts)

    def find_all(self, needle: str) -> Iterator[tuple[int, int]]:
        """Original spans of every occurrence (overlaps included) of an already folded needle."""
        at = self.text.find(needle) if needle else -1
        while at >= 0:
            yield self.to_original(at, at + len(needle))
            at = self.text.find(needle, at + 1)


def fold_text(text: str) -> str:
    """The folded text alone, for look-ups that need no way back."""
    return text.translate(_TABLE)


def fold(text: str) -> Folded:
    """The folded text with its map back. Linear in the text's length."""
    folded = text.translate(_TABLE)
    if len(folded) == len(text) and all(len(_TABLE[ord(c)]) == 1 for c in set(text)):
        return Folded(folded, text)
    starts = tuple(i for i, c in enumerate(text) for _ in _TABLE[ord(c)])
    return Folded(folded, text, starts)


def is_han(character: str) -> bool:
    """Whether the character is a Chinese character (any of the CJK ideograph blocks)."""
    return _IS_HAN[ord(character)]


def count_han(text: str) -> int:
    """How many Chinese characters a text has: ``is_han`` of each, without a call for each."""
    return 0 if text.isascii() else sum(map(_IS_HAN.__getitem__, map(ord, text)))
