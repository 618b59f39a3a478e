"""One figure of a statement against the figures of one place: the same, the same with another bound, another value, or none.

Two figures are compared only where what is measured agrees: kind, unit, and the words right around them. Four amounts of one
size must not vouch for one another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.records import Fact
from corpus.sentences import clauses, enclosing
from corpus.spans import fold_text
from service.answer.aligned import aligned
from service.answer.evidence import Matcher
from service.answer.figures import KINDS
from service.desk.bounds import RANGE, agree, bounds, exactness
from service.desk.grounds import Ground
from service.desk.pieces import Pieces, number_span

_JOINTS = re.compile(r"\s(?:and|while|whereas|but|with)\s|及|和|與|与|而|並|并|另|、|；|;")
#: Folded units that say how something is counted, not what.
_GENERIC = frozenset("人次 次 人 名 个 项 宗 people persons times cases items".split())
#: What another thing's figure must say more of the statement's clause than the matching one, to be the one meant.
SWAPPED = 0.25
#: The same for dates, which share what the sentence is about.
SWAPPED_DATE = 0.45
#: By how much more a statement must say another name of a series, as a share of the name's own words.
NAMED = 0.2
#: A figure whose words are nearer than this may be the one that is meant, where its bound is the one stated.
NEAR_AT_ALL = 0.1
#: Share of a unit's words, by word or translation, that makes two counts of one value, and of two values, count the same.
COUNTED, COUNTED_ALIKE = 0.3, 0.5


@dataclass(frozen=True, slots=True)
class Comparison:
    """``relation``: same, bound (same value under another bound), differs, none. ``near``: how much of what the statement says
    around its figure stands around ``source``, 0 to 1."""

    stated: Fact
    relation: str
    source: Fact | None = None
    near: float = 0.0
    soft: tuple[str, ...] = ()  #: qualifiers that only say how exact: dropped or put in, but not contradicting


def _closed(fact: Fact) -> tuple[str, str] | None:
    if fact.interval is None or fact.interval[0] is None or fact.interval[1] is None:
        return None
    return fact.interval[0], fact.interval[1]


def same_value(source: Fact, stated: Fact) -> bool:
    """The same value in the same unit; a date also where the source's lies within the stated one."""
    if stated.kind != "date":
        return source.value == stated.value and (stated.kind == "count" or source.unit == stated.unit)
    if _day(source) == _day(stated):
        return True
    inner, outer = _closed(source), _closed(stated)
    return bool(inner and outer and outer[0] <= inner[0] and inner[1] <= outer[1])


def _day(fact: Fact) -> str:
    """A date without its open end and its doubt: 2024-12 for "from late 2024" too."""
    return re.sub(r"[~?]|/?\.\./?", "", fact.edtf or fact.value)


def overlaps(source: Fact, stated: Fact) -> bool:
    """Whether two dates may both be true: they share days. A side that is open has no end; two that are open on one side
    say where something begins, or ends, and agree on that or not at all."""
    if source.interval is None or stated.interval is None:
        return False
    (low, high), (first, last) = source.interval, stated.interval
    if high is None and last is None:
        return low == first
    if low is None and first is None:
        return high == last
    return not ((high and first and high < first) or (last and low and last < low))


def window(text: str, fact: Fact, facts: Sequence[Fact], start: int, end: int) -> str:
    """What stands right around a figure: its clause, as far as the next figure of its kind on either side.

    A date is of the whole sentence, as far as the next date: it often stands in a clause of its own.
    """
    first, last = (start, end) if fact.kind == "date" else enclosing(clauses(text, start, end), fact.start, fact.end)
    for other in facts:
        if other.kind != fact.kind or (other.start, other.end) == (fact.start, fact.end):
            continue
        if first <= other.end <= fact.start:
            first = max(first, _joint(text, other.end, fact.start, first))
        elif fact.end <= other.start <= last:
            last = min(last, _joint(text, fact.end, other.start, last))
    return f"{text[first : fact.start]} {text[number_span(fact)[1] : last]}"


def _joint(text: str, start: int, end: int, default: int) -> int:
    """Where between two figures one ends and the other begins: the last joint; where there is none, they share their words."""
    joints = [match.start() for match in _JOINTS.finditer(text, start, end)]
    return joints[-1] if joints else default


