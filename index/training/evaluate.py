"""How good the models are on the development sets: each alone and fused, with bootstrap confidence intervals.

Lexical scores are BM25 (Robertson & Zaragoza 2009, k1 = 1.2, b = 0.75) over ``index.tokens``; with translations they are
probabilistic structured queries (Darwish & Oard 2003): a query token's frequency in a passage is its own plus the weighted
frequencies of its translations, summed before saturation. Dense scores are cosines: half the best window, half the whole;
likewise, an answer standing in one sentence, ``near`` adds the lexical score of the best window to that of the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from index.chunks import chunks
from index.encoders.static import WINDOW
from index.protocols import Encoder, TranslationTable
from index.tokens import tokens
from index.training.tasks import Task

K1, B = 1.2, 0.75
RESAMPLES = 1000
WEIGHT = 0.5  #: the dense part's share, best on drcd and cmrc among 0.1, 0.2 … 0.7
Scores = npt.NDArray[np.floating]  #: (queries, passages)


@dataclass(frozen=True, slots=True)
class Measured:
    """Share of queries whose wanted passage came first, or among the first five, in per cent, with 95 % intervals."""

    first: float
    first_interval: tuple[float, float]
    five: float
    five_interval: tuple[float, float]


class Lexical:
    """The passages of one task as token counts."""

    def __init__(self, passages: Sequence[str]) -> None:
        counted = [Counter(tokens(passage)) for passage in passages]
        self.numbers = {word: i for i, word in enumerate(sorted({word for c in counted for word in c}))}
        rows = np.repeat(np.arange(len(counted)), [len(c) for c in counted])
        columns = np.array([self.numbers[word] for c in counted for word in c], dtype=np.int64)
        values = np.array([n for c in counted for n in c.values()], dtype=np.float32)
        self.counts = sparse.csc_matrix((values, (rows, columns)), shape=(len(counted), len(self.numbers)))
        lengths = np.asarray(self.counts.sum(axis=1)).ravel()
        self.norms = K1 * (1 - B + B * lengths / lengths.mean())

    def scores(self, queries: Sequence[str], table: TranslationTable | None = None) -> Scores:
        asked = [Counter(tokens(query)) for query in queries]
        words = sorted({word for query in asked for word in query})
        spread = [[(word, 1.0), *(table.translations(word) if table else ())] for word in words]
        spread = [[(self.numbers[w], p) for w, p in found if w in self.numbers] for found in spread]
        spans = sparse.csc_matrix(
            (
                np.array([p for found in spread for _, p in found], dtype=np.float32),
                (
                    np.array([n for found in spread for n, _ in found], dtype=np.int64),
                    np.repeat(np.arange(len(words)), [len(found) for found in spread]),
                ),
            ),
            shape=(len(self.numbers), len(words)),
        )
        frequencies = sparse.coo_matrix(self.counts @ spans)
        having = np.diff(self.counts.indptr).astype(np.float32) @ spans  # passages that have a word, spread likewise
        passages = len(self.norms)
        df = np.minimum(np.asarray(having).ravel(), passages)
        idf = np.log(1 + (passages - df + 0.5) / (df + 0.5))
        tf = frequencies.data
        values = tf * (K1 + 1) / (tf + self.norms[frequencies.row]) * idf[frequencies.col]
        weights = sparse.csr_matrix((values, (frequencies.row, frequencies.col)), shape=frequencies.shape)
        numbers = {word: i for i, word in enumerate(words)}
        rows = np.repeat(np.arange(len(asked)), [len(query) for query in asked])
        columns = np.array([numbers[word] for query in asked for word in query], dtype=np.int64)
        times = np.array([n for query in asked for n in query.values()], dtype=np.float32)
        wanted = sparse.csr_matrix((times, (rows, columns)), shape=(len(asked), len(words)))
        return (wanted @ weights.T).toarray().astype(np.float32)


def _windows(passages: Sequence[str], window: int) -> tuple[list[str], npt.NDArray[np.int64]]:
    """(windows of all passages, where each passage's begin)."""
    pieces = [[chunk.text for chunk in chunks(passage, window)] or [passage] for passage in passages]
    begins = np.cumsum([0, *(len(found) for found in pieces[:-1])])
    return [text for found in pieces for text in found], begins


def near_scores(
    queries: Sequence[str], passages: Sequence[str], table: TranslationTable, *, window: int = WINDOW
) -> Scores:
    """The lexical score of each passage's best window."""
    texts, begins = _windows(passages, window)
    return np.maximum.reduceat(Lexical(texts).scores(queries, table), begins, axis=1)


def dense_scores(encoder: Encoder, queries: Sequence[str], passages: Sequence[str], *, window: int = WINDOW) -> Scores:
    """Half the cosine of the whole passage, half that of its best window; ``window`` 0 means the whole alone."""
    asked = encoder.encode_queries(queries)
    whole = asked @ encoder.encode_passages(passages).T
    if not window:
        return whole
    texts, begins = _windows(passages, window)
    return (whole + np.maximum.reduceat(asked @ encoder.encode_passages(texts).T, begins, axis=1)) / 2


def standardised(scores: Scores) -> Scores:
    """z-scores over the passages, for each query; a query that tells no passages apart gives zeros."""
    spread = scores.std(axis=1, keepdims=True)
    return (scores - scores.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1)


def ranks(scores: Scores, wanted: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Rank of the wanted passage, from 1; passages of the same score count as before it."""
    own = scores[np.arange(len(wanted)), wanted]
    return (scores >= own[:, None]).sum(axis=1)


def measured(found: npt.NDArray[np.int64], *, seed: int = 0) -> Measured:
    """R@1 and R@5 of ranks, with the 2.5th and 97.5th percentile of resampled queries."""
    picks = np.random.default_rng(seed).integers(0, len(found), (RESAMPLES, len(found)))
    values, intervals = [], []
    for depth in (1, 5):
        right = (found <= depth).astype(np.float32)
        low, high = np.percentile(right[picks].mean(axis=1), (2.5, 97.5))
        values.append(round(float(right.mean()) * 100, 2))
        intervals.append((round(float(low) * 100, 2), round(float(high) * 100, 2)))
    return Measured(values[0], intervals[0], values[1], intervals[1])


def evaluate_task(
    task: Task, table: TranslationTable, encoder: Encoder, *, weight: float = WEIGHT, window: int = WINDOW
) -> dict[str, Measured]:
    """The systems by name. ``weight`` is the dense part's share of the fused z-scores."""
    lexical = Lexical(task.passages)
    systems: dict[str, Scores] = {"bm25": lexical.scores(task.queries), "psq": lexical.scores(task.queries, table)}
    near = near_scores(task.queries, task.passages, table, window=window)
    systems["psq near"] = standardised(systems["psq"]) + standardised(near)
    systems["dense whole"] = dense_scores(encoder, task.queries, task.passages, window=0)
    systems["dense"] = dense_scores(encoder, task.queries, task.passages, window=window)
    systems["fused"] = (1 - weight) * standardised(systems["psq near"]) + weight * standardised(systems["dense"])
    return {name: measured(ranks(scores, task.wanted)) for name, scores in systems.items()}
