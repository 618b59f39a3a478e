"""How long a search takes: what a benchmark calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from index.retriever import Retriever


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of one search, question in, paragraphs out, encoding included."""

    queries: int
    p50_ms: float
    p95_ms: float


def measure(retriever: Retriever, questions: Sequence[str], *, top_k: int = 8, repeats: int = 5) -> Latency:
    """Search every question ``repeats`` times, one after the other, after one round to warm up."""
    for question in questions:
        retriever.search(question, top_k=top_k)
    taken = []
    for _ in range(repeats):
        for question in questions:
            start = perf_counter()
            retriever.search(question, top_k=top_k)
            taken.append((perf_counter() - start) * 1000)
    p50, p95 = np.percentile(taken, (50, 95))
    return Latency(len(taken), float(p50), float(p95))
