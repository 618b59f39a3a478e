"""Reading and encoding many documents on a Ray cluster, for an ingestion that writes as it always does.

Ray Data runs the reading (parse, split, facts) and the encoding on every node and hands the results over in order; the one
writer commits them as corpus.ingest does, by their content, so that work which Ray does twice after losing a node is written
once. The catalog and the generation come out as if everything had been read here.
"""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.errors import BadInput, PinciteError, Unavailable
from corpus.ingest import Reader, Source, unread
from corpus.reader import read_document
from corpus.records import Paragraph, ParsedDocument
from corpus.store.catalog import Catalog
from index.build import JOINT
from index.chunks import chunks
from index.embedding import Embedding
from index.encoders import embedding_of, load_encoder
from index.protocols import Encoder

#: Documents of one task: few enough that a lost node costs little.
_TASK = 4
Vectors = npt.NDArray[np.float32]


class Remembering:
    """An encoder that knows some texts' vectors already, and has another one for the rest. Vectors lie in a temporary file."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.id, self.dimension, self.max_characters = encoder.id, encoder.dimension, encoder.max_characters
        self.embedding = embedding_of(encoder)
        self.description = getattr(encoder, "description", {})
        self._file = tempfile.TemporaryFile(prefix="pincite-vectors-")  # noqa: SIM115 (closed by close)
        self._row: dict[bytes, int] = {}
        self.encoded = 0  #: texts that had to be encoded here after all

    def remember(self, texts: Sequence[str], vectors: Vectors) -> None:
        self._file.seek(0, os.SEEK_END)
        for text, vector in zip(texts, np.asarray(vectors, dtype=np.float32), strict=True):
            key = _key(text)
            if key not in self._row:
                self._row[key] = len(self._row)
                self._file.write(vector.tobytes())
        self._file.flush()

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        found = np.empty((len(texts), self.dimension), dtype=np.float32)
        rows = [self._row.get(_key(text), -1) for text in texts]
        size = 4 * self.dimension
        for at, row in enumerate(rows):
            if row >= 0:
                found[at] = np.frombuffer(os.pread(self._file.fileno(), size, row * size), dtype=np.float32)
        missing = [at for at, row in enumerate(rows) if row < 0]
        if missing:
            self.encoded += len(missing)
            found[missing] = self._encoder.encode_passages([texts[at] for at in missing])
        return found

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Remembering:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def texts_of(paragraphs: Sequence[Paragraph], limit: int) -> list[str]:
    """What an index encodes of paragraphs: each whole with its context, and its windows."""
    texts: dict[str, None] = {}
    for one in paragraphs:
        whole = JOINT.join(part for part in (one.context.as_text(), one.text) if part.strip())
        texts.setdefault(whole)
        texts.update(dict.fromkeys(piece.text for piece in chunks(one.text, limit)))
    return list(texts)


@cache
def _encoder_of(embedding: Embedding) -> Encoder:
    return load_encoder(embedding)  # once in each of Ray's worker processes


def _work(batch: dict[str, Any], embedding: Embedding) -> dict[str, Any]:
    """In a worker: read and encode some documents. A document's own fault travels back as its error."""
    done = []
    for given in batch["source"]:
        path, metadata = pickle.loads(given)
        try:
            parsed = read_document(path, metadata)
            encoder = _encoder_of(embedding)
            texts = texts_of(parsed.paragraphs, encoder.max_characters)
            done.append((path, parsed, texts, encoder.encode_passages(texts)))
        except PinciteError as error:
            done.append((path, error, [], None))
        except Exception as error:  # a reader's own fault on one file must not cost the other files
            said = f"{path.name} could not be read: {type(error).__name__}: {error}"
            done.append((path, BadInput(said, "Please report it with the file."), [], None))
    return {"done": [pickle.dumps(one) for one in done]}


class RayReading:
    """Makes the reader of one ingestion. Files must lie where every node finds them under the same path."""

    def __init__(self, address: str, encoder: Remembering) -> None:
        """``address``: of a Ray cluster; "auto" for the one that runs here, "local" to start one. Raises Unavailable."""
        if find_spec("ray") is None:
            raise Unavailable("Ray is not installed.", "pip install 'pincite[ray]'")
        if encoder.embedding is None:
            raise BadInput("The encoder cannot be loaded again on other machines.", "Name it by --encoder.")
        self._address, self._encoder, self._embedding = address, encoder, encoder.embedding

    def __call__(self, catalog: Catalog, files: Sequence[Source]) -> Reader:
        """A reader for corpus.ingest of those files: what the catalog does not hold yet is read on the cluster."""
        wanted = unread(catalog, files)
        if not wanted:
            return read_document
        results = self._results(wanted)
        early: dict[Path, ParsedDocument | PinciteError] = {}

        def read(path: Path, metadata: object) -> ParsedDocument:
            while path not in early:
                done, outcome, texts, vectors = next(results)
                early[done] = outcome
                if texts:
                    self._encoder.remember(texts, vectors)
            outcome = early.pop(path)
            if isinstance(outcome, PinciteError):
                raise outcome
            return outcome

        return read

    def _results(self, files: Sequence[Source]) -> Iterator[tuple[Path, Any, list[str], Any]]:
        ray = _started(self._address)
        context = ray.data.DataContext.get_current()
        context.execution_options.preserve_order = True
        context.enable_progress_bars = False
        sources = [{"source": pickle.dumps((path.resolve(), metadata))} for path, metadata in files]
        named = {path.resolve(): path for path, _ in files}
        dataset = ray.data.from_items(sources, override_num_blocks=-(-len(sources) // _TASK)).map_batches(
            _work, batch_size=_TASK, num_cpus=1, fn_kwargs={"embedding": self._embedding}
        )
        for row in dataset.iter_rows():
            path, *rest = pickle.loads(row["done"])
            yield (named[path], *rest)  # type: ignore[misc]


@cache
def _started(address: str) -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to anyone on the network
    import ray  # deferred: most never need it, and it takes seconds to load
    import ray.data

    if not ray.is_initialized():
        where: dict[str, Any] = {"include_dashboard": False} if address == "local" else {"address": address}
        try:
            ray.init(logging_level=logging.WARNING, **where)
        except (ConnectionError, ValueError) as error:
            raise Unavailable(
                f"There is no Ray cluster at {address}: {error}", "Start one, or use --ray local."
            ) from error
    return ray
