"""Drafts and lists of quotations as files: what is read is text, nothing else of a file is looked at."""

from __future__ import annotations

import sys
from pathlib import Path

from corpus.encodings import decode
from corpus.errors import BadInput, NotFound


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
