"""IBM Model 1 in both directions (Brown et al. 1993), as arrays: every sentence's word pairs are listed once as numbers of
cells, and an iteration is a gather, a sum over runs and a histogram.

A pair of words is kept where √(p(f|e) · p(e|f)) is large enough: each must be a likely translation of the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.progress import Progress, silent
from index.tokens import analyse
from index.training.words import HAN_RUN, FastSegmenter

ITERATIONS = 6
LEAST = 0.03  #: smallest √(p·p) kept
RARE = 2  #: a word met less often, or a pair of words met together less often, teaches nothing
LONGEST = 64  #: distinct words of a sentence; the rest is left out
_BLOCK = 20_000


@dataclass(frozen=True, slots=True)
class Numbered:
    """Sentences as rows of word numbers. Row i is ``numbers[starts[i]:starts[i + 1]]``; ``words[n]`` is the word."""

    words: list[str]
    starts: npt.NDArray[np.int64]
    numbers: npt.NDArray[np.int32]


def english_words(folded: str) -> list[str]:
    """Stems and names of folded English text, as ``index.tokens`` yields them."""
    return [token.text for token in analyse(folded) if token.kind in ("latin", "code")]


def chinese_words(texts: Sequence[str], segmenter: FastSegmenter) -> list[list[str]]:
    """Words of folded Chinese texts; Latin names inside are words too, so that the English ones find their equals."""
    runs = sorted({run for text in texts for run in HAN_RUN.findall(text)})
    cut = dict(zip(runs, segmenter.cut_many(runs), strict=True))
    return [
        [word for run in HAN_RUN.findall(text) for word in cut[run]]
        + ([w for w in english_words(text) if w.isascii()] if any(c.isascii() and c.isalpha() for c in text) else [])
        for text in texts
    ]


def number(sentences: Iterable[Sequence[str]]) -> Numbered:
    """Each sentence's distinct words, in order of appearance, without words met in one sentence only."""
    distinct = [list(dict.fromkeys(sentence))[:LONGEST] for sentence in sentences]
    counts = Counter(word for sentence in distinct for word in sentence)
    words = sorted((w for w, n in counts.items() if n >= RARE), key=lambda w: (-counts[w], w))
    numbers = {word: i for i, word in enumerate(words)}
    rows = [[numbers[word] for word in sentence if word in numbers] for sentence in distinct]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    return Numbered(words, starts, np.array([n for row in rows for n in row], dtype=np.int32))


def _links(a: Numbered, b: Numbered, first: int, last: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """All word pairs of sentences ``first:last``, as places in ``a.numbers`` and in ``b.numbers``."""
    lengths_a = np.diff(a.starts[first : last + 1])
    lengths_b = np.diff(b.starts[first : last + 1])
    runs = np.repeat(lengths_a, lengths_b)  # one run for every word of b: all words of a in its sentence
    places_b = np.repeat(np.arange(b.starts[first], b.starts[last]), runs)
    begins = np.repeat(np.repeat(a.starts[first:last], lengths_b), runs)
    offsets = np.arange(len(begins)) - np.repeat(np.cumsum(runs) - runs, runs)
    return (begins + offsets).astype(np.int32), places_b.astype(np.int32)


@dataclass(frozen=True, slots=True)
class Cells:
    """The pairs of words that meet often enough, and every place where one does: cell, place in a, place in b."""

    rows: npt.NDArray[np.int32]  #: word of a, for each cell
    columns: npt.NDArray[np.int32]  #: word of b, for each cell
    links: npt.NDArray[np.int32]
    places_a: npt.NDArray[np.int32]
    places_b: npt.NDArray[np.int32]


def find_cells(a: Numbered, b: Numbered, progress: Progress = silent) -> Cells:
    """Pairs of words that meet in at least ``RARE`` sentences. Two passes, block by block, to bound the memory."""
    sentences, width = len(a.starts) - 1, len(b.words)
    blocks = [(at, min(at + _BLOCK, sentences)) for at in range(0, sentences, _BLOCK)]
    keys, times = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32)
    for at, last in blocks:
        places_a, places_b = _links(a, b, at, last)
        new, counts = np.unique(a.numbers[places_a].astype(np.int64) * width + b.numbers[places_b], return_counts=True)
        merged, inverse = np.unique(np.concatenate([keys, new]), return_inverse=True)
        weights = np.concatenate([times, counts.astype(np.int32)])
        keys, times = merged, np.bincount(inverse, weights=weights, minlength=len(merged)).astype(np.int32)
        progress("table", at, 2 * sentences)
    keys = keys[times >= RARE]
    found = []
    for at, last in blocks:
        places_a, places_b = _links(a, b, at, last)
        distinct, inverse = np.unique(
            a.numbers[places_a].astype(np.int64) * width + b.numbers[places_b], return_inverse=True
        )
        at_key = np.minimum(np.searchsorted(keys, distinct), len(keys) - 1)
        cells = np.where(keys[at_key] == distinct, at_key, -1)[inverse].astype(np.int32)
        kept = cells >= 0
        found.append((cells[kept], places_a[kept], places_b[kept]))
        progress("table", sentences + at, 2 * sentences)
    rows, columns = np.divmod(keys, width)
    links, at_a, at_b = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return Cells(rows.astype(np.int32), columns.astype(np.int32), links, at_a, at_b)


def _model1(links, explained, givens, iterations: int) -> npt.NDArray[np.float64]:
    """p(explained word | given word) for every cell.

    ``explained`` is the place that a link explains, ``givens[cell]`` the given word.
    """
    probability = np.ones(len(givens))
    for _ in range(iterations):
        share = probability[links]
        share /= np.bincount(explained, weights=share)[explained]
        counts = np.bincount(links, weights=share, minlength=len(givens))
        probability = counts / np.bincount(givens, weights=counts)[givens]
    return probability


def learn_table(
    english: Sequence[Sequence[str]],
    chinese: Sequence[Sequence[str]],
    *,
    iterations: int = ITERATIONS,
    progress: Progress = silent,
) -> dict[str, list[tuple[str, float]]]:
    """Translations by token, both ways, from sentences in the two languages, row by row the same."""
    a, b = number(english), number(chinese)
    table: dict[str, list[tuple[str, float]]] = {}
    if not len(a.numbers) or not len(b.numbers):
        return table
    cells = find_cells(a, b, progress)
    forward = _model1(cells.links, cells.places_b, cells.rows, iterations)
    backward = _model1(cells.links, cells.places_a, cells.columns, iterations)
    both = np.sqrt(forward * backward)
    progress("table", 1, 1)
    for cell in np.flatnonzero(both >= LEAST).tolist():
        source, target = a.words[cells.rows[cell]], b.words[cells.columns[cell]]
        if source != target and HAN_RUN.fullmatch(target):
            table.setdefault(source, []).append((target, float(both[cell])))
            table.setdefault(target, []).append((source, float(both[cell])))
    return table
