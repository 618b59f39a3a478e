"""Numbers of a table row whose unit stands in the column head: 520 000 under 總樓面面積 (平方米)."""

from __future__ import annotations

import re

from corpus.facts.numerals import NUMBER, plain, read_number
from corpus.facts.readings import Reading, Source
from corpus.facts.tables import alternation, currencies, units
from corpus.records import Context
from corpus.spans import fold_text

_UNITS = units()[1]
_MARKS, _WORDS = currencies()
_SCALES = {"百万": 10**6, "千": 10**3, "万": 10**4, "亿": 10**8, "million": 10**6, "billion": 10**9, "thousand": 10**3}
#: Scales that are so short that they mean one behind a mark of money alone.
_SHORT = {"m": 10**6, "mn": 10**6, "bn": 10**9, "b": 10**9, "k": 10**3, "'000": 10**3, "’000": 10**3}
_SCALE = rf"(?P<scale>{alternation(_SCALES)})? ?"
_MARK = rf"(?P<mark>{alternation(_MARKS)}) ?(?:(?P<short>{alternation(_SHORT)}) ?)?"
_NAMED = rf"(?:{_MARK})?{_SCALE}(?P<word>{alternation([*_UNITS, *_WORDS])})?"
_HEAD = re.compile(rf"[(\[] ?{_NAMED} ?(?:计)?[)\]]")
#: A sum of money need not stand in brackets: a head that is nothing else, or ends in it behind a comma or a colon.
_BARE = re.compile(
    rf"(?:^|[,，:：] ?| in )(?:{_MARK}{_SCALE}|(?P<large>{alternation(_SCALES)}) ?(?P<word>{alternation(_WORDS)}))$"
)


def cells(source: Source, context: Context | None) -> list[Reading]:
    """Readings of the bare numbers of a row, in order; cells that print their own unit are left to the grammar."""
    found, at = [], 0
    for head, cell in context.columns if context else ():
        folded = fold_text(cell).strip()
        if not folded:
            continue
        start = source.folded.text.find(folded, at)
        if start < 0:
            continue
        at = start + len(folded)
        match = NUMBER.match(folded)
        unit = _unit(fold_text(head))
        number = read_number(folded, match) if match and unit else None
        if number is None or unit is None or number.end != len(folded):
            continue
        kind, code, times = unit
        found.append(Reading(kind, start, at, plain(number.value * times), code))
    return found


def _unit(head: str) -> tuple[str, str, int] | None:
    """(kind, unit, size of the scale) that a column head names."""
    named = next((found for found in (_HEAD.search(head), _BARE.search(head)) if found), None)
    if named is None or not (named["word"] or named["mark"]):
        return None
    groups = named.groupdict()
    scale = _SCALES[large] if (large := groups["scale"] or groups.get("large")) else 1
    scale *= _SHORT[groups["short"]] if groups["short"] else 1
    word = named["word"]
    if named["mark"] or word in _WORDS:
        return "money", _MARKS[named["mark"]] if named["mark"] else _WORDS[word], scale
    unit = _UNITS[word]
    return unit.kind, unit.code, scale
