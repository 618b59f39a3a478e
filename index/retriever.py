"""Questions in, ranked paragraphs out: read the question, score in words and in meaning, fuse, show each place once."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.errors import BadInput, Conflict
from corpus.records import LANGUAGES, Paragraph
from index.build import FORMAT, META, NAMES, opened_segments
from index.expansion import Names
from index.fusion import Weights, fuse, read_weights
from index.kept import Kept
from index.matcher import QueryMatcher
from index.protocols import Encoder, TranslationTable
from index.query import Lore, Query, read_query
from index.ranking import CANDIDATES, Question, Ranking, Scored
from index.translation import PATH as TABLE
from index.translation import LearnedTable
from index.typos import near_in
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
        segments, groups = opened_segments(folder, meta)
        self._ranking = Ranking(segments, groups)
        self._typos = near_in([segment.typos for segment in segments])
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
        return len(self._ranking.words)

    def read(self, question: str) -> Query:
        """The question as this index understands it."""
        known = self._readings.get(question)
        if known is None:
            lore = Lore(self._names, self._weights, self._translations, self.frequency, self._typos)
            known = read_query(question, lore)
            self._readings.put(question, known, _PER_CHARACTER * len(question))
        return known

    def frequency(self, token: str) -> int:
        """In how many paragraphs' text a token stands."""
        return self._ranking.words.frequency(token)

    def matcher(self, question: str) -> QueryMatcher:
        """The question, ready to be compared with any texts in either language."""
        known = self._matchers.get(question)
        if known is None:
            known = QueryMatcher(self.read(question), self._names, self._ranking.words, self._vectors)
            self._matchers.put(question, known, _PER_CHARACTER * len(question))
        return known

    def search(
        self,
        query: str,
        *,
        top_k: int = 8,
        documents: Collection[str] | None = None,
        language: str | None = None,
        exhaustive: bool = False,
    ) -> list[Hit]:
        """The ``top_k`` best places among the documents and the language asked for; fewer only where there are fewer.

        A paragraph and its counterpart are one place. Empty for a question without a word or number. Equal scores keep the
        order of the ids. In a large index the rows worth looking at are scored; ``exhaustive`` scores every row, as is always
        done in a small one. Raises BadInput for a ``top_k`` outside 1 to 1,000 or a language that is none of LANGUAGES.
        """
        if not 1 <= top_k <= MOST:
            raise BadInput(f"{top_k} results were asked for", f"ask for 1 to {MOST:,}")
        if language is not None and language not in LANGUAGES:
            raise BadInput(f"“{language}” is no language of the documents", f"one of {', '.join(LANGUAGES)}")
        asked = self.read(query)
        if not asked.terms:
            return []
        scored = self._ranking.score(
            self._question(asked),
            self._weights,
            documents=documents,
            language=language,
            count=max(CANDIDATES, 2 * top_k),
            exhaustive=exhaustive,
        )
        if not len(scored.rows):
            return []
        scores = fuse(scored.parts, self._weights, scored.pairs)
        found: list[Hit] = []
        places = self._places(scored, scores, asked.language)
        # Paragraphs deleted since are not in the catalog any more; the places after them move up.
        while len(found) < top_k and (batch := list(islice(places, top_k - len(found)))):
            ids = [self._id(shown) for shown, _ in batch]
            there = {p.id: p for p in self._paragraphs_by_id(ids)}
            for one, (_, at) in zip(ids, batch, strict=True):
                paragraph = there.get(one)
                if paragraph is not None:
                    values = {name: round(float(column[at]), 6) for name, column in scored.parts.items()}
                    found.append(Hit(paragraph, float(scores[at]), len(found) + 1, values))
        if len(found) < top_k and not scored.whole:
            return self.search(query, top_k=top_k, documents=documents, language=language, exhaustive=True)
        return found

    def vector(self, question: str) -> npt.NDArray[np.float32]:
        """What the question means: (dimension,)."""
        return self._vectors.of_query(question)

    @property
    def weights(self) -> Weights:
        return self._weights

    def _question(self, asked: Query) -> Question:
        return Question(
            asked.terms, self.vector(asked.text), asked.wanted, self._weights.statement if asked.states else 1.0
        )

    def parts(self, question: str) -> dict[str, Floats]:
        """What every row of the index scores, by the names of ``Hit.parts``: for fitting and for benchmarks."""
        return self._ranking.score(self._question(self.read(question)), self._weights, exhaustive=True).parts

    def with_weights(self, weights: Weights) -> Retriever:
        """The same index searched with other weights."""
        other = copy(self)
        other._weights = weights
        other._readings = Kept(_READINGS)
        other._matchers = Kept(_MATCHERS)
        return other

    @property
    def ids(self) -> list[str]:
        """The paragraphs' ids in row order."""
        return list(chain.from_iterable(segment.table.ids for segment in self._ranking.segments))

    @property
    def pairs(self) -> npt.NDArray[np.int64]:
        """For each row the first row of the place it belongs to: its own, or its counterpart's."""
        found, base = [np.zeros(0, dtype=np.int64)], 0
        for segment in self._ranking.segments:
            found.append(segment.table.pair.astype(np.int64) + base)
            base += len(segment)
        return np.concatenate(found)

    @property
    def ranking(self) -> Ranking:
        """The segments behind it, for benchmarks."""
        return self._ranking

    def _id(self, row: int) -> str:
        segment, local, _ = self._ranking.at(row)
        return segment.table.ids[local]

    def _places(self, scored: Scored, scores: Floats, language: str) -> Iterator[tuple[int, int]]:
        """(row of the paragraph to show, position among the scored of the one that scored), best first, each place once."""
        taken: set[int] = set()
        rows = scored.rows
        for at in self._best_first(scored.rows, scores):
            row, pair = int(scored.rows[at]), int(scored.pairs[at])
            if pair in taken:
                continue
            taken.add(pair)
            segment, local, base = self._ranking.at(row)
            members = [base + member for member in segment.table.place(local)]
            if len(members) > 1:
                places = np.minimum(np.searchsorted(rows, members), len(rows) - 1)
                members = [member for member, place in zip(members, places, strict=True) if rows[place] == member]
            yield max(members, key=lambda member: (self._fits(member, language), member == row)), at

    def _best_first(self, rows: npt.NDArray[np.int64], scores: Floats) -> Iterator[int]:
        """Positions by falling score, equal ones in the order of their ids, which within a built segment is that of its rows."""
        if len(self._ranking.segments) == 1:
            yield from _best_first(scores)
            return
        for _, equal in groupby(_best_first(scores), key=lambda at: scores[at]):
            yield from sorted(equal, key=lambda at: self._id(int(rows[at])))

    def _fits(self, row: int, language: str) -> int:
        """How well a paragraph's language suits the asker: 2 the same, 1 the same in another script, 0 another."""
        segment, local, _ = self._ranking.at(row)
        tag = segment.table.languages[int(segment.table.language[local])]
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
