"""The static bilingual embedding: one row for a token, a text is the mean of its rows.

It starts from the teacher (an English word is the teacher's vector of it, a Chinese word the mean of its glosses and
translations), every row shortened by how frequent its token is (SIF, Arora et al. 2017). Then contrastive learning (InfoNCE,
van den Oord et al. 2018, in both directions) on translations, wordings, words beside their glosses, and pieces of sentences
beside the sentences around them, which is what teaches the step from a question to a paragraph; and closeness to the
teacher. Adam (Kingma & Ba 2015) moves only the rows of a step's tokens.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.progress import Progress, silent
from index.training.bags import Batch, Examples, Sampler

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Plan:
    """One run. All numbers were chosen on the development sets."""

    steps: int = 1400
    rate: float = 1e-3
    scale: float = 20.0
    pairs: int = 1024
    blocks: int = 512
    glosses: int = 512
    taught: int = 256
    drop: float = 0.35  #: share of tokens left out of a text, anew each time
    weight_blocks: float = 0.7
    weight_glosses: float = 0.5
    weight_taught: float = 2.0
    weight_wordings: float = 0.5
    seed: int = 7
    checkpoint: int = 200


def sif(counts: npt.NDArray[np.int64], a: float = 1e-3) -> Matrix:
    """a / (a + p) for token counts: the frequent word says little."""
    return (a / (a + counts / max(1, counts.sum()))).astype(np.float32)


class Trainer:
    """Weights (tokens, dimension) and the two moments of Adam; ``step`` steps are done."""

    def __init__(self, weights: Matrix, plan: Plan) -> None:
        # Deferred: torch takes seconds to import, and only training needs it.
        import torch

        torch.manual_seed(plan.seed)
        self._torch, self._plan = torch, plan
        self.weights = torch.from_numpy(weights.copy())
        self._first = torch.zeros_like(self.weights)
        self._second = torch.zeros_like(self.weights)
        self.step = 0

    def _contrast(self, a, b, groups: npt.NDArray):
        """InfoNCE both ways; other members of the same group are no wrong answers."""
        torch = self._torch
        scores = self._plan.scale * (a @ b.T)
        same = torch.from_numpy(groups[:, None] == groups[None, :])
        same.fill_diagonal_(False)
        scores = scores.masked_fill(same, -1e4)
        right = torch.arange(len(a))
        cross = torch.nn.functional.cross_entropy
        return (cross(scores, right) + cross(scores.T, right)) / 2

    def _loss(self, vectors, batch: Batch):
        plan, sizes = self._plan, [last - first for first, last in batch.spans.values()]
        parts = dict(zip(batch.spans, vectors.split(sizes), strict=True))
        loss = self._contrast(parts["en"], parts["zh"], batch.groups["en"])
        wordings = batch.groups["wording"]
        if len(wordings) > 1:
            for side in ("zh", "en"):
                loss = loss + plan.weight_wordings / 2 * self._contrast(
                    parts[f"{side} a"], parts[f"{side} b"], wordings
                )
        if "piece" in parts:
            loss = loss + plan.weight_blocks * self._contrast(parts["piece"], parts["block"], batch.groups["piece"])
        if "word" in parts:
            loss = loss + plan.weight_glosses * self._contrast(parts["word"], parts["gloss"], batch.groups["word"])
        if batch.targets is not None:
            targets = self._torch.from_numpy(batch.targets)
            for side in ("en", "zh"):
                loss = loss + plan.weight_taught / 2 * (1 - (parts[f"taught {side}"] * targets).sum(1)).mean()
        return loss

    def advance(self, batch: Batch) -> float:
        """One step; the loss before it."""
        torch, plan = self._torch, self._plan
        lengths = np.array([len(bag) for bag in batch.bags])
        tokens, local = np.unique(np.concatenate(batch.bags), return_inverse=True)
        rows_of = torch.from_numpy(tokens.astype(np.int64))
        rows = self.weights[rows_of].requires_grad_(True)
        offsets = torch.from_numpy(np.cumsum(lengths) - lengths)
        summed = torch.nn.functional.embedding_bag(torch.from_numpy(local.astype(np.int64)), rows, offsets, mode="sum")
        loss = self._loss(torch.nn.functional.normalize(summed, dim=1), batch)
        (gradient,) = torch.autograd.grad(loss, rows)
        self.step += 1
        rate = plan.rate * min(1.0, self.step / 50) * (0.02 + 0.98 * (1 + np.cos(np.pi * self.step / plan.steps)) / 2)
        first = self._first[rows_of].mul_(0.9).add_(gradient, alpha=0.1)
        second = self._second[rows_of].mul_(0.999).addcmul_(gradient, gradient, value=0.001)
        self._first[rows_of], self._second[rows_of] = first, second
        first, second = first / (1 - 0.9**self.step), second / (1 - 0.999**self.step)
        self.weights[rows_of] = rows.detach() - rate * first / (second.sqrt() + 1e-8)
        self.weights[0] = 0.0  # unknown characters say nothing
        return float(loss.detach())

    def save(self, path: Path) -> None:
        partial = path.with_suffix(".part.npz")
        np.savez(
            partial,
            step=self.step,
            weights=self.weights.numpy(),
            first=self._first.numpy(),
            second=self._second.numpy(),
        )
        partial.replace(path)

    def restore(self, path: Path) -> None:
        with np.load(path) as arrays:
            self.step = int(arrays["step"])
            self.weights, self._first, self._second = (
                self._torch.from_numpy(arrays[name]) for name in ("weights", "first", "second")
            )


def train(
    examples: Examples, start: Matrix, plan: Plan, *, checkpoint: Path | None = None, progress: Progress = silent
) -> Matrix:
    """The trained rows. Goes on from ``checkpoint`` where it exists, and gives what an unbroken run would have given."""
    trainer = Trainer(start, plan)
    if checkpoint is not None and checkpoint.is_file():
        trainer.restore(checkpoint)
    sampler = Sampler(
        examples,
        pairs=plan.pairs,
        blocks=plan.blocks,
        glosses=plan.glosses,
        taught=plan.taught,
        drop=plan.drop,
        seed=plan.seed,
    )
    progress("static", trainer.step, plan.steps)
    while trainer.step < plan.steps:
        trainer.advance(sampler.batch(trainer.step))
        progress("static", trainer.step, plan.steps)
        if checkpoint is not None and trainer.step % plan.checkpoint == 0 and trainer.step < plan.steps:
            trainer.save(checkpoint)
    return trainer.weights.numpy()
