"""Follow-ups made to stand alone: what the conversation already said is written into the question.

Two shapes occur. "And how much?" keeps the topic and asks for another kind of fact; "and the Microelectronics Centre?" keeps
the kind and changes the topic. A question that brings both its own kind and its own topic already stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.spans import fold_text, is_han
from service.answer.records import Turn
from service.answer.understand import kinds_asked

_OPENERS = re.compile(
    r"^(?:and|but|so|then|ok(?:ay)?|what about|how about|also|咁|噉|那麼|那么|那|而|還有|还有|另外|同埋|仲有)[\s,，、]*",
    re.IGNORECASE,
)
_CLOSERS = re.compile(r"(?:的話呢|的话呢|呢|then|too|as well|咧)?[\s?？。.!！]*$", re.IGNORECASE)
#: Closes a follow-up that changes the topic: 「碩士呢？」, "and the other one then?"
_ASIDE = re.compile(r"(?:呢|咧|的話呢|的话呢|then|too)[\s?？。.!！]*$", re.IGNORECASE)
_POINTERS_LATIN = re.compile(
    r"\b(?:it|its|they|them|their|that|this|those|these|there|he|she|his|her|one)\b", re.IGNORECASE
)
_POINTERS_HAN = (
    "它",
    "他",
    "她",
    "佢",
    "其",
    "該",
    "该",
    "此",
    "這",
    "这",
    "那個",
    "那个",
    "嗰",
    "上述",
    "前者",
    "後者",
    "后者",
)
_FILLERS = frozenset(
    "is are was were do does did will would can could the a an of in on at to for and or it its they them their that this "
    "be been there by with from about please tell me us i you has have had run runs".split()
)


def content(folded: str) -> int:
    """How much topic a folded text carries: Latin words that are not fillers, and Chinese characters by twos."""
    words = [w for w in re.findall(r"[a-z0-9]+", folded) if w not in _FILLERS]
    return len(words) + sum(is_han(c) for c in folded) // 2


def _strip(text: str) -> str:
    return _CLOSERS.sub("", _OPENERS.sub("", text.strip()))


def _topic(question: str) -> str:
    """The question in its own characters without its opener, its cues and its question mark."""
    core = _strip(question)
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


def standalone(question: str, history: Sequence[Turn]) -> tuple[str, str]:
    """(the question as it would be asked without the conversation before it, what of it is new).

    The second is empty where the question stands alone, or asks another kind of thing of the same topic.
    """
    earlier = [turn.content for turn in history if turn.role == "user" and turn.content.strip()]
    if not earlier:
        return question, ""
    before, _ = standalone(earlier[-1], [Turn("user", text) for text in earlier[:-1]])
    core = _strip(question)
    kinds, rest = kinds_asked(core)
    points_back = bool(_POINTERS_LATIN.search(fold_text(core))) or any(pointer in core for pointer in _POINTERS_HAN)
    opened = bool(_OPENERS.match(question.strip()) or _ASIDE.search(question.strip()))
    if kinds and (content(rest) <= 1 or points_back or (opened and content(rest) <= 2)):
        return f"{core}: {_topic(before)}", ""
    if not kinds and kinds_asked(before)[0] and core and (opened or content(fold_text(core)) <= 2):
        return f"{core}: {before}", core
    if points_back and content(rest) <= 6:
        return f"{core}: {_topic(before)}", ""
    return question, ""
