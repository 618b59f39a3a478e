"""What a question asks: language, wording, the kinds of fact that would answer it.

Everything is read off the folded question by the tables in cues.py; nothing here looks at documents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.languages import is_cantonese, language_of
from corpus.spans import fold_text, is_han
from service.answer.cues import COMPARE_CUES, KIND_CUES, LIST_CUES
from service.answer.records import Question


@dataclass(frozen=True, slots=True)
class Understood:
    """A stand-alone question, read."""

    text: str  #: the stand-alone question as it will be searched
    language: str  #: of the answer: en, zh-Hant, zh-Hans
    cantonese: bool
    kinds: tuple[str, ...]  #: fact kinds that would answer it, most likely first; empty: a statement is wanted
    wants_list: bool
    compares: bool
    topic: str  #: the question without its cues: what it is about


@lru_cache(maxsize=1)
def _cues() -> tuple[list[tuple[str, tuple[str, ...]]], tuple[str, ...], tuple[str, ...]]:
    """Folded cues; the longest first, so that a longer cue hides the shorter one inside it."""
    kinds = {fold_text(cue): value for cue, value in KIND_CUES.items()}
    ordered = sorted(kinds.items(), key=lambda item: (-len(item[0]), item[0]))
    return ordered, tuple(map(fold_text, LIST_CUES)), tuple(map(fold_text, COMPARE_CUES))


def _find(cue: str, text: str) -> int:
    """Where the cue stands in the text, as whole words where it is Latin; -1 where it does not."""
    if is_han(cue[0]):
        return text.find(cue)
    match = re.search(rf"(?<![a-z]){re.escape(cue)}(?![a-z])", text)
    return match.start() if match else -1


def kinds_asked(question: str) -> tuple[tuple[str, ...], str]:
    """(fact kinds asked for, most likely first; the folded question without the cues that told so)."""
    rest = fold_text(question)
    found: list[tuple[int, tuple[str, ...]]] = []
    for cue, kinds in _cues()[0]:
        at = _find(cue, rest)
        if at >= 0:
            found.append((at, kinds))
            # Blanked, not cut, so that places stay comparable and a shorter cue cannot match inside this one.
            rest = rest[:at] + " " * len(cue) + rest[at + len(cue) :]
    ordered: dict[str, None] = {}
    for _, kinds in sorted(found):
        for kind in kinds:
            ordered.setdefault(kind)
    return tuple(ordered), " ".join(rest.split())


def answer_language(question: Question) -> str:
    """The asker's choice, else the language and script of the question; Cantonese is answered in zh-Hant."""
    if question.language != "auto":
        return question.language
    default = "zh-Hant"
    for turn in reversed(question.history):
        if turn.role == "user":
            default = language_of(turn.content)
            break
    return language_of(question.question, default=default)


def understand(question: Question, standalone: str) -> Understood:
    """Reads the stand-alone question. Never raises."""
    folded = fold_text(standalone)
    kinds, topic = kinds_asked(standalone)
    _, lists, compares = _cues()
    return Understood(
        text=standalone,
        language=answer_language(question),
        cantonese=is_cantonese(standalone),
        kinds=kinds,
        wants_list=any(_find(cue, folded) >= 0 for cue in lists),
        compares=any(_find(cue, folded) >= 0 for cue in compares),
        topic=topic,
    )
