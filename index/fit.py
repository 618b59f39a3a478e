"""Fit the search's weights and write index/fusion.json: ``python -m index.fit --data DIR``.

Development sets only: reading comprehension (DRCD and CMRC dev), ntrex blocks across languages, and our own questions on
the bundled documents (``fit_questions.yaml``). The measure is the mean reciprocal rank. One
weight after the other is moved along a short list of values and kept where the measure rises (coordinate ascent), which
is deterministic and needs no gradient.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml

from corpus.errors import BadInput
from corpus.languages import language_of
from corpus.metadata import files_of
from corpus.reader import read_document
from corpus.records import Paragraph, Term
from index.build import build_index
from index.encoders import load_encoder
from index.fusion import PARTS, PATH, Weights, fuse, read_weights, write_weights
from index.protocols import Encoder
from index.retriever import Retriever
from index.training.tasks import Task, read_tasks

QUESTIONS = Path(__file__).parent / "fit_questions.yaml"
DOCUMENTS = Path(__file__).parent.parent / "corpus" / "documents"
#: Of the training room's tasks: same language, then both directions across languages.
TASKS = (
    "drcd",
    "cmrc",
    "ntrex zho-TW en-zh",
    "ntrex zho-CN zh-en",
    "blocks zho-TW en-zh",
    "blocks zho-CN zh-en",
    "blocks yue zh-en",
)
#: Values tried. ``lexical`` is the unit of the rest.
TERM_VALUES = {
    "k1": (0.6, 0.9, 1.2, 1.6),
    "b": (0.3, 0.5, 0.75),
    "context": (0.2, 0.4, 0.7, 1.0),
    "character": (0.0, 0.1, 0.3, 0.5),
    "bigram": (0.2, 0.4, 0.6, 0.8, 1.0),
    "name": (0.3, 0.6, 1.0, 1.5, 2.0),
    "part": (0.0, 0.3, 0.6, 1.0),
    "translation": (0.5, 0.7, 1.0, 1.3),
    "near": (0.0, 0.25, 0.5),
    "window": (0.3, 0.5, 0.7),
    "statement": (1.0, 1.5, 2.0, 2.5, 3.0),
}
SUM_VALUES = {
    "dense": (0.0, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.3, 1.7),
    "coverage": (0.0, 3.0, 6.0, 9.0, 12.0, 16.0, 20.0),
    "exact": (
        0.3,
        0.6,
        1.0,
        1.5,
    ),  # never 0: a figure or a date asked for must count, though few questions here hold one
    "wanted": (0.0, 0.5, 1.0, 1.5, 2.0, 3.0),
}


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


class _Remembering:
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
    retriever = dev.retriever.with_weights(weights)
    return [retriever.parts(asked.question) for asked in dev.asked]


def ranks(dev: DevSet, parts: Parts, weights: Weights) -> list[int]:
    return [
        rank(fuse(part, weights), asked.rows, dev.retriever.pairs) for asked, part in zip(dev.asked, parts, strict=True)
    ]


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


def objective(sets: Sequence[DevSet], parts: Sequence[Parts], weights: Weights) -> float:
    """Mean reciprocal rank: half that of the public sets, half that of our own questions, which are what the search is for.

    Within each half a group weighs the root of its number of questions: small ones are noisy.
    """
    halves: list[float] = []
    for own in (False, True):
        chosen = [i for i, dev in enumerate(sets) if dev.own is own]
        total = size = 0.0
        for i in chosen:
            table = measure([sets[i]], [parts[i]], weights)
            for name, positions in sets[i].groups.items():
                total += len(positions) ** 0.5 * table[name]["MRR"]
                size += len(positions) ** 0.5
        if chosen:
            halves.append(total / size)
    return sum(halves) / len(halves)


def ascend(
    weights: Weights, values: dict[str, tuple[float, ...]], judge: Callable[[Weights], float]
) -> tuple[Weights, float]:
    """One pass over the named weights: each set to the value of its list that ``judge`` finds best, ties to the present one."""
    best = judge(weights)
    for name, tried in values.items():
        for value in tried:
            candidate = replace(weights, **{name: value})
            found = judge(candidate) if candidate != weights else best
            if found > best + 1e-9:
                weights, best = candidate, found
        print(f"  {name} = {getattr(weights, name)}: {best:.2f}", flush=True)
    return weights, best


def fit(sets: Sequence[DevSet], weights: Weights, rounds: int = 1) -> tuple[Weights, dict[str, dict[str, float]]]:
    """Fit how the parts are added, then how terms count, and again; returns the weights and the final table."""
    for _ in range(rounds):
        parts = [parts_of(dev, weights) for dev in sets]
        weights, _ = ascend(weights, SUM_VALUES, lambda w, parts=parts: objective(sets, parts, w))
        weights, _ = ascend(weights, TERM_VALUES, lambda w: objective(sets, [parts_of(dev, w) for dev in sets], w))
    parts = [parts_of(dev, weights) for dev in sets]
    weights, _ = ascend(weights, SUM_VALUES, lambda w: objective(sets, parts, w))
    return weights, measure(sets, parts, weights)


def ablations(weights: Weights) -> dict[str, Weights]:
    """The whole, each part of the sum alone, and the whole without one of its means."""
    nothing = dict.fromkeys(PARTS, 0.0)
    alone = {f"{name} alone": replace(weights, **{**nothing, name: 1.0}) for name in (*PARTS[:2], "coverage")}
    without = {f"without {name}": replace(weights, **{name: 0.0}) for name in PARTS}
    means = {
        "without translations": replace(weights, translation=0.0),
        "without names": replace(weights, name=0.0, part=0.0),
        "without headings": replace(weights, context=0.0),
        "without windows": replace(weights, window=0.0, near=0.0),
    }
    return {"whole": weights, **alone, **without, **means}


def _table(path: Path) -> dict[str, Weights]:
    """The weights that the file holds already, by encoder key."""
    known = json.loads(path.read_text(encoding="utf-8"))["encoders"] if path.is_file() else {}
    names = [field.name for field in fields(Weights)]
    return {key: Weights(**{name: entry[name] for name in names}) for key, entry in known.items()}


def main(arguments: Sequence[str] | None = None) -> dict[str, Any]:
    parser = argparse.ArgumentParser(
        prog="python -m index.fit", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with dev/ (see index.training)")
    parser.add_argument("--encoder", default="default", help="name as in load_encoder")
    parser.add_argument(
        "--key", help="what encoder ids begin with that take these weights (default: up to the first hyphen)"
    )
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument(
        "--documents", type=Path, nargs="+", default=[DOCUMENTS], help="folders that the questions are put to"
    )
    parser.add_argument("--sample", type=int, default=300, help="questions per development set")
    parser.add_argument("--rounds", type=int, default=1, help="passes over all weights")
    parser.add_argument("--out", type=Path, default=PATH)
    parser.add_argument("--measure", action="store_true", help="only measure the weights as they are")
    parser.add_argument(
        "--ablate", action="store_true", help="with --measure: R@1/R@3 of each part alone and of the whole without it"
    )
    given = parser.parse_args(arguments)
    encoder = _Remembering(load_encoder(given.encoder))
    with tempfile.TemporaryDirectory() as name:
        tasks = {task.name: task for task in read_tasks(given.data)}
        folders = [Path(name) / str(i) for i in range(len(TASKS) + len(given.documents))]
        sets = [
            task_set(tasks[task], folder, encoder, given.sample) for task, folder in zip(TASKS, folders, strict=False)
        ]
        for documents, folder in zip(given.documents, folders[len(TASKS) :], strict=True):
            sets.append(own_set(given.questions, documents, folder, encoder))
        weights = read_weights(encoder.id, given.out)
        if given.measure:
            tables = {
                what: measure(sets, [parts_of(dev, tried) for dev in sets], tried)
                for what, tried in (ablations(weights) if given.ablate else {"whole": weights}).items()
            }
            for what, table in tables.items():
                print(
                    what,
                    *(f"{group} {values['R@1']:.1f}/{values['R@3']:.1f}" for group, values in table.items()),
                    sep=" | ",
                )
            table = tables["whole"]
        else:
            weights, table = fit(sets, weights, given.rounds)
            key = given.key or encoder.id.split("-")[0]
            notes = {
                "measure": "MRR, half public sets, half our questions; groups weigh the root of their size",
                "sample": given.sample,
                "fitted": {key: table},
            }
            write_weights({**_table(given.out), key: weights}, notes, given.out)
    for group, values in table.items():
        print(f"{group:26}" + "  ".join(f"{key} {value:6.2f}" for key, value in values.items()))
    return {"weights": weights, "table": table}


if __name__ == "__main__":
    main()
