"""The words of an answer that sets values beside one another: each with its citation, what lies between them, which is more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from corpus.facts.render import render_value
from corpus.records import Document, Fact, Term
from service.answer.compose import Citations, clause_of, value_in
from service.answer.phrases import say
from service.answer.records import CitedFact
from service.answer.several.asked import DOCUMENTS, Several
from service.answer.several.together import AGREES, Chosen


@dataclass(frozen=True, slots=True)
class Told:
    """An answer's words, and the facts that stand behind them, in the order told."""

    text: str
    facts: tuple[CitedFact, ...]


def bare(fact: Fact, language: str) -> str:
    """The value without its qualifiers."""
    return render_value(replace(fact, qualifier=None, qualifiers=()), language)


def difference(one: Fact, two: Fact) -> Fact | None:
    """What lies between two numbers of one unit, exactly; None where they do not subtract."""
    if one.kind == "date" or (one.kind != two.kind and {one.kind, two.kind} != {"count", "quantity"}):
        return None
    try:
        between = abs(Decimal(two.value) - Decimal(one.value))
    except ArithmeticError:
        return None
    made = replace(two, value=format(between, "f"), qualifier=None, qualifiers=())
    return replace(made, unit="pp") if two.kind == "percentage" else made


def _size(fact: Fact) -> tuple[str, Decimal] | None:
    if fact.kind == "date":
        return ((fact.interval or ("", ""))[0] or fact.value, Decimal(0))
    try:
        return "", Decimal(fact.value)
    except ArithmeticError:
        return None


def extreme(facts: Sequence[Fact], more: str) -> int | None:
    """Which of the values is the larger, smaller, later or earlier one; None where two are the same, or do not compare."""
    sizes = [_size(fact) for fact in facts]
    known = [size for size in sizes if size is not None]
    if len(known) < len(facts) or len(set(known)) < len(known):
        return None
    return sizes.index(max(known) if more in ("larger", "later") else min(known))


def _equal(one: Fact, two: Fact) -> bool:
    """Whether two values, each told of a thing of its own, are the same."""
    told_apart = (one.paragraph_id, one.start) != (two.paragraph_id, two.start)
    return told_apart and (one.kind, one.unit, one.value, one.qualifier) == (
        two.kind,
        two.unit,
        two.value,
        two.qualifier,
    )


def _label(chosen: Chosen, several: Several, documents: dict[str, Document], language: str) -> str:
    """The asker's own words for the part; the document's title where those hold a figure that no paragraph prints."""
    label = chosen.part.label
    if (chosen.by_document or several.by == DOCUMENTS) and any(c.isdigit() for c in label):
        title = documents[chosen.evidence.paragraph.document_id].title
        return title.get(language) or next(iter(title.values()))
    return label


def side_by_side(
    chosen: Sequence[Chosen],
    several: Several,
    language: str,
    citations: Citations,
    terms: Sequence[Term],
    documents: dict[str, Document],
) -> Told | None:
    """Every value with its citation, in the order asked; before them what lies between, or which one is looked for.

    None where a value has no words in the asker's language.
    """
    facts = [c.evidence.fact for c in chosen]
    lines, cited = [], []
    for one, fact in zip(chosen, facts, strict=True):
        assert fact is not None
        value = value_in(fact, language, terms)
        if value is None:
            return None
        n = citations.cite(one.evidence.paragraph, one.evidence.start, one.evidence.end)
        label = _label(one, several, documents, language)
        phrase = "beside" if label else "value"
        lines.append(
            _upper(say(phrase, language, label=label, value=value, n=n, quote=clause_of(one.evidence)), language)
        )
        cited.append(CitedFact(fact, n))
    known = [fact for fact in facts if fact is not None]
    lead = []
    agree = all(one.agreement >= AGREES for one in chosen[1:])
    if several.differs and agree and len(known) == 2 and (between := difference(*known)):
        high, low = sorted(cited, key=lambda c: Decimal(c.fact.value), reverse=True)
        words = {"a": bare(high.fact, language), "b": bare(low.fact, language), "n": high.citation, "m": low.citation}
        lead.append(say("derived-two", language, value=render_value(between, language), **words))
    elif several.more and agree and (at := extreme(known, several.more)) is not None and chosen[at].part.label:
        lead.append(say(several.more, language, label=chosen[at].part.label))
    elif several.more and agree and len(known) == 2 and _equal(*known):
        lead.append(say("equal", language))
    glue = " " if language == "en" else ""
    return Told(glue.join(_upper(line, language) for line in (*lead, *lines)), tuple(cited))


def _upper(text: str, language: str) -> str:
    return text[:1].upper() + text[1:] if language == "en" else text
