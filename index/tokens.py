"""Text to the tokens that lexical search counts. One recipe for paragraphs and questions, in both languages.

Chinese runs give single characters, bigrams and the segmenter's longer words; Latin words are stemmed; names written with
dots, hyphens or ampersands (``wi-fi.hk``, ``r&d``, ``web3``) stay whole beside their parts; numbers and dates are canonical.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from threading import local
from typing import NamedTuple

import Stemmer

from corpus.spans import fold_text
from index.numbers import numbers
from index.segmenter import segment

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
_HAN_RUN = re.compile(f"[{_HAN}]+")
_LETTERS = rf"[^\W_{_HAN}]"
_WORD = re.compile(rf"{_LETTERS}+(?:[-.&+/'’@_]{_LETTERS}+)*")
_PART = re.compile(r"[-.&+/@_]")
_LOCAL = local()  # a stemmer must not be shared between threads
#: Longest word that is kept whole; longer ones (hostile input, run-together text) are cut here.
LONGEST = 64


class Token(NamedTuple):
    """A token with its span in the folded text.

    ``kind``: number, latin, code; Chinese: word (of the segmenter), and where they are not words, character and bigram.
    """

    text: str
    kind: str
    start: int
    end: int


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """English stem (Snowball) of a folded word; words of other scripts come back as they are."""
    if not hasattr(_LOCAL, "stemmer"):
        _LOCAL.stemmer = Stemmer.Stemmer("english", maxCacheSize=0)
    return _LOCAL.stemmer.stemWord(word)


def _latin(folded: str) -> Iterator[Token]:
    for found in _WORD.finditer(folded):
        text, start, end = found[0][:LONGEST], found.start(), found.end()
        text = text.replace("’", "'").removesuffix("'s")
        if text.isdigit() or not any(c.isalpha() for c in text):
            continue  # numbers() reads these
        parts = [part for part in _PART.split(text) if part]
        if len(parts) > 1 or any(c.isdigit() for c in text):
            yield Token(text, "code", start, end)
        if len(parts) == 1:
            if text.isalpha() or "'" in text:
                yield Token(stem(text), "latin", start, end)
            continue
        for part in parts:
            if len(part) > 1 and part.isalpha():
                yield Token(stem(part), "latin", start, end)


def _han(folded: str) -> Iterator[Token]:
    for found in _HAN_RUN.finditer(folded):
        run, at = found[0], found.start()
        words: set[tuple[int, int]] = set()
        for word in segment(run):
            yield Token(word, "word", at, at + len(word))
            words.add((at, at + len(word)))
            at += len(word)
        at = found.start()
        for i in range(len(run)):
            for length, kind in ((1, "character"), (2, "bigram")):
                if i + length <= len(run) and (at + i, at + i + length) not in words:
                    yield Token(run[i : i + length], kind, at + i, at + i + length)


def analyse(folded: str) -> list[Token]:
    """Every token of an already folded text with its kind and place. Never raises; empty for a text of punctuation."""
    found = [Token(text, "number", start, end) for text, start, end in numbers(folded)]
    found.extend(_latin(folded))
    found.extend(_han(folded))
    return found


def tokens(text: str) -> list[str]:
    """The tokens of a text as printed; the same for its Traditional and its Simplified writing."""
    return [token.text for token in analyse(fold_text(text))]
