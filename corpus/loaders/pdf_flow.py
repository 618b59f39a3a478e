"""Lines of a PDF joined to paragraphs, across columns and pages, by where they stand and end.

A line goes on in the next one where its next word would not have fitted any more; that tells a paragraph's end without knowing
how the page was set. Size and weight tell headings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.loaders.pdf_glyphs import Glyph
from corpus.loaders.pdf_lines import Line, whole
from corpus.loaders.writing import Ink
from corpus.splitting.lines import shape_of
from corpus.splitting.prose import ends_sentence, heading_shaped, width
from corpus.splitting.rejoin import glue

_LARGER = 1.12  #: times the text's size from which a line is a heading
_SAME = 0.08  #: share by which two sizes differ at most to be one
_INDENT = 1.2  #: times the size
_EDGE = 2.0  #: points within which two edges are one
_ITEMS = ("item", "number", "footnote", "note", "caption")


@dataclass(slots=True)
class Paragraph:
    """Lines that are one text; or, where ``cells`` is set, one row of a table without drawn lines."""

    lines: list[Line]
    page: int
    cells: list[Line] | None = None
    opens: bool = False  #: it is the first of its column

    @property
    def size(self) -> float:
        return self.lines[0].size

    @property
    def text(self) -> str:
        return self.ink().text.strip()

    def ink(self) -> Ink:
        """The lines on one, a word parted at the end of a line joined again."""
        made = Ink()
        for line in self.lines:
            own = line.ink()
            if made:
                before = made.parts[-1][0]
                if before.endswith("\xad"):
                    made.parts[-1] = (before[:-1], made.parts[-1][1])
                else:
                    made.add(glue(made.text.rstrip(), own.text.strip()))
            made.parts.extend(own.parts)
        return made


@dataclass(frozen=True, slots=True)
class Type:
    """How a document is set: the size of its text, the usual distance of two lines in sizes."""

    size: float
    leading: float


def type_of(columns: Iterable[Sequence[Line]], cells: Iterable[Sequence[Glyph]]) -> Type:
    """Told from the most characters, those in the cells of tables too, and the most pairs of lines in a column."""
    sizes: Counter[float] = Counter()
    steps: Counter[float] = Counter()
    for glyphs in cells:
        sizes.update(round(glyph.size * 2) / 2 for glyph in glyphs)
    for column in columns:
        for line in column:
            sizes[round(line.size * 2) / 2] += len(line.glyphs)
        for a, b in pairwise(sorted(column, key=lambda line: line.base)):
            step = (b.base - a.base) / max(a.size, 0.1)
            if 0.9 < step < 2.6 and abs(a.size - b.size) < _SAME * a.size:
                steps[round(step, 1)] += 1
    size = max(sizes, key=lambda one: (sizes[one], -one), default=10.0)
    return Type(size, max(steps, key=lambda one: (steps[one], -one), default=1.4))


def paragraphs(columns: Sequence[Sequence[Line]], page: int, usual: Type) -> Iterator[Paragraph]:
    """The paragraphs of a page, column by column."""
    for column in columns:
        current: Paragraph | None = None
        for row in _told_apart(list(_by_row(column))):
            if len(row) > 1:
                if current:
                    yield current
                current = None
                yield Paragraph(row, page, cells=row)
            elif current and _goes_on(current, row[0], usual):
                current.lines.append(row[0])
            else:
                if current:
                    yield current
                current = Paragraph([row[0]], page)
        if current:
            yield current


def _by_row(column: Sequence[Line]) -> Iterator[list[Line]]:
    row: list[Line] = []
    for line in sorted(column, key=lambda one: (one.base, one.x0)):
        if row and line.base - row[0].base > 0.35 * row[0].size:
            yield sorted(row, key=lambda one: one.x0)
            row = []
        row.append(line)
    if row:
        yield sorted(row, key=lambda one: one.x0)


def _told_apart(rows: list[list[Line]]) -> Iterator[list[Line]]:
    """Rows of a table keep their cells; a line of justified text that fell apart at its wide spaces is whole again.

    Cells stand below cells: a row of a table shares an edge, other than that of its first cell, with the row above or below.
    """
    for i, row in enumerate(rows):
        beside = [other for other in rows[max(i - 1, 0) : i + 2] if other is not row and len(other) > 1]
        if len(row) > 1 and not any(_aligned(row, other) for other in beside):
            yield [whole(row)]
        else:
            yield row


def _aligned(row: Sequence[Line], other: Sequence[Line]) -> bool:
    return any(
        abs(a.x0 - b.x0) <= _EDGE or abs(a.x1 - b.x1) <= _EDGE or abs(a.x0 + a.x1 - b.x0 - b.x1) <= _EDGE
        for a in row[1:]
        for b in other[1:]
        if not (a is row[-1] and b is other[-1] and abs(a.x1 - a.right) <= _EDGE and abs(b.x1 - b.right) <= _EDGE)
        or abs(a.x0 - b.x0) <= _EDGE
    )


def _goes_on(current: Paragraph, line: Line, usual: Type) -> bool:
    last, first = current.lines[-1], current.lines[0]
    if abs(last.size - line.size) > _SAME * last.size or last.bold != line.bold:
        return False
    step = (line.base - last.base) / last.size
    if step > max(usual.leading * 1.25, 1.3) or step > 2.5 or begins_anew(line):
        return False
    if is_heading(first, usual):
        return True
    marked = begins_anew(first)
    if line.x0 > last.x0 + _INDENT * last.size and not (marked and last is first):
        return False
    if line.x0 < last.x0 - _INDENT * last.size and last is not first:
        return False
    return not fits_behind(last, line)


def begins_anew(line: Line) -> bool:
    """Whether the line prints a number, a bullet or the mark of a note in front."""
    text = line.text
    return bool(text) and shape_of(text, 0, len(text))[0] in _ITEMS


def fits_behind(last: Line, line: Line) -> bool:
    """Whether the first word of ``line`` would have fitted behind ``last``: then the text was ended there on purpose."""
    word_end = line.x0
    for i, glyph in enumerate(line.glyphs):
        if glyph.text.isspace() or (i and width(glyph.text) == 2):
            break
        word_end = glyph.x1
        if width(glyph.text) == 2:
            following = line.glyphs[i + 1 : i + 2]
            word_end = following[0].x1 if following and following[0].text in "，。、；：）」』》！？" else word_end
            break
    space = 0.0 if width(last.glyphs[-1].text) == 2 else 0.25 * last.size
    return last.x1 + space + (word_end - line.x0) < last.right - 0.3 * last.size


def is_heading(line: Line, usual: Type) -> bool:
    return line.size >= _LARGER * usual.size or (line.bold and heading_shaped(line.text))


def levels(paragraphs: Sequence[Paragraph], usual: Type) -> dict[int, int]:
    """``id`` of each heading -> its level: the larger the outer; bold ones of the text's own size innermost."""
    heads = [one for one in paragraphs if one.cells is None and is_heading(one.lines[0], usual) and _heads(one)]
    if len(heads) * 2 > len(paragraphs) + 2:  # where most is bold, weight tells nothing
        heads = [one for one in heads if one.size >= _LARGER * usual.size]
    sizes: list[float] = []
    for size in sorted({one.size for one in heads}, reverse=True):
        if size >= _LARGER * usual.size and (not sizes or size < sizes[-1] * (1 - _SAME)):
            sizes.append(size)
    found = {}
    for one in heads:
        rank = next((i for i, size in enumerate(sizes) if one.size >= size * (1 - _SAME)), len(sizes))
        found[id(one)] = min(rank + 1, 6)
    return found


