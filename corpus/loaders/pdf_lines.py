"""Characters of a page put together: lines, the columns they stand in, their reading order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from corpus.loaders.pdf_glyphs import Glyph
from corpus.loaders.writing import Ink, raised
from corpus.splitting.lines import marker_at
from corpus.splitting.prose import width

_APART = 1.8  #: times the size of the characters from which a space parts two columns or cells
_MARKER = 6.0  #: times the size up to which a number may stand before its text
_LARGER = 1.12  #: times the usual size from which a line is a heading
_SPACE = {2: 0.15, 3: 0.2, 4: 0.7}  #: columns of two neighbours -> times the size from which they are parted by a space
_COLUMN = 9.0  #: times the size that the lines of a column of running text are wide at least


@dataclass(slots=True)
class Line:
    """Characters on one base line, a stretch without a wide space."""

    glyphs: list[Glyph]
    x0: float
    x1: float
    base: float
    size: float
    raised: set[int] = field(default_factory=set)  #: places of characters that stand raised
    right: float = 0.0  #: right edge of the column it stands in
    left: float = 0.0

    @property
    def bold(self) -> bool:
        inked = [glyph.bold for glyph in self.glyphs if not glyph.text.isspace()]
        return bool(inked) and all(inked)

    def ink(self) -> Ink:
        """What the line prints, with the spaces that the page shows by distance alone."""
        made = Ink()
        last: Glyph | None = None
        run = ""
        for i, glyph in enumerate(self.glyphs):
            up = i in self.raised
            if last is not None and not last.text.isspace() and not glyph.text.isspace():
                wide = width(last.text) + width(glyph.text)  # between Chinese characters space is no space
                if glyph.x0 - last.x1 > _SPACE[wide] * self.size and not up:
                    made.add(" ")
            if up:
                run += glyph.text
                following_up = i + 1 in self.raised
                if not following_up:
                    made.add(raised(run), glyph.bold)
                    run = ""
            else:
                made.add(glyph.text, glyph.bold)
            last = glyph
        return made

    @property
    def text(self) -> str:
        return self.ink().text.strip()


def lines_of(glyphs: Sequence[Glyph]) -> list[Line]:
    """The lines of a page or a cell, from the top down, those side by side from left to right."""
    found: list[Line] = []
    for row in _rows(glyphs):
        found.extend(_stretches(row))
    found = _with_raised(found)
    return _with_markers(sorted(found, key=lambda line: (round(line.base, 1), line.x0)))


def with_bullets(lines: Sequence[Line], dots: Sequence[tuple[float, float, float]]) -> list[Line]:
    """The lines, those that a drawn dot stands before with a bullet."""
    for x0, x1, middle in dots:
        beside = [
            line
            for line in lines
            if line.base - 0.8 * line.size < middle < line.base and 0 <= line.x0 - x1 < 2.5 * line.size
        ]
        host = min(beside, key=lambda line: line.x0, default=None)
        left = [line for line in lines if host and abs(line.base - host.base) < 1 and line.x1 <= x0]
        if host is None or left or x1 - x0 > 0.7 * host.size or host.glyphs[0].text == "•":
            continue
        bullet = Glyph("•", x0, x1, host.base, host.size, False)
        host.glyphs = [bullet, Glyph(" ", x1, host.x0, host.base, host.size, False), *host.glyphs]
        host.raised = {i + 2 for i in host.raised}
        host.x0 = x0
    return list(lines)


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Characters on one base line each."""
    rows: list[list[Glyph]] = []
    base = 0.0
    for glyph in sorted(glyphs, key=lambda one: (one.base, one.x0)):
        if rows and glyph.base - base <= 0.2 * min(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
        base = glyph.base
    return [sorted(row, key=lambda one: one.x0) for row in rows]


def _stretches(row: Sequence[Glyph]) -> list[Line]:
    stretches: list[list[Glyph]] = []
    end = 0.0  # where the last character that is not a space ends
    for glyph in row:
        before = stretches[-1][-1] if stretches else None
        if (
            before
            and before.text == glyph.text
            and glyph.x0 - before.x0 < 0.12 * glyph.size
            and not glyph.text.isspace()
            and abs(glyph.order - before.order) > 1
        ):
            continue  # printed twice to look bold
        if stretches and glyph.x0 - end <= _APART * glyph.size:
            stretches[-1].append(glyph)
        elif not glyph.text.isspace():
            stretches.append([glyph])
        if not glyph.text.isspace():
            end = glyph.x1
    return [line for glyphs in stretches if (line := _line(glyphs)) is not None]


def _line(glyphs: list[Glyph]) -> Line | None:
    while glyphs and glyphs[-1].text.isspace():
        glyphs = glyphs[:-1]
    if not glyphs:
        return None
    size = median(glyph.size for glyph in glyphs)
    return Line(glyphs, glyphs[0].x0, max(glyph.x1 for glyph in glyphs), median(g.base for g in glyphs), size)


def _with_raised(lines: list[Line]) -> list[Line]:
    """Short stretches of small characters that stand raised at a line become part of it."""
    large = sorted(lines, key=lambda line: line.base)
    gone: set[int] = set()
    for small in lines:
        if len(small.glyphs) > 6:
            continue
        for host in large:
            if host is small or id(host) in gone or small.size > 0.9 * host.size:
                continue
            lift = host.base - small.base
            near = host.x0 - host.size <= small.x1 and small.x0 <= host.x1 + host.size
            if near and 0.12 * host.size < lift < 0.75 * host.size:
                _merge(host, small)
                gone.add(id(small))
                break
    return [line for line in lines if id(line) not in gone]


def _merge(host: Line, small: Line) -> None:
    up = {id(host.glyphs[i]) for i in host.raised} | {id(glyph) for glyph in small.glyphs}
    host.glyphs = sorted((*host.glyphs, *small.glyphs), key=lambda glyph: glyph.x0)
    host.raised = {i for i, glyph in enumerate(host.glyphs) if id(glyph) in up}
    host.x0, host.x1 = min(host.x0, small.x0), max(host.x1, small.x1)


def _with_markers(lines: list[Line]) -> list[Line]:
    """A number or bullet that stands apart from its text by a tab belongs to it."""
    found: list[Line] = []
    for line in lines:
        before = found[-1] if found else None
        if before is not None and abs(before.base - line.base) <= 0.3 * line.size and before.x1 <= line.x0:
            printed = before.text
            marker = marker_at(f"{printed} x")
            alone = (marker is not None and marker[1] == len(printed) + 1) or printed in tuple("•●○■□◆◇▪▫➢❖✓–-‧·o")
            if alone and line.x0 - before.x1 <= _MARKER * line.size:
                before.glyphs = [*before.glyphs, Glyph(" ", before.x1, line.x0, line.base, line.size, False)]
                offset = len(before.glyphs)
                before.raised |= {offset + i for i in line.raised}
                before.glyphs += line.glyphs
                before.x1, before.size = line.x1, line.size
                continue
        found.append(line)
    return found


def whole(row: Sequence[Line]) -> Line:
    """Stretches of one line as one."""
    first = row[0]
    glyphs: list[Glyph] = []
    up: set[int] = set()
    for line in row:
        up |= {len(glyphs) + i for i in line.raised}
        glyphs.extend(line.glyphs)
    size = max(row, key=lambda line: len(line.glyphs)).size
    return Line(glyphs, first.x0, max(line.x1 for line in row), first.base, size, up, first.right, first.left)


def in_order(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines by column, columns in reading order; what spans the columns parts them. Each line learns its column's edges."""
    return [_edged(one) for one in _columns(list(lines), 0) if one]


def _edged(column: list[Line]) -> list[Line]:
    left, right = min(line.x0 for line in column), max(line.x1 for line in column)
    for line in column:
        line.left, line.right = left, right
    return column


def _columns(lines: list[Line], depth: int) -> list[list[Line]]:
    gutter = _gutter(lines) if depth < 4 else None
    if gutter is None:
        return [lines]
    found: list[list[Line]] = []
    band: list[Line] = []
    for line in sorted(lines, key=lambda one: one.base):
        if line.x0 < gutter < line.x1:
            found.extend(_sides(band, gutter, depth))
            band = []
            if found and found[-1] and all(one.x0 < gutter < one.x1 for one in found[-1]):
                found[-1].append(line)
            else:
                found.append([line])
        else:
            band.append(line)
    return [*found, *_sides(band, gutter, depth)]


def _sides(band: list[Line], gutter: float, depth: int) -> list[list[Line]]:
    left = [line for line in band if line.x1 <= gutter]
    right = [line for line in band if line.x1 > gutter]
    behind = _below_both(left, right)
    left = [line for line in left if line.base < behind]
    below = [line for line in band if line.base >= behind]
    found = [one for side in (left, right) if side for one in _columns(side, depth + 1)]
    return [*found, *_columns(below, depth + 1)] if below else found


def _below_both(left: list[Line], right: list[Line]) -> float:
    """Where a heading begins what stands below two columns that end at one height; infinite where none does."""
    if not left or not right:
        return math.inf
    end = max(line.base for line in right)
    usual = median(line.size for line in left)
    for above, line in pairwise(sorted(left, key=lambda one: one.base)):
        if line.base > end and line.size > _LARGER * usual and abs(above.base - end) < 4 * usual:
            return line.base
    return math.inf


def _gutter(lines: Sequence[Line]) -> float | None:
    """Where an empty stretch parts two columns of running text; None where the lines stand in one.

    At least five lines on each side, no more than a third as many across, and lines wide enough to be text: what stands in
    narrow columns is a table without drawn lines, and read by row.
    """
    if len(lines) < 10:
        return None
    low, high = min(line.x0 for line in lines), max(line.x1 for line in lines)
    best: tuple[int, float, float] | None = None
    steps = 60
    for i in range(int(0.2 * steps), int(0.8 * steps) + 1):
        x = low + (high - low) * i / steps
        left = [line for line in lines if line.x1 <= x]
        right = [line for line in lines if line.x0 >= x]
        across = len(lines) - len(left) - len(right)
        if len(left) < 5 or len(right) < 5 or 3 * across > len(left) + len(right):
            continue
        if any(
            median(one.x1 - one.x0 for one in side) < _COLUMN * median(s.size for s in side) for side in (left, right)
        ):
            continue
        # the narrower of the two edges' distances: in the middle of the gutter it is widest
        space = min(min(one.x0 for one in right) - x, x - max(one.x1 for one in left))
        if best is None or (-across, space) > (best[0], best[1]):
            best = (-across, space, x)
    return best[2] if best else None
