"""Answers of several parts: which value answers each part, chosen together so that they measure the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from corpus.records import Document, Fact
from corpus.sentences import clauses, enclosing
from corpus.spans import fold_text
from service.answer.clock import Clock
from service.answer.confidence import calibration
from service.answer.evidence import Evidence, Matcher
from service.answer.gather import Gathered, Snapshot, gather
from service.answer.others import dates_a_figure
from service.answer.records import Question
from service.answer.several.asked import DOCUMENTS, MOMENTS, ONES, Part, Several
from service.answer.several.moments import within

#: Candidates looked at for each part.
LOOKED_AT = 10
#: What it is worth that two values stand in one clause, and that the words around them mean the same (times their cosine).
#: In units of a fact's score.
ONE_CLAUSE, ALIKE = 0.75, 2.5
#: The same for one paragraph, where nothing else tells.
ONE_PLACE = 0.2
#: Cosine of the words around two values under which they measure different things, unless their aspect or column is one.
UNLIKE = 0.5
#: What different measures cost.
MISFIT = 3.0
#: Below this nothing is subtracted or compared.
AGREES = 1.0
#: Share of a thing's words that must be said of a value to be the value of that thing.
NAMED = 0.5
#: Share of the best named one's words that another must say to be named as well.
FULLY = 0.9
#: Cosine from which a name that shares no word is still taken for it.
NEAR = 0.4
_ONE_KIND = {"quantity": "count"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The value that answers a part."""

    part: Part
    evidence: Evidence
    probability: float
    agreement: float = 0.0  #: with the first part's value
    by_document: bool = False  #: its moment is told by the document's date alone


def part_of(snapshot: Snapshot, question: Question, part: Part, language: str) -> Gathered | None:
    """What there is for one part; None where the question may not be answered from the documents that the part names."""
    documents = question.documents
    if part.documents is not None:
        allowed = [d for d in part.documents if documents is None or d in documents]
        if not allowed:
            return None
        documents = tuple(allowed)
    asked = replace(question, question=part.text, history=(), language=language, documents=documents)
    return gather(snapshot, asked, Clock())


def probability(found: Gathered, evidence: Evidence) -> float:
    """How likely the evidence answers the question of ``found``."""
    features = dict(found.features) | dict(evidence.features)
    if found.best is None or evidence.fact != found.best.fact:
        features |= {"margin": 0.0, "score": evidence.score}
    return calibration().answer.probability(features)


def moment_of(evidence: Evidence, facts: Sequence[Fact], document: Document) -> tuple[str | None, bool]:
    """(the ISO day that the value is said to hold, or its document's; whether it is only the document's)

    Told with the value, or by the date that stands nearest before it in its sentence and is no beginning.
    """
    fact = evidence.fact
    assert fact is not None
    if fact.as_of:
        return fact.as_of, False
    before = [
        f
        for f in facts
        if f.kind == "date" and evidence.start <= f.start < fact.start and f.qualifier != "from" and f.interval
    ]
    if before:
        last = max(before, key=lambda f: f.start)
        assert last.interval is not None
        return last.interval[1] or last.interval[0], False
    return document.reference_date, True


def _own_words(evidence: Evidence) -> tuple[str, str]:
    """(whose value it is, the clause it stands in)"""
    fact, text = evidence.fact, evidence.paragraph.text
    assert fact is not None
    start, end = enclosing(clauses(text, evidence.start, evidence.end), fact.start, fact.end)
    row = evidence.paragraph.context.columns[0][1] if evidence.paragraph.context.columns else ""
    return f"{fact.entity} {fact.part} {row if len(row) < 40 else ''}", f"{fact.subject} {text[start:end]}"


