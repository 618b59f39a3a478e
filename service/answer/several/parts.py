"""Answers to questions that ask several things: part by part, each proven or said to be missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.records import Fact, Term
from corpus.spans import fold_text
from service.answer.changes import change_of, difference_answer
from service.answer.compose import Citations, fact_answer, missing_of, name_in, statement_answer
from service.answer.confidence import calibration
from service.answer.evidence import Evidence, Matcher
from service.answer.gather import Gathered, Snapshot
from service.answer.nouns import is_reason
from service.answer.phrases import say
from service.answer.records import CitedFact, Question
from service.answer.several.asked import KINDS, MOMENTS, SIBLINGS, Part, Several
from service.answer.several.compare import side_by_side
from service.answer.several.derived import derived_answer
from service.answer.several.split import several
from service.answer.several.together import (
    AGREES,
    Chosen,
    choose,
    counterpart_of,
    moment_of,
    part_of,
    probability,
    together_in_place,
)
from service.answer.single import compose_one

#: Share of the threshold that a part must reach where its fellow part is as sure as a whole answer must be: values that
#: measure the same support one another.
SUPPORTED = 0.6
#: The same for the surer one of values that plainly measure the same.
AGREEING = 0.9
#: The same for a part whose evidence is the very paragraph that answers the other part.
SAME_PLACE = 0.5
#: The same for values that one sentence gives of several things, as was asked.
SIBLING = 0.8


@dataclass(frozen=True, slots=True)
class Made:
    """An answer of several parts."""

    text: str
    facts: tuple[CitedFact, ...]  #: the answering ones, in the order of the parts
    known: Mapping[str, Sequence[Fact]]  #: by paragraph id
    citations: Citations
    confidence: float


def several_answer(snapshot: Snapshot, question: Question, found: Gathered) -> Made | None:
    """The answer to a question of several parts; None where it asks one thing, or is better answered as a whole."""
    citations = Citations(found.documents, snapshot.paragraph)
    if made := derived_answer(snapshot, found, citations):
        known = {c.fact.paragraph_id: (c.fact,) for c in made[0].facts}
        return Made(made[0].text, made[0].facts, known, citations, made[1])
    asked = several(found.understood.text, list(found.documents.values()))
    if asked is None:
        return _moved(snapshot, found, citations)
    language = found.understood.language
    gathered = [part_of(snapshot, question, part, language) for part in asked.parts]
    known = {i: facts for one in (*gathered, found) if one for i, facts in one.facts.items()}
    if asked.by == KINDS:
        return _in_turn(snapshot, asked.parts, gathered, citations, known)
    if asked.by == SIBLINGS:
        return _siblings(snapshot, asked, gathered[0], citations, known)
    chosen = choose(snapshot, asked, gathered)
    return _together(snapshot, asked, chosen, found, citations, known) if chosen else None


def _sure(chosen: Sequence[Chosen]) -> bool:
    threshold = calibration().threshold
    sure = [c.probability for c in chosen]
    agree = all(c.agreement >= AGREES for c in chosen[1:])
    return max(sure) >= (AGREEING if agree else 1.0) * threshold and min(sure) >= SUPPORTED * threshold


def _together(
    snapshot: Snapshot,
    asked: Several,
    chosen: Sequence[Chosen],
    found: Gathered,
    citations: Citations,
    known: Mapping[str, Sequence[Fact]],
) -> Made | None:
    if not _sure(chosen):
        return None
    language = found.understood.language
    confidence = sum(c.probability for c in chosen) / len(chosen)
    first = chosen[0].evidence
    change = change_of(first, known.get(first.paragraph.id, ())) if asked.by == MOMENTS else None
    if change and change.fact and all(_is_end(c, change.fact) for c in chosen):
        told = difference_answer(change, language, citations) if asked.differs else None
        text = told or fact_answer(change, (), language, citations, snapshot.terms())
        return Made(text, (CitedFact(change.fact, 1),), known, citations, confidence)
    told = side_by_side(chosen, asked, language, citations, snapshot.terms(), dict(found.documents))
    return Made(told.text, told.facts, known, citations, confidence) if told else None


def _moved(snapshot: Snapshot, found: Gathered, citations: Citations) -> Made | None:
    """A value that changed, told by two documents or at two moments, the older first; where no moment was named."""
    understood, best = found.understood, found.best
    if not (understood.changes or understood.difference) or best is None or best.fact is None:
        return None
    if change_of(best, found.facts.get(best.paragraph.id, ())):
        return None
    other = counterpart_of(snapshot, found, best)
    if other is None:
        return None
    pair = [(best, 0.0), (other[0], other[1])]
    times = [
        moment_of(e, found.facts.get(e.paragraph.id, ()), found.documents[e.paragraph.document_id])[0] or ""
        for e, _ in pair
    ]
    if times[0] > times[1]:
        pair.reverse()
    chosen = [Chosen(Part(""), e, probability(found, e), other[1]) for e, _ in pair]
    asked = Several(MOMENTS, tuple(c.part for c in chosen), understood.difference)
    return _together(snapshot, asked, chosen, found, citations, found.facts)


def _is_end(chosen: Chosen, change: Fact) -> bool:
    fact = chosen.evidence.fact
    assert fact is not None
    return fact.paragraph_id == change.paragraph_id and change.start <= fact.start < change.end


def _siblings(
    snapshot: Snapshot,
    asked: Several,
    found: Gathered | None,
    citations: Citations,
    known: Mapping[str, Sequence[Fact]],
) -> Made | None:
    """ "How big is each": the values of one kind and unit that the best one's sentence gives of other things."""
    if found is None or found.best is None or found.best.fact is None:
        return None
    best, likely = found.best, probability(found, found.best)
    fact, language = found.best.fact, found.understood.language
    fellows: dict[str, Evidence] = {}
    for one in known.get(best.paragraph.id, ()):
        if (one.kind, one.unit) == (fact.kind, fact.unit) and best.start <= one.start < best.end and one.entity_key:
            fellows.setdefault(one.entity_key, replace(best, fact=one))
    if len(fellows) < 2 or fact.entity_key not in fellows or likely < SIBLING * calibration().threshold:
        return None
    terms = snapshot.terms()
    chosen = [
        Chosen(Part("", _named(e.fact.entity, e.fact.entity_key, language, terms)), e, likely, AGREES)
        for e in fellows.values()
        if e.fact
    ]
    told = side_by_side(chosen, asked, language, citations, terms, dict(found.documents))
    return Made(told.text, told.facts, known, citations, likely) if told else None


