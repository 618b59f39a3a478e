"""Any sentence-transformers model as an Encoder: by name or folder, with prompts, pooling and a shorter dimension."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.errors import BadInput, Unavailable
from index.embedding import Embedding

#: Longest window in Chinese characters, however much more the model reads: longer ones blur.
_WINDOW = 256
_BATCH = 32


def _library() -> Any:
    # The one place that imports it: torch and sentence-transformers cost seconds and hundreds of megabytes.
    try:
        import sentence_transformers
    except ImportError as error:
        raise Unavailable("sentence-transformers is not installed", "pip install sentence-transformers") from error
    return sentence_transformers


def _load(name: str, pooling: str | None, device: str, download: bool) -> Any:
    library = _library()
    options = {"local_files_only": not download}
    try:
        if pooling is None:
            return library.SentenceTransformer(name, device=device, **options)
        from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

        # Each part of loading takes the flag under its own name.
        reader = Transformer(name, model_kwargs=options, processor_kwargs=options, config_kwargs=options)
        modules = [reader, Pooling(reader.get_embedding_dimension(), pooling_mode=pooling)]  # pyright: ignore[reportArgumentType]
        return library.SentenceTransformer(modules=modules, device=device)
    except (OSError, ValueError, KeyError) as error:
        hint = "give the folder of a model, or fetch it once where there is a network: hf download NAME"
        raise Unavailable(f"the model {name} cannot be loaded: {error}", hint) from error


class SentenceTransformerEncoder:
    """A sentence-transformers model behind the Encoder protocol.

    ``query_prompt`` and ``passage_prompt`` are put before the text; where they are None the model's own prompts of these
    roles apply, where it has any. ``dimension`` cuts vectors short (Matryoshka) and normalises what is left. ``pooling``
    (mean, cls, max, …) makes a sentence model of a plain transformer. Nothing is fetched unless ``download`` is set.
    Raises Unavailable where the model is not there, BadInput for a dimension that it cannot give.
    """

    def __init__(
        self,
        name: str,
        *,
        query_prompt: str | None = None,
        passage_prompt: str | None = None,
        dimension: int | None = None,
        pooling: str | None = None,
        device: str = "cpu",
        download: bool = False,
    ) -> None:
        self._model = _load(name, pooling, device, download)
        whole = int(self._model.get_embedding_dimension())
        if dimension is not None and not 1 <= dimension <= whole:
            raise BadInput(f"{dimension} dimensions were asked of {name}", f"it has {whole}: ask for 1 to {whole}")
        self._dimension = dimension or whole
        self._prompts = {"query": query_prompt, "passage": passage_prompt}
        #: What it was asked for by, so that it can be loaded again.
        self.embedding = Embedding(name, query_prompt, passage_prompt, pooling, dimension)
        weights = self._weights()
        settings = [self._prompts, self._model.prompts, pooling, self._dimension, self._model.max_seq_length]
        digest = hashlib.sha256(weights.encode() + json.dumps(settings, sort_keys=True, default=str).encode())
        self._id = f"{Path(name).name}-{self._dimension}-{digest.hexdigest()[:16]}"
        #: What an index made with it says of it: the model's hash, its dimension, its prompts and its pooling.
        self.description = {
            "weights": weights,
            "dimension": self._dimension,
            "query_prompt": self._prompt("query"),
            "passage_prompt": self._prompt("passage"),
            "pooling": self._pooling(),
        }

    def _prompt(self, role: str) -> str:
        """What stands before a text of this role: the prompt asked for, else the model's own, else nothing."""
        own = self._model.prompts or {}
        if (asked := self._prompts[role]) is not None:
            return asked
        names = ("query",) if role == "query" else ("document", "passage", "corpus")  # as encode_document looks them up
        found = next((own[name] for name in names if name in own), None)
        return found if found is not None else own.get(self._model.default_prompt_name or "", "")

    def _pooling(self) -> str:
        """How token vectors become one: cls, mean, …; empty for a model that has no such step."""
        modes = (getattr(module, "pooling_mode", None) for module in self._model)
        return next(("+".join(mode) if isinstance(mode, (tuple, list)) else str(mode) for mode in modes if mode), "")

    def _weights(self) -> str:
        """SHA-256 of the weights and the tokenizer."""
        digest = hashlib.sha256()
        for name, tensor in sorted(self._model.state_dict().items()):
            digest.update(name.encode())
            digest.update(np.ascontiguousarray(tensor.detach().cpu().float().numpy()).tobytes())
        tokenizer = self._model.tokenizer
        backend = getattr(tokenizer, "backend_tokenizer", tokenizer)
        if hasattr(backend, "to_str"):
            digest.update(backend.to_str().encode())
        return digest.hexdigest()

    @property
    def id(self) -> str:
        return self._id

    @property
    def dimension(self) -> int:
        return self._dimension

    @property
    def max_characters(self) -> int:
        # A Chinese character is about one token; a quarter is left for prompts and special tokens.
        length = self._model.max_seq_length
        return max(32, min(_WINDOW, int(length) * 3 // 4)) if length else _WINDOW

    def _encode(self, texts: Sequence[str], role: str) -> npt.NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self._dimension), dtype=np.float32)
        encode = self._model.encode_query if role == "query" else self._model.encode_document
        prompt = self._prompts[role]
        vectors = encode(
            list(texts),
            batch_size=_BATCH,
            show_progress_bar=False,
            convert_to_numpy=True,
            truncate_dim=self._dimension,
            normalize_embeddings=True,
            **({} if prompt is None else {"prompt": prompt}),
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """(len(texts), dimension), each row of length 1."""
        return self._encode(texts, "query")

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """(len(texts), dimension), each row of length 1."""
        return self._encode(texts, "passage")
