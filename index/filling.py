"""What goes into a generation's folder: an export of the catalog, the index made from it, and a manifest of the files."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.durable import write_point
from corpus.progress import Progress, silent
from corpus.records import Paragraph
from corpus.store.catalog import Catalog
from index import build, growing
from index.manifest import CONTENT, FORMAT, File, Manifest, content_of, sha256_of
from index.protocols import Encoder
from index.stores import LOCAL, IndexStore

CATALOG, INDEX = "catalog.sqlite", "index"


@dataclass(frozen=True, slots=True)
class Before:
    """The generation before, whose index may be carried on."""

    folder: Path
    manifest: Manifest


def fill(
    aside: Path,
    catalog: Catalog,
    encoder: Encoder,
    vectors: Path | None,
    progress: Progress = silent,
    documents: Collection[str] | None = None,
    *,
    store: IndexStore = LOCAL,
    before: Before | None = None,
    large: int = build.LARGE,
) -> Manifest:
    """Write the catalog (of ``documents`` alone, where given) and its index; the manifest is returned, not written.

    ``before``: a generation whose index is carried on where it is a large one.
    """
    state = catalog.export(aside / CATALOG, documents)
    export = Catalog(aside / CATALOG, read_only=True)
    part: Mapping[str, Any] = {}
    try:
        count = export.count()
        grows = before is not None and store.name == LOCAL.name
        if before is not None and grows and growing.can_grow(before.folder / INDEX, encoder, count, large):
            part = _grown(aside / INDEX, before, export, encoder, large, progress)
        elif store.name == LOCAL.name and count > large:
            part = build.build_index(
                aside / INDEX,
                _paragraphs(export, [one.id for one in export.origins()]),
                terms=export.terms(),
                encoder=encoder,
                previous=vectors,
                large=large,
                total=count,
                progress=progress,
            )
        elif count:
            part = store.build(
                aside / INDEX,
                export.paragraphs(),
                terms=export.terms(),
                encoder=encoder,
                previous=vectors,
                progress=progress,
            )
        content = content_of(export, encoder, store.name) if part else ""
    finally:
        export.close()
    write_point("index built")
    files = _files(aside, before)
    if part:
        part = {**part, CONTENT: content + _cut(part, files)}
    return Manifest(FORMAT, state, encoder.id, part, files)


def _cut(part: Mapping[str, Any], files: Mapping[str, File]) -> str:
    """Of a large index, how it is cut into segments: what is found in it depends on that too, if little."""
    if part.get("segments", [""]) == [""]:
        return ""
    named = sorted((name, file.sha256) for name, file in files.items() if name.startswith(f"{INDEX}/"))
    return "." + hashlib.sha256(repr(named).encode()).hexdigest()[:6]


def _paragraphs(catalog: Catalog, documents: Iterable[str]) -> Iterator[Paragraph]:
    """Of these documents, one document in memory at a time."""
    for document in documents:
        yield from catalog.paragraphs(document)


def _grown(
    folder: Path, before: Before, export: Catalog, encoder: Encoder, large: int, progress: Progress
) -> Mapping[str, Any]:
    """The index of the generation before, with what changed since."""
    old = Catalog(before.folder / CATALOG, read_only=True)
    try:
        was = {one.id: (one.sha256, one.reading) for one in old.origins()}
    finally:
        old.close()
    now = {one.id: (one.sha256, one.reading) for one in export.origins()}
    gone = {one for one in was if now.get(one) != was[one]}
    fresh = [one for one in now if was.get(one) != now[one]]
    return growing.grow_index(
        folder,
        before.folder / INDEX,
        _paragraphs(export, fresh),
        gone=gone,
        terms=export.terms(),
        encoder=encoder,
        large=large,
        progress=progress,
    )


def _files(aside: Path, before: Before | None) -> dict[str, File]:
    """Size and checksum of every file; of one that is a link to a file of the generation before, those it had there."""
    found = {}
    for path in sorted(path for path in aside.rglob("*") if path.is_file()):
        name = str(path.relative_to(aside))
        stat, known = path.stat(), before.manifest.files.get(name) if before else None
        if (
            before is not None
            and known is not None
            and stat.st_nlink > 1
            and stat.st_ino == (before.folder / name).stat().st_ino
        ):
            found[name] = known
        else:
            found[name] = File(stat.st_size, sha256_of(path))
    return found
