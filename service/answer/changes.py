"""Questions about a value that moves: both ends of the change, or what lies between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from corpus.facts.render import render_value
from corpus.records import Fact
from service.answer.compose import Citations
from service.answer.evidence import Evidence
from service.answer.phrases import say


def change_of(evidence: Evidence, facts: Sequence[Fact]) -> Evidence | None:
    """The change that the evidence's value is an end of, as evidence; None where it is none."""
    fact = evidence.fact
    if fact is None:
        return None
    for change in facts:
        if change.kind == "change" and len(change.ends) == 2 and change.start <= fact.start and fact.end <= change.end:
            return replace(evidence, fact=change, end=max(evidence.end, change.end))
    return None


def difference_answer(evidence: Evidence, language: str, citations: Citations) -> str | None:
    """What lies between the ends of a change, said to be derived, and from what; None where they do not subtract."""
    change = evidence.fact
    assert change is not None
    start, end = change.ends
    if start.unit != end.unit and start.kind != end.kind:
        return None
    between = abs(Decimal(end.value) - Decimal(start.value))
    derived = replace(end, value=format(between, "f"), qualifier=None, qualifiers=())
    if end.kind == "percentage":
        derived = replace(derived, unit="pp")
    bare = [render_value(replace(side, qualifier=None, qualifiers=()), language) for side in (end, start)]
    n = citations.cite(evidence.paragraph, evidence.start, evidence.end)
    return say("derived", language, value=render_value(derived, language), a=bare[0], b=bare[1], n=n)
