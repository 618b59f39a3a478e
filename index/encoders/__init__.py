"""Encoders by name."""

from __future__ import annotations

from index.encoders.hashing import HashingEncoder
from index.encoders.static import PATH, StaticEncoder
from index.protocols import Encoder


def load_encoder(name: str = "default") -> Encoder:
    """``default`` and ``fast`` (our static bilingual embedding), ``hashing``, or any sentence-transformers name or folder.

    Where the static model's files are missing, ``default`` is ``hashing``, whose id says that it knows spelling only;
    asking for ``fast`` then raises Unavailable, as does any other model that is not there.
    """
    if name == "hashing" or (name == "default" and not (PATH / "model.safetensors").is_file()):
        return HashingEncoder()
    if name in ("default", "fast", "static"):
        return StaticEncoder()
    # Deferred: whoever uses our own models never pays for torch.
    from index.encoders.sentence_transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder(name)
