"""Sections of a document whose paragraphs print no numbers: which piece belongs to which."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from corpus.blocks import Clean
from corpus.records import Problem
from corpus.splitting.lines import Marker
from corpus.splitting.prose import bigrams
from corpus.splitting.units import Unit


def _number(unit: Unit) -> int | None:
    marker = unit.marker
    return int(marker.value) if marker and marker.style in ("number", "circled") else None


def leads(units: Sequence[Unit]) -> list[Unit]:
    """A newspaper's own text, which its byline closes, does not belong to the section it was set under.

    The run of text above a byline, back to a caption, is the article's lead where the section has a text of its own.
    """
    found = list(units)
    for i, unit in enumerate(units):
        if unit.name != "byline":
            continue
        first = i
        while first and units[first - 1].role == "body":
            first -= 1
        own = first
        while own and units[own - 1].role == "caption":
            own -= 1
        if first < i and own < first and own and units[own - 1].role == "body":
            found[first : i + 1] = [replace(u, name=u.name or "lead") for u in units[first : i + 1]]
    return found


def missing_section(units: Sequence[Unit]) -> tuple[list[Unit], list[Problem]]:
    """A numbered section that the agenda announces and nobody printed, found again by the words only it uses.

    Where the outermost headings jump from 5 to 7 and the agenda's sixth item names something that no section but these
    pages speaks of, section 6 begins at the first inner heading whose text names it.
    """
    agenda = _agenda(units)
    heads = [(i, n) for i, u in enumerate(units) if u.is_heading and u.depth == 1 and (n := _number(u)) is not None]
    gaps = [(a, b, n + 1) for (a, n), (b, m) in itertools.pairwise(heads) if m == n + 2 and n + 1 in agenda]
    found, problems = list(units), []
    for first, behind, number in reversed(gaps):
        title = agenda[number]
        own = bigrams(_all_text(title))
        for i, unit in enumerate(units):
            if not first < i < behind and unit is not title:
                own -= bigrams(_all_text(unit))
        at = _first_group(units, first, behind, own)
        if at is None:
            problems.append(Problem("section-missing", f"Section {number} is announced and was not found."))
            continue
        marker = Marker(str(number), "number", str(number))
        blank = replace(title.lead, marker=marker, shape="heading", clean=Clean(title.text))
        twin = replace(title.twin, shape="heading", clean=Clean(title.twin.text)) if title.twin else None
        found.insert(at, Unit("heading", blank, twin, depth=1, name="inferred"))
        place = f"line {units[at].lead.line}"
        message = f"The heading of section {number} is not printed; its text was told by the words of the agenda."
        problems.append(Problem("section-inferred", message, place))
    return found, problems


def _all_text(unit: Unit) -> str:
    return "\n".join(piece.text for piece in unit.pieces)


def _agenda(units: Sequence[Unit]) -> dict[int, Unit]:
    """Numbered items before the first numbered outermost heading: number -> item."""
    found: dict[int, Unit] = {}
    for unit in units:
        if unit.is_heading and _number(unit) is not None:
            break
        if unit.role == "item" and (number := _number(unit)) is not None:
            found.setdefault(number, unit)
    return found


def _first_group(units: Sequence[Unit], first: int, behind: int, words: set[str]) -> int | None:
    """The first inner heading between two outer ones whose own text holds one of the words."""
    at: int | None = None
    for i in range(first + 1, behind):
        unit = units[i]
        if unit.is_heading:
            at = i
        if at is not None and words & bigrams(_all_text(unit)):
            return at
    return None
