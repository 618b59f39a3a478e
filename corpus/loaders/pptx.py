"""PowerPoint slides in order: titles as headings, text in reading order, tables by row, speaker's notes marked as notes.

Footers, dates and slide numbers are left out; so are hidden slides, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.blocks import Loaded
from corpus.loaders.package import Element, Package
from corpus.loaders.slide_text import A, paragraphs
from corpus.loaders.writing import Ink, Row, Writing, one_line

_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_FURNITURE = frozenset(("dt", "ftr", "sldNum", "hdr"))
_TITLES = frozenset(("title", "ctrTitle"))
_BAND = 0.5  #: share of the lower shape's height by which two shapes that stand side by side overlap

Box = tuple[float, float, float, float]  #: left, top, width, height in English metric units


def pptx(data: bytes, name: str) -> Loaded:
    """Raises BadInput for what is no presentation, is locked or empty; TooLarge."""
    package = Package(data, name, "PowerPoint")
    part = package.main("ppt/presentation.xml")
    related = package.related(part)
    writing = Writing(name)
    keys = [one.get(f"{_R}id", "") for one in package.tree(part).iterfind(f"{_P}sldIdLst/{_P}sldId")]
    slides = [related[key].target for key in keys if key in related and package.has(related[key].target)]
    deck = _Deck(package, writing)
    for number, slide in enumerate(slides, 1):
        deck.read(slide, number)
    for kind, message in package.inert():
        writing.problem(kind, message)
    if deck.unread:
        writing.problem("pictures", f"{deck.unread} pictures, charts or diagrams hold no text that could be read.")
    return writing.loaded()


@dataclass(frozen=True, slots=True)
class _Shape:
    element: Element
    box: Box | None
    kind: str  #: of its placeholder; "" for none
    index: str
    inner: tuple[_Shape, ...] = ()  #: of a group


class _Deck:
    def __init__(self, package: Package, writing: Writing) -> None:
        self._package, self._writing = package, writing
        self._layouts: dict[str, tuple[_Layout, ...]] = {}
        self._title = ""
        self.unread = 0

    def read(self, part: str, number: int) -> None:
        root = self._package.tree(part)
        if root.get("show") in ("0", "false"):
            self._writing.problem("hidden-slide", f"Slide {number} is hidden; it was not read.", f"slide {number}")
            return
        tree = root.find(f"{_P}cSld/{_P}spTree")
        if tree is None:
            return
        layouts = self._behind(part)
        shapes = [one for one in _shapes(tree, layouts) if one.kind not in _FURNITURE]
        for one in _in_order([one for one in shapes if one.kind in _TITLES]):
            self._head(one, number)
        for one in _in_order([one for one in shapes if one.kind not in _TITLES]):
            self._shape(one, layouts, number)
        self._notes(part, number)

    def _behind(self, part: str) -> tuple[_Layout, ...]:
        """The slide's layout and master."""
        layout = self._package.part_of(part, "slideLayout")
        if layout is None:
            return ()
        if layout not in self._layouts:
            master = self._package.part_of(layout, "slideMaster")
            parts = [one for one in (layout, master) if one]
            self._layouts[layout] = tuple(_Layout(self._package.tree(one)) for one in parts)
        return self._layouts[layout]

    def _head(self, shape: _Shape, number: int) -> None:
        """A slide's title; a slide that goes on under the title before prints no new heading."""
        body = shape.element.find(f"{_P}txBody")
        lines = [line for one in paragraphs(body, ()) for line in one.lines] if body is not None else []
        whole = one_line(lines)
        if whole and whole.text != self._title:
            self._title = whole.text
            self._writing.heading(whole, 1 if shape.kind == "ctrTitle" else 2, page=number)

    def _shape(self, shape: _Shape, layouts: tuple[_Layout, ...], number: int) -> None:
        for inner in _in_order(shape.inner):
            self._shape(inner, layouts, number)
        table = shape.element.find(f".//{A}tbl") if shape.element.tag == f"{_P}graphicFrame" else None
        if table is not None:
            self._table(table, number)
        elif shape.element.tag in (f"{_P}pic", f"{_P}graphicFrame"):
            self.unread += 1
        body = shape.element.find(f"{_P}txBody")
        if body is None:
            return
        styles = [style for layout in layouts for style in layout.styles(shape)]
        for one in paragraphs(body, styles):
            if shape.kind == "subTitle" or not (one.number or one.bullet):
                self._writing.paragraph(one.lines, page=number)
            else:
                self._writing.paragraph(one.lines, printed=one.number, bullet=one.bullet, depth=one.level, page=number)

    def _table(self, table: Element, number: int) -> None:
        properties = table.find(f"{A}tblPr")
        heads = int(properties is not None and properties.get("firstRow") in ("1", "true"))
        above: dict[int, Ink] = {}
        rows = []
        for row in table.findall(f"{A}tr"):
            cells, repeated = [], set()
            for column, cell in enumerate(row.findall(f"{A}tc")):
                if cell.get("vMerge") in ("1", "true"):
                    repeated.add(column)
                elif cell.get("hMerge") not in ("1", "true"):
                    above[column] = _cell(cell)
                else:
                    above[column] = Ink()
                cells.append(above.get(column, Ink()))
            rows.append(Row(cells, frozenset(repeated)))
        self._writing.table(rows, heads=heads if len(rows) > 1 else 0, page=number)

    def _notes(self, part: str, number: int) -> None:
        notes = self._package.part_of(part, "notesSlide")
        tree = self._package.tree(notes).find(f"{_P}cSld/{_P}spTree") if notes else None
        for shape in _shapes(tree, ()) if tree is not None else ():
            body = shape.element.find(f"{_P}txBody")
            if shape.kind == "body" and body is not None:
                for one in paragraphs(body, ()):
                    self._writing.aside("note", one_line(one.lines), page=number)


