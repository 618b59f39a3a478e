"""What a question of several parts is made of, and the words that tell that it has some."""

from __future__ import annotations

import re
from dataclasses import dataclass

from service.answer.understand import kinds_asked

#: The ways in which parts differ from one another.
KINDS, MOMENTS, DOCUMENTS, ONES, SIBLINGS = "kinds", "moments", "documents", "ones", "siblings"


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things asked."""

    text: str  #: the question of this part alone
    label: str = ""  #: what tells it from the others, in the asker's words; of an open one, its clause
    moment: tuple[str, str] | None = None  #: first and last ISO day; a year of ``----`` is any year
    documents: tuple[str, ...] | None = None  #: the documents it names
    open: bool = False  #: asks for no value: why, whether, in what way


@dataclass(frozen=True, slots=True)
class Several:
    """A question of several parts."""

    by: str  #: KINDS, MOMENTS, DOCUMENTS, ONES or SIBLINGS
    parts: tuple[Part, ...]
    differs: bool = False  #: asks for what lies between the values
    more: str = ""  #: the word for the one that is looked for: larger, smaller, later, earlier


EACH = re.compile(r"\b(?:each|respectively|both)\b|各|分别", re.IGNORECASE)
DIFFERENCE = re.compile(
    r"\bby (?:about |roughly |around )?how (?:much|many)\b|\bhow (?:many|much) (?:more|fewer|less|[a-z]+er)\b"
    r"|\bdifference\b"
    r"|\bhow much did\b|多了?[多几]少?|多多少|多几多|增加了?多少|增加几多|增幅|相差|差多少|差几多"
    r"|[少大小高低长短远]了?(?:多少|几多)"
)
MORE = (
    ("larger", r"\b(?:bigger|larger|biggest|largest|more|most|higher|highest|greater|greatest)\b|[哪边].{0,8}[大多高]"),
    ("smaller", r"\b(?:smaller|smallest|fewer|fewest|less|least|lower|lowest)\b|[哪边].{0,8}[小少低]"),
    ("later", r"\b(?:later|latest|last)\b|[哪边].{0,8}[迟晚]"),
    ("earlier", r"\b(?:earlier|earliest|first|sooner|soonest)\b|[哪边].{0,8}早"),
)


def asks_which(folded: str) -> bool:
    return bool(re.search(r"\bwhich\b|哪|边", folded))


def asking(question: str) -> str:
    """The question without the clause that only asks which is more: what is left asks for the value."""
    pieces = [p for p in re.split(r"(?<=[，,？?])", question) if p.strip()]
    if len(pieces) < 2:
        return question
    asked = [p for p in pieces if kinds_asked(p)[0]]
    other = [p for p in pieces if p not in asked]
    return " ".join(p.strip(" ，,？?") for p in (*asked, *other)) if asked else question
