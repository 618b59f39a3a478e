"""Whether a value counts what is asked for: jobs are not companies, whatever the number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from corpus.facts.tables import alternation, units
from corpus.records import Fact
from corpus.spans import fold_text

#: Share of the asked unit's words that a value's unit must say to be the same.
UNIT_FITS = 0.25
#: Cosine of the two units' vectors from which they name the same; under half of it, and unsaid, they do not.
UNIT_ALIKE = 0.34


class Likeness(Protocol):
    """What is asked to be counted, ready to be compared with texts in either language."""

    def coverage(self, texts: Sequence[str]) -> list[float]: ...
    def similarity(self, texts: Sequence[str]) -> list[float]: ...


def fits(asked: str | None, units: Sequence[str], around: Sequence[str], likeness: Likeness) -> list[float]:
    """Per value: 1 where it counts what is asked for, -1 where it counts something else, 0 where that cannot be told.

    ``units`` are the values' units, ``around`` what stands before and around each. A mere measure word (50多項) counts
    something that stands around it: the value cannot be right where what is asked for does not.
    """
    if not asked:
        return [0.0] * len(units)
    texts = [text if len(unit) == 1 else unit for unit, text in zip(units, around, strict=True)]
    found = []
    for unit, text, said, alike in zip(units, texts, likeness.coverage(texts), likeness.similarity(texts), strict=True):
        same = fold_text(text) == fold_text(asked) or said >= UNIT_FITS or alike >= UNIT_ALIKE
        unlike = said < UNIT_FITS / 2 and alike < UNIT_ALIKE / 2
        found.append(0.0 if not unit or (len(unit) == 1 and same) else 1.0 if same else -1.0 if unlike else 0.0)
    return found


_AREAS = frozenset({"har", "m2", "km2", "[sft_i]", "[acr_us]"})
_QUANTITIES = {
    word: unit for word, unit in units()[1].items() if unit.kind == "quantity" and len(word) + (not word.isascii()) > 1
}
_QUANTITY = re.compile(rf"(?<![a-z])(?:{alternation(_QUANTITIES)})(?![a-z])")


def units_asked(question: str) -> frozenset[str]:
    """Units of measurement that a question names, as UCUM codes: "how many hectares", 多少平方米."""
    return frozenset(_QUANTITIES[found[0]].code for found in _QUANTITY.finditer(fold_text(question)))


def measured_in(asked: frozenset[str], unit: str | None) -> float:
    """1 for a quantity in a unit that is asked for, half for another unit of area where an area is, -1 for another measure."""
    if not asked or unit in asked:
        return 1.0 if asked else 0.0
    return 0.5 if unit in _AREAS and asked & _AREAS else -1.0


_PEOPLE_ASKED = re.compile(
    r"(?:多少|几多)[个名位]?(?:人(?![才工])|学生|长者|研究人员|员工|市民)|几[名位]"
    r"|人数[？?]?$|\bnumber of (?:[\w-]+ ){0,2}(?:people|students|staff|researchers|seniors|residents|users|employees|interns)\b"
    r"|(?:人员|学生|长者|用户|员工)[^，,]{0,4}有?(?:多少|几多)[？?]?$"
    r"|\bhow many (?:[\w-]+ ){0,2}(?:people|students|staff|researchers|seniors|residents|users|employees|elderly)\b"
)
_PEOPLE = re.compile(
    r"人|学生|学员|长者|用户|员工|职员|居民|市民|科学家|专才|专家|队员|[名位者生员]$"
    r"|\b(?:people|persons?|students?|staff|researchers?|seniors?|residents?|users?|employees?|workers?|talents?|participants?|citizens?)\b"
)
#: Words of which each counts another division: a phase is no batch.
_DIVISIONS = "期|批|阶段|轮|届"
_DIVISION_ASKED = re.compile(rf"(?:几|多少|几多)个?({_DIVISIONS})")


#: Things are counted by these; an area or a length is none of them.
_THINGS_ASKED = re.compile(r"(?:几|多少|几多)[座栋幢间家所名位条项支份辆艘宗枚]")
_SIZE_ASKED = re.compile(r"(?:多少|几多)(?:总)?(?:楼面|面积|平方|公顷)|\bhow much (?:floor )?(?:space|area|room)\b")


def counts_another(question: str, fact: Fact) -> bool:
    """Whether the value counts another sort of thing: phases for batches, parks for people, square metres for buildings."""
    if not fact.unit or fact.kind not in ("count", "quantity"):
        return False
    folded, counted = fold_text(question), fold_text(fact.unit)
    if (_THINGS_ASKED if fact.kind == "quantity" else _SIZE_ASKED).search(folded):
        return True
    if _PEOPLE_ASKED.search(folded):
        return not _PEOPLE.search(counted)
    division = _DIVISION_ASKED.search(folded)
    return division is not None and bool(re.match(_DIVISIONS, counted)) and not counted.startswith(division[1])
