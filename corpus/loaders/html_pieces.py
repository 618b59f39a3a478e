"""The pieces of a page before they are written: text, headings, tables whose cells hold pieces themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.loaders.writing import Ink, Row, Writing, one_line


@dataclass(slots=True)
class Piece:
    """One block of a page. ``kind`` is text, heading, caption, footnote or table."""

    kind: str
    lines: list[Ink] = field(default_factory=list)
    printed: str = ""  #: number of a list's item; of a footnote
    bullet: bool = False
    level: int = 0  #: of a heading, from 1; of a list, from 0
    table: Table | None = None


@dataclass(slots=True)
class Cell:
    head: bool
    across: int
    down: int
    pieces: list[Piece] = field(default_factory=list)

    def ink(self) -> Ink:
        """All the cell prints, on one line."""
        whole = Ink()
        for piece in self.pieces:
            line = one_line(piece.lines)
            if line and whole:
                whole.add(" ")
            if piece.printed or piece.bullet:
                whole.add(f"{piece.printed or '•'} ")
            whole.parts.extend(line.parts)
        return whole


@dataclass(slots=True)
class Table:
    rows: list[list[Cell]] = field(default_factory=list)
    in_head: list[bool] = field(default_factory=list)  #: of each row, whether it stands in the table's head
    captions: list[Piece] = field(default_factory=list)

    def is_layout(self) -> bool:
        """Whether it only places text on the page: one column, or headings and tables within its cells."""
        inner = {piece.kind for row in self.rows for cell in row for piece in cell.pieces}
        columns = max((sum(cell.across for cell in row) for row in self.rows), default=0)
        return columns < 2 or bool(inner & {"heading", "table"})

    def heads(self) -> int:
        """Rows at the top that are heads: in the table's head, else made of head cells alone."""
        count = 0
        for row, inside in zip(self.rows, self.in_head, strict=True):
            if not inside and not (row and all(cell.head for cell in row)):
                break
            count += 1
        return count if count < len(self.rows) else 0

    def grid(self) -> list[Row]:
        """Rows with a cell in every column: one that reaches across leaves the rest of its columns empty, one that reaches
        down is repeated."""
        made: list[Row] = []
        open_cells: dict[int, tuple[int, Ink]] = {}  # column -> (rows still to go, what is printed)
        for row in self.rows:
            inks: list[Ink] = []
            repeated: set[int] = set()
            waiting = list(row)
            while waiting or any(column >= len(inks) for column in open_cells):
                column = len(inks)
                if column in open_cells:
                    left, text = open_cells.pop(column)
                    inks.append(text)
                    repeated.add(column)
                    if left > 1:
                        open_cells[-column - 1] = (left - 1, text)
                elif waiting:
                    cell = waiting.pop(0)
                    inks.append(cell.ink())
                    if cell.down > 1:
                        open_cells[-column - 1] = (cell.down - 1, inks[-1])
                    inks.extend(Ink() for _ in range(cell.across - 1))
                else:
                    inks.append(Ink())
            open_cells = {-column - 1: kept for column, kept in open_cells.items() if column < 0}
            made.append(Row(inks, frozenset(repeated)))
        return made


def write(pieces: Sequence[Piece], writing: Writing) -> None:
    """All pieces in order, footnotes behind them."""
    for piece in pieces:
        if piece.kind == "heading":
            writing.heading(one_line(piece.lines), piece.level)
        elif piece.kind == "caption":
            writing.aside("caption", one_line(piece.lines))
        elif piece.kind == "text":
            writing.paragraph(piece.lines, printed=piece.printed, bullet=piece.bullet, depth=piece.level)
        elif piece.table is not None:
            write(piece.table.captions, writing)
            if piece.table.is_layout():
                for row in piece.table.rows:
                    for cell in row:
                        write(cell.pieces, writing)
            else:
                writing.table(piece.table.grid(), heads=piece.table.heads())
