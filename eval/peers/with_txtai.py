"""txtai: an Embeddings database, dense (its own default model), sparse, and hybrid."""
# pyright: reportMissingImports=false

from __future__ import annotations

import time

BEGAN = time.perf_counter()

from collections.abc import Sequence  # noqa: E402
from typing import Any  # noqa: E402

from rig import BIGRAMS, CHARACTERS, TOP, Builder, Search, main, minilm  # noqa: E402
from txtai import Embeddings  # noqa: E402


def _builder(**config: Any) -> Builder:
    def build(ids: Sequence[str], texts: Sequence[str]) -> Search:
        embeddings = Embeddings(**config)
        embeddings.index(list(zip(ids, texts, [None] * len(ids), strict=True)))
        return lambda question: [name for name, _ in embeddings.search(question, TOP)]

    return build


def _terms(pattern: str) -> dict[str, Any]:
    return {"method": "bm25", "terms": True, "normalize": True, "tokenizer": {"regexp": pattern}}


SETTINGS = {
    "default: dense, MiniLM": lambda task: _builder(path=minilm()),
    "BM25, default tokens": lambda task: _builder(keyword=True),
    "hybrid, default tokens, MiniLM": lambda task: _builder(path=minilm(), hybrid=True),
    "BM25, Chinese by characters": lambda task: _builder(keyword=True, scoring=_terms(CHARACTERS)),
    "BM25, Chinese by twos": lambda task: _builder(keyword=True, scoring=_terms(BIGRAMS)),
    "dense, Pincite's model": lambda task: _builder(path=task["static_model"], method="sentence-transformers"),
    "hybrid, Chinese by twos, Pincite's model": lambda task: _builder(
        path=task["static_model"], method="sentence-transformers", scoring=_terms(BIGRAMS)
    ),
}

if __name__ == "__main__":
    main(BEGAN, SETTINGS)
