"""Questions that state a figure or a date and ask whether it is so. Yes only where the documents' own value is that one;
where it is another, the documents' value is told, and never a yes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpus.facts import extract
from corpus.languages import language_of
from corpus.records import Fact
from corpus.spans import fold_text
from service.answer.clock import Clock
from service.answer.compose import Citations, clause_of, value_in
from service.answer.confidence import calibration
from service.answer.evidence import Evidence
from service.answer.gather import Gathered, Snapshot, gather
from service.answer.guards.contrasts import events_asked
from service.answer.phrases import say
from service.answer.records import CitedFact, Question
from service.answer.several.together import probability
from service.answer.turns.topics import is_chinese

_LEAD = re.compile(
    r"^(?:(?:so|and|but|well),? )?(?:(?:is|was) (?:it|this|that) (?:true|correct|right|so) (?:that )?"
    r"|am i right (?:that|in thinking) |(?:i )?(?:heard|read|was told) (?:that )?|someone (?:said|told me) (?:that )?"
    r"|true or false:? ?)",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(r"^(?:is|are|was|were|do|does|did|will|would|has|have|had|can|could)\s+", re.IGNORECASE)
_TAG = re.compile(
    r"[,，]? ?(?:right|is (?:that|it|this) (?:right|true|so|correct)|correct|isn['’]t it|doesn['’]t it)\s*\?*$",
    re.IGNORECASE,
)
#: What makes a question an open one, or a choice.
_OPEN = re.compile(
    r"\b(?:who|what|which|when|where|why|how|whose|whom|or)\b"
    r"|[谁誰哪幾几乜何]|什[么麼]|甚[么麼]|多少|[边邊][個个度]|還是|还是|定係",
    re.IGNORECASE,
)
_POLAR_HAN = re.compile(
    r"是否|[係系]咪|[係系]唔[係系]|是不是|(?:對|对|是)(?:不對|不对)?[嗎吗]|真的[嗎吗]?|真[係系]|[嗎吗呀㗎][？?]?$|啱唔啱|對不對|对不对"
)
_SAID_HAN = re.compile(
    r"^(?:我)?(?:聽|听)(?:說|说|講|讲|聞|闻)[，,]?|^(?:據說|据说)[，,]?"
    r"|^(?:有人|網上|网上|朋友|中介)(?:說|说|話|话|講|讲)[，,]?"
)
#: A date after these only bounds the time, and so do the characters after it.
_BOUNDS = re.compile(
    r"(?:\b(?:by|before|until|till|as of|since|after|from|by the time of)(?: the| that)?|截至|截止|[到至自从從])\s*$",
    re.I,
)
_BOUNDED = re.compile(r"\s*(?:年|月)?(?:底|初)?(?:之|以)?[前後后來来]|為止|为止|起")
#: Share of the confidence asked elsewhere that is enough where the best value is the very one that the question states: that
#: they meet by chance is unlikely.
CONFIRMED = 0.75
_KINDS = ("date", "money", "percentage", "count", "quantity", "duration")
_NUMERAL = re.compile(r"[\d][\d,. \u00a0]*(?:[十百千萬万億亿]+)?|[一二兩两三四五六七八九十百千萬万億亿]+")
_OPEN_EN = {"date": "when", "money": "how much money", "percentage": "what percentage", "duration": "how long"}
_OPEN_HAN = {"date": "何時", "money": "多少錢", "percentage": "百分之幾"}


@dataclass(frozen=True, slots=True)
class Polar:
    """A question whether something is so."""

    stated: Fact  #: the value that the question states
    open: str  #: the question with the value asked for in its place


@dataclass(frozen=True, slots=True)
class Judged:
    """What the documents say of it."""

    text: str
    evidence: Evidence
    facts: tuple[CitedFact, ...]
    citations: Citations
    confidence: float


def polar(question: str, language: str) -> Polar | None:
    """The question read; None where it asks something open, or states no value or several."""
    chinese = is_chinese(question)
    core = _SAID_HAN.sub("", question.strip()) if chinese else question.strip()
    if chinese:
        asks = _POLAR_HAN.search(core)
        core = _POLAR_HAN.sub("", core)
    else:
        lead = _LEAD.match(core) or _AUXILIARY.match(core)
        asks = lead or _TAG.search(core)
        core = _TAG.sub("", core[lead.end() :] if lead else core)
    core = core.rstrip("？?。.!，, ")
    if not asks or _OPEN.search(core):
        return None
    stated = [f for f in extract(core, language=language) if f.kind in _KINDS and f.unit != "ordinal"]
    stated = [f for f in stated if not any(o is not f and o.start <= f.start and f.end <= o.end for o in stated)]
    if len(stated) != 1:
        return None
    fact = stated[0]
    if fact.kind == "date" and not _dates_an_event(core, fact):
        return None
    return Polar(fact, _opened(core, fact, chinese))


def _dates_an_event(core: str, fact: Fact) -> bool:
    """Whether a date is that of what happens, not a bound of the time that is spoken of."""
    bounded = _BOUNDS.search(core[: fact.start]) or _BOUNDED.match(core, fact.end)
    return not bounded and bool(events_asked(fold_text(core)))


def _opened(core: str, fact: Fact, chinese: bool) -> str:
    counted = _NUMERAL.sub("", fact.text).strip()
    if chinese:
        asked = _OPEN_HAN.get(fact.kind) or f"多少{counted}"
        return f"{core[: fact.start]}{asked}{core[fact.end :]}？"
    asked = _OPEN_EN.get(fact.kind) or f"how many {counted}"
    before = re.sub(r"\s(?:in|on|at|by|for|of|from|with)\s*$", " ", core[: fact.start])
    return re.sub(r"\s+", " ", f"{asked} {before}{core[fact.end :]}").strip() + "?"


def _within(inner: tuple[str | None, str | None], outer: tuple[str | None, str | None]) -> bool:
    """Whether a time lies in another one, both with a beginning; an open end is judged by its beginning."""
    if inner[0] is None or outer[0] is None:
        return inner == outer
    last = inner[1] or inner[0]
    return outer[0] <= inner[0] and (outer[1] is None or last <= outer[1])


def agrees(stated: Fact, told: Fact) -> bool:
    """Whether the documents' value is the one that was stated, or lies in the time that was stated."""
    if stated.kind == "date" or told.kind == "date":
        return bool(stated.interval and told.interval) and _within(told.interval, stated.interval)  # type: ignore[arg-type]
    same = stated.kind == told.kind or {stated.kind, told.kind} == {"count", "quantity"}
    return same and stated.value == told.value and (stated.kind != "money" or stated.unit == told.unit)


