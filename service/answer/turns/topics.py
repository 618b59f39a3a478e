"""What a question is about: the names it prints, in either language."""

from __future__ import annotations

import re

from corpus.facts import extract
from corpus.languages import language_of
from corpus.spans import is_han

_KINDS = ("organisation", "person", "place", "scheme", "title")
_WORD = r"(?:[A-Z][\w&@'’-]*|[a-z]+[A-Z]\w*)"
_CAPITALS = re.compile(rf"{_WORD}(?:\s+(?:(?:of|and|for|the|on|in)\s+)?{_WORD})*", re.ASCII)
_QUOTED = re.compile(r"[「『《“\"]([^」』》”\"]{2,40})[」』》”\"]")
#: Words with a capital that open a sentence and name nothing.
_OPENING = frozenset(
    """a an and are at by can could did do does for from had has have how i in is may must name of on or since so some
    something tell the there to under until was were what when where which who whom whose why will with would yes no
    please list university universities company companies government hong kong""".split()
)
_PLACES_EVERYWHERE = ("hong kong", "香港", "government", "政府", "特區政府", "特区政府")


#: A part of a thing is no name by itself.
_PARTS = frozenset(("phase", "stage", "batch", "part", "section", "round", "secretary"))
#: After a single word with a capital, these make it a verb: "Reveal your …" names nothing.
_COMMAND = re.compile(r" (?:the|a|an|your|my|me|us|all|this|that|its|every|any)\b")


def names(question: str) -> list[tuple[int, int]]:
    """Spans of the names a question prints, in order, none inside another; places that every question may name left out."""
    spans = [m.span(1) for m in _QUOTED.finditer(question)]
    spans += [(f.start, f.end) for f in extract(question, language=language_of(question)) if f.kind in _KINDS]
    for match in _CAPITALS.finditer(question):
        start, end = match.span()
        while start < end:
            word = re.match(r"\S+", question[start:end])
            if word is None or word.group().casefold() not in _OPENING:
                break
            start += word.end()
            start += len(question[start:end]) - len(question[start:end].lstrip())
        if end - start > 1:
            spans.append((start, end))
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        if question[start:end].casefold() in _PLACES_EVERYWHERE:
            continue
        if not any(a < end and start < b for a, b in kept):
            kept.append((start, end))
    return sorted(kept)


def about(question: str) -> str:
    """The longest name a question prints; empty where it prints none. Two or three capitals (AI, IT) name too little."""
    found = [
        name
        for a, b in names(question)
        if not (name := question[a:b]).isascii()
        or (len(name) > 3 and not (" " not in name and (_COMMAND.match(question, b) or name.casefold() in _PARTS)))
    ]
    return max(found, key=lambda name: (len(name), name), default="")


def is_chinese(text: str) -> bool:
    return any(is_han(c) for c in text)
