"""The paragraphs of a shape on a slide, with the bullets and numbers they inherit from layout and master."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.loaders.numerals import slide_number
from corpus.loaders.package import Element
from corpus.loaders.writing import Ink, raised

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_BULLETS = (f"{A}buNone", f"{A}buChar", f"{A}buAutoNum", f"{A}buBlip")


@dataclass(frozen=True, slots=True)
class Printed:
    """One paragraph as the slide prints it."""

    lines: list[Ink]
    number: str = ""
    bullet: bool = False
    level: int = 0


class _Counters:
    """Automatic numbers: a level goes on counting until a paragraph of another kind, or a higher level, comes."""

    def __init__(self) -> None:
        self._open: dict[int, tuple[str, int]] = {}

    def next(self, level: int, kind: Element | None) -> str:
        for deeper in [one for one in self._open if one > level]:
            del self._open[deeper]
        if kind is None or kind.tag != f"{A}buAutoNum":
            self._open.pop(level, None)
            return ""
        scheme, start = kind.get("type", "arabicPeriod"), kind.get("startAt", "1")
        first = int(start) if start.isdigit() and len(start) < 6 else 1
        key = f"{scheme} {start}"
        number = self._open[level][1] + 1 if level in self._open and self._open[level][0] == key else first
        self._open[level] = key, number
        return slide_number(number, scheme)


def paragraphs(body: Element, inherited: Sequence[Element | None]) -> Iterator[Printed]:
    """The paragraphs of a text body; ``inherited`` are the list styles it goes back to, nearest first."""
    counters = _Counters()
    own = body.find(f"{A}lstStyle")
    for paragraph in body.findall(f"{A}p"):
        properties = paragraph.find(f"{A}pPr")
        said = properties.get("lvl", "0") if properties is not None else "0"
        level = int(said) if said.isdigit() and len(said) == 1 else 0
        lines = list(_lines(paragraph))
        if not any(lines):
            continue
        kind = _bullet(properties, level, (own, *inherited))
        number = counters.next(level, kind)
        bullet = kind is not None and kind.tag in (f"{A}buChar", f"{A}buBlip")
        yield Printed(lines, number, bullet, level)


def _bullet(properties: Element | None, level: int, styles: Sequence[Element | None]) -> Element | None:
    """What stands before a paragraph: the nearest that says it."""
    levels = [style.find(f"{A}lvl{level + 1}pPr") for style in styles if style is not None]
    for one in (properties, *levels):
        found = next((child for child in one if child.tag in _BULLETS), None) if one is not None else None
        if found is not None:
            return found
    return None


def _lines(paragraph: Element) -> Iterator[Ink]:
    line = Ink()
    for child in paragraph:
        if child.tag in (f"{A}r", f"{A}fld"):
            properties, text = child.find(f"{A}rPr"), child.find(f"{A}t")
            said = (text.text or "") if text is not None else ""
            bold = properties is not None and properties.get("b") in ("1", "true")
            baseline = properties.get("baseline", "0") if properties is not None else "0"
            up = baseline.isdigit() and int(baseline[:6]) > 0
            first, *rest = (raised(said) if up else said).replace("\v", "\n").split("\n")
            line.add(first, bold)
            for one in rest:
                yield line
                line = Ink([(one, bold)])
        elif child.tag == f"{A}br":
            yield line
            line = Ink()
        else:  # formulas
            line.add("".join(one.text or "" for one in child.iter() if str(one.tag).endswith("/math}t")))
    yield line
