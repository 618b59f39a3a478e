"""Word's automatic numbering: the number a paragraph prints, which stands nowhere in its text, computed as Word does.

Counters belong to the abstract list (ECMA-376 part 1, 17.9): lists made from one abstract list go on counting, unless a list
overrides where it starts. A paragraph at one level starts the deeper levels again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.loaders.numerals import numeral
from corpus.loaders.package import Element, Package
from corpus.loaders.word_styles import Styles, W, indent, number, switched, value

_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how it counts and what it prints."""

    format: str = "decimal"
    text: str = ""  #: "%1.%2" with the numbers of the levels in it
    start: int = 1
    restart: int | None = None  #: the level (from 1) behind which it starts again; 0 for never; None for any higher one
    legal: bool = False  #: all numbers in figures
    indent: int | None = None
    style: str | None = None  #: id of the paragraph style that stands at this level


@dataclass(frozen=True, slots=True)
class Printed:
    """What numbering puts in front of a paragraph."""

    text: str  #: "(iii)"; "" for a bullet and for a level that prints nothing
    bullet: bool
    indent: int | None  #: of the list's own level


@dataclass(slots=True)
class _List:
    """One ``w:num``: the abstract list it is made from, and what it overrides."""

    abstract: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)  #: levels whose overriding start has been used


class Numbering:
    """The counters of a document; paragraphs must be asked for in the order they stand in."""

    def __init__(self, package: Package, part: str | None, styles: Styles) -> None:
        self._styles = styles
        self._levels: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, _List] = {}
        self._counters: dict[str, dict[int, int]] = {}
        if part is not None:
            self._read(package.tree(part))

    def _read(self, root: Element) -> None:
        links: dict[str, str] = {}
        for one in root.findall(f"{W}abstractNum"):
            key = one.get(f"{W}abstractNumId", "")
            self._levels[key] = {
                at: _level(level)
                for level in one.findall(f"{W}lvl")
                if (at := number(level.get(f"{W}ilvl"))) is not None and 0 <= at < _LEVELS
            }
            if (style := value(one, "numStyleLink")) is not None:
                links[key] = style
        for one in root.findall(f"{W}num"):
            made = _List(value(one, "abstractNumId") or "")
            for override in one.findall(f"{W}lvlOverride"):
                at = number(override.get(f"{W}ilvl"))
                if at is None or not 0 <= at < _LEVELS:
                    continue
                if (start := number(value(override, "startOverride"))) is not None:
                    made.starts[at] = start
                if (level := override.find(f"{W}lvl")) is not None:
                    made.levels[at] = _level(level)
            self._lists[one.get(f"{W}numId", "")] = made
        for made in self._lists.values():  # a list that is defined by a list style
            if not self._levels.get(made.abstract) and made.abstract in links:
                linked = self._lists.get(self._styles.of(links[made.abstract]).list_id or "")
                made.abstract = linked.abstract if linked else made.abstract

    def level_of(self, list_id: str, style: str) -> int:
        """The level at which paragraphs of a style stand in a list."""
        made = self._lists.get(list_id)
        levels = self._levels.get(made.abstract, {}) if made else {}
        return next((at for at, level in sorted(levels.items()) if level.style == style), 0)

    def next(self, list_id: str, at: int) -> Printed | None:
        """The number of the next paragraph of a list at a level; None where there is no such list."""
        made = self._lists.get(list_id)
        if made is None or not 0 <= at < _LEVELS:
            return None
        level = self._at(made, at)
        if level is None:
            return None
        counters = self._counters.setdefault(made.abstract, {})
        for deeper in [other for other in counters if other > at and self._restarts(made, other, at)]:
            del counters[deeper]
        if at in made.starts and at not in made.begun:
            counters[at] = made.starts[at]
        elif at in counters:
            counters[at] += 1
        else:
            counters[at] = made.starts.get(at, level.start)
        made.begun.add(at)
        for higher in range(at):  # a level that was left out prints where it starts
            counters.setdefault(higher, (self._at(made, higher) or Level()).start)
        if level.format == "bullet":
            return Printed("", True, level.indent)
        return Printed(self._text(made, level, counters), False, level.indent)

    def _at(self, made: _List, at: int) -> Level | None:
        return made.levels.get(at) or self._levels.get(made.abstract, {}).get(at)

    def _restarts(self, made: _List, deeper: int, at: int) -> bool:
        level = self._at(made, deeper)
        restart = level.restart if level else None
        return restart is None or (restart > 0 and at < restart)

    def _text(self, made: _List, level: Level, counters: dict[int, int]) -> str:
        def one(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            own = self._at(made, at) or Level()
            legal = level.legal and own.format not in ("decimal", "decimalZero", "none")
            return numeral(counters.get(at, own.start), "decimal" if legal else own.format)

        return re.sub(r"%([1-9])", one, level.text).strip() if level.format != "none" or "%" in level.text else ""


def _level(element: Element) -> Level:
    kind = value(element, "numFmt")
    for chosen in element.iter(f"{W}numFmt"):  # a format newer than the first edition stands in an alternative
        kind = chosen.get(f"{W}val") or kind
    start, restart = number(value(element, "start")), number(value(element, "lvlRestart"))
    return Level(
        format=kind or "decimal",
        text=(value(element, "lvlText") or "")[:200],
        start=1 if start is None else start,
        restart=restart,
        legal=bool(switched(element, "isLgl")),
        indent=indent(element.find(f"{W}pPr")),
        style=value(element, "pStyle"),
    )
