"""Follow-ups asked in another language than what was said before.

The question before is never wrapped into them: what it was about is carried, under the name the documents' own glossary gives
it in the other language, else as it was printed; or, where only the thing changes ("And the Science Park?"), the question before
is asked of that thing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.facts import extract
from corpus.facts.render import render_value
from corpus.languages import language_of
from corpus.records import Term
from corpus.scripts import to_script
from corpus.spans import fold_text, is_han
from service.answer.records import Turn
from service.answer.several.moments import dated
from service.answer.turns.followups import ASIDE, ASKS, CHANGES_TOPIC, CORRECTS, OPENERS, OWN, PRONOUN_HAN
from service.answer.turns.history import bare, content, moved, points_back, replaced, standalone, strip, subject, topic
from service.answer.turns.mentions import occurrences
from service.answer.turns.topics import about, is_chinese, names
from service.answer.understand import kinds_asked

#: What stands in no glossary and is asked for in turn: (pattern over folded text, English, Chinese).
_PAIRS = (
    (r"\bbachelor\b|学士", "a bachelor's degree holder", "學士"),
    (r"\bmaster\b|硕士", "a master's degree holder", "碩士"),
    (r"\b(?:phd|doctorate|doctor)\b|博士", "a PhD holder", "博士"),
    (r"\bhong kong\b|^香港$", "Hong Kong", "香港"),
    (r"\bshenzhen\b|深圳", "Shenzhen", "深圳"),
    (r"\bmaca[ou]\b|澳门", "Macao", "澳門"),
    (r"\bkowloon\b|九龙", "Kowloon", "九龍"),
    (r"\bmainland\b|内地", "the Mainland", "內地"),
    (r"\bguangdong\b|广东", "Guangdong", "廣東"),
    (r"\bguangzhou\b|广州", "Guangzhou", "廣州"),
    (r"\blast year\b|去年", "last year", "去年"),
    (r"\bthis year\b|今年", "this year", "今年"),
    (r"\bnext year\b|明年", "next year", "明年"),
)
#: (before the name in English, behind it in Chinese, what stands there)
_PHASES = tuple(
    (rf"\b{nth} (?:phase|stage) of (?:the )?$", f"^第?{han}(?:阶段|期)", f"the {nth} phase of ", f"第{han}階段")
    for nth, han in zip(("first", "second", "third", "fourth"), "一二三四", strict=True)
)
_ABOUT = re.compile(r"^(?:what|how) about\s+", re.IGNORECASE)
_ASKS_WHY = re.compile(r"^why\b|^(?:on|for|in|by|to|from|with|at|of) (?:what|which|whom|whose)\b|理由|原因|为何|点解")
_ABOUT_IN = re.compile(r"\b(?:what|how) about\b", re.IGNORECASE)
_OF_THEM = re.compile(r"\b(?:they|them|these|those)\b", re.IGNORECASE)
_IT = re.compile(r"\b(?:it|he|she|him|her|that one|this one)\b", re.IGNORECASE)
_ITS = re.compile(r"\b(?:its|their|his|her)\b(?= )", re.IGNORECASE)
_THIS = re.compile(
    r"\b(?:this|that|these|those|the same) (?:scheme|programme|plan|centre|fund|project|park|body|office|site|lab|one)\b",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\b(?:committee|centre|center|office|scheme|programme|fund|institute|hub|park|council|bureau|department|corporation)$",
    re.IGNORECASE,
)
#: kind -> how its value is asked for of a thing that takes no other's place
_ASKED = {
    "date": ("When: {}?", "{}何時？"),
    "money": ("How much money: {}?", "{}多少錢？"),
    "percentage": ("What percentage: {}?", "{}百分之幾？"),
    "count": ("How many: {}?", "{}有多少？"),
    "quantity": ("How large: {}?", "{}有多大？"),
    "duration": ("How long: {}?", "{}多久？"),
    "person": ("Who: {}?", "{}是誰？"),
    "organisation": ("Which organisation: {}?", "{}是哪個機構？"),
    "place": ("Where: {}?", "{}在哪裡？"),
}


@dataclass(frozen=True, slots=True)
class _Said:
    """What a conversation has come to."""

    question: str = ""  #: the last question, standing alone
    topic: str = ""  #: what it is about
    words: str = ""  #: the words of the question that opened the topic, without those that only ask
    things: str = ""  #: what it counts: "labs" of "how many labs does it have"


def alone(question: str, history: Sequence[Turn], terms: Sequence[Term]) -> tuple[str, str]:
    """``history.standalone`` for conversations in one language or in several; ``terms`` are the documents' own glossary."""
    turns = [turn.content.strip() for turn in history if turn.role == "user" and turn.content.strip()]
    last = question.strip()
    if CHANGES_TOPIC.match(last):
        return standalone(question, history)
    begins = max((i for i, text in enumerate(turns) if CHANGES_TOPIC.match(text)), default=0)
    turns = turns[begins:]
    if len({is_chinese(text) for text in (*turns, last)}) < 2:
        return standalone(question, [Turn("user", text) for text in turns])
    said, focus = _Said(), ""
    for text in (*turns, last):
        said, focus = _next(said, CHANGES_TOPIC.sub("", text) or text, terms)
    return said.question, focus


