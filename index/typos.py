"""Misspelt Latin words of a question, by character bigrams against the index's own words. Work is bounded by the vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index.vocabulary import Vocabulary

_SHORTEST = 4
_MOST = 3
_DICE = 0.4


def _grams(word: str) -> list[str]:
    padded = f"^{word}$"
    return sorted({padded[i : i + 2] for i in range(len(padded) - 1)})


def distance(a: str, b: str, limit: int) -> int:
    """Edit distance with neighbouring letters swapped counted as one (optimal string alignment); limit + 1 where it is more."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        earlier, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def build(folder: Path, words: Sequence[str]) -> None:
    """Write the bigram postings of the Latin words of four letters and more."""
    kept = sorted(word for word in words if len(word) >= _SHORTEST and word.isascii() and word.isalpha())
    Vocabulary.of(kept).save(folder, "latin")
    holders: dict[str, list[int]] = {}
    for number, word in enumerate(kept):
        for gram in _grams(word):
            holders.setdefault(gram, []).append(number)
    grams = sorted(holders)
    Vocabulary.of(grams).save(folder, "grams")
    np.save(folder / "grams.starts.npy", np.cumsum([0, *(len(holders[gram]) for gram in grams)], dtype=np.int64))
    rows = [number for gram in grams for number in holders[gram]]
    np.save(folder / "grams.rows.npy", np.array(rows, dtype=np.int32))
    np.save(folder / "latin.sizes.npy", np.array([len(_grams(word)) for word in kept], dtype=np.int32))


class Typos:
    """Opened bigram postings."""

    def __init__(self, folder: Path) -> None:
        self._words = Vocabulary.open(folder, "latin")
        self._grams = Vocabulary.open(folder, "grams")
        self._starts = np.load(folder / "grams.starts.npy")
        self._rows = np.load(folder / "grams.rows.npy", mmap_mode="r")
        self._sizes = np.load(folder / "latin.sizes.npy")

    def near(self, word: str) -> list[tuple[str, float]]:
        """(known word, likeness between 0 and 1) for at most three words within one edit, two from eight letters on."""
        if not _SHORTEST <= len(word) <= 40 or not len(self._words):
            return []
        grams = _grams(word)
        numbers = [n for n in map(self._grams.find, grams) if n >= 0]
        if not numbers:
            return []
        rows = np.concatenate([self._rows[self._starts[n] : self._starts[n + 1]] for n in numbers])
        shared = np.bincount(rows, minlength=len(self._words))
        dice = 2 * shared / (self._sizes + len(grams))
        alike = np.flatnonzero(dice >= _DICE)
        best = alike[np.argsort(-dice[alike], kind="stable")[:20]]
        limit = 1 if len(word) < 8 else 2
        found = []
        for number in best:
            known = self._words[int(number)]
            edits = distance(word, known, limit)
            if edits <= limit:
                found.append((known, 1 - edits / len(word)))
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:_MOST]


def near_in(segments: Sequence[Typos]) -> Callable[[str], list[tuple[str, float]]]:
    """As ``Typos.near``, over the words of all segments."""
    if len(segments) == 1:
        return segments[0].near

    def near(word: str) -> list[tuple[str, float]]:
        found = {pair for typos in segments for pair in typos.near(word)}
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:_MOST]

    return near
