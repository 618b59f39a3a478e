"""What the search asks of its parts. The consumer declares the Protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt


class Encoder(Protocol):
    """Text to vectors. Rows are L2-normalised float32, so that an inner product is a cosine."""

    @property
    def id(self) -> str:
        """Name and content hash of the model with its prompts and dimension: two equal ids give equal vectors."""
        ...

    @property
    def dimension(self) -> int: ...

    @property
    def max_characters(self) -> int:
        """Longest text worth encoding as one window; longer paragraphs are cut into chunks."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """(len(texts), dimension)"""
        ...

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """(len(texts), dimension)"""
        ...


class Frequencies(Protocol):
    """Of all paragraphs of an index."""

    def __len__(self) -> int:
        """How many paragraphs there are."""
        ...

    def frequency(self, token: str) -> int:
        """In how many paragraphs' text the token stands."""
        ...


class TranslationTable(Protocol):
    """Probabilistic structured queries (Darwish & Oard 2003): what a query token may be called in the other language."""

    @property
    def id(self) -> str: ...

    def translations(self, token: str) -> Sequence[tuple[str, float]]:
        """(token of the other language, probability) pairs, most probable first, at most eight; empty where unknown."""
        ...
