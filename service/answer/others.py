"""The same measure elsewhere: what other paragraphs and documents say of the value that was found.

A first, careful linking: same kind, about the same thing by the question's own words. What merely shares a number is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from corpus.records import Document, Fact
from corpus.sentences import clauses, enclosing
from service.answer.evidence import Evidence, Matcher
from service.answer.records import OtherFact

#: Share of the best evidence's coverage of the question that another place must reach.
ABOUT = 0.7
#: Share of the words around the value that another place must print around its own, in any language.
SAME_MEASURE = 0.5
#: The same where the question asks to compare: it expects several values.
COMPARED_MEASURE = 0.3
#: Values shown beside the answer.
MOST = 8


def _about(evidence: Evidence) -> float:
    return max(evidence.features["context"], evidence.features["coverage"])


def around(evidence: Evidence) -> str:
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


def linked(
    best: Evidence, ranked: Sequence[Evidence], match: Callable[[str], Matcher], share: float = SAME_MEASURE
) -> list[Evidence]:
    """Evidence for the same measure elsewhere, the most relevant first: one value per paragraph, no translations.

    ``share``: of the words around the value, how many another place must print around its own.
    """
    assert best.fact is not None
    alike = [e for e in ranked if _comparable(best, e)]
    measure = match(around(best)).coverage([around(e) for e in alike])
    seen = {best.paragraph.id, best.paragraph.counterpart}
    found = []
    for evidence, part in zip(alike, measure, strict=True):
        if part >= share and evidence.paragraph.id not in seen:
            seen |= {evidence.paragraph.id, evidence.paragraph.counterpart}
            found.append(evidence)
    return found[:MOST]


def precise(best: Evidence, candidates: Sequence[Evidence]) -> Evidence:
    """The narrowest date within the best one's, where its paragraph says as much of the question: "the second half of 2024"
    tells more than "from 2024 onwards", and both are true of one thing."""
    for other in candidates:
        outer, inner = (e.fact.interval if e.fact else None for e in (best, other))
        if inner and outer and _narrower(inner, outer) and other.features["context"] >= best.features["context"]:
            best = best if dates_a_figure(other) else other
    return best


#: 「截至2023年12月底」 dates the figure beside it, not what happened.
_AS_AT = re.compile(r"(?:截至|截止|as at|as of|up to|by the end of)\s*$", re.IGNORECASE)


def dates_a_figure(evidence: Evidence) -> bool:
    """Whether a date only says when a figure held."""
    fact = evidence.fact
    return fact is not None and fact.kind == "date" and bool(_AS_AT.search(evidence.paragraph.text[: fact.start]))


def _narrower(inner: tuple[str | None, str | None], outer: tuple[str | None, str | None]) -> bool:
    """Whether a closed interval lies within another one, and is shorter."""
    if inner == outer or inner[0] is None or inner[1] is None:
        return False
    return (outer[0] is None or inner[0] >= outer[0]) and (outer[1] is None or inner[1] <= outer[1])


def others(best: Evidence, elsewhere: Sequence[Evidence], documents: Mapping[str, Document]) -> list[OtherFact]:
    """The linked evidence with its relation to the best one."""
    assert best.fact is not None
    home = documents[best.paragraph.document_id]
    found = []
    for evidence in elsewhere:
        if evidence.fact is not None and evidence is not best:
            document = documents[evidence.paragraph.document_id]
            found.append(
                OtherFact(
                    evidence.fact, document, evidence.paragraph, relation(best.fact, home, evidence.fact, document)
                )
            )
    return found


def same_sort(one: Fact, other: Fact) -> bool:
    """Whether two numbers can be values of one measure: a ceiling is no total, and what is invested is not what is granted."""
    capped = ["up to" in (fact.qualifier, *fact.qualifiers) for fact in (one, other)]
    return capped[0] == capped[1] and not (one.aspect and other.aspect and one.aspect != other.aspect)


def _comparable(best: Evidence, other: Evidence) -> bool:
    """Whether the other fact is of the same kind and about what the question asks."""
    assert best.fact is not None
    if other.fact is None or other.fact.kind != best.fact.kind or other.paragraph.id == best.paragraph.id:
        return False
    if best.fact.kind != "date" and not same_sort(best.fact, other.fact):
        return False
    if other.fact.unit != best.fact.unit and best.fact.kind not in ("count", "quantity"):
        return False
    return _about(other) >= ABOUT * _about(best)
