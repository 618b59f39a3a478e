"""Records to rows of the catalog and back. JSON is compact and leaves out what is empty."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from corpus.records import PUBLIC, Context, Document, Fact, Paragraph, Problem, SourceMap, Term
from corpus.spans import fold_text

Row = Mapping[Any, Any]


def dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def filled(record: Any) -> dict[str, Any]:
    """A record's fields that say something; nested records the same way."""
    found = {}
    for name in (f.name for f in fields(record)):
        value = getattr(record, name)
        if value is not None and value is not False and value != "" and value != ():
            found[name] = [filled(one) for one in value] if name == "ends" else value
    return found


def document_row(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "version": document.version,
        "title": dump(dict(document.title)),
        "publisher": dump(dict(document.publisher)),
        "languages": dump(document.languages),
        "source": document.source,
        "sha256": document.sha256,
        "date": document.date,
        "as_of": document.as_of,
        "kind": document.kind,
        "source_url": document.source_url,
        "restates": document.restates,
        "collection": document.collection or PUBLIC,
        "status": document.status,
        "problems": dump([filled(problem) for problem in document.problems]),
    }


def document_of(row: Row) -> Document:
    problems = (Problem(**{"message": "", **found}) for found in json.loads(row["problems"]))
    return Document(
        id=row["id"],
        title=json.loads(row["title"]),
        publisher=json.loads(row["publisher"]),
        languages=tuple(json.loads(row["languages"])),
        source=row["source"],
        sha256=row["sha256"],
        date=row["date"],
        as_of=row["as_of"],
        kind=row["kind"],
        source_url=row["source_url"],
        restates=row["restates"],
        collection=row["collection"],
        version=row["version"],
        status=row["status"],
        problems=tuple(problems),
    )


def paragraph_row(paragraph: Paragraph) -> dict[str, Any]:
    return {
        "id": paragraph.id,
        "document_id": paragraph.document_id,
        "label": paragraph.label,
        "position": paragraph.position,
        "text": paragraph.text,
        "language": paragraph.language,
        "kind": paragraph.kind,
        "page": paragraph.page,
        "counterpart": paragraph.counterpart,
        "context": dump(filled(paragraph.context)),
        "source_map": dump(paragraph.source_map.runs),
    }


def paragraph_of(row: Row) -> Paragraph:
    context = json.loads(row["context"])
    columns = tuple((head, cell) for head, cell in context.pop("columns", ()))
    return Paragraph(
        id=row["id"],
        document_id=row["document_id"],
        label=row["label"],
        position=row["position"],
        text=row["text"],
        language=row["language"],
        kind=row["kind"],
        context=Context(headings=tuple(context.pop("headings", ())), columns=columns, **context),
        page=row["page"],
        counterpart=row["counterpart"],
        source_map=SourceMap(tuple((start, at, length) for start, at, length in json.loads(row["source_map"]))),
    )


def fact_row(fact: Fact, document_id: str, position: int) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "position": position,
        "paragraph_id": fact.paragraph_id,
        "kind": fact.kind,
        "about": fold_text(" ".join((fact.subject, fact.text, fact.unit or ""))),
        "record": dump(filled(fact)),
    }


def fact_of(row: Row) -> Fact:
    return _fact(json.loads(row["record"]))


def _fact(found: dict[str, Any]) -> Fact:
    if "interval" in found:
        first, last = found["interval"]
        found["interval"] = (first, last)
    for name in ("entity_span", "measure_span"):
        if name in found:
            start, end = found[name]
            found[name] = (start, end)
    for name in ("qualifiers", "ends"):
        if name in found:
            found[name] = tuple(_fact(one) if name == "ends" else one for one in found[name])
    return Fact(**{"text": "", "value": "", **found})


def term_row(term: Term, document_id: str, position: int) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "position": position,
        "paragraph_id": term.paragraph_id,
        "kind": term.kind,
        "forms": dump(term.forms),
    }


def term_of(row: Row) -> Term:
    forms = tuple((language, form) for language, form in json.loads(row["forms"]))
    return Term(forms, row["kind"], row["document_id"], row["paragraph_id"])
