"""The tokenizer of the static embedding in plain Python: the trie of ``tokenizers`` takes 130 MB, this takes 20.

It reads the same tokenizer.json and gives the same known tokens as ``tokenizers`` does. What stands for unknown characters
is left out: its row is zero.
"""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from corpus.errors import BadInput
from corpus.spans import fold_text

_MARK = "▁"  #: stands where a word of letters begins
_BEGINNING = re.compile("(?<![a-z])(?=[a-z])")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
_RUNS = re.compile(f"[{_HAN}]+|{_MARK}[a-z]+|[0-9]+")
_PENALTY = 10.0  #: of an unknown character below the least probable piece, as in ``tokenizers``
_VOCABULARY = re.compile(r'"vocab"\s*:\s*\[')
_LISTED = re.compile(r'\s*\[\s*("(?:[^"\\]|\\.)*")\s*,\s*(-?[0-9][0-9.eE+-]*)\s*\]\s*,?')


def read_pieces(path: Path) -> Iterator[tuple[str, float]]:
    """(piece, log probability), one after the other: read as one JSON value they would take several times the memory."""
    text = path.read_text(encoding="utf-8")
    begin = _VOCABULARY.search(text)
    place = begin.end() if begin else len(text)
    while found := _LISTED.match(text, place):
        yield json.loads(found[1]), float(found[2])
        place = found.end()
    if text[place : place + 1] != "]":
        raise BadInput(f"{path.name} lists no pieces of a unigram model", "rebuild it: python -m index.training")


class Pieces:
    """Text to token numbers by the unigram model of a tokenizer.json that ``index.training.vocabulary`` built.

    Raises BadInput where the file holds no such model.
    """

    def __init__(self, path: Path) -> None:
        self._numbers: dict[str, int] = {}
        self._listed: list[str] = []
        self._scores = array("d")
        self._reach: dict[
            str, int
        ] = {}  #: by a piece's first two characters, length of the longest one of three or more
        for number, (piece, score) in enumerate(read_pieces(path)):
            self._listed.append(piece)
            self._scores.append(score)
            if number:
                self._numbers[piece] = number
                if len(piece) > 2:
                    self._reach[piece[:2]] = max(self._reach.get(piece[:2], 0), len(piece))
        self._unknown = min(self._scores) - _PENALTY
        self._cut = lru_cache(maxsize=4_000)(self._best)

    def __len__(self) -> int:
        return len(self._listed)

    def piece(self, number: int) -> str:
        """The piece of a number, as tokenizer.json spells it."""
        return self._listed[number]

    def _best(self, run: str) -> tuple[int, ...]:
        """Numbers of the known pieces of the most probable cutting; of equal ones, that with the earliest long piece."""
        find, scores, reach = self._numbers.get, self._scores, self._reach.get
        size = len(run)
        best = [0.0] + [float("-inf")] * size
        back = [(0, 0)] * (size + 1)
        for start in range(size):
            before = best[start]
            number = find(run[start], 0)
            score = before + (scores[number] if number else self._unknown)
            if score > best[start + 1]:
                best[start + 1], back[start + 1] = score, (start, number)
            two = run[start : start + 2]
            for end in range(start + 2, min(start + reach(two, 2), size) + 1):
                number = find(run[start:end], 0)
                if number and before + scores[number] > best[end]:
                    best[end], back[end] = before + scores[number], (start, number)
        numbers, end = [], size
        while end:
            end, number = back[end]
            if number:
                numbers.append(number)
        return tuple(reversed(numbers))

    def numbers(self, text: str) -> list[int]:
        """Token numbers of a text as printed, without the unknown ones."""
        marked = _BEGINNING.sub(_MARK, fold_text(text))
        return [number for run in _RUNS.findall(marked) for number in self._cut(run)]
