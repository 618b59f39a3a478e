"""Which sentence, and which fact in it, answers the question best. Looks at the ranked paragraphs; decides nothing else.

A sentence is judged by how much of the question it says (coverage, across languages), by likeness of meaning, and by its
paragraph's rank. A fact is judged by its kind, by its sentence and by the words right around it; dates in the question pick
between the ends of a change and between years.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from corpus.records import Fact, Paragraph
from corpus.sentences import clauses, enclosing, sentences


class Matcher(Protocol):
    """A question, ready to be compared with texts in either language (index.matcher)."""

    def coverage(self, texts: Sequence[str]) -> list[float]:
        """Share, 0 to 1, of the question's content words that each text says in some language; rarer words weigh more."""
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
    features: Mapping[str, float]
    fact: Fact | None = None
    rank: int = 0  #: of the paragraph, from 0


#: How much each sign counts; the sum of positive weights is 1, so that scores are comparable between questions.
SENTENCE_WEIGHTS = {"coverage": 0.45, "context": 0.2, "similarity": 0.15, "passage": 0.2}
FACT_WEIGHTS = {"sentence": 0.6, "clause": 0.25, "counted": 0.15}
#: Each further kind in the list of kinds asked for is this much less likely.
KIND_STEP = 0.12
#: A narrower date may score this much less than the wider one around it and still be preferred.
PRECISION_ALLOWANCE = 0.12
#: What agreeing or disagreeing with a date of the question is worth.
DATE_BONUS = 0.15


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
    alone = matcher.coverage([piece.text for piece in pieces])
    # Headings, stem and column heads, and the sentences before, name what the sentence itself calls "it" or not at all.
    within = matcher.coverage(
        [f"{piece.paragraph.context.as_text()} {piece.paragraph.text[: piece.end]}" for piece in pieces]
    )
    alike = matcher.similarity([piece.text for piece in pieces])
    ranked = []
    for piece, coverage, context, similarity in zip(pieces, alone, within, alike, strict=True):
        features = {
            "coverage": coverage,
            "context": context,
            "similarity": max(0.0, similarity),
            "passage": piece.passage,
        }
        score = sum(weight * features[name] for name, weight in SENTENCE_WEIGHTS.items())
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
    kinds: Sequence[str],
    matcher: Matcher,
    asked: Sequence[Fact],
) -> list[Evidence]:
    """The facts of the kinds asked for, the best first.

    ``facts`` holds each paragraph's facts by paragraph id; ``asked`` are the facts the question itself states: a value that
    the question already names cannot be its answer, and its dates choose between values of several years.
    """
    stated = {(f.kind, f.value) for f in asked}
    years = _years([f for f in asked if f.kind == "date"])
    found: list[tuple[Evidence, Fact, int, tuple[int, int]]] = []
    for evidence in ranked:
        spans = clauses(evidence.paragraph.text, evidence.start, evidence.end)
        for fact in facts.get(evidence.paragraph.id, ()):
            if not evidence.start <= fact.start < evidence.end or fact.kind not in kinds:
                continue
            if (fact.kind, fact.value) not in stated:
                found.append((evidence, fact, kinds.index(fact.kind), enclosing(spans, fact.start, fact.end)))
    if not found:
        return []
    near = matcher.coverage([f"{fact.subject} {e.paragraph.text[a:b]}" for e, fact, _, (a, b) in found])
    counted = matcher.coverage([fact.unit or "" for _, fact, _, _ in found])
    best = []
    for (evidence, fact, place, clause), clause_coverage, unit_coverage in zip(found, near, counted, strict=True):
        features = dict(evidence.features) | {
            "sentence": evidence.score,
            "clause": clause_coverage,
            "counted": unit_coverage,
        }
        score = sum(weight * features[name] for name, weight in FACT_WEIGHTS.items()) - KIND_STEP * place
        if years and fact.kind != "date":
            score += DATE_BONUS * _agreement(years, fact, facts.get(evidence.paragraph.id, ()), clause)
        best.append(replace(evidence, fact=fact, score=score, features=features))
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