def _next(said: _Said, text: str, terms: Sequence[Term]) -> tuple[_Said, str]:
    """(what the conversation comes to with one more question, what of that is new)"""
    core = _ABOUT.sub("", strip(CORRECTS.sub("", text)))
    if not said.question or not core:
        return _begun(OPENERS.sub("", text) or text), ""
    kinds, rest = kinds_asked(core)
    opened = any(cue.search(text) for cue in (OPENERS, ASIDE, CORRECTS, _ABOUT_IN))
    asks = bool(kinds) or bool(ASKS.search(fold_text(core)) or _ASKS_WHY.search(fold_text(core)))
    if not asks and (opened or content(fold_text(core)) <= 2):
        if when := _at_another_moment(core, said.question):
            return replace(said, question=when), ""
        made, new = _of_another(core, said, terms)
        return replace(said, question=made, topic=new), bare(core)
    if asks and (points_back(core) or not names(core)) and content(rest) <= OWN:
        # A reason is asked of what was said to happen, not of the thing alone.
        whole = said if kinds or points_back(core) else replace(said, topic=said.words)
        return replace(said, question=_filled(core, whole, terms)), ""
    return _begun(OPENERS.sub("", text) or text), ""


def _begun(text: str) -> _Said:
    """What a question that stands alone starts: its longest name, or what stands before its asking word or its verb."""
    plain = _told_of(text) if is_chinese(text) else subject(text)
    named = about(text)
    named = "" if dated(named) else named
    whose = plain if not named or (named in plain and _phase_of(plain, named)) else named
    counted = re.search(
        r"\bhow many ([a-z][a-z -]*?) (?:do|does|did|are|is|were|was|have|has|had|will)\b", fold_text(text)
    )
    han = re.search(r"(?:多少|[幾几]多?)[^\W\d]([\u4e00-\u9fff]{2,12})[？?]?$", text)
    things = counted[1] if counted else han[1] if han else ""
    words = _words(topic(text))
    return _Said(text, _article(whose, text) if whose else words, words, things)


_ASKING_HAN = re.compile(
    r"(?:有|是|由|在|於|于)?(?:有|約|约)?(?:多少|多[大高長长久]|[何幾几誰谁哪甚什乜]|邊[個度間年區]|点样|點樣)"
)


def _told_of(text: str) -> str:
    """What stands before the asking word of a Chinese question."""
    cue = _ASKING_HAN.search(text)
    told = re.sub(r"(?:[會将將了咗，,]|最快|預計|预计|大約|大约)+$", "", text[: cue.start()] if cue else "")
    return told if len(told) >= 2 else ""


def _article(name: str, text: str) -> str:
    return f"the {name}" if re.search(rf"\bthe {re.escape(name)}", text, re.IGNORECASE) else name


def _words(text: str) -> str:
    """The words of a topic that say something: without the auxiliaries and articles."""
    if is_chinese(text):
        return text
    return " ".join(word for word in text.split() if content(fold_text(word)) and not ASKS.match(fold_text(word)))


def _at_another_moment(core: str, before: str) -> str | None:
    """The question before at another moment, the moment written in its language."""
    dates = [f for f in extract(core, language=language_of(core)) if f.kind == "date" and f.interval]
    if is_chinese(core) == is_chinese(before) or not dates:
        return moved(core, before)
    told = render_value(replace(dates[0], qualifier=None), language_of(before))
    return moved(told, before) if moved(core, before) else None


def _of_another(core: str, said: _Said, terms: Sequence[Term]) -> tuple[str, str]:
    """(the question before, asked of what is named anew; that thing)"""
    new = bare(core)
    before, chinese = said.question, is_chinese(said.question)
    shown = in_language(new, language_of(before), terms)
    if made := replaced(shown, before):
        return made, about(made) or shown
    whose = said.topic.removeprefix("the ")
    if whose and whose in before:
        article = re.search(rf"\bthe {re.escape(whose)}", before)
        if article and shown.startswith("the "):
            return before.replace(article.group(), shown), shown
        return before.replace(whose, shown), shown
    if not chinese and not is_chinese(shown):
        lead = core[: -len(new)] if new != core and not is_chinese(core) else "for "
        return f"{before.rstrip(' ?')} {lead}{shown}?", shown
    kinds = kinds_asked(before)[0]
    form = _ASKED.get(kinds[0] if kinds else "", ("{}?", "{}？"))[is_chinese(new)]
    return form.format(new), new


