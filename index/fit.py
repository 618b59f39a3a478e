"""Fit the search's weights and write index/fusion.json: ``python -m index.fit --data DIR``.

Development sets only: reading comprehension (DRCD and CMRC dev), ntrex sentences and blocks across languages, and our own
questions on the bundled documents (``fit_questions.yaml``). The measure is the mean reciprocal rank, less a penalty wherever
the whole stays more than one point of R@1 behind its better member alone on a public set. One weight after the other is
moved along a short list of values and kept where the measure rises (coordinate ascent), which is deterministic and needs no
gradient.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from index.devsets import DevSet, Parts, Remembering, measure, own_set, parts_of, task_set
from index.encoders import load_encoder
from index.fusion import PARTS, PATH, Weights, read_weights, write_weights
from index.training.tasks import read_tasks

QUESTIONS = Path(__file__).parent / "fit_questions.yaml"
DOCUMENTS = Path(__file__).parent.parent / "corpus" / "documents"
#: Of the training room's tasks: same language, then both directions across languages.
TASKS = (
    "drcd",
    "cmrc",
    *(f"ntrex {variety} {pair}" for variety in ("zho-CN", "zho-TW", "yue") for pair in ("en-zh", "zh-en")),
    "blocks zho-TW en-zh",
    "blocks zho-CN zh-en",
    "blocks yue zh-en",
)
#: Members of the sum that could each rank alone, and how far the whole may stay behind the better one (points of R@1).
MEMBERS = ("lexical", "dense")
BEHIND = 1.0
PENALTY = 5.0  #: per point further behind
PASSES = 4  #: over the weights of the sum, at most: each can make room for another
Values = Mapping[str, tuple[float, ...]]
#: Values tried. ``lexical`` is the unit of the rest.
TERM_VALUES: Values = {
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
    "inside": (0.25, 0.5, 0.75, 1.0),
}
SUM_VALUES: Values = {
    "statement": (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0),
    "dense": (0.0, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.3, 1.7),
    "coverage": (0.0, 1.0, 2.0, 3.0, 4.5, 6.0, 9.0, 12.0, 16.0, 20.0),
    "exact": (
        0.3,
        0.6,
        1.0,
        1.5,
    ),  # never 0: a figure or a date asked for must count, though few questions here hold one
    "wanted": (0.0, 0.5, 1.0, 1.5, 2.0, 3.0),
    "body": (0.0, 0.5, 1.0, 1.5, 2.0),
    "pair": (0.0, 0.25, 0.5, 0.75, 1.0),
}


def alone(weights: Weights, member: str) -> Weights:
    """One member of the sum, without the others."""
    return replace(weights, **{**dict.fromkeys(PARTS, 0.0), member: 1.0})


def floors(sets: Sequence[DevSet], parts: Sequence[Parts], weights: Weights) -> dict[str, float]:
    """The least R@1 in per cent that the whole may have on each public set: the better member's, less BEHIND."""
    public = [(dev, part) for dev, part in zip(sets, parts, strict=True) if not dev.own]
    least: dict[str, float] = {}
    for member in MEMBERS:
        table = measure(*map(list, zip(*public, strict=True)), alone(weights, member)) if public else {}
        for name, values in table.items():
            least[name] = max(least.get(name, 0.0), values["R@1"] - BEHIND)
    return least


def objective(
    sets: Sequence[DevSet], parts: Sequence[Parts], weights: Weights, least: Mapping[str, float] | None = None
) -> float:
    """Mean reciprocal rank: half that of the public sets, half that of our own questions, which are what the search is for.

    Within each half a group weighs the root of its number of questions: small ones are noisy. Every point of R@1 below
    ``least`` costs PENALTY.
    """
    least = floors(sets, parts, weights) if least is None else least
    halves: list[float] = []
    below = 0.0
    for own in (False, True):
        chosen = [i for i, dev in enumerate(sets) if dev.own is own]
        total = size = 0.0
        for i in chosen:
            table = measure([sets[i]], [parts[i]], weights)
            for name, positions in sets[i].groups.items():
                total += len(positions) ** 0.5 * table[name]["MRR"]
                size += len(positions) ** 0.5
                below += max(0.0, least.get(name, 0.0) - table[name]["R@1"])
        if chosen:
            halves.append(total / size)
    return sum(halves) / len(halves) - PENALTY * below


