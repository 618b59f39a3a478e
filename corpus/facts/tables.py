"""The wording tables of the grammar. A unit, a currency or a wording is one line (or one form on a line) in ``tables/``.

Every form is folded on loading (corpus.spans), so a table may be written in either script. Patterns are built from the
forms as one alternation, longest form first; Latin forms must end at a word boundary, Chinese forms need none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from corpus.spans import fold_text

_FOLDER = Path(__file__).parent / "tables"


def read_table(name: str) -> list[list[str]]:
    """Rows of ``tables/<name>.tsv`` as columns; lines that begin with ``# `` are comments."""
    lines = (_FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("# ")]


def forms_of(cell: str) -> list[str]:
    """The folded forms of one cell, ``-`` meaning none."""
    return [fold_text(form) for form in cell.split("|") if form and form != "-"]


def alternation(forms: Iterable[str]) -> str:
    """A pattern that matches the longest of the forms; Latin forms only up to a word boundary.

    One alternative per form and no repetition, so matching costs at most the length of the longest form.
    """
    parts = []
    for form in sorted(set(forms), key=lambda f: (-len(f), f)):
        tail = r"(?![a-z0-9])" if form[-1].isascii() and form[-1].isalnum() else ""
        parts.append(re.escape(form).replace(r"\ ", " ") + tail)
    return "(?:" + "|".join(parts) + ")" if parts else "(?!)"


@dataclass(frozen=True, slots=True)
class Unit:
    """One line of ``units.tsv``: the kind of fact it makes, its UCUM code, its shown names."""

    kind: str
    code: str
    english: tuple[str, ...]
    chinese: tuple[str, ...]
    times: Decimal


@lru_cache(maxsize=1)
def units() -> tuple[tuple[Unit, ...], dict[str, Unit]]:
    """(every unit, folded form -> unit)."""
    found = []
    by_form: dict[str, Unit] = {}
    for kind, code, english, chinese, times in read_table("units"):
        names = [tuple(f for f in cell.split("|") if f != "-") for cell in (english, chinese)]
        unit = Unit(kind, code, names[0], names[1], Decimal(times))
        found.append(unit)
        for form in (*forms_of(english), *forms_of(chinese)):
            by_form.setdefault(form, unit)
    return tuple(found), by_form


@lru_cache(maxsize=1)
def currencies() -> tuple[dict[str, str], dict[str, str]]:
    """(folded mark before a number -> ISO 4217 code, folded word after it -> code)."""
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for code, marks, words in read_table("currencies"):
        for form in forms_of(marks):
            before.setdefault(form, code)
        for form in forms_of(words):
            after.setdefault(form, code)
    return before, after


@lru_cache(maxsize=1)
def calendar_words() -> dict[str, dict[str, int]]:
    """kind of calendar word -> folded form -> number (month, season code, or offset from the reference)."""
    words: dict[str, dict[str, int]] = {}
    for kind, value, forms in read_table("calendar"):
        for form in forms_of(forms):
            words.setdefault(kind, {})[form] = int(value)
    return words


@lru_cache(maxsize=1)
def classifiers() -> tuple[str, ...]:
    """Folded Chinese measure words."""
    return tuple(form for row in read_table("classifiers") for form in forms_of(row[0]))


@lru_cache(maxsize=1)
def change_verbs() -> str:
    """The verbs of change as one alternation of patterns."""
    return "|".join(fold_text(row[0]) for row in read_table("changes"))


@lru_cache(maxsize=1)
def idioms() -> re.Pattern[str]:
    """Set phrases and names in which a numeral counts nothing."""
    forms = [form for row in read_table("idioms") for form in forms_of(row[0])]
    latin = [f for f in forms if f.isascii()]
    han = [f for f in forms if not f.isascii()]
    # 萬一 of 二萬一千 is a numeral
    inside = r"(?<![0-9零一二三四五六七八九十百千两几数])(?=[一二三四五六七八九十百千万])"
    return re.compile(
        rf"(?<![a-z0-9]){alternation(latin)}|(?:{inside}|(?![一二三四五六七八九十百千万])){alternation(han)}"
    )


@lru_cache(maxsize=8)
def words(name: str) -> frozenset[str]:
    """One list of ``words.tsv``, folded."""
    return frozenset(form for key, cell in read_table("words") if key == name for form in forms_of(cell))
