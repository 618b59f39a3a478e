"""What the embedding is shown in one step: bags of token numbers, drawn from the pairs by a seeded generator.

A bag is the tokens of a sentence, of a piece of one, of a block of neighbouring sentences, of a gloss or of a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Rows:
    """Texts as token numbers: text i is ``ids[starts[i]:starts[i + 1]]``."""

    ids: Numbers
    starts: npt.NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[Sequence[int]]) -> Rows:
        starts = np.concatenate([[0], np.cumsum([len(text) for text in texts])]).astype(np.int64)
        return cls(np.array([n for text in texts for n in text], dtype=np.int32), starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def slice(self, first: int, last: int) -> Numbers:
        """Tokens of texts ``first:last``, run together."""
        return self.ids[self.starts[first] : self.starts[last]]


@dataclass(frozen=True, slots=True)
class Examples:
    """All that a run learns from. Sides: English 0, Chinese 1; the rows of both sides correspond."""

    sides: tuple[Rows, Rows]
    weights: npt.NDArray[np.float64]  #: how often a row is drawn, sums to 1
    documents: Numbers  #: rows of one number, standing together, are one running text; -1: not running
    groups: Numbers  #: rows that are wordings of one sentence share a number
    words: Numbers  #: dictionary: token of the word …
    glosses: Rows  #: … and tokens of its gloss, row by row
    taught: Numbers  #: rows whose English the teacher has read …
    teacher: npt.NDArray[np.float32]  #: … and its (centred, projected) vector


@dataclass(slots=True)
class Batch:
    """Bags to be summed in one call, and which of them belong together."""

    bags: list[Numbers] = field(default_factory=list)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    groups: dict[str, Numbers] = field(default_factory=dict)
    targets: npt.NDArray[np.float32] | None = None

    def thin(self, rng: np.random.Generator, share: float) -> None:
        """Drops that share of the tokens, at random, of every bag of more than three: a text is not to be known by heart."""
        lengths = np.array([len(bag) for bag in self.bags])
        kept = (rng.random(lengths.sum()) >= share) | np.repeat(lengths <= 3, lengths)
        ends = np.cumsum(lengths)
        self.bags = [
            thinned if len(thinned := bag[kept[end - len(bag) : end]]) else bag
            for bag, end in zip(self.bags, ends, strict=True)
        ]

    def add(self, name: str, bags: Sequence[Numbers]) -> None:
        self.spans[name] = (len(self.bags), len(self.bags) + len(bags))
        self.bags.extend(bags)


#: Smallest and largest block of neighbouring sentences.
BLOCK = (3, 9)
#: Rows in a run: neighbours are the hardest wrong answers.
RUN = 4


class Sampler:
    """Draws batches. The batch of step n depends on the seed and on n alone, so that a run can stop and go on."""

    def __init__(
        self, examples: Examples, *, pairs: int, blocks: int, glosses: int, taught: int, drop: float, seed: int
    ) -> None:
        self._e, self._seed, self._drop = examples, seed, drop
        self._sizes = {"pairs": pairs, "blocks": blocks, "glosses": glosses, "taught": taught}
        self._cumulated = np.cumsum(examples.weights)
        order = np.argsort(examples.groups, kind="stable").astype(np.int64)
        self._order, self._sorted = order, examples.groups[order]
        running = np.where(examples.documents >= 0, examples.weights, 0)
        self._running = np.cumsum(running / running.sum()) if running.any() else None

    def _draw(self, rng: np.random.Generator, cumulated, size: int) -> npt.NDArray[np.int64]:
        return np.minimum(np.searchsorted(cumulated, rng.random(size)), len(cumulated) - 1)

    def _wordings(self, rng: np.random.Generator, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """For each row another one of its group; itself where there is none."""
        groups = self._e.groups[rows]
        first, last = np.searchsorted(self._sorted, groups), np.searchsorted(self._sorted, groups, side="right")
        return self._order[first + (rng.random(len(rows)) * (last - first)).astype(np.int64)]

    def batch(self, step: int) -> Batch:
        rng = np.random.default_rng([self._seed, step])
        batch = Batch()
        self._pairs(rng, batch)
        self._blocks(rng, batch)
        e = self._e
        if len(e.words):
            rows = rng.integers(0, len(e.words), self._sizes["glosses"])
            batch.add("word", [e.words[i : i + 1] for i in rows])
            batch.add("gloss", [e.glosses.slice(i, i + 1) for i in rows])
            batch.groups["word"] = e.words[rows]
        if len(e.taught):
            picks = rng.integers(0, len(e.taught), self._sizes["taught"])
            batch.add("taught en", [e.sides[0].slice(i, i + 1) for i in e.taught[picks]])
            batch.add("taught zh", [e.sides[1].slice(i, i + 1) for i in e.taught[picks]])
            batch.targets = e.teacher[picks]
        if self._drop:
            batch.thin(rng, self._drop)
        return batch

    def _pairs(self, rng: np.random.Generator, batch: Batch) -> None:
        e, size = self._e, self._sizes["pairs"]
        starts = self._draw(rng, self._cumulated, size // 2 // RUN)
        runs = (starts[:, None] + np.arange(RUN)).ravel().clip(max=len(e.weights) - 1)
        rows = np.concatenate([runs, self._draw(rng, self._cumulated, size - len(runs))])
        batch.add("en", [e.sides[0].slice(i, i + 1) for i in rows])
        batch.add("zh", [e.sides[1].slice(i, i + 1) for i in rows])
        batch.groups["en"] = e.groups[rows]
        others = self._wordings(rng, rows)
        different = np.flatnonzero(others != rows)[: size // 4]
        batch.add("zh a", [e.sides[1].slice(i, i + 1) for i in rows[different]])
        batch.add("zh b", [e.sides[1].slice(i, i + 1) for i in others[different]])
        batch.add("en a", [e.sides[0].slice(i, i + 1) for i in rows[different]])
        batch.add("en b", [e.sides[0].slice(i, i + 1) for i in others[different]])
        batch.groups["wording"] = e.groups[rows[different]]

    def _blocks(self, rng: np.random.Generator, batch: Batch) -> None:
        """A piece of one sentence, and the neighbouring sentences (half the time without it), each in either language."""
        if self._running is None:
            return
        e, size = self._e, self._sizes["blocks"]
        starts = self._draw(rng, self._running, size)
        lengths = rng.integers(*BLOCK, size)
        places, cuts, begins = rng.random(size), 0.3 + 0.7 * rng.random(size), rng.random(size)
        languages, without = rng.integers(0, 2, (size, 2)), rng.random(size) < 0.5
        pieces, blocks, groups = [], [], []
        for i in range(size):
            first, last = int(starts[i]), min(int(starts[i] + lengths[i]), len(e.documents))
            while e.documents[last - 1] != e.documents[first]:
                last -= 1
            own = first + int(places[i] * (last - first))
            sentence = e.sides[languages[i, 0]].slice(own, own + 1)
            length = max(2, round(cuts[i] * len(sentence)))
            at = int(begins[i] * max(1, len(sentence) - length + 1))
            side = e.sides[languages[i, 1]]
            if without[i] and last - first > 2:
                blocks.append(np.concatenate([side.slice(first, own), side.slice(own + 1, last)]))
            else:
                blocks.append(side.slice(first, last))
            pieces.append(sentence[at : at + length])
            groups.append(first // BLOCK[0])
        batch.add("piece", pieces)
        batch.add("block", blocks)
        batch.groups["piece"] = np.array(groups, dtype=np.int32)
