"""Versions of a document and what changed between them, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel

from corpus.records import Document, Paragraph
from corpus.store.past import Version
from service.desk.changes import ParagraphChange
from service.doors.objects.documents import DocumentObject
from service.doors.objects.names import permanent_link, pinpoints


class VersionObject(BaseModel):
    """``added`` is when it came in (ISO 8601, UTC), null where that was not noted; ``paragraphs`` their number."""

    version: int
    title: str
    date: str | None
    as_of: str | None
    source: str
    sha256: str
    added: str | None
    paragraphs: int
    present: bool


class Versions(BaseModel):
    """Oldest first."""

    document: DocumentObject
    versions: list[VersionObject]

    @classmethod
    def of(cls, found: Sequence[Version], language: str | None = None) -> Versions:
        present = found[-1].document
        return cls(
            document=DocumentObject.of(present, language),
            versions=[
                VersionObject(
                    version=one.document.version,
                    title=DocumentObject.of(one.document, language).title,
                    date=one.document.date,
                    as_of=one.document.as_of,
                    source=one.document.source,
                    sha256=one.document.sha256,
                    added=one.added,
                    paragraphs=one.paragraphs,
                    present=one.document is present,
                )
                for one in found
            ],
        )


class WordingObject(BaseModel):
    """A paragraph in one of the two versions."""

    id: str
    label: str
    pinpoints: dict[str, str]
    language: str
    text: str
    url: str

    @classmethod
    def of(cls, paragraph: Paragraph | None, base: str = "") -> WordingObject | None:
        return paragraph and cls(
            id=paragraph.id,
            label=paragraph.label,
            pinpoints=pinpoints(paragraph.label),
            language=paragraph.language,
            text=paragraph.text,
            url=permanent_link(paragraph.id, base),
        )


class PieceObject(BaseModel):
    """What differs, with its span in each text, in code points; one side may be empty."""

    before: str
    before_start: int
    before_end: int
    after: str
    after_start: int
    after_end: int


class ChangeObject(BaseModel):
    kind: Literal["added", "removed", "changed", "moved"]
    relabelled: bool
    before: WordingObject | None
    after: WordingObject | None
    differences: list[PieceObject]

    @classmethod
    def of(cls, change: ParagraphChange, base: str = "") -> ChangeObject:
        before, after = change.before, change.after
        return cls(
            kind=change.kind,
            relabelled=bool(before and after and before.label != after.label),
            before=WordingObject.of(before, base),
            after=WordingObject.of(after, base),
            differences=[
                PieceObject(
                    before=one.before,
                    before_start=one.before_start,
                    before_end=one.before_end,
                    after=one.after,
                    after_start=one.after_start,
                    after_end=one.after_end,
                )
                for one in change.pieces
            ],
        )


class Changes(BaseModel):
    """What changed from one version to another; ``unchanged`` counts the paragraphs that read as before under their label."""

    document: DocumentObject
    from_version: int
    to_version: int
    changes: list[ChangeObject]
    unchanged: int

    @classmethod
    def between(
        cls, document: Document, versions: tuple[int, int], found: tuple[Sequence[ParagraphChange], int], base: str = ""
    ) -> Changes:
        changes, unchanged = found
        return cls(
            document=DocumentObject.of(document),
            from_version=versions[0],
            to_version=versions[1],
            changes=[ChangeObject.of(change, base) for change in changes],
            unchanged=unchanged,
        )
