"""Comma- and tab-separated values: one table, its first row the head where it looks like one."""

from __future__ import annotations

import csv as values
import io

from corpus.blocks import Loaded
from corpus.encodings import decode
from corpus.errors import BadInput, TooLarge
from corpus.loaders import grid
from corpus.loaders.writing import Writing

_SEPARATORS = ",;\t|"
_MOST_CELLS = 3_000_000
_SAMPLE = 200  #: rows that tell the separator


def csv(data: bytes, name: str) -> Loaded:
    """Raises BadInput for what is no such table, TooLarge."""
    source, problems = decode(data, name)
    writing = Writing(name)
    writing.problems.extend(problems)
    lines: list[grid.Line] = []
    count = 0
    try:
        for row in _rows(source, _separator(source)):
            cells = {i: cell.strip() for i, cell in enumerate(row) if cell.strip()}
            count += len(cells)
            if count > _MOST_CELLS:
                raise TooLarge(f"{name} holds more than {_MOST_CELLS:,} cells.", "Split it into several files.")
            lines.append(grid.Line(cells))
    except values.Error as error:
        raise BadInput(f"{name} cannot be read as a table: {error}.", "Save it anew as CSV, in UTF-8.") from error
    grid.write(writing, lines)
    return writing.loaded()


def _rows(source: str, separator: str):
    return values.reader(io.StringIO(source.replace("\0", ""), newline=""), delimiter=separator)


def _separator(source: str) -> str:
    """The mark that parts most rows into the same number of cells, two at least; a comma where none does."""
    best, most = ",", 0
    for separator in _SEPARATORS:
        widths: dict[int, int] = {}
        try:
            for i, row in enumerate(_rows(source[:1_000_000], separator)):
                if i >= _SAMPLE:
                    break
                widths[len(row)] = widths.get(len(row), 0) + 1
        except values.Error:
            continue
        alike = max((count for width, count in widths.items() if width > 1), default=0)
        if alike > most:
            best, most = separator, alike
    return best
