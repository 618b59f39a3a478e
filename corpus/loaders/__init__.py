"""One loader per format. A loader turns a file into clean blocks; it is found by the file's suffix."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from corpus.blocks import Loaded
from corpus.errors import BadInput, NotFound, TooLarge, UnsupportedFormat

#: (bytes, file name) -> Loaded; raises BadInput where the bytes cannot be read.
Loader = Callable[[bytes, str], Loaded]

MEBIBYTE = 1024 * 1024
#: Bytes of one file. Files that are text are held in memory several times over while they are read.
LARGEST = 32 * MEBIBYTE
#: Bytes of one file of those formats whose bytes are mostly pictures.
LARGEST_CONTAINER = 256 * MEBIBYTE

#: What newer programs call the formats of older ones, for the hint.
SAVE_AS = {".doc": ".docx", ".ppt": ".pptx", ".xls": ".xlsx", ".rtf": ".docx", ".odt": ".docx", ".ods": ".xlsx"}


def _late(name: str) -> Loader:
    """The loader of that name, in the module of that name, imported when the first such file comes."""

    def read(data: bytes, file: str) -> Loaded:
        loader: Loader = getattr(import_module(f"corpus.loaders.{name}"), name)
        return loader(data, file)

    read.__name__ = name
    return read


#: suffix -> loader. No loader is imported, and no library of one, before a file of its format is read.
LOADERS: dict[str, Loader] = {
    suffix: _late(name)
    for name, suffixes in {
        "text": (".txt", ".text"),
        "markdown": (".md", ".markdown"),
        "html": (".html", ".htm", ".xhtml"),
        "pdf": (".pdf",),
        "docx": (".docx",),
        "pptx": (".pptx",),
        "xlsx": (".xlsx",),
        "csv": (".csv", ".tsv"),
    }.items()
    for suffix in suffixes
}
_CONTAINERS = frozenset((".pdf", ".docx", ".pptx", ".xlsx"))
#: Suffixes whose files are read in a process of their own (corpus.loaders.sandbox): their parsers can be led astray.
RISKY = _CONTAINERS | {".html", ".htm", ".xhtml", ".csv", ".tsv"}


def load(path: Path, data: bytes | None = None) -> Loaded:
    """Read a file into blocks. ``data`` are the file's bytes where they are at hand already.

    Raises UnsupportedFormat for a suffix without a loader, NotFound where there is no such file, TooLarge, BadInput for
    what cannot be read (empty, damaged, locked, binary, in no known encoding).
    """
    loader = loader_of(path)
    if data is None:
        data = read_bytes(path)
    check_size(path, len(data))
    try:
        loaded = loader(data, path.name)
    except RecursionError as error:
        raise BadInput(
            f"{path.name} is nested deeper than any document.", "Check where the file comes from."
        ) from error
    except MemoryError as error:
        raise TooLarge(f"{path.name} needs more memory than there is.", "Split it into several documents.") from error
    return replace(loaded, sha256=hashlib.sha256(data).hexdigest())


def loader_of(path: Path) -> Loader:
    """The loader of a file's suffix. Raises UnsupportedFormat."""
    suffix = path.suffix.lower()
    loader = LOADERS.get(suffix)
    if loader is None:
        instead = f"Save it as {SAVE_AS[suffix]}. " if suffix in SAVE_AS else ""
        raise UnsupportedFormat(
            f"{path.name}: no loader for files ending in {path.suffix or 'nothing'!r}.",
            f"{instead}Formats read: {', '.join(sorted(LOADERS))}.",
        )
    return loader


def read_bytes(path: Path) -> bytes:
    """The file's bytes, none of them where it is too large. Raises NotFound, TooLarge."""
    try:
        check_size(path, path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise NotFound(f"{path.name} cannot be read: {error.strerror}.", "Check the path.") from error


def check_size(path: Path, size: int) -> None:
    """Raises TooLarge for a file larger than files of its format are read."""
    largest = LARGEST_CONTAINER if path.suffix.lower() in _CONTAINERS else LARGEST
    if size > largest:
        raise TooLarge(
            f"{path.name} holds {size:,} bytes; at most {largest:,} are read of one such file.",
            "Split it into several documents.",
        )
