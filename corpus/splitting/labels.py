"""Labels: the stable pinpoint of every paragraph. Printed numbers win; where nothing is printed, place counts.

The scheme is described, with examples, in docs/LABELS.md.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.splitting.annexes import Scope
from corpus.splitting.prose import last_sentence, run_in_head
from corpus.splitting.tables import Placed, place
from corpus.splitting.units import Unit


@dataclass(frozen=True, slots=True)
class Labelled:
    """A piece with its label and what stands above it."""

    unit: Unit
    label: str
    path: tuple[Unit, ...] = ()  #: headings, outermost first
    stem: Unit | None = None  #: the text that introduces the list
    row: Placed | None = None
    section: str = ""  #: which section of its scope


@dataclass(slots=True)
class _Stem:
    unit: Unit
    label: str
    bullets: int = 0


class Numbers:
    """Counters that run through the whole document, and the labels given so far."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.given: set[str] = set()
        self._next: Counter[str] = Counter()
        self.twice: list[str] = []

    def count(self, name: str) -> int:
        self.counts[name] += 1
        return self.counts[name]

    def once(self, label: str) -> str:
        """The label, or, where the document prints one number twice, the label with a counter behind it."""
        if label not in self.given:
            self.given.add(label)
            return label
        self.twice.append(label)
        number = self._next[label] or 2
        while f"{label}-{number}" in self.given:
            number += 1
        self._next[label] = number + 1
        self.given.add(f"{label}-{number}")
        return f"{label}-{number}"


def label(scopes: Sequence[Scope], numbers: Numbers) -> list[Labelled]:
    """Every piece but headings, heads and categories of tables, in reading order."""
    return [one for scope in scopes for one in _Walk(scope, numbers).walk()]


def _values(units: Sequence[Unit]) -> list[tuple[int, ...]]:
    return [unit.order for unit in units if unit.role == "number"]


class _Walk:
    """One pass over a scope."""

    def __init__(self, scope: Scope, numbers: Numbers) -> None:
        self.units, self.prefix, self.numbers = scope.units, scope.prefix, numbers
        self.base_depth = 2 if scope.prefix else 1
        self.numbered, self.parts = _numbering(scope.units)
        self.first_unnumbered = _first_unnumbered(scope.units, self.parts) if self.numbered else set()
        heads = [u for u in scope.units if u.is_heading and u.depth == self.base_depth]
        self.printed_sections = sum(bool(u.marker) and u.marker.style != "han" for u in heads if u.marker) >= 2
        self.run_in = not heads
        has_heads = bool(heads) or any(self._run_in_section(u) for u in scope.units)
        self.path: list[Unit] = []
        self.part = self.number = ""
        self.section = "0" if has_heads else "1"
        self.placed = self.sections_seen = 0
        self.after: Counter[str] = Counter()
        self.stems: list[_Stem] = []
        self.rows = _rows(scope.units)

    def _run_in_section(self, unit: Unit) -> bool:
        return self.run_in and unit.role == "body" and unit.name != "lead" and bool(run_in_head(unit.text))

    def _join(self, *parts: str) -> str:
        return ".".join(part for part in (self.prefix, *parts) if part)

    def walk(self) -> Iterator[Labelled]:
        for i, unit in enumerate(self.units):
            if unit.is_heading:
                self._heading(unit)
            elif unit.role == "row":
                if i in self.rows:
                    yield self._made(unit, self._row_label(), row=self.rows[i])
            else:
                yield self._text(i, unit)

    def _made(self, unit: Unit, label: str, *, stem: Unit | None = None, row: Placed | None = None) -> Labelled:
        path = () if unit.role == "title" or unit.name in ("lead", "byline") else tuple(self.path)
        return Labelled(unit, self.numbers.once(label), path, stem, row, f"{self.prefix}/{self.section}")

    def _heading(self, unit: Unit) -> None:
        while self.path and self.path[-1].depth >= unit.depth:
            self.path.pop()
        self.path.append(unit)
        self.stems = []
        marker = unit.marker
        if marker and marker.style == "han" and self.parts:
            self.part, self.number = marker.value, ""
        if unit.depth != self.base_depth:
            return
        if not self.printed_sections:
            self.sections_seen += 1
            self.section = str(self.sections_seen)
        elif marker and marker.style != "han":
            self.section = marker.value
            self.after[marker.value] = 0
        elif self.section != "0":
            base = self.section.rstrip("abcdefghijklmnopqrstuvwxyz")
            self.section = base + _letter(self.after[base])
            self.after[base] += 1

    def _text(self, i: int, unit: Unit) -> Labelled:
        if unit.role in ("title", "caption", "footnote", "note"):
            return self._made(unit, self._aside(unit))
        if unit.role == "item" or (unit.role == "number" and not self._is_paragraph(unit)):
            return self._item(unit)
        if unit.role == "number" and unit.marker:
            self.number = self._join(self.part, unit.marker.value)
            name = self.number
        elif i in self.first_unnumbered:
            self.number = name = self._join(self.part, "1")
        elif self.numbered and self.number:
            self.after[self.number] = max(self.after[self.number], 1) + 1
            name = f"{self.number}.p{self.after[self.number]}"
        else:
            if self._run_in_section(unit):
                self.sections_seen += 1
                self.section = str(self.sections_seen)
            name = self._by_place(unit)
        made = self._made(unit, name)
        self.stems = [_Stem(unit, made.label)] if self.numbered or _introduces(unit) else []
        return made

    def _is_paragraph(self, unit: Unit) -> bool:
        return self.numbered and not unit.lead.level

    def _aside(self, unit: Unit) -> str:
        if unit.role == "title":
            count = self.numbers.count(unit.name)
            return (
                ("signature" if count == 1 else f"signature-{count}")
                if unit.name == "signature"
                else f"{unit.name}.{count}"
            )
        if unit.role == "footnote" and unit.marker:
            return f"fn-{unit.marker.value}"
        if unit.name == "byline":
            return f"byline-{count}" if (count := self.numbers.count("byline")) > 1 else "byline"
        return f"{unit.role}-{self.numbers.count(unit.role)}"

    def _by_place(self, unit: Unit) -> str:
        section = "0" if unit.name == "lead" else self.section
        return self._join(f"s{section}", str(self.numbers.count(f"{self.prefix}/s{section}")))

    def _item(self, unit: Unit) -> Labelled:
        unit = replace(unit, role="item")
        for i, stem in enumerate(self.stems):  # the same mark at the same depth again: back to that list
            if stem.unit.role == "item" and _same_list(unit, stem.unit):
                del self.stems[i:]
                break
        while self.stems and not self._deeper(unit, self.stems[-1].unit):
            self.stems.pop()
        value = unit.marker.value if unit.marker and unit.marker.style != "circled" else ""
        stem = self.stems[-1] if self.stems else None
        if stem:
            if not value:
                stem.bullets += 1
            made = self._made(unit, f"{stem.label}.{value or f'b{stem.bullets}'}", stem=stem.unit)
        elif self.numbered and self.number and value:
            made = self._made(unit, f"{self.number}.{value}")
        else:
            made = self._made(unit, self._by_place(unit))
        self.stems.append(_Stem(unit, made.label))
        return made

    def _deeper(self, unit: Unit, above: Unit) -> bool:
        """Whether an item stands inside the text above it rather than beside it."""
        if above.role == "body" or (above.role == "number" and self._is_paragraph(above)):
            return True
        if unit.lead.level != above.lead.level:
            return unit.lead.level > above.lead.level
        return not _same_list(unit, above) and _introduces(above)

    def _row_label(self) -> str:
        base = self.number if self.numbered and self.number else self._join("" if self.prefix else f"s{self.section}")
        return f"{base}.r{self.numbers.count(f'{base}/rows')}"


