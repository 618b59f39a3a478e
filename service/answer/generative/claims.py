"""A model's text cut into claims: one sentence each, with the citation keys it carries.

What a model writes around its words (markdown, thinking aloud, keys before or after the full stop) is put in order here;
nothing is judged.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from corpus.sentences import sentences

#: Stands for the i-th citation group of a text: one private character each, so that no figure and no word is touched.
_FIRST_MARK, _MARKS = 0xE000, 6400
_GROUP = re.compile(r"[\[【〔]([^\[\]【】〔〕]*)[\]】〕]")
_WORD = re.compile(r"[A-Za-z]+")
_THOUGHT = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_LINE_MARK = re.compile(r"^[ \t]*(?:#{1,6}|>|[-*•·]|\d{1,2}[.)、])[ \t]+", re.MULTILINE)
_EMPHASIS = re.compile(r"\*\*|__|`+")
_PRIVATE = f"[{chr(_FIRST_MARK)}-{chr(_FIRST_MARK + _MARKS - 1)}]"
_AFTER_STOP = re.compile(rf"((?:[。！？!?.]|\n)+[」』”’）)》】〕\"']*)(\s*)({_PRIVATE}(?:\s*{_PRIVATE})*)")


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of a model. ``text`` has its citations taken out; ``readable`` is False where it holds hidden characters."""

    text: str
    keys: tuple[str, ...]  #: known ones, in order, each once
    readable: bool = True


def _clean(text: str) -> str:
    text = _THOUGHT.sub("", text)
    # Private characters are ours alone.
    text = "".join(" " if unicodedata.category(c) == "Co" else c for c in text.replace("\r\n", "\n"))
    return _EMPHASIS.sub("", _LINE_MARK.sub("", text))


def _hidden(text: str) -> bool:
    """Whether a character is there that a reader does not see: controls, joiners, direction marks, half characters."""
    return any(unicodedata.category(c) in ("Cc", "Cf", "Cs") and c not in "\n\t" for c in text)


def claims(text: str, known: Collection[str], whole: bool = True) -> list[Claim]:
    """Every sentence of the text. Citations to keys that are not ``known`` are dropped; so are brackets that are none.

    ``whole`` False: the text was cut off, and what follows its last full stop is left out.
    """
    groups: list[tuple[str, ...]] = []

    def mark(match: re.Match[str]) -> str:
        if len(groups) == _MARKS:
            return ""
        groups.append(tuple(word for word in _WORD.findall(match[1]) if word in known))
        return chr(_FIRST_MARK + len(groups) - 1)

    marked = _GROUP.sub(mark, _clean(text))
    marked = _AFTER_STOP.sub(r"\3\1", marked)
    found = [marked[start:end] for start, end in sentences(marked)]
    if not whole and found and not re.search(rf"[。！？!?.][」』”’）)》\"']*{_PRIVATE}*$", found[-1]):
        found.pop()
    return [claim for sentence in found if (claim := _claim(sentence, groups)).text]


def _claim(sentence: str, groups: list[tuple[str, ...]]) -> Claim:
    keys: dict[str, None] = {}
    for mark in re.findall(_PRIVATE, sentence):
        for key in groups[ord(mark) - _FIRST_MARK]:
            keys.setdefault(key)
    text = re.sub(rf"\s*{_PRIVATE}", "", sentence)
    return Claim(" ".join(text.split()), tuple(keys), not _hidden(sentence))
