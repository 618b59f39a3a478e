"""LlamaIndex: VectorStoreIndex, BM25Retriever, and both through QueryFusionRetriever (reciprocal ranks)."""
# pyright: reportMissingImports=false

from __future__ import annotations

import time

BEGAN = time.perf_counter()

from collections.abc import Callable, Sequence  # noqa: E402
from typing import Any  # noqa: E402

from llama_index.core import VectorStoreIndex  # noqa: E402
from llama_index.core.bridge.pydantic import PrivateAttr  # noqa: E402
from llama_index.core.embeddings import BaseEmbedding  # noqa: E402
from llama_index.core.llms import MockLLM  # noqa: E402
from llama_index.core.retrievers import QueryFusionRetriever  # noqa: E402
from llama_index.core.schema import TextNode  # noqa: E402
from llama_index.embeddings.huggingface import HuggingFaceEmbedding  # noqa: E402
from llama_index.retrievers.bm25 import BM25Retriever  # noqa: E402
from rig import BIGRAMS, CHARACTERS, TOP, Builder, Search, main, minilm  # noqa: E402
from sentence_transformers import SentenceTransformer  # noqa: E402

Make = Callable[[list[TextNode]], Any]


class Static(BaseEmbedding):
    """A static sentence-transformers model. HuggingFaceEmbedding wants a longest input, which such a model does not have;
    a class of one's own is the documented way."""

    _model: Any = PrivateAttr()

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._model = SentenceTransformer(folder)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._model.encode(text).tolist()

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


def _dense(model: str) -> Make:
    def make(nodes: list[TextNode]) -> Any:
        embedding = HuggingFaceEmbedding(model_name=model) if model == minilm() else Static(model)
        return VectorStoreIndex(nodes, embed_model=embedding).as_retriever(similarity_top_k=TOP)

    return make


def _sparse(**options: Any) -> Make:
    return lambda nodes: BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=TOP, **options)


def _both(*makes: Make) -> Make:
    """Fused by reciprocal rank, no questions generated: there is no language model."""

    def make(nodes: list[TextNode]) -> Any:
        found = [one(nodes) for one in makes]
        return QueryFusionRetriever(
            found, llm=MockLLM(), mode="reciprocal_rerank", num_queries=1, similarity_top_k=TOP, use_async=False
        )

    return make


def _builder(make: Make) -> Builder:
    def build(ids: Sequence[str], texts: Sequence[str]) -> Search:
        retriever = make([TextNode(id_=name, text=text) for name, text in zip(ids, texts, strict=True)])
        return lambda question: [found.node.node_id for found in retriever.retrieve(question)]

    return build


SETTINGS = {
    "default: dense, MiniLM": lambda task: _builder(_dense(minilm())),
    "BM25, default tokens": lambda task: _builder(_sparse()),
    "hybrid, default tokens, MiniLM": lambda task: _builder(_both(_dense(minilm()), _sparse())),
    "BM25, Chinese by characters": lambda task: _builder(_sparse(token_pattern=CHARACTERS)),
    "BM25, Chinese by twos": lambda task: _builder(_sparse(token_pattern=BIGRAMS)),
    "dense, Pincite's model": lambda task: _builder(_dense(task["static_model"])),
    "hybrid, Chinese by twos, Pincite's model": lambda task: _builder(
        _both(_dense(task["static_model"]), _sparse(token_pattern=BIGRAMS))
    ),
}

if __name__ == "__main__":
    main(BEGAN, SETTINGS)
