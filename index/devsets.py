"""Development sets as indexes to search: which rows answer a question, and how the search ranks them under given weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

from corpus.catalogue import files_of
from corpus.errors import BadInput
from corpus.languages import language_of
from corpus.reader import read_document
from corpus.records import Paragraph, Term
from index.build import build_index
from index.fusion import Weights, fuse
from index.protocols import Encoder
from index.retriever import Retriever
from index.training.tasks import Task
from index.wanted import is_statement


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the rows that answer it."""

    question: str
    rows: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DevSet:
    """Questions to one index. ``groups``: name -> positions in ``asked`` that are measured together."""

    retriever: Retriever
    asked: tuple[Asked, ...]
    groups: dict[str, list[int]]
    own: bool = False  #: our own questions, on documents


class Remembering:
    """An encoder that encodes a question once, however often the weights change."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, npt.NDArray[np.float32]] = {}
        self.id, self.dimension, self.max_characters = encoder.id, encoder.dimension, encoder.max_characters

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        for text in texts:
            if text not in self._known:
                self._known[text] = self._encoder.encode_queries([text])[0]
        return np.stack([self._known[text] for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return self._encoder.encode_passages(texts)


def _index(folder: Path, paragraphs: Sequence[Paragraph], terms: Sequence[Term], encoder: Encoder) -> Retriever:
    build_index(folder, paragraphs, terms=terms, encoder=encoder)
    return Retriever.open(folder, encoder=encoder, paragraphs_by_id=lambda ids: [])


def task_set(task: Task, folder: Path, encoder: Encoder, sample: int) -> DevSet:
    """A task's passages as an index, with a seeded sample of its questions."""
    paragraphs = [
        Paragraph(f"{task.name}/{i:06d}", task.name, str(i), i, text, language_of(text))
        for i, text in enumerate(task.passages)
    ]
    picked = np.sort(np.random.default_rng(0).permutation(len(task.queries))[:sample])
    asked = tuple(Asked(task.queries[i], task.wanted[i : i + 1]) for i in picked)
    return DevSet(_index(folder, paragraphs, (), encoder), asked, {task.name: list(range(len(asked)))})


def own_set(questions: Path, documents: Path, folder: Path, encoder: Encoder) -> DevSet:
    """Our own questions, grouped by language pair. Raises BadInput where one names a paragraph that is not there."""
    read = [read_document(path, metadata) for path, metadata in files_of(documents)]
    paragraphs = [paragraph for document in read for paragraph in document.paragraphs]
    retriever = _index(folder, paragraphs, [term for document in read for term in document.terms], encoder)
    row = {name: i for i, name in enumerate(retriever.ids)}
    asked, groups = [], {}
    for item in yaml.safe_load(questions.read_text(encoding="utf-8"))["questions"]:
        missing = [name for name in item["gold"] if name not in row]
        if missing or not item["gold"]:
            raise BadInput(
                f"“{item['ask']}” names no paragraph of these documents: {missing}", f"correct {questions.name}"
            )
        groups.setdefault(f"{item['pair']} on {documents.name}", []).append(len(asked))
        asked.append(Asked(item["ask"], np.array([row[name] for name in item["gold"]])))
    return DevSet(retriever, tuple(asked), groups, own=True)


def rank(scores: npt.NDArray[np.float64], wanted: npt.NDArray[np.int64], pairs: npt.NDArray[np.int64]) -> int:
    """Rank from 1 of the best wanted place; other places of the same score count as before it."""
    best = np.full(len(scores), -np.inf)
    np.maximum.at(best, pairs, scores)
    places = np.unique(pairs[wanted])
    better = best >= best[places].max()
    better[places] = False
    return 1 + int(better.sum())


Parts = list[dict[str, npt.NDArray[np.float64]]]


def parts_of(dev: DevSet, weights: Weights) -> Parts:
    """The parts of every question's rows, before ``statement`` counts."""
    retriever = dev.retriever.with_weights(replace(weights, statement=1.0))
    return [retriever.parts(asked.question) for asked in dev.asked]


def ranks(dev: DevSet, parts: Parts, weights: Weights) -> list[int]:
    found, pairs = [], dev.retriever.pairs
    for asked, part in zip(dev.asked, parts, strict=True):
        factor = weights.statement if is_statement(asked.question) else 1.0
        scores = fuse({**part, "dense": part["dense"] * factor}, weights, pairs)
        found.append(rank(scores, asked.rows, pairs))
    return found


def measure(sets: Sequence[DevSet], parts: Sequence[Parts], weights: Weights) -> dict[str, dict[str, float]]:
    """Per group: R@1, R@3 and mean reciprocal rank, in per cent."""
    table = {}
    for dev, part in zip(sets, parts, strict=True):
        found = np.array(ranks(dev, part, weights))
        for name, positions in dev.groups.items():
            own = found[positions]
            values = {"R@1": (own <= 1).mean(), "R@3": (own <= 3).mean(), "MRR": (1 / own).mean()}
            table[name] = {key: round(float(value) * 100, 2) for key, value in values.items()}
    return table
