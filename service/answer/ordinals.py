"""Which of several: the first phase is not the second. Ordinals of a text, in either language.

``first phase``, ``phase two``, 「首階段」, 「第二期」, 「二期」
"""

from __future__ import annotations

import re

from corpus.spans import fold_text

_WORDS = {w: i for i, w in enumerate("zeroth first second third fourth fifth sixth seventh eighth ninth tenth".split())}
_CARDINALS = {w: i for i, w in enumerate("zero one two three four five six seven eight nine ten".split())}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
_HAN = {c: i for i, c in enumerate("零一二三四五六七八九十")}
_STAGES = "阶段|期|批|轮|届|个|座|间|所|次"
_STAGE = rf"(?:phase|stage|batch|round) ({'|'.join(_CARDINALS)}|\d|iii|ii|iv|i|v)"
_ENGLISH = re.compile(rf"\b({'|'.join(_WORDS)})\b(?! quarter| half)|\b(\d+)(?:st|nd|rd|th)\b|\b{_STAGE}\b")
_CHINESE = re.compile(
    rf"(首)(?={_STAGES}|任)|第([一二三四五六七八九十]|\d+)(?!季|季度|方)|(?<![第上下半])([一二三四])期(?!间|望)|头(一)({_STAGES})"
)


def ordinals(text: str) -> frozenset[int]:
    """The ordinals a text prints; quarters, halves and third parties are none."""
    folded = fold_text(text)
    found: set[int] = set()
    for word, digits, stage in _ENGLISH.findall(folded):
        found.add(
            _WORDS[word]
            if word
            else int(digits)
            if digits
            else _CARDINALS.get(stage) or _ROMAN.get(stage) or int(stage)
        )
    for first, numbered, stage, colloquial, _ in _CHINESE.findall(folded):
        if first or colloquial:
            found.add(1)
        else:
            numeral = numbered or stage
            found.add(_HAN[numeral] if numeral in _HAN else int(numeral))
    return frozenset(found)


def another(asked: frozenset[int], text: str) -> bool:
    """Whether the text speaks of another one than asked for, and not of the one asked for."""
    said = ordinals(text) if asked else frozenset()
    return bool(said) and not said & asked
