"""Generations: immutable folders that hold one state of the catalog with the index made from it.

``DATA/generations/<catalog version>-<hash of its content>/`` holds ``catalog.sqlite`` (an export), ``index/`` and
``manifest.json`` (size and SHA-256 of every file, the catalog's state, the encoder). ``DATA/current`` names the one in
use. A generation is made aside, fsynced whole, and appears by rename; only then is ``current`` replaced, so a reader
sees the old state or the new. A reader of a replica needs the generation folder and ``current``, nothing else.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from weakref import finalize

from corpus.durable import fsync_folder, fsync_tree, write_file, write_point, writing
from corpus.errors import Unavailable
from corpus.progress import Progress, silent
from corpus.records import Paragraph
from corpus.store.catalog import Catalog
from index import build
from index.filling import CATALOG, INDEX, Before, fill
from index.manifest import FORMAT, Manifest, sha256_of
from index.protocols import Encoder
from index.stores import LOCAL, IndexStore

MANIFEST = "manifest.json"
_BUILDING, _FORGET = ".building-", ".forget-"
#: Up to this many bytes, opening compares checksums too (about 0.1 s); beyond it, sizes, unless asked.
VERIFIED_BYTES = 64_000_000


class Damaged(Unavailable):
    """A generation's files are not the ones that were written; it can be rebuilt from the catalog."""

    kind = "damaged"


class Generation:
    """A generation opened for reading. While it is open, a sweep leaves its folder alone."""

    def __init__(self, folder: Path, manifest: Manifest, held: int) -> None:
        self.folder = folder
        self.manifest = manifest
        self._let_go = finalize(self, os.close, held)

    @classmethod
    def open(cls, folder: Path, *, verify: bool | None = None) -> Generation:
        """Open and compare with the manifest: sizes always; checksums when asked, or (None) when it is small.

        Raises Damaged.
        """
        try:
            held = os.open(folder / MANIFEST, os.O_RDONLY)
        except OSError as error:
            raise _damaged(folder, f"{MANIFEST} cannot be read") from error
        try:
            with suppress(OSError):  # some network file systems know no locks
                fcntl.flock(held, fcntl.LOCK_SH)
            if not os.fstat(held).st_nlink:
                raise _damaged(folder, "it was removed")
            manifest = _checked(folder, (folder / MANIFEST).read_bytes(), verify)
        except OSError as error:
            os.close(held)
            raise _damaged(folder, f"{error.filename and Path(error.filename).name} cannot be read") from error
        except BaseException:
            os.close(held)
            raise
        return cls(folder, manifest, held)

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def catalog_file(self) -> Path:
        return self.folder / CATALOG

    @property
    def index_folder(self) -> Path:
        return self.folder / INDEX

    def close(self) -> None:
        """Let a sweep have it. Also done when nothing refers to it any more."""
        self._let_go()


def _damaged(folder: Path, what: str) -> Damaged:
    return Damaged(f"Generation {folder.name} is damaged: {what}.", "It is rebuilt from the catalog at the next start.")


def _checked(folder: Path, data: bytes, verify: bool | None) -> Manifest:
    try:
        manifest = Manifest.of(data)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(folder, f"{MANIFEST} cannot be read") from error
    if data != manifest.to_bytes() or not folder.name.endswith(manifest.digest):
        raise _damaged(folder, f"{MANIFEST} was altered")
    if manifest.format != FORMAT:
        raise _damaged(folder, f"its format is {manifest.format}, this Pincite reads {FORMAT}")
    if verify is None:
        verify = sum(file.size for file in manifest.files.values()) <= VERIFIED_BYTES
    for name, file in manifest.files.items():
        path = folder / name
        size = path.stat().st_size if path.is_file() else None
        if size != file.size:
            raise _damaged(folder, f"{name} has {'no' if size is None else size} bytes instead of {file.size}")
        if verify and sha256_of(path) != file.sha256:
            raise _damaged(folder, f"{name} does not have the checksum it was written with")
    return manifest


# -- which one is in use


def current_name(data: Path) -> str | None:
    """Name of the generation in use; None where there is none yet."""
    try:
        return (data / "current").read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def current_mark(data: Path) -> tuple[int, int] | None:
    """Changes whenever ``current`` is replaced, by this process or another; costs one stat."""
    try:
        found = (data / "current").stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_ino


def open_current(data: Path, *, verify: bool | None = None) -> Generation | None:
    """The generation in use, opened; None where there is none yet. Raises Damaged."""
    for _ in range(5):  # a writer may replace and sweep it between the two steps
        name = current_name(data)
        if name is None:
            return None
        try:
            return Generation.open(folder_of(data, name), verify=verify)
        except Damaged:
            if name == current_name(data):
                raise
    raise Unavailable("The index is being replaced too often to be opened.", "Try again in a moment.")


def folder_of(data: Path, name: str) -> Path:
    return data / "generations" / name


# -- making one; the caller holds the data folder's lock


