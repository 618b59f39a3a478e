"""Writing postings: which rows hold a token and how often, in two fields, with what statistics need counted beforehand.

Files under a name: ``tokens`` (the vocabulary), per field ``starts``, ``rows``, ``counts`` and ``lengths``; ``df`` (tokens,
groups): in how many rows' text a token stands; ``sums`` (1 + 2 · fields, groups): rows, then summed lengths and rows that
have the field.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.vocabulary import Vocabulary

#: Fields of a row in the order of ``build``'s pairs.
FIELDS = ("text", "context")
#: The most times a token is counted in one row.
MOST = 65535


class _Counted:
    """One field's tokens as they come, numbered by first meeting: plain arrays, ten bytes a posting."""

    def __init__(self) -> None:
        self.tokens, self.counts = array("i"), array("H")
        self.sizes, self.lengths = array("i"), array("f")

    def add(self, numbers: dict[str, int], tokens: Sequence[str]) -> None:
        counted = Counter(tokens)
        self.tokens.extend([numbers.setdefault(word, len(numbers)) for word in counted])
        self.counts.extend([min(count, MOST) for count in counted.values()])
        self.sizes.append(len(counted))
        self.lengths.append(len(tokens))


class Postings:
    """Rows taken in one by one, then written."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._fields = tuple(_Counted() for _ in FIELDS)

    def add(self, *fields: Sequence[str]) -> None:
        """The next row: its text's tokens, its context's tokens."""
        for field, tokens in zip(self._fields, fields, strict=True):
            field.add(self._numbers, tokens)

    def save(self, folder: Path, name: str, groups: npt.ArrayLike | None = None) -> int:
        """Write them under a name; returns how many distinct tokens there are. ``groups``: each row's language group (0, 1, …);
        None is one group."""
        rows, words = len(self._fields[0].sizes), len(self._numbers)
        group = np.zeros(rows, dtype=np.int64) if groups is None else np.asarray(groups, dtype=np.int64)
        width = int(group.max()) + 1 if rows else 0
        Vocabulary.of(self._numbers).save(folder, f"{name}.tokens")
        # Numbers were given by first meeting: in a dictionary's own order.
        order = sorted(range(words), key=[w.encode("utf-8", "surrogatepass") for w in self._numbers].__getitem__)
        rank = np.empty(words, dtype=np.int64)
        rank[order] = np.arange(words)
        for field, found in zip(FIELDS, self._fields, strict=True):
            tokens = rank[np.array(found.tokens, dtype=np.int64)]
            owners = np.repeat(np.arange(rows, dtype=np.int32), np.array(found.sizes, dtype=np.int64))
            by_token = np.argsort(tokens, kind="stable")
            starts = np.zeros(words + 1, dtype=np.int64)
            np.cumsum(np.bincount(tokens, minlength=words), out=starts[1:])
            np.save(folder / f"{name}.{field}.starts.npy", starts)
            np.save(folder / f"{name}.{field}.rows.npy", owners[by_token])
            np.save(folder / f"{name}.{field}.counts.npy", np.array(found.counts, dtype=np.uint16)[by_token])
            np.save(folder / f"{name}.{field}.lengths.npy", np.array(found.lengths, dtype=np.float32))
            if field == "text":
                df = np.bincount(tokens * width + group[owners], minlength=words * width)
                np.save(folder / f"{name}.df.npy", df.reshape(words, width).astype(np.int32))
        lengths = [np.array(found.lengths, dtype=np.float32) for found in self._fields]
        np.save(folder / f"{name}.sums.npy", sums_of(group, width, lengths))
        return words


def sums_of(group: npt.NDArray[np.int64], width: int, lengths: Sequence[npt.NDArray[Any]]) -> npt.NDArray[np.float64]:
    """What ``sums`` holds, of rows with these groups and lengths per field."""
    rows: list[npt.NDArray[Any]] = [np.bincount(group, minlength=width).astype(np.float64)]
    for of_field in lengths:
        rows.append(np.bincount(group, weights=of_field, minlength=width))
        rows.append(np.bincount(group, weights=of_field > 0, minlength=width).astype(np.float64))
    return np.stack(rows)
