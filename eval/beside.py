"""Would another embedding help? ``python -m eval.beside MODEL --documents DIR…`` adds one to the search, or puts it in the place
of its own vectors, and says what our development questions gain.

MODEL is a name as the setting ``encoder`` takes it. Its z-scores are added within the languages that it reads; elsewhere the
search is as before. Gains are paired, their intervals cluster bootstraps over items.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from eval.ablation import CUTS, NAMES, Bench, as_markdown, cell, own_bench
from eval.measures.intervals import bootstrap
from eval.parts import Setup
from eval.questions import BUNDLED, askings, load_questions
from index.devsets import Remembering, rank
from index.encoders import load_encoder
from index.fusion import Weights, fuse, read_weights
from index.protocols import Encoder
from index.wanted import is_statement

Floats = npt.NDArray[np.float64]
#: (share of the search's own vectors, share of the other model's) within the languages that the other model reads.
MIXES = {
    "as it is": (1.0, 0.0),
    "beside, a quarter as heavy": (1.0, 0.25),
    "beside, half as heavy": (1.0, 0.5),
    "beside, as heavy": (1.0, 1.0),
    "in their place": (0.0, 1.0),
    "in their place, half again as heavy": (0.0, 1.5),
}


def mixed(own: Floats, other: Floats, read: npt.NDArray[np.bool_], shares: tuple[float, float]) -> Floats:
    """z-scores of both, added by their shares where ``read`` is true; elsewhere the search's own."""
    return np.where(read, shares[0] * own + shares[1] * other, own)


def found(bench: Bench, other: Bench, languages: Sequence[str], weights: Weights) -> dict[str, Floats]:
    """Per mix (questions, cuts): the share of the answer's parts that the first places state."""
    retriever, wanted = bench.opened(Setup())
    second, _ = other.opened(Setup())
    one, two = (r.with_weights(replace(weights, statement=1.0)) for r in (retriever, second))
    language = {paragraph.id: paragraph.language for paragraph in bench.paragraphs}
    read = np.array([language[name] in languages for name in retriever.ids], dtype=bool)
    table = {name: np.zeros((len(wanted), len(CUTS))) for name in MIXES}
    for i, asked in enumerate(wanted):
        parts, beside = one.parts(asked.question), two.parts(asked.question)["dense"]
        factor = weights.statement if is_statement(asked.question) else 1.0
        for name, shares in MIXES.items():
            dense = factor * mixed(parts["dense"], beside, read, shares)
            scores = fuse({**parts, "dense": dense}, weights, retriever.pairs)
            ranks = np.array([rank(scores, rows, retriever.pairs) for rows in asked.rows])
            table[name][i] = [(ranks <= cut).mean() for cut in CUTS]
    return table


def gain(values: Floats, before: Floats, items: Sequence[str]) -> str:
    """``+1.2 (-0.5–2.9)`` for each cut, in points."""
    shown = []
    for column in (values - before).T:
        interval = bootstrap(column.tolist(), items)
        shown.append(f"{column.mean() * 100:+.1f} ({interval.low * 100:+.1f}–{interval.high * 100:+.1f})")
    return " / ".join(shown)


def section(documents: Path, given: argparse.Namespace, encoders: tuple[Encoder, Encoder], folder: Path) -> str:
    """One folder of documents as Markdown."""
    asked = askings(load_questions(given.questions), "dev", given.ask)
    bench, other = (own_bench(documents, asked, e, folder / str(n)) for n, e in enumerate(encoders))
    table = found(bench, other, given.languages, read_weights(encoders[0].id))
    wanted = bench.opened(Setup())[1]
    groups = sorted({one.group for one in wanted})
    rows: dict[str, list[str]] = {name: [] for name in table}
    heads = []
    for group in groups:
        places = [i for i, one in enumerate(wanted) if one.group == group]
        items = [wanted[i].item for i in places]
        heads += [f"{group} ({len(places)})", "gain"]
        for name, values in table.items():
            rows[name] += [cell(values[places], items), gain(values[places], table["as it is"][places], items)]
    return f"### {NAMES.get(documents.name, documents.name)}\n\n" + as_markdown("R@1 / R@3", heads, rows)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.beside", description=__doc__)
    parser.add_argument("model", help="name or folder of a sentence-transformers model")
    parser.add_argument("--documents", type=Path, nargs="+", default=[Path("corpus/documents")], help="folders to ask")
    parser.add_argument("--questions", type=Path, default=BUNDLED)
    parser.add_argument("--languages", nargs="+", default=["en"], help="languages of paragraphs that the model reads")
    parser.add_argument("--ask", nargs="+", default=["en"], help="languages to ask in")
    given = parser.parse_args(arguments)
    encoders = Remembering(load_encoder("default")), Remembering(load_encoder(given.model))
    with tempfile.TemporaryDirectory() as folder:
        for n, documents in enumerate(given.documents):
            print(section(documents, given, encoders, Path(folder) / str(n)), end="\n\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
