"""What in a statement can be checked: its figures, its quotations, and dates that only the day of writing would tell.

Names are looked at where they are compared: a name is known by what the source calls the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.facts import extract
from corpus.languages import language_of
from corpus.records import Fact, Term
from corpus.sentences import Span, clauses, enclosing
from corpus.spans import fold_text, is_han
from index.numbers import numbers
from service.answer.figures import blanked, figures

_QUOTED = re.compile(r"「([^「」]*(?:「[^「」]*」[^「」]*)*)」|『([^『』]*)』|“([^“”]*)”|\"([^\"]*)\"|《([^《》]*)》")
#: From how many letters on words in quotation marks are a quotation; fewer are a name or a term. Latin letters count half.
QUOTATION = 14
#: Any day will do: it only shows which dates would need one.
_SOME_DAY = "2001-06-15"


@dataclass(frozen=True, slots=True)
class Pieces:
    """``figures`` without changes, whose ends stand for them; ``changes`` apart. ``unread`` are numbers that no fact covers."""

    text: str
    language: str
    facts: tuple[Fact, ...]
    figures: tuple[Fact, ...]
    changes: tuple[Fact, ...]
    unread: tuple[tuple[str, int, int], ...]  #: (canonical number, start, end)
    quotations: tuple[Span, ...]
    relative: tuple[Fact, ...]  #: dates that need a day to resolve against

    @property
    def words(self) -> str:
        """The statement without its figures; what they count stays."""
        return blanked(self.text, [number_span(f) for f in self.figures] + [(a, b) for _, a, b in self.unread])

    def around(self, start: int, end: int) -> str:
        """The words of the clause that a piece stands in, its figures left out."""
        first, last = enclosing(clauses(self.text), start, end)
        return self.words[first:last]


def number_span(fact: Fact) -> Span:
    """The span of a figure without the noun it counts: 34 of "34 applications"."""
    unit = fact.unit or ""
    counted = fact.kind == "count" and unit and fact.text.endswith(unit)
    return fact.start, fact.end - len(unit) if counted else fact.end


def pieces_of(text: str, terms: Sequence[Term], as_of: str | None) -> Pieces:
    """Reads one statement. Relative dates resolve against ``as_of``, and without it are ``relative``. Never raises."""
    language = language_of(text)
    facts = extract(text, language=language, reference_date=as_of, terms=terms)
    quotations = [
        match.span(match.lastindex or 0)
        for match in _QUOTED.finditer(text)
        if _is_quotation(match[match.lastindex or 0])
    ]
    outside = [fact for fact in facts if not _inside(fact.start, fact.end, quotations)]
    read = [fact for fact in figures(outside) if fact.kind != "change"]
    relative: list[Fact] = []
    if as_of is None:
        known = {(fact.start, fact.end) for fact in read}
        placed = extract(text, language=language, reference_date=_SOME_DAY, terms=terms)
        relative = [
            f
            for f in placed
            if f.kind == "date" and not any(f.start < b and a < f.end for a, b in known)
            and not _inside(f.start, f.end, quotations)
        ]  # fmt: skip
    covered = [(fact.start, fact.end) for fact in (*facts, *relative)] + quotations
    return Pieces(
        text=text,
        language=language,
        facts=tuple(outside),
        figures=tuple(read),
        changes=tuple(fact for fact in outside if fact.kind == "change"),
        unread=tuple(_unread(text, covered)),
        quotations=tuple(quotations),
        relative=tuple(relative),
    )


def _is_quotation(words: str) -> bool:
    return sum(2 if is_han(c) else 1 for c in words if c.isalnum()) >= 2 * QUOTATION


def _inside(start: int, end: int, spans: Sequence[Span]) -> bool:
    return any(a <= start and end <= b for a, b in spans)


def _unread(text: str, covered: Sequence[Span]) -> list[tuple[str, int, int]]:
    """Numbers in figures that stand in no fact, each once."""
    found: dict[Span, str] = {}
    folded = fold_text(text)
    if len(folded) != len(text):
        return []  # spans would not be the text's; what is left over is judged by service.answer.figures
    for token, start, end in numbers(folded):
        plain = not token.startswith("#") and any(c.isdigit() for c in folded[start:end])
        if plain and not any(a < end and start < b for a, b in covered):
            found[start, end] = token
    return [(token, start, end) for (start, end), token in sorted(found.items())]
