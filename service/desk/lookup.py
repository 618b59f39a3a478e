"""Look up: paragraphs by meaning, by exact phrase or by near phrase, filtered by document, date, publisher and language.

A phrase is found in either script, whatever the width, case and spacing, and across paragraphs; each result says which of its
characters met the query.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.records import Document, Fact, Paragraph
from corpus.remembered import remembered
from corpus.sentences import Span
from corpus.spans import Folded, fold, fold_text, is_han
from index.stopwords import ENGLISH
from index.tokens import analyse
from service.desk.quotes import window
from service.desk.shelf import Shelf, shelf_of
from service.desk.stream import Place, letters

#: Share of a near phrase's letters that a place must have in order.
SHARED = 0.6


class Hit(Protocol):
    @property
    def paragraph(self) -> Paragraph: ...
    @property
    def score(self) -> float: ...
    @property
    def rank(self) -> int: ...


class Snapshot(Protocol):
    """What looking up needs of one state of the library."""

    def documents(self) -> Sequence[Document]: ...
    def paragraphs(self, document_id: str, /) -> Sequence[Paragraph]: ...
    def facts(
        self, kind: str | None = None, document: str | None = None, paragraph_ids: Sequence[str] | None = None
    ) -> Sequence[Fact]: ...
    def search(
        self, query: str, top_k: int = 8, documents: Collection[str] | None = None, language: str | None = None
    ) -> Sequence[Hit]: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked up. ``since`` and ``until`` are inclusive ISO dates of documents; None leaves a filter open."""

    query: str
    mode: str = "meaning"
    top_k: int = 8
    documents: tuple[str, ...] | None = None
    language: str | None = None
    since: str | None = None
    until: str | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A paragraph, with the spans of its text that met the query; ``rank`` from 1."""

    paragraph: Paragraph
    score: float
    rank: int
    spans: tuple[Span, ...]
    counterpart: Paragraph | None


def _allowed(shelf: Shelf, wanted: Wanted) -> list[str] | None:
    """Ids of the documents that pass the filters; None where all do."""
    publisher = fold_text(wanted.publisher or "").strip()

    def passes(document: Document) -> bool:
        date = document.reference_date
        if wanted.since and not (date and date >= wanted.since):
            return False
        if wanted.until and not (date and date <= wanted.until):
            return False
        return not publisher or any(publisher in fold_text(name) for name in document.publisher.values())

    chosen = shelf.documents if wanted.documents is None else wanted.documents
    found = [one for one in chosen if passes(shelf.documents[one])]
    return None if len(found) == len(shelf.documents) else found


def look_up(snapshot: Snapshot, wanted: Wanted) -> list[Found]:
    """The paragraphs that meet the query, the best first; a phrase in reading order. Unknown documents raise KeyError."""
    shelf = shelf_of(snapshot)
    allowed = _allowed(shelf, wanted)
    if allowed == []:
        return []
    if wanted.mode == "meaning":
        hits = snapshot.search(wanted.query, top_k=wanted.top_k, documents=allowed, language=wanted.language)
        return [
            Found(h.paragraph, h.score, h.rank, highlights(wanted.query, h.paragraph.text), _other(shelf, h.paragraph))
            for h in hits
        ]
    places = _phrase(shelf, wanted.query, allowed)
    if wanted.mode == "near":
        places = {**_near(shelf, wanted.query, allowed, wanted.top_k), **places}
    return _ranked(shelf, places, wanted)


def _other(shelf: Shelf, paragraph: Paragraph) -> Paragraph | None:
    return shelf.paragraphs.get(paragraph.counterpart or "")


def _phrase(shelf: Shelf, query: str, documents: Collection[str] | None) -> dict[Place, float]:
    return {place: 1.0 for place in shelf.streams.exact(letters(query).text, documents) if _whole(shelf, place)}


def _whole(shelf: Shelf, place: Place) -> bool:
    """Whether the place begins and ends where a word or a number does: "10" is not in "100", nor "art" in "smart"."""
    pieces = shelf.streams.region(place).pieces
    first, start, _ = pieces[0]
    last, _, end = pieces[-1]
    return not (_joined(first.text, start) or _joined(last.text, end))


def _joined(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    left, right = text[at - 1], text[at]
    if left in ".," and right.isdigit() and at > 1 and text[at - 2].isdigit():
        return True
    if right in ".," and left.isdigit() and text[at + 1 : at + 2].isdigit():
        return True
    return left.isalnum() and right.isalnum() and not is_han(left) and not is_han(right)


def _near(shelf: Shelf, query: str, documents: Collection[str] | None, most: int) -> dict[Place, float]:
    wanted = letters(query).text
    found: dict[Place, float] = {}
    for place in shelf.streams.near(wanted, documents, most):
        start, end, share = window(wanted, shelf.streams.text(place))
        if end > start and share >= SHARED:
            found[Place(place.stream, place.start + start, place.start + end)] = share
    return found


def _ranked(shelf: Shelf, places: Mapping[Place, float], wanted: Wanted) -> list[Found]:
    """One result per paragraph, its places joined: the most alike first, then in reading order."""
    spans: dict[str, list[Span]] = {}
    best: dict[str, tuple[float, int]] = {}
    for place, share in sorted(places.items(), key=lambda item: (-item[1], item[0].stream, item[0].start)):
        for paragraph, start, end in shelf.streams.region(place).pieces:
            if wanted.language in (None, paragraph.language):
                spans.setdefault(paragraph.id, []).append((start, end))
                best.setdefault(paragraph.id, (-share, len(best)))
    chosen = sorted(best, key=best.__getitem__)[: wanted.top_k]
    return [
        Found(shelf.paragraphs[one], -best[one][0], rank, _merged(spans[one]), _other(shelf, shelf.paragraphs[one]))
        for rank, one in enumerate(chosen, 1)
    ]


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)


@remembered(256)
def _words(query: str) -> frozenset[str]:
    """What of a query is worth marking; single Chinese characters tell nothing."""
    return frozenset(t.text for t in analyse(fold_text(query)) if len(t.text) > 1 and t.text not in ENGLISH)


@remembered(2_048)
def _marked(text: str) -> tuple[Folded, dict[str, list[Span]]]:
    """The folded text, and where its tokens stand; pairs of Chinese characters are left out, each pair is one."""
    folded = fold(text)
    spans: dict[str, list[Span]] = {}
    for token in analyse(folded.text):
        if len(token.text) > 2 or not is_han(token.text[0]):
            spans.setdefault(token.text, []).append((token.start, token.end))
    return folded, spans


def highlights(query: str, text: str) -> tuple[Span, ...]:
    """Spans of the text whose words the query has too, in any script and inflection; single Chinese characters tell nothing."""
    folded, spans = _marked(text)
    found: list[Span] = []
    for word in _words(query):
        if len(word) == 2 and is_han(word[0]):
            found.extend(folded.find_all(word))
        else:
            found.extend(folded.to_original(start, end) for start, end in spans.get(word, ()))
    return _merged(found)
