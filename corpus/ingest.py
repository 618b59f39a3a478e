"""Files into the catalog: read what is new or changed, leave the rest alone, tell what could not be read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from corpus import recognition
from corpus.durable import write_point
from corpus.errors import BadInput, Conflict, NotFound, PinciteError
from corpus.metadata import Metadata
from corpus.progress import Progress, silent
from corpus.reader import read_document
from corpus.records import ParsedDocument
from corpus.store import changes
from corpus.store.catalog import Catalog, Origin

#: Raise it whenever loaders, splitter, terms or facts read a file differently: every document is then read again.
READER_VERSION = 5

#: Documents of one transaction: an ordinary call is visible whole or not at all, a mass import resumes after a crash.
BATCH_DOCUMENTS = 256
BATCH_CHARACTERS = 20_000_000

#: A file with what is told of it.
Source = tuple[Path, Metadata | None]
Reader = Callable[[Path, Metadata | None], ParsedDocument]
#: Makes the reader of one ingestion from all its files; whoever reads elsewhere begins there.
ReaderOf = Callable[[Catalog, Sequence[Source]], Reader]


def read_here(catalog: Catalog, files: Sequence[Source]) -> Reader:
    """The default ReaderOf: in this process, one file after another."""
    return read_document


@dataclass(frozen=True, slots=True)
class Report:
    """What became of each file. Documents are named by their ids."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()  #: their file is gone from the folder
    withheld: tuple[str, ...] = ()  #: removed by hand earlier: the file is there, adding it by hand brings it back
    failed: tuple[tuple[Path, PinciteError], ...] = ()
    notes: tuple[str, ...] = ()  #: what was left out, and what was removed though its file is there

    @property
    def changed(self) -> bool:
        return bool(self.added or self.updated or self.removed)


@dataclass(slots=True)
class _Run:
    """One call's findings on the way."""

    found: dict[str, list[str]] = field(default_factory=dict)  # outcome -> ids
    failed: list[tuple[Path, PinciteError]] = field(default_factory=list)
    seen: dict[str, Path] = field(default_factory=dict)  # id -> the file that gave it

    def note(self, outcome: str, document_id: str) -> None:
        self.found.setdefault(outcome, []).append(document_id)

    def report(self) -> Report:
        lists = {outcome: tuple(ids) for outcome, ids in self.found.items()}
        return Report(failed=tuple(self.failed), **lists)


@dataclass(frozen=True, slots=True)
class _Read:
    parsed: ParsedDocument
    reading: str
    path: Path


def ingest(
    catalog: Catalog,
    files: Sequence[tuple[Path, Metadata | None]],
    progress: Progress = silent,
    *,
    folder: Path | None = None,
    only: bool = False,
    spared: Path | None = None,
    read: Reader = read_document,
) -> Report:
    """Read the files that the catalog does not hold as they are now. One bad file never stops the rest.

    With ``folder``, the files are all that this folder holds: documents read from it before, whose file is gone, are
    removed, with ``only`` those read from files elsewhere too, but never those from below ``spared``. A folder of which
    nothing is left (not mounted, a catalogue that names other files) takes nothing away: it is among the failed. Documents
    removed by hand are left out. Up to BATCH_DOCUMENTS files are one transaction.
    Raises Conflict or Unavailable where the catalog cannot be written.
    """
    run = _Run()
    files = list({_place(path): (path, metadata) for path, metadata in files}.values())
    held = catalog.removed() if folder is not None else {}
    batch: list[_Read] = []
    for done, one in enumerate(_read_all(catalog, files, run, held, read, folder is not None)):
        progress("read", min(done + 1, len(files)), len(files))
        if one is None:
            continue
        batch.append(one)
        if len(batch) >= BATCH_DOCUMENTS or sum(map(_size, batch)) > BATCH_CHARACTERS:
            progress("write", len(batch), len(batch))
            _commit(catalog, batch, run)
            batch = []
    if batch:
        progress("write", len(batch), len(batch))  # whoever stops the work here has nothing of the batch written
    gone = _gone(catalog, files, run, folder, spared) if folder is not None else []
    if folder is not None and only:
        gone += [one.id for one in elsewhere(catalog, folder, spared) if one.path and one.id not in run.seen]
    _commit(catalog, batch, run, gone)
    return run.report()


def reading_of(metadata: Metadata | None, path: Path | None = None) -> str:
    """What a file is read by, beside its bytes: the reader's version, what is told of the file, recognition of a PDF's scans."""
    told = repr(metadata)
    if path is not None and path.suffix.lower() == ".pdf" and recognition.in_use():
        told += " recognised"
    return f"{READER_VERSION}-{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def unread(catalog: Catalog, files: Sequence[Source]) -> list[Source]:
    """The files that an ingestion would have to read, each once; those that cannot be opened are left to it."""
    known = {(one.source, one.sha256, one.reading) for one in catalog.origins()}
    found: dict[str, Source] = {}
    for path, metadata in files:
        with suppress(PinciteError):
            if (path.name, _digest(path), reading_of(metadata)) not in known:
                found[_place(path)] = (path, metadata)
    return list(found.values())


def outdated(catalog: Catalog) -> list[Path]:
    """Files of documents that another version of the reader read, as far as the files are still there."""
    present = f"{READER_VERSION}-"
    stale = (Path(one.path) for one in catalog.origins() if one.path and not one.reading.startswith(present))
    return [path for path in stale if path.is_file()]


def _size(one: _Read) -> int:
    return sum(len(paragraph.text) for paragraph in one.parsed.paragraphs)


