"""What each part of the search is worth: ``python -m eval.ablation --data DIR --out docs/RETRIEVAL.md``.

Every part alone, and the whole without it, on our development questions (by language of question and evidence, over each
folder of documents) and on public development sets. On test questions the whole alone is measured. Intervals are cluster
bootstraps: an item asked in several languages is drawn as one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.catalogue import files_of
from corpus.durable import write_file
from corpus.languages import language_of
from corpus.reader import read_document
from corpus.records import Context, Paragraph, Term
from eval.measures.intervals import bootstrap
from eval.parts import ALONE, WITHOUT, Setup
from eval.questions import BUNDLED, Asking, askings, load_questions
from index.build import build_index
from index.devsets import Remembering, rank
from index.encoders import load_encoder
from index.fusion import Weights, fuse, read_weights
from index.glossary import PATH as GLOSSARY
from index.protocols import Encoder
from index.retriever import Retriever
from index.training.tasks import read_tasks
from index.wanted import is_statement

PUBLIC = (
    "drcd",
    "cmrc",
    *(f"ntrex {variety} {pair}" for variety in ("zho-TW", "zho-CN", "yue") for pair in ("en-zh", "zh-en")),
)
CUTS = (1, 3)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question; ``rows`` are the rows that state each part of its answer."""

    question: str
    rows: tuple[npt.NDArray[np.int64], ...]
    group: str
    item: str


