"""One statement against one place: borne out, contradicted piece by piece, or not told.

Nothing invented may pass: a piece that the place does not say in some form leaves the statement unproven, and only where the
place says something else of the same measure is it contradicted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from corpus.records import Fact, Term
from corpus.sentences import enclosing, sentences
from service.answer.evidence import Matcher
from service.answer.figures import blanked, left_over
from service.answer.turns.mentions import Glossary
from service.desk.grounds import Ground
from service.desk.measure import Comparison, Scale
from service.desk.naming import Misnomer, Names
from service.desk.pieces import Pieces, pieces_of
from service.desk.polarity import Denial, denied_otherwise, denies
from service.desk.together import told_together

#: Share of the statement's words (figures left out) that the place must say: with figures that all agree, with names only,
#: with nothing to check; in the place's own language and across languages, where only known translations count.
WITH_FIGURES, WITH_NAMES, WITH_NOTHING = (0.5, 0.4), (0.7, 0.58), (0.85, 0.7)
#: The same for saying that the place contradicts it.
CONTRADICTS = (0.5, 0.4)
#: How much of the words right around a figure must stand around the one that contradicts it.
AROUND = 0.15
#: How much of what is said of the names and figures, apart from them, the place must say: "costs" is not "is allocated".
PREDICATE = 0.25
#: The same for saying, in another language, that a figure of the place contradicts the statement's.
TELLS = 0.3
#: Or so much of the words right around every figure.
CLOSE = 0.6
#: How much less of the words must be said where one of several figures is the place's own.
LESS = 0.1
#: How much more must be said for a name of unknown kind to be contradicted by another one.
UNSURE = 0.65
#: How much of a statement without figures the place must say by itself.
ALONE = 0.5
#: And how much of what it says of its names.
ALL_BUT_NAMES = (0.7, 0.35)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: How much of what is said of names and dates a place must say where all figures are months or years: many things happen then.
DATED = 0.42
#: How much of a statement with figures a place must say by itself, or around one of the figures.
BY_ITSELF = 0.2
#: Words in which number words count nothing.
_UNCOUNTED = frozenset(("initial", "pair", "both", "half"))


@dataclass(frozen=True, slots=True)
class Judgement:
    """``strength`` orders judgements of one verdict. ``reason`` is one of service.desk.verdicts.REASONS."""

    verdict: str
    reason: str | None
    strength: float
    ground: Ground
    comparisons: tuple[Comparison, ...] = ()
    misnomers: tuple[Misnomer, ...] = ()
    denied: Denial | None = None
    whole: bool = True  #: whether names and denials were looked at too

    @property
    def agrees(self) -> bool:
        """Whether no piece is missing or otherwise in the place, enough said of it or not."""
        return (
            self.whole and not (self.misnomers or self.denied) and all(c.relation == "same" for c in self.comparisons)
        )


class Case:
    """One statement, read once, judged against as many places as it takes."""

    def __init__(
        self,
        text: str,
        as_of: str | None,
        terms: Sequence[Term],
        glossary: Glossary,
        match: Callable[[str], Matcher],
        common: Collection[str] = (),
    ) -> None:
        """``common``: values of names that every document says."""
        self.pieces: Pieces = pieces_of(text, terms, as_of)
        self.scale = Scale(self.pieces, match)
        self.names = Names(self.pieces, glossary, match, common)
        self._match = match

    def judge(self, ground: Ground) -> Judgement:
        """Raises nothing; the same place gives the same judgement.

        Words alone are borne out by one member of an enumeration, not by what two of them say of two things.
        """
        members = [] if self.scale.measured else ground.members
        if len(members) < 2:
            return self._judge(ground)
        judged = [self._judge(self._measured(ground, start, end)) for start, end in members]
        supported = [j for j in judged if j.verdict == "supported"]
        return max(supported or judged, key=lambda j: j.strength)

    def _measured(self, ground: Ground, start: int, end: int) -> Ground:
        """A part of the place, with its own shares of the statement."""
        facts = tuple(f for f in ground.facts if start <= f.start and f.end <= end)
        part = replace(ground, start=start, end=end, facts=facts)
        told: list[float] = [1.0, 1.0]
        alone, said = self._match(self.pieces.words).coverage([part.text, part.printed])
        if self.names.predicate:
            told = self._match(self.names.predicate).coverage([part.text, part.printed])
        return replace(part, alone=alone, said=said, told=told[0], led_told=told[1])

    def _judge(self, ground: Ground) -> Judgement:
        comparisons = tuple(self._compared(fact, ground) for fact in self.scale.stated)
        if reason := self._hopeless(ground, comparisons):
            return replace(self._judgement("not_found", reason, ground, comparisons), whole=False)
        settled = [self._number(c.stated) for c in comparisons if c.relation != "none"]
        misnomers = tuple(self.names.check(ground, [*settled, *self.pieces.quotations]))
        denied = denied_otherwise(self.pieces, ground, self._match, self._level(CONTRADICTS, ground))
        verdict, reason = self._verdict(ground, comparisons, misnomers, denied)
        return self._judgement(verdict, reason, ground, comparisons, misnomers, denied)

    def _compared(self, stated: Fact, ground: Ground) -> Comparison:
        found = self.scale.compare(stated, ground)
        if found.source is not None and told_together(self.pieces.text, found.source, ground):
            return Comparison(stated, "none")
        return found

    def _number(self, stated: Fact) -> tuple[int, int]:
        """The span of a figure as far as it is one: a name inside what it counts is to be proven by itself."""
        inside = [name.start for name in self.names.facts if stated.start < name.start < stated.end]
        return stated.start, min([stated.end, *inside])

    @staticmethod
    def _judgement(
        verdict: str,
        reason: str | None,
        ground: Ground,
        comparisons: tuple[Comparison, ...],
        misnomers: tuple[Misnomer, ...] = (),
        denied: Denial | None = None,
    ) -> Judgement:
        near = min((c.near for c in comparisons), default=0.0)
        strength = ground.said + 0.3 * ground.alone + 0.3 * near
        return Judgement(verdict, reason, strength, ground, comparisons, misnomers, denied)

    def _hopeless(self, ground: Ground, comparisons: Sequence[Comparison]) -> str | None:
        """Why the place can neither bear the statement out nor contradict it, names and denials not yet looked at."""
        if any(c.relation == "none" for c in comparisons):
            return "no-figure"
        alike = self._same_matter(ground) or self._close(comparisons) or self._same_aspect(comparisons)
        return None if alike else "nothing-alike"

    @staticmethod
    def _close(comparisons: Sequence[Comparison]) -> bool:
        """Whether the words right around every figure stand there."""
        numbers = [c.near for c in comparisons if c.stated.kind != "date"]
        return bool(numbers) and min(numbers) >= CLOSE

    def _told_by_then(self, ground: Ground, comparisons: Sequence[Comparison]) -> bool:
        """Whether, of several sentences, the one with the last figure or what precedes it has all the names: what comes after a
        figure does not say whose it is."""
        if ground.sentences == 1 or not self.names.facts:
            return True
        last = max((c.source.end for c in comparisons if c.source is not None), default=ground.end)
        text = ground.paragraph.text
        _, end = enclosing(sentences(text), last - 1, last)
        subject = next((name for name in self.names.facts if not name.start), None)
        if subject and not self.names.leads(subject, ground):
            return False
        led = replace(ground, end=max(end, ground.start + 1), facts=tuple(f for f in ground.facts if f.end <= end))
        return not self.names.missing(led)

    @staticmethod
    def _telling(comparisons: Sequence[Comparison]) -> float:
        """How much less has to be said where the place has one of several figures: few places do by chance."""
        same = any(c.relation == "same" and c.stated.kind != "date" and c.near >= AROUND for c in comparisons)
        return LESS if same and len(comparisons) > 1 else 0.0

    @staticmethod
    def _same_aspect(comparisons: Sequence[Comparison]) -> bool:
        """Whether a figure is borne out for the same aspect, in whatever words and language: founded, 成立."""
        return any(c.relation == "same" and Case._aspect_of(c) for c in comparisons)

    @staticmethod
    def _aspect_of(comparison: Comparison) -> bool:
        source = comparison.source
        return source is not None and bool(source.aspect) and source.aspect == comparison.stated.aspect

    def _level(self, levels: tuple[float, float], ground: Ground) -> float:
        return levels[0] if ground.paragraph.language[:2] == self.pieces.language[:2] else levels[1]

    def _verdict(
        self,
        ground: Ground,
        comparisons: Sequence[Comparison],
        misnomers: Sequence[Misnomer],
        denied: Denial | None,
    ) -> tuple[str, str | None]:
        wrong = [c for c in comparisons if c.relation == "differs"]
        bound = [c for c in comparisons if c.relation == "bound"]
        if not (wrong or bound or misnomers or denied):
            return self._borne_out(ground, comparisons)
        if self._unread(ground, comparisons) and not wrong:
            return "not_found", "no-figure"
        said = self._said_but(ground, misnomers) if misnomers else ground.said
        if said < self._level(CONTRADICTS, ground) - self._telling(comparisons) or not self._same_matter(ground):
            return "not_found", "nothing-alike"
        across = ground.paragraph.language[:2] != self.pieces.language[:2]
        # An unknown name may be one of the place's own in its other language.
        unsure = said < UNSURE or (across and not any(self._aspect_of(c) for c in wrong))
        if len(misnomers) > 1 or any(name.rival is None or (not name.sure and unsure) for name in misnomers):
            return "not_found", "no-name"
        if any(c.near < AROUND for c in wrong) or (across and wrong and not self._tells(ground)):
            return "not_found", "no-figure"
        dated = all(c.stated.kind == "date" for c in wrong)
        if wrong and any(name.sure and (name.absent or dated) for name in misnomers):
            return "not_found", "nothing-alike"  # another figure of another body is no contradiction
        if (denied and not (denied.sure or wrong)) or (misnomers and (denied or denies(self.pieces.text))):
            return "not_found", "nothing-alike"  # not surely of the same, or of another: that denies nothing here
        if wrong:
            return "contradicted", "date" if wrong[0].stated.kind == "date" else "figure"
        if misnomers:
            return "contradicted", "name"
        return "contradicted", "negation" if denied else "qualifier"

    def _borne_out(self, ground: Ground, comparisons: Sequence[Comparison]) -> tuple[str, str | None]:
        if self.pieces.relative:
            return "not_found", "relative-date"
        if self._unread(ground, ()):
            return "not_found", "no-figure"
        levels = WITH_FIGURES if self.scale.measured else WITH_NAMES if self.names.facts else WITH_NOTHING
        if ground.said < self._level(levels, ground) - self._telling(comparisons):
            return "not_found", "nothing-alike"
        # What leads up to a place must not say everything for it.
        if not self.scale.measured:
            level = self._level(ALL_BUT_NAMES, ground)
            enough = ground.sentences == 1 and ground.alone >= ALONE and ground.told >= level
        else:
            nears = [c.near for c in comparisons]
            enough = max(ground.alone, *nears) >= BY_ITSELF
            enough &= self._told_by_then(ground, comparisons)
            coarse = all(c.stated.kind == "date" and not _DAY.fullmatch(c.stated.value) for c in comparisons)
            if coarse and not self._same_aspect(comparisons):
                enough &= max(ground.told, ground.led_told if ground.sentences == 1 else 0.0) >= DATED
            enough &= self._same_matter(ground) or self._close(comparisons) or self._same_aspect(comparisons)
        return ("supported", None) if enough else ("not_found", "nothing-alike")

    @staticmethod
    def _same_matter(ground: Ground) -> bool:
        """Whether the place says enough of what the statement says of its names and figures."""
        return max(ground.told, ground.led_told) >= PREDICATE

    @staticmethod
    def _tells(ground: Ground) -> bool:
        return max(ground.told, ground.led_told) >= TELLS

    def _unread(self, ground: Ground, comparisons: Sequence[Comparison]) -> list[str]:
        """Numbers in words or figures that are no fact of the statement and that the place does not print."""
        spans = [(f.start, f.end) for f in self.scale.stated] + list(self.names.spans) + list(self.pieces.quotations)
        spans += [(f.start, f.end) for f in self.pieces.relative]
        left = left_over(blanked(self.pieces.text, spans), f"{ground.text} {ground.before}")
        return [number for number in left if number not in _UNCOUNTED]

    def _said_but(self, ground: Ground, misnomers: Sequence[Misnomer]) -> float:
        """What the place says of the statement without the names it does not say."""
        words = blanked(self.pieces.words, [(m.start, m.end) for m in misnomers])
        own, led = self._match(words).coverage([ground.text, ground.printed])
        return max(own, led)
