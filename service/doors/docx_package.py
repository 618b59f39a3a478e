"""A .docx as a package: its parts found, one put in or put in another's place, everything else left byte for byte."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from xml.etree import ElementTree

from corpus.errors import BadInput, TooLarge

#: Largest part that is read, and all parts together, in bytes: a few kilobytes of zip can hold gigabytes.
LARGEST, ALL = 50 * 1024 * 1024, 200 * 1024 * 1024
_KINDS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_BROKEN = (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, EOFError, OSError, ValueError)


@dataclass
class Package:
    """The parts by name; ``main`` is the one with the text."""

    entries: list[zipfile.ZipInfo]
    parts: dict[str, bytes]
    main: str
    changed: dict[str, bytes] = field(default_factory=dict)

    @property
    def relations(self) -> str:
        folder, name = posixpath.split(self.main)
        return posixpath.join(folder, "_rels", f"{name}.rels")

    def related(self, kind: str) -> str | None:
        """The part that the main one is related to in this way (comments, styles …)."""
        for one, target, mode in _relations(self.parts.get(self.relations, b"")):
            if one in {f"{base}/{kind}" for base in _KINDS} and mode != "External":
                return _resolved(posixpath.dirname(self.main), target)
        return None

    def put(self, name: str, data: bytes) -> None:
        self.changed[name] = data

    def relate(self, kind: str, name: str, content_type: str, base: str) -> None:
        """Make a new part known. Raises BadInput where the package has no list of its parts."""
        types = self.changed.get("[Content_Types].xml", self.parts.get("[Content_Types].xml"))
        if types is None:
            raise BadInput("The file does not say what its parts are.", "Save it anew from a word processor.")
        override = f'<Override PartName="/{name}" ContentType="{content_type}"/>'
        self.put("[Content_Types].xml", inserted(types, override.encode()))
        empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
        relations = self.parts.get(self.relations, empty)
        number = 1
        while f'"pincite{number}"'.encode() in relations:
            number += 1
        target = posixpath.relpath(name, posixpath.dirname(self.main))
        one = f'<Relationship Id="pincite{number}" Type="{base}/{kind}" Target="{target}"/>'
        self.put(self.relations, inserted(relations, one.encode()))

    def written(self) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry in self.entries:
                archive.writestr(entry, self.changed.get(entry.filename, self.parts[entry.filename]))
            for name in self.changed:
                if name not in self.parts:
                    info = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
                    archive.writestr(info, self.changed[name], zipfile.ZIP_DEFLATED)
        return out.getvalue()


def open_package(data: bytes, name: str) -> Package:
    """Raises BadInput for what is no .docx, TooLarge for one that unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            sizes = [entry.file_size for entry in entries]
            if max(sizes, default=0) > LARGEST or sum(sizes) > ALL:
                raise TooLarge(f"{name} unpacks to more than {LARGEST} bytes.", "Split the draft.")
            parts = {entry.filename: archive.read(entry) for entry in entries}
        if len(parts) < len(entries):
            raise ValueError("two parts of one name")
        main = _main(parts)
        if main not in parts:
            raise KeyError(main)
    except (TooLarge, BadInput):
        raise
    except (*_BROKEN, ElementTree.ParseError, zipfile.LargeZipFile) as error:
        raise BadInput(f"{name} cannot be read as a .docx file.", "Save it anew from a word processor.") from error
    return Package(entries, parts, main)


def _main(parts: dict[str, bytes]) -> str:
    for kind, target, _ in _relations(parts.get("_rels/.rels", b"")):
        if kind in {f"{base}/officeDocument" for base in _KINDS}:
            return _resolved("", target)
    return "word/document.xml"


def _resolved(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _relations(data: bytes) -> list[tuple[str, str, str]]:
    """(type, target, mode) of each relation."""
    if not data:
        return []
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:  # an entity could name another file; no word processor writes one
        raise ValueError("a document type")
    return [
        (one.get("Type", ""), one.get("Target", ""), one.get("TargetMode", "")) for one in ElementTree.fromstring(data)
    ]


_END = re.compile(rb"</[^<>]*>\s*(?:<!--.*?-->\s*)*\Z", re.DOTALL)
_ALONE = re.compile(rb"<([^\s<>/!?]+)([^<>]*?)/>\s*\Z", re.DOTALL)


def inserted(part: bytes, markup: bytes) -> bytes:
    """The part with the markup as the last thing in its root. Raises BadInput where no root ends it."""
    if match := _END.search(part):
        return part[: match.start()] + markup + part[match.start() :]
    if match := _ALONE.search(part):
        return part[: match.start()] + b"<%b%b>" % (match[1], match[2]) + markup + b"</%b>" % match[1]
    raise BadInput("A part of the file does not end as it should.", "Save it anew from a word processor.")
