"""The library: a data folder opened. It brings documents in and out, and hands out snapshots to read from.

One process writes at a time (an advisory lock on ``DATA/lock``); readers never lock. Every change is first committed to the
catalog, then a generation is made from it and taken into use; a call returns when its effect is on the disk and in
the next snapshot. After a crash between the two steps, the next opening makes the missing generation.
"""

from __future__ import annotations

import fcntl
import logging
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import Event, Lock, RLock
from weakref import finalize

from corpus.durable import fsync_file, fsync_folder, writing
from corpus.errors import Conflict, NotFound, PinciteError, Unavailable
from corpus.ingest import Report, ingest, outdated
from corpus.metadata import CATALOGUE, Metadata, files_of, read_catalogue
from corpus.progress import Progress, silent
from corpus.records import Document, Paragraph, Problem
from corpus.store.catalog import Catalog, Origin
from index import generation
from index.embedding import Embedding
from index.encoders import load_encoder
from index.generation import Damaged, Generation
from index.manifest import Manifest
from index.protocols import Encoder
from service.encoders import Encoders
from service.snapshot import Snapshot

log = logging.getLogger("pincite.library")


class Library:
    """Opened by ``Library.open``. Safe to use from several threads; changes wait for each other."""

    def __init__(self, data: Path, encoder: Encoder, catalog: str | None, read_only: bool) -> None:
        self._data = data
        self._encoders = Encoders(encoder)
        self._kept: Encoder | None = None  # the one in use until ``switch`` has made the vectors of the one asked for
        self._catalog_at: Path | str = catalog or data / generation.CATALOG
        self._catalog: Catalog | None = None
        self._read_only = read_only
        self._changes = RLock()
        self._opening = Lock()
        self._released = Event()  # set when a snapshot was let go: what it kept from being swept may go now
        # The snapshot in use, with the mark of ``current`` it was opened at.
        self._opened: tuple[tuple[int, int] | None, Snapshot] | None = None
        #: what was found damaged or could not be brought up to date, and what was done
        self.notices: list[Problem] = []

    @classmethod
    def open(
        cls,
        data: Path,
        *,
        encoder: str | Embedding | Encoder = "default",
        catalog: str | None = None,
        read_only: bool = False,
        switch_later: bool = False,
        progress: Progress = silent,
    ) -> Library:
        """Open the data folder, made if it is not there, and mend what a crash left undone.

        ``catalog`` is a database URL where the catalog is shared; ``read_only`` serves the generation that is there and
        touches nothing, as a replica does. Where the index was made with another encoder, it is made anew; with
        ``switch_later`` that is left to ``switch``, and the index that is there goes on serving, if its encoder can still be
        loaded. Raises Conflict where another process is making the first generation, Unavailable where the disk refuses and
        there is nothing yet to serve.
        """
        loaded = load_encoder(encoder) if isinstance(encoder, str | Embedding) else encoder
        library = cls(data, loaded, catalog, read_only)
        if not read_only:
            if switch_later:
                library._keep_encoder()
            library._mend(progress)
        return library

    def close(self) -> None:
        """Let the catalog and the snapshot go; snapshots handed out stay readable. The next call opens them again."""
        with self._changes:
            if self._catalog is not None:
                self._catalog.close()
            self._catalog = self._opened = None

    # -- reading

    @property
    def data(self) -> Path:
        return self._data

    @property
    def uploads(self) -> Path:
        """Where files received from elsewhere are kept, one folder for each receipt, so that they can be read again.

        A file there is deleted when its document is removed, or was read from another file since.
        """
        return self._data / "uploads"

    @property
    def index_version(self) -> str:
        """Name of the generation in use."""
        return self.snapshot().index_version

    def snapshot(self) -> Snapshot:
        """The state in use now, another process's changes included. One stat where nothing changed.

        Raises Conflict where the generation was made with another encoder, Unavailable where there is none to read.
        """
        if self._released.is_set():
            self._released.clear()
            self._tidy()
        opened = self._opened
        if opened is not None and opened[0] == generation.current_mark(self._data):
            return opened[1]
        try:
            return self._reopened()
        except Damaged:
            if self._read_only:
                raise
        with self._writing() as catalog:
            self._publish(catalog, silent)
        return self._reopened()

    def _reopened(self) -> Snapshot:
        with self._opening:  # one thread opens, the others take what it opened
            mark = generation.current_mark(self._data)
            opened = self._opened
            if opened is None or opened[0] != mark:
                opened = self._opened = (mark, self._open_snapshot())
            return opened[1]

    def _open_snapshot(self) -> Snapshot:
        found = generation.open_current(self._data)
        if found is None:
            raise Unavailable(f"{self._data} holds no index.", "Add documents with `pincite add`, or check --data.")
        reader = self._encoders.reader_of(found.manifest)
        if reader is None:
            made_with = found.manifest.encoder
            found.close()
            raise Conflict(
                f"The index was made with the encoder {made_with}, not {self._encoders.wanted.id}.",
                "Open it with the same encoder, or start again to have it made anew.",
            )
        snapshot = Snapshot(found, reader)
        finalize(snapshot, self._released.set)
        return snapshot

    def earlier(self, paragraph_id: str) -> list[tuple[Document, Paragraph]]:
        """The paragraph as earlier versions of its document had it, oldest first; a read-only library knows of none.

        What was removed has no past: a removed document is gone with all its versions.
        """
        if self._read_only or (isinstance(self._catalog_at, Path) and not self._catalog_at.exists()):
            return []
        catalog = self._catalog
        if catalog is None:  # else a reader does not wait for a change that is under way
            with self._changes:
                catalog = self._opened_catalog()
        return catalog.earlier(paragraph_id)

    # -- changing

    def sync(self, folder: Path, progress: Progress = silent) -> Report:
        """Make the documents that came from the folder those it holds now: new, changed and removed files.

        Raises NotFound for a folder that is not there, Conflict while another process writes.
        """
        if not folder.is_dir():
            raise NotFound(f"There is no folder {folder}.", "Check --documents.")
        files = files_of(folder)
        with self._writing() as catalog:
            report = ingest(catalog, files, progress, folder=folder)
            self._publish(catalog, progress, forget=bool(report.removed))
            return report

    def add(self, paths: Sequence[Path], progress: Progress = silent) -> Report:
        """Bring in files, and folders with the documents they hold; also what was removed by hand before.

        A path that is not there, or a folder that cannot be read, is among the failed; the rest is added.
        Raises Conflict while another process writes.
        """
        files: list[tuple[Path, Metadata | None]] = []
        failed: list[tuple[Path, PinciteError]] = []
        for path in paths:
            try:
                files += files_of(path) if path.is_dir() else [(path, _described(path))]
            except PinciteError as error:
                failed.append((path, error))
        with self._writing() as catalog:
            before = catalog.origins()
            report = ingest(catalog, files, progress)
            self._publish(catalog, progress)
            self._drop_uploads(before, catalog.origins())
        return replace(report, failed=(*failed, *report.failed))

    def remove(self, document_id: str, progress: Progress = silent) -> None:
        """Forget a document with all its versions; it is gone from the next snapshot on, and from the disk.

        Raises NotFound, and Conflict while another process writes.
        """
        with self._writing() as catalog:
            before = catalog.origins()
            # First: a file without its document would stay for good after a crash, a document without its file does not.
            self._drop_uploads(before, [one for one in before if one.id != document_id])
            catalog.remove(document_id)
            self._publish(catalog, progress, forget=True)

    # -- another encoder

    @property
    def switching(self) -> bool:
        """Whether the index in use has the vectors of another encoder than the one asked for, until ``switch`` has run."""
        return self._kept is not None

    def switch(self, progress: Progress = silent) -> Report:
        """Make the vectors of the encoder asked for, then take an index with them into use; until then the one in use serves.

        Documents may be added and removed meanwhile. Does nothing where there is nothing to switch. Whatever is raised on the
        way (by the model, by a full disk) leaves the index in use as it is.
        """
        kept = self._kept
        if kept is None:
            return Report()
        used = self._in_use()
        paragraphs = self._paragraphs_of(used) if used is not None else []
        with (
            generation.embedded_aside(self._data, paragraphs, self._encoders.wanted, progress) as vectors,
            self._writing(wait=True) as catalog,
        ):
            self._kept = None
            try:
                self._publish(catalog, progress, vectors=vectors)
            except BaseException:
                self._kept = kept
                raise
        self._encoders.forget_others()
        log.info("the index has the vectors of %s now", self._encoders.wanted.id)
        return Report(unchanged=tuple(sorted(one.id for one in self.snapshot().documents())))

    @staticmethod
    def _paragraphs_of(used: Generation) -> list[Paragraph]:
        export = Catalog(used.catalog_file, read_only=True)
        try:
            return export.paragraphs()
        finally:
            export.close()
            used.close()

    @property
    def _writer(self) -> Encoder:
        """The encoder of the generations made now."""
        return self._kept or self._encoders.wanted

    def _keep_encoder(self) -> None:
        """Go on with the encoder of the index in use, where that is another one than was asked for and can be loaded."""
        try:
            used = generation.open_current(self._data)
        except Unavailable:
            return
        if used is not None:
            used.close()
            reader = self._encoders.reader_of(used.manifest) if used.manifest.index else None
            self._kept = None if reader is self._encoders.wanted else reader

    # -- inside

    @contextmanager
    def _writing(self, *, wait: bool = False) -> Iterator[Catalog]:
        """Hold the data folder for changing. Where another process holds it, wait for that or raise Conflict."""
        if self._read_only:
            raise Conflict(f"{self._data} was opened for reading only.", "Change the documents where they are kept.")
        with self._changes, writing(self._data):
            self._data.mkdir(parents=True, exist_ok=True)
            with (self._data / "lock").open("ab") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
                except BlockingIOError as error:
                    raise Conflict(
                        f"Another process is changing {self._data}.",
                        "Wait until it has finished, then try again; or use another data folder.",
                    ) from error
                yield self._opened_catalog()

    def _opened_catalog(self) -> Catalog:
        if self._catalog is None:
            if isinstance(self._catalog_at, Path) and not self._catalog_at.exists():
                self._restore(self._catalog_at)
            self._catalog = Catalog(self._catalog_at)
        return self._catalog

    def _restore(self, path: Path) -> None:
        """Without a catalog, the export in the generation in use is the nearest to the truth there is."""
        try:
            found = generation.open_current(self._data, verify=True)
        except Damaged as damage:
            raise Unavailable(
                f"{path} is missing and cannot be restored: {damage.message}", "Restore the data folder from a backup."
            ) from damage
        if found is None:
            return
        for tail in ("-wal", "-shm"):  # SQLite would replay the log of the file that is gone into this one
            path.with_name(path.name + tail).unlink(missing_ok=True)
        new = path.with_name(f".{path.name}.new")
        shutil.copyfile(found.catalog_file, new)
        fsync_file(new)
        new.replace(path)
        fsync_folder(path.parent)
        self._notice("catalog-restored", f"{path.name} was missing; restored from generation {found.name}.")
        found.close()

    def _mend(self, progress: Progress) -> None:
        """Sweep what a crash left, and make the generation that is missing, stale or damaged."""
        if self._is_whole():
            return
        try:
            with self._writing() as catalog:
                generation.sweep(self._data)
                if stale := outdated(catalog):
                    ingest(catalog, [(path, _described(path)) for path in stale], progress)
                self._publish(catalog, progress, forget=True)  # what the crash interrupted may have been a removal
        except PinciteError as error:
            if not error.retryable or self._served() is None:
                raise
            self._notice("not-up-to-date", f"{error.message} The state before is served. {error.hint}".strip())

    def _is_whole(self) -> bool:
        """Whether there is nothing to mend, seen without the lock: a reader must not stand in a writer's way."""
        manifest = self._served()
        if manifest is None or generation.has_leftovers(self._data):
            return False
        if isinstance(self._catalog_at, Path) and not self._catalog_at.exists():
            return False
        try:
            self._catalog = self._catalog or Catalog(self._catalog_at)
            return manifest.fits(self._catalog.state, self._writer) and not outdated(self._catalog)
        except PinciteError:
            return False

    def _served(self) -> Manifest | None:
        """Manifest of the generation in use, if it can be read from; no notice is taken of why not."""
        try:
            found = generation.open_current(self._data)
        except Unavailable:
            return None
        if found is None:
            return None
        found.close()
        return found.manifest if self._encoders.reader_of(found.manifest) else None

    def _publish(
        self, catalog: Catalog, progress: Progress, *, forget: bool = False, vectors: Path | None = None
    ) -> None:
        """Take a generation of the catalog's present state into use, unless the one in use is that already.

        ``forget``: documents were removed; no generation that holds them stays on the disk once nobody reads it. ``vectors``:
        a folder with vectors to take over.
        """
        used = self._in_use()
        if used is not None and used.manifest.fits(catalog.state, self._writer):
            used.close()
            return
        if used is not None and (why := used.manifest.outdated()):
            self._notice("outdated-index", f"The index of {self._data} is made anew: {why}.")
        if forget:
            generation.forget(self._data)
        try:
            name = generation.write_generation(
                self._data, catalog, self._writer, previous=used, vectors=vectors, progress=progress
            )
        finally:
            if used is not None:
                used.close()
        log.info("generation %s is in use", name)
        self._opened = None  # so that the one before can be swept when nobody reads it any more
        generation.sweep(self._data)

    def _drop_uploads(self, before: Sequence[Origin], after: Sequence[Origin]) -> None:
        """Delete uploaded files that documents came from before and none comes from any more."""
        needed = {one.path for one in after}
        for path in (Path(one.path) for one in before if one.path and one.path not in needed):
            if path.is_relative_to(self.uploads.resolve()):
                path.unlink(missing_ok=True)

    def _tidy(self) -> None:
        """Remove generations that were kept for a reader only; another time if another process is writing."""
        if not self._read_only and generation.has_leftovers(self._data):
            with suppress(Conflict), self._writing():
                generation.sweep(self._data)

    def _in_use(self) -> Generation | None:
        """The generation in use; None where there is none, or none that can be relied on."""
        try:
            return generation.open_current(self._data)
        except Damaged as damage:
            self._notice("damaged-index", f"{damage.message} It is being rebuilt from the catalog.")
            return None

    def _notice(self, kind: str, message: str) -> None:
        log.warning("%s", message)
        self.notices.append(Problem(kind, message, str(self._data)))


def _described(path: Path) -> Metadata | None:
    """What a catalogue beside the file says of it; None where there is none, or it does not list the file."""
    folder = path.resolve().parent
    return read_catalogue(folder).get(path.name) if (folder / CATALOGUE).is_file() else None
