"""Values that no paragraph prints and the documents allow: sums over a list, what is left of a whole, a whole without a part."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from corpus.facts import extract
from corpus.facts.render import render_value
from corpus.records import Fact, Paragraph
from corpus.sentences import clauses, enclosing, sentences
from corpus.spans import fold_text
from service.answer.clock import Clock
from service.answer.compose import Citations
from service.answer.confidence import calibration
from service.answer.evidence import Evidence
from service.answer.gather import Gathered, Snapshot, gather
from service.answer.lists import members
from service.answer.phrases import say
from service.answer.records import CitedFact, Question
from service.answer.several.compare import Told, bare
from service.answer.several.halved import before_doubling
from service.answer.several.together import probability

_SUM = re.compile(
    r"\badd(?:ing|ed)? (?:it |them |these |those )?(?:all )?(?:up|together)|\bsum of\b|\bcombined total\b|合计|加起来|加埋|相加"
)
#: Words that only ask for a sum where a list is spoken of.
_IN_ALL = re.compile(r"\bin all\b|\baltogether\b|\bin total\b|总共|一共|合共")
_LISTED = re.compile(r"\b(?:items?|listed|sums|list)\b|列出|各笔|几笔|各项|几项|逐项")
_REST = re.compile(
    r"\b(?:left|remain(?:s|ing)?|unspent|unallocated|(?:still )?to be (?:allocated|spent))\b|剩|余下|仲有几多|还有多少"
)
_WITHOUT_LATIN = re.compile(
    r"\b(?:were|was|are|is|have|has|had)(?: been)? ?(?:not|n't)(?: yet| about| for| under| covered by| of| an?)*\s+"
    r"(?P<part>[\w& -]{2,40}?)(?=\?|,|$)|\b(?:other than|apart from|excluding|besides)\s+(?P<other>[\w& -]{2,40}?)(?=\?|,|$)",
    re.IGNORECASE,
)
_WITHOUT_HAN = re.compile(
    r"(?:扣除|除去|撇除)(?P<part>[^，,。？?之后後外还還有]{2,12})|[还還]有.{0,6}(?:未|没有?|冇)(?P<not>[^，,。？?]{2,12})"
)
_NEGATIONS = re.compile(r"\bnot(?: yet)?\s+|[还還](?=有)|未|没有?|沒有?|冇")
#: 「還有幾條未簽協議」 -> 「已簽協議的有幾條」
_NOT_YET_HAN = re.compile(r"[还還]?有?(多少|[几幾]多?)(\w{1,2}?)(?:未|没有?|沒有?|冇)([^，,。？?]{2,12})")
#: Share of the question that the stem of a list must say.
ABOUT, ABOUT_UNSTATED = 0.15, 0.4  #: where the question states the whole, and where it does not
#: Share of a part's words that must stand with its value.
NAMED = 0.5
#: Operands of one sum.
_MOST = 12


def derived_answer(snapshot: Snapshot, found: Gathered, citations: Citations) -> tuple[Told, float] | None:
    """(the derived value with what it is derived from, how sure); None where none was asked for, or the operands are not
    all stated. The sum of a list's figures, and what they leave of the figure in its stem; a whole less one part of it."""
    if half := before_doubling(found, citations):
        return half
    folded = fold_text(found.understood.text)
    adds = _SUM.search(folded) or (_IN_ALL.search(folded) and _LISTED.search(folded))
    if adds or _REST.search(folded):
        told = _of_list(snapshot, found, citations, rest=bool(_REST.search(folded)))
        if told:
            return told
    asked = _WITHOUT_LATIN.search(found.understood.text) or _WITHOUT_HAN.search(folded)
    if asked:
        part = next((group for group in asked.groups() if group), "")
        text = _NOT_YET_HAN.sub(r"已\3的有\1\2", found.understood.text)
        positive = Question(_NEGATIONS.sub("", text), language=found.understood.language)
        if part:
            documents = tuple(found.documents)
            positive = replace(positive, documents=documents)
            return _without(snapshot, found, part, gather(snapshot, positive, Clock()), citations)
    return None


def _figures(paragraph: Paragraph, facts: Mapping[str, Sequence[Fact]], kind: str, unit: str | None) -> list[Fact]:
    found = [f for f in facts.get(paragraph.id, ()) if f.kind == kind and f.unit == unit]
    return [f for f in found if not any(o is not f and o.start <= f.start and f.end <= o.end for o in found)]


