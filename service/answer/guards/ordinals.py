"""Which of several: the first phase is not the second. Ordinals of a text, in either language.

``first phase``, ``phase two``, 「首階段」, 「第二期」, 「二期」
"""

from __future__ import annotations

import re

from corpus.remembered import remembered
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


@remembered(4_096)
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


_SET = (
    r"phases?|stages?|batch(?:es)?|rounds?|clusters?|cent(?:re|er)s?|labs?|laborator(?:y|ies)|buildings?|blocks?|terms?"
    r"|commissioner"
)
_ORDINAL_OF_SET = re.compile(rf"\b({'|'.join(_WORDS)}|\d+(?:st|nd|rd|th))(?: [\w'’-]+){{0,3}}? (?:{_SET})\b|\b{_STAGE}")


def stages(text: str) -> frozenset[int]:
    """The ordinals that tell one of a set from the others: the second phase, 第三個平台. "First set up" tells none."""
    folded = fold_text(text)
    english = _ORDINAL_OF_SET.search(folded)
    kept = " ".join(match[0] for match in _ORDINAL_OF_SET.finditer(folded)) if english else ""
    chinese = " ".join(match[0] for match in _CHINESE.finditer(folded))
    return ordinals(f"{kept} ") | (_chinese(folded) if chinese else frozenset())


def _chinese(folded: str) -> frozenset[int]:
    return ordinals("".join(c if "\u4e00" <= c <= "\u9fff" or c.isdigit() else " " for c in folded))
