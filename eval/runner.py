"""One evaluation run: ask everything, judge everything, write it all down.

A run's folder holds ``results.jsonl`` (one judged asking per line, no times: two runs of one state are byte for byte the
same), ``timings.jsonl``, ``summary.json``, ``manifest.json``, and ``run.trec`` with ``qrels.trec`` for other tools.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from corpus.durable import write_file
from corpus.errors import BadInput, NotFound
from corpus.progress import Progress, silent
from eval.engines import Engine
from eval.measures.ranking import qrels_lines, rank_measures, ranked_labels, run_lines
from eval.outcomes import Outcome, judge_asking
from eval.questions import Asking
from eval.replies import Reply
from eval.summary import summarise

_PACKAGES = ("pincite", "faiss-cpu", "numpy", "scipy", "onnxruntime", "tokenizers", "OpenCC", "ir-measures")


@dataclass(frozen=True, slots=True)
class Run:
    outcomes: tuple[Outcome, ...]
    replies: Mapping[str, Reply]  #: asking id -> reply
    summary: Mapping[str, Any]
    manifest: Mapping[str, Any]


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "absent"
    return found


def evaluate(
    engine: Engine, asked: Sequence[Asking], *, manifest: Mapping[str, Any] | None = None, progress: Progress = silent
) -> Run:
    """Asks the engine everything and judges each reply. Raises what the engine raises; nothing is swallowed."""
    if not asked:
        raise BadInput("There is nothing to ask.", "The split or the language leaves no question.")
    replies: dict[str, Reply] = {}
    for i, asking in enumerate(asked):
        progress("ask", i, len(asked))
        replies[asking.id] = engine.ask(asking)
    progress("ask", len(asked), len(asked))
    labels = {i: ranked_labels(p for p, _ in reply.passages) for i, reply in replies.items()}
    rankings = rank_measures(asked, labels)
    languages = engine.languages()
    outcomes = tuple(
        judge_asking(
            asking,
            replies[asking.id],
            rankings.get(asking.id),
            languages=languages,
            text_of=engine.text_of,
            top=labels[asking.id],
        )
        for asking in asked
    )
    about = {
        "index_version": sorted({reply.index_version for reply in replies.values()}),
        "settings": dict(engine.settings()),
        "packages": _versions(),
        **(manifest or {}),
    }
    return Run(outcomes, replies, summarise(outcomes, [r.milliseconds for r in replies.values()]), about)


def _lines(rows: Sequence[Mapping[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _pretty(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def write_run(run: Run, asked: Sequence[Asking], out: Path) -> None:
    """Writes the run's files into ``out``, each whole or not at all."""
    out.mkdir(parents=True, exist_ok=True)
    ranked = {i: ranked_labels(p for p, _ in reply.passages) for i, reply in run.replies.items()}
    answerable = [a for a in asked if a.item.answerable]
    files = {
        "results.jsonl": _lines([o.to_json() for o in run.outcomes]),
        "timings.jsonl": _lines([{"id": i, "ms": round(r.milliseconds, 3)} for i, r in run.replies.items()]),
        "summary.json": _pretty(run.summary),
        "manifest.json": _pretty(run.manifest),
        "run.trec": "".join(line + "\n" for a in answerable for line in run_lines(a.id, ranked[a.id], "pincite")),
        "qrels.trec": "".join(line + "\n" for a in answerable for line in qrels_lines(a)),
    }
    for name, text in files.items():
        write_file(out / name, text.encode())


def read_results(folder: Path) -> list[dict[str, Any]]:
    """The lines of a run's results.jsonl. Raises NotFound where the folder holds no run."""
    path = folder / "results.jsonl"
    if not path.is_file():
        raise NotFound(f"There is no run in {folder}.", "Make one with `pincite-eval run --out DIR`.")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def read_json(folder: Path, name: str) -> dict[str, Any]:
    """``summary.json`` or ``manifest.json`` of a run. Raises NotFound."""
    path = folder / name
    if not path.is_file():
        raise NotFound(f"There is no {name} in {folder}.", "Make a run with `pincite-eval run --out DIR`.")
    return json.loads(path.read_text("utf-8"))
