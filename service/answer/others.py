"""The same measure elsewhere: what other paragraphs and documents say of the value that was found.

A first, careful linking: same kind, about the same thing by the question's own words. What merely shares a number is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from corpus.records import Document, Fact
from corpus.sentences import clauses, enclosing
from corpus.spans import fold_text
from service.answer.evidence import Evidence, Matcher
from service.answer.guards.ordinals import ordinals
from service.answer.records import OtherFact

#: Share of the best evidence's coverage of the question that another place must reach.
ABOUT = 0.7
#: Share of the words around the value that another place must print around its own, in any language.
SAME_MEASURE = 0.5
#: The same where the question asks to compare: it expects several values.
COMPARED_MEASURE = 0.3
#: Cosine of the words around two values from which they measure the same: where both are attributed to one thing, where two
#: documents count the same of one aspect (jobs), and where they only count the same.
SAME_THING, SAME_ASPECT, SAME_MEANING = 0.65, 0.35, 0.4
#: Share of what is counted that another document must say to count the same.
SAME_UNIT = 0.7
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

    ``share``: of the words around the value, how many another place must print around its own; fewer where both are
    said to be the same measure of the same thing, or another document measures the same and its words mean the same.
    """
    assert best.fact is not None
    alike = [e for e in ranked if _comparable(best, e)]
    here = match(around(best))
    measure = here.coverage([around(e) for e in alike])
    meaning = here.similarity([around(e) for e in alike])
    seen = {best.paragraph.id, best.paragraph.counterpart}
    found = []
    for evidence, part, near in zip(alike, measure, meaning, strict=True):
        if evidence.paragraph.id in seen:
            continue
        about = _about(evidence) >= ABOUT * _about(best)
        said = (about and near >= SAME_THING and _of_one_thing(best, evidence)) or _said_again(
            best, evidence, near, match
        )
        if (about and part >= share) or (_elsewhere(best, evidence) and said):
            seen |= {evidence.paragraph.id, evidence.paragraph.counterpart}
            found.append(evidence)
    return found[:MOST]


def _elsewhere(best: Evidence, other: Evidence) -> bool:
    return best.paragraph.document_id != other.paragraph.document_id


def _of_one_thing(best: Evidence, other: Evidence) -> bool:
    """Whether both values are attributed to the same thing, as the same measure of it."""
    a, b = best.fact, other.fact
    assert a is not None and b is not None
    if not a.entity_key or a.entity_key != b.entity_key or a.kind == "date":
        return False
    counted = a.kind == "count" and fold_text(a.unit or "") == fold_text(b.unit or "") and bool(a.unit)
    return (bool(a.aspect) and a.aspect == b.aspect) or counted


def _said_again(best: Evidence, other: Evidence, near: float, match: Callable[[str], Matcher]) -> bool:
    """Whether another document gives the same measure in words that mean the same."""
    a, b = best.fact, other.fact
    assert a is not None and b is not None
    if a.kind != "count" or not a.unit or not b.unit:
        return False
    if near < (SAME_ASPECT if a.aspect and a.aspect == b.aspect else SAME_MEANING):
        return False
    one, two = fold_text(a.unit), fold_text(b.unit)
    return one.endswith(two) or two.endswith(one) or match(a.unit).coverage([b.unit])[0] >= SAME_UNIT


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
    """Whether two values can be of one measure: a ceiling is no total, what is invested is not what is granted, a completion is
    no launch, the first phase is not the second."""
    capped = ["up to" in (fact.qualifier, *fact.qualifiers) for fact in (one, other)]
    parts = fold_text(one.part), fold_text(other.part)
    return (
        (one.kind == "date" or capped[0] == capped[1])
        and not (one.aspect and other.aspect and one.aspect != other.aspect)
        and not (all(parts) and ordinals(parts[0]) != ordinals(parts[1]))
    )


def _known(fact: Fact) -> bool:
    """Whether the thing a value is of goes by a name of its own: its key is that name, not the words printed."""
    return bool(fact.entity_key) and fact.entity_key.isascii() and fact.entity_key != fold_text(fact.entity)


def _comparable(best: Evidence, other: Evidence) -> bool:
    """Whether the other fact is of the same kind and sort, and not of another known thing."""
    one, two = best.fact, other.fact
    assert one is not None
    if two is None or two.kind != one.kind or other.paragraph.id == best.paragraph.id:
        return False
    if (
        one.kind == "date"
        and _UP_TO.search(other.paragraph.text[: two.start])
        and not _UP_TO.search(best.paragraph.text[: one.start])
    ):
        return False
    if not same_sort(one, two) or (_known(one) and _known(two) and one.entity_key != two.entity_key):
        return False
    return two.unit == one.unit or one.kind in ("count", "quantity")


#: 「至2023年9月底」 dates a figure as well, where nothing says since when.
_UP_TO = re.compile(r"(?:截至|截止|至|as at|as of|up to|by the end of|until)\s*$", re.IGNORECASE)