def _letter(count: int) -> str:
    return chr(97 + count % 26) * (count // 26 + 1)


def _introduces(unit: Unit) -> bool:
    return unit.text.rstrip().endswith(("：", ":"))


def _same_list(unit: Unit, other: Unit) -> bool:
    here, there = unit.marker, other.marker
    if unit.lead.level != other.lead.level or here is None or there is None:
        return False
    return here.style == there.style and (here.style != "bullet" or here.printed == there.printed)


def stem_text(text: str) -> str:
    """What a list inherits from the text above it: the sentence that ends in a colon, else nothing."""
    return last_sentence(text) if text.rstrip().endswith(("：", ":")) else ""


def _numbering(units: Sequence[Unit]) -> tuple[bool, bool]:
    """(whether printed numbers are the labels of this scope, whether they start again in each of its parts)."""
    top = [u for u in units if (u.role == "number" and not u.lead.level) or u.role == "body"]
    numbers = [u for u in top if u.role == "number"]
    if not numbers or 2 * len(numbers) < len(top):
        return False, False
    parts = any(u.is_heading and u.marker and u.marker.style == "han" for u in units)
    values = _values([u for u in units if not u.lead.level])
    again = sum(b <= a for a, b in itertools.pairwise(values))
    if parts and again:
        return True, True
    restarts = sum(b == (1,) for _, b in itertools.pairwise(values))
    return restarts == 0, False


def _first_unnumbered(units: Sequence[Unit], parts: bool) -> set[int]:
    """Places of the one unnumbered text before numbering that begins at 2: it is paragraph 1."""
    found: set[int] = set()
    before: list[int] = []
    begun = False
    for i, unit in enumerate(units):
        if parts and unit.is_heading and unit.marker and unit.marker.style == "han":
            before, begun = [], False
        elif unit.role == "body" and not begun:
            before.append(i)
        elif unit.role == "number" and not begun and unit.marker:
            begun = True
            if unit.marker.value == "2" and len(before) == 1:
                found.update(before)
    return found


def _rows(units: Sequence[Unit]) -> dict[int, Placed]:
    """Place in the scope -> data row."""
    runs: list[list[int]] = []
    for i, unit in enumerate(units):
        if unit.role != "row":
            continue
        if runs and runs[-1][-1] == i - 1 and not unit.lead.gap and not unit.lead.head:
            runs[-1].append(i)
        else:
            runs.append([i])
    placed = place([units[i].lead for i in run] for run in runs)
    at = {id(units[i].lead): i for run in runs for i in run}
    return {at[id(one.block)]: one for run in placed for one in run}