def _of_list(snapshot: Snapshot, found: Gathered, citations: Citations, *, rest: bool) -> tuple[Told, float] | None:
    """The list whose stem says most of the question and holds a figure of the kind asked for."""
    kinds = found.understood.kinds or ("money", "count", "quantity")
    language = found.understood.language
    likeness = snapshot.matcher(found.understood.text)
    stated = {(f.kind, f.value) for f in extract(found.understood.text, language=language)}
    for hit in list(found.hits)[:8]:
        stem, items = members(hit.paragraph, snapshot.paragraphs(hit.paragraph.document_id))
        if stem is None or len(items) < 2:
            continue
        about = likeness.coverage([" ".join((*stem.context.headings, stem.text))])[0]
        known: dict[str, list[Fact]] = {}
        for fact in snapshot.facts(paragraph_ids=[stem.id, *(i.id for i in items)]):
            known.setdefault(fact.paragraph_id, []).append(fact)
        for kind in kinds:
            wholes = [f for f in known.get(stem.id, ()) if f.kind == kind]
            if len(wholes) != 1:
                continue
            whole = wholes[0]
            if about < (ABOUT if (whole.kind, whole.value) in stated else ABOUT_UNSTATED):
                continue
            operands = [(item, f) for item in items for f in _figures(item, known, kind, whole.unit)]
            total = sum((Decimal(f.value) for _, f in operands), Decimal(0))
            told_of = {i.id for i, _ in operands}
            if not 2 <= len(operands) <= _MOST or len(told_of) < len(items) or total > Decimal(whole.value):
                continue
            return _sum_told(stem, whole, operands, total, rest, language, citations), calibration().threshold
    return None


def _sum_told(
    stem: Paragraph,
    whole: Fact,
    operands: Sequence[tuple[Paragraph, Fact]],
    total: Decimal,
    rest: bool,
    language: str,
    citations: Citations,
) -> Told:
    plain = replace(whole, qualifier=None, qualifiers=())
    first = [(stem, whole)] if rest else []
    cited = [CitedFact(f, citations.cite(p, *_sentence(p, f))) for p, f in (*first, *operands)]
    parts = [f"{bare(c.fact, language)} [{c.citation}]" for c in cited[len(first) :]]
    glue = ", " if language == "en" else "、"
    if rest:
        left = replace(plain, value=format(Decimal(whole.value) - total, "f"))
        words = {"whole": bare(whole, language), "n": cited[0].citation, "parts": glue.join(parts)}
        text = say("derived-rest", language, value=render_value(left, language), **words)
    else:
        made = replace(plain, value=format(total, "f"))
        text = say("derived-sum", language, value=render_value(made, language), parts=" + ".join(parts))
    return Told(text, tuple(cited))


def _sentence(paragraph: Paragraph, fact: Fact) -> tuple[int, int]:
    return enclosing(sentences(paragraph.text), fact.start, fact.end)


def _without(
    snapshot: Snapshot, found: Gathered, part: str, positive: Gathered, citations: Citations
) -> tuple[Told, float] | None:
    """ "How many of the projects were not R&D": the whole less the part, both counts of one sentence.

    ``positive`` answers the question without its negation, and so may have found the part.
    """
    likeness = snapshot.matcher(part)
    for source in (found, positive):
        for best in [e for e in source.candidates if e.fact and e.fact.kind in ("count", "quantity")][:4]:
            assert best.fact is not None
            fellows = [
                replace(best, fact=f)
                for f in source.facts.get(best.paragraph.id, ())
                if f.kind == best.fact.kind and best.start <= f.start < best.end
            ]
            said = likeness.coverage([f"{e.fact.unit} {_upto(e)}" for e in fellows if e.fact])
            ours = [e for e, share in zip(fellows, said, strict=True) if share >= NAMED]
            pairs = [(whole, one) for one in ours for whole in fellows if whole not in ours and _contains(whole, one)]
            sure = probability(source, best)
            if pairs and sure >= calibration().threshold:
                return _less(*pairs[0], found.understood.language, citations), sure
    return None


def _upto(evidence: Evidence) -> str:
    """The two clauses up to the value's: who it is said of often stands in the one before."""
    assert evidence.fact is not None
    spans = clauses(evidence.paragraph.text, evidence.start, evidence.end)
    at = spans.index(enclosing(spans, evidence.fact.start, evidence.fact.end))
    start = spans[max(0, at - 1)][0]
    if any(c.isdigit() for c in evidence.paragraph.text[start : spans[at][0]]):
        start = spans[at][0]  # that clause has a value of its own
    return evidence.paragraph.text[start : spans[at][1]]


def _contains(one: Evidence, other: Evidence) -> bool:
    """Whether a value can be the whole of another: the same thing counted, or one kind of it, and more."""
    whole, part = one.fact, other.fact
    assert whole is not None and part is not None
    if Decimal(part.value) >= Decimal(whole.value):
        return False
    return fold_text(part.unit or "").endswith(fold_text(whole.unit or "")) and bool(whole.unit)


def _less(whole: Evidence, part: Evidence, language: str, citations: Citations) -> Told:
    assert whole.fact and part.fact
    n = citations.cite(whole.paragraph, whole.start, whole.end)
    left = replace(
        whole.fact,
        value=format(Decimal(whole.fact.value) - Decimal(part.fact.value), "f"),
        qualifier=None,
        qualifiers=(),
    )
    words = {"a": bare(whole.fact, language), "b": bare(part.fact, language), "n": n, "m": n}
    text = say("derived-two", language, value=render_value(left, language), **words)
    return Told(text, (CitedFact(whole.fact, n), CitedFact(part.fact, n)))
