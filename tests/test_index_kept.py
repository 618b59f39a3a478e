"""What is remembered between questions: it is bounded, and it changes no answer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from corpus.remembered import LONGEST, remembered
from index.encoders.static import StaticEncoder
from index.kept import Kept
from index.vectors import Vectors


def test_the_longest_unused_goes_first_and_nothing_too_large_is_kept():
    kept = Kept(3 * 1_000)
    for name in ("a", "b", "c"):
        kept.put(name, name.upper(), 400)  # each with what a key costs: 1,000 bytes
    assert kept.get("a") == "A"
    kept.put("d", "D", 400)
    assert [kept.get(name) for name in ("a", "b", "c", "d")] == ["A", None, "C", "D"]
    kept.put("a", "new", 400)
    assert kept.get("a") == "new"
    assert len(kept) == 3
    kept.put("e", "E", 5_000)
    assert kept.get("e") is None
    assert len(kept) == 3


def test_long_texts_are_not_remembered():
    asked: list[int] = []

    @remembered(10)
    def length(text: str) -> int:
        asked.append(len(text))
        return len(text)

    assert [length("x" * n) for n in (5, 5, LONGEST + 1, LONGEST + 1)] == [5, 5, LONGEST + 1, LONGEST + 1]
    assert asked == [5, LONGEST + 1, LONGEST + 1]


class Counting(StaticEncoder):
    """Says how many texts it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        self.given += texts
        return super().encode_passages(texts)


TEXTS = ["創科", "The pier opens in March 2025.", "", "首階段於二零二四年落成", "a pier, a pier and the pier"]


@pytest.mark.parametrize("apart", [True, False])
def test_remembered_vectors_are_those_of_the_encoder_to_the_last_bit(apart: bool):
    encoder = Counting()
    encoder.apart = apart
    vectors, plain = Vectors(encoder), StaticEncoder()
    for texts in (TEXTS[:2], TEXTS, [*TEXTS[::-1], TEXTS[1]]):
        assert np.array_equal(vectors.of(texts), plain.encode_passages(texts))
    assert np.array_equal(vectors.of_query(TEXTS[1]), plain.encode_queries(TEXTS[1:2])[0])
    assert (sorted(encoder.given) == sorted([*TEXTS, TEXTS[1]])) is apart
    assert vectors.of([]).shape[0] == 0
