"""Quotations in a model's sentence: each is replaced by the document's own characters, or the sentence has none to show.

Folding finds the place (script, width, case, spaces), the slice is what is shown. A slice never begins or ends inside a
number or a Latin word, and never leaves out the negation it stands under.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.records import Paragraph
from corpus.spans import fold_text, is_han
from service.answer.turns.mentions import Glossary, folded_letters

_QUOTE = re.compile(
    r"「([^「」]*(?:「[^「」]*」[^「」]*)*)」|『([^『』]*)』|《([^《》]*)》|〈([^〈〉]*)〉|“([^“”]*)”"
    r"|\"([^\"]*)\"|«([^«»]*)»|‘([^‘’]{2,})’"
)
_STRAY = re.compile(r"[「」『』《》〈〉“”\"«»]")
_EDGES = " ,.;:，。；：、!?！？…"
_NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿两")
_DENIES = frozenset("不未无没非勿冇唔毋")
_DENYING = re.compile(r"(?:\b(?:not|no|never|without|cannot|neither|nor)|n['’]t)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation: its span in the (rewritten) sentence, and every place it stands in; none for a name of the glossary."""

    start: int
    end: int
    places: tuple[tuple[str, int, int], ...]  #: (paragraph id, start, end)


def _split(text: str, at: int) -> bool:
    """Whether cutting the text at ``at`` would cut a number or a Latin word in two."""
    if not 0 < at < len(text):
        return False
    left, right = fold_text(text[at - 1]), fold_text(text[at])
    if not left or not right:
        return True
    numeral = (left[-1].isdigit() or left[-1] in _NUMERALS, right[0].isdigit() or right[0] in _NUMERALS)
    if all(numeral):
        return True
    if left[-1] in ".,％%$" and right[0].isdigit() and at > 1 and (text[at - 2].isdigit() or left[-1] == "$"):
        return True
    if left[-1].isdigit() and right[0] in ".,%" and at + 1 < len(text) and (text[at + 1].isdigit() or right[0] == "%"):
        return True
    # "5 million" must not be cut after the 5, nor 「1,600萬」 after its digits.
    if numeral[0] and re.match(r" ?(?:thousand|million|billion|trillion|per cent|%)", text[at:], re.IGNORECASE):
        return True
    return left[-1].isalnum() and right[0].isalnum() and not is_han(left[-1]) and not is_han(right[0])


def _denied(text: str, start: int) -> bool:
    before = fold_text(text[max(0, start - 12) : start]).rstrip()
    return bool(before) and (before[-1] in _DENIES or bool(_DENYING.search(before)))


def locate(quote: str, paragraph: Paragraph) -> list[tuple[int, int]]:
    """The spans of the paragraph's text that the quotation is, letter by letter.

    Only script, width, case and spaces may differ. Marks at the quotation's edges need not be the document's.
    """
    wanted = fold_text(quote.strip(_EDGES)).replace(" ", "")
    if not any(c.isalnum() for c in wanted):
        return []
    return [
        (start, end)
        for start, end in folded_letters(paragraph.text).find_all(wanted)
        if not (_split(paragraph.text, start) or _split(paragraph.text, end) or _denied(paragraph.text, start))
    ]


def requote(
    text: str, paragraphs: Sequence[Paragraph], glossary: Glossary, source: str
) -> tuple[str, list[Quote]] | None:
    """The sentence with every quotation in the documents' own characters, and the quotations; None where one has no source.

    ``source`` is the folded text in which another form of a name may stand: 「數碼港」 for "Cyberport".
    """
    pieces, quotes, at, length = [], [], 0, 0
    for match in _QUOTE.finditer(text):
        group = next(i for i, found in enumerate(match.groups(), 1) if found is not None)
        start, end = match.span(group)
        inner = text[start:end]
        if not inner.strip(_EDGES):
            return None
        found = [(p, span) for p in paragraphs for span in locate(inner, p)]
        if not found and not glossary.other_form(inner.strip(_EDGES), source):
            return None
        # Marks that the model put inside the quotation marks go: what stands between them is the document's, all of it.
        shown = found[0][0].text[slice(*found[0][1])] if found else inner.strip(_EDGES)
        pieces += [text[at:start], shown]
        length += start - at
        quotes.append(Quote(length, length + len(shown), tuple((p.id, *span) for p, span in found)))
        length += len(shown)
        at = end
    rest = "".join([*pieces[::2], text[at:]]) if pieces else text
    # A mark without its partner could pass words off as quoted.
    if len(_STRAY.findall(rest)) != sum(2 for match in _QUOTE.finditer(text) if _STRAY.match(match[0])):
        return None
    return "".join([*pieces, text[at:]]), quotes
