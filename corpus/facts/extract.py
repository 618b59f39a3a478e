"""The fact grammar as one function: fold, mask names, read dates, read measures, join changes, qualify, map spans back."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date

from corpus.facts.attribution import Attribution
from corpus.facts.cells import cells
from corpus.facts.changes import Joined, changes
from corpus.facts.edtf import interval_of
from corpus.facts.halves import halves
from corpus.facts.masks import merge, titles, zones
from corpus.facts.measures import measures
from corpus.facts.names import names
from corpus.facts.proportions import proportions
from corpus.facts.ratios import ratios
from corpus.facts.readings import Reading, Source
from corpus.facts.scopes import date_scopes, is_negated
from corpus.facts.subjects import Phrase, Subjects
from corpus.facts.timeline import timeline
from corpus.facts.wordings import qualify
from corpus.records import Context, Fact, Term


def extract(
    text: str,
    *,
    language: str,
    reference_date: str | None = None,
    context: Context | None = None,
    terms: Sequence[Term] = (),
    paragraph_id: str = "",
) -> list[Fact]:
    """Every fact of ``text`` in order of place, spans in code points of ``text``.

    ``language`` is one of corpus.records.LANGUAGES. ``reference_date`` (ISO 8601) is what relative dates resolve
    against; without it they give no fact, and an unreadable one counts as none. Never raises on any text. Cost is
    linear in the length of the text.
    """
    source = Source.of(text)
    dated = timeline(source, titles(source.text), _day(reference_date))
    masked = zones(source.text)
    shares = ratios(source.text)
    taken = merge([(r.start, r.end) for r in (*dated, *shares)])
    shares = sorted([*shares, *proportions(source, masked, taken)], key=lambda r: r.start)
    taken = merge([(r.start, r.end) for r in (*dated, *shares)])
    measured = measures(source, masked, taken)
    half = halves(source.text, taken)
    measured = sorted([*half, *_apart(measured, half)], key=lambda r: r.start)
    tabled = cells(source, context)
    measured = sorted([*tabled, *_apart(measured, tabled)], key=lambda r: r.start)
    readings = sorted([*dated, *shares, *measured], key=lambda r: (r.start, r.end))
    for reading in readings:
        qualify(source.text, reading)
    joined = changes(source.text, [r for r in readings if r.kind != "date"], dated)
    date_scopes(source.text, dated, measured)
    for reading in readings:
        reading.negated = is_negated(source.text, reading)
    named = names(source, terms)
    _attribute(source, readings, named, joined, terms, context)
    facts = {id(r): _fact(source, r, paragraph_id) for r in (*readings, *named)}
    for change, first, second in joined:
        change.qualifiers = second.qualifiers
        change.negated = second.negated
        change.ends = (facts[id(first)], facts[id(second)])
        facts[id(change)] = _fact(source, change, paragraph_id)
    return sorted(facts.values(), key=lambda f: (f.start, -f.end, f.kind))


def _attribute(
    source: Source,
    readings: list[Reading],
    named: list[Reading],
    joined: list[Joined],
    terms: Sequence[Term],
    context: Context | None,
) -> None:
    """Subject, entity and measure of every reading; what stands inside a change is about what changes."""
    # The third cluster is a name for something, not a value of it: what others are about may hold it.
    values = [reading for reading in readings if reading.unit != "ordinal"]
    subjects = Subjects(source, values, named, terms, context)
    attribution = Attribution(source, values, named, subjects, terms, context)
    starts = [reading.start for reading in readings]
    inside: dict[int, tuple[Reading, Phrase]] = {}
    for change, first, second in joined:
        first.role, second.role = "from", "to"
        about = subjects.of_change(change)
        change.subject = about.text
        attribution.attribute(change, about)
        for reading in readings[bisect_left(starts, change.start) : bisect_left(starts, change.end)]:
            inside[id(reading)] = (change, about)
    for reading in readings:
        change, about = inside.get(id(reading), (None, None))
        subject = about if about is not None else subjects.of(reading)
        reading.subject = subject.text
        if change is None:
            attribution.attribute(reading, subject)
        else:
            reading.entity, reading.entity_span, reading.entity_key = (
                change.entity,
                change.entity_span,
                change.entity_key,
            )
            reading.part, reading.measure = change.part, change.measure
            reading.measure_span, reading.aspect = change.measure_span, change.aspect


def _apart(readings: list[Reading], others: list[Reading]) -> list[Reading]:
    """The readings that overlap none of the others."""
    occupied = merge([(r.start, r.end) for r in others])
    return [r for r in readings if occupied.covering(r.start, r.end) is None]


def _day(reference_date: str | None) -> date | None:
    """The reference day; a year or a month stands for its last day."""
    if not reference_date:
        return None
    try:
        end = interval_of(reference_date)[1]
    except ValueError:
        return None
    return date.fromisoformat(end) if end else None


def _fact(source: Source, reading: Reading, paragraph_id: str) -> Fact:
    start, end = source.folded.to_original(reading.start, reading.end)
    return Fact(
        kind=reading.kind,
        text=source.original[start:end],
        start=start,
        end=end,
        value=reading.value,
        unit=reading.unit,
        edtf=reading.edtf,
        interval=reading.interval,
        qualifier=reading.qualifiers[0] if reading.qualifiers else None,
        qualifiers=tuple(reading.qualifiers),
        subject=reading.subject,
        paragraph_id=paragraph_id,
        as_of=reading.as_of,
        negated=reading.negated,
        ends=reading.ends,
        entity=reading.entity,
        entity_span=_original(source, reading.entity_span),
        entity_key=reading.entity_key,
        part=reading.part,
        measure=reading.measure,
        measure_span=_original(source, reading.measure_span),
        aspect=reading.aspect,
        role=reading.role,
    )


def _original(source: Source, span: tuple[int, int] | None) -> tuple[int, int] | None:
    return source.folded.to_original(*span) if span else None
