"""A quotation, verified character by character: exact, altered (and how), or absent.

Folding and shingles only find where a quotation may come from. The verdict compares the document's own characters: one changed
digit, one 不, one comma, and it is ``altered``; the kinds of the differences say how much it matters.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from corpus.spans import is_han
from service.desk.differences import Difference, differences, opcodes
from service.desk.stream import Letters, Place, Region, Streams, letters

#: Below this share of the quotation's letters found in order, it has no source ("absent").
SHARED = 0.7
#: A part of a stitched quotation must be at least so many letters long and all but the same letters.
PART, PART_SHARED = 6, 0.85
#: From this share on a quotation comes from one place, with pieces changed; it is not taken for a stitched one.
ONE_PLACE = 0.9
#: Runs at either edge of an alignment that are looked at as strays.
STRAYS = 4
#: Places with the same letters that are compared in full, and that are looked at for the same marks.
SAME, MANY = 20, 400
_PAIRS = dict(zip("「『“‘\"'《〈", "」』”’\"'》〉", strict=True))
_ELLIPSIS = re.compile(r"\[\s*(?:…|\.{3})\s*\]|（\s*…+\s*）|…+|\.{3,}|⋯+")


@dataclass(frozen=True, slots=True)
class Verdict:
    """``match`` is where the quotation comes from; None when absent. ``notes`` say what no difference can say."""

    quote: str
    verdict: str  #: exact, altered, absent
    match: Region | None
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()


def _unwrapped(quote: str) -> str:
    """The quotation without the white space and the one pair of quotation marks around it.

    The first mark must be closed by the last one: 「甲」與「乙」 keeps its marks.
    """
    text = quote.strip()
    close = _PAIRS.get(text[:1])
    if len(text) < 3 or close is None or text[-1] != close:
        return text
    depth = 0
    for c in text[1:-1]:
        # Straight marks open and close alike: any inside means that the outer two may not be a pair.
        depth += -1 if c == close else 1 if c == text[0] else 0
        if depth < 0 or (close == text[0] and depth):
            return text
    return text[1:-1].strip()


def window(wanted: str, text: str) -> tuple[int, int, float]:
    """(start, end, share): the stretch of ``text`` that ``wanted`` aligns with, and the share of ``wanted`` found in order.

    Stray matches at the edges, fewer letters than the gap that parts them from the rest, do not stretch the window.
    """
    runs = [step[1:] for step in opcodes(wanted, text) if step[0] == "equal"]
    runs = _without_strays(runs)
    if not runs:
        return 0, 0, 0.0
    runs = _drawn_in(runs, wanted, text)
    # Letters of the quotation before its first and after its last match stand for as many letters of the source.
    start = max(0, runs[0][2] - runs[0][0])
    end = min(len(text), runs[-1][3] + len(wanted) - runs[-1][1])
    # One or two Latin letters in a row are alike in any two sentences; three, or a Chinese character, are not by chance.
    shared = sum(b - a for a, b, _, _ in runs if b - a > 2 or any(map(is_han, wanted[a:b])))
    return start, end, shared / len(wanted)


def _without_strays(runs: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """The runs without the few at either edge that are together shorter than the gap that parts them from the rest."""
    at = 1
    while at < len(runs) and at <= STRAYS:
        before, after = runs[at - 1], runs[at]
        if after[2] - before[3] > (after[0] - before[1]) + sum(b - a for a, b, _, _ in runs[:at]):
            runs, at = runs[at:], 0
        at += 1
    at = 1
    while at < len(runs) and at <= STRAYS:
        before, after = runs[-at - 1], runs[-at]
        if after[2] - before[3] > (after[0] - before[1]) + sum(b - a for a, b, _, _ in runs[-at:]):
            runs, at = runs[:-at], 0
        at += 1
    return runs


def _drawn_in(runs: list[tuple[int, int, int, int]], wanted: str, text: str) -> list[tuple[int, int, int, int]]:
    """The runs, the outermost ones as near to the rest as they can stand: of two like letters that end and begin a word an
    alignment may take the one farther off, at no more cost."""
    if len(runs) > 1:
        (a, b, _, _), (c, _, e, _) = runs[0], runs[1]
        if b == c and e >= b - a and text[e - (b - a) : e] == wanted[a:b]:
            runs = [(a, b, e - (b - a), e), *runs[1:]]
    if len(runs) > 1:
        (_, b, _, d), (c, e, _, _) = runs[-2], runs[-1]
        if b == c and text[d : d + e - c] == wanted[c:e]:
            runs = [*runs[:-1], (c, e, d, d + e - c)]
    return runs


def _best(quote: str, wanted: str, streams: Streams, documents: Collection[str] | None) -> tuple[Place, float] | None:
    """The stretch that shares most of the wanted letters, and the share; of equals the one that prints most alike."""
    if exact := streams.exact(wanted, documents):
        return _nearest(quote, exact, streams), 1.0
    found: list[tuple[Place, float]] = []
    for place in streams.near(wanted, documents):
        start, end, share = window(wanted, streams.text(place))
        if end > start:
            found.append((Place(place.stream, place.start + start, place.start + end), share))
    most = max((share for _, share in found), default=0.0)
    return (_nearest(quote, [place for place, share in found if share == most], streams), most) if found else None


def _nearest(quote: str, places: Sequence[Place], streams: Streams) -> Place:
    """Of places with the same letters the one in the quotation's own script and marks; the first of equals."""
    if len(places) == 1:
        return places[0]
    # The marks at its edges belong to a quotation too: of two places with its letters only one may close the bracket.
    regions = {place: _widened(quote, streams.region(place)).text for place in places[:MANY]}
    same = next((place for place, text in regions.items() if text == quote), None)
    return same or min(places[:SAME], key=lambda place: Levenshtein.distance(quote, regions[place]))