def _heads(one: Paragraph) -> bool:
    text = one.text
    if len(one.lines) > 4 or not any(c.isalnum() for c in text):
        return False
    return not ends_sentence(text.rstrip("：:")) or (len(text) < 80 and text.endswith(("？", "?")))


def across_pages(pages: Sequence[Sequence[Paragraph]], usual: Type) -> list[Paragraph]:
    """All paragraphs in order, those that a page or a column cut in two joined; footnotes stay behind their page's text."""
    found: list[Paragraph] = []
    last: Paragraph | None = None
    for page in pages:
        texts = [one for one in page if not is_footnote(one, usual)]
        for one in texts:
            if last is not None and one.opens and _cut(last, one, usual):
                last.lines.extend(one.lines)
                continue
            found.append(one)
            last = one if one.cells is None else None
        found.extend(one for one in page if is_footnote(one, usual))
    return found


def _cut(last: Paragraph, one: Paragraph, usual: Type) -> bool:
    before, line = last.lines[-1], one.lines[0]
    if one.cells is not None or is_heading(before, usual) or is_heading(line, usual) or begins_anew(line):
        return False
    return (
        abs(before.size - line.size) <= _SAME * before.size
        and not ends_sentence(before.text)
        and not fits_behind(before, line)
    )


def is_footnote(one: Paragraph, usual: Type) -> bool:
    """A text that begins with a raised figure and is set smaller than the text."""
    line = one.lines[0]
    return one.cells is None and 0 in line.raised and line.glyphs[0].text.isdigit() and line.size <= 1.02 * usual.size
