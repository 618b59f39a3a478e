"""Documents as JSON."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, SerializerFunctionWrapHandler, model_serializer

from corpus.naming import in_language
from corpus.records import PUBLIC, Document


class ProblemNote(BaseModel):
    kind: str
    message: str
    place: str


class DocumentObject(BaseModel):
    """``title`` and ``publisher`` in the asker's language where the document has it; all of them in the plurals."""

    id: str
    title: str
    publisher: str
    date: str | None
    as_of: str | None
    source: str
    source_url: str | None
    languages: list[str]
    titles: dict[str, str]
    publishers: dict[str, str]
    kind: str
    restates: str | None
    version: int

    @classmethod
    def fields_of(cls, document: Document, language: str | None = None) -> dict[str, object]:
        shown = language or next(iter(document.languages), "")
        return {
            "id": document.id,
            "title": in_language(document.title, shown),
            "publisher": in_language(document.publisher, shown),
            "date": document.date,
            "as_of": document.as_of,
            "source": document.source,
            "source_url": document.source_url,
            "languages": list(document.languages),
            "titles": dict(document.title),
            "publishers": dict(document.publisher),
            "kind": document.kind,
            "restates": document.restates,
            "version": document.version,
        }

    @classmethod
    def of(cls, document: Document, language: str | None = None) -> DocumentObject:
        return cls.model_validate(cls.fields_of(document, language))


class DocumentEntry(DocumentObject):
    """A document with how much was read out of it. ``paragraphs`` and ``facts`` are counts."""

    paragraphs: int
    facts: int
    collection: str
    status: str
    problems: list[ProblemNote]

    @classmethod
    def entry(cls, document: Document, paragraphs: int, facts: int, language: str | None = None) -> DocumentEntry:
        notes = [ProblemNote(kind=p.kind, message=p.message, place=p.place) for p in document.problems]
        return cls.model_validate(
            {
                **cls.fields_of(document, language),
                "paragraphs": paragraphs,
                "facts": facts,
                "collection": document.collection or PUBLIC,
                "status": document.status,
                "problems": notes,
            }
        )


class Documents(BaseModel):
    """``notices``: what should be known of where they came from; left out where there is nothing."""

    documents: list[DocumentEntry]
    notices: list[str] = []

    @model_serializer(mode="wrap")
    def _without_empty(self, whole: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in whole(self).items() if name != "notices" or value}


class Removed(BaseModel):
    removed: str