def _fitting(
    several: Several, part: Part, found: Gathered, match: Callable[[str], Matcher]
) -> list[tuple[Evidence, bool]]:
    """The candidates that can answer the part, the best first, with whether only the document's date says so."""
    documents = found.documents
    if several.by == DOCUMENTS and part.documents:
        return [(e, False) for e in found.candidates if e.paragraph.document_id in part.documents][:LOOKED_AT]
    if several.by in (MOMENTS, DOCUMENTS) and part.moment:
        dated = []
        for e in found.candidates:
            moment, only = moment_of(e, found.facts.get(e.paragraph.id, ()), documents[e.paragraph.document_id])
            if within(moment, part.moment):
                dated.append((e, only))
        return sorted(dated, key=lambda d: d[1])[:LOOKED_AT]  # the sort is stable: told moments before documents' dates
    if several.by == ONES:
        looked = list(found.candidates)[: 3 * LOOKED_AT]
        likeness = match(part.label)
        words = [_own_words(e) for e in looked]
        whose = likeness.coverage([w for w, _ in words])
        where = likeness.coverage([w for _, w in words])
        said = [max(a, b if not fact_entity(e) else 0.0) for e, a, b in zip(looked, whose, where, strict=True)]
        if not any(share >= NAMED for share in said):
            # A word that the documents' vocabulary does not know may still be near in meaning: "PhD", 博士.
            near = likeness.similarity([fact_entity(e) or "-" for e in looked])
            said = [share if share >= NEAR else 0.0 for share in near]
        if any(exact := [_is_named(e, part.label) for e in looked]):
            said = [1.0 if one else 0.0 for one in exact]
        # Where one place names the thing in full, one that names it in part speaks of another: a park is not every park.
        least = NEAR if max(said, default=0.0) < NAMED else max(NAMED, FULLY * max(said))
        pool = [(replace(e, score=e.score + a), False) for e, a in zip(looked, said, strict=True) if a >= least]
        return pool[:LOOKED_AT]
    return [(e, False) for e in found.candidates[:LOOKED_AT]]


def _is_named(evidence: Evidence, label: str) -> bool:
    """Whether the value is said to be that of the very thing the label names, in any language."""
    if evidence.fact is None or not evidence.fact.entity:
        return False
    folded = fold_text(label)
    names = {fold_text(name) for name in (evidence.fact.entity, evidence.fact.entity_key)}
    return any(len(name) > 2 and folded.endswith(name) for name in names)


def fact_entity(evidence: Evidence) -> str:
    return evidence.fact.entity if evidence.fact else ""


#: What it is worth that two parts are answered by one sentence, or by one paragraph. In units of a fact's score.
ONE_SENTENCE, ONE_PARAGRAPH = 1.5, 0.5


def together_in_place(found: Sequence[Gathered | None]) -> list[Evidence | None]:
    """The best evidence of each part, where parts that one sentence or paragraph answers are preferred to others."""
    bests = [one.best if one else None for one in found]
    pools = [list(one.candidates[:LOOKED_AT]) if one and one.candidates else [] for one in found]
    if len(found) != 2 or not all(pools):
        return bests

    def worth(a: Evidence, b: Evidence) -> float:
        place = 0.0
        if a.paragraph.id == b.paragraph.id:
            place = ONE_SENTENCE if a.start == b.start else ONE_PARAGRAPH
        return a.score + b.score + place + _told_when(a, found[0]) + _told_when(b, found[1])

    pairs = [
        (worth(a, b), -i, -j)
        for i, a in enumerate(pools[0])
        for j, b in enumerate(pools[1])
        if a.fact and b.fact and (a.paragraph.id, a.fact.start) != (b.paragraph.id, b.fact.start)
    ]
    if not pairs:
        return bests
    _, i, j = max(pairs)
    return [pools[0][-i], pools[1][-j]]


_SINCE = re.compile(r"\bsince when\b|[由从從自].{0,2}[何几幾][时時年]", re.IGNORECASE)


def _told_when(evidence: Evidence, found: Gathered | None) -> float:
    """What a date is worth as the moment of an event: one that only dates a figure, little; a beginning, where one is
    asked for, more."""
    fact = evidence.fact
    if fact is None or fact.kind != "date" or found is None:
        return 0.0
    if dates_a_figure(evidence):
        return -MISFIT
    return ONE_SENTENCE if _SINCE.search(found.understood.text) and fact.qualifier == "from" else 0.0


def _kind(fact: Fact) -> str:
    return _ONE_KIND.get(fact.kind, fact.kind)


