"""PDF files: text with its page, columns in reading order, tables by row; running headers, footers and page numbers left out.

A page that is a picture without text is said (``scanned-page``), or read by recognition where that is on (``read-by-ocr``)
and said to be. Form fields,
comments and attachments are not read; nothing in the file is run.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from threading import Lock
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus import recognition
from corpus.blocks import Loaded
from corpus.errors import BadInput, TooLarge
from corpus.loaders import grid, ocr
from corpus.loaders.pdf_flow import Paragraph, Type, across_pages, is_footnote, levels, paragraphs, type_of
from corpus.loaders.pdf_furniture import furniture
from corpus.loaders.pdf_glyphs import Page, read_page
from corpus.loaders.pdf_lines import Line, in_order, lines_of, with_bullets
from corpus.loaders.pdf_tables import Cell, Grid, take_tables
from corpus.loaders.writing import Ink, Row, Writing
from corpus.records import READ_BY_OCR
from corpus.splitting.rejoin import glue

MOST_PAGES = 5_000
_PICTURE = 0.5  #: share of a page that pictures cover from which a page without text is a scan
_FEW = 5  #: characters of a page up to which it holds no text
_SAME = 4.0  #: points within which columns of two pages' tables are one
_LOCK = Lock()  #: PDFium is not safe in several threads at once


def pdf(data: bytes, name: str) -> Loaded:
    """Raises BadInput for what is no PDF, is locked, or holds pictures only; TooLarge."""
    if not data.strip():
        raise BadInput(f"The file {name} is empty.", "Give a file with text in it.")
    with _LOCK:
        document = _open(data, name)
        try:
            pages = _pages(document, name)
            attached = max(0, document.count_attachments())
        finally:
            document.close()
    writing = Writing(name)
    _report(pages, writing)
    if attached:
        writing.problem("embedded-file", f"The file holds {attached} embedded files; they were not read.")
    _write(pages, writing)
    return writing.loaded()


def _open(data: bytes, name: str) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
        count = len(document)
    except pdfium.PdfiumError as error:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise BadInput(
                f"{name} is protected by a password.", "Save it without a password and add it again."
            ) from error
        raise BadInput(
            f"{name} cannot be read as a PDF file: it is no such file, or was cut short.",
            "Open it in a PDF reader, save it anew, and check that its suffix is right.",
        ) from error
    if not 0 < count <= MOST_PAGES:
        document.close()
        if not count:
            raise BadInput(f"{name} has no pages.", "Give a file with text in it.")
        raise TooLarge(f"{name} has {count} pages; at most {MOST_PAGES} are read.", "Split it into several documents.")
    return document


class _Read:
    """One page on the way."""

    def __init__(self, page: Page, tables: list[Grid], lines: list[Line]) -> None:
        self.page, self.tables, self.lines = page, tables, lines
        self.recognised = False

    @property
    def count(self) -> int:
        """Its characters."""
        return sum(len(line.glyphs) for line in self.lines) + sum(
            len(cell.glyphs) for table in self.tables for cell in table.cells
        )

    @property
    def is_scan(self) -> bool:
        """Whether it is a picture without text."""
        return self.count <= _FEW and self.page.pictures >= _PICTURE

    def recognise(self, picture: Any) -> None:
        """Take the words from the picture."""
        self.lines = lines_of(ocr.recognised(picture))
        self.recognised = bool(self.lines)


def _pages(document: pdfium.PdfDocument, name: str) -> list[_Read | None]:
    """Every page's text and tables; None for a page that cannot be opened."""
    found: list[_Read | None] = []
    scans = 0
    for index in range(len(document)):
        try:
            page = document[index]
            try:
                read = read_page(page)
                made = _Read(read, take_tables(read), with_bullets(lines_of(read.glyphs), read.dots))
                if made.is_scan and recognition.in_use() and scans < ocr.MOST_SCANS:
                    scans += 1
                    made.recognise(ocr.drawn(page))
            finally:
                page.close()
        except pdfium.PdfiumError:
            found.append(None)
            continue
        found.append(made)
    if all(one is None for one in found):
        raise BadInput(f"No page of {name} can be read.", "Open it in a PDF reader and save it anew.")
    return found


