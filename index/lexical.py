"""BM25 over memory-mapped postings, with query terms that may have many names (probabilistic structured queries).

Robertson & Zaragoza 2009 (BM25F: the fields' normalised frequencies add up before saturation), Darwish & Oard 2003 (a query
term's frequency is that of its translations, weighted by their probability, before saturation; its document frequency
likewise). Counts of documents and lengths are taken within each language, so that one language's size does not set the
other's weights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.kept import Kept
from index.vocabulary import Vocabulary

#: Fields of a paragraph in the order of ``build``'s pairs.
FIELDS = ("text", "context")
Floats = npt.NDArray[np.float32]
#: Terms whose part in the scores is remembered: questions about one body of documents share most of their words.
_REMEMBERED_BYTES = 24_000_000


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One thing asked for. ``names`` are (token, probability): the word itself with 1, its translations with less."""

    names: tuple[tuple[str, float], ...]
    weight: float = 1.0
    hard: bool = False  #: a number, date, code or name, which must match exactly


@dataclass(frozen=True, slots=True)
class Saturation:
    """BM25's constants. ``context``: what a token of the heading path counts beside one of the text."""

    k1: float
    b: float
    context: float


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What a term adds: its idf per group, and on ``rows`` to BM25 and to the share of the question that is matched."""

    idf: npt.NDArray[np.float64]
    rows: npt.NDArray[np.int64]
    gain: Floats
    part: Floats

    @property
    def size(self) -> int:
        return self.idf.nbytes + self.rows.nbytes + self.gain.nbytes + self.part.nbytes


@dataclass(frozen=True, slots=True)
class LexicalScores:
    """Per paragraph row: BM25; the share of the question's idf weight that the paragraph matches (0 to 1), a term counting
    √min(tf, 1), so that a likely translation is nearly a match; the same for the hard terms alone (0 without any)."""

    bm25: Floats
    coverage: Floats
    exact: Floats


def vocabulary_of(folder: Path, name: str) -> Vocabulary:
    """The tokens of a written index."""
    return Vocabulary.open(folder, f"{name}.tokens")


def build(folder: Path, name: str, fields: Iterable[tuple[Sequence[str], Sequence[str]]]) -> int:
    """Write the postings of (text tokens, context tokens) per row under a name; returns how many distinct tokens there are."""
    counted = [tuple(Counter(tokens) for tokens in pair) for pair in fields]
    words = sorted(set(chain.from_iterable(counts for pair in counted for counts in pair)))
    vocabulary = Vocabulary.of(words)
    vocabulary.save(folder, f"{name}.tokens")
    number = {word: i for i, word in enumerate(sorted(words, key=lambda w: w.encode("utf-8", "surrogatepass")))}
    for at, field in enumerate(FIELDS):
        columns = [number[word] for pair in counted for word in pair[at]]
        rows = [row for row, pair in enumerate(counted) for _ in pair[at]]
        values = [count for pair in counted for count in pair[at].values()]
        order = np.lexsort((np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64)))
        starts = np.zeros(len(words) + 1, dtype=np.int64)
        np.cumsum(np.bincount(np.array(columns, dtype=np.int64), minlength=len(words)), out=starts[1:])
        np.save(folder / f"{name}.{field}.starts.npy", starts)
        np.save(folder / f"{name}.{field}.rows.npy", np.array(rows, dtype=np.int32)[order])
        np.save(
            folder / f"{name}.{field}.counts.npy",
            np.minimum(np.array(values, dtype=np.int64)[order], 65535).astype(np.uint16),
        )
        lengths = np.array([sum(pair[at].values()) for pair in counted], dtype=np.float32)
        np.save(folder / f"{name}.{field}.lengths.npy", lengths)
    return len(words)


def _mapped(path: Path) -> npt.NDArray[Any]:
    """A memory-mapped array as a plain one: slicing numpy's own memmap class costs more than the reading."""
    return np.asarray(np.load(path, mmap_mode="r"))


