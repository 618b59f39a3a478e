"""Vectors of texts that are compared again and again: the sentences, names and units of the paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.kept import Kept
from index.protocols import Encoder

#: What is remembered, in bytes: about 15,000 sentences of 256 numbers.
_REMEMBERED_BYTES = 24_000_000
Floats = npt.NDArray[np.float32]


class Vectors:
    """An encoder with a memory. Safe to share between threads.

    Nothing is remembered of an encoder whose vector of a text depends, be it in the last bit, on the texts encoded together with
    it (``apart`` is not set): the same question would then not always get the same answer.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._kept = Kept(_REMEMBERED_BYTES) if getattr(encoder, "apart", False) else None

    def of_query(self, text: str) -> Floats:
        """(dimension,)"""
        if self._kept is None:
            return self._encoder.encode_queries([text])[0]
        known = self._kept.get(("query", text))
        if known is None:
            known = self._encoder.encode_queries([text])[0]
            self._kept.put(("query", text), known, known.nbytes)
        return known

    def of(self, texts: Sequence[str]) -> Floats:
        """(len(texts), dimension) of passages."""
        if self._kept is None:
            return self._encoder.encode_passages(list(texts))
        found = {text: self._kept.get(text) for text in texts}
        missing = [text for text, vector in found.items() if vector is None]
        if missing:
            for text, vector in zip(missing, self._encoder.encode_passages(missing), strict=True):
                found[text] = vector.copy()  # a row alone would keep the whole batch
                self._kept.put(text, found[text], vector.nbytes)
        return np.array([found[text] for text in texts], dtype=np.float32).reshape(len(texts), self._encoder.dimension)
