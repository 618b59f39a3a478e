"""The same measure in several places: the same value, another one, or one of an earlier or later time.

Two facts are of one measure where kind, unit and bound agree (a cap is no total), neither speaks of another phase, and what
owns them and what is measured are the same: by the name's key in any language, by the glossary, or, where neither place names
an owner, by the words of their clauses. A paragraph and its counterpart in the other language say one thing. Sharing a number
links nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from corpus.facts.edtf import interval_of
from corpus.records import Document, Fact, Paragraph
from corpus.sentences import clauses, enclosing
from corpus.spans import fold_text
from index.glossary import read_glossary
from index.stopwords import ENGLISH
from index.tokens import analyse
from service.answer.guards.ordinals import ordinals

RELATIONS = ("same", "differs", "earlier", "later")
_KINDS = ("date", "money", "percentage", "count", "quantity", "ratio", "duration")
#: Units of area in square metres; values of different units are compared in these.
_AREAS = {"m2": Decimal(1), "har": Decimal(10_000), "km2": Decimal(1_000_000)}
#: Share of the words of the shorter clause that the other one must say: where the owner is the same, of the same sort, untold.
SAME_OWNER, ALIKE_OWNER, NO_OWNER = 0.2, 0.2, 0.3
#: Links kept for one fact, and facts looked at for one measure.
MOST, LOOKED_AT = 24, 400
_BODIES = frozenset("间家所")
_CLASSIFIERS = frozenset("間家所個項條宗次名人位座支份")
#: an owner that a name would tell more of: 相關企業, strategic enterprises
_SORT = re.compile(r"(企业|公司|机构|院校|学校|项目)$|(enterprise|compan|institution|school|project)(?:s|y|ies)?$")
_TOTAL = re.compile(r"总|total|cumulative")
_BODY = re.compile(r"企业|公司|enterprises?|compan(?:y|ies)|firms?")


@dataclass(frozen=True, slots=True)
class Place:
    """A fact with where it stands, as links see it."""

    fact: Fact
    paragraph: Paragraph
    document: Document

    @property
    def key(self) -> tuple[str, int, int, str]:
        return (self.paragraph.id, self.fact.start, self.fact.end, self.fact.kind)


@dataclass(frozen=True, slots=True)
class Link:
    """``relation`` of ``place`` to the fact that is looked at, one of RELATIONS."""

    place: Place
    relation: str


def moment_of(fact: Fact, document: Document) -> str:
    """ISO date of which the fact speaks: its as-of date, else the document's; "" where neither is told."""
    if fact.as_of:
        try:
            start, end = interval_of(fact.as_of)
        except ValueError:
            return fact.as_of
        return end or start or ""
    return document.reference_date or ""