def _agreement(one: Evidence, two: Evidence, alike: float) -> float | None:
    """How well two values measure the same; None where they cannot."""
    a, b = one.fact, two.fact
    assert a is not None and b is not None
    if _kind(a) != _kind(b) or (a.kind in ("money", "quantity") and a.unit != b.unit):
        return None
    if one.paragraph.id == two.paragraph.id and a.start == b.start:
        return None
    if two.paragraph.id == one.paragraph.counterpart and a.value == b.value:
        return None
    clause = one.paragraph.id == two.paragraph.id and _clause_of(one) == _clause_of(two)
    aspect = bool(a.aspect and a.aspect == b.aspect) or (bool(_head_of(one)) and _head_of(one) == _head_of(two))
    fits = alike >= UNLIKE or aspect or clause
    near = 0.0 if clause or one.paragraph.id != two.paragraph.id else ONE_PLACE
    return ONE_CLAUSE * clause + near + ALIKE * max(alike, UNLIKE if aspect else 0.0) - (0.0 if fits else MISFIT)


def _clause_of(evidence: Evidence) -> tuple[int, int]:
    assert evidence.fact is not None
    spans = clauses(evidence.paragraph.text, evidence.start, evidence.end)
    return enclosing(spans, evidence.fact.start, evidence.fact.end)


def _head_of(evidence: Evidence) -> str:
    """The column head over a value that is a cell of a table."""
    fact = evidence.fact
    columns = evidence.paragraph.context.columns
    return next((head for head, cell in columns if fact and cell.strip() == fact.text.strip()), "")


def counterpart_of(snapshot: Snapshot, found: Gathered, best: Evidence) -> tuple[Evidence, float] | None:
    """The same measure at another moment, with how well it agrees: for "how has it changed" without moments."""
    documents = found.documents

    def moment(e: Evidence) -> str:
        told, _ = moment_of(e, found.facts.get(e.paragraph.id, ()), documents[e.paragraph.document_id])
        return told or ""

    at = moment(best)
    others = [e for e in found.candidates if e.fact and best.fact and e.fact.value != best.fact.value]
    others = [e for e in others if moment(e) and moment(e) != at][:LOOKED_AT]
    if not others or not at or best.fact is None:
        return None
    alike = snapshot.matcher(measure(best)).similarity([measure(e) for e in others])
    fits = [
        (e.score + agreed, -i, agreed)
        for i, (e, share) in enumerate(zip(others, alike, strict=True))
        if (agreed := _agreement(best, e, share)) is not None and agreed >= AGREES
    ]
    if not fits:
        return None
    _, i, agreed = max(fits)
    return others[-i], agreed


def measure(evidence: Evidence) -> str:
    """What is measured, without whose it is: the clause without the value, and what is counted."""
    fact, text = evidence.fact, evidence.paragraph.text
    assert fact is not None
    start, end = enclosing(clauses(text, evidence.start, evidence.end), fact.start, fact.end)
    return " ".join([_head_of(evidence), text[start : fact.start], fact.unit or "", text[fact.end : end]])


def choose(snapshot: Snapshot, several: Several, found: Sequence[Gathered | None]) -> list[Chosen] | None:
    """One value per part, chosen together; None where two of them cannot be found."""
    pools = [
        _fitting(several, part, one, snapshot.matcher) if one else []
        for part, one in zip(several.parts, found, strict=True)
    ]
    if len(pools) < 2 or not all(pools):
        return None
    best: tuple[float, list[tuple[Evidence, bool, float]]] | None = None
    for first in pools[0]:
        assert first[0].fact is not None
        likeness = snapshot.matcher(measure(first[0]))
        total, chosen = first[0].score, [(*first, 0.0)]
        for pool in pools[1:]:
            alike = likeness.similarity([measure(e) for e, _ in pool])
            fits = [
                (e.score + agreed, -at, agreed)
                for at, ((e, _), share) in enumerate(zip(pool, alike, strict=True))
                if (agreed := _agreement(first[0], e, share)) is not None
            ]
            if not fits:
                break
            score, at, agreed = max(fits)
            total += score
            chosen.append((*pool[-at], agreed))
        if len(chosen) == len(pools) and (best is None or total > best[0]):
            best = (total, chosen)
    if best is None:
        return None
    picked = []
    for part, one, (evidence, only, agreed) in zip(several.parts, found, best[1], strict=True):
        assert one is not None
        picked.append(Chosen(part, evidence, probability(one, evidence), agreed, only))
    return picked
