"""Follow-ups made to stand alone: what the conversation already said is written into the question.

Two shapes occur. "And how much?" keeps the topic and asks for another kind of fact; "and the Microelectronics Centre?" keeps
the kind and changes the topic. A question that brings both its own kind and its own topic already stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.spans import fold_text, is_han
from service.answer.records import Turn
from service.answer.several.moments import dated
from service.answer.turns.followups import (
    AMONG,
    ASIDE,
    ASKS,
    AUXILIARY,
    CHANGES_TOPIC,
    CLOSERS,
    CORRECTS,
    CUE_HAN,
    MOMENT_WORDS,
    OPENERS,
    OWN,
    PLACES,
    POINTERS_HAN,
    POINTERS_LATIN,
    PREPOSED,
    PRONOUN_HAN,
    PRONOUN_LATIN,
    ROWS,
    VERBS,
)
from service.answer.turns.topics import about, is_chinese, names
from service.answer.understand import kinds_asked

_FILLERS = frozenset(
    "is are was were do does did will would can could the a an of in on at to for and or it its they them their that this "
    "be been there by with from about please tell me us i you has have had run runs".split()
)


def content(folded: str) -> int:
    """How much topic a folded text carries: Latin words that are not fillers, and Chinese characters by twos."""
    words = [w for w in re.findall(r"[a-z0-9]+", folded) if w not in _FILLERS]
    return len(words) + sum(is_han(c) for c in folded) // 2


def strip(text: str) -> str:
    return CLOSERS.sub("", OPENERS.sub("", text.strip()))


def topic(question: str) -> str:
    """The question in its own characters without its opener, its cues and its question mark."""
    core = strip(question)
    folded = fold_text(core)
    if len(folded) != len(core):
        return core
    # kinds_asked blanks the cues in place and then squeezes; blank again here to keep the question's own characters.
    kept = kinds_asked(core)[1].split()
    pieces, at = [], 0
    for piece in kept:
        start = folded.find(piece, at)
        if start < 0:
            return core
        pieces.append(core[start : start + len(piece)])
        at = start + len(piece)
    return " ".join(pieces) or core


def carried(question: str, before: str) -> str:
    """A clause of a question that says too little of its own, with the topic of the one before it."""
    rest = kinds_asked(question)[1]
    points = points_back(question)
    if content(rest) > 3 and not points and names(question):
        return question
    return _filled(question, before) or _joined(question, topic(before))


def standalone(question: str, history: Sequence[Turn]) -> tuple[str, str]:
    """(the question as it would be asked without the conversation before it, what of it is new).

    The second is empty where the question stands alone, or asks another kind of thing of the same topic.
    """
    earlier = [turn.content for turn in history if turn.role == "user" and turn.content.strip()]
    if not earlier or CHANGES_TOPIC.match(question.strip()):
        return CHANGES_TOPIC.sub("", question.strip()) or question, ""
    before, _ = standalone(earlier[-1], [Turn("user", text) for text in earlier[:-1]])
    core = strip(CORRECTS.sub("", question.strip()))
    core = re.sub(r"^又(?:是)?|又是(?=[幾几何什甚哪])|(?<=[誰谁])[來来]", "", core)
    kinds, rest = kinds_asked(core)
    opened = bool(OPENERS.match(question.strip()) or ASIDE.search(question.strip()))
    opened = opened or bool(CORRECTS.match(question.strip()))
    points = points_back(core)
    if not kinds and core and (when := moved(core, before)):
        return when, ""
    if not kinds and core and not ASKS.search(fold_text(core)) and (opened or content(fold_text(core)) <= 2):
        if other := replaced(core, before):
            return other, bare(core)
        if kinds_asked(before)[0] or opened:
            return _joined(core, before), core
    asks = bool(kinds) or bool(ASKS.search(fold_text(core)))
    if asks and (points or not names(core)) and content(rest) <= OWN:
        # The same kind asked again: what the last answer said is not asked now.
        again = kinds[:1] == kinds_asked(before)[0][:1] and bool(kinds) and len(rest) > 2
        return _filled(core, before) or _joined(core, topic(before)), rest if again else ""
    return question, ""


def _joined(question: str, told: str) -> str:
    # Of a chain of follow-ups the first topic is kept, not every question in between.
    whose = told.partition("：")[0] if is_chinese(told) else told.rpartition(": ")[2]
    if is_chinese(question):
        return f"{re.sub('[了啦]?[嗎吗]$', '', whose)}：{question}"
    return f"{question.rstrip(' ?')}: {whose}"


def points_back(question: str) -> bool:
    latin = bool(POINTERS_LATIN.search(fold_text(question)))
    return latin or any(pointer in question for pointer in POINTERS_HAN)


def bare(core: str) -> str:
    """What a follow-up names anew, without the preposition before it."""
    return re.sub(r"^(?:(?:in|at|by|for|from|of|to|on|with|about|someone with)\s+)+", "", core, flags=re.IGNORECASE)


def moved(core: str, before: str) -> str | None:
    """The question before at another moment: "and in 2027?", "No, I meant by December"."""
    said = dated(core)
    left = core
    for mention in reversed(said):
        left = left[: mention.start] + left[mention.end :]
    if not said or content(fold_text(re.sub(MOMENT_WORDS, " ", left, flags=re.IGNORECASE))):
        return None
    was = dated(before)
    if not was:
        return f"{core}{before}" if is_chinese(before) else f"{before.rstrip(' ?？。.')} {_in(core)}?"
    start, end = was[0].start, was[-1].end
    lead = re.search(r"(?:(?:in|at|by|on|until|as of|from|the|end of|early|late)\s+)*$", before[:start], re.IGNORECASE)
    if lead and PREPOSED.match(core):
        start -= len(lead.group())
    if lead and not PREPOSED.match(core) and len(was) > 1:
        core = _in(core)
    return (
        before[:start]
        + core
        + (" " if before[end : end + 1].isalpha() and not is_chinese(before) else "")
        + before[end:]
    )


def _in(core: str) -> str:
    return core if PREPOSED.match(core) else f"in {core}"


def replaced(core: str, before: str) -> str | None:
    """The question before with what the follow-up names in the place of what it named: of the same row, after the same
    preposition, or the one name there was."""
    new = bare(core)
    for row in ROWS:
        is_one = re.search(row, fold_text(new))
        was = re.search(row, fold_text(before))
        if is_one and was and len(fold_text(before)) == len(before):
            start, end = _phrase(before, *was.span())
            if new != core and core.casefold().startswith("someone"):
                new = core
            return before[:start] + new + before[end:]
    if (place := re.match(rf"(?:the )?({PLACES})(?: one| side|那边|个边|嗰边|方面)?$", fold_text(new))) and len(
        fold_text(before)
    ) == len(before):
        inner = [m for m in re.finditer(PLACES, fold_text(before)) if m.group() != place[1]]
        if inner:
            at = fold_text(new).find(place[1])
            shown = new[at : at + len(place[1])]
            return before[: inner[-1].start()] + shown + before[inner[-1].end() :]
    preposed = re.match(r"(for|in|at|by|to|of|from|on|with|under)\s+", core, re.IGNORECASE)
    if preposed and (was := re.search(rf"\b{preposed[1]}\s+(?=[^?]+\?*$)", before, re.IGNORECASE)):
        return before[: was.start()] + core + "?"
    if was := re.search(
        r"(?<=用作)[^？?]+|(?<=用於)[^？?]+|(?<=用于)[^？?]+|(?<=屬於)[^？?]+|(?<=属于)[^？?]+", before
    ):
        return before[: was.start()] + new + before[was.end() :]
    if re.search(r"\b(?:other|one|ones)\b|另|嗰|那", fold_text(new)):
        return None
    if (head := _same_head(new, before)) is not None:
        return before[: head[0]] + new + before[head[1] :]
    spans = [(a, b) for a, b in names(before) if b - a > 3]
    if len(spans) != 1 or not names(new):
        return None
    start, end = spans[0]
    article = re.search(r"\bthe\s+$", before[:start], re.IGNORECASE)
    if article and re.match(r"the\s", new, re.IGNORECASE):
        start = article.start()
    return before[:start] + new + before[end:]


def _same_head(new: str, before: str) -> tuple[int, int] | None:
    """Where the question before names a thing of the same sort by its last two characters: 數據技術中心, 先進製造業中心."""
    if not is_chinese(new) or len(new) < 4:
        return None
    at = before.find(new[-2:])
    if at < 2:
        return None
    start = max(before.rfind(edge, 0, at) for edge in "的，,、與和及在由是") + 1
    return (start, at + 2) if at - start >= 2 else None


def _phrase(text: str, start: int, end: int) -> tuple[int, int]:
    """The words around a Latin word that belong to it: its article, "holder", "degree"."""
    before = re.search(r"(?:\b(?:a|an|the|someone with a)\s+)$", text[:start], re.IGNORECASE)
    after = re.match(r"(?:['’]s)?(?:\s+(?:degree|holders?|graduates?))*", text[end:], re.IGNORECASE)
    return start - (len(before.group()) if before else 0), end + (len(after.group()) if after else 0)


def _filled(core: str, before: str) -> str | None:
    """The question with its pronoun replaced by what the question before was about; where it has none, that before it."""
    whose = about(before) or subject(before)
    if not whose:
        return None
    if is_chinese(core):
        pointed = PRONOUN_HAN.search(core)
        if pointed and re.match("[筆笔]|[錢钱]", pointed.group()[1:2] + core[pointed.end() : pointed.end() + 1]):
            return None  # "this sum" is not what the question before was about
        counted = re.search(r"(?:多少|[几幾]多?)[^\W\d]([\u4e00-\u9fff]{2,12})[？?]?$", before)
        if pointed and pointed.group() in AMONG and counted and (asks := _OF_THEM_HAN.match(core)):
            return f"{whose}{asks[2]}的{counted[1]}有{asks[1]}"
        if pointed and pointed.group() in AMONG:
            whose = f"{whose}的{counted[1]}當中" if counted else f"{whose}{pointed.group()}"
        if pointed:
            return core[: pointed.start()] + whose + core[pointed.end() :]
        if parallel := _parallel(core, before):
            return parallel
        told = subject(before)
        # A short rest behind the name is a verb: 「一般支援計劃資助」.
        whose = told if whose in told and len(told.partition(whose)[2]) > 2 else whose
        return f"{whose}{core}" if is_chinese(whose) else f"{whose} {core}"
    counted = re.search(rf"\bhow many ([a-z][a-z -]*?) {AUXILIARY}\b", fold_text(before))
    if counted and (of_them := re.search(r"\bof (?:them|these|those)\b", core, re.IGNORECASE)):
        return core[: of_them.start()] + counted[1] + core[of_them.end() :]
    pointed = PRONOUN_LATIN.search(core)
    if pointed is None and counted and (them := re.search(r"\b(?:they|them|these|those)\b", core, re.IGNORECASE)):
        return f"{core[: them.start()]}the {counted[1]} of {_the(whose, before)}{core[them.end() :]}"
    if pointed is None:
        return None if points_back(core) else f"{core.rstrip(' ?')}: {whose}"
    possessive = pointed.group().casefold() in ("its", "their", "his", "her")
    return core[: pointed.start()] + _the(whose, before) + ("’s" if possessive else "") + core[pointed.end() :]


#: 「當中幾多條已經簽約」
_OF_THEM_HAN = re.compile(r"^(?:其中|當中|当中|入面)有?((?:多少|[几幾]多?)[^\W\d])([\u4e00-\u9fff]{2,16}?)[？?]?$")


def _parallel(core: str, before: str) -> str | None:
    """The question before with another thing before the same predicate: 「生物科技佔多少」, 「製造科技又佔多少」."""
    old, new = before.rstrip("？?。 "), core.rstrip("？?。 ")
    shared = 0
    while shared < min(len(old), len(new)) and fold_text(old[-shared - 1]) == fold_text(new[-shared - 1]):
        shared += 1
    if shared < 3 or shared == len(new) or not CUE_HAN.search(old[-shared:]):
        return None
    edge = max(old.rfind(mark, 0, len(old) - shared) for mark in "，,的里裏中") + 1
    return old[:edge] + new if edge else None


def subject(before: str) -> str:
    """What a question asks about, where that is plain from its build: between the auxiliary and the verb, or before the
    asking word in Chinese."""
    if is_chinese(before):
        cue = CUE_HAN.search(before)
        told = before[: cue.start()] if cue else ""
        told = re.sub(r"(?:[由在是有會会將将的咗了，,]|最快|預計|预计|大約|大约)+$", "", told)
        return told if len(told) >= 4 else ""
    match = re.search(rf"\b{AUXILIARY}\s+(.+?)\s+(?:{VERBS})\b", before, re.IGNORECASE)
    return match[1] if match and content(fold_text(match[1])) > 1 else ""


def _the(name: str, before: str) -> str:
    return f"the {name}" if re.search(rf"\bthe {re.escape(name)}", before, re.IGNORECASE) else name
