"""Where a citation stands, so that it can be found again years later: W3C Web Annotation selectors, and finding them again.

https://www.w3.org/TR/annotation-model/#text-quote-selector and #text-position-selector. The source of both is the paragraph's
own text, which its permanent page prints; positions count Unicode code points in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.records import Paragraph
from service.desk.differences import Difference
from service.desk.quotes import verify
from service.desk.shelf import Shelf
from service.desk.stream import Place, letters

#: Characters kept on either side of the quoted words.
AROUND = 32
#: Places with the same words that are weighed against one another.
_MANY = 200


@dataclass(frozen=True, slots=True)
class Selector:
    """Words of a paragraph: ``exact``, what stands before and after them, and their span in the paragraph's text.

    ``start`` and ``end`` are None where only the words are known.
    """

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Refound:
    """``found``: the same words at the same place. ``moved``: the same words elsewhere in the document. ``changed``: other words
    there now, with the differences. ``gone``: nothing like them. ``paragraph`` is None only then."""

    status: str
    paragraph: Paragraph | None = None
    start: int = 0
    end: int = 0
    differences: tuple[Difference, ...] = ()


def selector_of(text: str, start: int, end: int) -> Selector:
    """The selector of ``text[start:end]``."""
    return Selector(text[start:end], text[max(0, start - AROUND) : start], text[end : end + AROUND], start, end)


def find_again(shelf: Shelf, document_id: str, paragraph_id: str | None, selector: Selector) -> Refound:
    """Where the selector's words stand in the present text of the document. Never raises.

    A paragraph that kept its id comes first, then any other of the document; of several places the one with the most of
    the words around it, then the nearest to where they stood.
    """
    if not selector.exact:
        return Refound("gone")
    home = shelf.paragraphs.get(paragraph_id or "")
    if home is not None and home.document_id == document_id:
        a, b = selector.start, selector.end
        if a is not None and b is not None and home.text[a:b] == selector.exact:
            return Refound("found", home, a, b)
        if places := list(_places([home], selector.exact)):
            _, at = _nearest(places, selector)
            status = "found" if selector.start is None else "moved"
            return Refound(status, home, at, at + len(selector.exact))
    candidates = _holding(shelf, document_id, selector.exact)
    if places := list(_places(candidates, selector.exact)):
        paragraph, at = _nearest(places, selector)
        status = "found" if paragraph_id is None else "moved"
        return Refound(status, paragraph, at, at + len(selector.exact))
    return _changed(shelf, document_id, home, selector)


def _changed(shelf: Shelf, document_id: str, home: Paragraph | None, selector: Selector) -> Refound:
    """What stands there now, where most of the words still do."""
    verdict = verify(selector.exact, shelf.streams, [document_id])
    region = verdict.match
    if region is None or region.pieces[0][0].document_id != document_id:
        return Refound("gone")
    # Of the pieces of one that now runs on, the one in its own paragraph.
    paragraph, start, end = next(
        (p for p in region.pieces if home is not None and p[0].id == home.id), region.pieces[0]
    )
    return Refound("changed", paragraph, start, end, verdict.differences)


def _holding(shelf: Shelf, document_id: str, exact: str) -> list[Paragraph]:
    """Paragraphs of the document that may print the words: those whose folded letters hold theirs."""
    wanted = letters(exact).text
    if not wanted:
        return [p for p in shelf.paragraphs.values() if p.document_id == document_id][:_MANY]
    places: Sequence[Place] = shelf.streams.exact(wanted, [document_id])[:_MANY]
    found = {p.id: p for place in places for p, _, _ in shelf.streams.region(place).pieces}
    return list(found.values())


def _places(paragraphs: Sequence[Paragraph], exact: str) -> Iterator[tuple[Paragraph, int]]:
    for paragraph in paragraphs:
        at = paragraph.text.find(exact)
        while at >= 0:
            yield paragraph, at
            at = paragraph.text.find(exact, at + 1)


def _nearest(places: Sequence[tuple[Paragraph, int]], selector: Selector) -> tuple[Paragraph, int]:
    def score(place: tuple[Paragraph, int]) -> tuple[int, int, int]:
        paragraph, at = place
        text, end = paragraph.text, at + len(selector.exact)
        around = _common(text[:at][::-1], selector.prefix[::-1]) + _common(text[end:], selector.suffix)
        return -around, abs(at - (selector.start or 0)), paragraph.position

    return min(places, key=score)


def _common(one: str, two: str) -> int:
    """Characters that two texts begin with alike."""
    count = 0
    for a, b in zip(one, two, strict=False):
        if a != b:
            break
        count += 1
    return count
