"""Searching through Milvus: candidates by the engine, then the default's own scores of these candidates.

The engine cannot add translations up before saturation (probabilistic structured queries): a translation of probability p is
asked for with weight idf · s(p)/s(1), s the saturation, which is what it would count where it stands once. Candidates are then
scored as index.retriever scores every row, so that what is lost is what the engine did not find, and the exactness of what
an ordinary score is: z-scores are taken over moments of the tokens and over a sample of vectors instead of over all rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.errors import BadInput, Conflict
from corpus.records import LANGUAGES, Paragraph
from index.build import FORMAT, NAMES, PARAGRAPHS, WINDOWS
from index.expansion import Names
from index.fusion import Weights, fuse, read_weights
from index.lexical import QueryTerm, Saturation
from index.matcher import QueryMatcher
from index.milvus.collection import Collection as Rows
from index.milvus.collection import Found
from index.milvus.terms import Counted, Rescorer, Statistics, counted, saturated
from index.protocols import Encoder
from index.query import Lore, Query, read_query
from index.retriever import MOST, Hit
from index.rows import BARE
from index.translation import PATH as TABLE
from index.translation import LearnedTable
from index.typos import Typos
from index.vectors import Vectors
from index.vocabulary import Vocabulary
from index.wanted import kinds_of

SETUP, MOMENTS, SAMPLE = "setup.json", "moments.npy", "sample.npz"
#: Candidates of each language, by vector and by words; more where more results are asked for.
_CANDIDATES = 100
_REMEMBERED = 4096
Floats = npt.NDArray[np.float64]


class MilvusSearcher:
    """An opened index. Safe to share between threads."""

    def __init__(
        self,
        folder: Path,
        made: Mapping[str, Any],
        rows: Rows,
        encoder: Encoder,
        paragraphs_by_id: Callable[[Sequence[str]], list[Paragraph]],
        weights: Weights | None = None,
    ) -> None:
        if made.get("format") != FORMAT:
            raise BadInput(
                f"the index has format {made.get('format')}, this version reads {FORMAT}",
                "build it again from the catalog",
            )
        if made["encoder"] != encoder.id:
            raise Conflict(
                f"the index holds vectors of {made['encoder']}, the configured encoder is {encoder.id}",
                "index the documents again with this encoder, or configure the one the index was made with",
            )
        self._rows, self._vectors, self._paragraphs_by_id = rows, Vectors(encoder), paragraphs_by_id
        setup = json.loads((folder / SETUP).read_text(encoding="utf-8"))
        self._languages: list[str] = setup["languages"]
        self._windows: int = setup["windows"]
        self._size: int = setup["paragraphs"]
        self._spoken = sorted({tag.split("-")[0] for tag in self._languages})
        self._weights = weights or read_weights(encoder.id)
        self._constants = Saturation(self._weights.k1, self._weights.b, self._weights.context)
        self._statistics = Statistics(folder, PARAGRAPHS)
        near = Statistics(folder, WINDOWS)
        self._rescorer = Rescorer(self._statistics, near, self._constants, self._weights.near)
        self._moments = np.load(folder / MOMENTS, mmap_mode="r")
        with np.load(folder / SAMPLE) as sample:
            self._sample, windows, per_group = sample["vectors"], sample["windows"], sample["paragraphs"]
        self._first = np.cumsum(windows) - windows
        self._sampled = np.repeat(np.arange(len(per_group)), per_group)
        self._documents = Vocabulary.open(folder, "documents")
        self._typos = Typos(folder)
        self._names = Names.from_json(json.loads((folder / NAMES).read_text(encoding="utf-8")))
        self._translations = LearnedTable.open() if TABLE.is_file() else None
        self._counted = lru_cache(maxsize=_REMEMBERED)(self._count)

    def __len__(self) -> int:
        return self._size

    def read(self, question: str) -> Query:
        """The question as this index understands it."""
        lore = Lore(self._names, self._weights, self._translations, self._statistics.frequency, self._typos.near)
        return read_query(question, lore)

    def matcher(self, question: str) -> QueryMatcher:
        """The question, ready to be compared with any texts in either language."""
        return QueryMatcher(self.read(question), self._names, self._statistics, self._vectors)

    def search(
        self,
        query: str,
        *,
        top_k: int = 8,
        documents: Collection[str] | None = None,
        language: str | None = None,
    ) -> list[Hit]:
        """See Retriever.search: the same parts and the same fusion, of the candidates that the engine finds.

        Raises Unavailable where the engine cannot be reached.
        """
        if not 1 <= top_k <= MOST:
            raise BadInput(f"{top_k} results were asked for", f"ask for 1 to {MOST:,}")
        if language is not None and language not in LANGUAGES:
            raise BadInput(f"“{language}” is no language of the documents", f"one of {', '.join(LANGUAGES)}")
        asked = self.read(query)
        numbers = None if documents is None else sorted(n for n in map(self._documents.find, documents) if n >= 0)
        groups = self._groups(language)
        if not asked.terms or numbers == [] or not groups:
            return []
        vector = self._vectors.of_query(asked.text)
        candidates = self._candidates(asked, vector, _filter(numbers, self._number_of(language)), groups, top_k)
        if not candidates:
            return []
        there = self._present([one.id for one in candidates])
        wanted = None if documents is None else set(documents)
        kept = [
            one
            for one in candidates
            if (p := there.get(one.id)) is not None
            and (wanted is None or p.document_id in wanted)
            and (language is None or p.language == language)
        ]
        kept.sort(key=lambda one: one.paragraph)
        return self._ranked(asked, vector, kept, there, top_k)

    def _groups(self, language: str | None) -> list[int]:
        if language is None:
            return list(range(len(self._spoken)))
        spoken = language.split("-")[0]
        return [self._spoken.index(spoken)] if language in self._languages else []

    def _number_of(self, language: str | None) -> int | None:
        return None if language is None else self._languages.index(language)

    def _candidates(
        self, asked: Query, vector: npt.NDArray[np.float32], allowed: str, groups: Sequence[int], top_k: int
    ) -> list[Found]:
        """What the engine finds, and the counterparts of that."""
        limit = max(_CANDIDATES, 2 * top_k)
        sparse = {group: self._weighted(asked.terms, group) for group in groups}
        found = self._rows.hybrid(vector, sparse, allowed, limit)
        here = {one.paragraph for one in found}
        others = sorted({one.other for one in found if one.other >= 0} - here)
        return found + self._rows.by_number(others)

    def _weighted(self, terms: Sequence[QueryTerm], group: int) -> dict[int, float]:
        """The question as a sparse vector for paragraphs of one language: translated terms by their probability."""
        weights: dict[int, float] = {}
        one = saturated(1.0, self._constants)
        for term in terms:
            idf = float(self._statistics.idf(term)[group])
            for token, probability in term.names:
                number = self._statistics.vocabulary.find(token)
                weight = idf * saturated(probability, self._constants) / one
                if number >= 0 and weight > 0:
                    weights[number] = weights.get(number, 0.0) + weight
        return weights

    def _present(self, ids: Sequence[str]) -> dict[str, Paragraph]:
        return {one.id: one for one in self._paragraphs_by_id(ids)}

    def _count(self, paragraph_id: str) -> tuple[Counted, int]:
        paragraph = self._paragraphs_by_id([paragraph_id])[0]
        return counted(paragraph, self._names), kinds_of(paragraph.text)

    def _ranked(
        self,
        asked: Query,
        vector: npt.NDArray[np.float32],
        kept: Sequence[Found],
        there: Mapping[str, Paragraph],
        top_k: int,
    ) -> list[Hit]:
        group = np.array([self._spoken.index(there[one.id].language.split("-")[0]) for one in kept], dtype=np.int64)
        parts = self._parts(asked, vector, kept, there, group)
        number = {one.paragraph: at for at, one in enumerate(kept)}
        pairs = np.array([min(at, number.get(one.other, at)) for at, one in enumerate(kept)], dtype=np.int64)
        scores = fuse(parts, self._weights, pairs)
        found: list[Hit] = []
        for shown, at in islice(self._places(kept, there, pairs, scores, asked.language), top_k):
            values = {name: round(float(column[at]), 6) for name, column in parts.items()}
            found.append(Hit(there[kept[shown].id], float(scores[at]), len(found) + 1, values))
        return found

    def _parts(
        self,
        asked: Query,
        vector: npt.NDArray[np.float32],
        kept: Sequence[Found],
        there: Mapping[str, Paragraph],
        group: npt.NDArray[np.int64],
    ) -> dict[str, Floats]:
        """As Retriever.parts, of the candidates."""
        counts = [self._counted(one.id) for one in kept]
        lexical = self._rescorer.scores(asked.terms, [row for row, _ in counts], group)
        found = self._rows.cosines(vector, [one.paragraph for one in kept], self._windows)
        cosine = np.array([found[one.paragraph] for one in kept], dtype=np.float64)
        bm25 = lexical.bm25.astype(np.float64)
        kinds = np.array([kinds for _, kinds in counts], dtype=np.int64)
        return {
            "lexical": _z(bm25, group, *self._ordinary_bm25(asked.terms, bm25, group)),
            "dense": _z(cosine, group, *self._ordinary_cosine(vector))
            * (self._weights.statement if asked.states else 1.0),
            "exact": lexical.exact.astype(np.float64),
            "coverage": lexical.coverage.astype(np.float64),
            "wanted": (kinds & asked.wanted != 0).astype(np.float64),
            "body": np.array([there[one.id].kind not in BARE for one in kept], dtype=np.float64),
            "bm25": bm25,
            "cosine": cosine,
        }

    def _ordinary_cosine(self, vector: npt.NDArray[np.float32]) -> tuple[Floats, Floats]:
        """Mean and deviation of the dense score in each language, of the sampled paragraphs."""
        best = np.maximum.reduceat(self._sample @ vector, self._first).astype(np.float64)
        parts = [best[self._sampled == group] for group in range(len(self._spoken))]
        return np.array([part.mean() for part in parts]), np.array([part.std() for part in parts])

    def _ordinary_bm25(
        self, terms: Sequence[QueryTerm], candidates: Floats, group: npt.NDArray[np.int64]
    ) -> tuple[Floats, Floats]:
        """Mean and deviation of BM25 over all paragraphs of each language, as if terms stood independently of each other;
        where the candidates alone deviate more than that, theirs (words of one question do stand together)."""
        mean, square = np.zeros(len(self._spoken)), np.zeros(len(self._spoken))
        variance = np.zeros(len(self._spoken))
        sizes, one = np.maximum(self._statistics.sizes, 1), saturated(1.0, self._constants)
        for term in terms:
            idf = self._statistics.idf(term)
            first, second = np.zeros(len(self._spoken)), np.zeros(len(self._spoken))
            for token, probability in term.names:
                if (number := self._statistics.vocabulary.find(token)) >= 0:
                    scale = saturated(probability, self._constants) / one
                    first += scale * self._moments[0, number]
                    second += scale**2 * self._moments[1, number]
            mean += idf * first / sizes
            variance += idf**2 * np.maximum(second / sizes - (first / sizes) ** 2, 0)
        for g in range(len(self._spoken)):
            square[g] = ((candidates[group == g] - mean[g]) ** 2).sum() / sizes[g]
        return mean, np.sqrt(np.maximum(variance, square))

    def _places(
        self,
        kept: Sequence[Found],
        there: Mapping[str, Paragraph],
        pairs: npt.NDArray[np.int64],
        scores: Floats,
        language: str,
    ) -> Iterator[tuple[int, int]]:
        """(place in ``kept`` to show, the one that scored), best first, each pair once."""
        members: dict[int, list[int]] = {}
        for at, pair in enumerate(pairs.tolist()):
            members.setdefault(pair, []).append(at)
        taken: set[int] = set()
        for at in np.argsort(-scores, kind="stable").tolist():
            pair = int(pairs[at])
            if pair not in taken:
                taken.add(pair)
                yield max(members[pair], key=lambda one: (_fits(there[kept[one].id].language, language), one == at)), at


def _fits(tag: str, language: str) -> int:
    """2 the same language, 1 the same in another script, 0 another."""
    return 2 if tag == language else int(tag.split("-")[0] == language.split("-")[0])


def _z(scores: Floats, group: npt.NDArray[np.int64], mean: Floats, deviation: Floats) -> Floats:
    scale = np.where(deviation > 1e-6, deviation, np.inf)
    return (scores - mean[group]) / scale[group]


def _filter(documents: Sequence[int] | None, language: int | None) -> str:
    """In the engine's language; empty for no filter."""
    parts = []
    if documents is not None:
        parts.append(f"document in {list(documents)}")
    if language is not None:
        parts.append(f"language == {language}")
    return " and ".join(parts)
