"""A data folder in one file, and back: what `pincite backup` and `pincite restore` do.

The file is a gzipped tar: ``backup.json`` first (format, and the size and SHA-256 of every other member), then the catalog, the
generation in use, the files that were uploaded and the hashes of the keys. The catalog is copied by SQLite's own online
backup, under the data folder's lock, so that it fits the generation beside it.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from corpus.durable import fsync_file, fsync_folder, fsync_tree, writing
from corpus.errors import BadInput, Conflict, NotFound, Unavailable
from index import generation
from index.manifest import Manifest

FORMAT = 1
CONTENTS = "backup.json"
_KEYS, _UPLOADS, _JOBS, _CURRENT = "keys.json", "uploads", "jobs", "current"


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: the version of its index (empty where there was none yet), files, bytes before compression."""

    index_version: str
    files: int
    bytes: int


def backup(data: Path, target: Path) -> Backup:
    """Write the data folder to ``target``, which appears whole or not at all. A service may be running on the folder.

    Raises NotFound where there is no data folder, Conflict while another process changes it or where the target exists,
    Unavailable where the disk refuses.
    """
    if not (data / generation.CATALOG).is_file():
        raise NotFound(f"{data} holds no catalog.", "Check --data.")
    if target.exists():
        raise Conflict(f"{target} is there already.", "Choose another name, or remove it first.")
    if not target.parent.is_dir():
        raise NotFound(f"There is no folder {target.parent}.", "Make it first, or choose another place.")
    new = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.new")
    with _writing(target), tempfile.TemporaryDirectory(prefix="pincite-backup-") as aside:
        try:
            with _locked(data):
                members = _members(data, Path(aside))
                done = _write(new, members, _index_version(data))
            fsync_file(new)
            os.link(new, target)  # unlike a rename, it never takes the place of another file
            fsync_folder(target.parent)
        except FileExistsError:
            raise Conflict(f"{target} is there already.", "Choose another name, or remove it first.") from None
        finally:
            new.unlink(missing_ok=True)
    return done


@contextmanager
def _writing(target: Path) -> Iterator[None]:
    try:
        with writing(target.parent):
            yield
    except Unavailable as error:
        raise Unavailable(f"{target} was not written. {error.message}", "Choose another place for it.") from error


def restore(source: Path, data: Path) -> Backup:
    """Make the data folder that a backup holds. It appears whole, checked against the checksums, or not at all.

    Raises NotFound where there is no backup, Conflict where ``data`` holds anything already, BadInput for a file that is no
    backup, is damaged, or holds what a backup never does.
    """
    if not source.is_file():
        raise NotFound(f"There is no file {source}.", "Check the name.")
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise Conflict(f"{data} is not empty.", "Choose another --data: a restore never overwrites.")
    data.parent.mkdir(parents=True, exist_ok=True)
    aside = data.parent / f".{data.name}.{uuid.uuid4().hex[:8]}.new"
    with writing(data.parent):
        try:
            aside.mkdir(mode=0o700)
            done = _read(source, aside)
            fsync_tree(aside)
            aside.replace(data)  # over an empty folder too
            fsync_folder(data.parent)
        except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError) as error:
            raise BadInput(f"{source.name} is no backup, or is damaged: {error}.", "Take another backup.") from error
        except OSError as error:
            if error.errno is None:  # gzip's own
                raise BadInput(f"{source.name} is no backup, or is damaged: {error}.", "Take another one.") from error
            raise
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return done


@contextmanager
def _locked(data: Path) -> Iterator[None]:
    """Nobody changes the folder meanwhile; where nothing can be written in it, nobody can."""
    try:
        lock = (data / "lock").open("ab")
    except OSError as error:
        if error.errno not in (errno.EROFS, errno.EACCES):
            raise
        yield
        return
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(f"Another process is changing {data}.", "Try again when it has finished.") from None
        yield