def _filled(core: str, said: _Said, terms: Sequence[Term]) -> str:
    """A question that points back, or names nothing, with the topic in its own language."""
    language = language_of(core)
    whose = in_language(said.topic, language, terms)
    if is_chinese(core):
        pointed = PRONOUN_HAN.search(core)
        if pointed and is_chinese(said.things) and "們们哋".find(pointed.group()[-1]) >= 0:
            whose = f"{whose}的{said.things}" if said.things not in whose else whose
        return _set(core[: pointed.start()], whose, core[pointed.end() :]) if pointed else _set("", whose, core)
    if not whose:
        return core
    if pointed := _THIS.search(core) or _IT.search(core):
        return core[: pointed.start()] + whose + core[pointed.end() :]
    if pointed := _ITS.search(core):
        return f"{core[: pointed.start()]}{whose}’s{core[pointed.end() :]}"
    if pointed := _OF_THEM.search(core):
        them = (
            f"the {said.things} of {whose}"
            if said.things.isascii() and said.things not in ("", *whose.split())
            else whose
        )
        return core[: pointed.start()] + them + core[pointed.end() :]
    if re.search(r"\bthere$", core):
        return f"{core[: -len('there')]}at {whose}"
    return f"{core.rstrip(' ?')}: {whose}"


def _set(left: str, name: str, right: str) -> str:
    """The three one after the other, with a space between Chinese and Latin letters."""
    for piece in (name, right):
        gap = left and piece and left[-1].isalnum() and piece[0].isalnum() and is_han(left[-1]) != is_han(piece[0])
        left += (" " if gap else "") + piece
    return left


def _phase_of(phrase: str, name: str) -> tuple[str, str] | None:
    """(English, Chinese) of the phase that a phrase adds to a name."""
    left, _, right = fold_text(phrase).partition(fold_text(name))
    found = (p for p in _PHASES if re.search(p[0], left) or re.search(p[1], right))
    return next(((english, chinese) for _, _, english, chinese in found), None)


def in_language(phrase: str, language: str, terms: Sequence[Term]) -> str:
    """A phrase under the name that the glossary has for it in ``language``; as it is where the glossary does not know it."""
    chinese = language.startswith("zh")
    if is_chinese(phrase) == chinese:
        return to_script(phrase, language) if chinese else phrase
    folded = fold_text(phrase)
    known = [(len(form), form, other) for form, other in _counterparts(terms, chinese) if _names(form, folded)]
    if known:
        _, form, name = max(known)
        name = to_script(name, language) if chinese else f"the {name}" if _BODY.search(name) else name
        if phase := _phase_of(folded, form):
            return f"{name}{to_script(phase[1], language)}" if chinese else phase[0] + name
        return name
    for pattern, english, han in _PAIRS:
        if re.search(pattern, folded):
            return to_script(han, language) if chinese else english
    return re.sub(r"^the ", "", phrase) if chinese else phrase


def _names(form: str, folded: str) -> bool:
    """Whether a folded phrase names the thing of that form: nothing but its phase stands beside it."""
    for start, end in occurrences(form, folded):
        left, right = folded[:start], folded[end:]
        if _phase_of(folded, form):
            left = re.sub(r"\b\w+ (?:phase|stage) of (?:the )?$", "", left)
            right = re.sub("^第?[一二三四](?:阶段|期)", "", right)
        if not (content(left) or content(right) or any(is_han(c) for c in (left + right).replace("的", ""))):
            return True
    return False


def _counterparts(terms: Sequence[Term], chinese: bool) -> list[tuple[str, str]]:
    """[(folded form, the fullest form of the same thing in the other language)], over one abbreviation where need be."""
    found: dict[str, str] = {}
    for term in terms:
        of_target = [form for tag, form in term.forms if tag.startswith("zh") == chinese]
        for tag, form in term.forms:
            if of_target and tag.startswith("zh") != chinese:
                found.setdefault(fold_text(form), of_target[0])
    for term in terms:
        folded = [fold_text(form) for tag, form in term.forms if tag.startswith("zh") != chinese]
        known = next((found[form] for form in folded if form in found), None)
        for form in folded if known else ():
            found.setdefault(form, known or "")
    return [(form, other) for form, other in found.items() if len(form) > 1]