def _named(fact: Fact, question: str, snapshot: Snapshot) -> bool:
    """Whether a value is said of what the question names; where either names nothing known, that cannot be denied."""
    names = extract(question, language=language_of(question), terms=snapshot.terms())
    asked = {name.value for name in names if name.kind in ("organisation", "place", "scheme")}
    return not asked or not fact.entity_key or fact.entity_key in asked


def judged(snapshot: Snapshot, question: Question, found: Gathered) -> tuple[bool, Judged | None]:
    """(whether the question states a value to be confirmed, what the documents say of it; None where they do not tell)"""
    language = found.understood.language
    asked = polar(found.understood.text, language)
    if asked is None:
        return False, None
    open_question = replace(question, question=asked.open, history=(), language=language)
    told = gather(snapshot, open_question, Clock())
    best = told.best
    if best is None or best.fact is None or best.fact.kind not in _KINDS:
        return True, None
    same = agrees(asked.stated, best.fact)
    likely = probability(told, best)
    if same:
        likely = min(1.0, likely / CONFIRMED)
    value = value_in(best.fact, language, snapshot.terms())
    if likely < calibration().threshold or value is None:
        return True, None
    if not same and not _named(best.fact, found.understood.text, snapshot):
        return True, None  # another thing's value says nothing of this one
    citations = Citations(told.documents, snapshot.paragraph)
    n = citations.cite(best.paragraph, best.start, best.end)
    phrase = "polar-yes" if same else "polar-other"
    text = say(phrase, language, value=value, quote=clause_of(best), n=n)
    return True, Judged(text, best, (CitedFact(best.fact, n),), citations, likely)
