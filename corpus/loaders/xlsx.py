"""Excel workbooks: each visible sheet in order, each cell as Excel displays it, each row a table row with its column heads.

Sheets, rows and columns that are hidden are not read, and that is said. Formulas count with the value they last had.
"""

from __future__ import annotations

import re

from corpus.blocks import Loaded
from corpus.errors import TooLarge
from corpus.loaders import grid
from corpus.loaders.number_formats import BUILT_IN, displayed
from corpus.loaders.package import Element, Package
from corpus.loaders.writing import Writing, ink

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MOST_CELLS = 3_000_000
_MOST_MERGED = 50_000
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def xlsx(data: bytes, name: str) -> Loaded:
    """Raises BadInput for what is no Excel workbook, is locked or empty; TooLarge."""
    package = Package(data, name, "Excel")
    part = package.main("xl/workbook.xml")
    book = package.tree(part)
    related = package.related(part)
    writing = Writing(name)
    for kind, message in package.inert():
        writing.problem(kind, message)
    sheets = [
        (one.get("name", ""), related[one.get(f"{_R}id", "")].target, one.get("state", "visible"))
        for one in book.iter(f"{_S}sheet")
        if one.get(f"{_R}id", "") in related
    ]
    visible = [(title, target) for title, target, state in sheets if state == "visible" and package.has(target)]
    for title, _, state in sheets:
        if state != "visible":
            writing.problem("hidden-sheet", f"The sheet {title!r} is hidden; it was not read.", f"sheet {title}")
    properties = book.find(f"{_S}workbookPr")
    formats = _Formats(package, part, properties is not None and properties.get("date1904") in ("1", "true"))
    for number, (title, target) in enumerate(visible, 1):
        sheet = _Sheet(package, target, formats)
        if len(visible) > 1:
            writing.heading(ink(title), 1, page=number)
        grid.write(writing, sheet.lines(), page=number)
        for kind, message in sheet.problems():
            writing.problem(kind, message, f"sheet {title}")
    return writing.loaded()


class _Formats:
    """Shared texts and the formats that cells refer to by number."""

    def __init__(self, package: Package, part: str, from_1904: bool) -> None:
        self.from_1904 = from_1904
        self.texts: list[str] = []
        self._codes: list[str] = []
        self._bold: list[bool] = []
        if shared := package.part_of(part, "sharedStrings"):
            package.walk(shared, _Texts(self.texts))
        if styles := package.part_of(part, "styles"):
            self._styles(package.tree(styles))

    def _styles(self, root: Element) -> None:
        own = {one.get("numFmtId", ""): one.get("formatCode", "General") for one in root.iter(f"{_S}numFmt")}
        fonts = [_is_on(font.find(f"{_S}b")) for font in root.iterfind(f"{_S}fonts/{_S}font")]
        for one in root.iterfind(f"{_S}cellXfs/{_S}xf"):
            key = one.get("numFmtId", "0")
            self._codes.append(own.get(key) or BUILT_IN.get(_whole(key), "General"))
            font = _whole(one.get("fontId", "0"))
            self._bold.append(0 <= font < len(fonts) and fonts[font])

    def shown(self, value: str, kind: str, style: int) -> str:
        """What a cell of a kind (its ``t``) displays."""
        if kind == "s":
            at = _whole(value)
            return self.texts[at] if 0 <= at < len(self.texts) else ""
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(value, value)
        if kind in ("inlineStr", "str", "e", "d"):
            return value
        code = self._codes[style] if 0 <= style < len(self._codes) else "General"
        return displayed(value, code, from_1904=self.from_1904)

    def bold(self, style: int) -> bool:
        return 0 <= style < len(self._bold) and self._bold[style]


