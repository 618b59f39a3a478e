"""A figure that a document bears out and a later one gives otherwise for the same measure: right once, revised since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corpus.records import Document, Fact
from service.answer.turns.mentions import KINDS as NAMES
from service.desk.agreement import Case, Judgement
from service.desk.grounds import Ground
from service.desk.measure import same_value
from service.desk.verdicts import Revision

#: How much of the words around the figure, and of the whole statement, the later place must say.
AROUND, SAID = 0.4, 0.5
#: Or as much as the place that bore the figure out, where few of the words are known in the other language.
AS_MUCH, SAID_AS_MUCH = 0.8, 0.65
#: Or so much, where both figures are said of one and the same scheme or body.
SAID_OF_ONE = 0.5
_DATED = "date"


def revised(
    case: Case, judgement: Judgement, grounds: Sequence[Ground], documents: Mapping[str, Document]
) -> tuple[Revision, Judgement] | None:
    """The newest place that gives another value for a figure borne out by ``judgement``; None where there is none.

    A statement that says of which time it speaks ("as at September") stays right, and so does a date: what was planned is
    no measure that is taken again.
    """
    home = documents[judgement.ground.paragraph.document_id]
    borne = {(c.stated.start, c.stated.end): c for c in judgement.comparisons if c.source is not None}
    if _tells_when(case, judgement):
        return None
    best: tuple[str, float, Revision, Judgement] | None = None
    for ground in grounds:
        document = documents[ground.paragraph.document_id]
        date, since = document.reference_date or "", home.reference_date or ""
        if not date > since or ground.said < SAID_OF_ONE * judgement.ground.said:
            continue
        later = case.judge(ground)
        if later.misnomers or later.denied or (not later.whole and case.names.check(ground, ())):
            continue
        for comparison in later.comparisons:
            before = borne.get((comparison.stated.start, comparison.stated.end))
            was = before.source if before else None
            if comparison.relation != "differs" or before is None or was is None or comparison.source is None:
                continue
            if any(f.kind == was.kind and same_value(f, comparison.stated) for f in ground.facts):
                continue  # still said there, of whatever
            if was.kind == _DATED or comparison.near < min(AROUND, AS_MUCH * before.near):
                continue
            owner = _owner(was, judgement.ground)
            same = owner in _named(ground)
            # Where the statement itself says whose the figure is, names were compared already.
            if owner and _owner(comparison.source, ground) and not same and not case.names.facts:
                continue
            if ground.said < min(SAID, SAID_AS_MUCH * judgement.ground.said) and not same:
                continue
            found = (date, later.strength, Revision(was, home, comparison.source, document), later)
            if best is None or found[:2] > best[:2]:
                best = found
    return (best[2], best[3]) if best else None


def _owner(fact: Fact, ground: Ground) -> str:
    """The named scheme or body that a figure is said of; empty where it is none, or not known."""
    return fact.entity_key if fact.entity_key in _named(ground) else ""


def _named(ground: Ground) -> frozenset[str]:
    """Names in the place and before it in its paragraph: a scheme may stand there with a former name of its own."""
    return frozenset(f.value for f in (*ground.facts, *ground.led) if f.kind in NAMES)


def _tells_when(case: Case, judgement: Judgement) -> bool:
    """Whether the statement itself says of which time its figures are: a date that the place has for them."""
    dates = [c for c in judgement.comparisons if c.stated.kind == _DATED and c.relation in ("same", "bound")]
    moments = {fact.as_of for fact in _figures(judgement) if fact.as_of}
    if any(c.stated.as_of for c in judgement.comparisons):
        return True
    return any(c.source is not None and _moment(c.source) in moments for c in dates) if moments else bool(dates)


def _moment(date: Fact) -> str:
    return date.edtf or date.value


def _figures(judgement: Judgement) -> list[Fact]:
    return [c.source for c in judgement.comparisons if c.source is not None and c.source.kind != _DATED]
