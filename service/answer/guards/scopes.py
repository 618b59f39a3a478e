"""What a figure is of: each one or all of them, a year or in all, one of several named or the lot.

A cap per university is not the scheme's total, a ceiling for each is no total, and what all the companies of a list invest is
not what one of them does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.records import Fact
from corpus.sentences import clauses, enclosing
from corpus.spans import fold_text
from service.answer.evidence import Evidence

_FIGURES = ("money", "count", "quantity", "percentage", "ratio", "duration")
#: (asked in the folded question, said in the folded text)
_EACH = (
    re.compile(
        r"每[一]?(?:间|家|所|个|名|项|位|支|人|宗|座|部)|\b(?:per|each) (?!cent|year|month|day|hour|annum|capita|head|week)[a-z]"
    ),
    re.compile(
        r"每|各|单一|个别|逐|\bper\b|\beach\b|\bevery\b|\bany one\b|\bindividual\b|\ba single\b"
        r"|\ban? (?:project|company|team|university)\b"
    ),
)
_RATES = (
    (
        re.compile(r"每年|\b(?:yearly|annual(?:ly)?|(?:per|a|each|every) year|per annum)\b"),
        re.compile(
            r"每年|年度|按年|逐年|一年|全年|年内|年均"
            r"|\byearly\b|\bannual|\b(?:per|a|each|every|one) year\b|\bper annum\b|\d{4}[/-]\d\d"
        ),
    ),
    (
        re.compile(r"每个?月|月薪|月费|\b(?:monthly|(?:per|a|each|every) month)\b"),
        re.compile(r"每个?月|按月|月薪|月费|月津|月额|\bmonthly\b|\b(?:per|a|each|every) month\b"),
    ),
    (
        re.compile(r"每[天日]|\b(?:daily|(?:per|a|each|every) day)\b"),
        re.compile(r"每[天日]|日均|\bdaily\b|\b(?:per|a|each|every) day\b"),
    ),
)
_TOTAL = re.compile(r"总额|总规模|总金额|总资金|总预算|\btotal (?:size|amount|sum|budget|funding|fund|envelope)\b")
_CAP = re.compile(r"上限|最多|最高|封顶|\bceiling\b|\bcap\b|\bat most\b|\bmaximum\b|\bup to\b")
#: What others put in is not what a scheme gives.
_PRIVATE = re.compile(r"私人|私营|业界|\bprivate\b|\bindustry\b")
_PRIVATE_ASKED = re.compile(
    r"私|业界|市场|投资|投入|出资|企业|公司|\bprivate|\bindustry|\binvest|\bcompan|\bfirms?\b|\bmarket"
)
_ONLY = re.compile(
    r"(?:单计|单是|光是|净计|只计|仅计|只算|单算)[^，,]{0,6}\d{4}|\d{4}年?(?:这一年|一年内|全年|单年|年内)"
    r"|\b(?:only|just) in (?:the )?(?:calendar )?(?:year )?\d{4}|\bin \d{4} alone\b"
)
_SUMMED = re.compile(
    r"截至|累计|至今|迄今|以来|自\d{4}|\bsince\b|\bto date\b|\bcumulative|\bas at\b|\bas of\b|\bby the end of\b|\bin all\b"
)
_SPLIT_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[/-]\s?(?:20)?(\d\d)(?!\d)")
_WORD = re.compile("[a-z]{3,}")
_LIST_LATIN = re.compile(r", (?:and )?| and ")


def other_scope(question: str, evidence: Evidence, said: Sequence[str]) -> bool:
    """Whether the evidence's figure is of another scope than the question asks for.

    ``said``: the texts in which a rate may be told: the paragraph, its headings, its counterpart.
    """
    fact, folded = evidence.fact, fold_text(question)
    if fact is None or fact.kind not in _FIGURES:
        return False
    sentence = fold_text(evidence.paragraph.text[evidence.start : evidence.end])
    told = " ".join(fold_text(text) for text in said)
    if fact.kind == "money" and _EACH[0].search(folded) and not _EACH[1].search(told):
        return True
    if fact.kind in ("money", "count") and any(a.search(folded) and not s.search(told) for a, s in _RATES):
        return True
    if fact.kind == "money" and _TOTAL.search(folded) and not _CAP.search(folded) and "up to" in fact.qualifiers:
        return True
    if fact.kind == "money" and _PRIVATE.search(fold_text(fact.measure)) and not _PRIVATE_ASKED.search(folded):
        return True
    if _ONLY.search(folded) and _SUMMED.search(sentence):
        return True
    return _another_split_year(folded, sentence) or of_them_all(folded, evidence, fact)


def _another_split_year(folded: str, sentence: str) -> bool:
    """Whether the question names a school or financial year (2022/23), and the sentence others only."""
    asked = {m.groups() for m in _SPLIT_YEAR.finditer(folded)}
    there = {m.groups() for m in _SPLIT_YEAR.finditer(sentence)}
    return bool(asked and there) and not asked & there


def _latin(name: str) -> set[str]:
    """The Latin words of a name that is half Chinese: 「多點DMALL」."""
    return set(_WORD.findall(name)) if re.search("[一-鿿]", name) else set()


def of_them_all(folded: str, evidence: Evidence, fact: Fact) -> bool:
    """Whether the question asks of one that the paragraph names in a list, and the figure is told of the whole list.

    The list stands before the figure's clause, which names that one no more.
    """
    text = evidence.paragraph.text
    start, end = enclosing(clauses(text, evidence.start, evidence.end), fact.start, fact.end)
    before, own = fold_text(text[:start]), fold_text(text[start:end])
    names = _listed(before, evidence.paragraph.language)
    asked = [name for name in names if name in folded or _latin(name) & set(_WORD.findall(folded))]
    return len(names) >= 3 and len(asked) == 1 and asked[0] not in own


def _listed(text: str, language: str) -> list[str]:
    """The names that a text sets one after the other."""
    if language == "en":
        pieces = [p.strip(" .,;") for p in _LIST_LATIN.split(text)]
        return [p for p in pieces if 1 < len(p) < 30 and len(p.split()) < 4]
    pieces = re.split("[、]|以?及|等|和|包括", text)
    return [p for p in pieces if 1 < len(p) < 12]
