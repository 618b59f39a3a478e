"""What the confidence is computed from: the best evidence's own features, and how it stands to the question as a whole.

Beside how much of the question the evidence says: how much of the evidence the question says (a value of something else
comes with words that the question lacks), what words the paragraph leaves unsaid, and how far ahead of its rivals it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from corpus.records import Document, Paragraph
from corpus.sentences import clauses, enclosing
from service.answer.cues import NAMES
from service.answer.evidence import Evidence, Matcher
from service.answer.understand import Understood


def signs(
    best: Evidence | None,
    ranked: Sequence[Evidence],
    understood: Understood,
    document: Document | None,
    counterpart: Paragraph | None,
    match: Callable[[str], Matcher],
) -> dict[str, float]:
    """Features by the names in calibration.json; none where there is no evidence.

    ``ranked``: the evidence that ``best`` was chosen from; ``document``, ``counterpart``: those of its paragraph; ``match``
    makes the matcher of any text.
    """
    if best is None:
        return {}
    own = (best.paragraph.id, best.paragraph.counterpart)
    rest = [e.score for e in ranked if e.paragraph.id not in own]
    names = bool(set(understood.kinds) & set(NAMES))
    return {
        **best.features,
        **_said_back(best, understood.text, match),
        **_unsaid(best, understood.text, document, counterpart, match),
        "clause": best.features.get("clause", best.features["coverage"]),
        "unnamed": 1.0 if names and best.fact is None else 0.0,
        "asks_name": 1.0 if names else 0.0,
        "asks_statement": 0.0 if understood.kinds else 1.0,
        "margin": best.score - max(rest, default=0.0),
        "score": best.score,
    }


def _said_back(best: Evidence, question: str, match: Callable[[str], Matcher]) -> Mapping[str, float]:
    """Share that the question says of the clause around the value, and of whose value it is and what is measured."""
    text, fact = best.paragraph.text, best.fact
    if fact is None:
        return {"clause_back": match(text[best.start : best.end]).coverage([question])[0], "about_back": 0.0}
    start, end = enclosing(clauses(text, best.start, best.end), fact.start, fact.end)
    around = f"{text[start : fact.start]} {text[fact.end : end]}"
    return {
        "clause_back": match(around).coverage([question])[0],
        "about_back": match(f"{fact.entity} {fact.measure}").coverage([question])[0],
    }


def _unsaid(
    best: Evidence,
    question: str,
    document: Document | None,
    counterpart: Paragraph | None,
    match: Callable[[str], Matcher],
) -> Mapping[str, float]:
    """Words of the question that neither the paragraph nor its context, document or counterpart says, by rarity."""
    said = [best.paragraph.context.as_text(), best.paragraph.text]
    if document is not None:
        said += document.title.values()
    if counterpart is not None:
        said += [counterpart.context.as_text(), counterpart.text]
    matcher = match(question)
    ((lost, share),) = matcher.unsaid(matcher.met([" ".join(said)]))
    return {"unsaid": lost, "unsaid_share": share}