def _members(data: Path, aside: Path) -> list[tuple[str, Path]]:
    """Names in the backup and the files they are taken from."""
    catalog = aside / generation.CATALOG
    with (
        closing(sqlite3.connect(f"file:{_readable(data, aside)}?mode=ro", uri=True)) as here,
        closing(sqlite3.connect(catalog)) as there,
    ):
        here.backup(there)
        there.execute("PRAGMA journal_mode=DELETE")
    found = [(generation.CATALOG, catalog)]
    name = generation.current_name(data)
    folders = [data / _UPLOADS] + ([generation.folder_of(data, name)] if name else [])
    singles = [data / _CURRENT, data / _KEYS]
    files = [one for one in singles if one.is_file()]
    for folder in folders:
        files += sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    files = [path for path in files if not path.relative_to(data).as_posix().startswith(f"{_UPLOADS}/.")]
    return found + [(path.relative_to(data).as_posix(), path) for path in files] + _jobs(data, aside)


def _readable(data: Path, aside: Path) -> Path:
    """The catalog, or a copy with its log: SQLite opens none with a log where it cannot write beside it."""
    if os.access(data, os.W_OK):
        return data / generation.CATALOG
    copy = aside / "copy"
    copy.mkdir()
    for path in data.glob(f"{generation.CATALOG}*"):
        if path.name in (generation.CATALOG, f"{generation.CATALOG}-wal"):
            shutil.copyfile(path, copy / path.name)
    return copy / generation.CATALOG


def _jobs(data: Path, aside: Path) -> list[tuple[str, Path]]:
    """Copies of the jobs, which a service may be writing at the moment."""
    (aside / _JOBS).mkdir()
    found = []
    for path in sorted((data / _JOBS).glob("*.json")):
        with suppress(FileNotFoundError):  # forgotten just now
            shutil.copyfile(path, aside / _JOBS / path.name)
            found.append((f"{_JOBS}/{path.name}", aside / _JOBS / path.name))
    return found


def _index_version(data: Path) -> str:
    name = generation.current_name(data)
    return Manifest.of((generation.folder_of(data, name) / generation.MANIFEST).read_bytes()).content if name else ""


def _write(new: Path, members: list[tuple[str, Path]], index_version: str) -> Backup:
    files = {name: {"size": path.stat().st_size, "sha256": _digest(path)} for name, path in members}
    contents = json.dumps({"format": FORMAT, "index_version": index_version, "files": files}).encode()
    # The keys' hashes and whatever the documents hold: for the owner alone.
    handle = os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as out, tarfile.open(fileobj=out, mode="w:gz", compresslevel=3) as tar:
        tar.addfile(_entry(CONTENTS, len(contents)), io.BytesIO(contents))
        for name, path in members:
            with path.open("rb") as file:
                tar.addfile(_entry(name, files[name]["size"]), file)
    return Backup(index_version, len(files), sum(one["size"] for one in files.values()))


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def _read(source: Path, aside: Path) -> Backup:
    with tarfile.open(source, mode="r:gz") as tar:
        first = tar.next()
        held = tar.extractfile(first) if first is not None and first.name == CONTENTS and first.isfile() else None
        if held is None:
            raise ValueError(f"it does not begin with {CONTENTS}")
        contents: dict[str, Any] = json.loads(held.read())
        if contents["format"] != FORMAT:
            raise ValueError(f"its format is {contents['format']}, this Pincite reads {FORMAT}")
        expected = dict(contents["files"])
        files, total = len(expected), 0
        for entry in tar:
            if entry.name == CONTENTS:
                continue
            known = expected.pop(entry.name)
            if not entry.isfile() or not _is_ours(entry.name) or entry.size != known["size"]:
                raise ValueError(f"{entry.name} is not as {CONTENTS} says")
            _extract(tar, entry, aside / entry.name, known["sha256"])
            total += entry.size
        if expected:
            raise ValueError(f"{min(expected)} is missing")
    return Backup(str(contents["index_version"]), files, total)


def _is_ours(name: str) -> bool:
    """Whether a data folder has files of that name; nothing else is written, and nothing outside the folder."""
    parts = PurePosixPath(name).parts
    if not parts or name != "/".join(parts) or ".." in parts or parts[0] == "/":
        return False
    return name in (generation.CATALOG, _CURRENT, _KEYS) or (
        len(parts) > 1 and parts[0] in ("generations", _UPLOADS, _JOBS)
    )


def _extract(tar: tarfile.TarFile, entry: tarfile.TarInfo, path: Path, sha256: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    held = tar.extractfile(entry)
    if held is None:
        raise ValueError(f"{entry.name} cannot be read")
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
        shutil.copyfileobj(held, out)
    if _digest(path) != sha256:
        raise ValueError(f"{entry.name} does not have the checksum it was written with")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
