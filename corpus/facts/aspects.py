"""What is measured, and what happens on a date, as one key in every language: ``tables/aspects.tsv``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.facts.tables import alternation, forms_of, read_table


@dataclass(frozen=True, slots=True)
class Aspect:
    """One wording of an aspect in the working text."""

    key: str
    start: int
    end: int


@lru_cache(maxsize=1)
def _patterns() -> dict[str, tuple[re.Pattern[str], dict[str, str], tuple[tuple[str, re.Pattern[str]], ...]]]:
    """of (value, event) -> (pattern of every form, Chinese form -> key, (key, pattern) of the English ones)."""
    made = {}
    for use in ("value", "event"):
        rows = [row for row in read_table("aspects") if row[1] == use]
        han = {form: key for key, _, forms, _ in rows for form in reversed(forms_of(forms))}
        latin = tuple((key, re.compile(f"(?:{cell.lower()})")) for key, _, _, cell in rows if cell != "-")
        words = "|".join(cell.lower() for _, _, _, cell in rows if cell != "-")
        pattern = re.compile(rf"(?P<han>{alternation(han)})|(?<![a-z0-9-])(?P<latin>{words})(?![a-z0-9])")
        made[use] = (pattern, han, latin)
    return made


def find_aspects(text: str, use: str, start: int, end: int) -> list[Aspect]:
    """The wordings of ``use`` ("value" or "event") in ``text[start:end]``, in order. Linear."""
    pattern, han, latin = _patterns()[use]
    found = []
    for m in pattern.finditer(text, start, end):
        key = han[m["han"]] if m["han"] else next(key for key, one in latin if one.fullmatch(m["latin"]))
        found.append(Aspect(key, *m.span()))
    return found


@lru_cache(maxsize=4096)
def aspect_of(phrase: str) -> str:
    """Key of the last value aspect that a folded phrase names (技術職位: jobs); "" where it names none."""
    found = find_aspects(phrase, "value", 0, len(phrase))
    return found[-1].key if found else ""
