"""One loader per format. A loader turns a file into clean blocks; it is found by the file's suffix."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from corpus.blocks import Loaded
from corpus.errors import NotFound, UnsupportedFormat
from corpus.loaders.markdown import markdown
from corpus.loaders.text import text

#: (bytes, file name) -> Loaded; raises BadInput where the bytes cannot be read.
Loader = Callable[[bytes, str], Loaded]

LOADERS: dict[str, Loader] = {".txt": text, ".text": text, ".md": markdown, ".markdown": markdown}


def load(path: Path, data: bytes | None = None) -> Loaded:
    """Read a file into blocks. ``data`` are the file's bytes where they are at hand already.

    Raises UnsupportedFormat for a suffix without a loader, NotFound where there is no such file, BadInput for what
    cannot be read (empty, binary, in no known encoding).
    """
    loader = LOADERS.get(path.suffix.lower())
    if loader is None:
        raise UnsupportedFormat(
            f"{path.name}: no loader for files ending in {path.suffix or 'nothing'!r}.",
            f"Formats read: {', '.join(sorted(LOADERS))}.",
        )
    if data is None:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise NotFound(f"{path.name} cannot be read: {error.strerror}.", "Check the path.") from error
    loaded = loader(data, path.name)
    return replace(loaded, sha256=hashlib.sha256(data).hexdigest())
