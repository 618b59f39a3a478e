"""A question ready to be compared with any texts, in either language: what share of it each says, and how alike each means.

The retriever ranks paragraphs; answering needs the same judgement of a sentence, a clause or a fact's unit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from corpus.spans import fold_text
from index.expansion import MARK, Names
from index.lexical import QueryTerm
from index.protocols import Frequencies
from index.query import Query
from index.rarity import rarity
from index.tokens import analyse, stem
from index.vectors import Vectors

#: A capitalised word that does not begin the text: a name, whether or not it is known as one.
_CAPITAL = re.compile(r"(?<=[\w,;:'’)] )[A-Z][\w&+-]+")
#: What the likeliest translation of a word counts beside the word itself, and the probability below which it is a guess.
_TRANSLATED, _GUESS = 0.9, 0.15
Floats = npt.NDArray[np.float64]


def _with_names(query: Query, names: Names) -> list[QueryTerm]:
    """The query's terms, each word inside a known name also met by that name: 智方便 says both words of "iAM Smart"."""
    folded = fold_text(query.text)
    inside: dict[str, set[str]] = {}
    for mention in names.find(query.text):
        for token in analyse(folded[mention.start : mention.end]):
            inside.setdefault(token.text, set()).add(f"{MARK}{mention.name}")
    widened = []
    for term in query.terms:
        marks = sorted(inside.get(term.names[0][0], ()))
        widened.append(QueryTerm(term.names + tuple((mark, 1.0) for mark in marks), term.weight, term.hard))
    return widened


def _sure(term: QueryTerm) -> dict[str, float]:
    """How sure each name of a term says it: 1 for its own word; a translation by its probability beside the likeliest one.

    A translation's probability is shared among synonyms (打開, 開啟, 開放, 開), so that even the right one's is low; where
    the likeliest itself is a guess, all of them are.
    """
    others = [p for _, p in term.names if p < 1.0]
    if not others:
        return dict(term.names)
    likeliest = max(others)
    scale = _TRANSLATED * min(1.0, likeliest / _GUESS)
    return {token: p if p >= 1.0 else scale * (p / likeliest) ** 0.5 for token, p in term.names}


#: Weight of a term from which it is a word of its own, not a piece of one or of a name.
_WORD = 0.5


def _rarity_of(term: QueryTerm) -> float:
    token = term.names[0][0]
    if term.hard or token.startswith((MARK, "#")) or token[0].isdigit():
        return 0.0
    return rarity(token) if term.weight >= _WORD else 0.0


