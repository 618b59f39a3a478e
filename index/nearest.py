"""Which vectors are nearest, without comparing all: FAISS inverted lists of 8-bit codes, memory-mapped.

The vectors are grouped around the means of a sample (k-means), each kept as its distance from its mean in one byte a
dimension; a search reads the lists of the means nearest to the question (Jégou, Douze & Schmid 2011, without product
codes). What it finds is compared exactly afterwards, so an 8-bit code only has to be good enough to get a vector on the list.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

FILE = "nearest.faiss"
#: Vectors a mean is trained on, vectors added at a time, and k-means rounds.
_PER_LIST, _BATCH, _ROUNDS = 48, 65536, 10
_SEED = 20231113
#: Of the lists, a search reads one in so many, but no fewer than ``LEAST``. Measured, see docs/SCALE.md.
SHARE, LEAST = 4, 64


def lists_for(vectors: int) -> int:
    """How many lists: √n, so that finding the lists and reading one of them grow alike; a power of two."""
    return 1 << max(4, round(float(np.log2(max(vectors, 1)) / 2)))


def build(folder: Path, vectors: npt.NDArray[Any]) -> int:
    """Write the lists of the vectors (n, dimension); returns how many lists there are. The same vectors write the same bytes.

    In memory: one byte a dimension and eight for the number of every vector.
    """
    count, dimension = vectors.shape
    lists = lists_for(count)
    step = max(1, count // (lists * _PER_LIST))
    sample = np.ascontiguousarray(vectors[::step], dtype=np.float32)
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension), dimension, lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    index.own_fields = False
    index.cp.niter, index.cp.seed = _ROUNDS, _SEED
    index.cp.spherical = True
    index.cp.min_points_per_centroid = 1
    index.train(sample)
    for at in range(0, count, _BATCH):
        index.add(np.ascontiguousarray(vectors[at : at + _BATCH], dtype=np.float32))
    faiss.write_index(index, str(folder / FILE))
    return lists


class Nearest:
    """Opened lists."""

    def __init__(self, folder: Path) -> None:
        self._index: Any = faiss.read_index(str(folder / FILE), faiss.IO_FLAG_MMAP)

    def search(
        self,
        query: npt.NDArray[np.float32],
        count: int,
        allowed: npt.NDArray[np.bool_] | None = None,
        probes: int | None = None,
    ) -> npt.NDArray[np.int64]:
        """Numbers of up to ``count`` vectors near the query (dimension,), nearest first by their codes.

        ``allowed``: a mask over all vectors; the others are passed over inside the search, so that a filter does not leave
        fewer than were asked for. ``probes``: lists to read, where that is to be tried.
        """
        options: Any = faiss.SearchParametersIVF()
        lists = self._index.nlist
        options.nprobe = min(probes or max(LEAST, lists // SHARE), lists)
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(allowed), faiss.swig_ptr(bits))
            options.sel = selector  # both must outlive the search
        wanted = np.ascontiguousarray(query.reshape(1, -1), dtype=np.float32)
        found = self._index.search(wanted, count, params=options)[1][0]
        return found[found >= 0]
