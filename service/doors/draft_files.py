"""Drafts and lists of quotations as files: what is read is text, nothing else of a file is looked at."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from corpus.durable import write_file
from corpus.encodings import decode
from corpus.errors import BadInput, NotFound, TooLarge, UnsupportedFormat

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Largest text part of a .docx that is read, in bytes: a few kilobytes of zip can hold gigabytes.
_LARGEST = 50 * 1024 * 1024


def _bytes(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    path = Path(name)
    if path.is_dir():
        raise BadInput(f"{name} is a folder.", "Name a file.")
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise NotFound(f"There is no file {name}.", "Check its name.") from None
    except OSError as error:
        raise BadInput(f"{name} cannot be read: {error.strerror}.", "Check its permissions.") from None


def quotes_in(name: str) -> list[str]:
    """The lines of a text file that hold something; ``-`` reads stdin. Raises NotFound, BadInput."""
    return [line.strip() for line in decode(_bytes(name))[0].splitlines() if line.strip()]


def draft_in(name: str) -> str:
    """The text of a draft: txt, md or docx (its paragraphs, a line each); ``-`` reads text from stdin.

    Raises NotFound, BadInput, UnsupportedFormat, TooLarge.
    """
    data = _bytes(name)
    suffix = Path(name).suffix.casefold()
    if suffix == ".docx":
        return _docx_text(data, name)
    if suffix in ("", ".txt", ".md", ".markdown") or name == "-":
        return decode(data, name)[0].replace("\r\n", "\n").replace("\r", "\n")
    raise UnsupportedFormat(f"Drafts are not read from {suffix} files.", "Give a .txt, .md or .docx file.")


def write_out(name: str, data: bytes) -> None:
    """Writes a whole file or none. Raises BadInput where the place cannot be written."""
    try:
        write_file(Path(name), data)
    except OSError as error:
        raise BadInput(
            f"{name} cannot be written: {error.strerror}.", "Name a file in a folder that is there."
        ) from None


def _docx_text(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.getinfo("word/document.xml").file_size > _LARGEST:
                raise TooLarge(f"{name} unpacks to more than {_LARGEST} bytes.", "Split the draft.")
            body = archive.read("word/document.xml")
        if b"<!DOCTYPE" in body[:4096]:  # an entity could name another file; no word processor writes one
            raise BadInput(f"{name} is not an ordinary .docx file.", "Save it anew from a word processor.")
        root = ElementTree.fromstring(body)
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, RuntimeError, NotImplementedError) as error:
        raise BadInput(f"{name} cannot be read as a .docx file.", "Save it anew from a word processor.") from error
    text = "\n".join(_paragraph_text(paragraph) for paragraph in root.iter(f"{_W}p"))
    if not text.strip():
        raise BadInput(f"{name} holds no text.", "Give a file with text in it.")
    return text


def _paragraph_text(paragraph: ElementTree.Element) -> str:
    """What a paragraph prints; deleted text of tracked changes is not part of it."""
    pieces = []
    for element in paragraph.iter():
        if element.tag == f"{_W}t":
            pieces.append(element.text or "")
        elif element.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            pieces.append("\t" if element.tag == f"{_W}tab" else "\n")
    return "".join(pieces)
