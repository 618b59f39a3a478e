"""Drafts and lists of quotations as files: what is read is text, nothing else of a file is looked at."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from corpus.durable import write_file
from corpus.encodings import decode
from corpus.errors import BadInput, NotFound, UnsupportedFormat
from service.doors.docx_package import open_package
from service.doors.docx_scan import NotWord, scan


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


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of a draft, and the file itself where it was a .docx."""

    name: str
    text: str
    docx: bytes | None = None


def read_draft(name: str) -> Draft:
    """A draft's file: txt, md or docx (its paragraphs, a line each); ``-`` reads text from stdin.

    Raises NotFound, BadInput, UnsupportedFormat, TooLarge.
    """
    return draft_of(_bytes(name), name)


def draft_of(data: bytes, name: str) -> Draft:
    """The same for a file that was sent. Raises BadInput, UnsupportedFormat, TooLarge."""
    suffix = Path(name).suffix.casefold()
    if suffix == ".docx":
        return Draft(name, _docx_text(data, name), data)
    if suffix in ("", ".txt", ".md", ".markdown") or name == "-":
        return Draft(name, decode(data, name)[0].replace("\r\n", "\n").replace("\r", "\n"))
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
    found = open_package(data, name)
    try:
        text = scan(found.parts[found.main]).text
    except NotWord as error:
        raise BadInput(f"{name} cannot be read as a .docx file.", "Save it anew from a word processor.") from error
    if not text.strip():
        raise BadInput(f"{name} holds no text.", "Give a file with text in it.")
    return text
