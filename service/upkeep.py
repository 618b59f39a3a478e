"""What keeps a data folder in order: the lock, the catalog opened or restored, what a crash left mended, generations made.

The base of ``service.library.Library``, which is what the rest of the service knows.
"""

from __future__ import annotations

import fcntl
import logging
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Lock, RLock

from corpus.catalogue import described
from corpus.durable import fsync_file, fsync_folder, writing
from corpus.errors import Conflict, PinciteError, Unavailable
from corpus.ingest import ingest, outdated
from corpus.progress import Progress
from corpus.records import Problem
from corpus.remembered import forget_texts
from corpus.store.catalog import Catalog, Origin
from corpus.store.places import UPLOADS
from index import generation
from index.generation import Damaged, Generation
from index.manifest import Manifest
from index.protocols import Encoder
from index.stores import LOCAL, IndexStore
from service.dated import Dated
from service.encoders import Encoders
from service.views import Views

log = logging.getLogger("pincite.library")


class Upkeep:
    """A data folder held for changing. Safe to use from several threads; changes wait for each other."""

    def __init__(
        self, data: Path, encoder: Encoder, catalog: str | None, read_only: bool, store: IndexStore = LOCAL
    ) -> None:
        self._data = data
        self._store = store
        self._encoders = Encoders(encoder)
        self._kept: Encoder | None = None  # the one in use until ``switch`` has made the vectors of the one asked for
        self._catalog_at: Path | str = catalog or data / generation.CATALOG
        self._catalog: Catalog | None = None
        self._read_only = read_only
        self._dated = Dated()
        self._changes = RLock()
        self._opening = Lock()
        self._released = Event()  # set when a snapshot was let go: what it kept from being swept may go now
        # The snapshot in use with its views, and the mark of ``current`` it was opened at.
        self._opened: tuple[tuple[int, int] | None, Views] | None = None
        self._said: dict[Path, tuple[str, ...]] = {}  # folder -> what there is to say since it was last synced
        #: what was found damaged or could not be brought up to date, and what was done
        self.notices: list[Problem] = []

    @property
    def data(self) -> Path:
        return self._data

    @property
    def uploads(self) -> Path:
        """Where files received from elsewhere are kept, one folder for each receipt, so that they can be read again.

        A file there is deleted when its document is removed, or was read from another file since.
        """
        return self._data / UPLOADS

    @property
    def _writer(self) -> Encoder:
        """The encoder of the generations made now."""
        return self._kept or self._encoders.wanted

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
            self._catalog = Catalog(self._catalog_at, home=self._data)
        return self._catalog

    def _readable_catalog(self) -> Catalog | None:
        """The catalog, to read from; None where there is none here. A reader does not wait for a change that is under way."""
        if self._read_only or (isinstance(self._catalog_at, Path) and not self._catalog_at.exists()):
            return None
        catalog = self._catalog
        if catalog is None:
            try:
                with self._changes:
                    catalog = self._opened_catalog()
            except Unavailable:  # SQLite opens no file with a log where nothing can be written; the generation is there
                if isinstance(self._catalog_at, Path):
                    return None
                raise
        return catalog

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
                generation.sweep(self._data, self._store)
                if stale := outdated(catalog):
                    report = ingest(catalog, [(path, described(path)) for path in stale], progress)
                    for path, error in report.failed:
                        self._notice("not-read-anew", f"{path.name} is served as it was read before: {error.message}")
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
            self._catalog = self._catalog or Catalog(self._catalog_at, home=self._data)
            return self._fits(manifest, self._catalog) and not outdated(self._catalog)
        except PinciteError:
            return False

    def _fits(self, manifest: Manifest, catalog: Catalog) -> bool:
        """Whether the generation is what would be made now, where it would be made."""
        lies_in = manifest.index.get("store", LOCAL.name)
        right_place = not manifest.index or (lies_in == self._store.name and self._store.holds(manifest.index))
        return right_place and manifest.fits(catalog.state, self._writer)

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
        if used is not None and self._fits(used.manifest, catalog):
            used.close()
            return
        if used is not None and (why := used.manifest.outdated()):
            self._notice("outdated-index", f"The index of {self._data} is made anew: {why}.")
        if forget:
            generation.forget(self._data)
        try:
            name = generation.write_generation(
                self._data,
                catalog,
                self._writer,
                previous=used,
                vectors=vectors,
                progress=progress,
                store=self._store,
            )
        finally:
            if used is not None:
                used.close()
        log.info("generation %s is in use", name)
        self._dated.forget()
        forget_texts()
        self._opened = None  # so that the one before can be swept when nobody reads it any more
        generation.sweep(self._data, self._store)

    def _drop_uploads(self, before: Sequence[Origin], after: Sequence[Origin]) -> None:
        """Delete uploaded files that documents came from before and none comes from any more."""
        needed = {one.path for one in after}
        for path in (Path(one.path) for one in before if one.path and one.path not in needed):
            if path.is_relative_to(self.uploads.resolve()):
                path.unlink(missing_ok=True)

    def tidy_uploads(self, waiting: Collection[str]) -> None:
        """Delete uploaded files that no document was read from, but for the folders named, which are still to be read.

        Raises Conflict while another process writes.
        """
        if self._read_only or not self.uploads.is_dir():
            return
        with self._writing() as catalog:
            needed = {one.path for one in catalog.origins()}
            for folder in self.uploads.iterdir():
                if folder.name in waiting or folder.name.startswith("."):
                    continue
                for path in folder.iterdir():
                    if str(path.resolve()) not in needed:
                        path.unlink(missing_ok=True)
                with suppress(OSError):  # something is still in it
                    folder.rmdir()

    def _tidy(self) -> None:
        """Remove generations that were kept for a reader only; another time if another process is writing."""
        if not self._read_only and generation.has_leftovers(self._data):
            with suppress(Conflict), self._writing():
                generation.sweep(self._data, self._store)

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
