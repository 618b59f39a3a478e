"""How quotation verdicts meet the expected ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.quotations import Quotation
from service.desk.quotes import Verdict

#: Kinds of alteration that must never pass as exact.
GRAVE = frozenset(("number", "negation", "wording"))


@dataclass(frozen=True, slots=True)
class QuotationScore:
    """Counts over the set. ``passed``: altered figures, denials or words that passed as exact; it must be 0."""

    items: int
    verdicts: int  #: the right verdict
    kinds: int  #: the right verdict, and every kind of difference expected
    notes: int  #: of those with a note expected, those that have it
    noted: int
    places: int  #: of those with a place expected and the right verdict, those found there
    placed: int
    passed: int
    wrong: tuple[str, ...]  #: a line for each item that is not right in every respect

    @property
    def accuracy(self) -> float:
        return self.verdicts / self.items if self.items else 0.0


def score_quotations(items: Sequence[Quotation], verdicts: Sequence[Verdict]) -> QuotationScore:
    """Counts and lines. Raises ValueError where the lengths differ."""
    verdict = kinds = notes = noted = places = placed = passed = 0
    wrong = []
    for item, found in zip(items, verdicts, strict=True):
        right = found.verdict == item.verdict
        seen = {difference.kind for difference in found.differences}
        kind = right and item.kinds <= seen
        note = all(any(said.startswith(start) for said in found.notes) for start in item.notes)
        at = {paragraph.id for paragraph, _, _ in found.match.pieces} if found.match else set()
        place = not item.places or bool(at & item.places)
        verdict, kinds = verdict + right, kinds + kind
        noted, notes = noted + bool(item.notes), notes + bool(item.notes and note)
        placed, places = placed + bool(item.places and right), places + bool(item.places and right and place)
        slipped = found.verdict == "exact" and bool(item.kinds & GRAVE)
        passed += slipped
        if not (right and kind and note and place):
            expected = ", ".join([item.verdict, *sorted(item.kinds), *item.notes])
            got = ", ".join([found.verdict, *sorted(seen), *found.notes, *sorted(at)])
            wrong.append(f"{item.id}: {expected} ≠ {got}: {item.quote}")
    return QuotationScore(len(items), verdict, kinds, notes, noted, places, placed, passed, tuple(wrong))
