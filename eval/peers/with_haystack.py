"""Haystack: pipelines over an InMemoryDocumentStore; BM25, embeddings, and both joined by reciprocal ranks."""
# pyright: reportMissingImports=false

from __future__ import annotations

import time

BEGAN = time.perf_counter()

from collections.abc import Sequence  # noqa: E402

from haystack import Document, Pipeline  # noqa: E402
from haystack.components.joiners import DocumentJoiner  # noqa: E402
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever  # noqa: E402
from haystack.document_stores.in_memory import InMemoryDocumentStore  # noqa: E402
from haystack_integrations.components.embedders.sentence_transformers import (  # noqa: E402
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)
from rig import BIGRAMS, CHARACTERS, TOP, Builder, Search, main, minilm  # noqa: E402


def _builder(model: str | None = None, tokens: str | None = None, sparse: bool = True) -> Builder:
    def build(ids: Sequence[str], texts: Sequence[str]) -> Search:
        store = InMemoryDocumentStore(
            embedding_similarity_function="cosine", **({"bm25_tokenization_regex": tokens} if tokens else {})
        )
        documents = [Document(id=name, content=text) for name, text in zip(ids, texts, strict=True)]
        if model:
            embedder = SentenceTransformersDocumentEmbedder(model=model, progress_bar=False)
            embedder.warm_up()
            documents = embedder.run(documents)["documents"]
        store.write_documents(documents)
        pipeline = _pipeline(store, model, sparse)
        return lambda question: _asked(pipeline, question, bool(model), sparse)

    return build


def _pipeline(store: InMemoryDocumentStore, model: str | None, sparse: bool) -> Pipeline:
    pipeline = Pipeline()
    if sparse:
        pipeline.add_component("bm25", InMemoryBM25Retriever(store, top_k=TOP))
    if model:
        pipeline.add_component("embed", SentenceTransformersTextEmbedder(model=model, progress_bar=False))
        pipeline.add_component("dense", InMemoryEmbeddingRetriever(store, top_k=TOP))
        pipeline.connect("embed.embedding", "dense.query_embedding")
    if sparse and model:
        pipeline.add_component("join", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=TOP))
        pipeline.connect("bm25", "join")
        pipeline.connect("dense", "join")
    return pipeline


def _asked(pipeline: Pipeline, question: str, dense: bool, sparse: bool) -> list[str]:
    data = {}
    if sparse:
        data["bm25"] = {"query": question}
    if dense:
        data["embed"] = {"text": question}
    last = "join" if dense and sparse else "dense" if dense else "bm25"
    return [document.id for document in pipeline.run(data)[last]["documents"]]


SETTINGS = {
    "BM25, default tokens": lambda task: _builder(),
    "default: dense, MiniLM": lambda task: _builder(minilm(), sparse=False),
    "hybrid, default tokens, MiniLM": lambda task: _builder(minilm()),
    "BM25, Chinese by characters": lambda task: _builder(tokens=CHARACTERS),
    "BM25, Chinese by twos": lambda task: _builder(tokens=BIGRAMS),
    "dense, Pincite's model": lambda task: _builder(task["static_model"], sparse=False),
    "hybrid, Chinese by twos, Pincite's model": lambda task: _builder(task["static_model"], BIGRAMS),
}

if __name__ == "__main__":
    main(BEGAN, SETTINGS)
