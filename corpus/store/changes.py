"""One change of the catalog: documents put in and taken out inside one transaction."""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, literal, select

from corpus.continuity import keep_ids
from corpus.durable import write_point
from corpus.errors import BadInput, NotFound
from corpus.records import Document, ParsedDocument
from corpus.store import rows, schema
from corpus.store.counterparts import pair_translations
from corpus.store.places import noted

ADDED, UPDATED, UNCHANGED = "added", "updated", "unchanged"


def now() -> str:
    """The moment, ISO 8601, UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def check(parsed: ParsedDocument) -> None:
    """Raise BadInput where the parts of a parsed document do not fit together, before anything is written."""
    document = parsed.document
    twice = [one for one, n in Counter(p.id for p in parsed.paragraphs).items() if n > 1]
    if twice:
        raise BadInput(
            f"{document.source}: two paragraphs carry the id {twice[0]!r}.", "Give each its own number or heading."
        )
    stray = [p.id for p in parsed.paragraphs if p.document_id != document.id]
    if stray:
        raise BadInput(f"{document.source}: paragraph {stray[0]!r} says that it belongs to another document.")
    broken = [p.id for p in parsed.paragraphs if not _is_text(f"{p.text}{p.context}")]
    if broken:
        raise BadInput(
            f"{document.source}: {broken[0]!r} holds half of a surrogate pair, which is no character.",
            "The file's text layer or encoding is broken: save it again as UTF-8.",
        )
    ids = {p.id for p in parsed.paragraphs}
    lost = [fact.paragraph_id for fact in parsed.facts if fact.paragraph_id not in ids]
    if lost:
        raise BadInput(f"{document.source}: a fact points at {lost[0]!r}, which is no paragraph of it.")


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class Change:
    """Made by Catalog.change; usable inside its block only."""

    def __init__(self, connection: Connection, version: int, digest: str, home: Path | None = None) -> None:
        self._connection = connection
        self._home = home
        self._version = version  # of the catalog, if anything changes
        self._digest = digest
        self._changed = False
        self._touched: set[str] = set()  # documents whose counterparts elsewhere may be others now
        self.removed: list[str] = []  #: ids of the documents taken out

    def replace(self, parsed: ParsedDocument, *, reading: str = "", path: str = "") -> str:
        """See Catalog.replace. Raises BadInput for a document that contradicts itself."""
        check(parsed)
        before = self._present(parsed.document.id)
        self._connection.execute(delete(schema.removed).where(schema.removed.c.id == parsed.document.id))
        if before is not None:
            document, read_by = before
            if document.sha256 == parsed.document.sha256 and read_by == reading:
                self.found_at(document.id, path)
                return UNCHANGED
            parsed = self._continued(document, parsed)
            if parsed.document.version > document.version:
                self._keep(document)
            self._delete(document.id)
        self._insert(parsed, reading, path)
        self._arrived(parsed.document)
        self._touched.add(parsed.document.id)
        self._connection.execute(delete(schema.translations).where(schema.translations.c.id == parsed.document.id))
        if parsed.translation_of:
            row = {"id": parsed.document.id, "original": parsed.translation_of}
            self._connection.execute(insert(schema.translations), [row])
        self._note("replace", parsed.document.id, parsed.document.sha256, reading)
        return ADDED if before is None else UPDATED

    def found_at(self, document_id: str, path: str) -> None:
        """Note where the document's file stands now. No change of content: the version stays."""
        documents = schema.documents
        self._connection.execute(
            documents.update().where(documents.c.id == document_id).values(path=noted(path, self._home))
        )

    def remove(self, document_id: str, *, by_hand: bool = False) -> None:
        """Forget the document with all its versions; ``by_hand`` keeps it away until it is added by hand again.

        Raises NotFound.
        """
        before = self._present(document_id)
        if before is None:
            raise NotFound(f"There is no document {document_id!r}.", "`pincite documents` lists what there is.")
        self._delete(document_id)
        write_point("document removed")
        history, past = schema.paragraphs_history, schema.documents_history
        self._connection.execute(delete(history).where(history.c.document_id == document_id))
        self._touched.add(document_id)
        for table in (past, schema.arrivals):
            self._connection.execute(delete(table).where(table.c.id == document_id))
        if by_hand:
            self._connection.execute(insert(schema.removed).values(id=document_id, sha256=before[0].sha256))
        self.removed.append(document_id)
        self._note("remove", document_id)

    def finish(self) -> None:
        """Pair what is each other's translation, and raise the catalog's version where anything changed."""
        if self._touched:
            pair_translations(self._connection, self._touched, self._version)
        if self._changed:
            for key, value in (("version", str(self._version)), ("digest", self._digest)):
                table = schema.meta
                self._connection.execute(table.update().where(table.c.key == key).values(value=value))

    def _note(self, *parts: str) -> None:
        self._changed = True
        self._digest = hashlib.sha256("\n".join((self._digest, *parts)).encode()).hexdigest()

    def _present(self, document_id: str) -> tuple[Document, str] | None:
        query = select(schema.documents).where(schema.documents.c.id == document_id)
        row = self._connection.execute(query).mappings().first()
        return (rows.document_of(row), row["reading"]) if row else None

    def _continued(self, before: Document, parsed: ParsedDocument) -> ParsedDocument:
        """The parsed document as the next version: ids of paragraphs that did not change are kept.

        Reading the same bytes anew (a better splitter, corrected metadata) makes no new version of the document.
        """
        table = schema.paragraphs
        query = select(table).where(table.c.document_id == before.id).order_by(table.c.position)
        previous = [rows.paragraph_of(row) for row in self._connection.execute(query).mappings()]
        version = before.version + (before.sha256 != parsed.document.sha256)
        kept = keep_ids(previous, parsed)
        # A new version that does not say otherwise stays where it was: nothing is opened to more readers unsaid.
        collection = kept.document.collection or before.collection
        return replace(kept, document=replace(kept.document, version=version, collection=collection))

    def _arrived(self, document: Document) -> None:
        """Note when this version came; one that is read anew came when it first did."""
        table = schema.arrivals
        mine = (table.c.id == document.id) & (table.c.version == document.version)
        if self._connection.execute(select(table.c.id).where(mine)).first() is None:
            row = {"id": document.id, "version": document.version, "added": now()}
            self._connection.execute(insert(table), [row])

    def _keep(self, document: Document) -> None:
        """Copy the present version to the history, whole."""
        self._copy(schema.documents, schema.documents_history, schema.documents.c.id == document.id, None)
        mine = schema.paragraphs.c.document_id == document.id
        self._copy(schema.paragraphs, schema.paragraphs_history, mine, document.version)
        write_point("version kept")

    def _copy(self, source: Table, target: Table, mine: ColumnElement[bool], version: int | None) -> None:
        columns: dict[str, ColumnElement[Any]] = {column.name: column for column in source.columns}
        if version is not None:
            columns["version"] = literal(version)
        query = select(*columns.values()).where(mine)
        self._connection.execute(insert(target).from_select(list(columns), query))

    def _delete(self, document_id: str) -> None:
        self._connection.execute(delete(schema.documents).where(schema.documents.c.id == document_id))

    def _insert(self, parsed: ParsedDocument, reading: str, path: str) -> None:
        document = parsed.document
        row = {
            **rows.document_row(document),
            "reading": reading,
            "path": noted(path, self._home),
            "changed": self._version,
        }
        write_point("insert")
        self._connection.execute(insert(schema.documents), [row])
        write_point("documents")
        self._many(schema.paragraphs, [rows.paragraph_row(p) for p in parsed.paragraphs])
        self._many(schema.facts, [rows.fact_row(fact, document.id, i) for i, fact in enumerate(parsed.facts)])
        self._many(schema.terms, [rows.term_row(term, document.id, i) for i, term in enumerate(parsed.terms)])

    def _many(self, table: Table, found: list[dict[str, object]]) -> None:
        if found:
            self._connection.execute(insert(table), found)
        write_point(table.name)
