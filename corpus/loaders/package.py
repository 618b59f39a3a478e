"""Office Open XML packages (docx, pptx, xlsx) opened with care: parts by name and by relationship, as element trees.

Only the standard library reads here. A package is refused where it unpacks to far more than it holds (a zip bomb), where
a part declares a document type (external entities and entity expansion need one; no Office program writes one), and where
elements are nested deeper than any document nests them. Part names are never used as file names.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, Protocol
from xml.etree import ElementTree

from corpus.errors import BadInput, TooLarge

Element = ElementTree.Element

LARGEST_PART = 128 * 1024 * 1024  #: bytes of one part, unpacked
LARGEST_TREE = 48 * 1024 * 1024  #: bytes of one part that is held as a tree, some fifteen times its size in memory
LARGEST_SUM = 512 * 1024 * 1024  #: bytes of all parts that are text, unpacked
MOST_PARTS = 20_000
DEEPEST = 200  #: nested elements
_RATIO = 200  #: unpacked to packed bytes from which a large part is taken for a bomb
_SMALL = 16 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
#: ISO/IEC 29500 strict documents use other names for the same elements.
_STRICT = {
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/presentationml/main": "http://schemas.openxmlformats.org/presentationml/2006/main",
    "http://purl.oclc.org/ooxml/drawingml/main": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}


class _DeclaredType(Exception):
    """A part with a document type declaration."""


class _Builder(ElementTree.TreeBuilder):
    """Stops at a document type before the parser has read a single entity of it."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise _DeclaredType


class Target(Protocol):
    """What is told of the elements of a part as they are read; names as ``{namespace}local``."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...
    def end(self, tag: str) -> None: ...
    def data(self, text: str) -> None: ...


class _Walk:
    """Passes a part's elements on and watches what no document has."""

    def __init__(self, target: Target, package: Package) -> None:
        self._target, self._package, self._depth = target, package, 0
        self.data = target.data

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._package.damaged("its elements are nested too deep")
        self._target.start(_transitional(tag), attributes)

    def end(self, tag: str) -> None:
        self._depth -= 1
        self._target.end(_transitional(tag))

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise _DeclaredType

    def close(self) -> None:
        """Nothing is built."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """What a part points at: another part's name, or an address outside that is never looked up."""

    kind: str  #: last part of the type: "slide", "notesSlide", "footnotes", …
    target: str