def write_generation(
    data: Path,
    catalog: Catalog,
    encoder: Encoder,
    *,
    previous: Generation | None = None,
    vectors: Path | None = None,
    large: int = build.LARGE,
    progress: Progress = silent,
    store: IndexStore = LOCAL,
) -> str:
    """Make a generation of the catalog's present content and take it into use; its name is returned.

    An index of more than ``large`` paragraphs is carried on from ``previous``: what is new comes beside it, see index.growing.

    Vectors of what did not change are taken from ``vectors`` (a folder that ``embedded_aside`` filled), else from ``previous``.
    Raises Unavailable where the disk refuses; what was in use before then stays.
    """
    home = data / "generations"
    aside = home / f"{_BUILDING}{os.getpid()}-{uuid.uuid4().hex[:8]}"
    with writing(data):
        home.mkdir(parents=True, exist_ok=True)
        try:
            (aside / INDEX).mkdir(parents=True)
            write_point("generation begun")
            before = None
            if vectors is None and previous is not None and previous.manifest.index:
                vectors = previous.index_folder
                before = None if previous.manifest.outdated() else Before(previous.folder, previous.manifest)
            manifest = fill(aside, catalog, encoder, vectors, progress, store=store, before=before, large=large)
            name = _publish(data, aside, manifest)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
    return name


@contextmanager
def embedded_aside(
    data: Path, paragraphs: Sequence[Paragraph], encoder: Encoder, progress: Progress = silent
) -> Iterator[Path]:
    """A folder with the vectors that an encoder gives the paragraphs, for ``write_generation``; removed at the end.

    Needs no lock: documents may be changed meanwhile. A sweep leaves it alone while it is in use, and removes it after a crash.
    """
    aside = data / "generations" / f"{_BUILDING}{os.getpid()}-{uuid.uuid4().hex[:8]}"
    with writing(data):
        aside.mkdir(parents=True)
        try:
            with (aside / MANIFEST).open("wb") as held:
                with suppress(OSError):  # some network file systems know no locks
                    fcntl.flock(held, fcntl.LOCK_SH)
                build.embed(aside, paragraphs, encoder=encoder, progress=progress)
                write_point("vectors made")
                yield aside
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _publish(data: Path, aside: Path, manifest: Manifest) -> str:
    """Bring the folder to the disk, under its name, and into use."""
    name = f"{manifest.catalog.version}-{manifest.digest}"
    folder = folder_of(data, name)
    (aside / MANIFEST).write_bytes(manifest.to_bytes())
    write_point("manifest written")
    fsync_tree(aside)
    write_point("generation synced")
    if folder.exists():  # the same content again: the one before was damaged, or never came into use
        folder.rename(folder.with_name(f"{_BUILDING}replaced-{uuid.uuid4().hex[:8]}"))
        write_point("generation set aside")
    aside.rename(folder)
    write_point("generation renamed")
    (folder.parent / f"{_FORGET}{name}").unlink(missing_ok=True)
    fsync_folder(folder.parent)
    fsync_folder(data)
    write_file(data / "current", f"{name}\n".encode())
    write_point("generation in use")
    return name


def has_leftovers(data: Path) -> bool:
    """Whether a writer is at work, or a crash left something that a sweep would remove."""
    home = data / "generations"
    return any(
        any(folder.glob(left)) for folder, left in ((home, f"{_BUILDING}*"), (home, f"{_FORGET}*"), (data, ".*.new"))
    )


def forget(data: Path) -> None:
    """Mark every generation there is as holding what was removed: once another is in use, sweeps leave none of them."""
    for name in _finished(data):
        (data / "generations" / f"{_FORGET}{name}").touch()
    write_point("generations marked")


def sweep(data: Path, store: IndexStore = LOCAL) -> list[str]:
    """Remove what a crash left behind and old generations, with what the store keeps for them; the names removed are returned.

    The one in use stays, the one before it too unless marked by ``forget``, and every one that a reader holds open.
    """
    home = data / "generations"
    in_use = current_name(data)
    others = [name for name in _finished(data) if name != in_use]
    forgotten = {path.name.removeprefix(_FORGET) for path in home.glob(f"{_FORGET}*")}
    left = sorted(path.name for path in home.glob(f"{_BUILDING}*"))
    gone = []
    for name in (*left, *others):
        if name in left or name in others[:-1] or name in forgotten:
            write_point("sweep")
            if _discard(home / name):
                gone.append(name)
    for name in forgotten:
        if not (home / name).exists():
            (home / f"{_FORGET}{name}").unlink(missing_ok=True)
    for new in data.glob(".*.new"):
        new.unlink(missing_ok=True)
    with suppress(Unavailable):  # a store that is down is swept another time
        store.keep_only(_made(data))
    return gone


def _made(data: Path) -> list[Mapping[str, Any]]:
    """What the manifests there are say of their indexes."""
    parts = []
    for name in _finished(data):
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            parts.append(Manifest.of((folder_of(data, name) / MANIFEST).read_bytes()).index)
    return parts


def _finished(data: Path) -> list[str]:
    """Names of the whole generations, by the catalog version they hold, then by when they were made."""
    found = [path for path in (data / "generations").glob("[0-9]*-*") if path.is_dir()]
    return [path.name for path in sorted(found, key=_age)]


def _age(folder: Path) -> tuple[int, int, str]:
    version = folder.name.split("-")[0]
    return (int(version) if version.isdigit() else -1, folder.stat().st_mtime_ns, folder.name)


def _discard(folder: Path) -> bool:
    """Remove a generation unless a reader, in whatever process, has it open."""
    try:
        held = (folder / MANIFEST).open("rb")
    except OSError:  # left unfinished
        shutil.rmtree(folder, ignore_errors=True)
        return True
    with held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        shutil.rmtree(folder, ignore_errors=True)
    return True
