"""A snapshot as the documents stood on a day: each in the version that was in force then, indexed like any other.

Texts of versions that were replaced come from the catalog's history, their facts are read out of them anew. What is made
lies inside the folder of the generation it was made beside, ``GENERATION/dated/<hash of the versions>/``, and goes with it:
what is removed is gone from there too.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from corpus.durable import writing
from corpus.reader import facts_in
from corpus.records import ParsedDocument
from corpus.store.catalog import Catalog
from corpus.store.past import in_force
from index import generation
from index.protocols import Encoder
from service.snapshot import Snapshot
from service.views import Readable

FOLDER = "dated"


class Dated:
    """The dated snapshots of one library, each made for the first who asks. Safe to use from several threads."""

    def __init__(self) -> None:
        self._known: dict[tuple[Path, str], Snapshot] = {}  # by the present generation's folder and the versions
        self._making = Lock()

    def forget(self) -> None:
        """Let all go: another state is in use, or about to be. Whoever still reads one keeps it."""
        with self._making:
            self._known.clear()

    def of(
        self, present: Snapshot, catalog: Catalog, day: str, encoder: Encoder, readable: Readable = None
    ) -> Snapshot:
        """The snapshot at the end of ``day``; ``present`` itself where every version in force then still is.

        Documents published later are in it as they are: whoever answers as of a day leaves them out by their dates.
        Raises Unavailable where the disk refuses.
        """
        older = _older(present, catalog, day)
        if readable is not None:
            older = {key: one for key, one in older.items() if one.document.collection in readable}
        if not older:
            return present
        versions = sorted((key, one.document.version) for key, one in older.items())
        name = hashlib.sha256(json.dumps(versions).encode()).hexdigest()[:16]
        with self._making:
            key = present.folder, name
            if key not in self._known:
                self._known[key] = _made(present, older, name, encoder)
            return self._known[key]


def _older(present: Snapshot, catalog: Catalog, day: str) -> dict[str, ParsedDocument]:
    """Document id -> the version that was in force, of those that another one has replaced since."""
    here = {one.id: one.version for one in present.documents()}
    found = {}
    for key, version in in_force(catalog, day).items():
        if here.get(key, version) == version:
            continue
        document = next((one for one in catalog.versions(key) if one.version == version), None)
        if document is None:  # replaced or removed since the question came
            continue
        paragraphs = tuple(catalog.paragraphs_of_version(key, version))
        ids = {one.id for one in paragraphs}
        # Names a document defines are not kept with its versions; those of today whose place it had then are its own.
        terms = tuple(one for one in catalog.terms(key) if one.paragraph_id in ids)
        facts = tuple(facts_in(paragraphs, document.reference_date, terms))
        found[key] = ParsedDocument(document, paragraphs, terms, facts)
    return found


def _made(present: Snapshot, older: Mapping[str, ParsedDocument], name: str, encoder: Encoder) -> Snapshot:
    beside = present.folder
    data = beside / FOLDER / name
    with writing(data):
        data.mkdir(parents=True, exist_ok=True)
        with (data / "lock").open("ab") as lock:  # another process may be making the same
            fcntl.flock(lock, fcntl.LOCK_EX)
            if generation.current_name(data) is None:
                catalog = Catalog(data / generation.CATALOG)
                try:
                    with catalog.change() as change:
                        for document in present.documents():
                            change.replace(older.get(document.id) or _as_it_is(present, document.id))
                    generation.write_generation(data, catalog, encoder, vectors=beside / generation.INDEX)
                finally:
                    catalog.close()
    found = generation.open_current(data)
    if found is None:
        raise AssertionError("a generation that was just written is there")
    return Snapshot(found, encoder, present)


def _as_it_is(present: Snapshot, document_id: str) -> ParsedDocument:
    terms = tuple(one for one in present.terms() if one.document_id == document_id)
    paragraphs, facts = present.paragraphs(document_id), present.facts(document=document_id)
    return ParsedDocument(present.document(document_id), tuple(paragraphs), terms, tuple(facts))
