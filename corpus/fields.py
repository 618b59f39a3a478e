"""The fields of a catalogue's entry and of front matter: which there are, and which was meant by one that is misspelt."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from rapidfuzz.distance import OSA

from corpus.errors import BadInput

FILE = "file"  #: in a catalogue only
SOURCE = "source"  #: for whoever edits the file; not read
COLLECTION = "collection"
FIELDS = (
    "id",
    "title",
    "publisher",
    "date",
    "as_of",
    "languages",
    "kind",
    "source_url",
    "restates",
    COLLECTION,
    "translation_of",
)
#: Near a field, and what other programs read from front matter.
_OTHERS = frozenset({"published"})


def meant_by(name: str, fields: tuple[str, ...] = FIELDS) -> str:
    """The field that a misspelt name is near to by edits (optimal string alignment), empty where none is.

    Two edits are near, one in a short name, none in a shorter one. Three are near to the collection: a document must not
    be open to everybody because of a slip of the hand.

    >>> meant_by("Titel"), meant_by("colection"), meant_by("tags")
    ('title', 'collection', '')
    """
    letters = _letters(name)
    if letters in _OTHERS:
        return ""
    near = {field: OSA.distance(letters, _letters(field)) for field in fields}
    found = [field for field, edits in near.items() if edits <= _allowed(field, letters)]
    return min(found, key=lambda field: near[field], default="")


def _allowed(field: str, letters: str) -> int:
    if field == COLLECTION:
        return 3
    length = min(len(_letters(field)), len(letters))
    return 0 if length <= 2 else 1 if length <= 5 else 2


def _letters(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if c.isalnum())


def unknown_in(entry: Mapping[Any, Any], place: str, fields: tuple[str, ...] = FIELDS) -> tuple[str, ...]:
    """Names in the entry that are no field and near none. Raises BadInput for one that is near a field, and for an empty
    collection."""
    others = [str(name) for name in entry if name not in (*fields, SOURCE)]
    for name in others:
        if meant := meant_by(name, fields):
            raise BadInput(f"{place}: {name!r} is not a field.", f"Did you mean {meant}?")
    if COLLECTION in entry and (not isinstance(entry[COLLECTION], str) or not entry[COLLECTION].strip()):
        raise BadInput(f"{place}: the collection is not named.", "Name it, or leave the field out.")
    return tuple(others)


def mistyped_in(entry: Mapping[Any, Any]) -> tuple[str, ...]:
    """Fields whose value is neither text nor, where names or lists may stand, those."""
    named = ("title", "publisher")
    found = []
    for name in FIELDS:
        value = entry.get(name)
        mapping = name in named and isinstance(value, Mapping) and all(isinstance(one, str) for one in value.values())
        listed = name == "languages" and isinstance(value, list)
        dated = name in ("date", "as_of")  # the reader of dates refuses what is none
        if value is not None and not (isinstance(value, str) or mapping or listed or dated):
            found.append(name)
    return tuple(found)
