"""How rare a word is in general, whatever the documents: what a paragraph leaves unsaid tells the more, the rarer the word.

A question about visas is not answered where no visa is named, but every paragraph leaves "get" or "money" unsaid. The general
frequencies are those of the parallel text that the shipped models learnt from: of the word list for Chinese, of the
embedding's pieces for English.
"""

from __future__ import annotations

from functools import lru_cache

from index.encoders.pieces import read_pieces
from index.encoders.static import PATH
from index.segmenter import frequencies
from index.stopwords import frames
from index.tokens import stem

#: Natural logarithm of the probability from which a word is common (0), and that from which it is wholly rare (1).
COMMON, RARE = -7.5, -11.5
_UNLISTED = -14.0
#: A single Chinese character that is a word is often half of one.
_SINGLE = 0.5


@lru_cache(maxsize=1)
def _english() -> dict[str, float]:
    """Log probability of each English stem: that of its most probable word."""
    found: dict[str, float] = {}
    for piece, score in read_pieces(PATH / "tokenizer.json"):
        word = piece.removeprefix("▁")
        if word.isascii() and word.isalpha():
            token = stem(word)
            found[token] = max(found.get(token, _UNLISTED), score)
    return found


def rarity(token: str) -> float:
    """0 for a common word and for one that only frames a question, up to 1 for a rare one.

    ``token``: as ``index.tokens`` gives words, an English stem or a folded Chinese word.
    """
    if token in frames():
        return 0.0
    listed = _english() if token.isascii() else frequencies()
    share = (COMMON - listed.get(token, _UNLISTED)) / (COMMON - RARE)
    return min(1.0, max(0.0, share)) * (_SINGLE if len(token) == 1 else 1.0)
