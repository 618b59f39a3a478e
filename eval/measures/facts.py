"""Span-and-value precision, recall and F1 of extracted facts against hand-labelled ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from corpus.errors import BadInput
from corpus.records import Fact, Paragraph
from eval.measures.names import same_change, same_name
from eval.measures.values import edtf_bounds, number, same_kind, same_value
from eval.questions import Part


@dataclass(frozen=True, slots=True)
class Labelled:
    """One fact that a person read in a paragraph."""

    paragraph_id: str
    kind: str
    text: str  #: as printed, without its qualifier
    value: str
    unit: str | None = None
    qualifier: str | None = None
    which: int = 1  #: the how-manieth place where the paragraph prints the text
    maybe: bool = False  #: finding it is neither right nor wrong
    split: str = "dev"


@dataclass(frozen=True, slots=True)
class Score:
    found: int  #: labelled facts that were extracted
    labelled: int
    right: int  #: extracted facts that were labelled
    extracted: int
    exact: int  #: found ones whose span is the labelled one to the character
    qualified: int = 0  #: found ones whose qualifier is the labelled one

    @property
    def precision(self) -> float:
        return self.right / self.extracted if self.extracted else 1.0

    @property
    def recall(self) -> float:
        return self.found / self.labelled if self.labelled else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall (van Rijsbergen 1979)."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def spans_of(label: Labelled, text: str) -> tuple[int, int] | None:
    """Where the paragraph prints the label; None where it does not."""
    at = -1
    for _ in range(label.which):
        at = text.find(label.text, at + 1)
        if at < 0:
            return None
    return at, at + len(label.text)


_EARLY, _MIDDLE, _LATE = ("初", "early"), ("中", "mid", "middle"), ("底", "末", "end", "late")


def _names(words: Sequence[str], text: str) -> bool:
    pieces = text.replace("-", " ").split()
    return any(word in pieces or (not word.isascii() and word in text) for word in words)


def same_date(label: Labelled, told: str) -> bool:
    """Whether an extracted date means the labelled days.

    Exactly the same days; or, where the words leave the reading open, one of these: the beginning, middle or end of a
    period (年初, 年中, 年底) may be any part of it that begins or ends with it, or lies inside; "before" and "by" may be an
    interval open at its start; "from … onwards" may be open at its end.
    """
    try:
        start, end = edtf_bounds(told)
        first, last = edtf_bounds(label.value)
    except BadInput:
        return False
    if (start, end) == (first, last):
        return True
    onwards = last is None or label.qualifier == "from"
    if first is not None and last is not None and start is not None and start.year == first.year:
        inside = onwards if end is None else first <= start and end <= last
        if inside and (_names(_MIDDLE, label.text) or (_names(_EARLY, label.text) and start == first)):
            return True
        if _names(_LATE, label.text) and (onwards if end is None else end == last):
            return True
    if label.qualifier in ("before", "by") and end is not None and first is not None and last is not None:
        vague = _names(_MIDDLE, label.text) and first <= end <= last
        return end in (last, first - timedelta(days=1)) or vague
    return onwards and start is not None and start == first


def _hundredths(value: str) -> Fraction | None:
    try:
        return number(value) / 100
    except BadInput:
        return None


#: Kinds whose value is a wording.
TEXTUAL = ("organisation", "person", "place", "scheme", "title")
#: Unit of a label -> the group it is also counted in (docs/FACTS.md, Reading rules).
READINGS = {"part": "fraction", "times": "multiple", "ordinal": "ordinal"}


def matches(label: Labelled, fact: Fact, span: tuple[int, int] | None) -> bool:
    """Same kind, same value, and spans that overlap; with ``span`` None, kind and value alone."""
    if not same_kind(label.kind, fact.kind) or (span and not (fact.start < span[1] and span[0] < fact.end)):
        return False
    if label.kind == "date":
        return same_date(label, fact.edtf or fact.value)
    if label.kind == "change":
        return same_change(label.value, fact)
    if label.kind in TEXTUAL:
        return same_name(label.value, fact)
    if label.unit == "part" and fact.kind == "percentage":
        return _hundredths(fact.value) == number(label.value)
    if "/" in label.value or "/" in fact.value:
        return label.value.replace(" ", "") == fact.value.replace("..", "/").replace(" ", "")
    return same_value(
        Part((), label.kind, label.value, unit=label.unit), {"kind": fact.kind, "value": fact.value, "unit": fact.unit}
    )


def pair(
    labels: Sequence[Labelled], facts: Sequence[Fact], text: str, *, spans: bool = True
) -> tuple[dict[int, int], set[int]]:
    """(label index -> fact index, facts that meet a ``maybe``). Each fact proves one label; earlier labels choose first."""
    where = [spans_of(label, text) if spans else None for label in labels]
    paired: dict[int, int] = {}
    for firm in (True, False):
        for i, label in enumerate(labels):
            if label.maybe is firm or (spans and where[i] is None):
                continue
            options = [j for j, f in enumerate(facts) if j not in paired.values() and matches(label, f, where[i])]
            exact = [j for j in options if (facts[j].start, facts[j].end) == where[i]]
            if options:
                paired[i] = (exact or options)[0]
    excused = {j for i, j in paired.items() if labels[i].maybe}
    # A maybe excuses whatever stands in its span, whichever value is read there.
    for i, label in enumerate(labels):
        span = where[i]
        if label.maybe and span:
            excused |= {
                j for j, f in enumerate(facts) if f.start < span[1] and span[0] < f.end and j not in paired.values()
            }
    return {i: j for i, j in paired.items() if not labels[i].maybe}, excused


def scores(
    labelled: Mapping[str, Sequence[Labelled]],
    paragraphs: Mapping[str, Paragraph],
    facts: Mapping[str, Sequence[Fact]],
    *,
    spans: bool = True,
    splits: Mapping[str, str] | None = None,
) -> tuple[dict[str, Score], list[str], list[str]]:
    """Scores by group (``all``, splits, languages, both, kinds, readings), lines of misses, lines of inventions.

    A group of READINGS holds labels alone: what was invented has no reading to be counted in.
    """
    tally: dict[str, list[int]] = {}
    misses, inventions = [], []
    for index, (paragraph_id, labels) in enumerate(labelled.items()):
        paragraph, extracted = paragraphs[paragraph_id], facts.get(paragraph_id, ())
        paired, excused = pair(labels, extracted, paragraph.text, spans=spans)
        split = (splits or {}).get(paragraph_id) or (
            labels[0].split if labels else ("test" if index % 3 == 2 else "dev")
        )
        common = ("all", split, paragraph.language, f"{split} {paragraph.language}")
        for i, label in enumerate(labels):
            if label.maybe:
                continue
            hit = paired.get(i)
            exact = hit is not None and (extracted[hit].start, extracted[hit].end) == spans_of(label, paragraph.text)
            reading = READINGS.get(label.unit or "")
            for group in (*common, label.kind, *((reading,) if reading else ())):
                row = tally.setdefault(group, [0] * 6)
                row[0] += hit is not None
                row[1] += 1
                row[4] += exact
                row[5] += hit is not None and extracted[hit].qualifier == label.qualifier
            if hit is None:
                misses.append(f"{split} {paragraph_id}: {label.kind} {label.text} = {label.value}")
        for j, fact in enumerate(extracted):
            if j in excused:
                continue
            right = j in paired.values()
            for group in (*common, fact.kind):
                row = tally.setdefault(group, [0] * 6)
                row[2] += right
                row[3] += 1
            if not right:
                inventions.append(f"{split} {paragraph_id}: {fact.kind} {fact.text} = {fact.edtf or fact.value}")
    return {group: Score(*row) for group, row in sorted(tally.items())}, misses, inventions
