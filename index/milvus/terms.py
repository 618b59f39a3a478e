"""Paragraphs as counted tokens, and what a replica must know of all of them: how many have a token, how long they are.

The same counts and the same formulas as index.lexical, for paragraphs that lie elsewhere: only those found are counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.records import Paragraph
from index.build import NEAR
from index.chunks import chunks
from index.expansion import Names
from index.lexical import LexicalScores, QueryTerm, Saturation
from index.tokens import tokens
from index.vocabulary import Vocabulary

Floats = npt.NDArray[np.float64]
Counts = Counter[str]


@dataclass(frozen=True, slots=True)
class Counted:
    """Tokens of a paragraph's text, of its context, and of each of its short windows."""

    text: Counts
    context: Counts
    windows: tuple[Counts, ...]


def counted(paragraph: Paragraph, names: Names) -> Counted:
    """As index.build counts them."""

    def of(text: str) -> Counts:
        return Counter(tokens(text) + names.tokens(text))

    pieces = [piece.text for piece in chunks(paragraph.text, NEAR)] or [""]
    return Counted(of(paragraph.text), of(paragraph.context.as_text()), tuple(of(piece) for piece in pieces))


class Tally:
    """Sums up rows of (text, context) counts per language group."""

    def __init__(self, groups: int) -> None:
        self.rows = np.zeros(groups, dtype=np.int64)
        self._lengths = np.zeros((2, groups))
        self._filled = np.zeros((2, groups))
        self._df: list[Counts] = [Counter() for _ in range(groups)]
        self.words: set[str] = set()

    def add(self, text: Counts, context: Counts, group: int) -> None:
        self.rows[group] += 1
        for field, counts in enumerate((text, context)):
            length = counts.total()
            self._lengths[field, group] += length
            self._filled[field, group] += length > 0
            self.words.update(counts)
        self._df[group].update(text.keys())

    def save(self, folder: Path, name: str) -> None:
        words = sorted(self.words)
        Vocabulary.of(words).save(folder, f"{name}.tokens")
        ordered = sorted(words, key=lambda word: word.encode("utf-8", "surrogatepass"))
        df = np.array([[counts[word] for counts in self._df] for word in ordered], dtype=np.int64)
        np.save(folder / f"{name}.df.npy", df.reshape(len(ordered), len(self._df)))
        np.savez(folder / f"{name}.sums.npz", rows=self.rows, lengths=self._lengths, filled=self._filled)


class Statistics:
    """What a Tally saved, memory-mapped."""

    def __init__(self, folder: Path, name: str) -> None:
        self.vocabulary = Vocabulary.open(folder, f"{name}.tokens")
        self._df = np.load(folder / f"{name}.df.npy", mmap_mode="r")
        with np.load(folder / f"{name}.sums.npz") as sums:
            self.sizes = sums["rows"].astype(np.float64)
            lengths, filled = sums["lengths"], sums["filled"]
        #: (field, group): average length among the rows that have the field at all
        self._averages = np.maximum(lengths / np.maximum(filled, 1), 1)

    def __len__(self) -> int:
        return int(self.sizes.sum())

    def frequency(self, token: str) -> int:
        """In how many rows' text the token stands."""
        number = self.vocabulary.find(token)
        return 0 if number < 0 else int(self._df[number].sum())

    def idf(self, term: QueryTerm) -> Floats:
        """Per group, as index.lexical weighs a term: names' document frequencies added up by their probability."""
        df = np.zeros(len(self.sizes))
        for token, probability in term.names:
            if (number := self.vocabulary.find(token)) >= 0:
                df += probability * self._df[number]
        df = np.minimum(df, self.sizes)
        return term.weight * np.log1p((self.sizes - df + 0.5) / (df + 0.5))

    def frequencies(self, text: Counts, context: Counts, group: int, constants: Saturation) -> dict[str, float]:
        """Each token's normalised frequency in a row, fields added up (BM25F)."""
        found: dict[str, float] = {}
        for field, (counts, weight) in enumerate(((text, 1.0), (context, constants.context))):
            relative = counts.total() / self._averages[field, group]
            norm = 1 - constants.b + constants.b * relative
            for token, count in counts.items():
                found[token] = found.get(token, 0.0) + weight * count / norm
        return found


def saturated(tf: float, constants: Saturation) -> float:
    """BM25's tf · (k1 + 1) / (tf + k1)."""
    return tf * (constants.k1 + 1) / (tf + constants.k1)


class Rescorer:
    """Scores counted paragraphs exactly as index.lexical scores the rows of its postings."""

    def __init__(self, whole: Statistics, near: Statistics, constants: Saturation, share: float) -> None:
        self._whole, self._near, self._constants, self._share = whole, near, constants, share

    def scores(
        self, terms: Sequence[QueryTerm], rows: Sequence[Counted], group: npt.NDArray[np.int64]
    ) -> LexicalScores:
        """Of each row, whose language groups are ``group``. BM25 is mixed with that of the best short window."""
        weights = np.array([self._whole.idf(term) for term in terms]).reshape(len(terms), -1)
        nearer = np.array([self._near.idf(term) for term in terms]).reshape(len(terms), -1)
        bm25, coverage, exact = (np.zeros(len(rows), dtype=np.float32) for _ in range(3))
        for at, (row, g) in enumerate(zip(rows, group.tolist(), strict=True)):
            tf = self._of(terms, self._whole, row.text, row.context, g)
            parts = np.sqrt(np.minimum(tf, 1)) * weights[:, g]
            hard = np.array([term.hard for term in terms], dtype=bool)
            bm25[at] = self._bm25(tf, weights[:, g])
            coverage[at] = parts.sum() / max(weights[:, g].sum(), 1e-9)
            exact[at] = parts[hard].sum() / max(weights[hard, g].sum(), 1e-9)
            if self._share:
                best = max(
                    self._bm25(self._of(terms, self._near, window, row.context, g), nearer[:, g])
                    for window in row.windows
                )
                bm25[at] = (1 - self._share) * bm25[at] + self._share * best
        return LexicalScores(bm25, coverage, exact)

    def _of(
        self, terms: Iterable[QueryTerm], statistics: Statistics, text: Counts, context: Counts, group: int
    ) -> Floats:
        """(terms,): normalised frequency of each, its names' added up by their probability before saturation."""
        own = statistics.frequencies(text, context, group, self._constants)
        return np.array([sum(p * own.get(token, 0.0) for token, p in term.names) for term in terms])

    def _bm25(self, tf: Floats, idf: Floats) -> float:
        return float((idf * tf * (self._constants.k1 + 1) / (tf + self._constants.k1)).sum())
