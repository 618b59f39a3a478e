"""Main text and annexes told apart: by a printed 附件一 or Annex 1, else by signature, announcements and new numbering."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.records import Problem
from corpus.splitting.lines import chinese_number
from corpus.splitting.units import Unit

_NAMES = r"(?:附件|附錄|附录|附表|Annex|ANNEX|Appendix|APPENDIX|Enclosure)"
_NUMBER = r"([一二三四五六七八九十]{1,3}|\d{1,2}|[A-Z])(?![A-Za-z0-9])"
_PRINTED = re.compile(rf"{_NAMES}\s*(?:{_NUMBER})?\s*[:：—–-]?\s*(?![。，；,;.])")
_ANNOUNCED = re.compile(rf"{_NAMES}\s*{_NUMBER}")


@dataclass(frozen=True, slots=True)
class Scope:
    """A stretch of the document in which numbers count from the start: the main text, or one annex."""

    prefix: str  #: "" or "annex-2"
    units: tuple[Unit, ...]


def _value(number: str) -> int:
    if number.isdigit():
        return int(number)
    return ord(number) - 64 if number.isascii() else chinese_number(number)


def _printed(unit: Unit) -> int | None:
    """The number of the annex whose heading this is; 0 where it prints none; None for any other unit."""
    if not unit.is_heading:
        return None
    match = _PRINTED.match(unit.text)
    if not match or (match.end() < len(unit.text) and match.group(1) is None and match.end() < 4):
        return None
    return _value(match.group(1)) if match.group(1) else 0


def _announced(units: Sequence[Unit]) -> int:
    """The highest annex that the text refers to."""
    found = [
        _value(match.group(1))
        for unit in units
        if not unit.is_heading
        for piece in unit.pieces
        for match in _ANNOUNCED.finditer(piece.text)
    ]
    return max((n for n in found if n <= 30), default=0)


def scopes(units: Sequence[Unit]) -> tuple[list[Scope], list[Problem]]:
    """The main text and each annex, in order; (scopes, problems)."""
    problems: list[Problem] = []
    starts: dict[int, int] = {}
    last = 0
    for i, unit in enumerate(units):
        number = _printed(unit)
        if number is not None:
            last = number or last + 1
            starts[i] = last
    if not starts:
        announced = _announced(units)
        found = _by_shape(units, announced)
        starts = {at: n for n, at in enumerate(found, 1)}
        if announced and len(found) < announced:
            message = f"The text refers to {announced} annexes; {len(found)} were found in the file."
            problems.append(Problem("annex-missing", message))
    cuts = [*sorted(starts), len(units)]
    main = Scope("", tuple(units[: cuts[0]]))
    annexes = [Scope(f"annex-{starts[a]}", tuple(units[a:b])) for a, b in itertools.pairwise(cuts)]
    return [main, *_merged_titles(annexes)], problems


def _merged_titles(annexes: list[Scope]) -> list[Scope]:
    """A heading that prints nothing but 附件一 takes the title on the next line along."""
    found = []
    for scope in annexes:
        first, *rest = scope.units
        if _ANNOUNCED.fullmatch(first.text.strip()) and rest and rest[0].is_heading:
            rest[0] = replace(rest[0], depth=first.depth)
            scope = replace(scope, units=tuple(rest))
        found.append(scope)
    return found


def _by_shape(units: Sequence[Unit], announced: int) -> list[int]:
    """Where annexes begin that print no number: at the first heading behind the signature, then wherever a heading stands
    between numbering that ended and numbering that starts again, or between a table and numbering."""
    signed = [i for i, unit in enumerate(units) if unit.name == "signature" and i]
    if not signed and not announced:
        return []
    found: list[int] = []
    first = signed[-1] + 1 if signed else 0
    last_number: tuple[int, ...] = ()
    rows = 0
    for i in range(first, len(units)):
        unit = units[i]
        if unit.role == "row":
            rows += 1
        elif unit.role == "number":
            last_number = unit.order
        elif unit.is_heading and not (i and units[i - 1].is_heading and i > first):
            opens = bool(signed) and not found
            starts = _next_number(units, i)
            again = bool(last_number) and bool(starts) and starts <= min(last_number, (2,))
            if not _heads_part(unit) and (opens or again or (rows and not last_number and starts[:1] in ((1,), (2,)))):
                found.append(i)
                last_number, rows = (), 0
    limit = announced or len(found)
    return found[:limit]


def _heads_part(unit: Unit) -> bool:
    return unit.marker is not None and unit.marker.style == "han"


def _next_number(units: Sequence[Unit], at: int) -> tuple[int, ...]:
    """The first printed paragraph number behind ``at``, looked for within the next pieces; () where there is none."""
    for unit in units[at + 1 : at + 12]:
        if unit.role == "row":
            return ()
        if unit.role == "number":
            return unit.order
    return ()
