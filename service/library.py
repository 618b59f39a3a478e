"""The library: a data folder opened. It brings documents in and out, and hands out snapshots to read from.

One process writes at a time (an advisory lock on ``DATA/lock``); readers never lock. Every change is first committed to the
catalog, then a generation is made from it and taken into use; a call returns when its effect is on the disk and in
the next snapshot. After a crash between the two steps, the next opening makes the missing generation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from weakref import finalize

from corpus.catalogue import Folder, described, held_in
from corpus.errors import Conflict, NotFound, PinciteError, Unavailable
from corpus.ingest import ReaderOf, Report, elsewhere, ingest, read_here
from corpus.loaders import LOADERS
from corpus.metadata import Metadata, stricter
from corpus.progress import Progress, silent
from corpus.records import Document, Paragraph
from corpus.remembered import forget_texts
from corpus.store.catalog import Catalog
from corpus.store.past import Version, versions_of
from index import generation
from index.embedding import Embedding
from index.encoders import load_encoder
from index.generation import Damaged, Generation
from index.protocols import Encoder
from index.stores import store_of
from service.snapshot import Snapshot
from service.upkeep import Upkeep, log
from service.views import Readable, Views


class Library(Upkeep):
    """Opened by ``Library.open``. Safe to use from several threads; changes wait for each other."""

    @classmethod
    def open(
        cls,
        data: Path,
        *,
        encoder: str | Embedding | Encoder = "default",
        catalog: str | None = None,
        index_store: str | None = None,
        read_only: bool = False,
        switch_later: bool = False,
        progress: Progress = silent,
    ) -> Library:
        """Open the data folder, made if it is not there, and mend what a crash left undone.

        ``catalog`` is a database URL where the catalog is shared, ``index_store`` the address of an engine that keeps the
        vectors and words instead of the data folder (see index.stores); ``read_only`` serves the generation that is there and
        touches nothing, as a replica does. Where the index was made with another encoder, it is made anew; with
        ``switch_later`` that is left to ``switch``, and the index that is there goes on serving, if its encoder can still be
        loaded. Raises Conflict where another process is making the first generation, Unavailable where the disk refuses and
        there is nothing yet to serve.
        """
        loaded = load_encoder(encoder) if isinstance(encoder, str | Embedding) else encoder
        library = cls(data, loaded, catalog, read_only, store_of(index_store))
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
            self._dated.forget()
            self._catalog = self._opened = None

    # -- reading

    @property
    def index_version(self) -> str:
        """Name of the generation in use."""
        return self.snapshot().index_version

    def snapshot(self, readable: Readable = None) -> Snapshot:
        """The state in use now, another process's changes included. One stat where nothing changed.

        Of the collections ``readable`` alone (None: of all): the state of a library that never held another document.
        Raises Conflict where the generation was made with another encoder, Unavailable where there is none to read.
        """
        if self._released.is_set():
            self._released.clear()
            forget_texts()  # whoever still read the state before may have had texts of it remembered again
            self._tidy()
        opened = self._opened
        if opened is not None and opened[0] == generation.current_mark(self._data):
            return opened[1].of(readable)
        try:
            return self._reopened().of(readable)
        except Damaged:
            if self._read_only:
                raise
        with self._writing() as catalog:
            self._publish(catalog, silent)
        return self._reopened().of(readable)

    def generation_open(self) -> str | None:
        """Name of the generation in use where it is open already, else None; one stat, and no waiting."""
        opened = self._opened
        if opened is None or opened[0] != generation.current_mark(self._data):
            return None
        return opened[1].of(None).generation

    def as_of(self, day: str, readable: Readable = None) -> Snapshot:
        """The state at the end of ``day`` (ISO 8601): documents that were updated since are in it as they were.

        A read-only library, and one restored from a generation alone, know the present versions only. Raises as ``snapshot``.
        """
        present = self.snapshot(readable)
        catalog = self._readable_catalog()
        if catalog is None:
            return present
        return self._dated.of(present, catalog, day, present.encoder, readable)

    def _reopened(self) -> Views:
        with self._opening:  # one thread opens, the others take what it opened
            mark = generation.current_mark(self._data)
            opened = self._opened
            if opened is None or opened[0] != mark:
                self._dated.forget()
                forget_texts()
                views = Views(self._open_snapshot(), keep=not self._read_only)
                opened = self._opened = (mark, views)
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
        snapshot = Snapshot(found, reader, store=self._store)
        finalize(snapshot, self._released.set)
        return snapshot

    def versions(self, document_id: str, readable: Readable = None) -> list[Version]:
        """Every version of the document, oldest first, the present one last; a read-only library knows that one only.

        Versions that stood in collections other than ``readable`` are left out. Raises NotFound.
        """
        catalog = self._readable_catalog()
        if catalog is None:
            present = self.snapshot(readable)
            document = present.document(document_id)
            return [Version(document, None, len(present.paragraphs(document_id)))]
        found = versions_of(catalog, document_id)
        return [one for one in found if readable is None or one.document.collection in readable]

    def version(self, document_id: str, number: int, readable: Readable = None) -> list[Paragraph]:
        """The paragraphs of one version. Raises NotFound."""
        if number not in [one.document.version for one in self.versions(document_id, readable)]:
            raise NotFound(
                f"There is no version {number} of {document_id!r}.",
                f"`pincite documents --versions {document_id}` lists them.",
            )
        catalog = self._readable_catalog()
        if catalog is None:
            return self.snapshot(readable).paragraphs(document_id)
        return catalog.paragraphs_of_version(document_id, number)

    def earlier(self, paragraph_id: str, readable: Readable = None) -> list[tuple[Document, Paragraph]]:
        """The paragraph as earlier versions of its document had it, oldest first; a read-only library knows of none. With
        ``readable``, versions that stood in other collections are left out.

        What was removed has no past: a removed document is gone with all its versions.
        """
        catalog = self._readable_catalog()
        found = catalog.earlier(paragraph_id) if catalog else []
        return [one for one in found if readable is None or one[0].collection in readable]

    # -- changing

    def sync(
        self, folder: Path, progress: Progress = silent, *, only: bool = False, read_with: ReaderOf = read_here
    ) -> Report:
        """Make the documents that came from the folder those it holds now: new, changed and removed files.

        ``only``: what was read from files elsewhere is removed too; uploads stay. A folder that holds nothing any more takes
        nothing away. ``read_with``: what reads the files, such as index.bulk.RayReading. Raises NotFound for a folder that is
        not there, Conflict while another process writes.
        """
        if not folder.is_dir():
            raise NotFound(f"There is no folder {folder}.", "Check --documents.")
        try:
            held = held_in(folder, self._data)  # which may lie below the folder: what was uploaded is no part of it
            with self._writing() as catalog:
                before = {one.id: Path(one.path) for one in catalog.origins() if one.path}
                reader = read_with(catalog, held.files)
                report = ingest(catalog, held.files, progress, folder=folder, read=reader, only=only, spared=self._data)
                self._publish(catalog, progress, forget=bool(report.removed))
        except PinciteError as error:
            self._said[folder] = (f"{folder.name} was not synced: {error.message} {error.hint}".strip(),)
            raise
        own = folder.resolve()
        there = [
            f"{one} was removed: {before[one].name} is there, but catalogue.yaml does not list it."
            for one in report.removed
            if one in before and before[one].is_relative_to(own) and before[one].is_file()
        ]
        report = replace(report, failed=(*held.refused, *report.failed), notes=(*held.notes, *there))
        failed = tuple(f"{path.name} was not read: {error.message}" for path, error in report.failed)
        self._said[folder] = (*report.notes, *failed)
        return report

    def said_of(self, folder: Path) -> Sequence[str]:
        """What there is to say of the folder since it was last synced here: what was left out, what could not be read. Where
        it was not synced by this process, what is left out of it now."""
        if folder in self._said:
            return self._said[folder]
        if str(folder.resolve()) not in self.places():
            return ()
        try:
            return held_in(folder, self._data).notes
        except PinciteError as error:
            return (error.message,)

    def add(
        self,
        paths: Sequence[Path],
        progress: Progress = silent,
        collection: str = "",
        *,
        read_with: ReaderOf = read_here,
    ) -> Report:
        """Bring in files, and folders with the documents they hold; also what was removed by hand before.

        All go into ``collection``; "" leaves that to a catalogue and the files themselves. ``read_with``: see sync.

        A path that is not there, or a folder that cannot be read, is among the failed; the rest is added.
        Raises Conflict while another process writes.
        """
        files: list[tuple[Path, Metadata | None]] = []
        failed: list[tuple[Path, PinciteError]] = []
        notes: list[str] = []
        for path in paths:
            try:
                if path.is_dir():
                    held = _held(path)
                    files += held.files
                    failed += held.refused
                    notes += held.notes
                else:
                    files.append((path, described(path)))
            except PinciteError as error:
                failed.append((path, error))
        if collection:
            files = [(path, _into(collection, told, path)) for path, told in files]
        with self._writing() as catalog:
            before = catalog.origins()
            report = ingest(catalog, files, progress, read=read_with(catalog, files))
            self._publish(catalog, progress)
            self._drop_uploads(before, catalog.origins())
        return replace(report, failed=(*failed, *report.failed), notes=tuple(notes))

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

    def elsewhere(self, folder: Path) -> list[str]:
        """Ids of the documents that were not read from the folder, uploads apart; a read-only library knows of none."""
        catalog = self._readable_catalog()
        return [one.id for one in elsewhere(catalog, folder, self._data)] if catalog else []

    def places(self) -> dict[str, int]:
        """Folder -> documents read from files right in it; "uploads" for what was uploaded, "" where it is not known."""
        catalog = self._readable_catalog()
        own = self._data.resolve()
        found: dict[str, int] = {}
        for one in catalog.origins() if catalog else ():
            folder = Path(one.path).parent
            place = "uploads" if one.path and folder.is_relative_to(own) else str(folder) if one.path else ""
            found[place] = found.get(place, 0) + 1
        return dict(sorted(found.items()))

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


def _into(collection: str, told: Metadata | None, path: Path) -> Metadata:
    """What is told of the file, for a collection that all files added together go into."""
    told = told or Metadata()
    return replace(told, collection=stricter(collection, told.collection, path.name))


def _held(folder: Path) -> Folder:
    """The documents of a folder. Raises NotFound where it has none."""
    found = held_in(folder)
    if not found.files:
        raise NotFound(
            f"There is no document in {folder.name}.", f"Formats that are read: {', '.join(sorted(LOADERS))}."
        )
    return found
