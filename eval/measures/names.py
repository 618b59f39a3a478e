"""When an extracted name or change is the labelled one."""

from __future__ import annotations

from corpus.errors import BadInput
from corpus.records import Fact
from corpus.spans import fold_text
from eval.measures.values import number

_MARKS = "《》〈〉「」『』“”\"'‘’ "


def same_name(core: str, fact: Fact) -> bool:
    """Whether the fact's text holds the labelled name, marks aside, in any script, and not much more than it.

    Twice the name and six characters leave room for an office or a title of address beside a person's name.
    """
    wanted, told = (fold_text(text.strip(_MARKS)) for text in (core, fact.text))
    return bool(wanted) and wanted in told and len(told) <= 2 * len(wanted) + 6


def same_change(value: str, fact: Fact) -> bool:
    """Whether the two ends are the labelled ones: ``85>120``, with years where they are labelled, ``8@2022>16@2027``."""
    wanted = value.split(">")
    if len(wanted) != len(fact.ends):
        return False
    for label, end in zip(wanted, fact.ends, strict=True):
        amount, _, year = label.partition("@")
        try:
            if number(amount) != number(end.value):
                return False
        except BadInput:
            return False
        if year and (end.as_of or "")[:4] != year:
            return False
    return True
