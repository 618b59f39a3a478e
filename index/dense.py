"""Vectors of paragraphs and of their windows in FAISS: exact inner products, memory-mapped.

A whole-paragraph vector is poor on a long paragraph and a window alone forgets the rest: a paragraph's score is a share of
its best window and a share of the whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from corpus.errors import BadInput
from corpus.progress import Progress, silent
from index.protocols import Encoder

_BATCH = 256
_VECTORS, _KEYS, _OWNERS = "vectors.faiss", "vectors.keys.npy", "windows.owners.npy"
Vectors = npt.NDArray[np.float32]


def key_of(encoder_id: str, text: str) -> bytes:
    """What makes a vector reusable: the encoder and the text it read."""
    return hashlib.sha256(f"{encoder_id}\0{text}".encode("utf-8", "surrogatepass")).digest()


def _stored(folder: Path) -> Vectors:
    """The vectors of a written index as a view on FAISS's own memory map; the index object keeps it alive."""
    index = faiss.read_index(str(folder / _VECTORS), faiss.IO_FLAG_MMAP_IFC)
    return index.reconstruct_n(0, index.ntotal) if index.ntotal else np.zeros((0, index.d), dtype=np.float32)


def _known(previous: Path | None, wanted: set[bytes], dimension: int) -> dict[bytes, npt.NDArray[np.float32]]:
    if previous is None or not (previous / _KEYS).is_file() or not (previous / _VECTORS).is_file():
        return {}
    keys, vectors = np.load(previous / _KEYS), _stored(previous)
    if vectors.shape != (len(keys), dimension):
        return {}
    return {key: vectors[i] for i, row in enumerate(keys) if (key := row.tobytes()) in wanted}


def build(
    folder: Path,
    wholes: Sequence[str],
    windows: Sequence[Sequence[str]],
    *,
    encoder: Encoder,
    previous: Path | None = None,
    progress: Progress = silent,
) -> dict[str, int]:
    """Write one vector per paragraph (``wholes``), then one per window, in that order; every paragraph has a window.

    Vectors of texts that ``previous`` holds for the same encoder are taken from there. Returns counts: vectors, reused.
    """
    texts = [*wholes, *(text for pieces in windows for text in pieces)]
    keys = [key_of(encoder.id, text) for text in texts]
    vectors = _known(previous, set(keys), encoder.dimension)
    reused = len(vectors)
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in vectors}
    # Like lengths together: a transformer pads a batch to its longest text.
    todo = sorted(missing.items(), key=lambda item: (len(item[1]), item[0]))
    for start in range(0, len(todo), _BATCH):
        progress("embed", start, len(todo))
        batch = todo[start : start + _BATCH]
        encoded = np.ascontiguousarray(encoder.encode_passages([text for _, text in batch]), dtype=np.float32)
        if encoded.shape != (len(batch), encoder.dimension):
            raise BadInput(
                f"encoder {encoder.id} gave an array of shape {encoded.shape} for {len(batch)} texts",
                f"it must give ({len(batch)}, {encoder.dimension})",
            )
        if not np.isfinite(encoded).all():
            raise BadInput(f"encoder {encoder.id} gave numbers that are not finite", "check the model's files")
        vectors.update(zip((key for key, _ in batch), encoded, strict=True))
    progress("embed", len(todo), len(todo))
    index = faiss.IndexFlatIP(encoder.dimension)
    if keys:
        index.add(np.stack([vectors[key] for key in keys]))
    faiss.write_index(index, str(folder / _VECTORS))
    np.save(folder / _KEYS, np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(-1, 32))
    owners = [row for row, pieces in enumerate(windows) for _ in pieces]
    np.save(folder / _OWNERS, np.array(owners, dtype=np.int64))
    return {"vectors": len(keys), "reused": reused}


class DenseIndex:
    """Opened vectors. The kind is exact search; an approximate one would take its place behind ``scores``."""

    def __init__(self, folder: Path, paragraphs: int) -> None:
        self._index = faiss.read_index(str(folder / _VECTORS), faiss.IO_FLAG_MMAP_IFC)
        owners = np.load(folder / _OWNERS)
        self._paragraphs = paragraphs
        #: Windows of row i: ``first[i]:first[i + 1]``, numbered behind the paragraphs.
        self._first = np.searchsorted(owners, np.arange(paragraphs + 1))
        self._labels = np.arange(self._index.ntotal, dtype=np.int64)

    @property
    def dimension(self) -> int:
        return self._index.d

    def __len__(self) -> int:
        return self._index.ntotal

    def scores(
        self, query: Vectors, window: float, rows: npt.NDArray[np.int64] | None = None
    ) -> npt.NDArray[np.float32]:
        """Per paragraph: window · cosine of its best window + (1 - window) · cosine of the whole. ``query``: (dimension,)

        ``rows`` (ascending): only these paragraphs are compared, and the result is theirs; None is all.
        """
        few = rows is not None and len(rows) < self._paragraphs
        chosen = rows if few and rows is not None else np.arange(self._paragraphs)
        if not len(chosen):
            return np.zeros(0, dtype=np.float32)
        sizes = self._first[chosen + 1] - self._first[chosen]
        starts = np.cumsum(sizes) - sizes
        labels = self._labels
        if few:
            windows = np.repeat(self._first[chosen] - starts, sizes) + np.arange(int(sizes.sum()))
            labels = np.concatenate([chosen, self._paragraphs + windows]).astype(np.int64)
        wanted = np.ascontiguousarray(query.reshape(1, -1), dtype=np.float32)
        cosines = np.empty(len(labels), dtype=np.float32)
        self._index.compute_distance_subset(  # pyright: ignore[reportAttributeAccessIssue] (IndexFlatCodes has it)
            1, faiss.swig_ptr(wanted), len(cosines), faiss.swig_ptr(cosines), faiss.swig_ptr(labels)
        )
        best = np.maximum.reduceat(cosines[len(chosen) :], starts)
        return (window * best + (1 - window) * cosines[: len(chosen)]).astype(np.float32)
