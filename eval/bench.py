"""Speed and memory, measured, never asserted: `python -m eval bench`.

Each figure is a median over repeated calls in one process, beside its ratio to a reference measured in the same run: one pass
of the folding (corpus.spans.fold_text) over all the documents' text. Machines are shared and noisy: quote the ratios.
"""

from __future__ import annotations

import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.facts import extract
from corpus.records import Paragraph
from corpus.spans import fold_text
from eval.questions import askings, load_questions
from service.answer.ask import ask
from service.answer.records import Question
from service.desk.quotes import verify
from service.desk.stream import Streams
from service.library import Library


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds per call: median and 95th percentile, and how many calls."""

    name: str
    p50: float
    p95: float
    calls: int


def timed(name: str, calls: Sequence[Callable[[], object]]) -> Timed:
    """Runs every call once. Raises ValueError for no calls."""
    if not calls:
        raise ValueError(f"nothing to time for {name}")
    spent = []
    for call in calls:
        began = time.perf_counter()
        call()
        spent.append((time.perf_counter() - began) * 1000)
    spent.sort()
    return Timed(name, statistics.median(spent), spent[min(len(spent) - 1, int(0.95 * len(spent)))], len(spent))


def _first_start(documents: Path, data: Path) -> Library:
    library = Library.open(data)
    library.sync(documents)
    library.snapshot()
    return library


def measure(documents: Path) -> list[Timed]:
    """Folding, fact extraction, first and second start, search, ask, verify, over the documents of a folder."""
    with tempfile.TemporaryDirectory() as folder:
        data, opened = Path(folder), []
        rows = [timed("first start: read, embed, index", [lambda: opened.append(_first_start(documents, data))])]
        opened.pop().close()
        rows.append(timed("second start: nothing to do", [lambda: opened.append(_first_start(documents, data))]))
        snapshot = opened[0].snapshot()
        paragraphs: list[Paragraph] = [p for d in snapshot.documents() for p in snapshot.paragraphs(d.id)]
        text = "\n".join(p.text for p in paragraphs)
        questions = [a.question for a in askings(load_questions())][::4]
        ask(snapshot, Question(questions[0]))  # what is loaded once is not what a question costs
        rows.insert(0, timed("reference: folding all text once", [lambda: fold_text(text)] * 20))
        rows.append(
            timed("facts of all text", [lambda: [extract(p.text, language=p.language) for p in paragraphs]] * 3)
        )
        rows.append(timed("search", [lambda q=q: snapshot.search(q) for q in questions]))
        rows.append(timed("ask", [lambda q=q: ask(snapshot, Question(q)) for q in questions]))
        streams = Streams(paragraphs)
        quotes = [p.text[:60] for p in paragraphs]
        rows.append(timed("verify a quotation", [lambda q=q: verify(q, streams) for q in quotes]))
        opened[0].close()
    return rows


def report_of(rows: Sequence[Timed]) -> str:
    """The rows as text, each with its ratio to the first one, and the process's largest memory."""
    reference = rows[0].p50
    lines = [f"{'':34} {'p50 ms':>9} {'p95 ms':>9} {'calls':>6} {'× reference':>12}"]
    lines += [f"{r.name:34} {r.p50:9.2f} {r.p95:9.2f} {r.calls:6d} {r.p50 / reference:12.1f}" for r in rows]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return "\n".join([*lines, f"{'largest memory of the process':34} {peak:9.0f} MiB"])