class Links:
    """The links among the facts of a library. Built once for all of them; each look-up reads one bucket."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = [p for p in places if p.fact.kind in _KINDS and p.fact.unit not in ("ordinal", "part", "times")]
        self._buckets: dict[tuple[str, str], list[Place]] = {}
        self._by_paragraph: dict[str, list[Place]] = {}
        self._words: dict[tuple[str, int, int, str], frozenset[str]] = {}
        for place in self._places:
            self._by_paragraph.setdefault(place.paragraph.id, []).append(place)
            for bucket in _buckets_of(place.fact):
                self._buckets.setdefault(bucket, []).append(place)

    def of(self, place: Place) -> list[Link]:
        """Every other place of the same measure, by the date it speaks of, then in reading order."""
        if place.fact.kind not in _KINDS:
            return []
        direct = self._direct(place)
        found = {p.key: p for p in direct}
        # What stands in the other language of a linked paragraph is linked too.
        for one in (place, *direct):
            for twin in self._twins(one):
                found.setdefault(twin.key, twin)
        for twin in self._twins(place):
            for one in self._direct(twin):
                found.setdefault(one.key, one)
                for other in self._twins(one):
                    found.setdefault(other.key, other)
        found.pop(place.key, None)
        links = [Link(other, relation(place, other)) for other in found.values()]
        return sorted(links, key=_order)[:MOST]

    def _direct(self, place: Place) -> list[Place]:
        found: dict[tuple[str, int, int, str], Place] = {}
        for bucket in _buckets_of(place.fact):
            for other in self._buckets.get(bucket, ())[:LOOKED_AT]:
                if other.key not in found and other.paragraph.id != place.paragraph.id and self._linked(place, other):
                    found[other.key] = other
        return list(found.values())

    def _twins(self, place: Place) -> list[Place]:
        """The same value in the paragraph's counterpart; of several equal ones, the one with the same bound."""
        there = self._by_paragraph.get(place.paragraph.counterpart or "", ())
        found = [p for p in there if p.fact.kind == place.fact.kind and _value(p.fact) == _value(place.fact)]
        if place.fact.kind == "date":
            return [p for p in found if not (p.fact.aspect and place.fact.aspect) or p.fact.aspect == place.fact.aspect]
        if len(found) > 1:
            found = [p for p in found if _bound(p.fact) == _bound(place.fact)]
        return found

    def _linked(self, a: Place, b: Place) -> bool:
        one, two = a.fact, b.fact
        if (
            one.kind != two.kind
            or not _units_agree(one, two)
            or _bound(one) != _bound(two)
            or not _parts_agree(one, two)
        ):
            return False
        if one.aspect != two.aspect and one.aspect and two.aspect:
            return False
        owner = _owners(one, two)
        if owner == "other":
            return False
        if one.kind == "date" and not (one.aspect and one.aspect == two.aspect and owner == "same"):
            return False
        if owner == "same" and one.aspect == two.aspect and one.aspect and _value(one) == _value(two):
            return True
        if owner == "same" and one.kind == "date":
            return bool(ordinals(one.part)) == bool(ordinals(two.part))
        if owner == "same" and not _measures_agree(one, two):
            return False
        if owner == "same" and one.as_of and two.as_of and _same_noun(one, two):
            return True  # a running figure, taken at two dates
        shared = self._shared(a, b)
        if owner == "same":
            return shared >= SAME_OWNER
        if owner == "alike":
            return bool(one.aspect) and one.aspect == two.aspect and shared >= ALIKE_OWNER
        return _nouns_agree(one, two) and shared >= NO_OWNER

    def _shared(self, a: Place, b: Place) -> float:
        """Share of the shorter clause's words that the other clause says."""
        one, two = self._said(a), self._said(b)
        return len(one & two) / min(len(one), len(two)) if one and two else 0.0

    def _said(self, place: Place) -> frozenset[str]:
        """Words of the fact's clause, the value left out."""
        if place.key not in self._words:
            text, fact = place.paragraph.text, place.fact
            start, end = enclosing(clauses(text, 0, len(text)), fact.start, fact.end)
            value_end = fact.end - len(fact.unit or "") if fact.unit and fact.text.endswith(fact.unit) else fact.end
            words = f"{text[start : fact.start]} {text[value_end:end]}"
            tokens = (t.text for t in analyse(fold_text(words)) if t.kind != "number")
            self._words[place.key] = frozenset(t for t in tokens if len(t) > 1 and t not in ENGLISH)
        return self._words[place.key]


def relation(place: Place, other: Place) -> str:
    """``same`` value; else ``earlier`` or ``later`` by the moment each speaks of; else ``differs``."""
    if _value(place.fact) == _value(other.fact):
        return "same"
    mine, theirs = moment_of(place.fact, place.document), moment_of(other.fact, other.document)
    if not mine or not theirs or mine == theirs:
        return "differs"
    return "later" if theirs > mine else "earlier"


def _order(link: Link) -> tuple[str, str, int, int]:
    place = link.place
    return (moment_of(place.fact, place.document), place.document.id, place.paragraph.position, place.fact.start)


