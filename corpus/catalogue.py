"""The catalogue of a folder of documents: ``catalogue.yaml``, what it names, and what it says of each file."""

from __future__ import annotations

from pathlib import Path

from yaml import YAMLError

from corpus.errors import BadInput, NotFound
from corpus.fields import COLLECTION, meant_by
from corpus.loaders import LOADERS
from corpus.metadata import Metadata, from_mapping
from corpus.yamls import plain_yaml

CATALOGUE = "catalogue.yaml"


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
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("file"), str):
            raise BadInput(f"{CATALOGUE} has an entry without a file.", "Give each entry `file:` and `id:`.")
        catalogue[entry["file"]] = from_mapping(entry, f"{CATALOGUE}, {entry['file']}")
    ids = [m.id for m in catalogue.values() if m.id]
    twice = next((one for one in ids if ids.count(one) > 1), None)
    if twice:
        raise BadInput(f"{CATALOGUE} gives the id {twice!r} to two files.", "Give each document an id of its own.")
    return catalogue


def files_of(folder: Path) -> list[tuple[Path, Metadata | None]]:
    """The documents of a folder: those its catalogue lists and nothing else, or every file there is a loader for.

    A listed file that is not there is listed all the same: reading says so, and the others are read. Raises NotFound for a
    folder that is not there.
    """
    if not folder.is_dir():
        raise NotFound(f"There is no folder {folder.name}.", "Check the path.")
    if (folder / CATALOGUE).exists():
        return [(folder / name, metadata) for name, metadata in read_catalogue(folder).items()]
    paths = (p for p in sorted(folder.rglob("*")) if p.is_file() and p.suffix.lower() in LOADERS)
    return [(p, None) for p in paths if not any(part.startswith(".") for part in p.relative_to(folder).parts)]


def described(path: Path) -> Metadata | None:
    """What a catalogue beside the file says of it; None where there is none, or it does not list the file.

    Raises BadInput for a catalogue that cannot be read.
    """
    folder = path.resolve().parent
    return read_catalogue(folder).get(path.name) if (folder / CATALOGUE).is_file() else None
