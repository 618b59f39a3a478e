"""The way of a question, from its words to a proven answer, or to silence."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from corpus.errors import NotFound
from corpus.facts import extract
from corpus.records import Document, Fact, Paragraph, Term
from service.answer.compose import Citations, fact_answer, list_answer, refusal, statement_answer
from service.answer.confidence import calibration
from service.answer.evidence import Evidence, Matcher, Ranked, rank_facts, rank_sentences
from service.answer.history import standalone
from service.answer.lists import whole_list
from service.answer.others import others
from service.answer.records import Answer, CitedFact, OtherFact, Passage, Question
from service.answer.understand import Understood, understand

#: Paragraphs looked at for evidence, whatever number the asker wants to see.
DEPTH = 16


class Snapshot(Protocol):
    """What answering needs of one state of the library."""

    @property
    def index_version(self) -> str: ...
    def documents(self) -> Sequence[Document]: ...
    def paragraphs(self, document_id: str, /) -> Sequence[Paragraph]: ...
    def paragraph(self, paragraph_id: str, /) -> Paragraph: ...
    def facts(
        self, kind: str | None = None, document: str | None = None, paragraph_ids: Collection[str] | None = None
    ) -> Sequence[Fact]: ...
    def terms(self) -> Sequence[Term]: ...
    def search(
        self, query: str, top_k: int = 8, documents: Collection[str] | None = None, language: str | None = None
    ) -> Sequence[Ranked]: ...
    def matcher(self, query: str, /) -> Matcher: ...


class _Clock:
    """Milliseconds spent in each stage."""

    def __init__(self) -> None:
        self.ms: dict[str, float] = {}
        self._last = self._first = time.perf_counter()

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.ms[stage] = round((now - self._last) * 1000, 3)
        self.ms["total"] = round((now - self._first) * 1000, 3)
        self._last = now


def _documents(snapshot: Snapshot, question: Question) -> dict[str, Document]:
    """The documents the question may be answered from.

    Raises NotFound where the question names a document that is not there.
    """
    all_of_them = {d.id: d for d in snapshot.documents()}
    chosen = all_of_them
    if question.documents is not None:
        unknown = sorted(set(question.documents) - set(all_of_them))
        if unknown:
            raise NotFound(f"There is no document {unknown[0]!r}.", "GET /v1/documents lists the ids there are.")
        chosen = {i: all_of_them[i] for i in question.documents}
    if question.as_of is not None:
        chosen = {i: d for i, d in chosen.items() if (d.reference_date or "") <= question.as_of}
    return chosen


def _features(best: Evidence | None, ranked: Sequence[Evidence], understood: Understood) -> dict[str, float]:
    if best is None:
        return {}
    rest = [e.score for e in ranked if e.paragraph.id not in (best.paragraph.id, best.paragraph.counterpart)]
    return {
        "said": max(best.features["coverage"], best.features["context"]),
        "clause": best.features.get("clause", best.features["coverage"]),
        "similarity": best.features["similarity"],
        "kind": 1.0 if best.fact is not None or not understood.kinds else 0.0,
        "margin": best.score - max(rest, default=0.0),
        "score": best.score,
    }


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


def _facts_by_paragraph(snapshot: Snapshot, hits: Sequence[Ranked]) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {hit.paragraph.id: [] for hit in hits}
    for fact in snapshot.facts(paragraph_ids=list(found)):
        found.setdefault(fact.paragraph_id, []).append(fact)
    return found


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
    clock = _Clock()
    documents = _documents(snapshot, question)
    understood = understand(question, standalone(question.question, question.history))
    clock.lap("understand")
    wanted = None if len(documents) == len(snapshot.documents()) else list(documents)
    depth = max(DEPTH, question.top_k)
    hits = snapshot.search(understood.text, top_k=depth, documents=wanted, language=None) if documents else []
    clock.lap("search")
    matcher = snapshot.matcher(understood.text)
    sentences = rank_sentences(hits, matcher)
    facts = _facts_by_paragraph(snapshot, hits)
    asked = extract(understood.text, language=understood.language, reference_date=question.as_of)
    ranked = rank_facts(sentences, facts, understood.kinds, matcher, asked) if understood.kinds else []
    clock.lap("evidence")
    best = ranked[0] if ranked else (sentences[0] if sentences else None)
    features = _features(best, ranked or sentences, understood)
    confidence = calibration().confidence(features) if best else 0.0
    passages = tuple(
        Passage(hit.paragraph, documents[hit.paragraph.document_id], hit.score, rank)
        for rank, hit in enumerate(hits[: question.top_k], 1)
    )
    common = {
        "id": _id(question, snapshot),
        "standalone_question": understood.text,
        "language": understood.language,
        "confidence": round(confidence, 4),
        "passages": passages,
        "index_version": snapshot.index_version,
    }
    if best is None or confidence < calibration().threshold or (understood.kinds and best.fact is None):
        text = refusal(understood.language, understood.kinds, bool(hits), bool(documents))
        clock.lap("compose")
        return Answer(answered=False, answer=text, reason=text, timings_ms=clock.ms, **common)
    citations = Citations(documents, snapshot.paragraph)
    text, elsewhere = _compose(snapshot, understood, best, ranked, documents, citations)
    cited = _cited_facts(best, facts, citations)
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
    snapshot: Snapshot,
    understood: Understood,
    best: Evidence,
    ranked: Sequence[Evidence],
    documents: Mapping[str, Document],
    citations: Citations,
) -> tuple[str, list[OtherFact]]:
    if best.fact is not None:
        elsewhere = others(best, ranked, documents, snapshot.matcher)
        return fact_answer(best, elsewhere, understood.language, citations, snapshot.terms()), elsewhere
    if understood.wants_list:
        stem, items = whole_list(best.paragraph, snapshot.paragraphs(best.paragraph.document_id))
        if items:
            return list_answer(stem, items, understood.language, citations), []
    return statement_answer(best, understood.language, citations), []