def _buckets_of(fact: Fact) -> list[tuple[str, str]]:
    """Where facts of the same measure meet: under the owner's key, under the aspect of a sort of owner."""
    found = [(fact.kind, f"owner {canonical(fact.entity_key)}")] if fact.entity_key else []
    if _SORT.search(fact.entity_key) and fact.aspect:
        found.append((fact.kind, f"aspect {fact.aspect}"))
    if fact.kind == "count" and (_BODY.search(fold_text(fact.unit or "")) or fact.unit in ("間", "间", "家")):
        found.append((fact.kind, "bodies"))
    return found


def _value(fact: Fact) -> tuple[str, str]:
    """Equal for equal values in any unit of area."""
    if fact.unit in _AREAS:
        return (format((Decimal(fact.value) * _AREAS[fact.unit]).normalize(), "f"), "m2")
    if fact.kind == "date":
        return (fact.value.removesuffix("/.."), "")
    return (fact.value, fact.unit or "" if fact.kind != "count" else "")


def _units_agree(a: Fact, b: Fact) -> bool:
    if a.kind == "count":
        return _nouns_agree(a, b)
    return a.unit == b.unit or (a.unit in _AREAS and b.unit in _AREAS)


def _nouns_agree(a: Fact, b: Fact) -> bool:
    """Whether two counts count the same: 培訓資助申請 and 申請, 企業 and 間, never jobs and places."""
    if a.kind != "count":
        return True
    one, two = (canonical(fold_text(f.unit or "")) for f in (a, b))
    if one == two or (one and two and (one.endswith(two) or two.endswith(one))):
        return True
    measure_words = {fold_text(c) for c in _CLASSIFIERS} | {"人次"}
    for bare, other in ((one, b), (two, a)):
        if bare in measure_words:
            printed = fold_text(other.text)
            return any(c in printed for c in bare) or (bare in _BODIES and any(c in printed for c in _BODIES))
    return False


def _same_noun(a: Fact, b: Fact) -> bool:
    return a.kind != "count" or canonical(fold_text(a.unit or "")) == canonical(fold_text(b.unit or ""))


def _bound(fact: Fact) -> str:
    """A cap, a floor that must be met, or an amount: they are no values of one measure."""
    if fact.aspect == "ceiling" or fact.qualifier in ("up to", "less than"):
        return "cap"
    return "floor" if fact.qualifier == "at least" and fact.role != "to" else "amount"


def _parts_agree(a: Fact, b: Fact) -> bool:
    one, two = ordinals(a.part), ordinals(b.part)
    return not one or not two or one == two


def _owners(a: Fact, b: Fact) -> str:
    """Whether two facts have the "same" owner, owners of one sort ("alike"), "other" ones, or "none" that tells anything."""
    one, two = canonical(a.entity_key), canonical(b.entity_key)
    if one and one == two:
        return "same"
    sorts = [_SORT.search(fact.entity_key) for fact in (a, b)]
    if sorts[0] and sorts[1]:
        return "alike"
    bodies = a.kind == "count" and _BODY.search(fold_text(f"{a.unit or ''} {b.unit or ''}")) is not None
    return "none" if bodies else "other"


def _measures_agree(a: Fact, b: Fact) -> bool:
    """Whether the printed measures name the same: the total and what was injected are two things."""
    one, two = fold_text(a.measure), fold_text(b.measure)
    if a.kind == "count" or not one or not two or one == two or one.isascii() or two.isascii():
        return True
    if _TOTAL.search(one) and _TOTAL.search(two):
        return True
    return len(set(one) & set(two)) >= min(len(set(one)), len(set(two))) - 1


@lru_cache(maxsize=1)
def _glossary() -> Mapping[str, str]:
    """Folded form -> the first form of its row."""
    found: dict[str, str] = {}
    for row in read_glossary():
        forms = [form for column in ("en", "zh-Hant", "zh-Hans", "abbreviations") for form in row.get(column, ())]
        for form in forms:
            found.setdefault(fold_text(form), fold_text(forms[0]))
    return found


@lru_cache(maxsize=8192)
def canonical(name: str) -> str:
    """One form for a name in every language, as far as the glossary knows it; else the name folded."""
    folded = fold_text(name).strip()
    return _glossary().get(folded, folded)
