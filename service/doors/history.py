"""Versions of a document at every door. They come from the library: a snapshot holds the present only."""

from __future__ import annotations

from corpus.errors import BadInput
from service.desk.changes import changes_between
from service.doors.objects.versions import Changes, Versions
from service.doors.protocols import Library

Readable = frozenset[str] | None


def versions(library: Library, document_id: str, language: str | None = None, readable: Readable = None) -> Versions:
    """Raises NotFound."""
    library.snapshot(readable).document(document_id)
    return Versions.of(library.versions(document_id, readable), language)


def changes(
    library: Library,
    document_id: str,
    from_version: int | None = None,
    to_version: int | None = None,
    readable: Readable = None,
    base: str = "",
) -> Changes:
    """From the version before to the present one where none is named. Raises NotFound, and BadInput where there is but one."""
    library.snapshot(readable).document(document_id)
    known = [one.document.version for one in library.versions(document_id, readable)]
    to = known[-1] if to_version is None else to_version
    earlier = [one for one in known if one < to]
    if from_version is None and not earlier:
        raise BadInput(
            f"Version {to} of {document_id!r} has none before it.",
            "GET /v1/documents/{id}/versions lists the versions.",
        )
    start = earlier[-1] if from_version is None else from_version
    before, after = (library.version(document_id, one, readable) for one in (start, to))
    document = library.snapshot(readable).document(document_id)
    return Changes.between(document, (start, to), changes_between(before, after), base)
