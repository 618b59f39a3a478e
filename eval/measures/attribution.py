"""What an answer says, apart from where it says to have it from: citation marks, titles and pinpoints taken out.

Without this, "section 3" would count as showing a 3, and the year in a document's title as showing that year.
"""

from __future__ import annotations

import re

from corpus.spans import fold_text
from eval.replies import Reply

_MARK = re.compile(r"\[\d+\]")
_NUMERAL = r"[\d.]+|[一二三四五六七八九十]+"
_PINPOINT = re.compile(
    rf"附件\s*(?:{_NUMERAL})|第\s*(?:{_NUMERAL})\s*(?:节|段|点|行|页|张)|"
    r"\b(?:section|paragraph|para|annex|row|item|point|page|slide|footnote)s?\.?\s+[\d.]+"
)
_CHINESE = {c: str(i) for i, c in enumerate("一二三四五六七八九十", 1)}


def _numbers(text: str) -> set[str]:
    """Every whole number that is printed, each piece of ``2.8`` apart; Chinese numerals as digits."""
    return set(re.findall(r"\d+", "".join(_CHINESE.get(c, c) for c in text)))


def said(reply: Reply) -> str:
    """The answer, folded, without marks, titles of the cited documents, and pinpoints.

    Only a pinpoint that agrees with the label of something cited is taken out: "section 9" stays where nothing of section
    9 is cited, and must then be supported like any other figure.
    """
    text = _MARK.sub(" ", fold_text(reply.answer))
    labels: set[str] = set()
    titles: set[str] = set()
    for citation in reply.citations:
        labels |= _numbers(citation.get("label") or "")
        title = (citation.get("document") or {}).get("title") or {}
        titles |= {fold_text(t) for t in (title.values() if isinstance(title, dict) else [str(title)])}
    for title in sorted(titles, key=len, reverse=True):
        text = text.replace(title, " ")
    return _PINPOINT.sub(lambda m: " " if _numbers(m.group()) <= labels else m.group(), text)
