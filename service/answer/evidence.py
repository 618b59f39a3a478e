"""Which sentence, and which fact in it, answers the question best. Looks at the ranked paragraphs; decides nothing else.

A sentence is judged by how much of the question it says (coverage, across languages), by likeness of meaning, and by its
paragraph's rank. A fact is judged by its kind, by its sentence and by the words right around it; dates in the question pick
between the ends of a change and between years.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from corpus.records import Fact, Paragraph
from corpus.sentences import clauses, enclosing, sentences
from corpus.spans import fold_text
from service.answer.confidence import calibration
from service.answer.understand import Understood


class Matcher(Protocol):
    """A question, ready to be compared with texts in either language (index.matcher)."""

    def met(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """(texts, terms): how well each text says each of the question's terms, 0 to 1; rows combine by their maximum."""
        ...

    def share(self, met: npt.NDArray[np.float64]) -> list[float]:
        """Share, 0 to 1, of the question that each row says; rarer words weigh more."""
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


#: Kinds of fact that are names. Not every name in a text is known as one.
NAMES = ("organisation", "person", "place", "scheme", "title")
#: A narrower date may score this much less than the wider one around it and still be preferred.
PRECISION_ALLOWANCE = 0.12


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


def rank_sentences(hits: Sequence[Ranked], matcher: Matcher) -> list[Evidence]:
    """Every sentence of the ranked paragraphs, the best first."""
    pieces = [
        _Piece(hit.paragraph, start, end, rank, passage)
        for rank, (hit, passage) in enumerate(zip(hits, _passage_scores(hits), strict=True))
        for start, end in sentences(hit.paragraph.text)
    ]
    if not pieces:
        return []
    said = matcher.met([piece.text for piece in pieces])
    alone = matcher.share(said)
    # Headings, stem and column heads, and the sentences before, name what the sentence itself calls "it" or not at all.
    around = matcher.met([hit.paragraph.context.as_text() for hit in hits])
    upto = np.zeros_like(said)
    for at, piece in enumerate(pieces):
        before = upto[at - 1] if at and pieces[at - 1].rank == piece.rank else around[piece.rank]
        upto[at] = np.maximum(before, said[at])
    within = matcher.share(upto)
    # A paragraph's last row holds all of it.
    whole = {piece.rank: share for piece, share in zip(pieces, within, strict=True)}
    alike = matcher.similarity([piece.text for piece in pieces])
    ranked = []
    for piece, coverage, context, similarity in zip(pieces, alone, within, alike, strict=True):
        features = {
            "coverage": coverage,
            "context": context,
            "paragraph": whole[piece.rank],
            "similarity": max(0.0, similarity),
            "passage": piece.passage,
            "first": 1.0 / (1 + piece.rank),
        }
        score = calibration().sentence.score(features)
        ranked.append(Evidence(piece.paragraph, piece.start, piece.end, score, features, rank=piece.rank))
    return sorted(ranked, key=_order)


def _order(evidence: Evidence) -> tuple[float, int, int, int]:
    fact = evidence.fact
    return (-round(evidence.score, 9), evidence.rank, evidence.start, fact.start if fact else -1)


def _candidates(fact: Fact, kinds: Sequence[str]) -> list[tuple[Fact, int]]:
    """The fact, or the ends of a change, that have a kind asked for, with that kind's place in the list."""
    found = [(fact, kinds.index(fact.kind))] if fact.kind in kinds else []
    if fact.kind == "change":
        found += [
            (replace(end, paragraph_id=fact.paragraph_id), kinds.index(end.kind))
            for end in fact.ends
            if end.kind in kinds
        ]
    return found


def _years(facts: Sequence[Fact]) -> frozenset[str]:
    return frozenset(side[:4] for fact in facts if fact.interval for side in fact.interval if side)


def rank_facts(
    ranked: Sequence[Evidence],
    facts: Mapping[str, Sequence[Fact]],
    understood: Understood,
    matcher: Matcher,
    asked: Sequence[Fact],
) -> list[Evidence]:
    """The facts of the kinds asked for, the best first.

    ``facts`` holds each paragraph's facts by paragraph id; ``asked`` are the facts the question itself states: a value that
    the question already names cannot be its answer, and its dates choose between values of several years.
    """
    stated = {(f.kind, f.value) for f in asked}
    years = _years([f for f in asked if f.kind == "date"])
    kinds = understood.kinds
    found: list[tuple[Evidence, Fact, tuple[int, int]]] = []
    for evidence in ranked:
        spans = clauses(evidence.paragraph.text, evidence.start, evidence.end)
        for fact in facts.get(evidence.paragraph.id, ()):
            if not evidence.start <= fact.start < evidence.end or fact.kind not in kinds:
                continue
            if (fact.kind, fact.value) not in stated:
                found.append((evidence, fact, enclosing(spans, fact.start, fact.end)))
    if not found:
        return []
    near = matcher.coverage([f"{fact.subject} {e.paragraph.text[a:b]}" for e, fact, (a, b) in found])
    counted = matcher.coverage([fact.unit or "" for _, fact, _ in found])
    best = []
    for (evidence, fact, clause), clause_coverage, unit_coverage in zip(found, near, counted, strict=True):
        features = dict(evidence.features) | {
            "clause": clause_coverage,
            "counted": unit_coverage,
            "kind": float(kinds.index(fact.kind)),
            "unit": 1.0
            if understood.unit and fact.unit and fold_text(fact.unit) == fold_text(understood.unit)
            else 0.0,
            "bound": 1.0 if understood.bound and understood.bound in (fact.qualifier, *fact.qualifiers) else 0.0,
            "year": _agreement(years, fact, facts.get(evidence.paragraph.id, ()), clause)
            if years and fact.kind != "date"
            else 0.0,
        }
        best.append(replace(evidence, fact=fact, score=calibration().fact.score(features), features=features))
    return _precise_first(sorted(best, key=_order))


def _precise_first(ranked: list[Evidence]) -> list[Evidence]:
    """The best date gives way to a narrower one inside it whose evidence is nearly as good: "the second half of 2024" tells
    more than "2024", and both can be true."""
    first = ranked[0]
    if first.fact is None or first.fact.interval is None:
        return ranked
    for at, other in enumerate(ranked[1:], 1):
        if other.score < first.score - PRECISION_ALLOWANCE:
            break
        if other.fact and other.fact.interval and _narrower(other.fact.interval, first.fact.interval):
            return [other, *ranked[:at], *ranked[at + 1 :]]
    return ranked


def _narrower(inner: tuple[str | None, str | None], outer: tuple[str | None, str | None]) -> bool:
    """Whether a closed interval lies within another one, and is shorter."""
    if inner == outer or None in inner:
        return False
    after = outer[0] is None or (inner[0] or "") >= outer[0]
    before = outer[1] is None or (inner[1] or "") <= outer[1]
    return after and before


def _agreement(years: frozenset[str], fact: Fact, around: Sequence[Fact], clause: tuple[int, int]) -> float:
    """1 where the value belongs to a year the question names, -1 where it belongs to another, 0 where no year is told."""
    if fact.as_of:
        return 1.0 if any(year in fact.as_of for year in years) else -1.0
    dates = [f for f in around if f.kind == "date" and clause[0] <= f.start < clause[1]]
    if not dates:
        return 0.0
    nearest = min(dates, key=lambda f: (abs(f.start - fact.start), f.start))
    return 1.0 if _years([nearest]) & years else -1.0
