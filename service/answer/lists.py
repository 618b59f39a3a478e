"""The whole list that a paragraph belongs to, or introduces."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.records import Paragraph


def whole_list(paragraph: Paragraph, document: Sequence[Paragraph]) -> tuple[Paragraph | None, list[Paragraph]]:
    """(the stem's paragraph where it is one, the items in order); no items where the paragraph is in no list.

    Items belong together when they follow one another under the same stem, or, without a stem, under the same headings
    as list items.
    """
    same_language = [p for p in document if p.language == paragraph.language]
    key = paragraph.context.stem
    if not key:
        introduced = [p for p in same_language if p.context.stem and paragraph.text.endswith(p.context.stem)]
        if introduced:
            return paragraph, introduced
    if paragraph.kind != "item":
        return None, []
    items = [
        p
        for p in same_language
        if p.kind == "item" and p.context.stem == key and p.context.headings == paragraph.context.headings
    ]
    stems = [p for p in same_language if key and p.text.endswith(key)]
    return (stems[0] if stems else None), items if len(items) > 1 else []


def members(paragraph: Paragraph, document: Sequence[Paragraph]) -> tuple[Paragraph | None, list[Paragraph]]:
    """(the paragraph that is the stem, the items under it), asked of the stem or of any item; no stem where none prints it."""
    same_language = [p for p in document if p.language == paragraph.language]
    key = paragraph.context.stem
    if not key:
        introduced = [p for p in same_language if p.context.stem and paragraph.text.endswith(p.context.stem)]
        return (paragraph, introduced) if introduced else (None, [])
    stems = [p for p in same_language if p.text.endswith(key)]
    return (stems[0] if stems else None), [p for p in same_language if p.context.stem == key]
