"""The same measure elsewhere: what other paragraphs and documents say of the value that was found.

A first, careful linking: same kind, about the same thing by the question's own words. What merely shares a number is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from corpus.records import Document, Fact
from corpus.sentences import clauses, enclosing
from service.answer.evidence import Evidence, Matcher
from service.answer.records import OtherFact

#: Share of the best evidence's coverage of the question that another place must reach.
ABOUT = 0.7
#: Share of the words around the value that another place must print around its own, in any language.
SAME_MEASURE = 0.5


def _about(evidence: Evidence) -> float:
    return max(evidence.features["context"], evidence.features["coverage"])


def _around(evidence: Evidence) -> str:
    """The clause around the fact, without the fact: what is measured."""
    fact, text = evidence.fact, evidence.paragraph.text
    assert fact is not None
    start, end = enclosing(clauses(text, evidence.start, evidence.end), fact.start, fact.end)
    return f"{fact.subject} {text[start : fact.start]} {text[fact.end : end]}"


def relation(fact: Fact, document: Document, other: Fact, other_document: Document) -> str:
    """``same`` value; else ``earlier`` or ``later`` by the moment each speaks of; else ``differs``."""
    if (fact.value, fact.unit) == (other.value, other.unit):
        return "same"
    moment = fact.as_of or document.reference_date
    other_moment = other.as_of or other_document.reference_date
    if moment and other_moment and moment != other_moment:
        return "later" if other_moment > moment else "earlier"
    return "differs"


def others(
    best: Evidence,
    ranked: Sequence[Evidence],
    documents: Mapping[str, Document],
    matcher: Callable[[str], Matcher],
    limit: int = 8,
) -> list[OtherFact]:
    """At most one value per paragraph, the most relevant first; translations of the same paragraph are left out."""
    assert best.fact is not None
    home = documents[best.paragraph.document_id]
    alike = [e for e in ranked if _comparable(best, e)]
    measure = matcher(_around(best)).coverage([_around(e) for e in alike])
    seen = {best.paragraph.id, best.paragraph.counterpart}
    found = []
    for evidence, share in zip(alike, measure, strict=True):
        if share < SAME_MEASURE or evidence.paragraph.id in seen:
            continue
        assert evidence.fact is not None
        seen |= {evidence.paragraph.id, evidence.paragraph.counterpart}
        document = documents[evidence.paragraph.document_id]
        found.append(
            OtherFact(evidence.fact, document, evidence.paragraph, relation(best.fact, home, evidence.fact, document))
        )
        if len(found) == limit:
            break
    return found


def _comparable(best: Evidence, other: Evidence) -> bool:
    """Whether the other fact is of the same kind and about what the question asks."""
    assert best.fact is not None
    if other.fact is None or other.fact.kind != best.fact.kind or other.paragraph.id == best.paragraph.id:
        return False
    if other.fact.unit != best.fact.unit and best.fact.kind not in ("count", "quantity"):
        return False
    return _about(other) >= ABOUT * _about(best)
