"""Chinese words: the most probable cutting of a run of characters into the words of a list (Viterbi, unigram model).

The list, with log probabilities counted over parallel text, is ``models/segmenter.txt``; ``index.training`` writes it.
The embedding's own tokenizer cuts with the same list, so that a word has a row, a translation and postings of one name.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from tokenizers import Tokenizer
from tokenizers.models import Unigram

from corpus.errors import Unavailable

PATH = Path(__file__).parent / "models" / "segmenter.txt"
_UNKNOWN = "<unk>"


class Segmenter:
    """Cuts runs of folded Chinese characters. ``words`` are (word, natural log of its probability)."""

    def __init__(self, words: Sequence[tuple[str, float]]) -> None:
        self._tokenizer = Tokenizer(Unigram([(_UNKNOWN, 0.0), *words], unk_id=0, byte_fallback=False))

    @classmethod
    def open(cls, path: Path = PATH) -> Segmenter:
        """Raises Unavailable where the list is missing."""
        return cls(read_words(path))

    def cut(self, run: str) -> list[str]:
        """Words whose concatenation is ``run``; a character that the list does not know is a word of its own."""
        return self._words(run, self._tokenizer.encode(run)) if run else []

    def cut_many(self, runs: Sequence[str]) -> list[list[str]]:
        """As ``cut``, for many runs at once, on all cores."""
        return [self._words(run, e) for run, e in zip(runs, self._tokenizer.encode_batch(list(runs)), strict=True)]

    @staticmethod
    def _words(run: str, encoding) -> list[str]:
        words: list[str] = []
        for identifier, (start, end) in zip(encoding.ids, encoding.offsets, strict=True):
            if identifier:
                words.append(run[start:end])
            else:
                words.extend(run[start:end])  # neighbouring unknown characters arrive fused
        return words


def read_words(path: Path = PATH) -> list[tuple[str, float]]:
    """(word, log probability) in the file's order: most probable first."""
    if not path.is_file():
        raise Unavailable(f"the word list {path.name} is missing", "rebuild it: python -m index.training --stages segmenter")
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(word, float(score)) for word, score in (line.split(" ") for line in lines)]


@lru_cache(maxsize=1)
def _default() -> Segmenter:
    return Segmenter.open()


@lru_cache(maxsize=10_000)
def _cut(run: str) -> tuple[str, ...]:
    return tuple(_default().cut(run))


def segment(run: str) -> list[str]:
    """The words of a run of Chinese characters, already folded (``corpus.spans.fold_text``): 人工智能发展 → 人工智能, 发展."""
    return list(_cut(run))
