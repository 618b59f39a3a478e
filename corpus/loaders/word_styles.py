"""Word's styles: what a paragraph inherits that it does not say itself: outline level, numbering, bold."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.loaders.package import Element, Package

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEEPEST = 20  #: styles based on styles


def value(parent: Element | None, name: str) -> str | None:
    """``w:val`` of a child element; None where there is no such child."""
    child = parent.find(f"{W}{name}") if parent is not None else None
    return child.get(f"{W}val") if child is not None else None


def switched(parent: Element | None, name: str) -> bool | None:
    """A property that is on by being there and off by saying so; None where it is not mentioned."""
    child = parent.find(f"{W}{name}") if parent is not None else None
    return None if child is None else child.get(f"{W}val", "true") not in ("0", "false", "off", "none")


def number(text: str | None) -> int | None:
    """A whole number as Word writes it; None for anything else."""
    try:
        return int(text) if text is not None and len(text) < 12 else None
    except ValueError:
        return None


def indent(parent: Element | None) -> int | None:
    """How far the left edge stands in, in twentieths of a point; None where the properties do not say."""
    found = parent.find(f"{W}ind") if parent is not None else None
    if found is None:
        return None
    return number(found.get(f"{W}left") or found.get(f"{W}start"))


@dataclass(frozen=True, slots=True)
class Style:
    """What a style comes to, with all it is based on."""

    name: str = ""  #: as Word knows it, in lower case: "heading 1", "title", "toc 2"
    outline: int | None = None  #: 0 for the outermost
    list_id: str | None = None
    list_level: int | None = None
    bold: bool = False
    hidden: bool = False
    raised: bool = False
    indent: int | None = None
    names: tuple[str, ...] = ()  #: its own name, then those of the styles it is based on


class Styles:
    """The styles of a document by id. A document without styles has none, and that is no fault."""

    def __init__(self, package: Package, part: str | None) -> None:
        self._raw: dict[str, Element] = {}
        self._made: dict[str, Style] = {}
        self.paragraph = ""  #: id of the default paragraph style
        if part is None:
            return
        for one in package.tree(part).iter(f"{W}style"):
            key = one.get(f"{W}styleId", "")
            self._raw.setdefault(key, one)
            if one.get(f"{W}type") == "paragraph" and one.get(f"{W}default") in ("1", "true", "on"):
                self.paragraph = key

    def of(self, key: str | None) -> Style:
        """The style of an id; one that says nothing where there is no such style."""
        key = key or ""
        if key not in self._made:
            self._made[key] = self._resolved(key)
        return self._made[key]

    def _resolved(self, key: str) -> Style:
        chain: list[Element] = []
        while key in self._raw and len(chain) < _DEEPEST and self._raw[key] not in chain:
            chain.append(self._raw[key])
            key = value(chain[-1], "basedOn") or ""
        names = tuple((value(one, "name") or "").lower() for one in chain)
        outline = list_id = list_level = bold = hidden = up = left = None
        for one in chain:
            paragraph, run = one.find(f"{W}pPr"), one.find(f"{W}rPr")
            outline = number(value(paragraph, "outlineLvl")) if outline is None else outline
            listed = paragraph.find(f"{W}numPr") if paragraph is not None else None
            list_id = value(listed, "numId") if list_id is None else list_id
            list_level = number(value(listed, "ilvl")) if list_level is None else list_level
            left = indent(paragraph) if left is None else left
            bold = switched(run, "b") if bold is None else bold
            hidden = switched(run, "vanish") if hidden is None else hidden
            up = value(run, "vertAlign") if up is None else up
        name = names[0] if names else ""
        return Style(name, outline, list_id, list_level, bool(bold), bool(hidden), up == "superscript", left, names)
