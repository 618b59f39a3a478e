"""Which sentence answers the question best. Looks at the ranked paragraphs; decides nothing else.

A sentence is judged by how much of the question it says (coverage, across languages), by likeness of meaning, and by its
paragraph's rank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from corpus.records import Fact, Paragraph
from corpus.sentences import sentences
from service.answer.confidence import Linear
from service.answer.guards.ordinals import another, ordinals
from service.answer.understand import Understood


class Matcher(Protocol):
    """A question, ready to be compared with texts in either language (index.matcher)."""

    def met(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """(texts, terms): how well each text says each of the question's terms, 0 to 1; rows combine by their maximum."""
        ...

    def share(self, met: npt.NDArray[np.float64]) -> list[float]:
        """Share, 0 to 1, of the question that each row says; rarer words weigh more."""
        ...

    def local(self, met: npt.NDArray[np.float64], background: npt.NDArray[np.float64]) -> list[float]:
        """``share``, each term weighed by how few rows of ``background`` say it."""
        ...

    def stranger(self, met: npt.NDArray[np.float64]) -> list[float]:
        """How little each row says of the question's names, 0 to 1."""
        ...

    def gap(self, met: npt.NDArray[np.float64]) -> list[float]:
        """The heaviest thing that each row leaves unsaid, 0 to 1."""
        ...

    def unsaid(self, met: npt.NDArray[np.float64]) -> list[tuple[float, float]]:
        """Words of the question that each row leaves unsaid, by how rare they are in general: (sum, share)."""
        ...

    def coverage(self, texts: Sequence[str]) -> list[float]:
        """``share(met(texts))``"""
        ...

    def similarity(self, texts: Sequence[str]) -> list[float]:
        """Cosine of meaning between the question and each text."""
        ...


class Ranked(Protocol):
    """A ranked paragraph as the search returns it."""

    @property
    def paragraph(self) -> Paragraph: ...
    @property
    def score(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a paragraph, with the fact in it that answers, if one was asked for."""

    paragraph: Paragraph
    start: int
    end: int
    score: float
    features: Mapping[str, float]  #: what was observed, by the names in calibration.json
    fact: Fact | None = None
    rank: int = 0  #: of the paragraph, from 0


@dataclass(frozen=True, slots=True)
class _Piece:
    paragraph: Paragraph
    start: int
    end: int
    rank: int
    passage: float

    @property
    def text(self) -> str:
        return self.paragraph.text[self.start : self.end]


def _passage_scores(hits: Sequence[Ranked]) -> list[float]:
    """The hits' scores moved to 0…1 within this result; a lone hit is 1."""
    if not hits:
        return []
    low, high = min(h.score for h in hits), max(h.score for h in hits)
    return [1.0 if high == low else (h.score - low) / (high - low) for h in hits]


def rank_sentences(hits: Sequence[Ranked], matcher: Matcher, understood: Understood, weights: Linear) -> list[Evidence]:
    """Every sentence of the ranked paragraphs, the best first by ``weights``."""
    pieces = [
        _Piece(hit.paragraph, start, end, rank, passage)
        for rank, (hit, passage) in enumerate(zip(hits, _passage_scores(hits), strict=True))
        for start, end in sentences(hit.paragraph.text)
    ]
    if not pieces:
        return []
    asked = ordinals(understood.text)
    said = matcher.met([piece.text for piece in pieces])
    alone = matcher.share(said)
    # Headings, stem and column heads, and the sentences before, name what the sentence itself calls "it" or not at all.
    around = matcher.met([hit.paragraph.context.as_text() for hit in hits])
    upto = np.zeros_like(said)
    for at, piece in enumerate(pieces):
        before = upto[at - 1] if at and pieces[at - 1].rank == piece.rank else around[piece.rank]
        upto[at] = np.maximum(before, said[at])
    within, gaps, local = matcher.share(upto), matcher.gap(upto), matcher.local(said, upto)
    strange = matcher.stranger(upto)
    # A paragraph's last row holds all of it.
    whole = {piece.rank: share for piece, share in zip(pieces, within, strict=True)}
    alike = matcher.similarity([piece.text for piece in pieces])
    ranked = []
    for at, piece in enumerate(pieces):
        features = {
            "coverage": alone[at],
            "context": within[at],
            "gap": gaps[at],
            "stranger": strange[at],
            "other_one": 1.0 if another(asked, piece.text) else 0.0,
            "ordinal": _unsaid_ordinals(asked, piece.paragraph),
            "local": local[at],
            "cross": 0.0 if piece.paragraph.language[:2] == understood.language[:2] else 1.0,
            "enumerates": _enumerates(piece.text) if understood.wants_list else 0.0,
            "paragraph": whole[piece.rank],
            "similarity": max(0.0, alike[at]),
            "passage": piece.passage,
            "first": 1.0 / (1 + piece.rank),
        }
        score = weights.score(features)
        ranked.append(Evidence(piece.paragraph, piece.start, piece.end, score, features, rank=piece.rank))
    return sorted(ranked, key=in_order)


def _unsaid_ordinals(asked: frozenset[int], paragraph: Paragraph) -> float:
    """1 where the question says which of several ("the second phase") and the paragraph and its headings do not."""
    return 1.0 if asked - ordinals(f"{paragraph.context.as_text()} {paragraph.text}") else 0.0


def _enumerates(text: str) -> float:
    """How much of a list a sentence prints: 1 for four or more things named one after the other."""
    return min(1.0, max(text.count("、") + text.count("；"), text.count("「"), text.count(", ") + text.count("; ")) / 4)


def in_order(evidence: Evidence) -> tuple[float, int, int, int]:
    fact = evidence.fact
    return (-round(evidence.score, 9), evidence.rank, evidence.start, fact.start if fact else -1)