class Scale:
    """Compares the figures of one statement with those of places."""

    def __init__(self, pieces: Pieces, match: Callable[[str], Matcher]) -> None:
        self._pieces, self._match = pieces, match
        self._stated = [*pieces.figures, *(_as_count(pieces.text, *one) for one in pieces.unread)]
        self._matchers: dict[str, Matcher] = {}

    @property
    def stated(self) -> Sequence[Fact]:
        """The statement's figures, numbers that the fact grammar did not read among them as counts of nothing named."""
        return self._stated

    @property
    def measured(self) -> bool:
        """Whether the statement has a figure that measures or dates something; "the third" only says which one is meant."""
        return any(fact.unit != "ordinal" for fact in self._stated)

    def _matcher(self, text: str) -> Matcher:
        if text not in self._matchers:
            self._matchers[text] = self._match(text)
        return self._matchers[text]

    def compare(self, stated: Fact, ground: Ground) -> Comparison:
        """The best reading of what the place says for the same measure."""
        text = ground.paragraph.text
        facts = [f for f in ground.facts if f.kind == stated.kind and f.kind in KINDS]
        facts = [f for f in facts if not self._elsewhen(f, stated)]
        if not facts:
            return Comparison(stated, "none")
        windows = [window(text, fact, ground.facts, ground.start, ground.end) for fact in facts]
        around = self._pieces.around(stated.start, stated.end)
        windows = self._respective(windows, facts, ground)
        nears = self._matcher(around).coverage([f"{w} {f.subject}" for w, f in zip(windows, facts, strict=True)])
        found = sorted(zip(nears, facts, strict=True), key=lambda pair: (-pair[0], pair[1].start))
        same = [(n, f) for n, f in found if same_value(f, stated) and self._counts(f, stated, ground, loose=True)]
        other = [(n, f) for n, f in found if not same_value(f, stated) and self._counts(f, stated, ground, loose=False)]
        if stated.kind != "date" and (turned := self._turned(stated, ground)):
            return Comparison(stated, "differs", turned, 1.0)
        superseded = {
            (c.ends[0].start, c.ends[0].end): c.ends[1] for c in ground.facts if c.kind == "change" and c.ends
        }
        if same:
            near, fact = self._same_bound(same, stated, ground)
            later = superseded.get((fact.start, fact.end))
            if later is not None and not self._tells_change(fact):
                return Comparison(stated, "differs", later, near)
            series = self._series(fact, ground)
            if series and (rival := self._another_of(series, fact, stated)):
                # The name itself is said, however little else: near enough to be meant.
                return Comparison(stated, "differs", rival, max(near, SWAPPED))
            # In a series the names have told already which figure is meant.
            apart = [(n, f) for n, f in other if f not in series]
            if apart and apart[0][0] > near + (SWAPPED_DATE if stated.kind == "date" else SWAPPED):
                return Comparison(stated, "differs", apart[0][1], apart[0][0])
            one = bounds(fact, text, ground.facts)
            two = bounds(stated, self._pieces.text, self._stated)
            if not agree(one, two) and not (not two and one == self._end_of_range(stated)):
                return Comparison(stated, "bound", fact, near)
            soft = (exactness(fact) ^ exactness(stated)) | (one ^ two)
            return Comparison(stated, "same", fact, near, tuple(sorted(soft)))
        if other:
            near, fact = other[0]
            later = superseded.get((fact.start, fact.end))
            if later is not None and self._counts(later, stated, ground, loose=False):
                fact = later
            if stated.kind == "date" and overlaps(fact, stated):
                return Comparison(stated, "none", fact, near)
            return Comparison(stated, "differs", fact, near)
        return Comparison(stated, "none")

    @staticmethod
    def _respective(windows: Sequence[str], facts: Sequence[Fact], ground: Ground) -> list[str]:
        """The windows, those of figures given "respectively" with the name each belongs to and without the others'."""
        names = aligned(ground.paragraph.text, ground.start, ground.end, facts)
        if not names:
            return list(windows)
        folded = [fold_text(one) for one in windows]
        shared = max((one for one, f in zip(folded, facts, strict=True) if f.start in names), key=len)
        for name in names.values():
            shared = shared.replace(name, " ")
        return [
            f"{names[f.start]} {shared}" if f.start in names else own for own, f in zip(windows, facts, strict=True)
        ]

    @staticmethod
    def _series(fact: Fact, ground: Ground) -> list[Fact]:
        """The figures given "respectively" that this one is among; empty where it stands alone."""
        there = aligned(ground.paragraph.text, ground.start, ground.end, ground.facts)
        series = [f for f in ground.facts if f.start in there and f.kind == fact.kind and f.entity]
        return series if fact in series and len(series) > 1 else []

    def _another_of(self, series: Sequence[Fact], fact: Fact, stated: Fact) -> Fact | None:
        """The figure of the series whose name the statement says where it does not say this one's.

        A statement that is such a series itself says the name in the figure's own place.
        """
        text = self._pieces.text
        said = aligned(text, 0, len(text), self._stated).get(stated.start, text)
        named = {f.start: self._matcher(f.entity).coverage([said])[0] for f in series}
        best = max(series, key=lambda f: (named[f.start], -f.start))
        return best if named[best.start] > named[fact.start] + NAMED else None

    def _same_bound(self, same: Sequence[tuple[float, Fact]], stated: Fact, ground: Ground) -> tuple[float, Fact]:
        """The nearest figure of this value; of several about as near, one under the same bound ("no less than 2, up to 2")."""
        two = bounds(stated, self._pieces.text, self._stated)
        if len(same) == 1 or not two:
            return same[0]
        text = ground.paragraph.text
        alike = (pair for pair in same if pair[0] >= NEAR_AT_ALL and bounds(pair[1], text, ground.facts) == two)
        return next(alike, same[0])

    def _end_of_range(self, stated: Fact) -> frozenset[str]:
        """The bound that an end of a range is: "from 10 to 100" is at least 10 and at most 100."""
        text = self._pieces.text
        others = [f for f in self._stated if f.kind == stated.kind and f is not stated]
        if any(RANGE.fullmatch(text[stated.end : f.start]) for f in others if f.start >= stated.end):
            return frozenset(("least",))
        if any(RANGE.fullmatch(text[f.end : stated.start]) for f in others if f.end <= stated.start):
            return frozenset(("most",))
        return frozenset()

    def _turned(self, stated: Fact, ground: Ground) -> Fact | None:
        """The other end of a change, where the statement has the ends of the place's change the wrong way round."""
        for mine in self._pieces.changes:
            for other in ground.facts:
                if other.kind != "change" or len(mine.ends) != 2 or len(other.ends) != 2:
                    continue
                values = [(end.value, end.unit) for end in mine.ends]
                if values[0] != values[1] and values == [(end.value, end.unit) for end in reversed(other.ends)]:
                    at = next((i for i, end in enumerate(mine.ends) if end.start == stated.start), None)
                    if at is not None:
                        return other.ends[at]
        return None

    def _elsewhen(self, source: Fact, stated: Fact) -> bool:
        """Whether both say of which time they speak, and it is not the same."""
        if not source.as_of or stated.kind == "date":
            return False
        if not stated.as_of:
            # An end of a change holds in its own year: of another year it is not said.
            years = {f.value[:4] for f in self._pieces.figures if f.kind == "date"}
            return bool(source.role and years) and source.as_of[:4] not in years
        return not (source.as_of.startswith(stated.as_of[:4]) or stated.as_of.startswith(source.as_of[:4]))

    def _tells_change(self, source: Fact) -> bool:
        """Whether the statement speaks of the time before a change, or of the change itself."""
        text = fold_text(self._pieces.text)
        years = {f.value[:4] for f in self._pieces.figures if f.kind == "date"}
        told = bool(self._pieces.changes) or any(
            word in text for word in ("original", "原定", "原本", "原来", "由", "from")
        )
        return told or bool(source.as_of and source.as_of[:4] in years)

    def _counts(self, source: Fact, stated: Fact, ground: Ground, loose: bool) -> bool:
        """Whether both count, or measure, the same."""
        if stated.kind not in ("count", "quantity", "duration"):
            return stated.kind == "date" or source.unit == stated.unit
        one, other = fold_text(source.unit or ""), fold_text(stated.unit or "")
        if one == other:
            return True
        if stated.kind != "count":
            return False
        if not other or not one:
            return loose or not other
        said = f"{source.unit} {source.text} {source.subject}" + (f" {ground.text}" if loose else "")
        if one in _GENERIC:  # what is counted stands in the clause: 45 000 persons are trained
            said += f" {window(ground.paragraph.text, source, ground.facts, ground.start, ground.end)}"
        least = COUNTED if loose or one in _GENERIC else COUNTED_ALIKE
        return self._matcher(stated.unit or "").coverage([said])[0] >= least


def _as_count(text: str, token: str, start: int, end: int) -> Fact:
    return Fact("count", text[start:end], start, end, token.removesuffix("%"))
