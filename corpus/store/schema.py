"""The catalog's tables, their version, and the way from an older version to this one.

``documents`` and ``paragraphs`` hold the present; what a newer version replaced moves to the history tables whole, so that
an answer as of a date and the difference between two versions have their texts. Facts of the past are not kept: they
follow from the text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Column, Connection, ForeignKey, Index, Integer, MetaData, String, Table, func, inspect, select
from sqlalchemy.schema import CreateIndex, CreateTable

from corpus.errors import Conflict
from corpus.records import PUBLIC
from corpus.store.words import Words

SCHEMA_VERSION = 3
_PREPARING = 0x70696E63  #: PostgreSQL's advisory lock while tables are made: "pinc"

metadata = MetaData()

#: ``schema``: version of these tables; ``version``: of the content, one more with every change; ``digest``: of all changes.
meta = Table("meta", metadata, Column("key", String(64), primary_key=True), Column("value", Words, nullable=False))


def _document_columns() -> tuple[Column, ...]:
    return (
        Column("title", Words, nullable=False),  # JSON objects and lists, here and below
        Column("publisher", Words, nullable=False),
        Column("languages", Words, nullable=False),
        Column("source", Words, nullable=False),
        Column("sha256", String(64), nullable=False),
        Column("date", String(32)),
        Column("as_of", String(32)),
        Column("kind", String(64), nullable=False),
        Column("source_url", Words),
        Column("restates", Words),
        Column("collection", String(64), nullable=False, server_default=PUBLIC),
        Column("status", String(64), nullable=False),
        Column("problems", Words, nullable=False),
        Column("reading", String(64), nullable=False),  # what read it: reader version and metadata, hashed
        Column("path", Words, nullable=False),  # where the file was found; empty in exports
        Column("changed", Integer, nullable=False),  # catalog version that brought this row
    )


def _paragraph_columns() -> tuple[Column, ...]:
    return (
        Column("label", Words, nullable=False),
        Column("position", Integer, nullable=False),
        Column("text", Words, nullable=False),
        Column("language", String(16), nullable=False),
        Column("kind", String(32), nullable=False),
        Column("page", Integer),
        Column("counterpart", Words),
        Column("context", Words, nullable=False),  # JSON without empty parts
        Column("source_map", Words, nullable=False),  # JSON list of runs
    )


def _owner(table: str) -> Column:
    return Column(f"{table[:-1]}_id", Words, ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=False)


documents = Table(
    "documents",
    metadata,
    Column("id", Words, primary_key=True),
    Column("version", Integer, nullable=False),
    *_document_columns(),
)
paragraphs = Table(
    "paragraphs", metadata, Column("id", Words, primary_key=True), _owner("documents"), *_paragraph_columns()
)
facts = Table(
    "facts",
    metadata,
    Column("document_id", Words, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _owner("paragraphs"),
    Column("kind", String(32), nullable=False),
    Column("about", Words, nullable=False),  # folded words of subject, value and unit, to search in
    Column("record", Words, nullable=False),  # JSON of the whole fact
)
terms = Table(
    "terms",
    metadata,
    Column("document_id", Words, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("paragraph_id", Words, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("forms", Words, nullable=False),  # JSON list of [language, form]
)
documents_history = Table(
    "documents_history",
    metadata,
    Column("id", Words, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    *_document_columns(),
)
paragraphs_history = Table(
    "paragraphs_history",
    metadata,
    Column("id", Words, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("document_id", Words, nullable=False),
    *_paragraph_columns(),
)
#: Documents removed by hand: reading a folder again does not bring them back, adding one by hand does. No text in it.
removed = Table(
    "removed", metadata, Column("id", Words, primary_key=True), Column("sha256", String(64), nullable=False)
)

#: When each version of a document came in: ISO 8601, UTC. Unknown for what came in under schema version 1.
arrivals = Table(
    "arrivals",
    metadata,
    Column("id", Words, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("added", String(32), nullable=False),
)
#: Documents that are the translation of another one, which may be here, come later or have gone.
translations = Table(
    "translations", metadata, Column("id", Words, primary_key=True), Column("original", Words, nullable=False)
)

Index("paragraphs_by_document", paragraphs.c.document_id, paragraphs.c.position)
Index("facts_by_paragraph", facts.c.paragraph_id)
Index("facts_by_kind", facts.c.kind)
Index("paragraphs_history_by_document", paragraphs_history.c.document_id, paragraphs_history.c.version)

#: Tables that an export for readers holds; the past and what was removed stay at home.
EXPORTED = (meta, documents, paragraphs, facts, terms)


def _with_collections(connection: Connection) -> None:
    for table in (documents, documents_history):
        connection.exec_driver_sql(
            f"ALTER TABLE {table.name} ADD COLUMN collection VARCHAR(64) NOT NULL DEFAULT '{PUBLIC}'"
        )


#: From schema version n to n + 1. Each step runs inside the one transaction that also raises the number.
MIGRATIONS: Mapping[int, Callable[[Connection], None]] = {
    1: lambda connection: metadata.create_all(connection, tables=[arrivals, translations]),
    2: _with_collections,
}


def is_current(connection: Connection) -> bool:
    """Whether the tables are there and of this version."""
    if not inspect(connection).has_table(meta.name):
        return False
    return connection.execute(select(meta.c.value).where(meta.c.key == "schema")).scalar() == str(SCHEMA_VERSION)


def prepare(connection: Connection) -> None:
    """Create the tables in an empty database, or migrate an older one. Raises Conflict for one of a newer Pincite."""
    if connection.dialect.name == "postgresql":  # where two may find the database empty at the same moment
        connection.execute(select(func.pg_advisory_xact_lock(_PREPARING)))
    metadata.create_all(connection, tables=[meta])
    found = connection.execute(select(meta.c.value).where(meta.c.key == "schema")).scalar()
    if found is None:
        metadata.create_all(connection)
        rows = {"schema": str(SCHEMA_VERSION), "version": "0", "digest": ""}
        connection.execute(meta.insert(), [{"key": key, "value": value} for key, value in rows.items()])
        return
    version = int(found)
    if version > SCHEMA_VERSION:
        raise Conflict(
            f"The catalog has schema version {version}, this Pincite knows up to {SCHEMA_VERSION}.",
            "Use the newer Pincite that wrote it, or another data folder.",
        )
    while version < SCHEMA_VERSION:
        MIGRATIONS[version](connection)
        version += 1
    connection.execute(meta.update().where(meta.c.key == "schema").values(value=str(version)))


def create(connection: Connection) -> None:
    """Every table with its indexes, always in one order: ``create_all`` makes a table's indexes as a set gives them, and an
    export of equal content must have equal bytes."""
    for table in metadata.sorted_tables:
        connection.execute(CreateTable(table))
        for index in sorted(table.indexes, key=lambda one: str(one.name)):
            connection.execute(CreateIndex(index))
