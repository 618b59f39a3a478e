"""Web pages: the main text as a browser prints it, with the numbers of its lists; nothing of the page's frame, no script.

Nothing is fetched. Where the page marks its main part, only that is read; else the body without its navigation, header,
footer and asides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.blocks import Loaded
from corpus.encodings import decode
from corpus.errors import BadInput
from corpus.loaders.html_notes import Notes, strip_mark
from corpus.loaders.html_pieces import Cell, Piece, Table, write
from corpus.loaders.html_tokens import RAW, Token, tokens
from corpus.loaders.numerals import html_number
from corpus.loaders.writing import Ink, Writing, one_line, raised

DEEPEST = 1_000  #: nested elements; browsers stop at about half of it
_CHARSET = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}encoding=["']([\w.-]+)""", re.I
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_SKIPPED = RAW | frozenset(
    "head template object svg canvas audio video select datalist button map rt rp rtc del nav menu dialog".split()
)
_FRAME = frozenset(("header", "footer", "aside"))
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4"
    " h5 h6 header hr legend li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
#: What an opening tag closes when the page left the closing tag out: (these, down to the nearest of those).
_IMPLIED = {
    "li": (("li",), ("ul", "ol")),
    "dt": (("dt", "dd"), ("dl",)),
    "dd": (("dt", "dd"), ("dl",)),
    "td": (("td", "th"), ("tr", "table")),
    "th": (("td", "th"), ("tr", "table")),
    "tr": (("tr",), ("table",)),
    "tbody": (("thead", "tbody", "tfoot"), ("table",)),
    "tfoot": (("thead", "tbody", "tfoot"), ("table",)),
}
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:font-size|opacity)\s*:\s*0(?:\.0+)?\s*(?:px|pt|em|rem|%)?\s*(?:;|!|$)",
    re.I,
)
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*(?:[^;]*\s)?([a-z-]+)\s*(?:;|$)", re.I)
_WRAPPED = re.compile(
    r"(?<=[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef])[ \t\r]*\n\s*(?=[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef])"
)


def html(data: bytes, name: str) -> Loaded:
    """Raises BadInput for what is no text, has none in it, or is nested too deep."""
    found = _CHARSET.search(data[:4096])
    declared = next((one for one in found.groups() if one), b"").decode("ascii", "ignore") if found else None
    source, problems = decode(data, name, declared)
    marked = list(tokens(source))
    writing = Writing(name)
    writing.problems.extend(problems)
    for main in (_main_of(marked), ""):
        page = _Page(name, main, Notes(marked))
        page.read(marked)
        write(page.pieces, writing)
        for number, lines in page.footnotes:
            writing.footnote(number, strip_mark(one_line(lines), number))
        if writing.blocks:
            break
    return writing.loaded()


def _main_of(marked: Iterable[Token]) -> str:
    """What the page marks its main text with: ``main``, one ``article``, or nothing."""
    opened = [one for one in marked if one.tag and not one.closes]
    if any(one.tag == "main" or one.attributes.get("role") == "main" for one in opened):
        return "main"
    return "article" if sum(one.tag == "article" for one in opened) == 1 else ""


@dataclass(slots=True)
class _List:
    style: str  #: of ST list-style-type; "bullet", "none"
    number: int
    step: int


@dataclass(slots=True)
class _Open:
    """An element that is open, and what ends with it."""

    tag: str
    skipped: bool = False
    main: bool = False
    bold: bool = False
    note: str = ""
    listed: _List | None = None
    table: Table | None = None
    outer: list[Piece] | None = None  #: where pieces went before a cell took them


