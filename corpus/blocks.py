"""What a loader hands to the splitter: clean text that knows where it stood in the source, in blocks of one shape each.

This is the seam of all formats: a loader for HTML, PDF or slides gives the same blocks, and the splitter need not know.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from corpus.records import Problem, SourceMap

Run = tuple[int, int, int]  #: (start in the clean text, start in the source, length)
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Clean:
    """A clean text, its map to the source's characters and the spans that were printed bold."""

    text: str
    runs: tuple[Run, ...] = ()
    bold: tuple[Span, ...] = ()

    def __len__(self) -> int:
        return len(self.text)

    def slice(self, start: int, end: int) -> Clean:
        """The piece ``[start, end)`` with its own map."""
        start, end = max(start, 0), min(end, len(self.text))
        if (start, end) == (0, len(self.text)):
            return self
        first = max(bisect_right(self.runs, start, key=lambda run: run[0]) - 1, 0)
        runs = []
        for at, source, length in self.runs[first:]:
            if at >= end:
                break
            low, high = max(at, start), min(at + length, end)
            if low < high:
                runs.append((low - start, source + low - at, high - low))
        bold = tuple((max(a, start) - start, min(b, end) - start) for a, b in self.bold if a < end and start < b)
        return Clean(self.text[start:end], tuple(runs), bold)

    def strip(self) -> Clean:
        """Without white space at both ends."""
        start = len(self.text) - len(self.text.lstrip())
        return self.slice(start, max(len(self.text.rstrip()), start))

    @property
    def source_map(self) -> SourceMap:
        return SourceMap(self.runs)


def join(pieces: Iterable[Clean], glue: str = "") -> Clean:
    """The pieces one after another with ``glue`` between them; the glue is made, so it has no place in the source."""
    texts: list[str] = []
    runs: list[Run] = []
    bold: list[Span] = []
    at = 0
    for piece in pieces:
        if texts:
            texts.append(glue)
            at += len(glue)
        texts.append(piece.text)
        runs.extend((at + start, source, length) for start, source, length in piece.runs)
        bold.extend((at + start, at + end) for start, end in piece.bold)
        at += len(piece.text)
    return Clean("".join(texts), tuple(_merged(runs)), tuple(bold))


def _merged(runs: Iterable[Run]) -> Iterator[Run]:
    """Neighbouring runs that are one in the text and in the source, as one."""
    last: Run | None = None
    for run in runs:
        if last and last[0] + last[2] == run[0] and last[1] + last[2] == run[1]:
            last = (last[0], last[1], last[2] + run[2])
            continue
        if last:
            yield last
        last = run
    if last:
        yield last


@dataclass(frozen=True, slots=True)
class Marker:
    """What was printed before a text to number or mark it. It is the label, or shape; never part of the text."""

    printed: str
    style: str  #: number, bracketed, circled, roman, alpha, han, bullet, superscript
    value: str = ""  #: normalised: "20", "ii", "a"; Chinese and circled numerals in Arabic digits; "" for bullets


@dataclass(frozen=True, slots=True)
class Block:
    """One printed piece: a line, a heading, an item of a list, a row of a table."""

    shape: str  #: line, heading, number, item, row, footnote, caption, note, mark
    clean: Clean  #: the text without its marker; for a row the cells with tabs between them
    line: int  #: where it begins in the source, from 1 (for formats without lines: its place in order)
    marker: Marker | None = None
    level: int = 0  #: of a heading: 1 to 6; of an item: how deep it is nested, from 0
    cells: tuple[Clean, ...] = ()
    head: bool = False  #: a row the format itself declares to be a table's head
    gap: int = 0  #: blank lines before it
    hard: bool = False  #: the line break after it is printed on purpose
    tight: bool = False  #: in this format adjacent lines are one paragraph (Markdown)
    page: int | None = None

    @property
    def text(self) -> str:
        return self.clean.text


@dataclass(frozen=True, slots=True)
class Loaded:
    """A source file, read: its decoded characters, its blocks in source order, what it says about itself."""

    source: str  #: the decoded file; every map points into it
    blocks: tuple[Block, ...]
    sha256: str
    name: str  #: the file's name, no folder
    front: Mapping[str, object] = field(default_factory=dict)  #: front matter, empty where the format has none
    problems: tuple[Problem, ...] = ()
