"""Milvus as an index store: a generation's rows in a collection of its own, its words and counts in its folder.

A replica keeps what it reads a question by (words, their counts, names, a sample of vectors), nothing per paragraph. Every
generation has a collection that is never changed once it is in use, so that no replica ever sees half a state.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import numpy as np
from pymilvus import MilvusClient

from corpus.errors import BadInput, Unavailable
from corpus.progress import Progress, silent
from corpus.records import Paragraph, Term
from index import typos
from index.build import FORMAT, JOINT, NAMES, PARAGRAPHS, WINDOWS
from index.chunks import chunks
from index.encoders import embedding_of
from index.expansion import Names
from index.fusion import Weights, read_weights
from index.glossary import PATH as GLOSSARY
from index.glossary import read_glossary
from index.lexical import Saturation
from index.lexicon import PATH as WORD_LIST
from index.lexicon import shipped
from index.milvus import collection
from index.milvus.collection import Row, explained
from index.milvus.searcher import MOMENTS, SAMPLE, SETUP, MilvusSearcher
from index.milvus.terms import Statistics, Tally, counted, saturated
from index.protocols import Encoder
from index.segmenter import PATH as SEGMENTER
from index.stores import Searcher
from index.vocabulary import Vocabulary

#: Whose collections these are: a Milvus database belongs to one writer.
PREFIX = "pincite_"
#: From so many paragraphs on vectors are searched through a graph; below it all are compared, which is exact.
APPROXIMATE = 100_000
#: Paragraphs of each language whose vectors a replica keeps, to know what an ordinary score is.
_SAMPLED = 1_000
_BATCH = 256
ParagraphsById = Callable[[Sequence[str]], list[Paragraph]]


class MilvusStore:
    """At ``milvus://[user:password@]host:port[/database][?tls=true]``."""

    name = "milvus"

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        if not parts.hostname:
            raise BadInput(f"{address!r} names no server.", "It is written milvus://host:19530.")
        scheme = "https" if parts.query == "tls=true" else "http"
        self._options = {
            "uri": f"{scheme}://{parts.hostname}:{parts.port or 19530}",
            "user": parts.username or "",
            "password": parts.password or "",
            "db_name": parts.path.strip("/") or "default",
            "timeout": 30,
        }
        self._connected: MilvusClient | None = None

    def _client(self) -> MilvusClient:
        if self._connected is None:
            with explained():
                self._connected = MilvusClient(**self._options)
        return self._connected

    def close(self) -> None:
        if self._connected is not None:
            self._connected.close()
            self._connected = None

    def build(
        self,
        folder: Path,
        paragraphs: Sequence[Paragraph],
        *,
        terms: Sequence[Term],
        encoder: Encoder,
        previous: Path | None = None,
        progress: Progress = silent,
        glossary: Path = GLOSSARY,
    ) -> dict[str, Any]:
        ordered = sorted(paragraphs, key=lambda paragraph: paragraph.id)
        for before, after in pairwise(ordered):
            if before.id == after.id:
                raise BadInput(f"two paragraphs have the id {after.id}", "every paragraph needs an id of its own")
        folder.mkdir(parents=True, exist_ok=True)
        names = Names.of(terms, read_glossary(glossary))
        (folder / NAMES).write_text(json.dumps(names.to_json(), ensure_ascii=False), encoding="utf-8")
        work = _Writing(folder, ordered, names, encoder, progress)
        work.count()
        typos.build(folder, sorted({*names.words, *shipped().words, *work.whole.vocabulary}))
        name = f"{PREFIX}{uuid.uuid4().hex[:16]}"
        client = self._client()
        with explained():
            collection.create(client, name, encoder.dimension, len(ordered) >= APPROXIMATE)
            try:
                rows = collection.insert(client, name, work.rows())
                collection.finish(client, name)
            except BaseException:
                client.drop_collection(name)
                raise
        work.finish()
        return {
            "format": FORMAT,
            "store": self.name,
            "collection": name,
            "encoder": encoder.id,
            "dimension": encoder.dimension,
            "embedding": again.to_json() if (again := embedding_of(encoder)) else None,
            "model": getattr(encoder, "description", {}),
            "paragraphs": len(ordered),
            "tokens": len(work.whole.vocabulary),
            "names": len(names),
            "vectors": rows,
            "glossary": hashlib.sha256(glossary.read_bytes()).hexdigest(),
            "words": hashlib.sha256(WORD_LIST.read_bytes()).hexdigest(),
            "segmenter": hashlib.sha256(SEGMENTER.read_bytes()).hexdigest(),
        }

    def open(
        self, folder: Path, made: Mapping[str, Any], *, encoder: Encoder, paragraphs_by_id: ParagraphsById
    ) -> Searcher:
        name = made["collection"]
        with explained():
            client = self._client()
            if not client.has_collection(name):
                raise Unavailable(
                    f"The index store has no collection {name}.",
                    "Check PINCITE_INDEX_STORE, or start the writer again.",
                )
        return MilvusSearcher(folder, made, collection.Collection(client, name), encoder, paragraphs_by_id)

    def holds(self, made: Mapping[str, Any]) -> bool:
        with explained():
            return not made or bool(self._client().has_collection(made["collection"]))

    def keep_only(self, made: Sequence[Mapping[str, Any]]) -> list[str]:
        kept = {part.get("collection") for part in made}
        with explained():
            client = self._client()
            gone = [
                name
                for name in cast("list[str]", client.list_collections())
                if name.startswith(PREFIX) and name not in kept
            ]
            for name in gone:
                client.drop_collection(name)
        return gone


