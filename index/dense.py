"""Vectors of paragraphs and of their windows: exact inner products over FAISS's flat index or over plain arrays, memory-mapped.

A whole-paragraph vector is poor on a long paragraph and a window alone forgets the rest: a paragraph's score is a share of
its best window and a share of the whole. A small segment keeps float32 in FAISS and compares every vector; a large one keeps
float16 in an array, and ``index.nearest`` says which of them to compare.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from corpus.errors import BadInput
from corpus.progress import Progress, silent
from index.protocols import Encoder

_BATCH = 256
VECTORS, HALVES, KEYS, FIRST = "vectors.faiss", "vectors.npy", "vectors.keys.npy", "windows.first.npy"
Vectors = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]


def key_of(encoder_id: str, text: str) -> bytes:
    """What makes a vector reusable: the encoder and the text it read."""
    return hashlib.sha256(f"{encoder_id}\0{text}".encode("utf-8", "surrogatepass")).digest()


def stored(folder: Path) -> npt.NDArray[Any]:
    """The vectors of a written segment, (n, dimension), as a view on a memory map: float32, or float16 of a large one."""
    if (folder / HALVES).is_file():
        return np.load(folder / HALVES, mmap_mode="r")
    index = faiss.read_index(str(folder / VECTORS), faiss.IO_FLAG_MMAP_IFC)
    return index.reconstruct_n(0, index.ntotal) if index.ntotal else np.zeros((0, index.d), dtype=np.float32)


def known(previous: Iterable[Path], wanted: set[bytes], dimension: int) -> dict[bytes, Vectors]:
    """Vectors that written segments have for these keys."""
    found: dict[bytes, Vectors] = {}
    starts = np.array(sorted(int.from_bytes(key[:8], "little") for key in wanted), dtype=np.uint64)
    for folder in previous:
        if not (folder / KEYS).is_file() or not any((folder / name).is_file() for name in (VECTORS, HALVES)):
            continue
        keys, vectors = np.load(folder / KEYS, mmap_mode="r"), stored(folder)
        if vectors.shape != (len(keys), dimension):
            continue
        # By their first eight bytes, all at once: most of a large segment's keys are wanted by nobody.
        alike = np.isin(keys.reshape(-1, 4, 8)[:, 0].view("<u8")[:, 0], starts) if len(keys) else []
        for row in np.flatnonzero(alike):
            if (key := keys[row].tobytes()) in wanted:
                found[key] = np.asarray(vectors[row], dtype=np.float32)
    return found


def build(
    folder: Path,
    wholes: Sequence[str],
    windows: Sequence[Sequence[str]],
    *,
    encoder: Encoder,
    previous: Iterable[Path] = (),
    progress: Progress = silent,
) -> dict[str, int]:
    """Write one vector per paragraph (``wholes``), then one per window, in that order; every paragraph has a window.

    Vectors of texts that ``previous`` segments hold for the same encoder are taken from there. Returns counts: vectors, reused.
    """
    texts = [*wholes, *(text for pieces in windows for text in pieces)]
    keys = [key_of(encoder.id, text) for text in texts]
    vectors = known(previous, set(keys), encoder.dimension)
    reused = len(vectors)
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in vectors}
    # Like lengths together: a transformer pads a batch to its longest text.
    todo = sorted(missing.items(), key=lambda item: (len(item[1]), item[0]))
    for start in range(0, len(todo), _BATCH):
        progress("embed", start, len(todo))
        batch = todo[start : start + _BATCH]
        encoded = _encoded(encoder, [text for _, text in batch])
        vectors.update(zip((key for key, _ in batch), encoded, strict=True))
    progress("embed", len(todo), len(todo))
    index = faiss.IndexFlatIP(encoder.dimension)
    if keys:
        index.add(np.stack([vectors[key] for key in keys]))
    faiss.write_index(index, str(folder / VECTORS))
    np.save(folder / KEYS, np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(-1, 32))
    np.save(folder / FIRST, np.cumsum([0, *map(len, windows)], dtype=np.int64))
    return {"vectors": len(keys), "reused": reused}


def _encoded(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    encoded = np.ascontiguousarray(encoder.encode_passages(texts), dtype=np.float32)
    if encoded.shape != (len(texts), encoder.dimension):
        raise BadInput(
            f"encoder {encoder.id} gave an array of shape {encoded.shape} for {len(texts)} texts",
            f"it must give ({len(texts)}, {encoder.dimension})",
        )
    if not np.isfinite(encoded).all():
        raise BadInput(f"encoder {encoder.id} gave numbers that are not finite", "check the model's files")
    return encoded


class DenseIndex:
    """Opened vectors of one segment, compared exactly."""

    def __init__(self, folder: Path) -> None:
        #: Windows of row i: ``first[i]:first[i + 1]``, numbered behind the paragraphs.
        self._first: Rows = np.asarray(np.load(folder / FIRST, mmap_mode="r"))
        self._paragraphs = len(self._first) - 1
        self._halves = np.asarray(np.load(folder / HALVES, mmap_mode="r")) if (folder / HALVES).is_file() else None
        self._index: Any = (
            None if self._halves is not None else faiss.read_index(str(folder / VECTORS), faiss.IO_FLAG_MMAP_IFC)
        )

    @property
    def dimension(self) -> int:
        return self._halves.shape[1] if self._halves is not None else self._index.d

    def __len__(self) -> int:
        return len(self._halves) if self._halves is not None else self._index.ntotal

    @property
    def windows(self) -> Rows:
        """How many windows each paragraph has."""
        return np.diff(self._first)

    def rows_of(self, vectors: Rows) -> Rows:
        """The paragraph that each of these vectors, by its number, belongs to."""
        windows = np.searchsorted(self._first, vectors - self._paragraphs, side="right") - 1
        return np.where(vectors < self._paragraphs, vectors, windows)

    def scores(self, query: Vectors, window: float, rows: Rows | None = None) -> Vectors:
        """Per paragraph: window · cosine of its best window + (1 - window) · cosine of the whole. ``query``: (dimension,)

        ``rows`` (ascending): only these paragraphs are compared, and the result is theirs; None is all.
        """
        few = rows is not None and len(rows) < self._paragraphs
        chosen = rows if few and rows is not None else np.arange(self._paragraphs)
        if not len(chosen):
            return np.zeros(0, dtype=np.float32)
        sizes = self._first[chosen + 1] - self._first[chosen]
        starts = np.cumsum(sizes) - sizes
        if few:
            windows = np.repeat(self._first[chosen] - starts, sizes) + np.arange(int(sizes.sum()))
            labels = np.concatenate([chosen, self._paragraphs + windows]).astype(np.int64)
        else:
            labels = np.arange(len(self), dtype=np.int64)
        cosines = self._cosines(query, labels)
        best = np.maximum.reduceat(cosines[len(chosen) :], starts)
        return (window * best + (1 - window) * cosines[: len(chosen)]).astype(np.float32)

    def _cosines(self, query: Vectors, labels: Rows) -> Vectors:
        cosines = np.empty(len(labels), dtype=np.float32)
        if self._halves is not None:
            for at in range(0, len(labels), 65536):
                cosines[at : at + 65536] = self._halves[labels[at : at + 65536]].astype(np.float32) @ query
            return cosines
        wanted = np.ascontiguousarray(query.reshape(1, -1), dtype=np.float32)
        self._index.compute_distance_subset(
            1, faiss.swig_ptr(wanted), len(cosines), faiss.swig_ptr(cosines), faiss.swig_ptr(labels)
        )
        return cosines