def ascend(weights: Weights, values: Values, judge: Callable[[Weights], float]) -> tuple[Weights, float]:
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


def fit(
    sets: Sequence[DevSet], weights: Weights, rounds: int = 1, terms: Values = TERM_VALUES
) -> tuple[Weights, dict[str, dict[str, float]]]:
    """Fit how the parts are added, then how terms count, and again; returns the weights and the final table."""

    def added(weights: Weights) -> Weights:
        parts = [parts_of(dev, weights) for dev in sets]
        least = floors(sets, parts, weights)
        for _ in range(PASSES):
            before = weights
            weights, _ = ascend(weights, SUM_VALUES, lambda w: objective(sets, parts, w, least))
            if weights == before:
                break
        return weights

    for _ in range(rounds if terms else 0):
        weights = added(weights)
        weights, _ = ascend(weights, terms, lambda w: objective(sets, [parts_of(dev, w) for dev in sets], w))
    weights = added(weights)
    return weights, measure(sets, [parts_of(dev, weights) for dev in sets], weights)


def _table(path: Path) -> dict[str, Weights]:
    """The weights that the file holds already, by encoder key."""
    known = json.loads(path.read_text(encoding="utf-8"))["encoders"] if path.is_file() else {}
    return {key: read_weights(key, path) for key in known}


def _sets(given: argparse.Namespace, encoder: Remembering, folder: Path) -> list[DevSet]:
    tasks = {task.name: task for task in read_tasks(given.data)}
    sets = [task_set(tasks[name], folder / str(i), encoder, given.sample) for i, name in enumerate(TASKS)]
    own = [own_set(given.questions, path, folder / f"own-{i}", encoder) for i, path in enumerate(given.documents)]
    return sets + own


def _members(sets: Sequence[DevSet], weights: Weights) -> None:
    """Prints R@1 of the whole and of its members alone on the public sets."""
    public = [dev for dev in sets if not dev.own]
    parts = [parts_of(dev, weights) for dev in public]
    tables = [measure(public, parts, w) for w in (weights, *(alone(weights, member) for member in MEMBERS))]
    print("R@1".ljust(26), "whole", *MEMBERS, sep="\t")
    for name in tables[0]:
        print(name.ljust(26), *(table[name]["R@1"] for table in tables), sep="\t")


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
        "--sum-only", action="store_true", help="move only how the parts are added: minutes, not an hour"
    )
    given = parser.parse_args(arguments)
    encoder = Remembering(load_encoder(given.encoder))
    with tempfile.TemporaryDirectory() as name:
        sets = _sets(given, encoder, Path(name))
        weights = read_weights(encoder.id, given.out)
        if given.measure:
            table = measure(sets, [parts_of(dev, weights) for dev in sets], weights)
        else:
            weights, table = fit(sets, weights, given.rounds, {} if given.sum_only else TERM_VALUES)
            key = given.key or encoder.id.split("-")[0]
            notes = {
                "measure": "MRR, half public sets, half our questions; groups weigh the root of their size; whole at most "
                f"{BEHIND} points of R@1 behind the better of lexical and dense",
                "encoder": encoder.id,
                "sample": given.sample,
                "fitted": {key: table},
            }
            write_weights({**_table(given.out), key: weights}, notes, given.out)
        _members(sets, weights)
    for group, values in table.items():
        print(f"{group:26}" + "  ".join(f"{key} {value:6.2f}" for key, value in values.items()))
    return {"weights": weights, "table": table}


if __name__ == "__main__":
    main()
