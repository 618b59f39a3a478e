"""Encoders by name."""

from __future__ import annotations

from corpus.errors import BadInput
from index.embedding import Embedding
from index.encoders.hashing import HashingEncoder
from index.encoders.static import PATH, StaticEncoder
from index.protocols import Encoder

#: Names of our own models; any other name is a sentence-transformers model.
OWN = ("default", "fast", "static", "hashing")


def load_encoder(asked: str | Embedding = "default") -> Encoder:
    """``default`` and ``fast`` (our static bilingual embedding), ``hashing``, or any sentence-transformers name or folder.

    Where the static model's files are missing, ``default`` is ``hashing``, whose id says that it knows spelling only;
    asking for ``fast`` then raises Unavailable, as does any other model that is not there. Raises BadInput for prompts,
    pooling or a dimension where the model is one of our own, which has none to choose.
    """
    wanted = Embedding(asked) if isinstance(asked, str) else asked
    name = wanted.name
    if name in OWN and not wanted.is_plain:
        raise BadInput(
            f"the model {name} has no prompts, pooling or dimension to choose",
            "leave these out, or name a sentence-transformers model",
        )
    if name == "hashing" or (name == "default" and not (PATH / "model.safetensors").is_file()):
        return HashingEncoder()
    if name in ("default", "fast", "static"):
        return StaticEncoder()
    # Deferred: whoever uses our own models never pays for torch.
    from index.encoders.sentence_transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder(
        name,
        query_prompt=wanted.query_prompt,
        passage_prompt=wanted.passage_prompt,
        pooling=wanted.pooling,
        dimension=wanted.dimension,
    )


def embedding_of(encoder: Encoder) -> Embedding | None:
    """What ``load_encoder`` makes this encoder again from; None for one that it cannot make."""
    known = getattr(encoder, "embedding", None)
    if isinstance(known, Embedding):
        return known
    if type(encoder) is HashingEncoder and encoder.id == HashingEncoder().id:
        return Embedding("hashing")
    return Embedding("fast") if type(encoder) is StaticEncoder else None
