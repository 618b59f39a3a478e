"""The text of a .docx with the way back: which bytes of its XML print which characters.

Nothing is rebuilt from a tree, so that whoever edits the file (docx_comments.py) changes only what has to change. Entities are
not expanded and a document type is refused: a few bytes could name another file, or gigabytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

_NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
#: Elements whose text is not printed: deleted, moved away, or the same again for older word processors.
_UNPRINTED = frozenset(("del", "moveFrom", "Fallback"))
#: What prints one character without being text.
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_TAG = re.compile(rb"<[^\s/>]+(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_UNIT = re.compile(r"&[^;]+;|\r\n|.", re.DOTALL)


class NotWord(ValueError):
    """The bytes are no text of a word processor."""


@dataclass(slots=True)
class Run:
    """A ``w:r``: bytes ``[start, end)``. ``tag`` is its start tag, ``look`` its properties, both as they stand."""

    start: int
    tag: bytes
    end: int = 0
    look: bytes = b""
    holder: Run | None = None  #: the run of the text itself that a text box with this one hangs on
    first: int | None = None  #: offsets in the text, of its first character and after its last
    last: int = 0


@dataclass(slots=True)
class Piece:
    """Characters that one element of a run prints: ``text`` at ``offset`` of the whole text, bytes ``[start, end)``."""

    run: Run
    text: str
    start: int
    end: int = 0
    inside: int = 0  #: where its characters begin; 0 for a tab or a break
    steps: tuple[int, ...] = ()  #: bytes from ``inside`` to each character and to the end, where it can be cut
    offset: int = 0


@dataclass(slots=True)
class Scanned:
    """``text``: the paragraphs, a line each. ``pieces`` in its order. ``prefix`` is the one of the main namespace, or empty."""

    data: bytes
    text: str
    pieces: list[Piece]
    prefix: str
    namespace: str


@dataclass(slots=True)
class _Open:
    name: str
    start: int
    tag: bytes
    empty: bool


@dataclass
class _Reader:
    data: bytes
    parser: expat.XMLParserType = field(default_factory=lambda: expat.ParserCreate(namespace_separator=" "))
    open: list[_Open] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    paragraphs: list[list[Piece]] = field(default_factory=list)
    inside: list[list[Piece]] = field(default_factory=list)  #: open paragraphs, the innermost last
    unprinted: int = 0
    prefix: str = ""
    namespace: str = _NAMESPACES[0]

    def read(self) -> None:
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.EntityDeclHandler = _refuse
        self.parser.Parse(self.data, True)

    def start(self, name: str, _attributes: dict) -> None:
        at = self.parser.CurrentByteIndex
        match = _TAG.match(self.data, at)
        if match is None:
            raise NotWord("a tag without an end")
        namespace, _, local = name.rpartition(" ")
        ours = namespace in _NAMESPACES
        if not self.open:
            self.namespace = namespace if ours else self.namespace
            self.prefix = re.match(rb"<(?:([^\s:/>]+):)?", match[0])[1] or b""  # type: ignore[index]
            self.prefix = self.prefix.decode()  # type: ignore[union-attr]
        if not ours and local != "Fallback":
            local = f"?{local}"
        parent = self.open[-1].name if self.open else ""
        self.open.append(_Open(local, at, match[0], match[0].endswith(b"/>")))
        self.unprinted += local in _UNPRINTED
        if local == "p":
            self.inside.append([])
            if not self.unprinted:
                self.paragraphs.append(self.inside[-1])
        elif local == "r":
            holder = self.runs[-1] if self.runs else None
            self.runs.append(Run(at, match[0], holder=holder and (holder.holder or holder)))
        elif parent == "r" and (local == "t" or local in _CHARACTERS) and not self.unprinted and self.inside:
            text = _CHARACTERS.get(local, "")
            self.inside[-1].append(Piece(self.runs[-1], text, at, inside=at + len(match[0]) if local == "t" else 0))

    def end(self, _name: str) -> None:
        one = self.open.pop()
        at = self.parser.CurrentByteIndex
        # An empty element ends where its one tag does; any other where its end tag does.
        end = one.start + len(one.tag) if one.empty else self.data.index(b">", at) + 1
        parent = self.open[-1].name if self.open else ""
        self.unprinted -= one.name in _UNPRINTED
        if one.name == "p":
            self.inside.pop()
        elif one.name == "r":
            self.runs.pop().end = end
        elif one.name == "rPr" and parent == "r":
            self.runs[-1].look = self.data[one.start : end]
        elif parent == "r" and self.inside and self.inside[-1] and self.inside[-1][-1].start == one.start:
            piece = self.inside[-1][-1]
            piece.end = end
            if piece.inside:
                _fill(piece, b"" if one.empty else self.data[piece.inside : at])


def _refuse(*_: object) -> None:
    raise NotWord("a document type")


def _fill(piece: Piece, raw: bytes) -> None:
    """The characters of a ``w:t``, each with its place among the bytes."""
    if b"<" in raw:  # a comment or a CDATA section: read, never cut
        parser, found = expat.ParserCreate(), []
        parser.CharacterDataHandler = found.append
        parser.Parse(b"<x>" + raw + b"</x>", True)
        piece.text = "".join(found)
        return
    text, steps, at = [], [0], 0
    for unit in _UNIT.findall(raw.decode("utf-8")):
        text.append(_character(unit))
        at += len(unit.encode())
        steps.append(at)
    piece.text, piece.steps = "".join(text), tuple(steps)


_NAMED = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"}


def _character(unit: str) -> str:
    if len(unit) == 1:
        return "\n" if unit == "\r" else unit
    if unit == "\r\n":
        return "\n"
    if unit in _NAMED:
        return _NAMED[unit]
    return chr(int(unit[3:-1], 16) if unit[2] in "xX" else int(unit[2:-1]))


def scan(data: bytes) -> Scanned:
    """Reads the main part of a .docx. Raises NotWord for what is no XML or no text of a word processor."""
    try:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            data = re.sub(r"encoding=([\"'])[^\"']*\1", 'encoding="UTF-8"', data.decode("utf-16"), count=1).encode()
        reader = _Reader(data)
        reader.read()
    except (expat.ExpatError, UnicodeError, ValueError, OverflowError) as error:
        raise NotWord(str(error)) from error
    lines, pieces, offset = [], [], 0
    for paragraph in reader.paragraphs:
        for piece in paragraph:
            piece.offset = offset
            offset += len(piece.text)
            if piece.text:
                run = piece.run
                run.first = piece.offset if run.first is None else run.first
                run.last = offset
                pieces.append(piece)
        lines.append("".join(piece.text for piece in paragraph))
        offset += 1
    return Scanned(data, "\n".join(lines), pieces, reader.prefix, reader.namespace)
