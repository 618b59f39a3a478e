"""Tables in text: pipe tables read into rows; the column heads and the category carried into each row.

Extraction from print flattens a table into rows with tabs between the cells and repeats the head at every page break.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.blocks import Block, Clean
from corpus.splitting.lines import row
from corpus.splitting.markup import clean
from corpus.splitting.prose import ends_sentence, width


@dataclass(frozen=True, slots=True)
class Placed:
    """A data row with what it needs to be understood."""

    block: Block
    columns: tuple[tuple[str, str], ...]  #: (column head, cell)
    category: str
    table: int  #: which table of the document, from 0; a table goes on behind a repeated head


def is_delimiter(line: str) -> bool:
    """Whether the line is the ``|---|:-:|`` below the head of a pipe table."""
    return "-" in line and "|" in line and not line.strip("|:- \t")


def pipe_cells(source: str, start: int, end: int) -> tuple[Clean, ...]:
    """The cells of one line of a pipe table."""
    while start < end and source[start].isspace():
        start += 1
    while end > start and source[end - 1].isspace():
        end -= 1
    if start < end and source[start] == "|":
        start += 1
    if start < end and source[end - 1] == "|" and source[end - 2] != "\\":
        end -= 1
    cells, at = [], start
    for i in range(start, end + 1):
        if i == end or (source[i] == "|" and source[i - 1] != "\\"):
            cells.append(clean(source, at, i))
            at = i + 1
    return tuple(cells)


def pipe_row(source: str, start: int, end: int, line: int, gap: int, *, head: bool) -> Block:
    return row(pipe_cells(source, start, end), line, gap, head=head)


def _filled(block: Block) -> int:
    return sum(1 for cell in block.cells if cell.text)


def _texts(block: Block) -> tuple[str, ...]:
    return tuple(cell.text for cell in block.cells)


def _is_category(block: Block) -> bool:
    """One cell of several is filled, the first: a row that heads the rows below it."""
    return len(block.cells) > 1 and _filled(block) == 1 and bool(block.cells[0].text)


def _head_shaped(block: Block) -> bool:
    """Whether a row may be a head: several short cells, none of them a figure or a sentence."""
    cells = _texts(block)
    return len(cells) > 1 and all(0 < width(c) <= 60 and not ends_sentence(c) and not c[0].isdigit() for c in cells)


def place(runs: Iterable[Sequence[Block]]) -> list[list[Placed]]:
    """Each run of adjacent rows with heads, categories and repeated heads taken out.

    A run whose first row repeats the head before goes on that table, its category too; so does a run of as many columns
    that begins without a head. Any other run is a new table, its first row the head where it looks like one.
    """
    placed: list[list[Placed]] = []
    head: tuple[str, ...] = ()
    category, table = "", -1
    for run in runs:
        rows = [block for block in run if _filled(block)]
        found: list[Placed] = []
        if rows and _begins_table(rows, head):
            table, category = table + 1, ""
            declared = rows[0].head or (len(rows) > 1 and _head_shaped(rows[0]))
            head = _texts(rows[0]) if declared else ("",) * len(rows[0].cells)
            rows = rows[1:] if declared else rows
        for block in rows:
            if _texts(block) == head:
                continue
            if _is_category(block):
                category = block.cells[0].text
                continue
            heads = head + ("",) * (len(block.cells) - len(head))
            columns = tuple(zip(heads, (cell.text for cell in block.cells), strict=False))
            found.append(Placed(block, tuple((h, c) for h, c in columns if h or c), category, table))
        placed.append(found)
    return placed


def _begins_table(rows: Sequence[Block], head: tuple[str, ...]) -> bool:
    first = rows[0]
    if not head or first.head:
        return _texts(first) != head
    if _texts(first) == head or (len(head) == len(first.cells) and _is_category(first)):
        return False
    return len(head) != len(first.cells) or _head_shaped(first)
