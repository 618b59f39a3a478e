"""The catalog: documents, paragraphs, facts and terms as they stand now, and the versions they replaced. The truth.

Every change is one transaction that also raises the catalog's version; reading the same content again changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select

from corpus.durable import write_point
from corpus.errors import NotFound
from corpus.records import Document, Fact, Paragraph, ParsedDocument, Term
from corpus.spans import fold_text
from corpus.store import places, rows, schema
from corpus.store.changes import ADDED, UNCHANGED, UPDATED, Change
from corpus.store.database import open_engine, overwrite_deleted, read_from, write_to

__all__ = ["ADDED", "UNCHANGED", "UPDATED", "Catalog", "Origin", "State"]

#: Columns that no reader gets to see.
_UNSEEN = ("path", "reading", "changed")
_BATCH = 500  # ids asked for in one statement, rows copied at once


@dataclass(frozen=True, slots=True)
class State:
    """Which content a catalog holds. Equal states mean equal content, also between a catalog and a restored backup."""

    version: int  #: one more with every change
    digest: str  #: of all changes that led here, in order


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document came from, to tell whether its file must be read again."""

    id: str
    source: str
    sha256: str
    reading: str
    path: str


def no_paragraph(paragraph_id: str, in_languages: Sequence[str] = ()) -> NotFound:
    """The error for an id that no paragraph has. ``in_languages``: ids of the paragraphs that share the label."""
    if in_languages:
        return NotFound(
            f"{paragraph_id!r} stands in more than one language.", f"Use {' or '.join(map(repr, in_languages))}."
        )
    return NotFound(f"There is no paragraph {paragraph_id!r}.", "`pincite paragraphs DOCUMENT` lists a document's.")


