"""The whole list that a paragraph belongs to, or introduces."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.records import Fact, Paragraph
from corpus.sentences import clauses, enclosing
from corpus.spans import fold_text
from service.answer.evidence import Evidence

_NUMBERS = {w: i for i, w in enumerate("two three four five six seven eight nine ten".split(), 2)}
_NUMBERS |= {c: i for i, c in enumerate("两三四五六七八九十", 2)}
_HOW_MANY = re.compile(
    r"\b(?:which|what|name the|list the|who are the|what are the)\s+(?:\w+\s+)?"
    rf"({'|'.join(k for k in _NUMBERS if k.isascii())})\b"
    r"|哪([两三四五六七八九十])[个所间家项位名类种方大]|([两三四五六七八九十])[个所间家项位名类种大].{0,14}(?:是哪|有哪)"
)
_JOINTS = re.compile(r"[、；]|, | and |[和及与]")


def only_counted(question: str, evidence: Evidence, facts: Sequence[Fact]) -> bool:
    """Whether the question wants so many things named and the sentence only says how many there are.

    The number asked for stands in the sentence, and nothing is named one after the other in its clause or after it.
    """
    asked = _HOW_MANY.search(fold_text(question))
    if asked is None or evidence.fact is not None:
        return False
    number = str(_NUMBERS[next(group for group in asked.groups() if group)])
    text = evidence.paragraph.text
    counts = [f for f in facts if f.kind == "count" and f.value == number and evidence.start <= f.start < evidence.end]
    if not counts:
        return False
    start, _ = enclosing(clauses(text, evidence.start, evidence.end), counts[0].start, counts[0].end)
    rest = text[start : evidence.end]
    return not _JOINTS.search(fold_text(rest)) and len(re.findall("[「“]", rest)) < 2


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
