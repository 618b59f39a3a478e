"""Word documents. What is read is what Word prints of the final text: automatic numbers computed, footnotes numbered, text
boxes behind the paragraph they are anchored in; deleted text, headers, footers, comments and tables of contents are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.blocks import Loaded
from corpus.loaders.package import Element, Package
from corpus.loaders.word_numbering import Numbering, Printed
from corpus.loaders.word_runs import Notes, Runs, choice
from corpus.loaders.word_styles import Style, Styles, W, indent, number, switched, value
from corpus.loaders.writing import Ink, Row, Writing, one_line

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SAME = 60  #: twentieths of a point within which two edges are one
_WRAPPERS = frozenset(
    f"{W}{name}" for name in ("sdtContent", "customXml", "ins", "moveTo", "smartTag", "txbxContent", "body", "tc")
)


def docx(data: bytes, name: str) -> Loaded:
    """Raises BadInput for what is no Word document, is locked or empty; TooLarge."""
    package = Package(data, name, "Word")
    part = package.main("word/document.xml")
    return _Reader(package, part).read()


@dataclass(frozen=True, slots=True)
class _Paragraph:
    style: Style
    level: int | None  #: of a heading, from 1
    list_id: str | None
    list_level: int
    indent: int | None
    merged: bool  #: its end is deleted: the next paragraph goes on in it


class _Reader:
    def __init__(self, package: Package, part: str) -> None:
        self._package, self._part = package, part
        self._styles = Styles(package, package.part_of(part, "styles"))
        self._numbering = Numbering(package, package.part_of(part, "numbering"), self._styles)
        self._notes = Notes()
        self._runs = Runs(self._styles, self._notes)
        self._writing = Writing(package.name)
        self._shift = 0
        self._open: list[tuple[str, int, int]] = []  # lists open at this place: (list, level, indent)
        self._carried = Ink()

    def read(self) -> Loaded:
        body = self._package.tree(self._part).find(f"{W}body")
        if body is None:
            raise self._package.damaged("it has no body")
        self._survey(body)
        self._blocks(body)
        self._flush()
        self._write_notes()
        if self._runs.pictures:
            self._writing.problem(
                "pictures", f"{self._runs.pictures} pictures or drawings hold no text that could be read."
            )
        for kind, message in self._package.inert():
            self._writing.problem(kind, message)
        return self._writing.loaded()

    def _survey(self, body: Element) -> None:
        """Whether a title stands above the headings: they are then one level deeper."""
        names = (self._properties(element).style.name for element in body.iter(f"{W}p"))
        self._shift = int("title" in names)

    def _properties(self, element: Element) -> _Paragraph:
        own = element.find(f"{W}pPr")
        key = value(own, "pStyle") or self._styles.paragraph
        style = self._styles.of(key)
        listed = own.find(f"{W}numPr") if own is not None else None
        list_id, at = value(listed, "numId"), number(value(listed, "ilvl"))
        if list_id is None:
            list_id = style.list_id
            if at is None and list_id is not None:
                at = style.list_level if style.list_level else self._numbering.level_of(list_id, key)
        outline = number(value(own, "outlineLvl"))
        outline = style.outline if outline is None else outline
        level = None
        if style.name == "title":
            level = 1
        elif outline is not None and 0 <= outline < 9:
            level = outline + 1 + self._shift
        mark = own.find(f"{W}rPr") if own is not None else None
        merged = mark is not None and (mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None)
        left = indent(own)
        left = style.indent if left is None and listed is None else left
        return _Paragraph(style, level, None if list_id in (None, "0") else list_id, at or 0, left, merged)

    def _blocks(self, parent: Element) -> None:
        for child in parent:
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._flush()
                self._table(child)
            elif child.tag == f"{W}sdt":
                if not _is_contents(child):
                    self._blocks(child)
            elif child.tag in _WRAPPERS:
                self._blocks(child)
            elif child.tag == f"{_MC}AlternateContent":
                chosen = choice(child)
                if chosen is not None:
                    self._blocks(chosen)

    def _paragraph(self, element: Element) -> None:
        found = self._properties(element)
        if found.style.name.startswith(("toc ", "table of figures")):
            self._runs.of(element, found.style)  # a field may begin in it
            return
        printed = self._runs.of(element, found.style)
        lines = printed.lines
        if self._carried:
            lines[0].parts[:0] = self._carried.parts
            self._carried = Ink()
        if found.merged:
            self._carried = Ink([part for line in lines for part in line.parts])
        else:
            self._write(found, lines)
        for box in printed.boxes:
            self._blocks(box)

    def _flush(self) -> None:
        if self._carried:
            self._writing.text(self._carried)
        self._carried = Ink()

    def _write(self, found: _Paragraph, lines: list[Ink]) -> None:
        if not any(lines):
            return  # an empty paragraph of a list prints its number in Word as well, but numbers nothing
        numbered = self._numbering.next(found.list_id, found.list_level) if found.list_id else None
        if found.level is not None:
            self._open = []
            whole = one_line(lines)
            self._writing.heading(whole, found.level, printed=numbered.text if numbered else "")
            return
        if numbered and (numbered.text or numbered.bullet):
            depth = self._depth(found, numbered)
            self._writing.paragraph(lines, printed=numbered.text, bullet=numbered.bullet, depth=depth)
        else:
            self._open = []
            self._writing.paragraph(lines)

    def _depth(self, found: _Paragraph, numbered: Printed) -> int:
        """How deep an item stands: by the levels of its own list, else by how far it stands in."""
        left = numbered.indent if found.indent is None else found.indent
        here = (found.list_id or "", found.list_level, left or 0)
        while self._open and not _inside(here, self._open[-1]) and not _beside(here, self._open[-1]):
            self._open.pop()
        if not self._open or _inside(here, self._open[-1]):
            self._open.append(here)
        return len(self._open) - 1

    def _table(self, table: Element) -> None:
        rows = [row for row in _rows(table) if not _deleted(row)]
        cells = [list(_cells(row)) for row in rows]
        if max((len(one) for one in cells), default=0) < 2:  # a frame around text, not a table
            for row in cells:
                for _, cell, _ in row:
                    self._blocks(cell)
            self._flush()
            return
        heads = 0
        while heads < len(rows) and switched(rows[heads].find(f"{W}trPr"), "tblHeader"):
            heads += 1
        above: dict[int, Ink] = {}
        boxes: list[Element] = []
        made = [self._row(row, found, above, boxes) for row, found in zip(rows, cells, strict=True)]
        self._writing.table(made, heads=heads)
        for box in boxes:
            self._blocks(box)

    def _row(
        self, row: Element, cells: list[tuple[int, Element, bool]], above: dict[int, Ink], boxes: list[Element]
    ) -> Row:
        """A row's cells by column; ``above`` holds what merged cells print for the rows below them."""
        properties = row.find(f"{W}trPr")
        at = number(value(properties, "gridBefore")) or 0
        inks: list[Ink] = [Ink() for _ in range(min(at, 64))]
        repeated: set[int] = set()
        for span, cell, goes_on in cells:
            if goes_on:
                repeated.add(len(inks))
                inks.append(above.get(len(inks), Ink()))
            else:
                above[len(inks)] = self._cell(cell, boxes)
                inks.append(above[len(inks)])
            inks.extend(Ink() for _ in range(min(span, 64) - 1))
        return Row(inks, frozenset(repeated))

    def _cell(self, cell: Element, boxes: list[Element]) -> Ink:
        """All a cell prints, on one line; a table within it cell by cell."""
        whole = Ink()
        for element in _live(cell):
            found = self._properties(element)
            printed = self._runs.of(element, found.style)
            boxes.extend(printed.boxes)
            line = one_line(printed.lines)
            numbered = self._numbering.next(found.list_id, found.list_level) if line and found.list_id else None
            if line and whole:
                whole.add(" ")
            if numbered and (numbered.text or numbered.bullet):
                whole.add(f"{_mark(numbered)} ")
            whole.parts.extend(line.parts)
        return whole

    def _write_notes(self) -> None:
        for kind in ("footnote", "endnote"):
            part = self._package.part_of(self._part, f"{kind}s")
            if part is None:
                continue
            notes = {one.get(f"{W}id", ""): one for one in self._package.tree(part).findall(f"{W}{kind}")}
            for (own, key), mark in list(self._notes.marks.items()):
                if own == kind and key in notes:
                    self._writing.footnote(mark, self._cell(notes[key], []))