@dataclass
class Bench:
    """Questions to one collection. An index is made for each setting of what it is built with, when it is first asked for."""

    paragraphs: Sequence[Paragraph]
    terms: Sequence[Term]
    encoder: Encoder
    folder: Path
    find: Callable[[Retriever], list[Wanted]]
    _opened: dict[tuple[bool, ...], tuple[Retriever, list[Wanted]]] = field(default_factory=dict)

    def opened(self, setup: Setup) -> tuple[Retriever, list[Wanted]]:
        key = (setup.glossary, setup.terms, setup.headings)
        if key not in self._opened:
            folder = self.folder / "-".join(map(str, key))
            folder.mkdir(parents=True)
            glossary = GLOSSARY
            if not setup.glossary:
                glossary = folder / "empty.csv"
                glossary.write_text(GLOSSARY.read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")
            paragraphs = self.paragraphs if setup.headings else [replace(p, context=Context()) for p in self.paragraphs]
            terms = self.terms if setup.terms else ()
            build_index(folder, paragraphs, terms=terms, encoder=self.encoder, glossary=glossary)
            retriever = Retriever.open(folder, encoder=self.encoder, paragraphs_by_id=lambda ids: [])
            self._opened[key] = retriever, self.find(retriever)
        return self._opened[key]


def label(paragraph_id: str) -> str:
    """``document/label`` of a paragraph, whichever language it stands in."""
    return paragraph_id.split("@")[0]


def pair_of(asking: Asking, languages: Mapping[str, set[str]]) -> str:
    """``question → evidence``: the evidence counts as in the asker's language where every part of it stands in it."""
    asked = asking.language
    own = "en" if asked == "en" else "zh"
    there = all(any(own in languages.get(p, ()) for p in part.paragraphs) for part in asking.item.gold)
    other = "zh" if own == "en" else "en"
    return f"{asked} → {own if there else other}"


def own_bench(documents: Path, asked: Sequence[Asking], encoder: Encoder, folder: Path) -> Bench:
    """Our answerable questions that stand alone (follow-ups need the conversation, which is not the search's affair)."""
    read = [read_document(path, metadata) for path, metadata in files_of(documents)]
    paragraphs = [p for document in read for p in document.paragraphs]
    languages: dict[str, set[str]] = {}
    for paragraph in paragraphs:
        languages.setdefault(label(paragraph.id), set()).add(paragraph.language.split("-")[0])

    def find(retriever: Retriever) -> list[Wanted]:
        rows: dict[str, list[int]] = {}
        for row, name in enumerate(retriever.ids):
            rows.setdefault(label(name), []).append(row)
        return [
            Wanted(
                asking.question,
                tuple(np.array([r for p in part.paragraphs for r in rows[p]]) for part in asking.item.gold),
                pair_of(asking, languages),
                asking.item.id,
            )
            for asking in asked
            if asking.item.answerable and not asking.history
        ]

    return Bench(paragraphs, [t for document in read for t in document.terms], encoder, folder, find)


def public_bench(data: Path, name: str, encoder: Encoder, folder: Path, sample: int) -> Bench:
    """A seeded sample of a public set's questions, to all its passages."""
    task = next(task for task in read_tasks(data) if task.name == name)
    paragraphs = [
        Paragraph(f"set/{i:06d}", "set", str(i), i, text, language_of(text)) for i, text in enumerate(task.passages)
    ]
    picked = np.sort(np.random.default_rng(0).permutation(len(task.queries))[:sample])
    wanted = [Wanted(task.queries[i], (task.wanted[i : i + 1],), name, str(i)) for i in picked]
    return Bench(paragraphs, (), encoder, folder, lambda _: wanted)


def recalls(bench: Bench, setups: Mapping[str, Setup], weights: Weights) -> dict[str, npt.NDArray[np.float64]]:
    """Per setup (questions, cuts): the share of the answer's parts that the first ones of a ranking state."""
    found: dict[str, npt.NDArray[np.float64]] = {}
    by_reading: dict[str, list[str]] = {}
    for name, setup in setups.items():
        by_reading.setdefault(setup.reading(weights), []).append(name)
    for names in by_reading.values():
        retriever, wanted = bench.opened(setups[names[0]])
        retriever = setups[names[0]].applied(retriever, weights)
        for name in names:
            found[name] = np.zeros((len(wanted), len(CUTS)))
        for i, asked in enumerate(wanted):
            parts = retriever.parts(asked.question)
            for name in names:
                summed = setups[name].weights(weights)
                factor = summed.statement if is_statement(asked.question) else 1.0
                scores = fuse({**parts, "dense": parts["dense"] * factor}, summed, retriever.pairs)
                ranks = np.array([rank(scores, rows, retriever.pairs) for rows in asked.rows])
                found[name][i] = [(ranks <= cut).mean() for cut in CUTS]
    return {name: found[name] for name in setups}


def cell(values: npt.NDArray[np.float64], items: Sequence[str]) -> str:
    """``R@1 (interval) / R@3 (interval)`` in per cent."""
    shown = []
    for column in values.T:
        interval = bootstrap(column.tolist(), items)
        shown.append(f"{column.mean() * 100:.1f} ({interval.low * 100:.0f}–{interval.high * 100:.0f})")
    return " / ".join(shown)


def table(bench: Bench, setups: Mapping[str, Setup], weights: Weights) -> tuple[list[str], dict[str, list[str]]]:
    """(column heads, cells by setup), a column for every group of questions."""
    found = recalls(bench, setups, weights)
    wanted = bench.opened(Setup())[1]
    groups = sorted({asked.group for asked in wanted})
    places = {g: [i for i, asked in enumerate(wanted) if asked.group == g] for g in groups}
    heads = [f"{g} ({len(places[g])})" for g in groups]
    rows = {
        name: [cell(values[places[g]], [wanted[i].item for i in places[g]]) for g in groups]
        for name, values in found.items()
    }
    return heads, rows


def as_markdown(first: str, heads: Sequence[str], rows: Mapping[str, Sequence[str]]) -> str:
    lines = [f"| {first} | " + " | ".join(heads) + " |", "| --- |" + " --- |" * len(heads)]
    lines += [f"| {name} | " + " | ".join(cells) + " |" for name, cells in rows.items()]
    return "\n".join(lines)


def report(given: argparse.Namespace, encoder: Encoder, folder: Path) -> str:
    """The page, as Markdown."""
    weights = read_weights(encoder.id)
    setups = {"**the whole**": Setup(), **ALONE, **WITHOUT}
    items = load_questions(given.questions)
    dev, test = askings(items, "dev"), askings(items, "test")
    sections = [HEAD.format(encoder=encoder.id), "## Our development questions"]
    for n, documents in enumerate(given.documents):
        print(f"{documents}, development questions", file=sys.stderr, flush=True)
        bench = own_bench(documents, dev, encoder, folder / f"dev-{n}")
        sections += [
            f"### {NAMES.get(documents.name, documents.name)}",
            as_markdown("", *table(bench, setups, weights)),
        ]
    sections.append("## Test questions, the whole only")
    for n, documents in enumerate(given.documents):
        bench = own_bench(documents, test, encoder, folder / f"test-{n}")
        sections.append(as_markdown(NAMES.get(documents.name, ""), *table(bench, {"the whole": Setup()}, weights)))
    if given.data:
        sections += [
            "## Public development sets",
            f"A seeded sample of {given.sample} questions of each, to all passages.",
        ]
        heads: list[str] = []
        rows: dict[str, list[str]] = {}
        public = {name: setup for name, setup in setups.items() if setup.public}
        for n, name in enumerate(PUBLIC):
            print(name, file=sys.stderr, flush=True)
            columns, found = table(
                public_bench(given.data, name, encoder, folder / f"set-{n}", given.sample), public, weights
            )
            heads += [head.rsplit(" (", 1)[0] for head in columns]
            for setup, cells in found.items():
                rows.setdefault(setup, []).extend(cells)
        sections.append(as_markdown("", heads, rows))
    return "\n\n".join(sections) + "\n"


NAMES = {"documents": "The bundled documents", "corpus": "The originals"}
HEAD = """# What each part of the search is worth

Written by `python -m eval.ablation`; do not edit. Encoder `{encoder}`, weights of `index/fusion.json`.

R@1 / R@3 in per cent with 95 % intervals (bootstrap over items, seeded). A column is a language of the question → a language
of the evidence, with the number of questions; *en → zh* means that no English paragraph states the answer. A question whose
answer has several parts counts the share that the first one or three places state, so R@1 cannot reach 100 there. Follow-ups
are left out. A row of the first kind keeps one part and drops all others; a row of the second drops one part and keeps the
weights of the rest as fitted with it."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.ablation", description=__doc__)
    parser.add_argument("--documents", type=Path, nargs="+", default=[Path("corpus/documents")], help="folders to ask")
    parser.add_argument("--data", type=Path, help="folder with dev/ (public sets); without it they are left out")
    parser.add_argument("--questions", type=Path, default=BUNDLED)
    parser.add_argument("--encoder", default="default")
    parser.add_argument("--sample", type=int, default=300, help="questions of each public set")
    parser.add_argument("--out", type=Path, required=True, help="the page to write")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        page = report(given, Remembering(load_encoder(given.encoder)), Path(folder))
    write_file(given.out, page.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
