"""Chinese words: the most probable cutting of a run of characters into the words of a list (Viterbi, unigram model).

The list, with log probabilities counted over parallel text, is ``models/segmenter.txt``; ``index.training`` writes it. The
embedding's tokenizer cuts by the same probabilities. A plain dictionary is used here: a trie of ``tokenizers`` is faster on
much text (``index.training.words`` uses it, with the same result) but holds six times the memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from corpus.errors import Unavailable

PATH = Path(__file__).parent / "models" / "segmenter.txt"
UNKNOWN = 10.0  #: by how much a character that is not listed is less probable than the least probable word


class Segmenter:
    """Cuts runs of folded Chinese characters. ``words`` are (word, natural log of its probability)."""

    def __init__(self, words: Iterable[tuple[str, float]]) -> None:
        self.scores = dict(words)
        self._longest = max(map(len, self.scores), default=1)
        self._unknown = min(self.scores.values(), default=0.0) - UNKNOWN

    @classmethod
    def open(cls, path: Path = PATH) -> Segmenter:
        """Raises Unavailable where the list is missing."""
        return cls(_words(path))

    def cut(self, run: str) -> list[str]:
        """Words whose concatenation is ``run``; a character that the list does not know is a word of its own."""
        scores, unknown = self.scores, self._unknown
        best, back = [0.0], [0]
        for end in range(1, len(run) + 1):
            top, at = float("-inf"), 0
            for start in range(max(0, end - self._longest), end):
                score = scores.get(run[start:end], unknown if start == end - 1 else None)
                if score is not None and best[start] + score > top:
                    top, at = best[start] + score, start
            best.append(top)
            back.append(at)
        words, end = [], len(run)
        while end:
            words.append(run[back[end] : end])
            end = back[end]
        return words[::-1]


def read_words(path: Path = PATH) -> list[tuple[str, float]]:
    """(word, log probability) in the file's order: most probable first."""
    return list(_words(path))


def _words(path: Path) -> Iterator[tuple[str, float]]:
    """As ``read_words``, one after the other: a list of all would leave its memory behind."""
    if not path.is_file():
        raise Unavailable(
            f"the word list {path.name} is missing", "rebuild it: python -m index.training --stages segmenter"
        )
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            word, score = line.split()
            yield word, float(score)


@lru_cache(maxsize=1)
def _default() -> Segmenter:
    return Segmenter.open()


def frequencies() -> Mapping[str, float]:
    """Natural log of each listed word's probability."""
    return _default().scores


@lru_cache(maxsize=10_000)
def _cut(run: str) -> tuple[str, ...]:
    return tuple(_default().cut(run))


def segment(run: str) -> list[str]:
    """The words of a run of Chinese characters, already folded (``corpus.spans.fold_text``): 人工智能发展 → 人工智能, 发展."""
    return list(_cut(run))
