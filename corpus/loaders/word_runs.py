"""The runs of a Word paragraph as the text it prints: insertions kept, deletions and field codes not, text boxes set apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.loaders.numerals import numeral
from corpus.loaders.package import Element
from corpus.loaders.word_styles import Style, Styles, W, switched, value
from corpus.loaders.writing import Ink, raised
from corpus.splitting.markup import superscript

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_GONE = frozenset((f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{W}rPr", f"{W}pPr", f"{W}rt"))
_PICTURES = frozenset((f"{W}drawing", f"{W}pict", f"{W}object"))
_PLAIN = {"tab": " ", "ptab": " ", "noBreakHyphen": "-", "cr": "\n", "softHyphen": ""}
#: Symbol fonts keep their signs in the private use area: those that are commonly typed as bullets and ticks.
_SYMBOLS = {0xB7: "•", 0xA7: "▪", 0xD8: "➢", 0xFC: "✓", 0x6C: "●", 0x6E: "■", 0x75: "◆", 0x76: "❖", 0xE0: "→"}


def choice(element: Element) -> Element | None:
    """Of the alternatives a newer Word writes for older ones, the first; the rest say the same again."""
    found = element.find(f"{_MC}Choice")
    return found if found is not None else element.find(f"{_MC}Fallback")


@dataclass(slots=True)
class Notes:
    """Footnotes and endnotes in the order the text refers to them."""

    marks: dict[tuple[str, str], str] = field(default_factory=dict)  #: (kind, id) -> what is printed
    _counts: dict[str, int] = field(default_factory=dict)

    def refer(self, kind: str, key: str) -> str:
        """The mark printed at a reference."""
        if (kind, key) not in self.marks:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self.marks[kind, key] = numeral(self._counts[kind], "decimal" if kind == "footnote" else "lowerRoman")
        mark = self.marks[kind, key]
        return superscript(mark) if kind == "footnote" else f"[{mark}]"


@dataclass(slots=True)
class Found:
    """What a paragraph prints: its lines (a break within it begins another) and the text boxes anchored in it."""

    lines: list[Ink]
    boxes: list[Element]


class Runs:
    """Reads paragraphs in document order: a field may begin in one of them and end in another."""

    def __init__(self, styles: Styles, notes: Notes) -> None:
        self._styles, self._notes = styles, notes
        self._fields: list[_Field] = []
        self.pictures = 0  #: pictures met, for their text is not read

    def of(self, paragraph: Element, style: Style) -> Found:
        found = Found([Ink()], [])
        self._walk(paragraph, style, False, found)
        return found

    @property
    def _silent(self) -> bool:
        return any(one.code or one.contents for one in self._fields)

    def _walk(self, parent: Element, style: Style, bold: bool, found: Found) -> None:
        for child in parent:
            if child.tag in _GONE:
                if child.tag == f"{W}instrText" and self._fields:
                    self._fields[-1].instruct(child.text or "")
            elif child.tag == f"{W}r":
                self._run(child, style, found)
            elif child.tag == f"{_MC}AlternateContent":
                chosen = choice(child)
                if chosen is not None:
                    self._walk(chosen, style, bold, found)
            elif child.tag in _PICTURES:
                self._picture(child, found)
            elif child.tag == f"{_M}t":
                self._text(child.text or "", bold, found)
            elif child.tag not in (f"{W}sdtPr", f"{W}sdtEndPr", f"{W}rubyPr"):
                self._walk(child, style, bold, found)

    def _run(self, run: Element, style: Style, found: Found) -> None:
        own = run.find(f"{W}rPr")
        named = self._styles.of(value(own, "rStyle")) if value(own, "rStyle") else Style()
        hidden = switched(own, "vanish")
        if hidden or (hidden is None and (named.hidden or style.hidden)):
            return
        bold = switched(own, "b")
        bold = named.bold or style.bold if bold is None else bold
        up = value(own, "vertAlign")
        up = named.raised if up is None else up == "superscript"
        for child in run:
            self._content(child, style, bold, up, found)

    def _content(self, child: Element, style: Style, bold: bool, up: bool, found: Found) -> None:
        name = child.tag.removeprefix(W) if isinstance(child.tag, str) else ""
        if name == "t":
            self._text(raised(child.text or "") if up else child.text or "", bold, found)
        elif name in _PLAIN:
            self._text(_PLAIN[name], bold, found)
        elif name == "br":
            if child.get(f"{W}type", "textWrapping") == "textWrapping" and not self._silent:
                found.lines.append(Ink())
        elif name == "fldChar":
            self._field(child.get(f"{W}fldCharType", ""))
        elif name == "instrText":
            if self._fields:
                self._fields[-1].instruct(child.text or "")
        elif name in ("footnoteReference", "endnoteReference"):
            if child.get(f"{W}customMarkFollows") not in ("1", "true", "on"):
                self._text(self._notes.refer(name.removesuffix("Reference"), child.get(f"{W}id", "")), False, found)
        elif name == "sym":
            self._text(_symbol(child.get(f"{W}char", "")), bold, found)
        elif child.tag in _PICTURES:
            self._picture(child, found)
        elif child.tag == f"{_MC}AlternateContent":
            chosen = choice(child)
            for one in chosen if chosen is not None else ():
                self._content(one, style, bold, up, found)
        elif name == "ruby":
            base = child.find(f"{W}rubyBase")
            if base is not None:
                self._walk(base, style, bold, found)

    def _text(self, text: str, bold: bool, found: Found) -> None:
        if not self._silent:
            first, *rest = text.split("\n")
            found.lines[-1].add(first, bold)
            for line in rest:
                found.lines.append(Ink())
                found.lines[-1].add(line, bold)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].code = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _picture(self, picture: Element, found: Found) -> None:
        boxes = list(_boxes(picture))
        found.boxes.extend(boxes)
        self.pictures += not boxes


@dataclass(slots=True)
class _Field:
    """An open field: first its code, then what it came to. A table of contents repeats the headings and is left out."""

    code: bool = True
    contents: bool = False

    def instruct(self, text: str) -> None:
        if self.code and text.strip().upper().startswith(("TOC ", "TOC\\")):
            self.contents = True


def _boxes(element: Element) -> Iterator[Element]:
    """The text boxes of a drawing, outermost only, each once."""
    for child in element:
        if child.tag == f"{W}txbxContent":
            yield child
        elif child.tag == f"{_MC}AlternateContent":
            chosen = choice(child)
            if chosen is not None:
                yield from _boxes(chosen)
        else:
            yield from _boxes(child)


def _symbol(code: str) -> str:
    try:
        point = int(code, 16)
    except ValueError:
        return ""
    if 0xF000 <= point <= 0xF0FF:
        return _SYMBOLS.get(point - 0xF000, "")
    return chr(point) if 32 <= point < 0xD800 else ""