@dataclass(slots=True)
class _Page:
    name: str
    main: str
    notes: Notes
    pieces: list[Piece] = field(default_factory=list)
    footnotes: list[tuple[str, list[Ink]]] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _lines: list[Ink] = field(default_factory=lambda: [Ink()])
    _skipped: int = 0  #: open elements that are not read
    _inside: int = 0  #: open elements that are the main text
    _bold: int = 0
    _raised: int = 0
    _item: tuple[str, bool, int] | None = None  #: number, whether bulleted, and depth of the item that begins
    _note: str = ""  #: number of the footnote this paragraph is

    def read(self, marked: Iterable[Token]) -> None:
        for token in marked:
            if not token.tag:
                self._text(token.text)
            elif token.closes:
                self._close(token.tag)
            else:
                self._start(token)
        while self._open:
            self._pop()
        self._flush()

    @property
    def _silent(self) -> bool:
        return bool(self._skipped) or (bool(self.main) and not self._inside)

    def _text(self, text: str) -> None:
        if self._silent or self.notes.in_backlink:
            return
        if any(one.tag == "pre" for one in self._open[-4:]):
            first, *rest = text.split("\n")
            self._lines[-1].add(first, bool(self._bold))
            for line in rest:
                self._lines.append(Ink([(line, bool(self._bold))]))
            return
        text = _WRAPPED.sub("", text)
        self._lines[-1].add(raised(self.notes.unbracketed(text)) if self._raised else text, bool(self._bold))

    def _start(self, token: Token) -> None:
        tag, given = token.tag, token.attributes
        if tag in _IMPLIED:
            self._imply(*_IMPLIED[tag])
        if tag in _BLOCKS:
            self._imply(("p",), ("td", "th", "li", "div", "section", "body", "table", "dd"))
            self._flush()
        if tag in _VOID:
            if tag == "br" and not self._silent:
                self._lines.append(Ink())
            return
        if len(self._open) >= DEEPEST:
            raise BadInput(
                f"The elements of {self.name} are nested too deep.", "Save the page anew from a browser, or as text."
            )
        one = _Open(tag, bold=tag in ("b", "strong"))
        one.main = self.main != "" and (tag == self.main or given.get("role") == self.main)
        one.skipped = self._is_skipped(tag, given)
        self._open.append(one)
        self._skipped += one.skipped
        self._inside += one.main
        self._bold += one.bold
        self._raised += tag == "sup"
        if not self._silent:
            self._enter(one, given)

    def _is_skipped(self, tag: str, given: dict[str, str]) -> bool:
        if tag in _SKIPPED or "hidden" in given or given.get("role") == "navigation":
            return True
        if tag in _FRAME and not self._inside and not any(one.tag == "article" for one in self._open):
            return True
        return bool(_HIDDEN.search(given.get("style", "")))

    def _enter(self, one: _Open, given: dict[str, str]) -> None:
        """What an element begins that is read."""
        tag = one.tag
        if tag in ("ul", "ol"):
            one.listed = _list(tag, given)
        elif tag == "li":
            self._begin_item(given)
        elif tag == "table":
            one.table = Table()
        elif tag == "tr" and (table := self._table()):
            table.rows.append([])
            table.in_head.append(any(other.tag == "thead" for other in self._open[-3:]))
        elif tag in ("td", "th") and (table := self._table()):
            if not table.rows:
                table.rows.append([])
                table.in_head.append(False)
            cell = Cell(tag == "th", _span(given, "colspan", 64), _span(given, "rowspan", 1_000))
            table.rows[-1].append(cell)
            one.outer, self.pieces = self.pieces, cell.pieces
        elif tag == "caption" and (table := self._table()):
            one.outer, self.pieces = self.pieces, table.captions
        elif tag == "a":
            self.notes.enter(given, bool(self._note))
        elif tag == "q":
            self._lines[-1].add("“")
        number = self.notes.number_of(given.get("id") or given.get("name") or "")
        if number:
            self._note = one.note = number
            self._item = None

    def _begin_item(self, given: dict[str, str]) -> None:
        lists = [one.listed for one in self._open if one.listed and one.listed.style != "none"]
        own = next((one.listed for one in reversed(self._open) if one.tag in ("ul", "ol")), None)
        if own is None or own.style == "none":
            self._item = None
            return
        depth = len(lists) - 1
        if own.style == "bullet":
            self._item = ("", True, depth)
            return
        if re.fullmatch(r"-?\d{1,6}", given.get("value", "")):
            own.number = int(given["value"])
        self._item = (html_number(own.number, own.style) or "", False, depth)
        own.number += own.step

    def _table(self) -> Table | None:
        return next((one.table for one in reversed(self._open) if one.table is not None), None)

    def _imply(self, closed: tuple[str, ...], within: tuple[str, ...]) -> None:
        for i in range(len(self._open) - 1, max(len(self._open) - 60, -1), -1):
            if self._open[i].tag in closed:
                while len(self._open) > i:
                    self._pop()
                return
            if self._open[i].tag in within:
                return

    def _close(self, tag: str) -> None:
        if tag in ("br", "p") and not any(one.tag == tag for one in self._open[-60:]):
            self._flush()
            return
        for i in range(len(self._open) - 1, max(len(self._open) - 200, -1), -1):
            if self._open[i].tag == tag:
                while len(self._open) > i:
                    self._pop()
                return
            if self._open[i].tag in ("td", "th", "caption") and tag not in ("tr", "tbody", "thead", "tfoot", "table"):
                return

    def _pop(self) -> None:
        one = self._open[-1]
        if one.tag in _BLOCKS:
            self._flush()
        if one.tag == "q" and not self._silent:
            self._lines[-1].add("”")
        if one.tag == "a":
            self.notes.leave()
        self._open.pop()
        if one.note and one.tag in _BLOCKS:
            self._note = ""
        if one.tag == "li":
            self._item = None
        if one.outer is not None:
            self.pieces = one.outer
        if one.table is not None:
            self.pieces.append(Piece("table", table=one.table))
        self._skipped -= one.skipped
        self._inside -= one.main
        self._bold -= one.bold
        self._raised -= one.tag == "sup"

    def _flush(self) -> None:
        """The lines at hand become a piece of the innermost element that makes one."""
        lines, self._lines = self._lines, [Ink()]
        if not any(lines):
            return
        tags = [one.tag for one in self._open]
        heading = next((tag for tag in reversed(tags) if re.fullmatch("h[1-6]", tag)), "")
        if self._note:
            if self.footnotes and self.footnotes[-1][0] == self._note:
                self.footnotes[-1][1].extend(lines)
            else:
                self.footnotes.append((self._note, lines))
            if not any(one.note and one.tag in _BLOCKS for one in self._open):
                self._note = ""
        elif heading:
            self.pieces.append(Piece("heading", lines, level=int(heading[1])))
        elif "figcaption" in tags or "caption" in tags:
            self.pieces.append(Piece("caption", lines))
        else:
            printed, bullet, depth = self._item or ("", False, 0)
            self.pieces.append(Piece("text", lines, printed, bullet, depth))
            self._item = None


def _list(tag: str, given: dict[str, str]) -> _List:
    styled = _STYLE.search(given.get("style", ""))
    style = styled.group(1).lower() if styled else given.get("type", "")
    if style == "none":
        return _List("none", 1, 1)
    if tag == "ul" and not html_number(1, style):
        return _List("bullet", 1, 1)
    start = given.get("start", "")
    number = int(start) if re.fullmatch(r"-?\d{1,6}", start) else 1
    return _List(style if html_number(1, style) else "decimal", number, -1 if "reversed" in given else 1)


def _span(given: dict[str, str], name: str, most: int) -> int:
    text = given.get(name, "")
    return min(max(int(text), 1), most) if re.fullmatch(r"\d{1,6}", text) else 1
