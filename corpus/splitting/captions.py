"""Captions that stand under another section than their picture's, told by what they speak of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.spans import fold_text
from corpus.splitting.labels import Labelled
from corpus.splitting.prose import bigrams
from corpus.splitting.units import Unit

_FIGURE = re.compile(
    r"(?:圖|图|表|Figure|Fig\.|Table|Chart)\s?(?:[A-Z](?![A-Za-z])|\d{1,3}|[一二三四五六七八九十]{1,3})"
)
_MOST = 200  #: sections and captions up to which they are compared


def under_their_heading(labelled: Sequence[Labelled]) -> list[Labelled]:
    """The pieces with each caption under the heading whose section it shares most words with.

    A caption stays where it is unless another section shares at least twice as many words, and four more.
    """
    words: dict[tuple[Unit, ...], set[str]] = {}
    for one in labelled:
        if one.path and one.unit.role != "caption":
            known = words.setdefault(one.path, set(bigrams(one.path[-1].text)))
            known |= bigrams(one.unit.text)
    labelled = _referred(labelled)
    captions = sum(one.unit.role == "caption" for one in labelled)
    if len(words) < 2 or len(words) > _MOST or captions > _MOST:
        return list(labelled)
    return [
        _moved(one, words) if one.unit.role == "caption" and one.path and not _FIGURE.match(one.unit.text) else one
        for one in labelled
    ]


def _referred(labelled: Sequence[Labelled]) -> list[Labelled]:
    """A figure that a text refers to by its letter or number stands under that text's headings."""
    paths: dict[str, tuple[Unit, ...]] = {}
    for one in labelled:
        if one.unit.role != "caption":
            for match in _FIGURE.finditer(one.unit.text):
                paths.setdefault(fold_text(match.group()).replace(" ", ""), one.path)
    found = []
    for one in labelled:
        match = _FIGURE.match(one.unit.text) if one.unit.role == "caption" else None
        path = paths.get(fold_text(match.group()).replace(" ", "")) if match else None
        found.append(replace(one, path=path) if path is not None else one)
    return found


def _moved(one: Labelled, words: dict[tuple[Unit, ...], set[str]]) -> Labelled:
    said = bigrams(one.unit.text)
    own = len(said & words.get(one.path, set()))
    best = max(words, key=lambda path: len(said & words[path]))
    return replace(one, path=best) if len(said & words[best]) >= 2 * own + 4 else one
