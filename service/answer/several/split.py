"""Questions that ask several things at once, taken apart into questions that stand alone.

Four joints occur: two kinds of fact about one thing ("since when, and by what percentage?"), one value at several moments
("in 2022 and in 2027"), in several documents ("according to the newspaper and the Budget slides"), or of several things
("which park is bigger, and how big is each?"). Nothing here looks at paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.records import Document
from corpus.spans import fold_text
from service.answer.several.asked import (
    DIFFERENCE,
    DOCUMENTS,
    EACH,
    KINDS,
    MOMENTS,
    MORE,
    ONES,
    SIBLINGS,
    Part,
    Several,
    asking,
    asks_which,
)
from service.answer.several.beside import ones
from service.answer.several.clausal import clauses_of
from service.answer.several.opposed import pointed, without

_IS_OR = re.compile(r"^(?:is|are) .* or .*")


def several(question: str, documents: Sequence[Document]) -> Several | None:
    """The parts of a stand-alone question; None where it asks one thing.

    ``documents``: those there are; a question may name them by their kind, title or month.
    """
    folded = fold_text(question)
    if len(folded) != len(question):
        return None
    differs = bool(DIFFERENCE.search(folded))
    more = (
        next((word for word, cue in MORE if re.search(cue, folded)), "")
        if asks_which(folded) or _IS_OR.search(folded)
        else ""
    )
    mentions = pointed(question, folded, documents)
    if len(mentions) > 1:
        by = DOCUMENTS if any(m.documents for m in mentions) else MOMENTS
        parts = tuple(Part(without(question, mentions, m), m.text, m.moment, m.documents or None) for m in mentions)
        return Several(by, parts, differs, more)
    if named := ones(question, folded):
        return Several(ONES, named, differs, more)
    if EACH.search(folded) and more:
        return Several(SIBLINGS, (Part(asking(question)),), differs, more)
    parts = clauses_of(question, folded)
    return Several(KINDS, parts) if len(parts) > 1 else None