def _counts(character: str) -> bool:
    """Whether the character is one of those that a stream keeps."""
    return bool(letters(character).text)


def _widened(quote: str, region: Region) -> Region:
    """The region with the marks at its edges that the quotation prints too; letters never change."""
    pieces = list(region.pieces)
    edges = letters(quote)
    lead, tail = edges.starts[0], edges.ends[-1]
    paragraph, start, end = pieces[0]
    while lead and start and not _counts(paragraph.text[start - 1]) and quote[lead - 1] == paragraph.text[start - 1]:
        start, lead = start - 1, lead - 1
    pieces[0] = (paragraph, start, end)
    paragraph, start, end = pieces[-1]
    while (
        tail < len(quote)
        and end < len(paragraph.text)
        and not _counts(paragraph.text[end])
        and quote[tail] == paragraph.text[end]
    ):
        end, tail = end + 1, tail + 1
    pieces[-1] = (paragraph, start, end)
    return Region(tuple(pieces))


def _compare(quote: str, region: Region) -> tuple[Region, tuple[Difference, ...], list[str]]:
    region = _widened(quote, region)
    notes = []
    if len(region.pieces) > 1:
        ids = ", ".join(paragraph.id for paragraph, _, _ in region.pieces)
        notes.append(f"spans paragraphs: {ids}")
        # The break between two paragraphs is no character of either: however it is written, it is not a difference.
        joined = _joined(region)
        between = r"\s*".join(re.escape(paragraph.text[a:b].strip()) for paragraph, a, b in region.pieces)
        if re.fullmatch(between, quote):
            return region, (), notes
        return region, tuple(differences(quote, joined if "\n" not in quote else region.text)), notes
    return region, tuple(differences(quote, region.text)), notes


def _joined(region: Region) -> str:
    """The pieces one after the other, with a space where words of Latin script meet."""
    text = ""
    for paragraph, a, b in region.pieces:
        piece = paragraph.text[a:b]
        text += f" {piece}" if text and text[-1].isascii() and piece[:1].isascii() else piece
    return text


def _parts(quote: str, wanted: Letters, streams: Streams, documents: Collection[str] | None) -> list[Place]:
    """Places of the parts that a stitched quotation was joined from, in the quotation's order; empty where it was not.

    Cut at ellipses where there are any, else greedily at the longest beginning that stands somewhere.
    """
    pieces = [piece for piece in _ELLIPSIS.split(quote) if letters(piece).text]
    if len(pieces) > 1:
        return _chain(pieces, streams, documents)
    places, rest = [], wanted.text
    while rest:
        length = _longest_beginning(rest, streams, documents)
        if length < PART:
            return []
        at = len(wanted.text) - len(rest) + length
        if length < len(rest) and _inside_word(quote, wanted, at):
            return []
        places.append(streams.exact(rest[:length], documents)[0])
        rest = rest[length:]
        if len(places) > 4:
            return []
    return places if len(places) > 1 else []


