"""The simplest encoder that is honest about itself: hashed tokens and character n-grams. It knows spelling, not meaning.

It crosses no language and finds no synonym; its id says so. It needs no file, no training and no network, which makes it
the encoder of tests and the fallback where no model is installed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

from corpus.spans import fold_text
from index.tokens import analyse

_GRAM = 3


@lru_cache(maxsize=65536)
def _slot(feature: str, dimension: int) -> tuple[int, float]:
    code = crc32(feature.encode("utf-8", "surrogatepass"))
    return code % dimension, 1.0 if code >> 31 else -1.0


class HashingEncoder:
    """Feature hashing (Weinberger et al. 2009): a signed slot per token, square root of its count, L2-normalised."""

    def __init__(self, dimension: int = 512) -> None:
        self._dimension = dimension

    @property
    def id(self) -> str:
        return f"hashing-{self._dimension}-spelling-only-v1"

    @property
    def dimension(self) -> int:
        return self._dimension

    @property
    def max_characters(self) -> int:
        return 160

    def _features(self, text: str) -> Counter[str]:
        counts: Counter[str] = Counter()
        for token in analyse(fold_text(text)):
            counts[token.text] += 1
            if token.kind == "latin":
                padded = f"^{token.text}$"
                counts.update(f"~{padded[i : i + _GRAM]}" for i in range(len(padded) - _GRAM + 1))
        return counts

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """(len(texts), dimension); a text without tokens gives a row of zeros."""
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for feature, count in self._features(text).items():
                slot, sign = _slot(feature, self._dimension)
                vectors[row, slot] += sign * count**0.5
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / np.maximum(norms, 1e-12)

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """As for passages: spelling is the same on both sides."""
        return self.encode_passages(texts)
