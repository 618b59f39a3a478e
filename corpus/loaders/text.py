"""Plain text, also with the remains of markup that extraction from print leaves in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.blocks import Block, Loaded
from corpus.encodings import decode
from corpus.splitting.lines import block_of, lines_of
from corpus.splitting.tables import is_delimiter, pipe_row

Line = tuple[int, int]


def text(data: bytes, name: str) -> Loaded:
    """One block per printed line."""
    source, problems = decode(data, name)
    return Loaded(source, tuple(blocks_of(source, list(lines_of(source)))), "", name, problems=problems)


def blocks_of(source: str, lines: Sequence[Line], first: int = 0) -> Iterator[Block]:
    """The blocks of the lines from ``first`` on; pipe tables are read as such."""
    gap, at = 0, first
    while at < len(lines):
        start, end = lines[at]
        if at + 1 < len(lines) and "|" in source[start:end] and is_delimiter(source[slice(*lines[at + 1])]):
            stop = _table_end(source, lines, at + 2)
            for i in (at, *range(at + 2, stop)):
                row = pipe_row(source, *lines[i], i + 1, gap if i == at else 0, head=i == at)
                if row.text:
                    yield row
            gap, at = 0, stop
            continue
        block = block_of(source, start, end, at + 1, gap)
        if block and not block.text:  # cells without a character between their tabs
            block = None
        gap = gap + 1 if block is None else 0
        if block:
            yield block
        at += 1


def _table_end(source: str, lines: Sequence[Line], at: int) -> int:
    while at < len(lines) and "|" in source[slice(*lines[at])]:
        at += 1
    return at
