"""Counterparts of documents that are each other's translation, kept as they come and go."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, delete, select

from corpus.records import ParsedDocument, Problem
from corpus.store import rows, schema
from corpus.translations import translation

UNSURE = "translation-unsure"


def pair_translations(connection: Connection, touched: Collection[str], version: int) -> None:
    """Pair every document said to be a translation with its original, where one of the two was touched.

    Of an original that is not there nothing is paired, and a document's problems say where too little of the two agrees: then
    they are not taken for each other's translation.
    """
    table = schema.translations
    for one in connection.execute(select(table).order_by(table.c.id)).mappings().all():
        ends = (one["id"], one["original"])
        if not set(ends) & set(touched):
            continue
        both = [_document(connection, end) for end in ends]
        _clear(connection, ends)
        if both[0] is None:
            connection.execute(delete(table).where(table.c.id == one["id"]))
            continue
        found = translation(both[0], both[1]) if both[1] is not None else None
        if found is not None and found.holds:
            _write(connection, found.pairs)
        unsure = both[1] is not None and not (found and found.holds)
        _say(connection, both[0], unsure)
        d = schema.documents  # both are others now
        connection.execute(d.update().where(d.c.id.in_(ends)).values(changed=version))


def _document(connection: Connection, document_id: str) -> ParsedDocument | None:
    own = schema.documents.c.id == document_id
    row = connection.execute(select(schema.documents).where(own)).mappings().first()
    if row is None:
        return None
    p, f = schema.paragraphs, schema.facts
    paragraphs = select(p).where(p.c.document_id == document_id).order_by(p.c.position)
    facts = select(f).where(f.c.document_id == document_id).order_by(f.c.position)
    return ParsedDocument(
        rows.document_of(row),
        tuple(rows.paragraph_of(one) for one in connection.execute(paragraphs).mappings()),
        (),
        tuple(rows.fact_of(one) for one in connection.execute(facts).mappings()),
    )


def _clear(connection: Connection, ends: Sequence[str]) -> None:
    """Take away the counterparts that lie in the other of two documents, and those that lie nowhere any more."""
    p = schema.paragraphs
    for own, other in (ends, ends[::-1]):
        across = p.c.counterpart.startswith(f"{other}/", autoescape=True)
        connection.execute(p.update().where((p.c.document_id == own) & across).values(counterpart=None))


def _write(connection: Connection, pairs: Sequence[tuple[str, str]]) -> None:
    p = schema.paragraphs
    for one, other in (*pairs, *((b, a) for a, b in pairs)):
        connection.execute(p.update().where(p.c.id == one).values(counterpart=other))


def _say(connection: Connection, parsed: ParsedDocument, unsure: bool) -> None:
    problems = [one for one in parsed.document.problems if one.kind != UNSURE]
    if unsure:
        said = "It is said to be the translation of another document, but too little agrees; they are not paired."
        problems.append(Problem(UNSURE, said))
    d = schema.documents
    written = rows.dump([rows.filled(one) for one in problems])
    connection.execute(d.update().where(d.c.id == parsed.document.id).values(problems=written))
