"""Counterparts in a bilingual document: the same piece in two languages, found by adjacency and script alone."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.blocks import Block, join
from corpus.languages import han_share
from corpus.splitting.units import Unit

_ROLES = {"line": "body"}
_ALONE = ("mark", "row", "footnote")


def unit_of(block: Block) -> Unit:
    return Unit(_ROLES.get(block.shape, block.shape), block)


def _script(block: Block) -> str:
    """han, latin, or "" for a text with neither (a date, a number)."""
    if han_share(block.text) >= 0.34:
        return "han"
    return "latin" if sum(c.isascii() and c.isalpha() for c in block.text) >= 2 else ""


def is_bilingual(blocks: Sequence[Block]) -> bool:
    """Whether Chinese and English take turns: each is at least a quarter of the pieces, and they change often."""
    scripts = [script for block in blocks if (script := _script(block))]
    turns = sum(a != b for a, b in itertools.pairwise(scripts))
    return len(scripts) >= 4 and 4 * min(scripts.count("han"), scripts.count("latin")) >= len(scripts) <= 3 * turns


def halves(blocks: Sequence[Block]) -> list[Sequence[Block]]:
    """The document's parts where it is printed whole in one language and then whole in the other; else one part."""
    scripts = [_script(block) for block in blocks]
    known = [s for s in scripts if s]
    if not known or min(known.count("han"), known.count("latin")) * 4 < len(known):
        return [blocks]
    first = known[0]
    before = [0]
    for script in scripts:
        before.append(before[-1] + (1 if script == first else -1 if script else 0))
    cut = max(range(len(before)), key=before.__getitem__)
    wrong = sum(s not in ("", first) for s in scripts[:cut]) + sum(s == first for s in scripts[cut:])
    return [blocks[:cut], blocks[cut:]] if wrong * 20 <= len(known) and 1 < cut < len(blocks) - 1 else [blocks]


def pair(blocks: Sequence[Block], *, bilingual: bool) -> list[Unit]:
    """One unit per printed piece; in a bilingual document a piece and its translation are one unit.

    The language that comes first leads. Of a run of leading pieces and the run of translations behind it the last ones
    belong together; lists printed whole in one language and then in the other are paired in order.
    """
    if not bilingual:
        return [unit_of(block) for block in blocks]
    lead = next((script for block in blocks if (script := _script(block))), "han")
    return list(_units(blocks, lead))


def _units(blocks: Sequence[Block], lead: str) -> Iterator[Unit]:
    leading: list[Block] = []
    other: list[Block] = []
    for block in blocks:
        script = "" if block.shape in _ALONE else _script(block)
        if not script or (script == lead and other):
            yield from _paired(leading, other)
            leading, other = [], []
        if not script:
            yield unit_of(block)
        elif script == lead:
            leading.append(block)
        else:
            other.append(block)
    yield from _paired(leading, other)


def _paired(leading: list[Block], other: list[Block]) -> Iterator[Unit]:
    if len(other) == len(leading) + 1 == 2 and {b.shape for b in other} == {"line"}:
        other = [replace(other[0], clean=join((b.clean for b in other), " "))]
    alone = len(leading) - len(other)
    if alone < 0:
        yield from (replace(unit_of(a), twin=b) for a, b in zip(leading, other, strict=False))
        yield from (unit_of(b) for b in other[len(leading) :])
        return
    yield from (unit_of(block) for block in leading[:alone])
    yield from (replace(unit_of(a), twin=b) for a, b in zip(leading[alone:], other, strict=True))
