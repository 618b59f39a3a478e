"""Which phase or batch a value is told of: the nearest one stated, which must be the one asked for.

That a paragraph prints the second phase somewhere does not make the first phase's area the second's; and where a question
names a phase and a batch in it, both must agree.
"""

from __future__ import annotations

import re

from corpus.records import Fact
from corpus.sentences import clauses, enclosing
from corpus.spans import fold_text
from service.answer.evidence import Evidence
from service.answer.guards.ordinals import ordinals

_FIGURES = ("money", "count", "quantity", "percentage", "duration", "date")
_TH = r"(?:first|second|third|fourth|fifth|sixth|\d(?:st|nd|rd|th))"
_NO = r"(?:one|two|three|four|five|six|\d|iii|ii|iv|i|v)"
_HAN = r"[一二三四五六七八九十\d]"


def _named(latin: str, han: str) -> re.Pattern[str]:
    few = rf"第 ?{_HAN}(?:(?:至|到|、|及|和|与)第?{_HAN})* ?个?(?:{han})"
    return re.compile(
        rf"\b{_TH} (?:{latin})s?\b|\b(?:{latin})s? {_NO}(?: (?:and|to|or) {_NO})*\b|首个?(?:{han})|{few}"
        rf"|(?<![第上下半学日星长中短定近前后末{_HAN[1:-1]}])[一二三四](?:{han})(?!间|望)"
    )


#: What is counted off -> how one of them is named in a folded text
_DIVISIONS = {"phase": _named("phase|stage", "期(?!间|望)|阶段"), "batch": _named("batch|batche", "批次?")}
_RESPECTIVELY = re.compile(r"\brespectively\b|\beach\b|分别|各")
_LETTERS = re.compile(r"(?<=[一-鿿]) | (?=[一-鿿])")


def _numbers(mention: str) -> frozenset[int]:
    """The ordinals of a mention: 第二至第三批次 is both."""
    many = re.sub(rf"(?<=[至到、及和与])(?={_HAN})", "第", mention)
    many = re.sub(r"\b(?:and|to|or) ", "phase ", re.sub(r"phases|stages|batch(?:es)?|stage", "phase", many))
    return ordinals(_LETTERS.sub("", many) if re.search("[一-鿿]", many) else many)


def _asked(folded: str) -> dict[str, frozenset[int]]:
    found = {
        key: frozenset(n for match in pattern.finditer(folded) for n in _numbers(match[0]))
        for key, pattern in _DIVISIONS.items()
    }
    return {key: numbers for key, numbers in found.items() if numbers}


def _nearest(pattern: re.Pattern[str], before: str, after: str) -> frozenset[int]:
    """The ordinals of the mention nearest to the value; none where neither side has one."""
    last = [*pattern.finditer(before)][-1:]
    first = [*pattern.finditer(after)][:1]
    near = [(len(before) - m.end(), m[0]) for m in last] + [(m.start(), m[0]) for m in first]
    return _numbers(min(near)[1]) if near else frozenset()


def _told(evidence: Evidence, fact: Fact) -> tuple[dict[str, frozenset[int]], dict[str, frozenset[int]]]:
    """(what the value's own clause says, what that or else the text before says), by division."""
    text = evidence.paragraph.text
    start, end = enclosing(clauses(text, evidence.start, evidence.end), fact.start, fact.end)
    before, after = fold_text(text[start : fact.start]), fold_text(text[fact.end : end])
    earlier = fold_text(f"{evidence.paragraph.context.as_text()} {text[:start]}")
    own = {key: _nearest(pattern, before, after) for key, pattern in _DIVISIONS.items()}
    return own, {key: own[key] or _nearest(pattern, earlier, "") for key, pattern in _DIVISIONS.items()}


def of_another_stage(question: str, evidence: Evidence) -> bool:
    """Whether a figure is told of another phase or batch than the question names, or of a batch where a phase is meant."""
    fact = evidence.fact
    asked = _asked(fold_text(question))
    if fact is None or fact.kind not in _FIGURES or not asked:
        return False
    if _RESPECTIVELY.search(fold_text(evidence.paragraph.text[evidence.start : evidence.end])):
        return False
    own, told = _told(evidence, fact)
    if any(told[key] and not told[key] & numbers for key, numbers in asked.items()):
        return True
    if len(asked) > 1:
        return any(not told[key] for key in asked)
    return "phase" in asked and bool(own["batch"]) and not own["phase"]


def names_another_stage(question: str, evidence: Evidence) -> bool:
    """Whether the clause of a figure itself names another phase or batch than the question does."""
    asked = _asked(fold_text(question))
    if evidence.fact is None or not asked:
        return False
    own, _ = _told(evidence, evidence.fact)
    return any(own[key] and not own[key] & numbers for key, numbers in asked.items())
