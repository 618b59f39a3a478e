"""One collection of Milvus: what is stored of each window of a paragraph, and the two questions that are asked of it.

A row is a window. Its dense vector is window · v + (1 - window) · whole, so that its inner product with a question is what
index.dense scores a paragraph by, were this its best window; its paragraph's best row therefore gives that score exactly.
The sparse vector (saturated BM25F frequencies of the whole paragraph, numbered by the vocabulary) stands in its first row.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from pymilvus import AnnSearchRequest, DataType, MilvusClient, MilvusException, RRFRanker

from corpus.errors import Unavailable

# Its failures are raised as ours; its own log writes pages of traces for each, past the service's format.
logging.getLogger("pymilvus").setLevel(logging.CRITICAL + 1)

#: Stands in the sparse vector of rows that have none of their own, and is never asked for.
NOTHING = 2**32 - 2
#: Milvus's limit of what one search may return.
MOST = 16_384
_BATCH = 500
_SHOWN = ["id", "paragraph", "other", "language"]
Vector = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Row:
    """One window. ``paragraph``: number of its paragraph in the order of ids; ``other``: of its counterpart, or -1."""

    id: str  #: of the paragraph
    paragraph: int
    window: int  #: from 0; windows of one paragraph stand one behind the other
    document: int
    language: int
    group: int
    other: int
    dense: Vector
    sparse: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Found:
    id: str
    paragraph: int
    other: int
    language: int


@contextmanager
def explained() -> Iterator[None]:
    """The client's errors as ours."""
    try:
        yield
    except MilvusException as error:
        raise Unavailable(
            f"The index store failed: {error.message or error}.", "Check that Milvus runs, and PINCITE_INDEX_STORE."
        ) from error


def create(client: MilvusClient, name: str, dimension: int, approximate: bool) -> None:
    """Make an empty collection. ``approximate``: a graph (HNSW) instead of comparing every vector."""
    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("row", DataType.INT64, is_primary=True)
    schema.add_field("id", DataType.VARCHAR, max_length=4096)
    for field in ("paragraph", "document", "language", "grp", "other"):
        schema.add_field(field, DataType.INT64)
    schema.add_field("head", DataType.BOOL)
    schema.add_field("dense", DataType.FLOAT_VECTOR, dim=dimension)
    schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
    indexes = client.prepare_index_params()
    if approximate:
        indexes.add_index("dense", index_type="HNSW", metric_type="IP", params={"M": 32, "efConstruction": 200})
    else:
        indexes.add_index("dense", index_type="FLAT", metric_type="IP")
    indexes.add_index("sparse", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
    client.create_collection(name, schema=schema, index_params=indexes, consistency_level="Strong")


def insert(client: MilvusClient, name: str, rows: Iterable[Row]) -> int:
    """Put the rows in; returns how many. They are searched once ``finish`` was called."""
    batch: list[dict[str, Any]] = []
    done = 0
    for number, row in enumerate(rows):
        first = row.window == 0
        batch.append(
            {
                "row": number,
                "id": row.id,
                "paragraph": row.paragraph,
                "document": row.document,
                "language": row.language,
                "grp": row.group,
                "other": row.other,
                "head": first,
                "dense": row.dense,
                "sparse": dict(row.sparse) if first and row.sparse else {NOTHING: 1.0},
            }
        )
        if len(batch) == _BATCH:
            done += client.insert(name, batch)["insert_count"]
            batch = []
    return done + (client.insert(name, batch)["insert_count"] if batch else 0)


def finish(client: MilvusClient, name: str) -> None:
    """Bring everything to the store's disk and into searches."""
    client.flush(name)
    client.load_collection(name)


class Collection:
    """A finished collection, to be asked."""

    def __init__(self, client: MilvusClient, name: str) -> None:
        self._client, self._name = client, name

    def hybrid(self, dense: Vector, sparse: Mapping[int, Mapping[int, float]], allowed: str, limit: int) -> list[Found]:
        """Candidates by vector and by weighted words (group -> token's number -> weight), each group for itself, their ranks
        fused in the engine (reciprocal ranks, Cormack et al. 2009); each paragraph once."""
        asked = []
        for group, weights in sparse.items():
            expression = f"grp == {group}" + (f" and {allowed}" if allowed else "")
            asked.append(AnnSearchRequest([dense], "dense", {"metric_type": "IP"}, limit, expr=expression))
            if weights:
                first = f"{expression} and head == true"
                asked.append(AnnSearchRequest([dict(weights)], "sparse", {"metric_type": "IP"}, limit, expr=first))
        with explained():
            hits = self._client.hybrid_search(
                self._name, asked, RRFRanker(60), limit=min(MOST, limit * len(asked)), output_fields=_SHOWN
            )[0]
        found = {hit["entity"]["paragraph"]: hit["entity"] for hit in hits}
        return [_found(entity) for entity in found.values()]

    def by_number(self, paragraphs: Sequence[int]) -> list[Found]:
        """Paragraphs by their numbers."""
        if not paragraphs:
            return []
        with explained():
            rows = self._client.query(
                self._name, filter=f"head == true and paragraph in {sorted(paragraphs)}", output_fields=_SHOWN
            )
        return [_found(row) for row in rows]

    def cosines(self, dense: Vector, paragraphs: Sequence[int], windows: int) -> dict[int, float]:
        """The dense score of each of these paragraphs: its best window's. ``windows``: how many they have at most."""
        best: dict[int, float] = {}
        step = max(1, MOST // windows)
        for start in range(0, len(paragraphs), step):
            some = sorted(paragraphs[start : start + step])
            with explained():
                hits = self._client.search(
                    self._name,
                    [dense],
                    anns_field="dense",
                    filter=f"paragraph in {some}",
                    limit=min(MOST, len(some) * windows),
                    output_fields=["paragraph"],
                    search_params={"metric_type": "IP"},
                )[0]
            for hit in hits:
                number = hit["entity"]["paragraph"]
                best[number] = max(best.get(number, -np.inf), float(hit["distance"]))
        return best


def _found(entity: Mapping[str, Any]) -> Found:
    return Found(entity["id"], entity["paragraph"], entity["other"], entity["language"])
