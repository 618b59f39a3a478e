"""Questions in, ranked paragraphs out: read the question, score in words and in meaning, fuse, show each place once."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.errors import BadInput, Conflict
from corpus.records import LANGUAGES, Paragraph
from index.build import FORMAT, META, NAMES, OWNERS, PARAGRAPHS, WINDOWS
from index.dense import DenseIndex
from index.expansion import Names
from index.fusion import Weights, fuse, read_weights, z_scores
from index.kept import Kept
from index.lexical import LexicalIndex, LexicalScores, Saturation
from index.matcher import QueryMatcher
from index.protocols import Encoder, TranslationTable
from index.query import Lore, Query, read_query
from index.translation import PATH as TABLE
from index.translation import LearnedTable
from index.typos import Typos
from index.vectors import Vectors

#: Bytes of what is remembered of texts that were read: an answer compares with the same names, units and clauses again.
_READINGS, _MATCHERS = 4_000_000, 16_000_000
_PER_CHARACTER = 200  #: bytes of a reading or a matcher, roughly
MOST = 1000  #: paragraphs that one search may ask for
ParagraphsById = Callable[[Sequence[str]], list[Paragraph]]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked paragraph. Where its counterpart was found too, this is the one in the asker's language.

    ``parts``: ``lexical`` and ``dense`` (z-scores within the document language, for a statement the latter times its
    factor), ``exact`` (share of the question's numbers, dates, codes and names that it has), ``coverage`` (share of the
    question's idf weight), ``wanted`` (1 where it has a value of a kind that the question wants), ``body`` (0 for a title, a
    signature, a byline), and as they came ``bm25`` and ``cosine``.
    """

    paragraph: Paragraph
    score: float
    rank: int  #: from 1
    parts: Mapping[str, float]


