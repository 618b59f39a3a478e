"""The other spelling of an English word, British or American: a question in one finds a document in the other.

Rules of endings, not a list of words; a spelling that nobody uses is harmless, since the caller takes only what is known to
the index or to the translation table.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SHORTEST = 5
_RULES = tuple(
    (re.compile(pattern), other)
    for pattern, other in (
        (r"tre(s?)$", r"ter\1"),
        (r"ter(s?)$", r"tre\1"),
        (r"our(s|ed|ing|able|ite|ites|er|ers)?$", r"or\1"),
        (r"(?<!o)or(s|ed|ing|able|ite|ites|er|ers)?$", r"our\1"),
        (r"is(e|es|ed|ing|er|ers|ation|ations)$", r"iz\1"),
        (r"iz(e|es|ed|ing|er|ers|ation|ations)$", r"is\1"),
        (r"ys(e|es|ed|ing)$", r"yz\1"),
        (r"yz(e|es|ed|ing)$", r"ys\1"),
        (r"mme(s?)$", r"m\1"),
        (r"(?<=ogra)m(s?)$", r"mme\1"),
        (r"ogue(s?)$", r"og\1"),
        (r"og(s?)$", r"ogue\1"),
        (r"ence(s?)$", r"ense\1"),
        (r"ense(s?)$", r"ence\1"),
        (r"ll(ed|ing|er|ers|ment)$", r"l\1"),
        (r"(?<=[aeiou])l(ed|ing|er|ers|ment)$", r"ll\1"),
    )
)


@lru_cache(maxsize=4096)
def respelt(word: str) -> tuple[str, ...]:
    """Other spellings of a folded English word, without the word itself: centre → center, licence → license."""
    if len(word) < _SHORTEST or not word.isascii() or not word.isalpha():
        return ()
    found = (pattern.sub(other, word) for pattern, other in _RULES if pattern.search(word))
    return tuple(dict.fromkeys(other for other in found if other != word))


_AMERICAN = tuple(
    (re.compile(pattern), other)
    for pattern, other in (
        (r"tre(s?)$", r"ter\1"),
        (r"(?<=[a-z]{2})our(s|ed|ing|able|er|ers)?$", r"or\1"),
        (r"is(e|es|ed|ing|er|ers|ation|ations)$", r"iz\1"),
        (r"mme(s?)$", r"m\1"),
    )
)


@lru_cache(maxsize=65536)
def american(word: str) -> str:
    """One spelling for both, where words are compared with each other only: centre and center are center."""
    if len(word) >= _SHORTEST and word.isascii():
        for pattern, other in _AMERICAN:
            word = pattern.sub(other, word)
    return word
