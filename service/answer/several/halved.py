"""What a value was before it was doubled: half of what it was doubled to, derived where no paragraph prints it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from corpus.facts.render import render_value
from corpus.records import Fact
from corpus.spans import fold_text
from service.answer.compose import Citations
from service.answer.confidence import calibration
from service.answer.evidence import Evidence
from service.answer.gather import Gathered
from service.answer.phrases import say
from service.answer.records import CitedFact
from service.answer.several.compare import Told, bare
from service.answer.several.together import probability

_BEFORE = re.compile(
    r"\bbefore (?:(?:it|they|that|this|[\w' -]{2,30}?) (?:was|were|is|are|gets?|got|had been) |being |the )?doubl(?:ed|ing)"
    r"|(?:加倍|倍增|翻倍|翻一番|增加一倍|双倍)(?:之|以)?前"
)
#: Stands right before the value that something was doubled to.
_DOUBLED_TO = re.compile(
    r"(?:\bdoubl(?:ed|es?|ing)\b[^.;]{0,40}?\bto|(?:加倍|倍增|翻倍|翻一番|增加一倍|增一倍|提高一倍|双倍)[^。；]{0,8}?[至到为])\s*"
    r"(?:about|around|some|up to|a maximum of|大约|约)?\s*(?:hk|us)?\$?\s*$"
)
_KINDS = ("money", "count", "quantity")


def before_doubling(found: Gathered, citations: Citations) -> tuple[Told, float] | None:
    """(half of the value that the best candidate says something was doubled to, how sure); None where that is not asked."""
    if not _BEFORE.search(fold_text(found.understood.text)):
        return None
    for evidence in found.candidates[:_LOOKED_AT]:
        fact = evidence.fact
        if fact is None or fact.kind not in _KINDS or not _doubled_to(evidence, fact):
            continue
        sure = probability(found, evidence)
        if sure < calibration().threshold:
            return None
        language = found.understood.language
        half = replace(fact, value=format(Decimal(fact.value) / 2, "f"), qualifier=None, qualifiers=())
        n = citations.cite(evidence.paragraph, evidence.start, evidence.end)
        text = say("derived-half", language, value=render_value(half, language), whole=bare(fact, language), n=n)
        # The value that is printed is the fact; what is derived from it stands in the words alone.
        return Told(text, (CitedFact(fact, n),)), sure
    return None


#: Candidates looked at.
_LOOKED_AT = 5


def _doubled_to(evidence: Evidence, fact: Fact) -> bool:
    told = evidence.paragraph.text[evidence.start : fact.start]
    return bool(_DOUBLED_TO.search(fold_text(told)))
