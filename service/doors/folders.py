"""What to say of the folders that documents were read from."""

from __future__ import annotations

from pathlib import Path

from service.doors.protocols import Library

_NAMED = 3  #: ids named in a notice


def folder_notices(library: Library, folder: Path) -> list[str]:
    """What is left out of the folder that is served now and what is served beside it; uploads apart, which belong to none."""
    said = list(library.said_of(folder))
    other = library.elsewhere(folder)
    if not other:
        return said
    named = ", ".join(other[:_NAMED]) + (", …" if len(other) > _NAMED else "")
    count = "1 document was" if len(other) == 1 else f"{len(other)} documents were"
    return [
        *said,
        f"{count} not read from {folder.name}, the folder served now, and still served: {named}. "
        "Start with --only to serve that folder alone, or remove what is not wanted.",
    ]


def place_notices(library: Library) -> list[str]:
    """Where the documents came from, where that is more than one place."""
    places = library.places()
    if len(places) < 2:
        return []
    listed = ", ".join(f"{place} ({count})" for place, count in places.items())
    return [f"The documents come from {len(places)} places: {listed}."]
