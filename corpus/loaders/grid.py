"""A sheet of cells as blocks: what stands between empty rows is a table, or lines of text where only one column is used.

Each row of a table becomes a row with the column heads above it. Lines above a table that fill one cell are its title; a note
below it is a note. A row that fills its first cell only, within a table, heads the rows below it (the splitter tells).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from corpus.loaders.writing import Row, Writing, ink
from corpus.splitting.lines import shape_of

_ASIDES = ("note", "footnote", "caption")


@dataclass(slots=True)
class Line:
    """One row of a sheet: column -> what its cell displays; nothing for an empty cell."""

    cells: dict[int, str]
    bold: frozenset[int] = frozenset()
    repeated: dict[int, str] = field(default_factory=dict)  #: what merged cells above print for this row as well
    head: bool = False  #: the sheet itself declares it to be a table's head

    def __len__(self) -> int:
        return len(self.cells)


def write(writing: Writing, lines: Sequence[Line], *, page: int | None = None) -> None:
    """All regions of a sheet in order."""
    for region in _regions(lines):
        columns = sorted({column for line in region for column in line.cells})
        if len(columns) == 1:
            for line in region:
                writing.text(ink(line.cells[columns[0]]), page=page)
            continue
        first, last = _table(region)
        for line in region[:first]:
            writing.text(ink(next(iter(line.cells.values()))), page=page)
        body = region[first:last]
        columns = sorted({column for line in body for column in (*line.cells, *line.repeated)})
        rows = [_row(line, columns) for line in body]
        writing.table(rows, heads=heads_of(body), page=page)
        for line in region[last:]:
            writing.text(ink(next(iter(line.cells.values()))), page=page)


def _row(line: Line, columns: Sequence[int]) -> Row:
    repeated = frozenset(i for i, column in enumerate(columns) if column in line.repeated)
    cells = [line.repeated.get(column) or line.cells.get(column, "") for column in columns]
    return Row([ink(cell) for cell in cells], repeated)


def _regions(lines: Sequence[Line]) -> Iterator[list[Line]]:
    region: list[Line] = []
    for line in lines:
        if line.cells:
            region.append(line)
        elif region:
            yield region
            region = []
    if region:
        yield region


def _table(region: Sequence[Line]) -> tuple[int, int]:
    """(first, last) of the table's rows: without the titles above it and the notes below it."""
    first = next((i for i, line in enumerate(region) if len(line) > 1), 0)
    last = len(region)
    while last > first + 1 and len(region[last - 1]) == 1:
        text = next(iter(region[last - 1].cells.values()))
        if shape_of(text, 0, len(text))[0] not in _ASIDES:
            break
        last -= 1
    return first, last


def heads_of(body: Sequence[Line]) -> int:
    """How many rows head the table: those declared, those that a cell merged downwards joins to the first, else one that
    looks unlike the rows below it; 0 where the rows themselves do not tell."""
    if len(body) < 2:
        return 0
    declared = 0
    while declared < len(body) and body[declared].head:
        declared += 1
    joined = 1
    while joined < len(body) and body[joined].repeated and set(body[joined].repeated) <= set(body[0].cells):
        if any(_is_number(cell) for cell in body[joined].cells.values()):
            break
        joined += 1
    if declared:
        return max(declared, joined if joined < len(body) else 0)
    if joined > 1 and joined < len(body) and not any(map(_is_number, body[0].cells.values())):
        return joined
    head, rest = body[0], body[1:]
    width = max(len(line) for line in body)
    if len(head) < width - 1 or len(set(head.cells.values())) < len(head) or any(map(_is_number, head.cells.values())):
        return 0
    bold = set(head.cells) <= head.bold and not any(set(line.cells) <= line.bold for line in rest)
    figures = any(_is_number(line.cells.get(column, "")) for line in rest for column in head.cells)
    return int(bold or figures)


def _is_number(text: str) -> bool:
    try:
        Decimal(text.strip().lstrip("$HKUS").rstrip("%").replace(",", ""))
    except InvalidOperation:
        return False
    return True
