"""The shape of one printed line: heading, numbered paragraph, item, table row, footnote, caption, note or running text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from corpus.blocks import Block, Clean, Marker, join
from corpus.splitting.markup import clean

_NUMERALS = {c: i for i, c in enumerate("一二三四五六七八九", 1)}
_CIRCLED = {chr(0x2460 + i): str(i + 1) for i in range(20)} | {chr(0x2776 + i): str(i + 1) for i in range(10)}
_GLYPHS = "-*+•‧·●○■□◆◇▪▫➤➢►❖✓✔–—※"
#: Glyphs that a picture's caption begins with, pointing at the picture.
POINTERS = "▲▼▶◀△▽"

_HEADING = re.compile(r"(#{1,6})(?:[ \t\u3000]+|(?=[^\s#!]))")
_BULLET = re.compile(rf"(?:[{re.escape(_GLYPHS)}][ \t\u3000]+|[◆◇➤➢❖●■▪]\s*)(?=\S)")
_NOT_CITED = "(?![項项段條条款節节點点])"  # 「(b)項由……」 speaks of an item and is none
_MARKERS = (
    ("number", re.compile(r"(\d{1,3})[ \t]?(?:\\?[.．、](?!\d)|[)）])[ \t\u3000]*(?=\S)")),
    ("article", re.compile(r"第[ \t]?([一二三四五六七八九十百]{1,5}|\d{1,3})[ \t]?[條条][ \t\u3000]+(?=\S)")),
    ("circled", re.compile(rf"([{''.join(_CIRCLED)}])[ \t\u3000]*(?=\S)")),
    ("roman", re.compile(rf"[(（]([ivxIVX]{{1,5}})[)）]{_NOT_CITED}[ \t\u3000]*(?=\S)")),
    ("han", re.compile(rf"[(（]([一二三四五六七八九十]{{1,3}})[)）]{_NOT_CITED}[ \t\u3000]*(?=\S)")),
    ("han", re.compile(r"([一二三四五六七八九十]{1,3})、[ \t\u3000]*(?=\S)")),
    ("alpha", re.compile(rf"[(（]([A-Za-z])[)）]{_NOT_CITED}[ \t\u3000]*(?=\S)")),
    ("bracketed", re.compile(rf"[(（](\d{{1,2}})[)）]{_NOT_CITED}[ \t\u3000]*(?=\S)")),
)
_SUPERSCRIPT = re.compile(r"([¹²³⁴-⁹][⁰¹²³⁴-⁹]{0,2})[ \t\u3000]*(?=\S)")
_FOOTNOTE = re.compile(r"\[\^([^\[\]\s]{1,40})\]:[ \t]*(?=\S)")
_MARK = re.compile(rf"(?:(\d{{1,3}})|([{''.join(_CIRCLED)}]))")
_CAPTION = re.compile(
    r"(?:圖|图|表|Figure|Fig\.|Table|Chart|Picture)[ \t]?(?:[A-Z]|\d{1,3}|[一二三四五六七八九十]{1,3})"
    r"[ \t]?[-–—:：.．、][ \t]*(?=\S)"
)
_PICTURE = re.compile(r"!\[[^\[\]\n]{1,300}\]\([^()\n]{0,500}\)[ \t]*")
_NOTE = re.compile(r"(?:註|注|備註|备注|附註|附注|Notes?|Remarks?)[ \t]?\d{0,2}[ \t]?[:：][ \t]*(?=\S)")
_RULE = re.compile(r"(?:-{3,}|\*{3,}|_{3,}|={3,}|(?:[-*_] ){2,}[-*_])$")


def chinese_number(numeral: str) -> int:
    """``十二`` -> 12, ``一百二十`` -> 120; numerals below a thousand."""
    hundreds, hundred, rest = numeral.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    high = _NUMERALS.get(hundreds, 1) * 100 if hundred else 0
    return high + (_NUMERALS.get(tens, 1) * 10 if ten else 0) + _NUMERALS.get(ones, 0)


def marker_at(text: str, at: int = 0) -> tuple[Marker, int] | None:
    """(the printed number or letter that begins at ``at``, where the text behind it begins), None where there is none."""
    for style, pattern in _MARKERS:
        match = pattern.match(text, at)
        if not match:
            continue
        value = match.group(1)
        if style == "circled":
            value = _CIRCLED[value]
        elif style in ("han", "article"):
            style = "number" if style == "article" else style
            value = value if value.isdigit() else str(chinese_number(value))
        elif style in ("number", "bracketed"):
            value = str(int(unicodedata.normalize("NFKC", value)))
        return Marker(match.group().strip(), style, value.lower()), match.end()
    return None


def lines_of(source: str) -> Iterator[tuple[int, int]]:
    """(start, end) of every line, its line end apart; a form feed ends a line too."""
    start = 0
    for match in re.finditer(r"\r\n|[\n\r\f]", source):
        yield start, match.start()
        start = match.end()
    yield start, len(source)


def _indent(source: str, start: int, end: int) -> int:
    width = 0
    for i in range(start, end):
        if source[i] not in " \t\u3000":
            break
        width += 4 if source[i] == "\t" else 2 if source[i] == "\u3000" else 1
    return width


def _cells(source: str, start: int, end: int) -> tuple[Clean, ...]:
    cells, at = [], start
    while True:
        tab = source.find("\t", at, end)
        cells.append(clean(source, at, end if tab < 0 else tab))
        if tab < 0:
            return tuple(cells)
        at = tab + 1


def row(cells: tuple[Clean, ...], line: int, gap: int, *, head: bool = False) -> Block:
    """A table row; its text is the cells that hold something, a tab between two of them."""
    return Block("row", join([c for c in cells if c.text], "\t"), line, cells=cells, head=head, gap=gap)


def block_of(source: str, start: int, end: int, line: int, gap: int) -> Block | None:
    """The block that the line ``source[start:end]`` prints; None for an empty line and for a drawn rule."""
    while start < end and source[start].isspace() and source[start] != "\t":
        start += 1
    first, last = start, end
    while last > first and source[last - 1].isspace():
        last -= 1
    while first < last and source[first].isspace():
        first += 1
    if first == last or _RULE.match(source, first, last):
        return None
    hard = source[last:end].startswith("  ") or source[last - 1] == "\\"
    if source[last - 1] == "\\":
        last -= 1
    if "\t" in source[first:end] and not _marked_by_tab(source, first, last):
        return row(_cells(source, first, end), line, gap)
    match = _HEADING.match(source, first, last)
    if match:
        return _heading(source, match, last, line, gap)
    return _text_block(source, first, last, line, gap, hard)


def _marked_by_tab(source: str, first: int, last: int) -> bool:
    """Whether the only tab stands between a marker and its text."""
    found = marker_at(source, first)
    behind = found[1] if found else first
    bullet = _BULLET.match(source, first, last)
    behind = max(behind, bullet.end() if bullet else first)
    return behind > first and "\t" in source[first:behind] and "\t" not in source[behind:last]


def _heading(source: str, match: re.Match[str], last: int, line: int, gap: int) -> Block | None:
    at = match.end()
    closing = last
    while closing > at and source[closing - 1] == "#":
        closing -= 1
    if closing > at and source[closing - 1] in " \t":
        last = closing
    bullet = _BULLET.match(source, at, last)
    if bullet:  # body text that an editor made a heading
        return _text_block(source, at, last, line, gap, False)
    cleaned = clean(source, at, last)
    return Block("heading", cleaned, line, level=len(match.group(1)), gap=gap) if cleaned.text else None


def _text_block(source: str, first: int, last: int, line: int, gap: int, hard: bool) -> Block | None:
    line_start = max(source.rfind("\n", 0, first), source.rfind("\r", 0, first), source.rfind("\f", 0, first)) + 1
    depth = _indent(source, line_start, first) // 2
    mark = _MARK.fullmatch(source, first, last)
    if mark:
        number = mark.group(1)
        style, value = ("number", str(int(number))) if number else ("circled", _CIRCLED[mark.group()])
        marker = Marker(mark.group(), style, value)
        return Block("mark", clean(source, first, last), line, marker, gap=gap)
    shape, marker, at = shape_of(source, first, last)
    cleaned = clean(source, at, last)
    if not cleaned.text:
        return None
    return Block(shape, cleaned, line, marker, level=depth if shape in ("item", "number") else 0, gap=gap, hard=hard)


def shape_of(source: str, first: int, last: int) -> tuple[str, Marker | None, int]:
    """(shape, marker, where the text begins) of a line that is no heading and no row."""
    if source[first] in POINTERS:
        at = first + 1
        while at < last and source[at].isspace():
            at += 1
        return "caption", Marker(source[first], "bullet"), at
    footnote = _FOOTNOTE.match(source, first, last) or _SUPERSCRIPT.match(source, first, last)
    if footnote:
        value = unicodedata.normalize("NFKC", footnote.group(1))
        return "footnote", Marker(footnote.group().strip(), "superscript", value), footnote.end()
    if _CAPTION.match(source, first, last) and last - first <= 80:
        return "caption", None, first
    if _PICTURE.fullmatch(source, first, last):
        return "caption", None, first
    if _NOTE.match(source, first, last):
        return "note", None, first
    at, marker = first, None
    while (bullet := _BULLET.match(source, at, last)) and at < first + 8:
        at, marker = bullet.end(), Marker(bullet.group().strip(), "bullet")
    found = marker_at(source, at)
    if found and found[1] <= last:
        return "number" if found[0].style == "number" and marker is None else "item", found[0], found[1]
    return ("item", marker, at) if marker else ("line", None, first)