class Retriever:
    """An opened index folder. Safe to share between threads: nothing changes after opening."""

    def __init__(
        self,
        folder: Path,
        meta: Mapping[str, Any],
        encoder: Encoder,
        paragraphs_by_id: ParagraphsById,
        translations: TranslationTable | None,
        weights: Weights,
    ) -> None:
        self._paragraphs_by_id = paragraphs_by_id
        self._translations, self._weights = translations, weights
        rows = meta["rows"]
        self._ids: list[str] = rows["id"]
        self._documents: list[str] = meta["documents"]
        self._languages: list[str] = meta["languages"]
        self._document = np.array(rows["document"], dtype=np.int64)
        self._language = np.array(rows["language"], dtype=np.int64)
        self._pair = np.array(rows["pair"], dtype=np.int64)
        self._kinds = np.array(rows["kinds"], dtype=np.int64)
        self._body = np.array(rows["body"], dtype=np.float64)
        self._members: dict[int, list[int]] = {}
        for row, first in enumerate(self._pair.tolist()):
            if first != row:
                self._members.setdefault(first, [first]).append(row)
        # Both Chinese scripts fold to one: they are one language here.
        spoken = sorted({tag.split("-")[0] for tag in self._languages})
        group_of = np.array([spoken.index(tag.split("-")[0]) for tag in self._languages], dtype=np.int64)
        self._group = group_of[self._language] if len(self._ids) else np.zeros(0, dtype=np.int64)
        self._lexical = LexicalIndex(folder, PARAGRAPHS, self._group)
        owners = np.load(folder / OWNERS)
        self._near = LexicalIndex(folder, WINDOWS, self._group[owners])
        self._first_near = np.searchsorted(owners, np.arange(len(self._ids)))
        self._dense = DenseIndex(folder, len(self._ids))
        self._typos = Typos(folder)
        self._names = Names.from_json(json.loads((folder / NAMES).read_text(encoding="utf-8")))
        self._vectors = Vectors(encoder)
        self._readings = Kept(_READINGS)
        self._matchers = Kept(_MATCHERS)

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        encoder: Encoder,
        paragraphs_by_id: ParagraphsById,
        translations: TranslationTable | None = None,
        weights: Weights | None = None,
    ) -> Retriever:
        """Open what ``build_index`` wrote. ``translations`` and ``weights`` default to the ones that ship.

        Raises BadInput where the folder holds no index of this format, Conflict where another encoder made its vectors.
        """
        try:
            meta = json.loads((folder / META).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BadInput(f"{folder.name} holds no index: {error}", "build it again from the catalog") from error
        if meta.get("format") != FORMAT:
            raise BadInput(
                f"the index has format {meta.get('format')}, this version reads {FORMAT}",
                "build it again from the catalog",
            )
        if meta["encoder"] != encoder.id:
            raise Conflict(
                f"the index holds vectors of {meta['encoder']}, the configured encoder is {encoder.id}",
                "index the documents again with this encoder, or configure the one the index was made with",
            )
        if translations is None and TABLE.is_file():
            translations = LearnedTable.open()
        return cls(folder, meta, encoder, paragraphs_by_id, translations, weights or read_weights(encoder.id))

    def __len__(self) -> int:
        return len(self._ids)

    def read(self, question: str) -> Query:
        """The question as this index understands it."""
        known = self._readings.get(question)
        if known is None:
            lore = Lore(self._names, self._weights, self._translations, self._lexical.frequency, self._typos.near)
            known = read_query(question, lore)
            self._readings.put(question, known, _PER_CHARACTER * len(question))
        return known

    def matcher(self, question: str) -> QueryMatcher:
        """The question, ready to be compared with any texts in either language."""
        known = self._matchers.get(question)
        if known is None:
            known = QueryMatcher(self.read(question), self._names, self._lexical, self._vectors)
            self._matchers.put(question, known, _PER_CHARACTER * len(question))
        return known

    def search(
        self,
        query: str,
        *,
        top_k: int = 8,
        documents: Collection[str] | None = None,
        language: str | None = None,
    ) -> list[Hit]:
        """The ``top_k`` best places among the documents and the language asked for; fewer only where there are fewer.

        A paragraph and its counterpart are one place. Empty for a question without a word or number. Equal scores keep the
        order of the ids. Raises BadInput for a ``top_k`` outside 1 to 1,000 or a language that is none of LANGUAGES.
        """
        if not 1 <= top_k <= MOST:
            raise BadInput(f"{top_k} results were asked for", f"ask for 1 to {MOST:,}")
        if language is not None and language not in LANGUAGES:
            raise BadInput(f"“{language}” is no language of the documents", f"one of {', '.join(LANGUAGES)}")
        rows = self._allowed(documents, language)
        if not len(rows):
            return []
        asked = self.read(query)
        if not asked.terms:
            return []
        parts = self._parts(asked, rows)
        scores = fuse(parts, self._weights, self._pair[rows])
        found: list[Hit] = []
        places = self._places(rows, scores, asked.language)
        # Paragraphs deleted since are not in the catalog any more; the places after them move up.
        while len(found) < top_k and (batch := list(islice(places, top_k - len(found)))):
            there = {p.id: p for p in self._paragraphs_by_id([self._ids[shown] for shown, _ in batch])}
            for shown, at in batch:
                paragraph = there.get(self._ids[shown])
                if paragraph is not None:
                    values = {name: round(float(column[at]), 6) for name, column in parts.items()}
                    found.append(Hit(paragraph, float(scores[at]), len(found) + 1, values))
        return found

    def _allowed(self, documents: Collection[str] | None, language: str | None) -> npt.NDArray[np.int64]:
        """Rows that the filters let through, ascending."""
        kept = np.ones(len(self._ids), dtype=bool)
        if documents is not None:
            wanted = set(documents)
            kept &= np.array([name in wanted for name in self._documents], dtype=bool)[self._document]
        if language is not None:
            kept &= np.array([tag == language for tag in self._languages], dtype=bool)[self._language]
        return np.flatnonzero(kept)

    def parts(self, question: str) -> dict[str, Floats]:
        """What every row of the index scores, by the names of ``Hit.parts``: for fitting and for benchmarks."""
        return self._parts(self.read(question), np.arange(len(self._ids)))

    def with_weights(self, weights: Weights) -> Retriever:
        """The same index searched with other weights."""
        other = copy(self)
        other._weights = weights
        other._readings = Kept(_READINGS)
        other._matchers = Kept(_MATCHERS)
        return other

    @property
    def ids(self) -> Sequence[str]:
        """The paragraphs' ids in row order."""
        return self._ids

    @property
    def pairs(self) -> npt.NDArray[np.int64]:
        """For each row the first row of the place it belongs to: its own, or its counterpart's."""
        return self._pair

    def _parts(self, asked: Query, rows: npt.NDArray[np.int64]) -> dict[str, Floats]:
        weights, group = self._weights, self._group[rows]
        lexical = self._lexical_scores(asked)
        cosine = self._dense.scores(self._vectors.of_query(asked.text), weights.window, rows)
        bm25 = lexical.bm25[rows]
        return {
            "lexical": z_scores(bm25, group),
            "dense": z_scores(cosine, group) * (weights.statement if asked.states else 1.0),
            "exact": lexical.exact[rows].astype(np.float64),
            "coverage": lexical.coverage[rows].astype(np.float64),
            "wanted": (self._kinds[rows] & asked.wanted != 0).astype(np.float64),
            "body": self._body[rows],
            "bm25": bm25.astype(np.float64),
            "cosine": cosine.astype(np.float64),
        }

    def _lexical_scores(self, asked: Query) -> LexicalScores:
        """Of whole paragraphs; BM25 mixed with that of the best short window, where the question's words stand together."""
        constants = Saturation(self._weights.k1, self._weights.b, self._weights.context)
        whole = self._lexical.scores(asked.terms, constants)
        share = self._weights.near
        if not share or not len(self._ids):
            return whole
        windows = self._near.scores(asked.terms, constants)
        best = np.maximum.reduceat(windows.bm25, self._first_near)
        mixed = (1 - share) * whole.bm25 + share * best
        return LexicalScores(mixed.astype(np.float32), whole.coverage, whole.exact)

    def _places(self, rows: npt.NDArray[np.int64], scores: Floats, language: str) -> Iterator[tuple[int, int]]:
        """(row of the paragraph to show, position in ``rows`` of the one that scored), best first, each pair once."""
        allowed = np.zeros(len(self._ids), dtype=bool)
        allowed[rows] = True
        taken: set[int] = set()
        for at in _best_first(scores):
            row = int(rows[at])
            pair = int(self._pair[row])
            if pair in taken:
                continue
            taken.add(pair)
            members = [member for member in self._members.get(pair, (row,)) if allowed[member]]
            yield max(members, key=lambda member: (self._fits(member, language), member == row)), at

    def _fits(self, row: int, language: str) -> int:
        """How well a paragraph's language suits the asker: 2 the same, 1 the same in another script, 0 another."""
        tag = self._languages[self._language[row]]
        return 2 if tag == language else int(tag.split("-")[0] == language.split("-")[0])


def _best_first(scores: Floats) -> Iterator[int]:
    """Positions by falling score, equal ones in order; the first few without sorting all."""
    few = 64
    head = np.arange(len(scores))
    if len(scores) > 4 * few:
        head = np.flatnonzero(scores >= np.partition(scores, -few)[-few])
    yield from head[np.argsort(-scores[head], kind="stable")].tolist()
    if len(head) < len(scores):
        yield from np.argsort(-scores, kind="stable")[len(head) :].tolist()
