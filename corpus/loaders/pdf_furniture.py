"""Running headers, footers and page numbers: what stands at the same place of page after page, told apart from the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from corpus.loaders.pdf_lines import Line
from corpus.spans import fold_text

_EDGE = 0.12  #: share of the page's height, at its top and its bottom, where they stand
_SHARE = 0.4  #: of the pages that a running line stands on at least; odd and even pages may differ
_CLOSE = 2.0  #: times the size within which two lines are of one text
_STEP = 4.0  #: points within which two lines stand at the same height
_NUMBER = re.compile(
    r"[-–—(\[\s]*(?:page|p\.|第)?\s*(\d{1,4}|[ivxl]{1,6})\s*(?:(?:/|of|／|頁，共|页，共)\s*\d{1,4})?\s*(?:頁|页)?[-–—)\]\s]*",
    re.IGNORECASE,
)

#: When and from where a browser printed a page: what it puts beside the title at the top and beside the page number below.
_STAMP = re.compile(
    r"\d{1,4}[/.年-]\s?\d{1,2}[/.月-]\s?\d{1,4}日?[, ]*(?:[\u4e00-\u9fff]{2} ?)?"
    r"\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?|file|about|data|chrome|blob):\S+", re.IGNORECASE)

Sheet = tuple[float, Sequence[Line]]  #: (height of the page, its lines)


def furniture(pages: Sequence[Sheet]) -> set[int]:
    """The ``id`` of every line that belongs to the frame of the pages."""
    edges = [[line for line in lines if _in_edge(line, height)] for height, lines in pages]
    counts: Counter[tuple[str, int]] = Counter()
    for lines in edges:
        counts.update({(key, place + d) for line in lines for key, place in [_key(line)] for d in (-1, 0, 1)})
    least = max(2, _SHARE * len(pages))
    found = _numbers(pages, edges)
    if len(pages) == 1:  # nothing comes again on a page that is alone
        found |= _stamped(edges[0])
    for (_, lines), edge in zip(pages, edges, strict=True):
        again = {id(line) for line in edge if counts[_key(line)] >= least and _key(line)[0]} | found
        found |= _apart(sorted(lines, key=lambda line: line.base), again)
        found |= _apart(sorted(lines, key=lambda line: -line.base), again)
    return found


def _apart(lines: Sequence[Line], again: set[int]) -> set[int]:
    """Of the outermost lines that come again, those that a space or another size parts from the text; ``lines`` inwards."""
    outer: list[Line] = []
    for line in lines:
        if id(line) not in again:
            while outer and _touch(outer[-1], line):
                outer.pop()
            break
        outer.append(line)
    return {id(line) for line in outer}


def _touch(outer: Line, inner: Line) -> bool:
    alike = abs(outer.size - inner.size) <= 0.08 * inner.size
    return alike and abs(outer.base - inner.base) < _CLOSE * inner.size


def _in_edge(line: Line, height: float) -> bool:
    return line.base - line.size < _EDGE * height or line.base > (1 - _EDGE) * height


def _key(line: Line) -> tuple[str, int]:
    """What stays the same from page to page: the words, figures aside, and how far down it stands."""
    return re.sub(r"\d+", "#", fold_text(line.text)).replace(" ", ""), round(line.base / _STEP)


def _numbers(pages: Sequence[Sheet], edges: Sequence[Sequence[Line]]) -> set[int]:
    """Page numbers: the outermost line of a page where they count with the pages, on at least two of them or on the only one."""
    found: dict[int, list[Line]] = {}
    for index, ((_, lines), edge) in enumerate(zip(pages, edges, strict=True)):
        if not lines:
            continue
        outer = {min(line.base for line in lines), max(line.base for line in lines)}
        for line in edge:
            match = _NUMBER.fullmatch(line.text) if line.base in outer else None
            if match:
                number = int(match.group(1)) if match.group(1).isdigit() else _roman(match.group(1).lower())
                found.setdefault(number - index, []).append(line)
    return {
        id(line)
        for offset, lines in found.items()
        if len(lines) >= max(2, _SHARE * len(pages)) or (len(pages) == 1 and offset == 1)
        for line in lines
    }


def _stamped(edge: Sequence[Line]) -> set[int]:
    """The lines at the heights where a browser prints its date and its address, where both are there."""
    kinds = [[line for line in edge if pattern.fullmatch(line.text.strip())] for pattern in (_STAMP, _ADDRESS)]
    if not all(kinds):
        return set()
    marks = [line for kind in kinds for line in kind]
    return {
        id(line)
        for line in edge
        if any(abs(line.base - mark.base) < _STEP and line.size <= 1.1 * mark.size for mark in marks)
    }


def _roman(text: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10, "l": 50}[c] for c in text]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