class _Layout:
    """What a layout or a master says of the placeholders of its slides: where they stand, how their lists look."""

    def __init__(self, root: Element) -> None:
        tree = root.find(f"{_P}cSld/{_P}spTree")
        self._shapes = list(_shapes(tree, ())) if tree is not None else []
        texts = root.find(f"{_P}txStyles")
        self._texts = {
            one.tag.removeprefix(_P).removesuffix("Style"): one for one in (texts if texts is not None else ())
        }

    def find(self, kind: str, index: str) -> _Shape | None:
        same = [one for one in self._shapes if one.kind and one.index == index and index]
        alike = [one for one in self._shapes if one.kind == kind or (kind in ("obj", "tbl") and one.kind == "body")]
        return next(iter((*same, *alike)), None) if kind else None

    def styles(self, shape: _Shape) -> Iterator[Element | None]:
        found = self.find(shape.kind, shape.index)
        body = found.element.find(f"{_P}txBody") if found else None
        if body is not None:
            yield body.find(f"{A}lstStyle")
        if self._texts:
            yield self._texts.get("body" if shape.kind in ("body", "obj", "subTitle", "tbl") else "other")


def _shapes(parent: Element, layouts: tuple[_Layout, ...]) -> Iterator[_Shape]:
    for element in parent:
        if element.tag == f"{_MC}AlternateContent":
            chosen = element.find(f"{_MC}Choice")
            chosen = element.find(f"{_MC}Fallback") if chosen is None else chosen
            if chosen is not None:
                yield from _shapes(chosen, layouts)
            continue
        name = element.tag.removeprefix(_P) if isinstance(element.tag, str) else ""
        if name not in ("sp", "grpSp", "graphicFrame", "pic", "cxnSp"):
            continue
        own = next((child for child in element if str(child.tag).startswith(f"{_P}nv")), None)
        if _is_hidden(own):
            continue
        holder = own.find(f".//{_P}ph") if own is not None else None
        kind = holder.get("type", "obj") if holder is not None else ""
        index = holder.get("idx", "") if holder is not None else ""
        box = _box(element)
        for layout in layouts:
            if box is None and kind and (behind := layout.find(kind, index)):
                box = behind.box
        inner = tuple(_shapes(element, layouts)) if name == "grpSp" else ()
        if name != "cxnSp":
            yield _Shape(element, box, kind, index, inner)


def _is_hidden(own: Element | None) -> bool:
    named = own.find(f"{_P}cNvPr") if own is not None else None
    return named is not None and named.get("hidden") in ("1", "true")


def _box(element: Element) -> Box | None:
    place = next(
        (
            found
            for path in (f"{_P}spPr/{A}xfrm", f"{_P}grpSpPr/{A}xfrm", f"{_P}xfrm")
            if (found := element.find(path)) is not None
        ),
        None,
    )
    offset = place.find(f"{A}off") if place is not None else None
    size = place.find(f"{A}ext") if place is not None else None
    if offset is None or size is None:
        return None
    try:
        numbers = [int(one) for one in (*map(offset.get, "xy", "00"), *map(size.get, ("cx", "cy"), "00"))]
    except ValueError:
        return None
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _in_order(shapes: list[_Shape] | tuple[_Shape, ...]) -> list[_Shape]:
    """Top to bottom; shapes side by side left to right. A shape without a place stays behind the one before it."""
    placed: list[tuple[Box, _Shape]] = []
    last: Box = (0, 0, 0, 0)
    for shape in shapes:
        last = shape.box or last
        placed.append((last, shape))
    placed.sort(key=lambda one: one[0][1])
    rows: list[list[tuple[Box, _Shape]]] = []
    for box, shape in placed:
        top = rows[-1][0][0] if rows else None
        if top is not None and top[1] + top[3] - box[1] > _BAND * min(top[3], box[3]) and top[3]:
            rows[-1].append((box, shape))
        else:
            rows.append([(box, shape)])
    return [shape for row in rows for _, shape in sorted(row, key=lambda one: one[0][0])]


def _cell(cell: Element) -> Ink:
    body = cell.find(f"{A}txBody")
    whole = Ink()
    for one in paragraphs(body, ()) if body is not None else ():
        line = one_line(one.lines)
        if whole and line:
            whole.add(" ")
        whole.parts.extend((*((f"{one.number} ", False),) * bool(one.number), *line.parts))
    return whole
