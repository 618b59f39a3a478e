"""The tokenizer of the static embedding in plain Python: for questions, where a trie of a hundred megabytes would serve nobody.

It reads the same tokenizer.json and gives the same known tokens as ``tokenizers`` does, several times slower; so the encoder
takes it for a few short texts and loads the other one for many. What stands for unknown characters is left out: its row is
zero.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

from corpus.spans import fold_text

_MARK = "▁"  #: stands where a word of letters begins
_BEGINNING = re.compile("(?<![a-z])(?=[a-z])")
_RUNS = re.compile(f"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]+|{_MARK}[a-z]+|[0-9]+")
_PENALTY = 10.0  #: of an unknown character below the least probable piece, as in ``tokenizers``


class Pieces:
    """Text to token numbers by the unigram model of a tokenizer.json that ``index.training.vocabulary`` built."""

    def __init__(self, path: Path) -> None:
        listed = json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"]
        self._pieces = {piece: (score, number) for number, (piece, score) in enumerate(listed) if number}
        self._unknown = min(score for _, score in listed) - _PENALTY
        self._longest = max(map(len, self._pieces), default=1)
        self._listed = [piece for piece, _ in listed]
        self._cut = lru_cache(maxsize=10_000)(self._best)

    def __len__(self) -> int:
        return len(self._listed)

    def piece(self, number: int) -> str:
        """The piece of a number, as tokenizer.json spells it."""
        return self._listed[number]

    def _best(self, run: str) -> tuple[int, ...]:
        """Numbers of the known pieces of the most probable cutting; of equal ones, that with the earliest long piece."""
        best, back = [0.0], [(0, 0)]
        for end in range(1, len(run) + 1):
            top, chosen = float("-inf"), (0, 0)
            for start in range(max(0, end - self._longest), end):
                found = self._pieces.get(run[start:end])
                if found is None and start < end - 1:
                    continue
                score, number = found or (self._unknown, 0)
                if best[start] + score > top:
                    top, chosen = best[start] + score, (start, number)
            best.append(top)
            back.append(chosen)
        numbers, end = [], len(run)
        while end:
            end, number = back[end]
            numbers.append(number)
        return tuple(number for number in reversed(numbers) if number)

    def numbers(self, text: str) -> list[int]:
        """Token numbers of a text as printed, without the unknown ones."""
        marked = _BEGINNING.sub(_MARK, fold_text(text))
        return [number for run in _RUNS.findall(marked) for number in self._cut(run)]
