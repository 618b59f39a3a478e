"""What a catalog held: the versions of a document, when each came in, and which one was in force on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from corpus.records import Document
from corpus.store import rows, schema
from corpus.store.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a document. ``added`` is when it came in (ISO 8601, UTC), None where that was not noted."""

    document: Document
    added: str | None
    paragraphs: int


def versions_of(catalog: Catalog, document_id: str) -> list[Version]:
    """Every version of the document, oldest first, the present one last. Raises NotFound."""
    documents = catalog.versions(document_id)
    with catalog.reading() as connection:
        arrived = _arrivals(connection, document_id).get(document_id, {})
        past, now = schema.paragraphs_history, schema.paragraphs
        earlier = select(past.c.version, func.count()).where(past.c.document_id == document_id).group_by(past.c.version)
        counts = {row[0]: row[1] for row in connection.execute(earlier)}
        present = connection.execute(select(func.count()).where(now.c.document_id == document_id)).scalar_one()
    counts[documents[-1].version] = present
    return [Version(one, arrived.get(one.version), counts.get(one.version, 0)) for one in documents]


def in_force(catalog: Catalog, day: str) -> dict[str, int]:
    """Document id -> number of the version that was in force at the end of ``day``; without those published later.

    A version is in force from its own date on (its date, else its as-of date). Where that is no later than the date of the
    version before, as of a correction, it is in force from the day it came in.
    """
    with catalog.reading() as connection:
        found: dict[str, list[Document]] = {}
        for table in (schema.documents_history, schema.documents):
            for row in connection.execute(select(table).order_by(table.c.version)).mappings():
                found.setdefault(row["id"], []).append(rows.document_of(row))
        arrived = _arrivals(connection)
    chosen = {key: _in_force(versions, arrived.get(key, {}), day) for key, versions in found.items()}
    return {key: version for key, version in sorted(chosen.items()) if version is not None}


def _in_force(versions: Sequence[Document], arrived: Mapping[int, str], day: str) -> int | None:
    held: int | None = None
    before = ""
    for at, one in enumerate(versions):
        dated = one.reference_date or ""
        corrects = at > 0 and dated <= before
        start = arrived.get(one.version, "")[:10] if corrects else dated
        if start <= day:
            held = one.version
        before = max(before, dated)
    return held


def _arrivals(connection: Connection, document_id: str | None = None) -> dict[str, dict[int, str]]:
    table = schema.arrivals
    query = select(table) if document_id is None else select(table).where(table.c.id == document_id)
    found: dict[str, dict[int, str]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["id"], {})[row["version"]] = row["added"]
    return found
