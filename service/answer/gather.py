"""Everything an answer is made from: the question read, the paragraphs ranked, their sentences and facts weighed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.errors import NotFound
from corpus.facts import extract
from corpus.records import Document, Fact, Paragraph, Term
from service.answer.clock import Clock
from service.answer.confidence import Calibration, calibration
from service.answer.cues import NAMES
from service.answer.evidence import Evidence, Matcher, Ranked, rank_sentences
from service.answer.guards.near_miss import near_miss, of_another_ratio, of_other_years
from service.answer.guards.typed import asks_type
from service.answer.records import Question
from service.answer.signs import signs
from service.answer.turns.crossing import alone
from service.answer.turns.history import content
from service.answer.understand import Understood, kinds_asked, understand
from service.answer.values import rank_facts, years_of

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
        self, kind: str | None = None, document: str | None = None, paragraph_ids: Sequence[str] | None = None
    ) -> Sequence[Fact]: ...
    def terms(self) -> Sequence[Term]: ...
    def search(
        self, query: str, top_k: int = 8, documents: Collection[str] | None = None, language: str | None = None
    ) -> Sequence[Ranked]: ...
    def matcher(self, query: str, /) -> Matcher: ...


@dataclass(frozen=True, slots=True)
class Gathered:
    understood: Understood
    documents: Mapping[str, Document]  #: those the question may be answered from
    hits: Sequence[Ranked]
    sentences: Sequence[Evidence]  #: of the ranked paragraphs, the best first
    facts: Mapping[str, Sequence[Fact]]  #: by paragraph id
    candidates: Sequence[Evidence]  #: facts of the kinds asked for, the best first
    best: Evidence | None
    features: Mapping[str, float]  #: of the best evidence, for the confidence


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


def _names_first(ranked: Sequence[Evidence], sentences: Sequence[Evidence]) -> list[Evidence]:
    """Names in the best sentence, then that sentence itself, then the rest: a name not known as such still stands in it."""
    if not sentences:
        return []
    top = sentences[0]
    there = [e for e in ranked if (e.paragraph.id, e.start) == (top.paragraph.id, top.start)]
    return [*there, top, *sentences[1:]]


#: Candidates tried before giving up: what is further down is no answer.
_TRIED = 5


def _best(
    snapshot: Snapshot,
    ranked: Sequence[Evidence],
    sentences: Sequence[Evidence],
    understood: Understood,
    asked: Sequence[Fact],
    facts: Mapping[str, Sequence[Fact]],
    documents: Mapping[str, Document],
) -> Evidence | None:
    """The best fact where a value is asked for, never a sentence without one; else the best sentence; no near miss.

    Names are not always known as such: where one is asked for and none is found, the best sentence may still hold it.
    """
    numeric = bool(understood.kinds) and not set(understood.kinds) & set(NAMES)
    listed = ranked if numeric else _names_first(ranked, sentences)
    if not content(kinds_asked(understood.text)[1]):
        return None  # a question about nothing: "when?"
    years, names = years_of(asked), [f.text for f in asked if f.kind in ("organisation", "scheme", "place")]
    # Where the place that speaks of a set does not name its members, no other place does; but names of a type are known.
    once = understood.names_all and not asks_type(understood.text)
    for evidence in listed[: 1 if once else _TRIED]:
        other = snapshot.paragraph(evidence.paragraph.counterpart) if evidence.paragraph.counterpart else None
        here = facts.get(evidence.paragraph.id, ())
        if near_miss(understood, evidence, other, snapshot.matcher, names, here) or of_another_ratio(asked, here):
            continue
        if not of_other_years(years, evidence, here, documents[evidence.paragraph.document_id]):
            return evidence
    return None


def _facts_by_paragraph(snapshot: Snapshot, hits: Sequence[Ranked]) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {hit.paragraph.id: [] for hit in hits}
    for fact in snapshot.facts(paragraph_ids=list(found)):
        found.setdefault(fact.paragraph_id, []).append(fact)
    return found


def gather(
    snapshot: Snapshot, question: Question, clock: Clock | None = None, weights: Calibration | None = None
) -> Gathered:
    """Reads the question, searches, and weighs the evidence. Raises NotFound for documents that are not there."""
    clock, weights = clock or Clock(), weights or calibration()
    documents = _documents(snapshot, question)
    understood = understand(question, *alone(question.question, question.history, snapshot.terms()))
    clock.lap("understand")
    wanted = None if len(documents) == len(snapshot.documents()) else list(documents)
    depth = max(DEPTH, question.top_k)
    hits = snapshot.search(understood.text, top_k=depth, documents=wanted, language=None) if documents else []
    clock.lap("search")
    matcher = snapshot.matcher(understood.text)
    sentences = rank_sentences(hits[:DEPTH], matcher, understood, weights.sentence)
    facts = _facts_by_paragraph(snapshot, hits[:DEPTH])
    asked = extract(
        understood.text, language=understood.language, reference_date=question.as_of, terms=snapshot.terms()
    )
    if understood.focus:
        # "And the Shenzhen one?": what the last answer said is not what is asked now.
        said = [turn.content for turn in question.history if turn.role == "assistant"]
        asked += extract(said[-1], language=understood.language) if said else []
    candidates = (
        rank_facts(sentences, facts, understood, matcher, asked, snapshot.matcher, weights.fact)
        if understood.kinds
        else []
    )
    best = _best(snapshot, candidates, sentences, understood, asked, facts, documents)
    features = signs(
        best,
        candidates or sentences,
        understood,
        documents[best.paragraph.document_id] if best else None,
        snapshot.paragraph(best.paragraph.counterpart) if best and best.paragraph.counterpart else None,
        snapshot.matcher,
    )
    clock.lap("evidence")
    return Gathered(understood, documents, hits, sentences, facts, candidates, best, features)
