"""The trained rows as a folder in the standard sentence-transformers layout, eight bits a number.

Keys ``embeddings`` (int8) and ``weights`` (one factor a row) are those that ``StaticEmbedding`` multiplies out when it loads.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file
from tokenizers import Tokenizer

_MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.sentence_transformer.modules.StaticEmbedding"},
    {
        "idx": 1,
        "name": "1",
        "path": "1_Normalize",
        "type": "sentence_transformers.sentence_transformer.modules.Normalize",
    },
]
_CONFIG = {
    "model_type": "SentenceTransformer",
    "prompts": {},
    "default_prompt_name": None,
    "similarity_fn_name": "cosine",
}


def quantise(rows: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """(int8 rows, factors): a row's largest number becomes 127. Rows of zeros stay zeros with factor 0."""
    largest = np.abs(rows).max(axis=1)
    factors = (largest / 127).astype(np.float32)
    scaled = np.divide(rows, factors[:, None], out=np.zeros_like(rows), where=factors[:, None] > 0)
    return np.rint(scaled).astype(np.int8), factors


def write_model(folder: Path, tokenizer: Tokenizer, rows: npt.NDArray[np.float32]) -> None:
    """Writes tokenizer.json, model.safetensors, modules.json and the configuration; ``rows`` in the order of tokens."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    embeddings, weights = quantise(rows)
    path = folder / "model.safetensors"
    save_file({"embeddings": embeddings, "weights": weights}, path)
    path.chmod(0o644)  # the library writes it for its owner only
    (folder / "modules.json").write_text(json.dumps(_MODULES, indent=2) + "\n", encoding="utf-8")
    (folder / "config_sentence_transformers.json").write_text(json.dumps(_CONFIG, indent=2) + "\n", encoding="utf-8")
