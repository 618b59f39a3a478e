"""What a format prints, written down line by line as blocks: the one way from files that are no text to the splitter.

Word, PowerPoint, Excel, HTML and PDF files have no characters that a map could point into. Their source is therefore the
text as it prints, one line per block with its number or bullet in front, and the maps of the blocks point into that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from corpus.blocks import Block, Clean, Loaded, Marker, Span, join
from corpus.errors import BadInput, TooLarge
from corpus.radicals import ordinary
from corpus.records import Problem
from corpus.splitting.lines import marker_at, shape_of
from corpus.splitting.markup import superscript
from corpus.splitting.prose import ends_sentence, width
from corpus.splitting.rejoin import glue

#: Characters of one document; the longest statute book is a tenth of it.
MOST_CHARACTERS = 30_000_000
#: Blocks of one document.
MOST_BLOCKS = 1_000_000
_SPACES = re.compile(r"[ \t\n\r\f\v\xa0\u2002-\u200a\u202f]+")
_DROPPED = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\xad\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]")
_STYLES = {"(": "bracketed", "（": "bracketed"}


@dataclass(slots=True)
class Ink:
    """The running text of one piece while it is put together: stretches of characters, each bold or not."""

    parts: list[tuple[str, bool]] = field(default_factory=list)

    def add(self, text: str, bold: bool = False) -> None:
        if text:
            self.parts.append((text, bold))

    def __bool__(self) -> bool:
        return any(text.strip() for text, _ in self.parts)

    @property
    def text(self) -> str:
        return self.folded()[0]

    def folded(self) -> tuple[str, tuple[Span, ...]]:
        """(the text with every run of spaces as one, its bold spans)."""
        pieces: list[str] = []
        spans: list[Span] = []
        at, space = 0, True
        for raw, bold in self.parts:
            text = _SPACES.sub(" ", _DROPPED.sub("", ordinary(raw)))
            if space and text.startswith(" "):
                text = text[1:]
            if not text:
                continue
            if bold and spans and spans[-1][1] == at:
                spans[-1] = (spans[-1][0], at + len(text))
            elif bold:
                spans.append((at, at + len(text)))
            pieces.append(text)
            at += len(text)
            space = text.endswith(" ")
        return "".join(pieces), tuple(spans)


def ink(text: str, bold: bool = False) -> Ink:
    """A text of one kind as ink."""
    return Ink([(text, bold)])


def raised(text: str) -> str:
    """A raised text as it is printed where there is no markup: figures as superscript characters."""
    return superscript(text) if text.strip().isascii() and text.strip().isdigit() else text


def joins(before: str, behind: str) -> bool:
    """Whether a line break within a paragraph only shaped the page: the text before it is long and goes on behind it."""
    if not before or not behind or ends_sentence(before):
        return False
    if shape_of(behind, 0, len(behind))[0] != "line":
        return False
    return width(before) >= 40 or (behind[0].isascii() and behind[0].islower())


def one_line(lines: Iterable[Ink]) -> Ink:
    """The lines of a piece that is printed on several, as one."""
    whole = Ink()
    for line in lines:
        if line and whole:
            whole.add(glue(whole.text, line.text))
        whole.parts.extend(line.parts)
    return whole


def apart(lines: Iterable[Ink]) -> Iterator[Ink]:
    """The lines of a paragraph, joined where a break within a sentence only shaped the page."""
    current = Ink()
    for line in lines:
        if not line:
            continue
        if current and not joins(current.text, line.text):
            yield current
            current = Ink()
        if current:
            current.add(glue(current.text, line.text))
        current.parts.extend(line.parts)
    if current:
        yield current


def number_style(printed: str) -> tuple[str, str]:
    """(style, value) of a number that a format computed and that running text would not show to be one: ``a.``, ``1.1``."""
    value = printed.strip("()（）.．、,;: \t")
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)*", value):
        return _STYLES.get(printed[:1], "number"), value
    if re.fullmatch(r"[A-Za-z]", value):
        return "alpha", value.lower()
    if re.fullmatch(r"[ivxlcdmIVXLCDM]+", value):
        return "roman", value.lower()
    return "alpha", value.lower()


class Writing:
    """Collects blocks in reading order. Every method takes the text as it prints and adds one block, or none for nothing.

    Raises TooLarge where a file holds more text than any document does.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.blocks: list[Block] = []
        self._lines: list[str] = []
        self._at = 0

    def problem(self, kind: str, message: str, place: str = "") -> None:
        self.problems.append(Problem(kind, message, place))

    def _line(self, prefix: str, cleaned: Clean) -> Clean:
        """The text with its place in the source, where it stands behind ``prefix``."""
        start = self._at + len(prefix)
        self._lines.append(prefix + cleaned.text)
        self._at = start + len(cleaned.text) + 1
        if self._at > MOST_CHARACTERS or len(self.blocks) >= MOST_BLOCKS:
            raise TooLarge(
                f"{self.name} holds more than {MOST_CHARACTERS:,} characters or {MOST_BLOCKS:,} paragraphs.",
                "Split it into several documents.",
            )
        return replace(cleaned, runs=((0, start, len(cleaned.text)),) if cleaned.text else ())

    def heading(self, text: Ink, level: int, *, printed: str = "", page: int | None = None) -> None:
        """``level`` from 1; a number that the format computed stands in front of the heading's text."""
        if printed and text:
            text = Ink([(f"{printed} ", False), *text.parts])
        cleaned = _clean(text)
        if any(c.isalnum() for c in cleaned.text):
            level = min(max(level, 1), 6)
            made = self._line("", cleaned)
            self.blocks.append(Block("heading", made, len(self._lines), level=level, gap=1, page=page))

    def text(
        self,
        text: Ink,
        *,
        printed: str = "",
        bullet: bool = False,
        depth: int = 0,
        page: int | None = None,
        gap: int = 1,
        hard: bool = False,
    ) -> None:
        """A paragraph or an item of a list. ``printed`` is its number as the format computed it, ``bullet`` its mark;
        without either the text itself shows what it is, as in plain text. ``depth`` of a list, from 0."""
        cleaned = _clean(text)
        if not cleaned.text:
            return
        if bullet and not printed:
            cleaned = _clean(Ink([("• ", False), *text.parts]))
        if printed:
            shape, marker = _numbered(printed)
            made = self._line(f"{marker.printed} ", cleaned)
        else:
            shape, marker, at = shape_of(cleaned.text, 0, len(cleaned.text))
            if at >= len(cleaned.text):
                shape, marker, at = "line", None, 0
            made = self._line("", cleaned).slice(at, len(cleaned.text)).strip()
        level = depth if shape in ("item", "number") else 0
        self.blocks.append(Block(shape, made, len(self._lines), marker, level, gap=gap, hard=hard, page=page))

    def paragraph(
        self, lines: Iterable[Ink], *, printed: str = "", bullet: bool = False, depth: int = 0, page: int | None = None
    ) -> None:
        """A paragraph with line breaks in it: those that end a line begin a piece of their own, as in Markdown."""
        pieces = list(apart(lines))
        for i, piece in enumerate(pieces):
            hard = i + 1 < len(pieces)
            if i:
                self.text(piece, gap=0, hard=hard, page=page)
            else:
                self.text(piece, printed=printed, bullet=bullet, depth=depth, hard=hard, page=page)

    def footnote(self, number: str, text: Ink, *, page: int | None = None) -> None:
        cleaned = _clean(text)
        if cleaned.text:
            made = self._line(f"{superscript(number)} ", cleaned)
            marker = Marker(superscript(number), "superscript", number)
            self.blocks.append(Block("footnote", made, len(self._lines), marker, gap=1, page=page))

    def aside(self, shape: str, text: Ink, *, page: int | None = None) -> None:
        """A caption or a note."""
        cleaned = _clean(text)
        if cleaned.text:
            self.blocks.append(Block(shape, self._line("", cleaned), len(self._lines), gap=1, page=page))

    def table(self, rows: Sequence[Row], *, heads: int = 0, page: int | None = None, gap: int = 1) -> None:
        """Rows of one table; the first ``heads`` of them are its head and become one row."""
        rows = [row for row in rows if any(cell for cell in row.cells)]
        width = max((len(row.cells) for row in rows), default=0)
        if width < 2:
            for row in rows:
                for cell in row.cells:
                    self.text(cell, page=page)
            return
        head, body = rows[: min(heads, len(rows))], rows[min(heads, len(rows)) :]
        if head:
            self._row(_one_head([row.cells for row in head], width), True, gap, page)
        for i, row in enumerate(body):
            self._row(row, False, 0 if head or i else gap, page)

    def _row(self, row: Row, head: bool, gap: int, page: int | None) -> None:
        cells = [_clean(cell) for cell in row.cells]
        own = [cell for i, cell in enumerate(cells) if cell.text and i not in row.repeated]
        if not own:
            return
        whole = self._line("", join(own, "\t"))
        at, placed = 0, []
        for i, cell in enumerate(cells):
            if not cell.text or i in row.repeated:
                placed.append(Clean(cell.text))
                continue
            placed.append(replace(whole.slice(at, at + len(cell.text)), bold=cell.bold))
            at += len(cell.text) + 1
        page = row.page if row.page is not None else page
        self.blocks.append(Block("row", whole, len(self._lines), cells=tuple(placed), head=head, gap=gap, page=page))

    def loaded(self) -> Loaded:
        """What was written. Raises BadInput where that is nothing."""
        if not self.blocks:
            said = " ".join(problem.message for problem in self.problems[:3])
            raise BadInput(f"{self.name} holds no text. {said}".rstrip(), "Give a file with text in it.")
        return Loaded("\n".join((*self._lines, "")), tuple(self.blocks), "", self.name, {}, tuple(self.problems))


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of a table row; ``repeated`` are those that a merged cell of a row above prints for this row as well."""

    cells: Sequence[Ink]
    repeated: frozenset[int] = frozenset()
    page: int | None = None  #: where it stands, if its table stands on several pages


def _one_head(rows: Iterable[Sequence[Ink]], width: int) -> Row:
    """Several head rows as one: what stands above each column, top down, each text once."""
    stacked: list[list[str]] = [[] for _ in range(width)]
    for row in rows:
        for column, cell in enumerate(row):
            if (text := cell.text.strip()) and text not in stacked[column]:
                stacked[column].append(text)
    return Row([ink(" ".join(texts)) for texts in stacked])


def _clean(text: Ink) -> Clean:
    printed, bold = text.folded()
    return Clean(printed, (), bold).strip()


def _numbered(printed: str) -> tuple[str, Marker]:
    """(shape, marker) of a number that the format computed."""
    printed = printed.strip()
    found = marker_at(f"{printed} x")
    if found and found[1] == len(printed) + 1:
        marker = found[0]
    else:
        style, value = number_style(printed)
        marker = Marker(printed, style, value)
    return ("number" if marker.style == "number" else "item"), marker
