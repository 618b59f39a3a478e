"""The embedding's tokenizer: one unigram model over Chinese words and English words, with our folding inside.

English words carry a mark where they begin (``▁``), so that a word that is not in the list is spelt from a beginning and
continuations instead of from other words. Punctuation is dropped; digits stand in runs of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import Unigram

from index.training.charsmap import folded_characters, precompiled

MARK = "▁"
UNKNOWN = "<unk>"
ENGLISH_WORDS = 44_000
UNSEEN_WORDS = 30_000  #: Chinese words that the pairs never use
YEARS = range(1900, 2051)
CONTINUATION = -14.0  #: log probability of a piece inside a word: any listed word beats its spelling
_LATIN = re.compile("[a-z]+")


def count_english(texts: Iterable[str]) -> Counter[str]:
    """Occurrences of words of plain letters in folded texts."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(_LATIN.findall(text))
    return counts


def english_words(counts: Counter[str], known: Iterable[str], most: int = ENGLISH_WORDS) -> list[str]:
    """The teacher's own whole words, then the most frequent others, ``most`` in all, sorted."""
    own = sorted({word for word in known if _LATIN.fullmatch(word)})
    rest = sorted((w for w in counts.keys() - set(own) if len(w) > 1), key=lambda w: (-counts[w], w))
    return sorted([*own, *rest[: max(0, most - len(own))]])


def chinese_words(scored: Sequence[tuple[str, float]], most_unseen: int = UNSEEN_WORDS) -> list[tuple[str, float]]:
    """The words of the word list that get a row: those that the pairs use, all characters, and of the rest the ones made of
    the commonest characters (by the mean of their log probabilities). ``scored`` ends with the words never met."""
    least = scored[-1][1]
    character = {word: score for word, score in scored if len(word) == 1}
    kept = [(word, score) for word, score in scored if score > least or len(word) == 1]
    unseen = [word for word, score in scored if score <= least and len(word) > 1]
    unseen.sort(key=lambda word: (-sum(character.get(c, least) for c in word) / len(word), word))
    return kept + [(word, least) for word in sorted(unseen[:most_unseen])]


def pieces(
    chinese: Sequence[tuple[str, float]], english: Iterable[str], counts: Counter[str], teacher: Iterable[str]
) -> list[tuple[str, float]]:
    """(token, log probability). ``teacher`` is its WordPiece list: continuations (``##ing``) and numbers are taken from it."""
    total = sum(counts.values()) or 1
    scores: dict[str, float] = {UNKNOWN: 0.0}
    scores.update(chinese)
    for word in english:
        scores[MARK + word] = log((counts[word] or 0.3) / total)
    for piece in teacher:
        if piece.startswith("##") and _LATIN.fullmatch(piece[2:]):
            scores.setdefault(piece[2:], CONTINUATION)
        elif piece.isascii() and piece.isdigit() and len(piece) < 4:
            scores[piece] = -10.0 - len(piece) / 10
    for year in YEARS:
        scores[str(year)] = -10.4
    for letter in "abcdefghijklmnopqrstuvwxyz":
        scores.setdefault(letter, CONTINUATION - 2)
        scores.setdefault(MARK + letter, CONTINUATION - 2)
    for digit in "0123456789":
        scores.setdefault(digit, -10.0)
    return list(scores.items())


def build_tokenizer(scored: Sequence[tuple[str, float]]) -> Tokenizer:
    """From raw text to token numbers, in the order of ``scored``; number 0 is the unknown token."""
    tokenizer = Tokenizer(Unigram(list(scored), unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Precompiled(precompiled(folded_characters())),
            normalizers.Replace(Regex("(?<![a-z])(?=[a-z])"), MARK),
        ]
    )
    words = r"\p{Han}+|" + MARK + r"?[\p{L}&&[^\p{Han}]]+|\p{N}+"
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(words), "removed", invert=True)
    return tokenizer
