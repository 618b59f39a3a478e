"""Whether what is cited proves what is said, checked against the stored paragraphs and never by the service's own verifier."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from eval.measures.attribution import said
from eval.measures.figures import figures, month_ends, relative_years, unsupported_figures
from eval.measures.support import Support, support
from eval.questions import Part
from eval.replies import Reply, label_of


@dataclass(frozen=True, slots=True)
class CitationCheck:
    """All that was found wrong with the citations of one reply."""

    broken: tuple[str, ...] = ()  #: one line per citation that does not hold
    unmarked: tuple[int, ...] = ()  #: [n] in the answer without a citation, or citations the answer never marks
    unsupported: tuple[Decimal, ...] = ()  #: figures of the answer that no cited quote prints
    support: Support | None = None  #: citation recall and precision; None for a refusal

    @property
    def holds(self) -> bool:
        return not self.broken and not self.unmarked

    @property
    def faithful(self) -> bool:
        return not self.unsupported


def quote_problem(citation: Mapping[str, Any], text: str | None) -> str | None:
    """What is wrong with a citation's quotation; None where it is the stored paragraph's own characters.

    Stricter than the service: no folding of any kind. The quote must be a non-empty slice of the stored text, code point
    by code point, at the offsets given; offsets must lie inside the text; the id must end in the label it shows, under the
    document it names.
    """
    name = citation.get("id", "?")
    if text is None:
        return f"{name}: there is no such paragraph"
    start, end, quote = citation.get("start"), citation.get("end"), citation.get("quote")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(text):
        return f"{name}: offsets {start}-{end} are not inside its {len(text)} characters"
    if text[start:end] != quote:
        return f"{name}: the quotation is not characters {start}-{end} of the paragraph"
    if not str(quote).strip():
        return f"{name}: the quotation is blank"
    document = (citation.get("document") or {}).get("id", "")
    if label_of(name) != f"{document}/{citation.get('label')}":
        return f"{name}: shown as {document}/{citation.get('label')}"
    return None


def _marks(answer: str) -> list[int]:
    marks, at = [], 0
    while (at := answer.find("[", at)) >= 0:
        close = answer.find("]", at)
        if close > at and answer[at + 1 : close].isdecimal():
            marks.append(int(answer[at + 1 : close]))
        at += 1
    return marks


def _allowed(citation: Mapping[str, Any], words: str) -> set[Decimal]:
    """Figures that name the source rather than state a fact: its year, its whole date where the answer gives the whole
    date; years of relative dates; and the last day of a month whose end the quote names.
    """
    document = citation.get("document") or {}
    allowed: set[Decimal] = set()
    published = document.get("date") or document.get("as_of")
    if published:
        dated = {Decimal(piece) for piece in published.split("-")}
        allowed |= dated if dated <= figures(words) else {Decimal(published[:4])}
    quote = citation.get("quote") or ""
    return allowed | relative_years(quote, published) | month_ends(quote)


def check_citations(reply: Reply, text_of: Callable[[str], str | None]) -> CitationCheck:
    """Quote exactness, citation marks, and faithfulness of figures for one reply.

    Faithfulness: every figure of the answer is printed in a quote that it cites (any of them), or names the source, or is
    the year that a relative date in a quote stands for. Compare FActScore's "supported by the source" (Min et al. 2023),
    narrowed to what can be decided exactly.

    :param text_of: the stored text of a paragraph by id, None where there is no such paragraph
    """
    if not reply.answered:
        return CitationCheck(broken=tuple(f"{c.get('id')}: cited in a refusal" for c in reply.citations))
    broken = [p for c in reply.citations if (p := quote_problem(c, text_of(c.get("id", ""))))]
    if not reply.citations:
        broken.append("nothing is cited")
    marked, numbered = set(_marks(reply.answer)), {c.get("n") for c in reply.citations}
    words = said(reply)
    allowed = {c.get("n", 0): _allowed(c, words) for c in reply.citations}
    quotes = [c.get("quote") or "" for c in reply.citations]
    unsupported = unsupported_figures(words, quotes, set().union(*allowed.values()))
    return CitationCheck(
        broken=tuple(broken),
        unmarked=tuple(sorted(n for n in marked ^ numbered if isinstance(n, int))),
        unsupported=tuple(unsupported),
        support=support(reply, unsupported, allowed),
    )


def cited(parts: Sequence[Part], reply: Reply, text_of: Callable[[str], str | None]) -> bool:
    """Citation accuracy of one reply: each part of the gold stands in a paragraph that a sound citation names."""
    sound = {label_of(c["id"]) for c in reply.citations if quote_problem(c, text_of(c.get("id", ""))) is None}
    return all(any(p in sound for p in part.paragraphs) for part in parts)
