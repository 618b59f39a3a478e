"""Which sentence, and which fact in it, answers the question best. Looks at the ranked paragraphs; decides nothing else.

A sentence is judged by how much of the question it says (coverage, across languages), by likeness of meaning, and by its
paragraph's rank. A fact is judged by its kind, by its sentence and by the words right around it; dates in the question pick
between the ends of a change and between years.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from corpus.records import Fact, Paragraph
from corpus.sentences import clauses, enclosing, sentences
from corpus.spans import fold_text
from service.answer.aligned import aligned
from service.answer.confidence import calibration
from service.answer.counted import fits
from service.answer.ordinals import another, ordinals
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
#: Share of a name's words that the question must say to have named it.
KNOWN = 0.75
#: Share of a follow-up's new words that a sentence must say to be about them.
FOCUSED = 0.5
_NUMBERS = ("count", "quantity", "money", "percentage")


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


def rank_sentences(hits: Sequence[Ranked], matcher: Matcher, understood: Understood) -> list[Evidence]:
    """Every sentence of the ranked paragraphs, the best first."""
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
            "local": local[at],
            "cross": 0.0 if piece.paragraph.language[:2] == understood.language[:2] else 1.0,
            "enumerates": _enumerates(piece.text) if understood.wants_list else 0.0,
            "paragraph": whole[piece.rank],
            "similarity": max(0.0, alike[at]),
            "passage": piece.passage,
            "first": 1.0 / (1 + piece.rank),
        }
        score = calibration().sentence.score(features)
        ranked.append(Evidence(piece.paragraph, piece.start, piece.end, score, features, rank=piece.rank))
    return sorted(ranked, key=_order)


def _enumerates(text: str) -> float:
    """How much of a list a sentence prints: 1 for four or more things named one after the other."""
    return min(1.0, max(text.count("、") + text.count("；"), text.count("「"), text.count(", ") + text.count("; ")) / 4)


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


def _names_it(fact: Fact, question: str, match: Callable[[str], Matcher]) -> bool:
    """Whether the question itself already names what the fact names, in any language: it cannot be the answer."""
    return fold_text(fact.text) in fold_text(question) or match(fact.text).coverage([question])[0] >= KNOWN


def _years(facts: Sequence[Fact]) -> frozenset[str]:
    return frozenset(side[:4] for fact in facts if fact.interval for side in fact.interval if side)


def rank_facts(
    ranked: Sequence[Evidence],
    facts: Mapping[str, Sequence[Fact]],
    understood: Understood,
    matcher: Matcher,
    asked: Sequence[Fact],
    match: Callable[[str], Matcher],
) -> list[Evidence]:
    """The facts of the kinds asked for, the best first.

    ``facts`` holds each paragraph's facts by paragraph id; ``asked`` are the facts the question itself states: a value that
    the question already names cannot be its answer, and its dates choose between values of several years. ``match``
    makes the matcher of any other text.
    """
    stated = {(f.kind, f.value) for f in asked}
    # A large number of the question is the same number whatever it counts ("the first two million": $2 million).
    large = {f.value for f in asked if f.kind in _NUMBERS and _is_large(f.value)}
    years = _years([f for f in asked if f.kind == "date"])
    kinds = understood.kinds
    found: list[tuple[Evidence, Fact, tuple[int, int]]] = []
    for evidence in ranked:
        spans = clauses(evidence.paragraph.text, evidence.start, evidence.end)
        for fact in facts.get(evidence.paragraph.id, ()):
            if not evidence.start <= fact.start < evidence.end or fact.kind not in kinds:
                continue
            known = fact.kind in NAMES and _names_it(fact, understood.text, match)
            if (
                (fact.kind, fact.value) not in stated
                and not known
                and not (fact.kind in _NUMBERS and fact.value in large)
            ):
                found.append((evidence, fact, enclosing(spans, fact.start, fact.end)))
    if not found:
        return []
    around = [_around(e, fact, clause, facts) for e, fact, clause in found]
    met = matcher.met(around)
    near, local = matcher.share(met), matcher.local(met, met)
    counted = matcher.coverage([fact.unit or "" for _, fact, _ in found])
    units = fits(understood.unit, *_counted(found), match(understood.unit or ""))
    best = []
    for at, (evidence, fact, clause) in enumerate(found):
        here = facts.get(evidence.paragraph.id, ())
        features = dict(evidence.features) | {
            "clause": near[at],
            "clause_local": local[at],
            "counted": counted[at],
            "kind": float(kinds.index(fact.kind)),
            "unit": units[at],
            "bound": 1.0 if understood.bound and understood.bound in (fact.qualifier, *fact.qualifiers) else 0.0,
            "year": _agreement(years, fact, here, clause) if years and fact.kind != "date" else 0.0,
            "from_end": _end_of(fact, here, understood.origin),
        }
        if units[at] < 0 or evidence.features["other_one"] or _of_another_year(fact, years):
            continue  # it counts something else, or belongs to another phase or year: near, but not the same
        if features["year"] > 0:
            features["from_end"] = 0.0  # the question names the year it wants
        best.append(replace(evidence, fact=fact, score=calibration().fact.score(features), features=features))
    return _on_focus(sorted(best, key=_order), understood.focus, match)


def _counted(found: Sequence[tuple[Evidence, Fact, tuple[int, int]]]) -> tuple[list[str], list[str]]:
    """(each fact's unit, what its paragraph says up to the end of its sentence)"""
    units = [fact.unit or "" for _, fact, _ in found]
    return units, [f"{e.paragraph.context.as_text()} {e.paragraph.text[: e.end]}" for e, _, _ in found]


def _on_focus(ranked: list[Evidence], focus: str, match: Callable[[str], Matcher]) -> list[Evidence]:
    """Of a follow-up such as "and the Shenzhen one?": the candidates that speak of what is new, where any does."""
    if not focus or not ranked:
        return ranked
    texts = [e.paragraph.text[e.start : e.end] for e in ranked]
    near = match(focus).coverage(texts)
    kept = [e for e, share in zip(ranked, near, strict=True) if share >= FOCUSED]
    return kept or ranked


def _is_large(value: str) -> bool:
    return len(value.partition(".")[0]) >= 4


def _around(evidence: Evidence, fact: Fact, clause: tuple[int, int], facts: Mapping[str, Sequence[Fact]]) -> str:
    """What the fact is about: its subject and its clause, or its own name where values are given respectively."""
    text = evidence.paragraph.text
    names = aligned(text, evidence.start, evidence.end, facts.get(evidence.paragraph.id, ()))
    return names.get(fact.start) or f"{fact.subject} {text[clause[0] : clause[1]]}"


def _of_another_year(fact: Fact, years: frozenset[str]) -> bool:
    """Whether the value is said to hold at a moment, and the question names years that are not it."""
    return bool(years and fact.as_of) and fact.kind != "date" and not any(year in (fact.as_of or "") for year in years)


def _end_of(fact: Fact, around: Sequence[Fact], origin: bool) -> float:
    """1 for the end of a change that is not asked for, 0 for the other one and for values that do not change.

    The value a change leads to is asked for, unless the question asks how it was at first.
    """
    for change in around:
        if change.kind == "change" and len(change.ends) == 2 and change.start <= fact.start < change.end:
            if fact.value == change.ends[0].value:
                return 0.0 if origin else 1.0
            if fact.value == change.ends[1].value:
                return 1.0 if origin else 0.0
    return 0.0


def _agreement(years: frozenset[str], fact: Fact, around: Sequence[Fact], clause: tuple[int, int]) -> float:
    """1 where the value belongs to a year the question names, -1 where it belongs to another, 0 where no year is told."""
    if fact.as_of:
        return 1.0 if any(year in fact.as_of for year in years) else -1.0
    dates = [f for f in around if f.kind == "date" and clause[0] <= f.start < clause[1]]
    if not dates:
        return 0.0
    nearest = min(dates, key=lambda f: (abs(f.start - fact.start), f.start))
    return 1.0 if _years([nearest]) & years else -1.0
