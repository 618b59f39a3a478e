"""The moments and the documents that a question names, to be set against one another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.facts.edtf import month_end
from corpus.records import Document
from corpus.spans import fold_text

#: A year that is not told.
ANY = "----"


@dataclass(frozen=True, slots=True)
class Mention:
    """What a question names, with its place in the question."""

    text: str
    start: int
    end: int
    moment: tuple[str, str] | None = None
    documents: tuple[str, ...] = ()


_MONTHS: tuple[str, ...] = tuple(
    "january february march april may june july august september october november december".split()
)  # fmt: skip
_LATIN = re.compile(
    rf"\b(?:(?P<month>{'|'.join(_MONTHS)})(?:\s+(?P<of>\d{{4}}))?|(?P<year>(?:19|20)\d{{2}})(?!\d|[-/]\d))\b"
)
_HAN = re.compile(
    r"(?:(?P<year>\d{4})年(?:度)?)?(?P<month>1[0-2]|[1-9])月[底初中末]?|(?P<only>\d{4})年(?:度|底|初|末)?"
)


def dated(question: str) -> list[Mention]:
    """The months and years a question names, in order; a month without a year takes the year told beside another month.

    Quarters, halves and days are left to the facts.
    """
    folded = fold_text(question)
    if len(folded) != len(question):
        return []
    found: list[tuple[int, int, str, int]] = []
    for match in _LATIN.finditer(folded):
        month = _MONTHS.index(match["month"]) + 1 if match["month"] else 0
        if match["month"] == "may" and not match["of"]:
            continue  # the verb
        found.append((match.start(), match.end(), match["of"] or match["year"] or "", month))
    found += [
        (match.start(), match.end(), match["year"] or match["only"] or "", int(match["month"] or 0))
        for match in _HAN.finditer(folded)
    ]
    years = [year for _, _, year, month in sorted(found) if year and month] or [y for _, _, y, _ in found if y]
    mentions = []
    for start, end, year, month in sorted(found):
        told = year or (years[0] if len(set(years)) == 1 else ANY)
        mentions.append(Mention(question[start:end], start, end, _span(told, month)))
    return mentions


def _span(year: str, month: int) -> tuple[str, str]:
    if not month:
        return f"{year}-01-01", f"{year}-12-31"
    last = month_end(int(year) if year != ANY else 2024, month).day
    return f"{year}-{month:02d}-01", f"{year}-{month:02d}-{last:02d}"


#: What people call a document, by its kind. Folded; the longest stands first.
_CALLED: dict[str, str] = {
    "news": r"\b(?:newspapers?|news report|press report|news round-?up)\b|报章|报纸|报道|新闻",
    "slides": r"\b(?:slides?|slide deck|presentation)\b|简报|投影片|幻灯片",
    "paper": r"\b(?:discussion paper|panel paper|legco paper|paper)\b|讨论文件|委员会文件|立法会文件|文件",
    "fact-sheet": r"\b(?:fact ?sheet)\b|便览|概览",
}
#: The same by a word of the title, in any language the title has.
_TITLED = (
    r"\bbudget\b|预算案",
    r"\bpolicy address\b|施政报告",
    r"\bpanel\b|委员会",
    r"\bblueprint\b|蓝图",
    r"\bthe facts\b|便览",
    r"\breview\b|回顾",
)


def named_documents(question: str, documents: Sequence[Document]) -> list[Mention]:
    """The documents that a question names by kind, by a word of the title, or by month, in order."""
    folded = fold_text(question)
    if len(folded) != len(question):
        return []
    found: list[tuple[int, int, list[Document]]] = []
    for kind, called in _CALLED.items():
        of_kind = [d for d in documents if d.kind == kind]
        found += [(match.start(), match.end(), of_kind) for match in re.finditer(called, folded)]
    for called in _TITLED:
        titled = [d for d in documents if any(re.search(called, fold_text(t)) for t in d.title.values())]
        found += [(match.start(), match.end(), titled) for match in re.finditer(called, folded)]
    merged: list[tuple[int, int, list[Document]]] = []
    for start, end, ones in sorted(found, key=lambda f: (f[0], -f[1])):
        if merged and folded[merged[-1][1] : start].strip() == "" and start - merged[-1][1] <= 1:
            both = [d for d in merged[-1][2] if d in ones]
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]), both or merged[-1][2] or ones)
        else:
            merged.append((start, end, ones))
    return [_mention(question, folded, *one) for one in merged if one[2]]


def _mention(question: str, folded: str, start: int, end: int, ones: list[Document]) -> Mention:
    """A month or year right before the name picks among the documents and belongs to the name."""
    if folded[max(0, start - 2) : start] == "财政":
        start -= 2
    for day in dated(question):
        if day.moment and 0 <= start - day.end <= 1:
            of_month = [d for d in ones if within(d.reference_date, day.moment)]
            if of_month:
                ones, start = of_month, day.start
    return Mention(question[start:end], start, end, None, tuple(d.id for d in ones))


def within(day: str | None, moment: tuple[str, str]) -> bool:
    """Whether an ISO day, month or year lies within the moment; a year of ``----`` is any year."""
    if not day:
        return False
    first, last = moment
    if first.startswith(ANY):
        return len(day) >= 7 and first[4:7] <= day[4:7] <= last[4:7]
    return first[: len(day)] <= day <= last