class Package:
    """An opened package. ``name`` is the file's, for messages."""

    def __init__(self, data: bytes, name: str, program: str) -> None:
        """Raises BadInput for what is no such package, TooLarge for one that unpacks to too much."""
        self.name, self._program = name, program
        if data.startswith(_OLE):
            raise _old_or_locked(data, name)
        if not data.strip():
            raise BadInput(f"The file {name} is empty.", "Give a file with text in it.")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._parts = {info.filename.lstrip("/").lower(): info for info in self._zip.infolist()}
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, UnicodeError) as error:
            raise self.damaged("it is no such file, or was cut short") from error
        if len(self._parts) > MOST_PARTS:
            raise TooLarge(f"{name} holds {len(self._parts)} parts.", "Save it anew from its program.")
        if _overlap(self._zip.infolist()):
            raise self.damaged("its parts lie over one another, which no Office program writes")
        self._read = 0

    def damaged(self, what: str) -> BadInput:
        return BadInput(
            f"{self.name} cannot be read as a {self._program} file: {what}.",
            f"Open it in {self._program}, save it anew, and check that its suffix is right.",
        )

    def has(self, part: str) -> bool:
        return part.lower() in self._parts

    def parts(self) -> Iterator[str]:
        yield from self._parts

    def inert(self) -> Iterator[tuple[str, str]]:
        """(kind, message) of each sort of thing in it that is never opened, read or run."""
        if any(part.endswith("vbaproject.bin") for part in self._parts):
            yield "macros", "The file holds macros; they were neither read nor run."
        if count := sum("/embeddings/" in part or "/activex/" in part for part in self._parts):
            yield "embedded-file", f"The file holds {count} embedded files or controls; they were not read."

    def open(self, part: str) -> IO[bytes]:
        """The part's bytes, unpacked as they are read. Raises BadInput where it is missing or locked, TooLarge."""
        info = self._parts.get(part.lower())
        if info is None:
            raise self.damaged(f"its part {part} is missing")
        if info.flag_bits & 1:
            raise _locked(self.name)
        self._read += info.file_size
        bomb = info.file_size > _SMALL and info.file_size > _RATIO * max(info.compress_size, 1)
        if info.file_size > LARGEST_PART or self._read > LARGEST_SUM or bomb:
            raise TooLarge(
                f"{self.name} unpacks to more than is read of one file: {info.file_size:,} bytes in one part.",
                "Split the document, or check where the file comes from.",
            )
        try:
            return self._zip.open(info)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError) as error:
            raise self.damaged(f"its part {part} cannot be unpacked") from error

    def tree(self, part: str) -> Element:
        """The part as a tree. Raises BadInput for what is no XML, TooLarge."""
        with self.open(part) as stream:
            try:
                # A part that holds more than its entry says ends in a wrong checksum: reading never goes past it.
                data = stream.read(LARGEST_TREE + 1)
                if len(data) > LARGEST_TREE:
                    raise TooLarge(f"{self.name} holds too much in one part: {part}.", "Split the document.")
                parser = ElementTree.XMLParser(target=_Builder())
                parser.feed(data)
                root = parser.close()
            except Exception as error:
                raise self._unreadable(part, error) from error
        _check_depth(root, self)
        return root

    def walk(self, part: str, target: Target) -> None:
        """Tell ``target`` of each element of a part that is too large to be held as a tree. Raises as ``tree`` does."""
        with self.open(part) as stream:
            parser = ElementTree.XMLParser(target=_Walk(target, self))
            try:
                while data := stream.read(1 << 16):
                    parser.feed(data)
                parser.close()
            except Exception as error:
                raise self._unreadable(part, error) from error

    def _unreadable(self, part: str, error: Exception) -> BadInput:
        if isinstance(error, BadInput):
            return error
        if isinstance(error, _DeclaredType):
            return self.damaged(f"its part {part} declares a document type, which no Office program writes")
        if isinstance(error, (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError)):
            return self.damaged(f"its part {part} is damaged or cut short")
        if isinstance(error, (ElementTree.ParseError, ValueError, LookupError, UnicodeError)):
            return self.damaged(f"its part {part} is no well-formed XML")
        raise error

    def related(self, part: str) -> dict[str, Relationship]:
        """Relationship id -> what ``part`` ("" for the package) points at inside the package."""
        folder, base = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{base}.rels")
        if not self.has(rels):
            return {}
        found = {}
        for one in self.tree(rels):
            target = one.get("Target", "")
            if one.get("TargetMode") == "External" or one.tag != f"{_RELATIONSHIPS}Relationship":
                continue
            place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[one.get("Id", "")] = Relationship(one.get("Type", "").rpartition("/")[2], place)
        return found

    def main(self, usual: str) -> str:
        """The name of the package's main part."""
        targets = [r.target for r in self.related("").values() if r.kind == "officeDocument" and self.has(r.target)]
        part = targets[0] if targets else usual
        if not self.has(part):
            raise self.damaged("it holds no such document")
        return part

    def part_of(self, part: str, kind: str) -> str | None:
        """The first part of a kind that ``part`` points at."""
        return next((r.target for r in self.related(part).values() if r.kind == kind and self.has(r.target)), None)


def _overlap(parts: list[zipfile.ZipInfo]) -> bool:
    """Whether two entries share bytes: a small file then unpacks to as much as it likes (Fifield, WOOT 2019)."""
    parts = sorted(parts, key=lambda one: one.header_offset)
    ends = (
        one.header_offset + 30 + len(one.orig_filename.encode("utf-8", "replace")) + one.compress_size for one in parts
    )
    return any(following.header_offset < end for end, following in zip(ends, parts[1:], strict=False))


def _check_depth(root: Element, package: Package) -> None:
    level = [root]
    strict = {}
    for _ in range(DEEPEST + 1):
        following: list[Element] = []
        for element in level:
            if element.tag not in strict:
                strict[element.tag] = _transitional(element.tag)
            element.tag = strict[element.tag]
            following.extend(element)
        if not following:
            return
        level = following
    raise package.damaged("its elements are nested too deep")


def _transitional(tag: Any) -> Any:
    if isinstance(tag, str) and tag.startswith("{http://purl.oclc.org/"):
        space, _, local = tag[1:].partition("}")
        return f"{{{_STRICT.get(space, space)}}}{local}"
    return tag


def _old_or_locked(data: bytes, name: str) -> BadInput:
    """Files of the older Office programs, and newer ones behind a password, are both OLE files."""
    if "EncryptedPackage".encode("utf-16-le") in data[:1_000_000] or "EncryptedPackage".encode("utf-16-le") in data:
        return _locked(name)
    return BadInput(
        f"{name} is a file of an older Office program.", "Save it in the present format (.docx, .pptx, .xlsx)."
    )


def _locked(name: str) -> BadInput:
    return BadInput(f"{name} is protected by a password.", "Save it without a password and add it again.")