def _named(entity: str, key: str, language: str, terms: Sequence[Term]) -> str:
    """The thing's name in the asker's language where it is known, without figures that no paragraph prints."""
    if language == "en" and key.isascii():
        return key
    return name_in(entity, language, terms) or entity


def _in_turn(
    snapshot: Snapshot,
    parts: Sequence[Part],
    gathered: Sequence[Gathered | None],
    citations: Citations,
    known: Mapping[str, Sequence[Fact]],
) -> Made | None:
    """Each part answered or said to be missing; None where no part that asks for a value is answered."""
    threshold = calibration().threshold
    bests = together_in_place(gathered)
    likely = [probability(one, best) if one and best else 0.0 for one, best in zip(gathered, bests, strict=True)]
    places = {best.paragraph.id for best, p in zip(bests, likely, strict=True) if best and p >= threshold}
    lines: list[str] = []
    missing: list[str] = []
    facts: list[CitedFact] = []
    sure: list[float] = []
    language = "en"
    for part, one, best, p in zip(parts, gathered, bests, likely, strict=True):
        if one is None:
            continue
        language = one.understood.language
        if part.open:
            told = p >= threshold and best is not None and says_it(snapshot.matcher, part.label, best)
            if not told:
                missing.append(_unsaid(part, one))
            elif best and not _quoted(best, citations):
                lines.append(statement_answer(best, language, citations))
            continue
        needed = threshold * (SAME_PLACE if best and best.paragraph.id in places else 1.0)
        if best is None or p < needed:
            missing.append(say("part-missing", language, missing=missing_of(one.understood, bool(one.hits))))
            continue
        text, evidence, _ = compose_one(snapshot, one, best, citations)
        if text not in lines:
            lines.append(text)
        sure.append(p)
        if evidence.fact:
            facts.append(CitedFact(evidence.fact, citations.cite(evidence.paragraph, evidence.start, evidence.end)))
    if not sure:
        return None
    lines += dict.fromkeys(missing)
    return Made((" " if language == "en" else "").join(lines), tuple(facts), known, citations, max(sure))


#: Share of an open clause's own words that a sentence must say to answer it.
OWN_WORDS = 0.6
_CAUSE = re.compile(r"\b(?:because|since|as|so that|in order|to|for)\b|因|由于|以便|为了|旨在|从而|故|以")


def says_it(match: Callable[[str], Matcher], clause: str, best: Evidence) -> bool:
    """Whether a sentence speaks of what a clause asks beside the topic it shares with the others; a reason gives one."""
    text = best.paragraph.text[best.start : best.end]
    if is_reason(fold_text(clause)) and not _CAUSE.search(fold_text(text)):
        return False
    return match(clause).coverage([text])[0] >= OWN_WORDS


def _quoted(best: Evidence, citations: Citations) -> bool:
    return any(c.id == best.paragraph.id and c.start <= best.start and best.end <= c.end for c in citations.all())


def _unsaid(part: Part, found: Gathered) -> str:
    """That a clause is not answered, in the asker's words; a figure that no paragraph prints is not said again."""
    language = found.understood.language
    if any(c.isdigit() for c in part.label):
        return say("part-missing", language, missing=missing_of(found.understood, bool(found.hits)))
    return say("part-unsaid", language, part=part.label)