def _inside(here: tuple[str, int, int], above: tuple[str, int, int]) -> bool:
    return here[1] > above[1] if here[0] == above[0] else here[2] > above[2] + _SAME


def _beside(here: tuple[str, int, int], above: tuple[str, int, int]) -> bool:
    return here[1] == above[1] if here[0] == above[0] else abs(here[2] - above[2]) <= _SAME


def _mark(numbered: Printed) -> str:
    return "•" if numbered.bullet else numbered.text


def _is_contents(element: Element) -> bool:
    gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val") == "Table of Contents"


def _rows(parent: Element) -> Iterator[Element]:
    for child in parent:
        if child.tag == f"{W}tr":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo"):
            yield from _rows(child)


def _deleted(row: Element) -> bool:
    properties = row.find(f"{W}trPr")
    return properties is not None and properties.find(f"{W}del") is not None


def _cells(parent: Element) -> Iterator[tuple[int, Element, bool]]:
    """(columns it spans, the cell, whether a merged cell above goes on in it)."""
    for child in parent:
        if child.tag == f"{W}tc":
            own = child.find(f"{W}tcPr")
            merge = own.find(f"{W}vMerge") if own is not None else None
            goes_on = merge is not None and merge.get(f"{W}val", "continue") == "continue"
            yield max(number(value(own, "gridSpan")) or 1, 1), child, goes_on
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml"):
            yield from _cells(child)


def _live(parent: Element) -> Iterator[Element]:
    """The paragraphs of a cell in order, those of tables in it too, none that is deleted or in a text box."""
    for child in parent:
        if child.tag == f"{W}p":
            yield child
        elif child.tag == f"{_MC}AlternateContent":
            chosen = choice(child)
            if chosen is not None:
                yield from _live(chosen)
        elif child.tag not in (f"{W}del", f"{W}moveFrom"):
            yield from _live(child)
