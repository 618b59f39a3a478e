"""One evaluation run: ask everything, judge everything, write it all down as it comes.

A run's folder holds ``manifest.json`` (written first), ``results.jsonl`` (one judged asking per line, in the order asked, no
times: two runs of one state are byte for byte the same), ``timings.jsonl``, and when all is asked ``summary.json`` and
``run.trec`` with ``qrels.trec`` for other tools. A run that was interrupted goes on where it stopped.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.durable import write_file
from corpus.errors import BadInput, Conflict, NotFound
from corpus.progress import Progress, silent
from eval.engines import Engine
from eval.fingerprints import versions
from eval.measures.ranking import qrels_lines, rank_measures, ranked_labels, run_lines
from eval.outcomes import Outcome, judge_asking
from eval.questions import Asking
from eval.replies import Reply
from eval.summary import summarise

RESULTS, TIMINGS, MANIFEST, SUMMARY = "results.jsonl", "timings.jsonl", "manifest.json", "summary.json"
MOST_WORKERS = 64
#: Of the manifest: what may differ between two halves of one run.
_MAY_DIFFER = ("workers",)


@dataclass(frozen=True, slots=True)
class Run:
    outcomes: tuple[Outcome, ...]
    milliseconds: Mapping[str, float]  #: by asking id
    summary: Mapping[str, Any]
    manifest: Mapping[str, Any]


def manifest_of(engine: Engine, more: Mapping[str, Any] | None = None, workers: int = 1) -> dict[str, Any]:
    """All that a run depends on: the engine's identity and settings, package versions, and what the caller adds."""
    identity = dict(engine.identity())
    version = identity.pop("index_version", None)
    return {
        "index_version": [version] if version else [],
        **identity,
        "settings": dict(engine.settings()),
        "packages": versions(),
        **(more or {}),
        "workers": workers,
    }


def ask_all(engine: Engine, asked: Sequence[Asking], workers: int = 1) -> Iterator[tuple[Asking, Reply]]:
    """Replies in the order asked, at most ``workers`` questions under way at once.

    Raises what the engine raises, at the question it was raised for; nothing is swallowed. BadInput for a number of workers
    that is none.
    """
    if not 1 <= workers <= MOST_WORKERS:
        raise BadInput(f"{workers} questions at once were asked for.", f"From 1 to {MOST_WORKERS}.")
    if workers == 1:
        yield from ((asking, engine.ask(asking)) for asking in asked)
        return
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque[tuple[Asking, Future[Reply]]] = deque()
        try:
            for asking in asked:
                # No more are handed in than are at work: a failure leaves few questions asked in vain.
                if len(waiting) >= workers:
                    first, reply = waiting.popleft()
                    yield first, reply.result()
                waiting.append((asking, pool.submit(engine.ask, asking)))
            while waiting:
                first, reply = waiting.popleft()
                yield first, reply.result()
        finally:
            for _, reply in waiting:
                reply.cancel()


def _judged(engine: Engine, replies: Iterable[tuple[Asking, Reply]]) -> Iterator[tuple[Outcome, float]]:
    """(outcome, milliseconds) of each reply, judged as it comes."""
    languages = engine.languages()
    for asking, reply in replies:
        labels = ranked_labels(p for p, _ in reply.passages)
        # A system that shows no passages is not scored as one that ranks badly.
        ranking = None if reply.bare else rank_measures([asking], {asking.id: labels}).get(asking.id)
        judged = judge_asking(asking, reply, ranking, languages=languages, text_of=engine.text_of, top=labels)
        yield judged, reply.milliseconds


def _run(outcomes: Sequence[Outcome], spent: Mapping[str, float], manifest: Mapping[str, Any], engine: Engine) -> Run:
    """The run with its summary; memory is the engine's at the end."""
    versions_seen = sorted({v for o in outcomes if (v := o.reply.get("index_version"))})
    memory = engine.memory()
    summary = {
        **summarise(outcomes, list(spent.values())),
        "memory_mib": None if memory is None else round(memory, 1),
    }
    return Run(
        tuple(outcomes), spent, summary, {**manifest, "index_version": manifest["index_version"] or versions_seen}
    )


