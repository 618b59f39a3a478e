"""Which fact answers the question best, of those in the ranked sentences.

A fact is judged by its kind, by its sentence, by whose value it is and what of it is measured, and by the words right around
it; dates in the question pick between the ends of a change and between years.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from corpus.facts.aspects import find_aspects
from corpus.records import Fact
from corpus.sentences import clauses, enclosing
from corpus.spans import fold_text
from service.answer.confidence import Linear
from service.answer.cues import NAMES
from service.answer.evidence import Evidence, Matcher, in_order
from service.answer.guards.contrasts import another_event, another_of_row
from service.answer.guards.counted import fits, measured_in, units_asked
from service.answer.guards.ordinals import ordinals
from service.answer.understand import Understood

#: Share of a name's words that the question must say to have named it.
KNOWN = 0.75
#: Share of a follow-up's new words that a sentence must say to be about them.
FOCUSED = 0.5
_NUMBERS = ("count", "quantity", "money", "percentage")
_THINGS = ("organisation", "place", "scheme")
_Found = tuple[Evidence, Fact, tuple[int, int]]


def _names_it(fact: Fact, question: str, match: Callable[[str], Matcher]) -> bool:
    """Whether the question itself already names what the fact names, in any language: it cannot be the answer."""
    return fold_text(fact.text) in fold_text(question) or match(fact.text).coverage([question])[0] >= KNOWN


def years_of(facts: Sequence[Fact]) -> frozenset[str]:
    """The years in which the dates among the facts begin or end."""
    return frozenset(side[:4] for fact in facts if fact.interval for side in fact.interval if side)


def rank_facts(
    ranked: Sequence[Evidence],
    facts: Mapping[str, Sequence[Fact]],
    understood: Understood,
    matcher: Matcher,
    asked: Sequence[Fact],
    match: Callable[[str], Matcher],
    weights: Linear,
) -> list[Evidence]:
    """The facts of the kinds asked for, the best first by ``weights``.

    ``facts`` holds each paragraph's facts by paragraph id; ``asked`` are the facts the question itself states: a value that
    the question already names cannot be its answer, and its dates choose between values of several years. ``match``
    makes the matcher of any other text.
    """
    found = _found(ranked, facts, understood, asked, match)
    if not found:
        return []
    years = years_of(asked)
    words = _words(found, matcher, understood)
    likeness = match(understood.unit or "")
    units = fits(understood.unit, *_counted(found), likeness)
    if measures := units_asked(understood.text):
        quantities = [fact.kind == "quantity" for _, fact, _ in found]
        units = [
            measured_in(measures, fact.unit) if is_one else fit
            for is_one, fit, (_, fact, _) in zip(quantities, units, found, strict=True)
        ]
    alike = likeness.similarity([fact.unit or "" for _, fact, _ in found]) if understood.unit else [0.0] * len(found)
    best = []
    for at, (evidence, fact, clause) in enumerate(found):
        if units[at] < 0 or evidence.features["other_one"] or _of_another_year(fact, years):
            continue  # it counts something else, or belongs to another phase or year: near, but not the same
        here = facts.get(evidence.paragraph.id, ())
        features = dict(evidence.features) | words[at]
        features["kind"] = float(understood.kinds.index(fact.kind))
        features["unit"] = units[at]
        features["unit_alike"] = max(0.0, alike[at])
        features["extreme"] = _extreme(fact, here, evidence) if understood.extreme else 0.0
        features["bound"] = 1.0 if understood.bound and understood.bound in (fact.qualifier, *fact.qualifiers) else 0.0
        features["year"] = _agreement(years, fact, here, clause) if years and fact.kind != "date" else 0.0
        # A question that names the year it wants says which end of a change it means.
        features["from_end"] = 0.0 if features["year"] > 0 else _end_of(fact, here, understood.origin)
        best.append(replace(evidence, fact=fact, score=weights.score(features), features=features))
    return _on_focus(_land_first(sorted(best, key=in_order), understood.text), understood.focus, match)


_SIZE = re.compile(r"\bhow (?:large|big)\b|多大|几大|占地|\bsize of\b")
_FLOOR = re.compile(r"\bfloor|\bspace\b|楼面|楼宇|建筑")


def _land_first(ranked: list[Evidence], question: str) -> list[Evidence]:
    """Without floor areas where the size of a place is asked for, and a sentence that says as much of it gives its land."""
    folded = fold_text(question)
    if not ranked or not _SIZE.search(folded) or _FLOOR.search(folded):
        return ranked
    top = ranked[0]
    if top.fact is None or top.fact.aspect != "floor area":
        return ranked
    said = _about(top)
    if not any(e.fact and e.fact.aspect == "area" and _about(e) >= said for e in ranked):
        return ranked
    return [e for e in ranked if e.fact and e.fact.aspect != "floor area"]


def _about(evidence: Evidence) -> float:
    return max(evidence.features["context"], evidence.features["coverage"])


def _found(
    ranked: Sequence[Evidence],
    facts: Mapping[str, Sequence[Fact]],
    understood: Understood,
    asked: Sequence[Fact],
    match: Callable[[str], Matcher],
) -> list[_Found]:
    """Facts of the kinds asked for that the question does not state itself, each with its sentence and clause."""
    stated = {(f.kind, f.value) for f in asked}
    # A large number of the question is the same number whatever it counts ("the first two million": $2 million).
    large = {f.value for f in asked if f.kind in _NUMBERS and _is_large(f.value)}
    found: list[_Found] = []
    for evidence in ranked:
        spans = clauses(evidence.paragraph.text, evidence.start, evidence.end)
        for fact in facts.get(evidence.paragraph.id, ()):
            if not evidence.start <= fact.start < evidence.end or fact.kind not in understood.kinds:
                continue
            if fact.unit == "ordinal":
                continue  # the third of a set is no number of things
            known = (
                (fact.kind, fact.value) in stated
                or (fact.kind in _NUMBERS and fact.value in large)
                or (fact.kind in NAMES and _names_it(fact, understood.text, match))
                or another_event(understood.text, evidence, fact)
            )
            if not known:
                found.append((evidence, fact, enclosing(spans, fact.start, fact.end)))
    others = another_of_row(understood.text, [(evidence, fact) for evidence, fact, _ in found])
    return _of_the_named([one for one, other in zip(found, others, strict=True) if not other], facts, asked)


def _of_the_named(found: Sequence[_Found], facts: Mapping[str, Sequence[Fact]], asked: Sequence[Fact]) -> list[_Found]:
    """Without the values of other known things, where the very thing that the question names has one of its own: a
    park's area is not the next park's."""
    named = {fact.value for fact in asked if fact.kind in _THINGS}
    known = {fact.value for here in facts.values() for fact in here if fact.kind in _THINGS}
    own = {f.unit for _, f, _ in found if f.kind == "quantity" and f.entity_key in named}
    return [
        (evidence, fact, clause)
        for evidence, fact, clause in found
        if fact.kind != "quantity" or fact.unit not in own or fact.entity_key not in known - named
    ]


def _words(found: Sequence[_Found], matcher: Matcher, understood: Understood) -> list[dict[str, float]]:
    """Per fact, what the words about it say of the question: its clause, its unit, whose it is, what of it is measured."""
    met = matcher.met([_around(e, fact, clause) for e, fact, clause in found])
    shares = {
        "clause": matcher.share(met),
        "clause_local": matcher.local(met, met),
        "counted": matcher.coverage([fact.unit or "" for _, fact, _ in found]),
        "entity": matcher.coverage([fact.entity for _, fact, _ in found]),
        "whose": [max(0.0, v) for v in matcher.similarity([fact.entity for _, fact, _ in found])],
        "measure": matcher.coverage([fact.measure for _, fact, _ in found]),
    }
    wanted, which = _aspects(understood.text), ordinals(understood.text)
    rows = []
    for at, (_, fact, _) in enumerate(found):
        part = ordinals(fact.part)
        row = {name: values[at] for name, values in shares.items()}
        row["aspect"] = 1.0 if fact.aspect in wanted else 0.0
        row["aspect_other"] = 1.0 if wanted and fact.aspect and fact.aspect not in wanted else 0.0
        row["part"] = 1.0 if which & part else 0.0
        row["part_other"] = 1.0 if part - which else 0.0
        rows.append(row)
    return rows


def _aspects(question: str) -> frozenset[str]:
    """What the question asks to be measured, or to have happened, as keys of every language."""
    folded = fold_text(question)
    return frozenset(a.key for use in ("value", "event") for a in find_aspects(folded, use, 0, len(folded)))


def _counted(found: Sequence[_Found]) -> tuple[list[str], list[str]]:
    """(each fact's unit, what its paragraph says up to the end of its sentence)"""
    units = [fact.unit or "" for _, fact, _ in found]
    return units, [f"{e.paragraph.context.as_text()} {e.paragraph.text[: e.end]}" for e, _, _ in found]


def _on_focus(ranked: list[Evidence], focus: str, match: Callable[[str], Matcher]) -> list[Evidence]:
    """Of a follow-up such as "and the Shenzhen one?": the candidates that speak of what is new, where any does."""
    if not focus or not ranked:
        return ranked
    texts = [e.paragraph.text[e.start : e.end] for e in ranked]
    near = match(focus).coverage(texts)
    kept = [e for e, share in zip(ranked, near, strict=True) if share >= FOCUSED]
    return kept or ranked


def _is_large(value: str) -> bool:
    return len(value.partition(".")[0]) >= 4


def _around(evidence: Evidence, fact: Fact, clause: tuple[int, int]) -> str:
    """What the fact is about: its clause with whose value it is, or its own name alone where values are given respectively."""
    text = evidence.paragraph.text[clause[0] : clause[1]]
    return f"{fact.entity} {fact.subject} {text}"


def _extreme(fact: Fact, here: Sequence[Fact], evidence: Evidence) -> float:
    """1 for the largest of the values of its kind and unit in the sentence, 0 for others and where it is alone."""
    rivals = [
        Decimal(f.value)
        for f in here
        if evidence.start <= f.start < evidence.end and (f.kind, f.unit) == (fact.kind, fact.unit) and f.ends == ()
    ]
    return 1.0 if len(rivals) > 1 and Decimal(fact.value) == max(rivals) else 0.0


def _of_another_year(fact: Fact, years: frozenset[str]) -> bool:
    """Whether the value is said to hold at a moment, and the question names years that are not it."""
    return bool(years and fact.as_of) and fact.kind != "date" and not any(year in (fact.as_of or "") for year in years)


def _end_of(fact: Fact, around: Sequence[Fact], origin: bool) -> float:
    """1 for the end of a change that is not asked for, 0 for the other one and for values that do not change.

    The value a change leads to is asked for, unless the question asks how it was at first.
    """
    for change in around:
        if change.kind == "change" and len(change.ends) == 2 and change.start <= fact.start < change.end:
            if fact.value == change.ends[0].value:
                return 0.0 if origin else 1.0
            if fact.value == change.ends[1].value:
                return 1.0 if origin else 0.0
    return 0.0


def _agreement(years: frozenset[str], fact: Fact, around: Sequence[Fact], clause: tuple[int, int]) -> float:
    """1 where the value belongs to a year the question names, -1 where it belongs to another, 0 where no year is told."""
    if fact.as_of:
        return 1.0 if any(year in fact.as_of for year in years) else -1.0
    dates = [f for f in around if f.kind == "date" and clause[0] <= f.start < clause[1]]
    if not dates:
        return 0.0
    nearest = min(dates, key=lambda f: (abs(f.start - fact.start), f.start))
    return 1.0 if years_of([nearest]) & years else -1.0