class _Writing:
    """One build on its way: counts first, then rows, which need the average lengths."""

    def __init__(
        self, folder: Path, paragraphs: Sequence[Paragraph], names: Names, encoder: Encoder, progress: Progress
    ) -> None:
        self._folder, self._paragraphs, self._names = folder, paragraphs, names
        self._encoder, self._progress = encoder, progress
        self._languages = sorted({one.language for one in paragraphs})
        self._spoken = sorted({tag.split("-")[0] for tag in self._languages})
        self._documents = Vocabulary.of(sorted({one.document_id for one in paragraphs}))
        self._weights: Weights = read_weights(encoder.id)
        self._constants = Saturation(self._weights.k1, self._weights.b, self._weights.context)
        self._most_windows = 1
        self.whole: Statistics
        self.near: Statistics

    def _group(self, paragraph: Paragraph) -> int:
        return self._spoken.index(paragraph.language.split("-")[0])

    def count(self) -> None:
        """Write the words of all paragraphs and of their short windows, with their counts."""
        whole, near = Tally(len(self._spoken)), Tally(len(self._spoken))
        for done, paragraph in enumerate(self._paragraphs):
            if done % _BATCH == 0:
                self._progress("tokens", done, len(self._paragraphs))
            found, group = counted(paragraph, self._names), self._group(paragraph)
            whole.add(found.text, found.context, group)
            for window in found.windows:
                near.add(window, found.context, group)
        self._progress("tokens", len(self._paragraphs), len(self._paragraphs))
        whole.save(self._folder, PARAGRAPHS)
        near.save(self._folder, WINDOWS)
        self.whole, self.near = Statistics(self._folder, PARAGRAPHS), Statistics(self._folder, WINDOWS)

    def rows(self) -> Iterator[Row]:
        """All windows in the order of the paragraphs' ids. On the way it notes what ``finish`` writes."""
        number = {one.id: at for at, one in enumerate(self._paragraphs)}
        self._moments = np.zeros((2, len(self.whole.vocabulary), len(self._spoken)))
        self._sample: list[list[np.ndarray]] = [[] for _ in self._spoken]
        self._sampled: list[list[int]] = [[] for _ in self._spoken]
        every = [max(1, int(size) // _SAMPLED) for size in self.whole.sizes]
        met = [0] * len(self._spoken)
        for start in range(0, len(self._paragraphs), _BATCH):
            self._progress("embed", start, len(self._paragraphs))
            batch = self._paragraphs[start : start + _BATCH]
            for paragraph, vectors in zip(batch, self._vectors(batch), strict=True):
                group = self._group(paragraph)
                sparse = self._sparse(paragraph, group)
                if met[group] % every[group] == 0:
                    self._sampled[group].append(len(vectors))
                    self._sample[group].append(vectors)
                met[group] += 1
                self._most_windows = max(self._most_windows, len(vectors))
                for window, vector in enumerate(vectors):
                    yield Row(
                        paragraph.id,
                        number[paragraph.id],
                        window,
                        self._documents.find(paragraph.document_id),
                        self._languages.index(paragraph.language),
                        group,
                        number.get(paragraph.counterpart or "", -1),
                        vector,
                        sparse,
                    )
        self._progress("embed", len(self._paragraphs), len(self._paragraphs))

    def _vectors(self, batch: Sequence[Paragraph]) -> Iterator[np.ndarray]:
        """(windows, dimension) of each paragraph: its windows mixed with the whole as index.dense mixes their cosines."""
        limit, share = self._encoder.max_characters, self._weights.window
        wholes = [JOINT.join(part for part in (one.context.as_text(), one.text) if part.strip()) for one in batch]
        pieces = [
            [piece.text for piece in chunks(one.text, limit)] or [whole]
            for one, whole in zip(batch, wholes, strict=True)
        ]
        texts = [*wholes, *(text for found in pieces for text in found)]
        encoded = np.asarray(self._encoder.encode_passages(texts), dtype=np.float32)
        if encoded.shape != (len(texts), self._encoder.dimension) or not np.isfinite(encoded).all():
            raise BadInput(f"encoder {self._encoder.id} broke its protocol", "check the model's files")
        at = len(wholes)
        for whole, found in enumerate(pieces):
            yield share * encoded[at : at + len(found)] + (1 - share) * encoded[whole]
            at += len(found)

    def _sparse(self, paragraph: Paragraph, group: int) -> dict[int, float]:
        """Token number -> saturated frequency, mixed with that of the best short window."""
        found = counted(paragraph, self._names)
        near, constants = self._weights.near, self._constants
        whole = self.whole.frequencies(found.text, found.context, group, constants)
        windows = [self.near.frequencies(one, found.context, group, constants) for one in found.windows]
        weights: dict[int, float] = {}
        for token, tf in whole.items():
            best = max(window.get(token, 0.0) for window in windows)
            value = (1 - near) * saturated(tf, constants) + near * saturated(best, constants)
            weights[self.whole.vocabulary.find(token)] = value
            self._moments[:, self.whole.vocabulary.find(token), group] += (value, value * value)
        return weights

    def finish(self) -> None:
        np.save(self._folder / MOMENTS, self._moments)
        vectors = [vector for group in self._sample for vector in group]
        np.savez(
            self._folder / SAMPLE,
            vectors=np.concatenate(vectors) if vectors else np.zeros((0, self._encoder.dimension), dtype=np.float32),
            windows=np.array([n for group in self._sampled for n in group], dtype=np.int64),
            paragraphs=np.array([len(group) for group in self._sampled], dtype=np.int64),
        )
        self._documents.save(self._folder, "documents")
        setup = {"languages": self._languages, "windows": self._most_windows, "paragraphs": len(self._paragraphs)}
        (self._folder / SETUP).write_text(json.dumps(setup), encoding="utf-8")
