"""Encoders by name."""

from __future__ import annotations

from index.encoders.hashing import HashingEncoder
from index.protocols import Encoder


def load_encoder(name: str = "default") -> Encoder:
    """``hashing``, or the name or folder of any sentence-transformers model."""
    if name in ("hashing", "default", "fast"):
        return HashingEncoder()
    from index.encoders.sentence_transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder(name)