def _report(pages: Sequence[_Read | None], writing: Writing) -> None:
    for number, one in enumerate(pages, 1):
        place = f"page {number}"
        if one is None:
            writing.problem("damaged-page", f"Page {number} is damaged; it was not read.", place)
            continue
        if one.recognised:
            message = (
                f"Page {number} is a picture; its words were read by recognition of characters (OCR) and may be wrong."
            )
            writing.problem(READ_BY_OCR, message, place)
        elif one.is_scan:
            message = f"Page {number} is a picture without text (a scan); its words were not read."
            writing.problem("scanned-page", message, place)
        elif one.page.unknown > max(0.2 * one.count, 5):
            message = f"The fonts of page {number} do not say which characters they print; its text is not reliable."
            writing.problem("unreadable-page", message, place)
        if one.page.turned > 20:
            message = f"{one.page.turned} characters of page {number} stand askew; they were left out."
            writing.problem("turned-text", message, place)


def _write(pages: Sequence[_Read | None], writing: Writing) -> None:
    read = [(number, one) for number, one in enumerate(pages, 1) if one is not None]
    frame = furniture([(one.page.height, one.lines) for _, one in read])
    kept = {number: [line for line in one.lines if id(line) not in frame] for number, one in read}
    tables: dict[int, tuple[int, Grid]] = {}
    ordered: list[tuple[int, list[list[Line]]]] = []
    for number, one in read:
        stand_ins = [_stand_in(table) for table in one.tables]
        tables.update({id(line): (number, table) for line, table in zip(stand_ins, one.tables, strict=True)})
        ordered.append((number, in_order([*kept[number], *stand_ins])))
    cells = (cell.glyphs for _, table in tables.values() for cell in table.cells)
    usual = type_of((column for _, columns in ordered for column in columns), cells)
    flows = [
        [part for column in columns for part in _parts(column, tables, number, usual)] for number, columns in ordered
    ]
    whole: list[Paragraph] = []
    # What was recognised is never joined with what was read: a paragraph is the one or the other.
    for _, run in groupby(zip(read, flows, strict=True), key=lambda pair: pair[0][1].recognised):
        whole += across_pages([flow for _, flow in run], usual)
    depth = levels([one for one in whole if id(one.lines[0]) not in tables], usual)
    _Lists(writing, usual, depth, tables).write(whole)


def _stand_in(table: Grid) -> Line:
    """A line without characters that holds a table's place while columns are told apart."""
    return Line([], table.xs[0], table.xs[-1], table.ys[0], 10.0)


def _parts(column: Sequence[Line], tables: dict[int, tuple[int, Grid]], number: int, usual: Type) -> list[Paragraph]:
    found: list[Paragraph] = []
    stretch: list[Line] = []
    for line in sorted(column, key=lambda one: one.base):
        if id(line) in tables:
            found.extend(paragraphs([stretch], number, usual))
            found.append(Paragraph([line], number, cells=[]))
            stretch = []
        else:
            stretch.append(line)
    found.extend(paragraphs([stretch], number, usual))
    for one in found[:1]:
        one.opens = True
    return found


