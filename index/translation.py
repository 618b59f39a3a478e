"""What a token may be called in the other language: the learned table behind probabilistic structured queries.

The table holds √(p(target | source) · p(source | target)) of IBM Model 1 trained in both directions; ``index.training``
writes it as ``models/translation.npz``. Tokens are those of ``index.tokens``: stems of English words, Chinese words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from corpus.errors import Unavailable
from index.vocabulary import Vocabulary

PATH = Path(__file__).parent / "models" / "translation.npz"
SCALE = 255  #: probabilities are kept as whole numbers of this part
MOST = 8


class LearnedTable:
    """The TranslationTable protocol over one file: arrays in memory, lists made when asked for."""

    def __init__(self, words: bytes, starts: np.ndarray, targets: np.ndarray, weights: np.ndarray) -> None:
        """``words`` sorted, in UTF-8, one a line; the translations of word i are ``starts[i]:starts[i + 1]`` of the others."""
        self._lines = words  # as the file has them
        breaks = np.flatnonzero(np.frombuffer(words + b"\n", dtype=np.uint8) == ord("\n")) if words else np.zeros(0)
        # A dictionary of so many words would take twenty megabytes and a fifth of a second.
        self._words = Vocabulary(words.replace(b"\n", b""), (breaks - np.arange(len(breaks))).astype(np.int64))
        self._starts, self._targets, self._weights = starts, targets, weights
        digest = hashlib.sha256(words)
        for array in (starts, targets, weights):
            digest.update(array.tobytes())
        self.id = f"psq-{digest.hexdigest()[:16]}"

    @classmethod
    def of(cls, table: Mapping[str, Sequence[tuple[str, float]]]) -> LearnedTable:
        """From translations by token; kept are the eight most probable, ties by the token's spelling."""
        best = {token: sorted(found, key=lambda pair: (-pair[1], pair[0]))[:MOST] for token, found in table.items()}
        words = sorted(set(best) | {target for found in best.values() for target, _ in found})
        numbers = {word: i for i, word in enumerate(words)}
        lists = [best.get(word, []) for word in words]
        starts = np.concatenate([[0], np.cumsum([len(found) for found in lists])]).astype(np.uint32)
        targets = np.array([numbers[target] for found in lists for target, _ in found], dtype=np.uint32)
        weights = np.array([max(1, round(p * SCALE)) for found in lists for _, p in found], dtype=np.uint8)
        return cls("\n".join(words).encode(), starts, targets, weights)

    @classmethod
    def open(cls, path: Path = PATH) -> LearnedTable:
        """Raises Unavailable where the file is missing."""
        if not path.is_file():
            raise Unavailable(
                f"the translation table {path.name} is missing", "rebuild it: python -m index.training --stages table"
            )
        with np.load(path) as arrays:
            return cls(arrays["words"].tobytes(), arrays["starts"], arrays["targets"], arrays["weights"])

    def save(self, path: Path) -> None:
        words = np.frombuffer(self._lines, dtype=np.uint8)
        np.savez_compressed(path, words=words, starts=self._starts, targets=self._targets, weights=self._weights)

    def __len__(self) -> int:
        """Translations in all."""
        return len(self._targets)

    def __contains__(self, token: str) -> bool:
        return self._words.find(token) >= 0

    def translations(self, token: str) -> list[tuple[str, float]]:
        """(token of the other language, probability), most probable first, at most eight; empty where unknown."""
        number = self._words.find(token)
        if number < 0:
            return []
        start, end = int(self._starts[number]), int(self._starts[number + 1])
        targets, weights = self._targets[start:end].tolist(), self._weights[start:end].tolist()
        return [(self._words[target], weight / SCALE) for target, weight in zip(targets, weights, strict=True)]