def evaluate(
    engine: Engine,
    asked: Sequence[Asking],
    *,
    manifest: Mapping[str, Any] | None = None,
    progress: Progress = silent,
    workers: int = 1,
    out: Path | None = None,
    resume: bool = False,
) -> Run:
    """Asks the engine everything and judges each reply; with ``out``, each is on the disk before the next is judged.

    ``resume`` goes on with the run in ``out``. Raises BadInput where there is nothing to ask, Conflict where the run in
    ``out`` was made from something else, and what the engine raises: what was judged until then is kept.
    """
    if not asked:
        raise BadInput("There is nothing to ask.", "The split or the language leaves no question.")
    made = manifest_of(engine, manifest, workers)
    done: dict[str, Outcome] = {}
    spent: dict[str, float] = {}
    if out is not None:
        done, spent = _begin(out, made, [a.id for a in asked], resume)
    left = [asking for asking in asked if asking.id not in done]
    progress("ask", len(done), len(asked))
    for outcome, milliseconds in _judged(engine, ask_all(engine, left, workers)):
        done[outcome.id], spent[outcome.id] = outcome, milliseconds
        if out is not None:
            # The time first: a result without one would be taken for asked and never timed.
            _append(out / TIMINGS, {"id": outcome.id, "ms": round(milliseconds, 3)})
            _append(out / RESULTS, outcome.to_json())
        progress("ask", len(done), len(asked))
    run = _run([done[a.id] for a in asked], {a.id: spent[a.id] for a in asked if a.id in spent}, made, engine)
    if out is not None:
        write_run(run, asked, out)
    return run


def _append(path: Path, row: Mapping[str, Any]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _whole_lines(path: Path) -> list[dict[str, Any]]:
    """The lines of a file that is being written: the last one, where it is torn, is left out and cut off the file."""
    if not path.is_file():
        return []
    kept = path.read_bytes()
    kept = kept[: kept.rfind(b"\n") + 1]
    write_file(path, kept)
    return [json.loads(line) for line in kept.decode("utf-8").splitlines()]


def _begin(
    out: Path, manifest: Mapping[str, Any], asked: Sequence[str], resume: bool
) -> tuple[dict[str, Outcome], dict[str, float]]:
    """What is already there: outcomes and times by asking id; an empty folder to write into unless ``resume``."""
    out.mkdir(parents=True, exist_ok=True)
    if resume and (out / MANIFEST).is_file():
        before = read_json(out, MANIFEST)
        changed = sorted(
            key
            for key in {*before, *manifest} - set(_MAY_DIFFER)
            # An engine that cannot tell its index version beforehand has it from the replies.
            if not (key == "index_version" and not manifest[key])
            and before.get(key) != json.loads(json.dumps(manifest.get(key)))
        )
        if changed:
            raise Conflict(
                f"The run in {out} was made with another {' and '.join(changed)}.",
                "Leave --resume out to start anew, or write into another folder.",
            )
        wanted = set(asked)
        times = {row["id"]: row["ms"] for row in _whole_lines(out / TIMINGS)}
        rows = [Outcome.from_json(row) for row in _whole_lines(out / RESULTS)]
        return {o.id: o for o in rows if o.id in wanted}, times
    for name in (RESULTS, TIMINGS, SUMMARY, "run.trec", "qrels.trec"):
        (out / name).unlink(missing_ok=True)
    write_file(out / MANIFEST, _pretty(manifest).encode())
    return {}, {}


def _lines(rows: Iterable[Mapping[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _pretty(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def write_run(run: Run, asked: Sequence[Asking], out: Path) -> None:
    """Writes the run's files into ``out``, each whole or not at all."""
    out.mkdir(parents=True, exist_ok=True)
    ranked = {o.id: ranked_labels(o.reply["passages"]) for o in run.outcomes}
    answerable = [a for a in asked if a.item.answerable]
    files = {
        RESULTS: _lines(o.to_json() for o in run.outcomes),
        TIMINGS: _lines({"id": i, "ms": round(ms, 3)} for i, ms in run.milliseconds.items()),
        SUMMARY: _pretty(run.summary),
        MANIFEST: _pretty(run.manifest),
        "run.trec": "".join(line + "\n" for a in answerable for line in run_lines(a.id, ranked[a.id], "pincite")),
        "qrels.trec": "".join(line + "\n" for a in answerable for line in qrels_lines(a)),
    }
    for name, text in files.items():
        write_file(out / name, text.encode())


def read_results(folder: Path) -> list[dict[str, Any]]:
    """The lines of a run's results.jsonl. Raises NotFound where the folder holds no run."""
    path = folder / RESULTS
    if not path.is_file():
        raise NotFound(f"There is no run in {folder}.", "Make one with `pincite-eval run --out DIR`.")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def read_times(folder: Path) -> list[float]:
    """Milliseconds per question of a run, in the order asked; none where they were not kept."""
    path = folder / TIMINGS
    return [json.loads(line)["ms"] for line in path.read_text("utf-8").splitlines()] if path.is_file() else []


def read_json(folder: Path, name: str) -> dict[str, Any]:
    """``summary.json`` or ``manifest.json`` of a run. Raises NotFound."""
    path = folder / name
    if not path.is_file():
        raise NotFound(f"There is no {name} in {folder}.", "Make a run with `pincite-eval run --out DIR`.")
    return json.loads(path.read_text("utf-8"))