class QueryMatcher:
    """Built per question by the retriever."""

    def __init__(self, query: Query, names: Names, lexical: Frequencies, vectors: Vectors) -> None:
        self._query, self._names, self._vectors = query, names, vectors
        self._terms = _with_names(query, names)
        size = len(lexical)
        weights = []
        for term in self._terms:
            df = min(size, sum(p * lexical.frequency(token) for token, p in term.names))
            weights.append(term.weight * np.log1p((size - df + 0.5) / (df + 0.5)))
        self._weights = np.array(weights, dtype=np.float64)
        self._columns: dict[str, list[tuple[int, float]]] = {}  # token -> the terms it says, and how surely
        for column, term in enumerate(self._terms):
            for token, sure in _sure(term).items():
                self._columns.setdefault(token, []).append((column, sure))
        self._tokens = frozenset(self._columns)
        named = {stem(fold_text(word)) for word in _CAPITAL.findall(query.text)}
        self._entities = np.array(
            [term.names[0][0] in named or term.names[0][0].startswith(MARK) for term in self._terms], dtype=bool
        )

    @cached_property
    def _vector(self) -> npt.NDArray[np.float32]:
        return self._vectors.of_query(self._query.text)

    @cached_property
    def _rarity(self) -> Floats:
        """Per term; 0 for what is no word: names known as such, numbers, pieces of Chinese words."""
        return np.array([_rarity_of(term) for term in self._terms], dtype=np.float64)

    def met(self, texts: Sequence[str]) -> Floats:
        """(texts, terms): the probability that each text says each term, 1 for the term's own word.

        Rows of pieces of one text combine by their maximum.
        """
        rows = np.zeros((len(texts), len(self._terms)))
        for row, text in enumerate(texts):
            if not text:
                continue
            row_of_text = [0.0] * len(self._terms)
            # The best of a term's names counts once: two translations of one word in a text say it no better.
            for token in self._tokens & self._names.said(text):
                for column, sure in self._columns[token]:
                    row_of_text[column] = max(row_of_text[column], sure)
            rows[row] = row_of_text
        return rows

    def share(self, met: Floats) -> list[float]:
        """Share of the question's idf weight in each row, 0 to 1; 0 everywhere for a question without terms."""
        total = float(self._weights.sum())
        return [float(v) for v in met @ self._weights / total] if total > 0 else [0.0] * len(met)

    def local(self, met: Floats, background: Floats) -> list[float]:
        """Share of the question said by each row where a term weighs the more the fewer rows of ``background`` say it.

        What all candidates say (the topic) decides nothing between them; what few say (its first phase) does.
        """
        weights = self._weights * (1.0 - background.mean(axis=0)) if len(background) else self._weights
        total = float(weights.sum())
        return [float(v) for v in met @ weights / total] if total > 0 else [0.0] * len(met)

    def gap(self, met: Floats) -> list[float]:
        """The heaviest thing each row leaves unsaid, as a share of the heaviest thing asked: 1 where that is missing, 0 where
        nothing is. A near miss says most of a question and not the one word that matters."""
        top = float(self._weights.max()) if len(self._weights) else 0.0
        if top <= 0:
            return [1.0] * len(met)
        return [float(v) for v in ((1.0 - met) * self._weights).max(axis=1) / top]

    def stranger(self, met: Floats) -> list[float]:
        """How little each row says of the question's names, 0 to 1: 1 where one of them is not said at all, 0 where all are,
        or the question names nothing."""
        if not self._entities.any():
            return [0.0] * len(met)
        return [float(v) for v in (1.0 - met[:, self._entities]).max(axis=1)]

    def unsaid(self, met: Floats) -> list[tuple[float, float]]:
        """What each row leaves unsaid of the question's words, each weighed by how rare it is in general, whatever the
        documents hold: (sum, share of the sum over all its words)."""
        total = float(self._rarity.sum())
        lost = (1.0 - met) @ self._rarity
        return [(float(v), float(v) / total if total > 0 else 0.0) for v in lost]

    def coverage(self, texts: Sequence[str]) -> list[float]:
        """Share of the question's idf weight said by each text, 0 to 1; a translation counts by its probability."""
        return self.share(self.met(texts))

    def similarity(self, texts: Sequence[str]) -> list[float]:
        """Cosine of the encoder's vectors, -1 to 1."""
        if not texts:
            return []
        return [float(v) for v in self._vectors.of(texts) @ self._vector]


class NoMatcher:
    """The matcher of an empty index: nothing says anything."""

    def met(self, texts: Sequence[str]) -> Floats:
        return np.zeros((len(texts), 0))

    def share(self, met: Floats) -> list[float]:
        return [0.0] * len(met)

    def local(self, met: Floats, background: Floats) -> list[float]:
        return [0.0] * len(met)

    def stranger(self, met: Floats) -> list[float]:
        return [0.0] * len(met)

    def gap(self, met: Floats) -> list[float]:
        return [1.0] * len(met)

    def unsaid(self, met: Floats) -> list[tuple[float, float]]:
        return [(0.0, 0.0)] * len(met)

    def coverage(self, texts: Sequence[str]) -> list[float]:
        return [0.0] * len(texts)

    def similarity(self, texts: Sequence[str]) -> list[float]:
        return [0.0] * len(texts)
