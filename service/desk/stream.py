"""All paragraphs as streams of folded letters, so that a quotation is found wherever it runs, across paragraphs too.

One stream per document and language, in reading order. Only letters, digits and Chinese characters count; a way back leads
from each of them to its paragraph and offset. Shingles (runs of a few letters) tell where in a stream a text may stand.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from corpus.records import Paragraph
from corpus.spans import fold

#: Letters in a shingle: long enough that most stand in few places, short enough that a changed digit spares the neighbours.
SHINGLE = 5
#: Shingles that stand in more places than this tell nothing about where a text stands.
COMMON = 400


@dataclass(frozen=True, slots=True)
class Letters:
    """The folded letters of a text and, for each, the span of the original character it comes from."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def letters(text: str) -> Letters:
    """Letters, digits and per-cent signs of a text, folded; spaces and punctuation left out. Linear."""
    folded = fold(text)
    kept = [i for i, c in enumerate(folded.text) if c.isalnum() or c == "%"]
    spans = [folded.to_original(i, i + 1) for i in kept]
    return Letters("".join(folded.text[i] for i in kept), tuple(a for a, _ in spans), tuple(b for _, b in spans))


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of one stream."""

    stream: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a stream in a paragraph's own characters: ``paragraph.text[start:end]``, the first of one or more."""

    pieces: tuple[tuple[Paragraph, int, int], ...]

    @property
    def text(self) -> str:
        return "\n".join(paragraph.text[a:b] for paragraph, a, b in self.pieces)


class _Stream:
    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self.paragraphs = list(paragraphs)
        self.letters = [letters(p.text) for p in self.paragraphs]
        self.text = "".join(found.text for found in self.letters)
        self.offsets: list[int] = []
        at = 0
        for found in self.letters:
            self.offsets.append(at)
            at += len(found.text)

    def region(self, start: int, end: int) -> Region:
        """The paragraphs' own characters behind letters ``[start, end)``; ``start < end``."""
        pieces = []
        index = bisect_right(self.offsets, start) - 1
        while index < len(self.paragraphs) and self.offsets[index] < end:
            found, offset = self.letters[index], self.offsets[index]
            a, b = max(start - offset, 0), min(end - offset, len(found.text))
            if a < b:
                text = self.paragraphs[index].text
                # Where the stretch runs on into another paragraph, the marks at the break belong to it.
                first = 0 if offset > start else found.starts[a]
                last = len(text) if offset + len(found.text) < end else found.ends[b - 1]
                pieces.append((self.paragraphs[index], first, last))
            index += 1
        return Region(tuple(pieces))


class Streams:
    """The streams of one state of the library, with the index of their shingles. Build once per index version."""

    def __init__(self, paragraphs: Iterable[Paragraph]) -> None:
        grouped: dict[tuple[str, str], list[Paragraph]] = defaultdict(list)
        for paragraph in paragraphs:
            grouped[paragraph.document_id, paragraph.language].append(paragraph)
        self._keys = sorted(grouped)
        self._streams = [_Stream(sorted(grouped[key], key=lambda p: p.position)) for key in self._keys]
        self._places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, stream in enumerate(self._streams):
            for at in range(len(stream.text) - SHINGLE + 1):
                self._places[stream.text[at : at + SHINGLE]].append((number, at))

    def document(self, place: Place) -> str:
        return self._keys[place.stream][0]

    def text(self, place: Place) -> str:
        return self._streams[place.stream].text[place.start : place.end]

    def length(self, stream: int) -> int:
        return len(self._streams[stream].text)

    def region(self, place: Place) -> Region:
        return self._streams[place.stream].region(place.start, place.end)

    def _allowed(self, documents: Collection[str] | None) -> set[int]:
        return {i for i, (document, _) in enumerate(self._keys) if documents is None or document in documents}

    def exact(self, wanted: str, documents: Collection[str] | None = None) -> list[Place]:
        """Every place whose letters are ``wanted`` (already folded letters), in order of document."""
        places = []
        for number in sorted(self._allowed(documents)):
            at = self._streams[number].text.find(wanted) if wanted else -1
            while at >= 0:
                places.append(Place(number, at, at + len(wanted)))
                at = self._streams[number].text.find(wanted, at + 1)
        return places

    def near(self, wanted: str, documents: Collection[str] | None = None, most: int = 6) -> list[Place]:
        """Stretches that share the most shingles with ``wanted``, the most shared first; at most ``most`` of them.

        Votes are counted per diagonal (place minus offset) in buckets, so that a stretch with words dropped or put in still
        gathers its votes in neighbouring buckets.
        """
        allowed = self._allowed(documents)
        width = max(16, len(wanted) // 2)
        votes: Counter[tuple[int, int]] = Counter()
        for offset in range(max(1, len(wanted) - SHINGLE + 1)):
            places = self._places.get(wanted[offset : offset + SHINGLE], ())
            if len(places) > COMMON:
                continue
            for number, at in places:
                if number in allowed:
                    votes[number, (at - offset) // width] += 1
        best: list[Place] = []
        for (number, bucket), _ in sorted(votes.items(), key=lambda item: (-item[1], item[0])):
            start = max(0, bucket * width - width // 2)
            end = min(self.length(number), (bucket + 1) * width + len(wanted) + width // 2)
            if all(number != p.stream or end <= p.start or p.end <= start for p in best):
                best.append(Place(number, start, end))
            if len(best) == most:
                break
        return best
