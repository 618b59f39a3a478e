"""Names of a statement against names of one place: known there in some form, unknown, or said of something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from corpus.records import Fact
from corpus.sentences import Span, clauses, enclosing
from corpus.spans import fold_text, is_han
from index.stopwords import ENGLISH
from service.answer.evidence import Matcher
from service.answer.figures import blanked
from service.answer.turns.mentions import KINDS, Glossary, names_in, unknown_names
from service.desk.grounds import Ground
from service.desk.pieces import Pieces

#: Kinds of name that may stand in one another's place: a park is a place and runs things.
_ALIKE = {
    "organisation": frozenset(("organisation", "person", "place")),
    "person": frozenset(("person", "organisation")),
    "place": frozenset(("place", "organisation")),
    "scheme": frozenset(("scheme",)),
    "title": frozenset(("title",)),
}
#: Another name's clause that says so much more of the statement than the name's own is the one meant.
DISPLACED = 0.15
#: Share of what the statement says of a name that the name's own part of the place must say, where others stand before it.
OWN = 0.2
#: Share of another name's words, translated, from which the statement says that name too.
SAID_ANYWAY = 0.75
#: Share of a word's meaning that its translation must have in the place.
TRANSLATED = 0.25
# What a figure's unit says already: "covers 22 hectares", 面積為, 共有.
_IMPLIED = re.compile(
    r"\b(?:cover|occup|span|total|amount|number|measur)\w*\b|\bthere (?:are|were|is|was)\b|\b(?:floor )?areas?\b"
    r"|[總总]?面[積积][為为]?|[佔占]地|合?共有?|[總总][數数額额]",
    re.IGNORECASE,
)
# Many things stand at one place: what is told of one of them there denies nothing of another.
_STANDS = re.compile(
    r"\b(?:located|situated|based|stands?|lies|housed|sited) (?:in|at|on|within)\b|[位设設座坐][于於落]|[设設]在",
    re.IGNORECASE,
)
_WHO = frozenset(("organisation", "person", "place"))
_PARTICLES = frozenset("的了在于由为是有及和与之其将会已共约至到从就把被并即也亦则该这那每各")
_JOINTS = re.compile(r"，|,|；|;|：| and | while |及|和|與|与|並|并|、")


@dataclass(frozen=True, slots=True)
class Misnomer:
    """A name of the statement, ``[start, end)``, that the place does not say; ``rival`` is what it says instead, if it does."""

    text: str
    start: int
    end: int
    rival: Fact | None = None
    sure: bool = True  #: whether the kind of name is known, so that the rival is one that could stand in its place
    absent: bool = False  #: whether nothing that leads up to the place says it either


class Names:
    """The names of one statement."""

    def __init__(
        self, pieces: Pieces, glossary: Glossary, match: Callable[[str], Matcher], common: Collection[str]
    ) -> None:
        """``common``: values of names that every document says; they tell nothing apart."""
        self._pieces, self._glossary, self._match, self._common = pieces, glossary, match, common
        self._known: dict[str, frozenset[str]] = {}
        self._facts = [fact for fact in pieces.facts if fact.kind in KINDS]
        spans = [(f.start, f.end) for f in self._facts] + [(m.start, m.end) for m in glossary.find(pieces.text)]
        #: The statement without figures and names: what is said of them.
        predicate = _IMPLIED.sub(_blank, blanked(pieces.words, spans))
        self.predicate = predicate if _tells(predicate) else ""
        self.spans: Sequence[Span] = sorted(set(spans))

    @property
    def facts(self) -> Sequence[Fact]:
        return self._facts

    def keys(self, text: str, facts: Sequence[Fact] = ()) -> frozenset[str]:
        if text not in self._known:
            self._known[text] = names_in(text, facts, self._glossary)
        return self._known[text]

    def check(self, ground: Ground, settled: Sequence[Span]) -> list[Misnomer]:
        """The names that the place does not say, or says of something else. ``settled`` spans are proven already."""
        return self.missing(ground, settled) or self._only_before(ground) or self._displaced(ground)

    def missing(self, ground: Ground, settled: Sequence[Span] = ()) -> list[Misnomer]:
        """The names that neither the place nor what leads up to it says."""
        printed = ground.printed
        compact = "".join(printed.split(" "))

        def translated(word: str) -> bool:
            return self._match(word).coverage([printed])[0] >= TRANSLATED

        everywhere = [(f.start, f.end) for f in self._facts if f.value in self._common]
        missing = unknown_names(
            self._pieces.text,
            f"{printed} \n {compact}",
            glossary=self._glossary,
            stated=self._facts,
            printed=[*ground.facts, *ground.led],
            settled=[*settled, *everywhere],
            translated=translated,
        )
        found: list[Misnomer] = []
        for name in sorted(dict.fromkeys(missing), key=lambda name: -len(name)):
            placed = self._placed(name, ground)
            inside = any(m.start <= placed.start and placed.end <= m.end for m in found)
            if not inside and not self._is_common(placed) and not self._everywhere(name):
                found.append(placed)
        return sorted(found, key=lambda m: m.start)

    def _is_common(self, name: Misnomer) -> bool:
        """Whether what looks like a name has its capital only from beginning the sentence."""
        if name.start or " " in name.text or any(f.start == 0 for f in self._facts):
            return False
        following = self._pieces.text[name.end :].lstrip()[:1]
        return name.text[1:].islower() and not following.isupper()

    def _placed(self, name: str, ground: Ground) -> Misnomer:
        start = max(0, self._pieces.text.find(name))
        end = start + len(name)
        kinds = [f.kind for f in self._facts if f.start < end and start < f.end]
        # One of its own kind first: a place is more likely put for a place than for a body.
        alike = {kind for own in kinds for kind in _ALIKE[own]}
        if stands := _STANDS.search(self._pieces.text):
            rival = self._elsewhere(ground, stands.start()) if stands.end() <= start else None
        else:
            rival = (self._rival(ground, kinds) or self._rival(ground, alike)) if kinds else self._rival(ground, _WHO)
        return Misnomer(name, start, end, rival, bool(kinds), absent=True)

    def _elsewhere(self, ground: Ground, end: int) -> Fact | None:
        """The one place where this ground has what the statement locates, named before ``end``; None where it is open."""
        located = self.keys(self._pieces.text[:end], [f for f in self._facts if f.end <= end])
        places = [f for f in ground.facts if f.kind == "place" and f.value not in self._common]
        places = [f for f in places if not self.keys(f.text, [f]) & located and not self._translated(f, ground)]
        return places[0] if len({f.value for f in places}) == 1 else None

    def _others(self, ground: Ground, kinds: Collection[str], common: Collection[str] | None = None) -> list[Fact]:
        """Names of the place, of these kinds, that the statement does not say; not those that all documents say."""
        own = self.keys(self._pieces.text, self._facts)
        common = self._common if common is None else common
        named = [f for f in ground.facts if f.kind in kinds and f.value not in common]
        return [f for f in named if not self.keys(f.text, [f]) & own and not self._translated(f, ground)]

    def _translated(self, name: Fact, ground: Ground) -> bool:
        """Whether the statement says the name as a common word of its own language: 顧問, "the consultant"."""
        if ground.paragraph.language[:2] == self._pieces.language[:2]:
            return False
        return self._match(name.text).coverage([self._pieces.text])[0] >= SAID_ANYWAY

    def _rival(self, ground: Ground, kinds: Collection[str]) -> Fact | None:
        """What the place says instead: the name in the part that says most of the statement."""
        others = self._others(ground, kinds)
        if not others:
            return None
        parts = _parts(ground)
        shares = self._match(self.predicate).coverage([ground.paragraph.text[a:b] for a, b in parts])

        def share(fact: Fact) -> float:
            return max((s for (a, b), s in zip(parts, shares, strict=True) if a <= fact.start < b), default=0.0)

        return max(others, key=lambda fact: (share(fact), -fact.start))

    def _only_before(self, ground: Ground) -> list[Misnomer]:
        """Names that stand only in what leads up to the place, while the place itself names another of their kind."""
        here = self._named(ground, ground.start, ground.end)
        found = []
        for name in self._facts:
            if self.keys(name.text, [name]) & here or self._everywhere(name.text):
                continue
            if others := self._others(ground, (name.kind,), None if self._pieces.figures else ()):
                sure = name.kind in ("place", "person")
                found.append(Misnomer(name.text, name.start, name.end, others[0] if sure else None))
            elif not self._pieces.figures and not self._is_topic(name, ground):
                found.append(Misnomer(name.text, name.start, name.end))
        return found

    def _is_topic(self, name: Fact, ground: Ground) -> bool:
        """Whether a place that names nothing of the kind itself goes on about this name: a heading has it, or the paragraph
        begins with it."""
        keys = self.keys(name.text, [name])
        if keys & self.keys(ground.paragraph.context.as_text()):
            return True
        led = [f for f in ground.led if f.kind in KINDS and f.value not in self._common]
        first = min(led, key=lambda f: f.start, default=None)
        return first is None or bool(self.keys(first.text, [first]) & keys)

    def _displaced(self, ground: Ground) -> list[Misnomer]:
        """Names that the place says of something else: where another name stands, it says more of the statement."""
        named = [f for f in ground.facts if f.kind in KINDS]
        if len(named) < 2 or not self._facts:
            return []
        parts, text = _parts(ground), ground.paragraph.text
        across = ground.paragraph.language[:2] != self._pieces.language[:2]
        found = []
        for name in self._facts:
            keys = self.keys(name.text, [name])
            shares = self._match(self._said_of(name)).coverage([text[a:b] for a, b in parts])
            here = [s for (a, b), s in zip(parts, shares, strict=True) if keys & self._named(ground, a, b)]
            there = [
                (s, f)
                for f in self._others(ground, (name.kind,))
                for (a, b), s in zip(parts, shares, strict=True)
                if a <= f.start < b
            ]
            if not here or not there:
                continue
            most, rival = max(there, key=lambda pair: (pair[0], -pair[1].start))
            if most > max(here) + DISPLACED:
                stands = _STANDS.search(self._pieces.text)
                one = rival if stands is None or stands.end() <= name.start else None
                found.append(Misnomer(name.text, name.start, name.end, one))
            elif across and max(here) < OWN and not self._first(name, ground, keys):
                # What the statement says of it is said of none that is known; others are named first: it stays open.
                found.append(Misnomer(name.text, name.start, name.end))
        return found

    def leads(self, name: Fact, ground: Ground) -> bool:
        """Whether the place names it before any other name of its kind, or goes on about it."""
        return self._first(name, ground, self.keys(name.text, [name])) or self._is_topic(name, ground)

    def _first(self, name: Fact, ground: Ground, keys: frozenset[str]) -> bool:
        """Whether the place names it before any other name of its kind."""
        alike = [f for f in ground.facts if f.kind == name.kind and f.value not in self._common]
        first = min(alike, key=lambda f: f.start, default=None)
        return first is None or bool(self.keys(first.text, [first]) & keys)

    def _said_of(self, name: Fact) -> str:
        """What the statement says of the name: its own part of it, where that tells anything, else all."""
        start, end = enclosing(_cut(self._pieces.text, clauses(self._pieces.text), self.spans), name.start, name.end)
        blank = " " * len(self._pieces.text)
        own = (self.predicate or blank)[start:end]
        return own if _tells(own) else self.predicate

    def _everywhere(self, name: str) -> bool:
        return any(fact.text == name and fact.value in self._common for fact in self._facts)

    def _named(self, ground: Ground, start: int, end: int) -> frozenset[str]:
        inside = [f for f in ground.facts if start <= f.start < end]
        return self.keys(ground.paragraph.text[start:end], inside)


def _tells(words: str) -> bool:
    """Whether there is a word that means something by itself."""
    folded = fold_text(words)
    return any(c not in _PARTICLES and is_han(c) for c in folded) or any(
        word not in ENGLISH for word in re.findall(r"[a-z]{2,}", folded)
    )


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _parts(ground: Ground) -> list[Span]:
    """Clauses of the place, cut at "and" too, never inside a name or a figure."""
    inside = [(f.start, f.end) for f in ground.facts]
    return _cut(ground.paragraph.text, clauses(ground.paragraph.text, ground.start, ground.end), inside)


def _cut(text: str, spans: Sequence[Span], inside: Sequence[Span]) -> list[Span]:
    """The clauses cut at joints that stand in no span of ``inside``."""
    parts: list[Span] = []
    for start, end in spans:
        at = start
        for joint in _JOINTS.finditer(text, start, end):
            if any(a < joint.end() and joint.start() < b for a, b in inside):
                continue
            parts.append((at, joint.end()))
            at = joint.end()
        parts.append((at, end))
    return [part for part in parts if part[0] < part[1] and fold_text(text[slice(*part)]).strip()]