class Catalog:
    """A catalog in a SQLite file, or at a database URL. Safe to use from several threads. ``home``: the data folder that
    uploads lie in.

    Raises Conflict where a newer Pincite wrote it, Unavailable where it cannot be opened or written.
    """

    def __init__(self, where: Path | str, *, read_only: bool = False, home: Path | None = None) -> None:
        self._home = home
        self._engine = open_engine(where, mode="read" if read_only else "write")
        if not read_only:
            try:
                self._prepare()
            except BaseException:
                self._engine.dispose()
                raise

    def _prepare(self) -> None:
        with read_from(self._engine) as connection:
            ready = schema.is_current(connection)
        if not ready:
            with write_to(self._engine) as connection:
                schema.prepare(connection)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database."""
        with read_from(self._engine) as connection:
            yield connection

    # -- what it holds

    @property
    def state(self) -> State:
        with read_from(self._engine) as connection:
            return _state(connection)

    @property
    def version(self) -> int:
        return self.state.version

    def documents(self) -> list[Document]:
        """All documents, by id."""
        return self._all(select(schema.documents).order_by(schema.documents.c.id), rows.document_of)

    def document(self, document_id: str) -> Document:
        """Raises NotFound."""
        found = self._all(select(schema.documents).where(schema.documents.c.id == document_id), rows.document_of)
        if not found:
            raise NotFound(f"There is no document {document_id!r}.", "`pincite documents` lists what there is.")
        return found[0]

    def paragraphs(self, document_id: str | None = None) -> list[Paragraph]:
        """A document's paragraphs in reading order; of all documents, by document id, where none is named."""
        if document_id is not None:
            self.document(document_id)
        table = schema.paragraphs
        query = select(table).order_by(table.c.document_id, table.c.position)
        if document_id is not None:
            query = query.where(table.c.document_id == document_id)
        return self._all(query, rows.paragraph_of)

    def count(self) -> int:
        """How many paragraphs there are."""
        with read_from(self._engine) as connection:
            return connection.execute(select(func.count()).select_from(schema.paragraphs)).scalar_one()

    def paragraph(self, paragraph_id: str) -> Paragraph:
        """Raises NotFound."""
        return self.paragraphs_by_id([paragraph_id])[0]

    def paragraphs_by_id(self, ids: Sequence[str]) -> list[Paragraph]:
        """One paragraph per id, in the order asked. Raises NotFound for an id that does not exist."""
        table, found = schema.paragraphs, {}
        for start in range(0, len(ids), _BATCH):
            query = select(table).where(table.c.id.in_(ids[start : start + _BATCH]))
            found.update({one.id: one for one in self._all(query, rows.paragraph_of)})
        for one in ids:
            if one not in found:
                raise self._no_paragraph(one)
        return [found[one] for one in ids]

    def _no_paragraph(self, paragraph_id: str) -> NotFound:
        c = schema.paragraphs.c.id
        found = self._all(
            select(c).where(c.startswith(f"{paragraph_id}@", autoescape=True)).order_by(c), lambda row: row["id"]
        )
        return no_paragraph(paragraph_id, found)

    def facts(
        self,
        kind: str | None = None,
        document: str | None = None,
        paragraph_ids: Collection[str] | None = None,
        about: str | None = None,
    ) -> list[Fact]:
        """Facts in reading order, by document id.

        ``about``: every word of it, folded, stands in the fact's subject, value or unit.
        """
        table = schema.facts
        query = select(table).order_by(table.c.document_id, table.c.position)
        if kind is not None:
            query = query.where(table.c.kind == kind)
        if document is not None:
            query = query.where(table.c.document_id == document)
        for word in fold_text(about or "").split():
            query = query.where(table.c.about.contains(word, autoescape=True))
        if paragraph_ids is None:
            return self._all(query, rows.fact_of)
        return [fact for _, fact in self._placed(query, paragraph_ids)]

    def placed_facts(self, paragraph_ids: Collection[str]) -> list[tuple[tuple[str, int], Fact]]:
        """The paragraphs' facts in reading order, by document id, each with (document id, position) to sort it by."""
        return self._placed(select(schema.facts), paragraph_ids)

    def _placed(self, query: Select, paragraph_ids: Collection[str]) -> list[tuple[tuple[str, int], Fact]]:
        found: list[tuple[tuple[str, int], Fact]] = []
        wanted = list(dict.fromkeys(paragraph_ids))
        for start in range(0, len(wanted), _BATCH):
            part = query.where(schema.facts.c.paragraph_id.in_(wanted[start : start + _BATCH]))
            found += self._all(part, lambda row: ((row["document_id"], row["position"]), rows.fact_of(row)))
        return sorted(found, key=lambda pair: pair[0])

    def terms(self, document: str | None = None) -> list[Term]:
        """Terms in the order met, by document id."""
        query = select(schema.terms).order_by(schema.terms.c.document_id, schema.terms.c.position)
        if document is not None:
            query = query.where(schema.terms.c.document_id == document)
        return self._all(query, rows.term_of)

    # -- what it held

    def versions(self, document_id: str) -> list[Document]:
        """Every version of the document, oldest first, the present one last. Raises NotFound."""
        table = schema.documents_history
        query = select(table).where(table.c.id == document_id).order_by(table.c.version)
        return [*self._all(query, rows.document_of), self.document(document_id)]

    def paragraphs_of_version(self, document_id: str, version: int) -> list[Paragraph]:
        """The paragraphs of one version, in reading order. Raises NotFound."""
        if self.document(document_id).version == version:
            return self.paragraphs(document_id)
        table = schema.paragraphs_history
        query = select(table).where(table.c.document_id == document_id, table.c.version == version)
        found = self._all(query.order_by(table.c.position), rows.paragraph_of)
        if not found and version not in [one.version for one in self.versions(document_id)]:
            raise NotFound(f"There is no version {version} of {document_id!r}.")
        return found

    def earlier(self, paragraph_id: str) -> list[tuple[Document, Paragraph]]:
        """The paragraph as earlier versions of its document had it, oldest first, each with that version; the present one
        is not among them. Empty for an id that no earlier version had."""
        past = schema.paragraphs_history
        query = select(past).where(past.c.id == paragraph_id).order_by(past.c.version)
        found = self._all(query, lambda row: (row["version"], rows.paragraph_of(row)))
        versions: dict[int, Document] = {}
        if found:
            table = schema.documents_history
            query = select(table).where(table.c.id == found[0][1].document_id)
            versions = {one.version: one for one in self._all(query, rows.document_of)}
        return [(versions[version], paragraph) for version, paragraph in found if version in versions]

    # -- how it came to hold it

    def origins(self) -> list[Origin]:
        """Where each document came from, by id."""
        c = schema.documents.c
        query = select(c.id, c.source, c.sha256, c.reading, c.path).order_by(c.id)
        return self._all(query, lambda row: Origin(**{**row, "path": places.found(row["path"], self._home)}))

    def removed(self) -> dict[str, str]:
        """Documents removed by hand and not added since: id -> sha256 of the file it was read from."""
        pairs = self._all(select(schema.removed), lambda row: (row["id"], row["sha256"]))
        return dict(sorted(pairs))

    @contextmanager
    def change(self) -> Iterator[Change]:
        """Several changes in one transaction: all of them or none, and one step of the version where anything changed."""
        with write_to(self._engine) as connection:
            state = _state(connection, lock=True)
            change = Change(connection, state.version + 1, state.digest, self._home)
            yield change
            change.finish()
        if change.removed:
            overwrite_deleted(self._engine)

    def replace(self, parsed: ParsedDocument, *, reading: str = "", path: str = "") -> str:
        """Add the document, or put it in the place of its earlier version: ADDED, UPDATED or UNCHANGED.

        Unchanged is a document of the same sha256 and the same ``reading`` (what read it: reader version, metadata).
        """
        with self.change() as change:
            return change.replace(parsed, reading=reading, path=path)

    def remove(self, document_id: str) -> None:
        """Forget the document with all its versions. Raises NotFound."""
        with self.change() as change:
            change.remove(document_id, by_hand=True)

    def content(self) -> str:
        """Digest of all that readers can tell apart, in hex: equal for equal content, whatever led to it."""
        digest = hashlib.sha256()
        with read_from(self._engine) as connection:
            for table in schema.EXPORTED[1:]:
                seen = [column for column in table.columns if column.name not in _UNSEEN]
                for row in connection.execute(select(*seen).order_by(*table.primary_key.columns)):
                    digest.update(f"{table.name}{tuple(row)!r}\n".encode())
        return digest.hexdigest()

    def export(self, path: Path, documents: Collection[str] | None = None) -> State:
        """Write a new SQLite file with the present content, for readers; the content's state is returned.

        One transaction reads it all. The file has no journal beside it; it is not fsynced here. Of ``documents`` alone, it is
        the file of a catalog that never held another, and says nothing of how many changes there were.
        """
        engine = open_engine(path, mode="export")
        write_point("export")
        with read_from(self._engine) as source, write_to(engine) as target:
            schema.create(target)
            for table in schema.EXPORTED:
                query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_BATCH)
                for part in source.execute(query).mappings().partitions(_BATCH):
                    blank = {"path": ""} if table is schema.documents else {}
                    chosen = [{**row, **blank} for row in part if _is_of(table, row, documents)]
                    if chosen:
                        target.execute(table.insert(), chosen)
                write_point(f"exported {table.name}")
            p, other = schema.paragraphs, schema.paragraphs.alias()
            there = select(other.c.id).where(other.c.id == p.c.counterpart).exists()
            target.execute(p.update().where(p.c.counterpart.is_not(None) & ~there).values(counterpart=None))
            if documents is not None:
                _without_past(target)
            state = _state(target)
        engine.dispose()
        return state

    def _all(self, query: Select[*tuple[Any, ...]], of: Callable[[rows.Row], Any]) -> list[Any]:
        with read_from(self._engine) as connection:
            return [of(row) for row in connection.execute(query).mappings()]


def _is_of(table: Table, row: rows.Row, documents: Collection[str] | None) -> bool:
    if documents is None or table is schema.meta:
        return True
    return row["id" if table is schema.documents else "document_id"] in documents


def _without_past(connection: Connection) -> None:
    connection.execute(schema.documents.update().values(changed=0))
    for key, value in (("version", "0"), ("digest", "")):
        connection.execute(schema.meta.update().where(schema.meta.c.key == key).values(value=value))


def _state(connection: Connection, lock: bool = False) -> State:
    query = select(schema.meta.c.key, schema.meta.c.value)
    if (
        lock
    ):  # one writer at a time; SQLite has only one anyway and ignores it. In one order, so that none waits crosswise.
        query = query.order_by(schema.meta.c.key).with_for_update()
    found = {row.key: row.value for row in connection.execute(query)}
    return State(int(found["version"]), found["digest"])