def _read_all(
    catalog: Catalog,
    files: Sequence[tuple[Path, Metadata | None]],
    run: _Run,
    held: dict[str, str],
    read: Reader,
    in_folder: bool,
) -> Iterator[_Read | None]:
    """One item per file: what was read, or None where nothing is to be written for it."""
    origins = catalog.origins()
    # A folder holds what it holds now; a file added by hand takes the place of its own earlier version only.
    taken = {} if in_folder else {one.id: one.source for one in origins}
    known = {(one.source, one.sha256, one.reading): one for one in origins}
    moved: dict[str, str] = {}
    for path, metadata in files:
        reading = reading_of(metadata, path)
        try:
            digest = _digest(path)
            origin = known.get((path.name, digest, reading))
            if origin is not None:
                _unchanged(origin, path, run, moved)
                yield None
            elif (away := _withheld(held, digest, metadata)) is not None:
                run.note("withheld", away)
                yield None
            else:
                yield _checked(read, path, metadata, reading, run, held, taken)
        except PinciteError as error:
            run.failed.append((path, error))
            yield None
    if moved:
        with catalog.change() as change:
            for document_id, path in moved.items():
                change.found_at(document_id, path)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise NotFound(
            f"There is no file {path.name}.", "Check the name, and catalogue.yaml if it is listed there."
        ) from error
    except OSError as error:
        raise BadInput(f"{path.name} cannot be opened: {error.strerror}.", "Check its permissions.") from error


def _unchanged(origin: Origin, path: Path, run: _Run, moved: dict[str, str]) -> None:
    if origin.id not in run.seen:
        run.seen[origin.id] = path
        run.note(changes.UNCHANGED, origin.id)
        if origin.path != _place(path):
            moved[origin.id] = _place(path)


def _withheld(held: dict[str, str], digest: str, metadata: Metadata | None) -> str | None:
    """The id of the document removed by hand that this file would bring back, as far as can be told without reading."""
    if metadata is not None and metadata.id in held:
        return metadata.id
    return next((one for one, sha256 in held.items() if sha256 == digest), None)


def _checked(
    read: Reader,
    path: Path,
    metadata: Metadata | None,
    reading: str,
    run: _Run,
    held: dict[str, str],
    taken: dict[str, str],
) -> _Read | None:
    try:
        parsed = read(path, metadata)
        changes.check(parsed)
    except PinciteError:
        raise
    except Exception as error:  # a reader's own fault on one file must not cost the other files
        raise BadInput(
            f"{path.name} could not be read: {type(error).__name__}: {error}", "Please report it with the file."
        ) from error
    document = parsed.document
    if document.id in held:
        run.note("withheld", document.id)
        return None
    if taken.get(document.id, path.name) != path.name:
        raise Conflict(
            f"{path.name} would take the place of {document.id!r}, which was read from {taken[document.id]}.",
            "Rename it, or remove that document first; a new version of it keeps the file's name.",
        )
    first = run.seen.setdefault(document.id, path)
    if first != path:
        raise Conflict(
            f"{path.name} and {first.name} both give the document id {document.id!r}.",
            "Rename one of them, or give each an id in catalogue.yaml.",
        )
    return _Read(parsed, reading, path)


def _place(path: Path) -> str:
    return str(path.resolve())


def elsewhere(catalog: Catalog, folder: Path, spared: Path | None = None) -> list[Origin]:
    """Documents that were not read from the folder, by id; without those from below ``spared``."""
    roots = [one.resolve() for one in (folder, spared) if one is not None]
    return [one for one in catalog.origins() if not any(_is_below(one, root) for root in roots)]


def _is_below(origin: Origin, root: Path) -> bool:
    return bool(origin.path) and Path(origin.path).is_relative_to(root)


def _gone(
    catalog: Catalog, files: Sequence[tuple[Path, Metadata | None]], run: _Run, folder: Path, spared: Path | None
) -> list[str]:
    """Documents read from the folder before, whose file it no longer holds; none where it holds nothing at all any more."""
    here = {_place(path) for path, _ in files if path.is_file()}
    root = folder.resolve()
    before = [
        one
        for one in catalog.origins()
        if _is_below(one, root) and (spared is None or not _is_below(one, spared.resolve()))
    ]
    if before and not here:
        kept = Conflict(
            f"{folder.name} holds none of the {len(before)} documents read from it before, so they are kept.",
            "Check that the folder is mounted and its catalogue.yaml names the files in it; `pincite remove` removes them.",
        )
        run.failed.append((folder, kept))
        return []
    return [one.id for one in before if one.id not in run.seen and one.path not in here]


def _commit(catalog: Catalog, batch: Sequence[_Read], run: _Run, gone: Sequence[str] = ()) -> None:
    """Write a batch and the removals in one transaction."""
    if not batch and not gone:
        return
    places = {_place(one.path): one.parsed.document.id for one in batch}
    renamed = [
        one.id
        for one in catalog.origins()
        if one.path in places and one.id != places[one.path] and one.id not in run.seen
    ]
    write_point("ingest commit")
    with catalog.change() as change:
        for document_id in dict.fromkeys((*renamed, *gone)):
            change.remove(document_id)
        outcomes = [
            (change.replace(one.parsed, reading=one.reading, path=_place(one.path)), one.parsed.document.id)
            for one in batch
        ]
    for outcome, document_id in (*outcomes, *(("removed", one) for one in gone)):
        run.note(outcome, document_id)
