"""Citation recall and precision: is all that can be checked in an answer cited, and is all that is cited needed?

After ALCE (Gao, Yen, Yu & Chen 2023, "Enabling Large Language Models to Generate Text with Citations", section 4), with the
entailment model replaced by what can be decided exactly: figures and quotations.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from corpus.spans import fold_text, is_han
from eval.measures.attribution import said
from eval.measures.figures import figures
from eval.replies import Reply

_MARK = re.compile(r"\[(\d+)\]")
#: Opening and closing marks of a quotation inside an answer. The outermost pair counts: a quotation may quote.
_PAIRS = {"“": "”", "「": "」", "『": "』"}


@dataclass(frozen=True, slots=True)
class Support:
    """Counts of one reply."""

    checkable: int  #: figures and quotations that the answer states
    supported: int  #: of those, the ones a cited quote prints
    citations: int
    needed: int  #: citations whose own piece of the answer rests on them

    @property
    def recall(self) -> float | None:
        """``supported / checkable``; None where the answer states neither a figure nor a quotation."""
        return self.supported / self.checkable if self.checkable else None

    @property
    def precision(self) -> float | None:
        """``needed / citations``; None where nothing is cited."""
        return self.needed / self.citations if self.citations else None


def quotations(text: str) -> list[str]:
    """What stands between quotation marks, outermost pairs alone, without the marks; blank ones left out."""
    found, at = [], 0
    while at < len(text):
        opening = text[at]
        closing = _PAIRS.get(opening)
        if closing is None:
            at += 1
            continue
        depth, end = 1, at + 1
        while end < len(text) and depth:
            depth += (text[end] == opening) - (text[end] == closing)
            end += 1
        if depth == 0 and text[at + 1 : end - 1].strip():
            found.append(text[at + 1 : end - 1])
        at = end
    return found


def _plain(text: str) -> str:
    return fold_text(text).replace(" ", "")


def _words(text: str) -> set[str]:
    """Latin words of four letters or more and pairs of Chinese characters, folded."""
    folded = fold_text(text)
    runs = re.findall(r"[^\W\d_]+", folded)
    pairs = {run[i : i + 2] for run in runs if is_han(run[0]) for i in range(len(run) - 1)}
    return pairs | {run for run in runs if not is_han(run[0]) and len(run) > 3}


def pieces(answer: str) -> list[tuple[str, list[int]]]:
    """The answer cut after each run of marks: (words, the numbers that follow them). Words after the last mark have none."""
    found: list[tuple[str, list[int]]] = []
    at = 0
    for match in _MARK.finditer(answer):
        between = answer[at : match.start()]
        if found and not between.strip(" ,，、") and found[-1][1]:
            found[-1][1].append(int(match[1]))
        else:
            found.append((between, [int(match[1])]))
        at = match.end()
    rest = answer[at:]
    return [*found, (rest, [])] if rest.strip() else found


def _rests_on(words: str, quote: str, allowed: set[Decimal]) -> bool:
    """Whether a piece of an answer takes anything from a quote: a quotation, a figure, or, with neither, a name."""
    quoted = quotations(words)
    if quoted:
        return any(_plain(one) in _plain(quote) for one in quoted)
    told = figures(words, loose=False)
    if told:
        return bool(told & (figures(quote) | allowed))
    return bool(_words(words) & _words(quote))


def support(
    reply: Reply, unsupported: Collection[Decimal] = (), allowed: Mapping[int, Collection[Decimal]] | None = None
) -> Support:
    """Counts for one reply that answered.

    A quotation is supported where a cited quote holds it (folded, since a bracket or a space may be set otherwise). A
    citation is needed where the piece of the answer before its mark quotes it, states a figure of it, or, if it does
    neither, shares a word with it.

    :param unsupported: the answer's figures that nothing cited supports, as ``figures.unsupported_figures`` finds them
    :param allowed: citation number -> figures that it supports without printing them, as the year of "next year"
    """
    allowed = allowed or {}
    quotes = {c.get("n"): str(c.get("quote") or "") for c in reply.citations}
    told = figures(said(reply), loose=False)
    quoted = quotations(reply.answer)
    supported = len(told - set(unsupported)) + sum(
        any(_plain(one) in _plain(q) for q in quotes.values()) for one in quoted
    )
    by_number: dict[int, str] = {}
    for words, numbers in pieces(reply.answer):
        for n in numbers:
            by_number[n] = by_number.get(n, "") + words
    needed = sum(
        isinstance(n, int) and _rests_on(by_number.get(n, ""), quote, set(allowed.get(n, ())))
        for n, quote in quotes.items()
    )
    return Support(len(told) + len(quoted), supported, len(reply.citations), needed)
