"""Whether a statement denies what a place affirms, or the reverse."""

from __future__ import annotations

from collections.abc import Callable

from corpus.sentences import Span, clauses
from service.answer.evidence import Matcher
from service.answer.negations import negations
from service.desk.grounds import Ground
from service.desk.pieces import Pieces

#: A clause of the place is about the same as the statement's if it says this share of what the best one does.
NEAR = 0.85
#: Under this share no clause of the place is about the statement's clause.
ABOUT = 0.05


def denied_otherwise(pieces: Pieces, ground: Ground, match: Callable[[str], Matcher]) -> Span | None:
    """The clause of the statement that denies where the place does not, or the reverse; None where both agree.

    One denial and two are alike opposites of none and of each other: "not unlike" affirms.
    """
    parts = [ground.text[a:b] for a, b in clauses(ground.text)]
    denied = [negations(part) % 2 for part in parts]
    if not negations(pieces.text) and not any(denied):
        return None
    for start, end in clauses(pieces.text):
        clause = pieces.text[start:end]
        stated = negations(clause) % 2
        shares = match(clause).coverage(parts)
        best = max(shares, default=0.0)
        if best < ABOUT:
            if stated:
                return start, end
            continue
        near = [count for count, share in zip(denied, shares, strict=True) if share >= NEAR * best]
        if stated not in near:
            return start, end
    return None
