"""Which Chinese words there are, and how probable each is: the word list of ``index.segmenter``.

Words come from the dictionary, counts from the Chinese side of the pairs. Counting starts from every occurrence of a word as
a substring and is then repeated on the most probable cutting ("hard" expectation maximisation), which settles in four
rounds. A word never met keeps a small count: the dictionary vouches for it, and unseen text will use it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from math import log
from pathlib import Path

from tokenizers import Encoding, Tokenizer
from tokenizers.models import Unigram

from corpus.progress import Progress, silent

LONGEST = 6  #: longer entries are sentences and proverbs; their parts serve
ROUNDS = 4
UNSEEN = 0.3  #: count of a word never met
HAN_RUN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]+")


class FastSegmenter:
    """``index.segmenter.Segmenter`` for much text: the same cutting, by a trie and on all cores."""

    def __init__(self, words: Sequence[tuple[str, float]]) -> None:
        self._tokenizer = Tokenizer(Unigram([("<unk>", 0.0), *words], unk_id=0, byte_fallback=False))

    def cut_many(self, runs: Sequence[str]) -> list[list[str]]:
        """The words of each run; a character that is not listed is a word of its own."""
        return [self._words(run, e) for run, e in zip(runs, self._tokenizer.encode_batch(list(runs)), strict=True)]

    @staticmethod
    def _words(run: str, encoding: Encoding) -> list[str]:
        words: list[str] = []
        for identifier, (start, end) in zip(encoding.ids, encoding.offsets, strict=True):
            if identifier:
                words.append(run[start:end])
            else:
                words.extend(run[start:end])  # neighbouring unknown characters arrive fused
        return words


def runs_of(texts: Iterable[str]) -> list[tuple[str, int]]:
    """Runs of Chinese characters with how often each occurs; frequent first, then by code point."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(HAN_RUN.findall(text))
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _substrings(runs: Sequence[tuple[str, int]], vocabulary: frozenset[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for run, times in runs:
        for start in range(len(run)):
            for end in range(start + 1, min(start + LONGEST, len(run)) + 1):
                piece = run[start:end]
                if piece in vocabulary:
                    counts[piece] += times
    return counts


def _scored(counts: Counter[str], vocabulary: Iterable[str]) -> list[tuple[str, float]]:
    smoothed = {word: counts[word] or UNSEEN for word in vocabulary}
    total = sum(smoothed.values())
    scored = [(word, log(count / total)) for word, count in smoothed.items()]
    return sorted(scored, key=lambda item: (-item[1], item[0]))


def learn_words(
    texts: Iterable[str], dictionary: Iterable[str], *, unseen_longest: int = LONGEST, progress: Progress = silent
) -> list[tuple[str, float]]:
    """(word, natural log of its probability), most probable first.

    Words never met are kept up to ``unseen_longest`` characters.
    """
    runs = runs_of(texts)
    characters = {c for run, _ in runs for c in run}
    vocabulary = frozenset(w for w in dictionary if len(w) <= LONGEST) | characters
    progress("segmenter", 0, ROUNDS + 1)
    counts = _substrings(runs, vocabulary)
    for done in range(ROUNDS):
        progress("segmenter", done + 1, ROUNDS + 1)
        cuts = FastSegmenter(_scored(counts, sorted(vocabulary))).cut_many([run for run, _ in runs])
        counts = Counter()
        for (_, times), words in zip(runs, cuts, strict=True):
            for word in words:
                counts[word] += times
    progress("segmenter", ROUNDS + 1, ROUNDS + 1)
    return _scored(counts, (w for w in sorted(vocabulary) if counts[w] or len(w) <= unseen_longest))


def write_words(words: Sequence[tuple[str, float]], path: Path) -> None:
    """One word and its log probability a line; two decimals are enough to rank cuttings."""
    path.write_text("".join(f"{word} {score:.2f}\n" for word, score in words), encoding="utf-8")
