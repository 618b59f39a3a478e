"""Views: indexes of some of a generation's documents, for readers who may not read the others.

A view is a generation of its own, made from these documents alone, so that nothing in it (frequencies of words, vocabulary,
names, versions) was ever touched by another. It lies inside the folder of the generation it is a view of,
``GENERATION/views/<hash of the documents' ids>-<hash of its content>/``, and goes with it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import uuid
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from weakref import finalize

from corpus.durable import fsync_folder, fsync_tree, write_point, writing
from corpus.errors import Unavailable
from corpus.progress import silent
from corpus.store.catalog import Catalog
from index import filling
from index.generation import INDEX, MANIFEST, Damaged, Generation
from index.protocols import Encoder

FOLDER = "views"


def open_view(whole: Generation, documents: Collection[str], encoder: Encoder, *, keep: bool = True) -> Generation:
    """The view of these documents, made where it is not there or damaged. The caller keeps ``whole`` open as long as the view.

    Where the data folder cannot be written, or ``keep`` is false, it is made in a folder for temporary files, which goes
    when the view is closed. Vectors are the whole's. Raises Unavailable where that cannot be written either.
    """
    home, key = whole.folder / FOLDER, _key(documents)
    if (found := _found(home, key)) is not None:
        return found
    if keep:
        with suppress(Unavailable):
            return _kept(whole, home, key, documents, encoder)
    return _temporary(whole, key, documents, encoder)


def _key(documents: Collection[str]) -> str:
    return hashlib.sha256(json.dumps(sorted(documents)).encode()).hexdigest()[:16]


def _found(home: Path, key: str) -> Generation | None:
    for folder in sorted(home.glob(f"{key}-*")):
        with suppress(Damaged):
            return Generation.open(folder)
        shutil.rmtree(folder, ignore_errors=True)
    return None


def _kept(whole: Generation, home: Path, key: str, documents: Collection[str], encoder: Encoder) -> Generation:
    with writing(home):
        home.mkdir(exist_ok=True)
        aside = home / f".building-{uuid.uuid4().hex[:8]}"
        try:
            name = _written(aside, whole, key, documents, encoder)
            fsync_tree(aside)
            write_point("view synced")
            with suppress(OSError):  # another process was quicker: its view is the same
                aside.rename(home / name)
            fsync_folder(home)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return Generation.open(home / name)


def _temporary(whole: Generation, key: str, documents: Collection[str], encoder: Encoder) -> Generation:
    home = Path(tempfile.mkdtemp(prefix="pincite-view-"))
    try:
        aside = home / "building"
        name = _written(aside, whole, key, documents, encoder)
        aside.rename(home / name)
        opened = Generation.open(home / name)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise
    finalize(opened, shutil.rmtree, home, ignore_errors=True)
    return opened


def _written(aside: Path, whole: Generation, key: str, documents: Collection[str], encoder: Encoder) -> str:
    """Fill the folder; the name it must get is returned."""
    (aside / INDEX).mkdir(parents=True)
    catalog = Catalog(whole.catalog_file, read_only=True)
    try:
        vectors = whole.index_folder if whole.manifest.index else None
        manifest = filling.fill(aside, catalog, encoder, vectors, silent, frozenset(documents))
    finally:
        catalog.close()
    (aside / MANIFEST).write_bytes(manifest.to_bytes())
    return f"{key}-{manifest.digest}"
