"""A generated answer: a language model writes from the paragraphs found, and only what check.py proves is shown.

The extractive answer always exists before. It is what the asker gets, with a notice, whenever the model is down, slow, talks
nonsense, or has nothing left after the check. Where the documents do not answer, no model is asked.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Protocol

from corpus.errors import NotFound
from corpus.languages import han_share
from corpus.records import Document, Fact, Paragraph, Term
from corpus.scripts import to_script
from corpus.sentences import Span
from service.answer.evidence import Matcher
from service.answer.generative.check import Checker, Proven
from service.answer.generative.claims import claims
from service.answer.generative.endpoint import Endpoint, EndpointFailed, complete
from service.answer.generative.instructions import speaks_to_a_model
from service.answer.generative.notices import fallen_back, left_out
from service.answer.generative.prompt import keys_of, messages
from service.answer.records import Answer, Citation, CitedFact, Question
from service.answer.turns.mentions import Glossary

#: Paragraphs the model is shown.
SHOWN = 8
#: Characters an answer may have before no further sentence is taken.
LONGEST = {"en": 1200, "zh-Hant": 400, "zh-Hans": 400}
_STOPS = "。.!！?？"


class Snapshot(Protocol):
    """What generating needs of one state of the library."""

    @property
    def index_version(self) -> str: ...
    def documents(self) -> Sequence[Document]: ...
    def paragraph(self, paragraph_id: str, /) -> Paragraph: ...
    def facts(
        self, kind: str | None = None, document: str | None = None, paragraph_ids: Collection[str] | None = None
    ) -> Sequence[Fact]: ...
    def terms(self) -> Sequence[Term]: ...
    def matcher(self, query: str, /) -> Matcher: ...


def generate(snapshot: Snapshot, question: Question, extractive: Answer, endpoint: Endpoint) -> Answer:
    """The model's answer as far as it is proven, else ``extractive`` with a notice that says why.

    Takes at most ``endpoint.deadline`` seconds and the time of the check. An abstention comes back as it is.
    Never raises for anything the endpoint does.
    """
    if not extractive.answered:
        return extractive
    began = time.perf_counter()
    keyed = keys_of(_shown(extractive), extractive.standalone_question, snapshot.index_version)
    asked = messages(keyed, extractive.standalone_question, extractive.language)
    try:
        completion = complete(endpoint, asked)
    except EndpointFailed as failure:
        return _fallen_back(extractive, failure.kind, began)
    documents = {document.id: document for document in snapshot.documents()}
    checker = Checker(keyed, documents, snapshot.terms(), _glossary(tuple(snapshot.terms())), snapshot.matcher)
    written = claims(completion.text, keyed, completion.whole)
    kept = [verdict for claim in written if isinstance(verdict := checker.check(claim), Proven)]
    removed = len(written) - len(kept)
    if not any(_in_language(proven.text, extractive.language) for proven in kept):
        return replace(_fallen_back(extractive, "unproven", began), removed=removed)
    return _answer(snapshot, extractive, documents, kept, removed, began)


@lru_cache(maxsize=4)
def _glossary(terms: tuple[Term, ...]) -> Glossary:
    return Glossary(terms)


def _shown(extractive: Answer) -> list[Paragraph]:
    """The paragraphs the extractive answer cites, then the best ranked; none that gives orders to a model."""
    shown = {citation.paragraph.id: citation.paragraph for citation in extractive.citations}
    for passage in extractive.passages:
        shown.setdefault(passage.paragraph.id, passage.paragraph)
    read = [paragraph for paragraph in shown.values() if not speaks_to_a_model(paragraph.text)]
    return read[: max(SHOWN, len(extractive.citations))]


def _in_language(text: str, language: str) -> bool:
    return (han_share(text) >= 0.34) == language.startswith("zh")


def _fallen_back(extractive: Answer, why: str, began: float) -> Answer:
    return replace(extractive, notices=(fallen_back(why, extractive.language),), timings_ms=_timed(extractive, began))


def _timed(extractive: Answer, began: float) -> dict[str, float]:
    spent = round((time.perf_counter() - began) * 1000, 3)
    total = round(extractive.timings_ms.get("total", 0.0) + spent, 3)
    return {**extractive.timings_ms, "model": spent, "total": total}


class _Numbers:
    """Numbers the citations in the order they first appear; one number for one span."""

    def __init__(self, snapshot: Snapshot, documents: Mapping[str, Document]) -> None:
        self._snapshot, self._documents = snapshot, documents
        self.citations: dict[tuple[str, int, int], Citation] = {}

    def of(self, paragraph: Paragraph, start: int, end: int) -> int:
        key = (paragraph.id, start, end)
        if key not in self.citations:
            number = len(self.citations) + 1
            document = self._documents[paragraph.document_id]
            self.citations[key] = Citation(number, document, paragraph, start, end, self._counterpart(paragraph))
        return self.citations[key].n

    def _counterpart(self, paragraph: Paragraph) -> Paragraph | None:
        try:
            return self._snapshot.paragraph(paragraph.counterpart) if paragraph.counterpart else None
        except NotFound:
            return None


def _answer(
    snapshot: Snapshot,
    extractive: Answer,
    documents: Mapping[str, Document],
    kept: Sequence[Proven],
    removed: int,
    began: float,
) -> Answer:
    language = extractive.language
    numbers = _Numbers(snapshot, documents)
    said: list[str] = []
    for proven in kept:
        if said and sum(map(len, said)) + len(proven.text) > LONGEST[language]:
            break
        marks = "".join(f"[{numbers.of(s.paragraph, s.start, s.end)}]" for s in proven.supports)
        said.append(_marked(_scripted(proven.text, proven.quotes, language), marks, language))
    text = (" " if language == "en" else "").join(said)
    citations = tuple(numbers.citations.values())
    notices = (left_out(removed, language),) if removed else ()
    return replace(
        extractive,
        id="answer-" + hashlib.sha256(f"{extractive.id}\x00{text}".encode("utf-8", "replace")).hexdigest()[:16],
        answer=text,
        citations=citations,
        facts=_facts(snapshot, citations, extractive),
        notices=notices,
        removed=removed,
        timings_ms=_timed(extractive, began),
    )


def _scripted(text: str, quotes: Sequence[Span], language: str) -> str:
    """The sentence in the asker's script, its quotations as the documents print them."""
    pieces, at = [], 0
    for start, end in quotes:
        pieces += [to_script(text[at:start], language), text[start:end]]
        at = end
    return "".join([*pieces, to_script(text[at:], language)])


def _marked(text: str, marks: str, language: str) -> str:
    """The sentence with its citations before its full stop; one without gets one."""
    body = text.rstrip()
    stop = body[-1] if body[-1] in _STOPS else ("." if language == "en" else "。")
    return f"{body.rstrip(_STOPS + ' ')} {marks}{stop}"


def _facts(snapshot: Snapshot, citations: Sequence[Citation], extractive: Answer) -> tuple[CitedFact, ...]:
    """The facts that stand in the cited spans, those that answered the question first."""
    first = {(c.fact.paragraph_id, c.fact.start, c.fact.end, c.fact.kind): c.fact for c in extractive.facts}
    found: dict[tuple[str, int, int, str], CitedFact] = {}
    stored = snapshot.facts(paragraph_ids=[citation.id for citation in citations])
    for citation in citations:
        for fact in stored:
            if fact.paragraph_id == citation.id and citation.start <= fact.start and fact.end <= citation.end:
                found.setdefault((fact.paragraph_id, fact.start, fact.end, fact.kind), CitedFact(fact, citation.n))
    order = list(first)
    return tuple(found[key] for key in sorted(found, key=lambda k: order.index(k) if k in first else len(order)))
