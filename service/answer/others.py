"""The same measure elsewhere: what other paragraphs and documents say of the value that was found.

A first, careful linking: same kind, about the same thing by the question's own words. What merely shares a number is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corpus.records import Document, Fact
from service.answer.evidence import Evidence
from service.answer.records import OtherFact

#: Share of the best evidence's coverage of the question that another place must reach to count as the same measure.
SAME_MEASURE = 0.75


def _coverage(evidence: Evidence) -> float:
    return max(evidence.features["context"], evidence.features["coverage"])


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
    best: Evidence, ranked: Sequence[Evidence], documents: Mapping[str, Document], limit: int = 8
) -> list[OtherFact]:
    """At most one value per paragraph, the most relevant first; translations of the same paragraph are left out."""
    assert best.fact is not None
    home = documents[best.paragraph.document_id]
    seen = {best.paragraph.id, best.paragraph.counterpart}
    found = []
    for evidence in ranked:
        fact = evidence.fact
        if fact is None or fact.kind != best.fact.kind or evidence.paragraph.id in seen:
            continue
        if best.fact.unit != fact.unit and best.fact.kind not in ("count", "quantity"):
            continue
        if (
            _coverage(evidence) < SAME_MEASURE * _coverage(best)
            or evidence.features["clause"] < SAME_MEASURE * best.features["clause"]
        ):
            continue
        seen |= {evidence.paragraph.id, evidence.paragraph.counterpart}
        document = documents[evidence.paragraph.document_id]
        found.append(OtherFact(fact, document, evidence.paragraph, relation(best.fact, home, fact, document)))
        if len(found) == limit:
            break
    return found
