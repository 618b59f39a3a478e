"""Organisations, persons, places, schemes and titles: quotation marks, title marks, known names, endings. No model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.facts.lexicon import endings, find_names, kind_of_name, listed
from corpus.facts.people import persons
from corpus.facts.readings import Reading, Source
from corpus.facts.tables import alternation
from corpus.records import Term
from corpus.spans import fold_text

_TITLE = re.compile(r"《(?P<name>[^《》\n]{2,120})》")
_QUOTED = re.compile(r"「(?P<a>[^「」\n，。]{2,40})」|『(?P<b>[^『』\n，。]{2,40})』|“(?P<c>[^“”\n.]{2,80})”")
_PLACE_FIRST = re.compile(
    alternation(
        fold_text(w)
        for w in "香港|深圳|廣東省|廣東|國家|中國|粵港澳|粵港|港深|深港|全國|中央人民政府|中華人民共和國".split("|")
    )
    + r"[一-鿿]{2,20}"
)
_BREAKS = re.compile(
    "的|在|于|与|和|将|已|就|把|为(?!民)|成立|设立|推出|实现|成为|打造|首|国际创|目前|现时|至今|共|国家重点|举|公布|发表|签署|建立|提供|推动|共同|正|亦|会(?!议|协|计)|对|从|由|向|一直|之|及(?=[深广香])|发展(?!局|委|中)|指出|表示|合作|有(?!限)|设|各|特别"
)
_NEXT_OK = re.compile(r"$|[^一-鿿]|[与和及的在于将会就已也亦正由把、长获是为]")
_CAPITAL = r"[A-Z][A-Za-z0-9&+'’-]{0,24}"
#: 「…」計劃: the word after the marks tells the kind of name
_KIND_AFTER = re.compile(
    r" ?(?:(?P<scheme>(?:试验|先导|试点|资助|支援)?(?:计划|基金)|(?:scheme|programme|fund|initiative)(?![a-z]))"
    r"|(?:报告|规划纲要|蓝图)(?![一-鿿]))"
)
_BETWEEN_NAMES = re.compile(r" (?:and|of|in|for) (?:the )?")
_ADDRESS = frozenset("Mr Mrs Ms Miss Dr Professor Prof Sir Ir Madam".split())
_CAPITALS = re.compile(rf"(?<![A-Za-z0-9]){_CAPITAL}(?:(?:,? (?:(?:of|and|for|on|&|in) (?:the )?)?){_CAPITAL}){{1,11}}")
_LEADING = frozenset(
    "Set Launch Establish Provide Allocate Support Develop Promote The Under In From For Implement Implemented Commission "
    "Commissioned Earmarked Double Announce Foster Facilitate Expedite Accelerate Introduce Explore Attract Publish This".split()
)
_LATIN_ENDINGS = tuple((kind, frozenset(latin)) for kind, _, latin in endings())
_BODY_ENDINGS = next(han for kind, han, _ in endings() if kind == "organisation")
_STRONG = frozenset(e for e in _BODY_ENDINGS if len(e) >= 2) | {"局", "署", "处", "厅"}


def names(source: Source, terms: Sequence[Term]) -> list[Reading]:
    """Every name, none overlapping another: leftmost first, of those the longest. Linear."""
    found = [
        *_titles(source, terms),
        *_quoted(source, terms),
        *_bodies(source, terms),
        *_capitals(source, terms),
        *persons(source),
    ]
    found += [_reading(entry.kind, start, end, entry.value) for start, end, entry in find_names(source, terms)]
    kept: list[Reading] = []
    for reading in sorted(found, key=lambda r: (r.start, -r.end, r.value)):
        if not kept or reading.start >= kept[-1].end:
            kept.append(reading)
    return kept


def _reading(kind: str, start: int, end: int, value: str) -> Reading:
    return Reading(kind, start, end, value)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    inside = text[start:end]
    return start + len(inside) - len(inside.lstrip()), end - len(inside) + len(inside.rstrip())


def _value(source: Source, start: int, end: int, terms: Sequence[Term]) -> str:
    printed = source.printed(start, end)
    if (entry := listed(printed, terms)) is not None:
        return entry.value
    # A Latin name keeps its capitals; a Chinese one is folded, so that both scripts give one value.
    return " ".join((printed if printed.isascii() else source.folded.text[start:end]).split())


def _titles(source: Source, terms: Sequence[Term]) -> list[Reading]:
    found = []
    for m in _TITLE.finditer(source.text):
        start, end = _trimmed(source.text, *m.span("name"))
        if end - start >= 2:
            found.append(_reading("title", start, end, _value(source, start, end, terms)))
    return found


def _quoted(source: Source, terms: Sequence[Term]) -> list[Reading]:
    found = []
    for m in _QUOTED.finditer(source.text):
        start, end = _trimmed(source.text, *m.span(m.lastgroup or 0))
        printed = source.printed(start, end)
        kind = entry.kind if (entry := listed(printed, terms)) else kind_of_name(printed)
        if kind is None and (after := _KIND_AFTER.match(source.text, m.end())):
            kind = "scheme" if after["scheme"] else "title"
        if kind is not None and end - start >= 2:
            found.append(_reading(kind, start, end, _value(source, start, end, terms)))
    return found


def _bodies(source: Source, terms: Sequence[Term]) -> list[Reading]:
    """香港生產力促進局, 廣東省政務服務數據管理局: a place, then up to the last ending of a body before any other word."""
    found, text = [], source.text
    for m in _PLACE_FIRST.finditer(text):
        stop = _BREAKS.search(text, m.start() + 2, m.end())
        end = stop.start() if stop else m.end()
        for at in range(end, m.start() + 4, -1):
            ending = next((e for e in _BODY_ENDINGS if e in _STRONG and text.endswith(e, m.start() + 2, at)), None)
            if ending and (len(ending) > 1 or _NEXT_OK.match(text[at : at + 1])) and at - m.start() > len(ending) + 2:
                found.append(_reading("organisation", m.start(), at, _value(source, m.start(), at, terms)))
                break
    return found


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words; "and the" after a name's ending, and a form of address, begin another one."""
    for m in _CAPITALS.finditer(text):
        start = m.start()
        for joint in _BETWEEN_NAMES.finditer(text, m.start(), m.end()):
            before = text[start : joint.start()].split()
            if before and (
                before[0].rstrip(".") in _ADDRESS or any(before[-1] in latin for _, latin in _LATIN_ENDINGS)
            ):
                yield start, joint.start()
                start = joint.end()
        yield start, m.end()


def _capitals(source: Source, terms: Sequence[Term]) -> list[Reading]:
    """Capitalised English words up to the last that ends names of a kind (Scheme, Committee, Park)."""
    found = []
    for start, end in _runs(source.original):
        first = source.original[start:end].split(" ", 1)[0]
        if first in _LEADING:
            start += len(first) + 1
            rest = re.match(r"(?:of|and|for|on|&|in|the) (?:the )?", source.original[start:end])
            start += rest.end() if rest else 0
        words = [(w.end() + start, w[0].strip(",'’")) for w in re.finditer(r"[^ ]+", source.original[start:end])]
        for count in range(len(words), 1, -1):
            place, last = words[count - 1]
            kind = next(
                (k for k, latin in _LATIN_ENDINGS if last in latin or f"{words[count - 2][1]} {last}" in latin), None
            )
            if kind is not None:
                place -= len(source.original[start:place]) - len(source.original[start:place].rstrip(",'’"))
                a, b = source.folded.from_original(start, place)
                entry = listed(source.printed(a, b), terms)
                found.append(_reading(entry.kind if entry else kind, a, b, _value(source, a, b, terms)))
                break
    return found