class _Field:
    def __init__(self, folder: Path, name: str, group: npt.NDArray[np.int64], groups: int) -> None:
        self._starts = _mapped(folder / f"{name}.starts.npy")
        self._rows = _mapped(folder / f"{name}.rows.npy")
        self._counts = _mapped(folder / f"{name}.counts.npy")
        lengths = np.load(folder / f"{name}.lengths.npy")
        sums = np.bincount(group, weights=lengths, minlength=groups)
        filled = np.bincount(group, weights=lengths > 0, minlength=groups)
        average = sums / np.maximum(filled, 1)
        #: length over the average of the same language, among paragraphs that have this field at all
        self.relative = (lengths / np.maximum(average, 1)[group]).astype(np.float32)

    def postings(self, token: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint16]]:
        part = slice(int(self._starts[token]), int(self._starts[token + 1]))
        return self._rows[part], self._counts[part]


class LexicalIndex:
    """Opened postings. ``group`` is the language group (0, 1, …) of each row."""

    def __init__(self, folder: Path, name: str, group: npt.NDArray[np.int64]) -> None:
        self.vocabulary = vocabulary_of(folder, name)
        self._group = group
        self._groups = int(group.max()) + 1 if len(group) else 0
        self._sizes = np.bincount(group, minlength=self._groups).astype(np.float64)
        self._fields = {field: _Field(folder, f"{name}.{field}", group, self._groups) for field in FIELDS}
        self._weighed = Kept(_REMEMBERED_BYTES)

    def __len__(self) -> int:
        return len(self._group)

    def frequency(self, token: str) -> int:
        """In how many paragraphs' text the token stands."""
        number = self.vocabulary.find(token)
        return 0 if number < 0 else len(self._fields["text"].postings(number)[0])

    def _frequencies(self, term: QueryTerm, constants: Saturation) -> tuple[Floats, npt.NDArray[np.float64]] | None:
        """(normalised frequency of the term per row, its document frequency per group), names added up; None if absent."""
        total: Floats | None = None
        df = np.zeros(self._groups)
        for token, probability in term.names:
            number = self.vocabulary.find(token)
            if number < 0:
                continue
            if total is None:
                total = np.zeros(len(self), dtype=np.float32)
            for name, weight in (("text", 1.0), ("context", constants.context)):
                rows, counts = self._fields[name].postings(number)
                if not len(rows) or not weight:
                    continue
                norm = 1 - constants.b + constants.b * self._fields[name].relative[rows]
                total[rows] += (probability * weight) * counts / norm
                if name == "text":
                    df += probability * np.bincount(self._group[rows], minlength=self._groups)
        return None if total is None else (total, np.minimum(df, self._sizes))

    def _weigh(self, term: QueryTerm, constants: Saturation) -> _Weighed:
        key = (term.names, term.weight, constants)
        known = self._weighed.get(key)
        if known is None:
            known = self._weigh_anew(term, constants)
            self._weighed.put(key, known, known.size)
        return known

    def _weigh_anew(self, term: QueryTerm, constants: Saturation) -> _Weighed:
        found = self._frequencies(term, constants)
        df = found[1] if found else np.zeros(self._groups)
        idf = term.weight * np.log1p((self._sizes - df + 0.5) / (df + 0.5))
        if found is None:
            return _Weighed(
                idf, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.float32)
            )
        rows = np.flatnonzero(found[0])
        tf = found[0][rows]
        idf_rows = idf[self._group[rows]].astype(np.float32)
        gain = (idf_rows * tf * (constants.k1 + 1) / (tf + constants.k1)).astype(np.float32)
        return _Weighed(idf, rows, gain, idf_rows * np.sqrt(np.minimum(tf, 1)))

    def scores(self, terms: Sequence[QueryTerm], constants: Saturation) -> LexicalScores:
        """BM25 with idf = ln(1 + (N - df + ½) / (df + ½)) within the paragraph's language, never negative."""
        bm25 = np.zeros(len(self), dtype=np.float32)
        matched, exact = np.zeros_like(bm25), np.zeros_like(bm25)
        asked, asked_hard = np.zeros(self._groups), np.zeros(self._groups)
        for term in terms:
            one = self._weigh(term, constants)
            asked += one.idf
            asked_hard += one.idf if term.hard else 0
            bm25[one.rows] += one.gain
            matched[one.rows] += one.part
            if term.hard:
                exact[one.rows] += one.part
        if len(self):
            matched /= np.maximum(asked, 1e-9)[self._group].astype(np.float32)
            exact /= np.maximum(asked_hard, 1e-9)[self._group].astype(np.float32)
        return LexicalScores(bm25, matched, exact)
