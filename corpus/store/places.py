"""Where files stand, as the catalog notes it: uploads from their data folder on, so that the folder may move; others in full."""

from __future__ import annotations

import re
from pathlib import Path

UPLOADS = "uploads"
#: An upload noted in full by an earlier version: the folder of one receipt has a random name of its own.
_RECEIVED = re.compile(rf"/({UPLOADS}/[0-9a-f]{{32}}/[^/]+)$")


def noted(path: str, home: Path | None) -> str:
    """The file's place as it is written down. ``home``: the data folder, None where there is none."""
    if home is None or not path:
        return path
    place, own = Path(path), home.resolve()
    return place.relative_to(own).as_posix() if place.is_relative_to(own / UPLOADS) else path


def found(note: str, home: Path | None) -> str:
    """The file's place now, of what was written down."""
    if home is None or not note:
        return note
    old = _RECEIVED.search(note)
    if old and not Path(note).exists():
        note = old.group(1)
    return note if Path(note).is_absolute() else str(home.resolve() / note)
