"""The way of a question, from its words to a proven answer, or to silence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from corpus.records import Fact
from service.answer.changes import change_of, difference_answer
from service.answer.clock import Clock
from service.answer.compose import Citations, fact_answer, list_answer, refusal, statement_answer
from service.answer.confidence import calibration
from service.answer.evidence import Evidence
from service.answer.gather import Gathered, Snapshot, gather
from service.answer.lists import whole_list
from service.answer.others import COMPARED_MEASURE, SAME_MEASURE, linked, others, precise
from service.answer.records import Answer, CitedFact, OtherFact, Passage, Question


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


def _cited_facts(best: Evidence, facts: Mapping[str, Sequence[Fact]], citations: Citations) -> tuple[CitedFact, ...]:
    """The answering fact first, then the others that stand in a cited span."""
    ordered: dict[tuple[str, int, int, str], CitedFact] = {}
    for citation in citations.all():
        for fact in facts.get(citation.id, ()):
            if citation.start <= fact.start and fact.end <= citation.end:
                ordered.setdefault((citation.id, fact.start, fact.end, fact.kind), CitedFact(fact, citation.n))
    if best.fact is None:
        return tuple(ordered.values())
    first = CitedFact(best.fact, 1)
    key = (best.paragraph.id, best.fact.start, best.fact.end, best.fact.kind)
    return (first, *(cited for k, cited in ordered.items() if k != key))


def ask(snapshot: Snapshot, question: Question) -> Answer:
    """Answers from the snapshot, with proof, or abstains and shows the nearest paragraphs.

    Deterministic: the same index version and question give the same answer (timings apart).
    Raises NotFound where ``question.documents`` names a document that is not there.
    """
    clock = Clock()
    found = gather(snapshot, question, clock)
    language, documents, best = found.understood.language, found.documents, found.best
    confidence = calibration().answer.probability(found.features) if best else 0.0
    passages = tuple(
        Passage(hit.paragraph, documents[hit.paragraph.document_id], hit.score, rank)
        for rank, hit in enumerate(found.hits[: question.top_k], 1)
    )
    common = {
        "id": _id(question, snapshot),
        "standalone_question": found.understood.text,
        "language": language,
        "confidence": round(confidence, 4),
        "passages": passages,
        "index_version": snapshot.index_version,
    }
    if best is None or confidence < calibration().threshold:
        text = refusal(language, found.understood.kinds, bool(found.hits), bool(documents))
        clock.lap("compose")
        return Answer(answered=False, answer=text, reason=text, timings_ms=clock.ms, **common)
    citations = Citations(documents, snapshot.paragraph)
    text, first, elsewhere = _compose(snapshot, found, best, citations)
    cited = _cited_facts(first, found.facts, citations)
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


def _compose(
    snapshot: Snapshot, found: Gathered, best: Evidence, citations: Citations
) -> tuple[str, Evidence, list[OtherFact]]:
    """(the answer's words, the evidence that answers, the same measure elsewhere)"""
    asked, language = found.understood, found.understood.language
    if best.fact is not None:
        share = COMPARED_MEASURE if asked.compares or asked.changes else SAME_MEASURE
        first = precise(best, found.candidates)
        elsewhere = others(first, linked(first, found.candidates, snapshot.matcher, share), found.documents)
        change = (
            change_of(first, found.facts.get(first.paragraph.id, ())) if asked.changes or asked.difference else None
        )
        if change and asked.difference and (told := difference_answer(change, language, citations)):
            return told, change, elsewhere
        first = change or first
        return fact_answer(first, elsewhere, language, citations, snapshot.terms()), first, elsewhere
    if asked.wants_list:
        stem, items = whole_list(best.paragraph, snapshot.paragraphs(best.paragraph.document_id))
        if items:
            return list_answer(stem, items, language, citations), best, []
    return statement_answer(best, language, citations), best, []
