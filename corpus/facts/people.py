"""Persons: a title beside a surname, a form of address, an office. A surname alone is no person."""

from __future__ import annotations

import re

from corpus.facts.readings import Reading, Source
from corpus.facts.tables import alternation, forms_of, read_table

_TABLE = {row[0]: row[1] for row in read_table("people")}
_TITLE = alternation(forms_of(_TABLE["title"]))
_SURNAME = alternation(forms_of(_TABLE["surname"]))
_AFTER = alternation(forms_of(_TABLE["after"]))
_BOUNDARY = rf"(?=$|[^一-鿿]|{_AFTER}|{_TITLE})"
_TITLED = re.compile(rf"{_TITLE} ?(?P<name>{_SURNAME}(?:[一-鿿]{{2}}{_BOUNDARY}|[一-鿿]{_BOUNDARY}))")
_NAMED = re.compile(
    rf"(?:^|(?<=[^一-鿿])|(?<=[由与和及请对向为]))(?P<name>{_SURNAME}[一-鿿]{{1,2}})(?={_TITLE}{_BOUNDARY})"
)
_CAPITAL = r"[A-Z][A-Za-z'’-]{1,24}"
_ADDRESSED = re.compile(
    rf"(?<![A-Za-z])(?:{'|'.join(_TABLE['address'].split('|'))})\.? (?P<name>{_CAPITAL}(?:[ -]{_CAPITAL}){{0,3}})"
)
_OFFICE = re.compile(
    rf"(?<![A-Za-z])(?:{'|'.join(_TABLE['office'].split('|'))}) {_CAPITAL}(?:(?:,? (?:and |the )?){_CAPITAL}){{0,6}}"
)
_TITLE_CHARACTERS = frozenset("长任席授市书记者总监专员委博先女议院裁会处使省")


def persons(source: Source) -> list[Reading]:
    """Names of persons and English offices (Commissioner for …)."""
    found = []
    for pattern in (_TITLED, _NAMED):
        for m in pattern.finditer(source.text):
            name = m["name"]
            if not set(name[1:]) & _TITLE_CHARACTERS:
                found.append(Reading("person", *m.span("name"), name))
    for m in _ADDRESSED.finditer(source.original):
        start, end = source.folded.from_original(*m.span("name"))
        found.append(Reading("person", start, end, " ".join(source.printed(start, end).split())))
    for m in _OFFICE.finditer(source.original):
        start, end = source.folded.from_original(*m.span())
        found.append(Reading("person", start, end, " ".join(source.printed(start, end).split())))
    return found
