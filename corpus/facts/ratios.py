"""Ratios: ``1（政府）：2（公司）``, ``2:1``, ``one (Government) to two (company)``, ``one-to-one``, ``一對一``."""

from __future__ import annotations

import re
from decimal import Decimal

from corpus.facts.han_numerals import han_value
from corpus.facts.measures import ratio_value
from corpus.facts.readings import Reading

_NAME = r"(?: ?\([^()\n]{1,24}+\) ?)"
_N = r"(?:[0-9]{1,3}(?:\.[0-9]{1,2})?|one|two|three|four|five|ten)"
_RATIO = re.compile(
    rf"(?<![0-9a-z.:])(?:(?P<front>{_NAME}))?(?P<a>{_N})(?P<n1>{_NAME})?(?P<mid> ?: ?| to |-to-|-for-| for )(?P<n2>{_NAME})?"
    rf"(?P<b>{_N})(?![0-9a-z:]|\.[0-9])(?P<n3>{_NAME})?"
)
_HAN = re.compile(
    r"(?P<a>(?<![0-9一二三四五六七八九十百千.])(?:[0-9]{1,3}(?:\.[0-9]{1,2})?|[一二三四五六七八九十]{1,2})) ?(?:对|比) ?"
    r"(?P<b>[0-9]{1,3}(?:\.[0-9]{1,2})?|[一二三四五六七八九十]{1,2})(?![0-9一二三四五六七八九十百千万年月日%.])"
)
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}
_SAYS_RATIO = re.compile(
    r"配对|比例|比率|对等|资助|出资|分担|分摊|师生比|男女比|比(?=为|约| ?[0-9])|match|ratio|basis|proportion"
)
_CLOCK = re.compile(r" ?(?:am|pm|a\.m|p\.m|hrs|时)")


def _value(text: str) -> Decimal:
    return Decimal(_WORDS.get(text) or text)


def _numeral(text: str) -> Decimal | None:
    return Decimal(text) if text[0].isascii() else han_value(text)


def ratios(text: str) -> list[Reading]:
    """Every ratio of the working text. Bare figures count only where the words beside them speak of a ratio."""
    found = []
    for m in _RATIO.finditer(text):
        near = text[max(0, m.start() - 24) : m.end() + 24]
        named = bool((m["n1"] and (m["n2"] or m["n3"])) or (m["front"] and m["n2"]))
        hyphenated = m["mid"] in ("-to-", "-for-")
        if not (named or hyphenated or _SAYS_RATIO.search(near)) or _CLOCK.match(text, m.end()):
            continue
        if m["mid"] == " for " or (m["mid"] == " to " and not (named or re.search("match|ratio|basis", near))):
            continue
        start = m.start("front") if m["front"] and named else m.start("a")
        end = m.end() if m["n3"] else m.end("b")
        start += len(text[start:end]) - len(text[start:end].lstrip())
        end -= len(text[start:end]) - len(text[start:end].rstrip())
        found.append(Reading("ratio", start, end, ratio_value(_value(m["a"]), _value(m["b"]))))
    for m in _HAN.finditer(text):
        a, b = _numeral(m["a"]), _numeral(m["b"])
        if a is not None and b is not None and _SAYS_RATIO.search(text[max(0, m.start() - 30) : m.end() + 12]):
            found.append(Reading("ratio", m.start(), m.end(), ratio_value(a, b)))
    return sorted(found, key=lambda r: r.start)