class _Lists:
    """Writes paragraphs with what only their neighbours tell: how deep an item stands, where a table goes on."""

    def __init__(
        self, writing: Writing, usual: Type, depth: dict[int, int], tables: dict[int, tuple[int, Grid]]
    ) -> None:
        self._writing, self._usual, self._levels, self._tables = writing, usual, depth, tables
        self._indents: list[float] = []
        self._table_before: _Pending | None = None
        self._notes: list[Paragraph] = []

    def write(self, whole: Sequence[Paragraph]) -> None:
        at = 0
        while at < len(whole):
            one = whole[at]
            if (found := self._tables.get(id(one.lines[0]))) is not None:
                self._table(*found)
            elif one.cells is not None:
                rows = [one]
                while at + 1 < len(whole) and whole[at + 1].cells and whole[at + 1].page == one.page:
                    at += 1
                    rows.append(whole[at])
                self._loose(rows)
            else:
                self._text(one)
            at += 1
        self._flush()

    def _text(self, one: Paragraph) -> None:
        if is_footnote(one, self._usual) and self._table_before is not None:
            self._notes.append(one)  # at the foot of a page in mid-table
            return
        self._flush()
        level = self._levels.get(id(one))
        if level is not None:
            self._indents = []
            self._writing.heading(one.ink(), level, page=one.page)
            return
        if is_footnote(one, self._usual):
            self._writing.text(one.ink(), page=one.page)
            return
        left = one.lines[0].x0
        while self._indents and self._indents[-1] > left + 0.5 * one.size:
            self._indents.pop()
        if not self._indents or left > self._indents[-1] + 0.5 * one.size:
            self._indents.append(left)
        before = len(self._writing.blocks)
        self._writing.text(one.ink(), depth=len(self._indents) - 1, page=one.page)
        made = self._writing.blocks[before:]
        if made and made[0].shape not in ("item", "number"):
            self._indents = []

    def _loose(self, rows: Sequence[Paragraph]) -> None:
        """Lines side by side: rows of a table without drawn lines, or, alone, one line."""
        self._flush()
        if len(rows) < 2:
            for row in rows:
                whole = Ink()
                for cell in row.cells or ():
                    whole.add(" " if whole else "")
                    whole.parts.extend(cell.ink().parts)
                self._writing.text(whole, page=row.page)
            return
        made = [Row([cell.ink() for cell in row.cells or ()]) for row in rows]
        self._writing.table(made, page=rows[0].page)

    def _table(self, page: int, table: Grid) -> None:
        """A table that stands next to the one before it, on the next page, with the same columns, goes on that table; what the
        page broke of a row, behind the head that is printed again, belongs to the row."""
        rows = _rows(table, page)
        before = self._table_before
        if before is not None and before.goes_on(table):
            if before.head and rows and _texts(rows[0]) == before.head:
                rows = rows[1:]
            if before.grid.open_end and before.rows and rows:
                before.rows[-1] = _one_row(before.rows[-1], rows.pop(0))
            before.rows.extend(rows)
            before.grid = table
            return
        self._flush()
        heads = grid.heads_of([_as_line(row) for row in rows])
        head = _texts(rows[0]) if rows else ()
        self._table_before = _Pending(page, rows, heads, head, table)
        self._indents = []

    def _flush(self) -> None:
        """Write the table at hand: nothing that follows goes on it."""
        if self._table_before is not None:
            one = self._table_before
            self._writing.table(one.rows, heads=one.heads, page=one.page)
        self._table_before = None
        notes, self._notes = self._notes, []
        for note in notes:
            self._writing.text(note.ink(), page=note.page)


class _Pending:
    """A table that the next page may go on."""

    def __init__(self, page: int, rows: list[Row], heads: int, head: tuple[str, ...], grid_: Grid) -> None:
        self.page, self.rows, self.heads, self.head, self.grid = page, rows, heads, head, grid_

    def goes_on(self, table: Grid) -> bool:
        xs, own = table.xs, self.grid.xs
        return len(xs) == len(own) and all(abs(a - b) <= _SAME for a, b in zip(xs, own, strict=True))


def _texts(row: Row) -> tuple[str, ...]:
    return tuple("".join(cell.text.split()) for cell in row.cells)


def _one_row(first: Row, rest: Row) -> Row:
    """A row that a page broke in two."""
    cells = []
    for a, b in zip(first.cells, rest.cells, strict=True):
        space = glue(a.text.rstrip(), b.text.strip()) if a and b else ""
        cells.append(Ink([*a.parts, (space, False), *b.parts]))
    return Row(cells, first.repeated, first.page)


def _rows(table: Grid, page: int) -> list[Row]:
    rows = []
    for row in range(len(table.ys) - 1):
        cells: list[Ink] = []
        repeated: set[int] = set()
        for column in range(len(table.xs) - 1):
            cell = table.at[row, column]
            if cell.column < column:
                cells.append(Ink())
                continue
            if cell.row < row:
                repeated.add(column)
            cells.append(_cell(cell))
        rows.append(Row(cells, frozenset(repeated), page))
    return rows


def _cell(cell: Cell) -> Ink:
    whole = Ink()
    for line in lines_of(cell.glyphs):
        own = line.ink()
        if whole:
            whole.add(glue(whole.text.rstrip(), own.text.strip()))
        whole.parts.extend(own.parts)
    return whole


def _as_line(row: Row) -> grid.Line:
    texts = {i: cell.text.strip() for i, cell in enumerate(row.cells) if cell and i not in row.repeated}
    bold = frozenset(i for i in texts if all(bold for text, bold in row.cells[i].parts if text.strip()))
    return grid.Line(texts, bold, {i: row.cells[i].text for i in row.repeated})
