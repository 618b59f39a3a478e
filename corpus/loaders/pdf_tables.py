"""Tables of a page found by their drawn lines, and the characters that stand in each of their cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.loaders.pdf_glyphs import Glyph, Page, Rule

_NEAR = 3.0  #: points within which two drawn lines are one
_BROKEN = 6.0  #: points from which upright lines that go on beyond the last level one hold a row of text
_MOST_LINES = 400  #: lines in one direction of one table
_MOST_PAIRS = 4_000_000  #: pairs of level and upright lines of one page that are compared


@dataclass(slots=True)
class Cell:
    row: int
    column: int
    down: int  #: rows it reaches over
    across: int
    glyphs: list[Glyph] = field(default_factory=list)


@dataclass(slots=True)
class Grid:
    """A table: where its lines stand, and its cells in reading order."""

    xs: list[float]
    ys: list[float]
    cells: list[Cell]
    at: dict[tuple[int, int], Cell]  #: place in the grid -> the cell that covers it
    open_end: bool = False  #: no line closes its last row: the page broke it

    def holds(self, glyph: Glyph) -> bool:
        middle, height = (glyph.x0 + glyph.x1) / 2, glyph.base - glyph.size / 3
        return self.xs[0] <= middle <= self.xs[-1] and self.ys[0] <= height <= self.ys[-1]

    def put(self, glyph: Glyph) -> None:
        column = bisect_right(self.xs, (glyph.x0 + glyph.x1) / 2) - 1
        row = bisect_right(self.ys, glyph.base - glyph.size / 3) - 1
        self.at[min(row, len(self.ys) - 2), min(column, len(self.xs) - 2)].glyphs.append(glyph)


def take_tables(page: Page) -> list[Grid]:
    """The page's tables with their characters, which are taken off the page."""
    if not page.level or not page.upright or len(page.level) * len(page.upright) > _MOST_PAIRS:
        return []
    grids = [grid for levels, uprights in _connected(page) if (grid := _grid(levels, uprights)) is not None]
    grids.sort(key=lambda grid: ((grid.xs[-1] - grid.xs[0]) * (grid.ys[-1] - grid.ys[0]), grid.ys[0], grid.xs[0]))
    rest: list[Glyph] = []
    for glyph in page.glyphs:
        for grid in grids:
            if grid.holds(glyph):
                grid.put(glyph)
                break
        else:
            rest.append(glyph)
    kept, loose = [], []
    for grid in grids:
        filled = [cell for cell in grid.cells if any(not glyph.text.isspace() for glyph in cell.glyphs)]
        if len(filled) >= 2 and len({cell.row for cell in filled}) + len({cell.column for cell in filled}) > 2:
            kept.append(grid)
        else:
            loose.extend(glyph for cell in grid.cells for glyph in cell.glyphs)
    page.glyphs = rest + loose
    return sorted(kept, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _connected(page: Page) -> list[tuple[list[Rule], list[Rule]]]:
    """Level and upright lines that touch one another, directly or by others."""
    group = list(range(len(page.level) + len(page.upright)))

    def find(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    for i, level in enumerate(page.level):
        for j, upright in enumerate(page.upright, len(page.level)):
            across = level.low - _NEAR <= upright.at <= level.high + _NEAR
            if across and upright.low - _NEAR <= level.at <= upright.high + _NEAR:
                group[find(i)] = find(j)
    found: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate((*page.level, *page.upright)):
        found.setdefault(find(i), ([], []))[i >= len(page.level)].append(rule)
    return list(found.values())


def _places(rules: Sequence[Rule]) -> list[float]:
    """Where lines stand, those that are next to one another as one."""
    places: list[list[float]] = []
    for at in sorted(rule.at for rule in rules):
        if places and at - places[-1][-1] <= _NEAR:
            places[-1].append(at)
        else:
            places.append([at])
    return [sum(one) / len(one) for one in places]


def _covered(rules: Sequence[Rule], at: float, middle: float) -> bool:
    return any(abs(rule.at - at) <= _NEAR and rule.low - _NEAR <= middle <= rule.high + _NEAR for rule in rules)


def _grid(levels: Sequence[Rule], uprights: Sequence[Rule]) -> Grid | None:
    """The cells between lines; places that no line parts are one cell. None for fewer than two rows or two columns."""
    ys, xs = _places(levels), _places(uprights)
    open_end = False
    if ys and xs:  # uprights that go on above the first or below the last level line: a row that the page broke
        above, below = sorted(rule.low for rule in uprights)[:2], sorted(rule.high for rule in uprights)[-2:]
        if above[-1] < ys[0] - _BROKEN:
            ys.insert(0, above[-1])
        if below[0] > ys[-1] + _BROKEN:
            ys.append(below[0])
            open_end = True
    if len(ys) < 3 or len(xs) < 3 or len(ys) > _MOST_LINES or len(xs) > _MOST_LINES:
        return None
    by_y = [[rule for rule in levels if abs(rule.at - y) <= _NEAR] for y in ys]
    by_x = [[rule for rule in uprights if abs(rule.at - x) <= _NEAR] for x in xs]
    at: dict[tuple[int, int], Cell] = {}
    cells: list[Cell] = []
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) in at:
                continue
            across = 1
            while column + across < len(xs) - 1 and (row, column + across) not in at:
                if _covered(by_x[column + across], xs[column + across], (ys[row] + ys[row + 1]) / 2):
                    break
                across += 1
            down = 1
            while row + down < len(ys) - 1 and not any(
                _covered(by_y[row + down], ys[row + down], (xs[c] + xs[c + 1]) / 2)
                for c in range(column, column + across)
            ):
                down += 1
            cell = Cell(row, column, down, across)
            cells.append(cell)
            at.update({(row + i, column + j): cell for i in range(down) for j in range(across)})
    return Grid(xs, ys, cells, at, open_end) if len(cells) > 1 else None
