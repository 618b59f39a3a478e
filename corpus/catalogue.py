"""The catalogue of a folder of documents: ``catalogue.yaml``, what it names, and what it says of each file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yaml import YAMLError

from corpus.errors import BadInput, NotFound
from corpus.fields import COLLECTION, meant_by
from corpus.loaders import LOADERS, SAVE_AS
from corpus.metadata import Metadata, from_mapping
from corpus.yamls import plain_yaml

CATALOGUE = "catalogue.yaml"
_NAMED = 5  #: files named in a note


def read_catalogue(folder: Path) -> dict[str, Metadata]:
    """File name -> what the folder's catalogue.yaml says of it.

    Raises NotFound without a catalogue, BadInput for one that cannot be read or names one id twice.
    """
    path = folder / CATALOGUE
    try:
        found = plain_yaml(path.read_text("utf-8"))
    except OSError as error:
        raise NotFound(
            f"There is no {CATALOGUE} in {folder.name}.", "Add one, or give the files themselves."
        ) from error
    except (YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise BadInput(f"{CATALOGUE} cannot be read: {error}", "Correct its YAML.") from error
    entries = found.get("documents") if isinstance(found, dict) else None
    if not isinstance(entries, list):
        raise BadInput(
            f"{CATALOGUE} has no list named documents.", "Give `documents:` and below it one entry per file."
        )
    if any(meant_by(str(name), (COLLECTION,)) for name in found):
        raise BadInput(
            f"{CATALOGUE} names a collection beside the list of documents.",
            "Say `collection:` in each entry it is meant for.",
        )
    catalogue: dict[str, Metadata] = {}
    faults = list(_entries(folder, entries, catalogue))
    if faults:
        count = f"{len(faults)} faults. " if len(faults) > 1 else ""
        raise BadInput(
            f"{CATALOGUE} in {folder.name}: {count}" + " ".join(f"{one.message} {one.hint}" for one in faults),
            "Correct them, then try again.",
        )
    return catalogue


def _entries(folder: Path, entries: list[Any], catalogue: dict[str, Metadata]) -> Iterator[BadInput]:
    """Fills the catalogue; yields what is wrong with it."""
    files: dict[Path, int] = {}
    ids: dict[str, int] = {}
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict) or not isinstance(entry.get("file"), str) or not entry["file"].strip():
            yield BadInput(f"Entry {number} names no file.", "Give each entry `file:` and `id:`.")
            continue
        name, place = entry["file"], f"Entry {number} ({entry['file']})"
        if Path(name).is_absolute() or leads_out(folder, folder / name):
            yield BadInput(f"{place} lies outside the folder.", "Name files of the folder only.")
            continue
        first = files.setdefault((folder / name).resolve(), number)
        if first != number:
            yield BadInput(f"{place} is the same file as entry {first}.", "List each file once.")
            continue
        try:
            told = from_mapping(entry, place)
        except BadInput as fault:
            yield fault
            continue
        if told.id and ids.setdefault(told.id, number) != number:
            yield BadInput(
                f"{place} has the id {told.id!r} of entry {ids[told.id]}.", "Give each document an id of its own."
            )
        catalogue[name] = told


def leads_out(folder: Path, path: Path) -> bool:
    """Whether a path below the folder is, by its symbolic links or its dots, a place outside of it."""
    try:
        return not path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        return True


@dataclass(frozen=True, slots=True)
class Folder:
    """What a folder holds."""

    files: list[tuple[Path, Metadata | None]]
    refused: tuple[tuple[Path, BadInput], ...] = ()  #: files that lie elsewhere
    unlisted: tuple[str, ...] = ()  #: files of a readable format that its catalogue does not name
    unreadable: tuple[str, ...] = ()  #: files of no format that is read

    @property
    def notes(self) -> tuple[str, ...]:
        """What is left out, said."""
        found: list[str] = []
        if self.unlisted:
            found.append(f"{_counted(self.unlisted)} not in {CATALOGUE} and left out: {_some(self.unlisted)}.")
        if self.unreadable:
            suffixes = sorted({Path(one).suffix.lower() for one in self.unreadable} & SAVE_AS.keys())
            instead = "".join(f" Save {one} as {SAVE_AS[one]}." for one in suffixes)
            found.append(f"{_counted(self.unreadable)} in no format that is read: {_some(self.unreadable)}.{instead}")
        return tuple(found)


def _counted(names: Sequence[str]) -> str:
    return "1 file is" if len(names) == 1 else f"{len(names)} files are"


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")


def held_in(folder: Path, apart: Path | None = None) -> Folder:
    """The documents of a folder, but for what lies below ``apart``: those its catalogue lists, or every file there is a
    loader for; and what is left out.

    A listed file that is not there is listed all the same: reading says so, and the others are read. Raises NotFound for a
    folder that is not there, BadInput for a catalogue that cannot be read.
    """
    if not folder.is_dir():
        raise NotFound(f"There is no folder {folder.name}.", "Check the path.")
    listed = read_catalogue(folder) if (folder / CATALOGUE).exists() else None
    away = apart.resolve() if apart else None
    files: list[tuple[Path, Metadata | None]] = [(folder / name, told) for name, told in (listed or {}).items()]
    named = {path.resolve() for path, _ in files}
    refused: list[tuple[Path, BadInput]] = []
    unlisted: list[str] = []
    unreadable: list[str] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if not path.is_file() or any(part.startswith(".") for part in name.parts) or str(name) == CATALOGUE:
            continue
        if away and path.resolve().is_relative_to(away):
            continue
        if path.suffix.lower() not in LOADERS:
            unreadable.append(str(name))
        elif listed is not None:
            unlisted += [] if path.resolve() in named else [str(name)]
        elif leads_out(folder, path):
            fault = BadInput(f"{name} is a link that leads out of the folder.", "Copy the file into the folder.")
            refused.append((path, fault))
        else:
            files.append((path, None))
    if away:
        files = [one for one in files if not one[0].resolve().is_relative_to(away)]
    return Folder(files, tuple(refused), tuple(unlisted), tuple(unreadable))


def files_of(folder: Path) -> list[tuple[Path, Metadata | None]]:
    """The documents of a folder, see ``held_in``. Raises as that does."""
    return held_in(folder).files


def described(path: Path) -> Metadata | None:
    """What the nearest catalogue that lists the file says of it, beside it or in a folder above; None where none does.

    Raises BadInput for a catalogue on the way that cannot be read: it may name a collection.
    """
    place = path.resolve()
    for folder in place.parents:
        if (folder / CATALOGUE).is_file():
            for name, told in read_catalogue(folder).items():
                if (folder / name).resolve() == place:
                    return told
    return None
