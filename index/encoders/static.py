"""The static bilingual embedding, served without torch: a text is the sum of its tokens' rows, brought to length one.

The folder is in the standard sentence-transformers layout (StaticEmbedding, Normalize), so that
``SentenceTransformer(folder)`` gives the same vectors; the rows lie as eight-bit numbers with one factor a row (keys
``embeddings`` and ``weights``). Folding is part of tokenizer.json: Traditional and Simplified writing give one vector.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

from corpus.errors import BadInput, Unavailable
from index.encoders.pieces import Pieces

PATH = Path(__file__).parent.parent / "models" / "static"
#: Longest window, in characters, about a sentence: the best for questions among 30, 45, 60, 90, 120, 180 but for 30, which
#: needs half as many vectors again and is worse on sentences.
WINDOW = 45
_FILES = ("tokenizer.json", "model.safetensors")
_BATCH = 512
_TYPES = {"I8": np.int8, "F16": np.float16, "F32": np.float32}  #: of safetensors


def _mapped(path: Path) -> dict[str, npt.NDArray]:
    """The arrays of a safetensors file, mapped rather than read: of tens of megabytes a text touches a few rows.

    Layout: eight bytes that give the length of a JSON header, the header, the arrays at the places it names. Raises
    BadInput where the file is not so.
    """
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(length))
        return {
            name: np.memmap(
                path,
                dtype=_TYPES[entry["dtype"]],
                mode="r",
                offset=8 + length + entry["data_offsets"][0],
                shape=tuple(entry["shape"]),
            )
            for name, entry in header.items()
            if name != "__metadata__"
        }
    except (ValueError, KeyError, TypeError, OverflowError, MemoryError) as error:
        raise BadInput(
            f"{path.name} is no model of rows in safetensors: {error!r}", "rebuild it: python -m index.training"
        ) from error


class StaticEncoder:
    """The Encoder protocol over a folder. Raises Unavailable where files are missing, BadInput where they do not fit."""

    def __init__(self, folder: Path = PATH) -> None:
        missing = [name for name in _FILES if not (folder / name).is_file()]
        if missing:
            raise Unavailable(f"the static model lacks {', '.join(missing)}", "rebuild it: python -m index.training")
        digest = hashlib.sha256()
        for name in _FILES:
            with (folder / name).open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        self._pieces = Pieces(folder / "tokenizer.json")
        arrays = _mapped(folder / "model.safetensors")
        if "embeddings" in arrays:
            self._rows, self._factors = arrays["embeddings"], arrays.get("weights")
        elif "embedding.weight" in arrays:
            self._rows, self._factors = arrays["embedding.weight"], None
        else:
            raise BadInput(
                f"the model holds {', '.join(sorted(arrays)) or 'nothing'}", "rebuild it: python -m index.training"
            )
        if len(self._rows) != len(self._pieces):
            raise BadInput(
                f"the tokenizer has {len(self._pieces)} tokens, the model {len(self._rows)} rows",
                "tokenizer.json and model.safetensors must come from one training run",
            )
        self._id = f"{folder.name}-{self._rows.shape[1]}-{digest.hexdigest()[:16]}"

    #: A text's vector does not depend on the texts encoded together with it.
    apart = True

    @property
    def id(self) -> str:
        return self._id

    @property
    def dimension(self) -> int:
        return int(self._rows.shape[1])

    @property
    def max_characters(self) -> int:
        return WINDOW

    def _taken(self, tokens: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        rows = self._rows[tokens].astype(np.float32)
        return rows if self._factors is None else rows * self._factors[tokens, None].astype(np.float32)

    def _encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        found = [self._pieces.numbers(text) for text in texts]
        ends = np.cumsum([0, *(len(ids) for ids in found)])
        tokens, places = np.unique(np.array([n for ids in found for n in ids], dtype=np.int64), return_inverse=True)
        counts = sparse.csr_matrix(
            (np.ones(len(places), dtype=np.float32), places, ends), shape=(len(texts), len(tokens))
        )
        summed = counts @ self._taken(tokens)
        return summed / np.maximum(np.linalg.norm(summed, axis=1, keepdims=True), 1e-12)

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """(len(texts), dimension); a text without a known token gives a row of zeros."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for at in range(0, len(texts), _BATCH):
            vectors[at : at + _BATCH] = self._encode(texts[at : at + _BATCH])
        return vectors

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """As for passages."""
        return self.encode_passages(texts)

    def token_vectors(self, text: str) -> tuple[list[str], npt.NDArray[np.float32]]:
        """The text's distinct tokens and their unit vectors (n, dimension), for comparison token by token (MaxSim)."""
        distinct = list(dict.fromkeys(self._pieces.numbers(text)))
        vectors = self._taken(np.array(distinct, dtype=np.int64))
        units = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return [self._pieces.piece(number) for number in distinct], units
