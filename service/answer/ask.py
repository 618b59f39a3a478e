"""The way of a question, from its words to a proven answer, or to silence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from corpus.records import Fact
from service.answer.clock import Clock
from service.answer.compose import Citations, refusal
from service.answer.confidence import calibration
from service.answer.evidence import Evidence
from service.answer.gather import Gathered, Snapshot, gather
from service.answer.guards.stated import names_another_stage
from service.answer.imprint import own_date
from service.answer.lists import only_counted, whole_list
from service.answer.others import dates_a_figure
from service.answer.polar import judged
from service.answer.records import Answer, CitedFact, Passage, Question
from service.answer.several.parts import Made, several_answer
from service.answer.several.together import probability
from service.answer.single import compose_one


def _id(question: Question, snapshot: Snapshot) -> str:
    """The same question on the same index has the same id."""
    turns = [[t.role, t.content] for t in question.history]
    key = [
        question.question,
        turns,
        question.language,
        question.top_k,
        question.documents,
        question.as_of,
        snapshot.index_version,
    ]
    return "answer-" + hashlib.sha256(json.dumps(key, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()[:16]


def _cited_facts(
    first: Sequence[CitedFact], facts: Mapping[str, Sequence[Fact]], citations: Citations
) -> tuple[CitedFact, ...]:
    """The answering facts first, then the others that stand in a cited span."""
    ordered: dict[tuple[str, int, int, str], CitedFact] = {_key(one.fact): one for one in first}
    for citation in citations.all():
        for fact in facts.get(citation.id, ()):
            if citation.start <= fact.start and fact.end <= citation.end:
                ordered.setdefault(_key(fact), CitedFact(fact, citation.n))
    return tuple(ordered.values())


def _mentioned(answer: Answer) -> Answer:
    """The answer with those citations alone that its words point at: what a part tried and did not say is not shown."""
    kept = tuple(c for c in answer.citations if f"[{c.n}]" in answer.answer)
    if len(kept) == len(answer.citations):
        return answer
    known = {c.n for c in kept}
    facts = tuple(f for f in answer.facts if f.citation is None or f.citation in known)
    return replace(answer, citations=kept, facts=facts)


def _key(fact: Fact) -> tuple[str, int, int, str]:
    return fact.paragraph_id, fact.start, fact.end, fact.kind


def _names_nothing(snapshot: Snapshot, found: Gathered, best: Evidence) -> bool:
    """Whether the evidence only counts what the question wants named, and introduces no list either."""
    counted = only_counted(found.understood.text, best, found.facts.get(best.paragraph.id, ()))
    return counted and not whole_list(best.paragraph, snapshot.paragraphs(best.paragraph.document_id))[1]


#: Share of the threshold for what is only said to be told of another: without the signs of a best evidence all score less.
_NEARLY = 0.5


def _told_of_another_stage(found: Gathered) -> bool:
    """Whether one of the likeliest values would answer, were another phase or batch asked for."""
    likely = [e for e in found.candidates[:3] if probability(found, e) >= _NEARLY * calibration().threshold]
    return any(names_another_stage(found.understood.text, e) for e in likely)


def _common(snapshot: Snapshot, question: Question, found: Gathered, confidence: float) -> dict[str, Any]:
    """The fields of an answer that do not depend on what is said."""
    return {
        "id": _id(question, snapshot),
        "standalone_question": found.understood.text,
        "language": found.understood.language,
        "confidence": round(confidence, 4),
        "passages": tuple(
            Passage(hit.paragraph, found.documents[hit.paragraph.document_id], hit.score, rank)
            for rank, hit in enumerate(found.hits[: question.top_k], 1)
        ),
        "index_version": snapshot.index_version,
    }


def ask(snapshot: Snapshot, question: Question) -> Answer:
    """Answers from the snapshot, with proof, or abstains and shows the nearest paragraphs.

    Deterministic: the same index version and question give the same answer (timings apart).
    Raises NotFound where ``question.documents`` names a document that is not there.
    """
    clock = Clock()
    found = gather(snapshot, question, clock)
    best = found.best
    if best is not None and dates_a_figure(best):
        best = next((e for e in found.candidates if not dates_a_figure(e)), best)
    only_how_many = best is not None and _names_nothing(snapshot, found, best)
    best = None if only_how_many else best
    confidence = probability(found, best) if best else 0.0
    common = _common(snapshot, question, found, confidence)
    confirms, verdict = judged(snapshot, question, found)
    made = None if confirms else own_date(snapshot, found) or several_answer(snapshot, question, found)
    if verdict is not None:
        known = {verdict.evidence.paragraph.id: [c.fact for c in verdict.facts]}
        made = Made(verdict.text, verdict.facts, known, verdict.citations, verdict.confidence)
    if confirms and verdict is None and (best is None or best.fact is not None):
        best = None  # another value than the one asked about is no answer
    if made is not None:
        clock.lap("compose")
        answer = Answer(
            answered=True,
            answer=made.text,
            citations=made.citations.all(),
            facts=_cited_facts(made.facts, made.known, made.citations),
            timings_ms=clock.ms,
            **common,
        )
        return replace(_mentioned(answer), confidence=round(made.confidence, 4))
    if best is None or confidence < calibration().threshold:
        elsewhere_told = best is None and _told_of_another_stage(found)
        text = refusal(found.understood, bool(found.hits), bool(found.documents), only_how_many, elsewhere_told)
        clock.lap("compose")
        return Answer(answered=False, answer=text, reason=text, timings_ms=clock.ms, **common)
    citations = Citations(found.documents, snapshot.paragraph)
    text, first, elsewhere = compose_one(snapshot, found, best, citations)
    leading = [CitedFact(first.fact, 1)] if first.fact else []
    cited = _cited_facts(leading, found.facts, citations)
    clock.lap("compose")
    return Answer(
        answered=True,
        answer=text,
        citations=citations.all(),
        facts=cited,
        others=tuple(elsewhere),
        timings_ms=clock.ms,
        **common,
    )