def _chain(pieces: Sequence[str], streams: Streams, documents: Collection[str] | None) -> list[Place]:
    """A place for each piece, all after one another in one stream where they can be; empty where a piece has none."""
    chosen: list[Place] = []
    for piece in pieces:
        wanted = letters(piece).text
        after = [
            place
            for place in streams.exact(wanted, documents)
            if chosen and place.stream == chosen[-1].stream and place.start >= chosen[-1].end
        ]
        best = (after[0], 1.0) if after else _best(piece, wanted, streams, documents)
        if best is None or best[1] < PART_SHARED:
            return []
        chosen.append(best[0])
    return chosen


def _inside_word(quote: str, wanted: Letters, at: int) -> bool:
    """Whether a cut before letter ``at`` would part a number or a Latin word: a changed figure, not a seam."""
    touching = wanted.ends[at - 1] == wanted.starts[at]
    left, right = quote[wanted.ends[at - 1] - 1], quote[wanted.starts[at]]
    return touching and not is_han(left) and not is_han(right)


def _longest_beginning(text: str, streams: Streams, documents: Collection[str] | None) -> int:
    """Length of the longest beginning of ``text`` that stands somewhere, by bisection (a beginning's beginning stands too)."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if streams.exact(text[:middle], documents):
            low = middle
        else:
            high = middle - 1
    return low


def _one_place(places: Sequence[Place]) -> bool:
    """Whether the parts follow one another in one stream, near enough to be one passage with words left out."""
    return all(a.stream == b.stream and a.end <= b.start <= a.end + 600 for a, b in pairwise(places))


def verify(quote: str, streams: Streams, documents: Collection[str] | None = None) -> Verdict:
    """Verifies one quotation. ``documents``: those it is said to come from; found elsewhere is said as misattributed.

    Never raises; an empty quotation, or one without a letter, is absent.
    """
    wanted = letters(text := _unwrapped(quote))
    if not wanted.text:
        return Verdict(quote, "absent", None, notes=("the quotation has no letters",))
    notes: list[str] = []
    best = _best(text, wanted.text, streams, documents)
    if documents is not None and (best is None or best[1] < 1.0):
        elsewhere = _best(text, wanted.text, streams, None)
        # Words alike in the documents named, but letter for letter in another one only, come from that one.
        least = 1.0 if best is not None and best[1] >= SHARED else SHARED
        if elsewhere is not None and elsewhere[1] >= least:
            best = elsewhere
            notes.append(f"misattributed: these words stand in {streams.document(best[0])}")
            documents = None
    if best is None or best[1] < ONE_PLACE or (best[1] < 1.0 and _ELLIPSIS.search(text)):
        parts = _parts(text, wanted, streams, documents)
        if parts and _one_place(parts):
            best = Place(parts[0].stream, parts[0].start, parts[-1].end), 1.0
        elif parts:
            regions = [streams.region(place) for place in parts]
            notes.append("stitched: " + " + ".join(region.pieces[0][0].id for region in regions))
            longest = max(regions, key=lambda region: sum(b - a for _, a, b in region.pieces))
            return Verdict(quote, "altered", longest, tuple(_stitches(text, regions)), tuple(notes))
    if best is None or best[1] < SHARED:
        return Verdict(quote, "absent", None, notes=tuple(notes))
    region, found, more = _compare(text, streams.region(best[0]))
    if found and _ELLIPSIS.search(text) and not _ELLIPSIS.search(region.text):
        notes.append("ellipsis: words are left out")
    return Verdict(quote, "altered" if found else "exact", region, found, (*notes, *more))


def _stitches(quote: str, regions: Sequence[Region]) -> list[Difference]:
    """What differs when the quotation is laid beside its parts joined in its own order."""
    found = differences(quote, "".join(region.text for region in regions))
    return found or [Difference("", "…", len(regions[0].text), len(regions[0].text), "wording")]
