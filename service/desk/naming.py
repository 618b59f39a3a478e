"""Names of a statement against names of one place: known there in some form, unknown, or said of something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.records import Fact
from corpus.sentences import Span, clauses
from corpus.spans import fold_text
from service.answer.evidence import Matcher
from service.answer.figures import blanked
from service.answer.mentions import KINDS, Glossary, names_in, unknown_names
from service.desk.grounds import Ground
from service.desk.pieces import Pieces

#: Who or where: one of these may stand in another's place. A scheme or a title may not.
_GROUPS = {"organisation": "who", "person": "who", "place": "who", "scheme": "scheme", "title": "title"}
#: A clause without the name that says so much more of the statement than the one with it is the one meant.
DISPLACED = 0.3
#: Share of a word's meaning that its translation must have in the place.
TRANSLATED = 0.25
_JOINTS = re.compile(r"，|,|；|;|：| and | while |及|和|與|与|並|并|、")


@dataclass(frozen=True, slots=True)
class Misnomer:
    """A name of the statement, ``[start, end)``, that the place does not say; ``rival`` is what it says instead, if it does."""

    text: str
    start: int
    end: int
    rival: Fact | None = None


class Names:
    """The names of one statement."""

    def __init__(self, pieces: Pieces, glossary: Glossary, match: Callable[[str], Matcher]) -> None:
        self._pieces, self._glossary, self._match = pieces, glossary, match
        self._facts = [fact for fact in pieces.facts if fact.kind in KINDS]
        self._words: dict[str, Matcher] = {}
        spans = [(f.start, f.end) for f in self._facts] + [(m.start, m.end) for m in glossary.find(pieces.text)]
        #: The statement without figures and names: what is said of them.
        self.predicate = blanked(pieces.words, spans)
        self.spans: Sequence[Span] = sorted(set(spans))

    @property
    def facts(self) -> Sequence[Fact]:
        return self._facts

    def keys(self, text: str, facts: Sequence[Fact] = ()) -> frozenset[str]:
        return names_in(text, facts, self._glossary)

    def check(self, ground: Ground, settled: Sequence[Span]) -> list[Misnomer]:
        """The names that the place does not say, or says of something else. ``settled`` spans are proven already."""
        printed = f"{ground.text} \n {ground.before}"

        def translated(word: str) -> bool:
            matcher = self._words.setdefault(word, self._match(word))
            return matcher.coverage([printed])[0] >= TRANSLATED

        missing = unknown_names(
            self._pieces.text,
            printed,
            glossary=self._glossary,
            stated=self._facts,
            printed=ground.facts,
            settled=settled,
            translated=translated,
        )
        found = [self._placed(name, ground) for name in dict.fromkeys(missing)]
        return found or self._displaced(ground)

    def _placed(self, name: str, ground: Ground) -> Misnomer:
        start = max(0, self._pieces.text.find(name))
        end = start + len(name)
        kinds = {_GROUPS[f.kind] for f in self._facts if f.start < end and start < f.end} or {"who", "scheme"}
        return Misnomer(name, start, end, self._rival(ground, kinds))

    def _rival(self, ground: Ground, groups: set[str]) -> Fact | None:
        """A name of the place, of one of the groups, that the statement does not say: in the part that says most of it."""
        own = self.keys(self._pieces.text, self._facts)
        others = [
            fact
            for fact in ground.facts
            if _GROUPS.get(fact.kind) in groups and not self.keys(fact.text, [fact]) & own
        ]  # fmt: skip
        if not others:
            return None
        parts = _parts(ground)
        shares = self._match(self.predicate).coverage([ground.paragraph.text[a:b] for a, b in parts])

        def share(fact: Fact) -> float:
            return max((s for (a, b), s in zip(parts, shares, strict=True) if a <= fact.start < b), default=0.0)

        return max(others, key=lambda fact: (share(fact), -fact.start))

    def _displaced(self, ground: Ground) -> list[Misnomer]:
        """Names that the place says of something else than the statement does: another name stands where more is said of it."""
        if len(ground.facts) < 2 or not self._facts:
            return []
        parts = _parts(ground)
        text = ground.paragraph.text
        shares = self._match(self.predicate).coverage([text[a:b] for a, b in parts])
        best = max(range(len(parts)), key=lambda i: (shares[i], -i))
        found = []
        for name in self._facts:
            keys = self.keys(name.text, [name])
            here = [i for i, (a, b) in enumerate(parts) if keys & self._named(ground, a, b)]
            if not here or shares[best] < max(shares[i] for i in here) + DISPLACED:
                continue
            a, b = parts[best]
            own = self.keys(self._pieces.text, self._facts)
            rivals = [
                f
                for f in ground.facts
                if a <= f.start < b and _GROUPS.get(f.kind) == _GROUPS[name.kind] and not self.keys(f.text, [f]) & own
            ]
            if rivals:
                found.append(Misnomer(name.text, name.start, name.end, rivals[0]))
        return found

    def _named(self, ground: Ground, start: int, end: int) -> frozenset[str]:
        inside = [f for f in ground.facts if start <= f.start < end]
        return self.keys(ground.paragraph.text[start:end], inside)


def _parts(ground: Ground) -> list[Span]:
    """Clauses of the place, cut at "and" too, never inside a name or a figure."""
    text, parts = ground.paragraph.text, []
    inside = [(f.start, f.end) for f in ground.facts]
    for start, end in clauses(text, ground.start, ground.end):
        at = start
        for joint in _JOINTS.finditer(text, start, end):
            if any(a < joint.end() and joint.start() < b for a, b in inside):
                continue
            parts.append((at, joint.end()))
            at = joint.end()
        parts.append((at, end))
    return [part for part in parts if part[0] < part[1] and fold_text(text[slice(*part)]).strip()]