class _Texts:
    """The shared texts, in order; readings printed above characters are not part of them."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts
        self._parts: list[str] = []
        self._reads = self._phonetic = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == f"{_S}si":
            self._parts = []
        elif tag == f"{_S}rPh":
            self._phonetic = True
        elif tag == f"{_S}t":
            self._reads = not self._phonetic

    def end(self, tag: str) -> None:
        if tag == f"{_S}si":
            self._texts.append("".join(self._parts))
        elif tag == f"{_S}rPh":
            self._phonetic = False
        elif tag == f"{_S}t":
            self._reads = False

    def data(self, text: str) -> None:
        if self._reads:
            self._parts.append(text)


class _Sheet:
    """One sheet, read cell by cell as its part is unpacked."""

    def __init__(self, package: Package, part: str, formats: _Formats) -> None:
        self._name, self._formats = package.name, formats
        self._rows: dict[int, tuple[dict[int, str], set[int]]] = {}
        self._merged: list[tuple[int, int, int, int]] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns: list[tuple[int, int]] = []
        self._frozen = self._count = self._uncounted = 0
        self._row = self._column = 0
        self._kind, self._style, self._value, self._reads, self._formula = "n", 0, "", False, False
        package.walk(part, self)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.removeprefix(_S)
        if name == "row":
            self._row = _whole(attributes.get("r", "")) or self._row + 1
            self._column = 0
            if attributes.get("hidden") in ("1", "true"):
                self._hidden_rows.add(self._row)
        elif name == "c":
            self._cell(attributes)
        elif name in ("v", "t"):
            self._reads = True
        elif name == "rPh":
            self._kind = "skip"
        elif name == "f":
            self._formula = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            self._hidden_columns.append((_whole(attributes.get("min", "")), _whole(attributes.get("max", ""))))
        elif name == "pane" and attributes.get("state") in ("frozen", "frozenSplit"):
            self._frozen = _whole(attributes.get("ySplit", "0").partition(".")[0])

    def end(self, tag: str) -> None:
        name = tag.removeprefix(_S)
        if name in ("v", "t"):
            self._reads = False
        elif name == "c":
            self._keep()

    def data(self, text: str) -> None:
        if self._reads and self._kind != "skip":
            self._value += text

    def _cell(self, attributes: dict[str, str]) -> None:
        place = _PLACE.fullmatch(attributes.get("r", ""))
        self._column = _column(place.group(1)) if place else self._column + 1
        self._kind, self._style = attributes.get("t", "n"), _whole(attributes.get("s", "0"))
        self._value, self._reads, self._formula = "", False, False

    def _keep(self) -> None:
        if not self._value:
            self._uncounted += self._formula and self._kind != "str"
            return
        shown = self._formats.shown(self._value, self._kind, self._style).strip()
        if not shown:
            return
        self._count += 1
        if self._count > _MOST_CELLS:
            raise TooLarge(f"{self._name} holds more than {_MOST_CELLS:,} cells.", "Split it into several files.")
        cells, bold = self._rows.setdefault(self._row, ({}, set()))
        cells[self._column] = shown
        if self._formats.bold(self._style):
            bold.add(self._column)

    def _merge(self, reference: str) -> None:
        ends = [_PLACE.fullmatch(one) for one in reference.split(":")]
        if len(ends) == 2 and ends[0] and ends[1] and len(self._merged) < _MOST_MERGED:
            (left, top), (right, bottom) = (one.groups() for one in ends if one)
            self._merged.append((int(top), _column(left), int(bottom), _column(right)))

    def _hidden(self, column: int) -> bool:
        return any(low <= column <= high for low, high in self._hidden_columns)

    def lines(self) -> list[grid.Line]:
        """The visible rows; an empty one stands for any number of empty rows."""
        lines: list[grid.Line] = []
        repeated = self._repeated()
        last = 0
        for row in sorted(self._rows):
            cells, bold = self._rows[row]
            shown = {column: text for column, text in sorted(cells.items()) if not self._hidden(column)}
            if row in self._hidden_rows or not shown:
                continue
            if any(empty not in self._hidden_rows for empty in range(max(last + 1, row - 50), row)):
                lines.append(grid.Line({}))
            lines.append(grid.Line(shown, frozenset(bold), repeated.get(row, {}), row <= self._frozen))
            last = row
        return lines

    def _repeated(self) -> dict[int, dict[int, str]]:
        """What cells merged over several rows print for the rows below their first."""
        found: dict[int, dict[int, str]] = {}
        for top, left, bottom, _ in self._merged:
            text = self._rows.get(top, ({}, set()))[0].get(left)
            if text and not self._hidden(left):
                for row in range(top + 1, min(bottom, top + 10_000) + 1):
                    if row in self._rows:
                        found.setdefault(row, {})[left] = text
        return found

    def problems(self) -> list[tuple[str, str]]:
        found = []
        rows = sorted(self._hidden_rows & set(self._rows))
        columns = sorted({c for cells, _ in self._rows.values() for c in cells if self._hidden(c)})
        if rows or columns:
            found.append(
                ("hidden-cells", f"{len(rows)} rows and {len(columns)} columns are hidden; they were not read.")
            )
        if self._uncounted:
            found.append(("formula-without-value", f"{self._uncounted} formulas hold no value; they were left out."))
        return found


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _is_on(element: Element | None) -> bool:
    return element is not None and element.get("val", "1") not in ("0", "false")
