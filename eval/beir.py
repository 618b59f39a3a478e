"""Retrieval sets in BEIR's layout, scored by their own judgements (Thakur et al. 2021, "BEIR").

``DIR/corpus.jsonl`` ({_id, title, text}), ``DIR/queries.jsonl`` ({_id, text}) and ``DIR/qrels/test.tsv`` (query-id,
corpus-id, score). Every document is one paragraph with its title as heading, indexed and searched as any other.
"""

from __future__ import annotations

import csv
import hashlib
import json
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.durable import write_file
from corpus.errors import BadInput, NotFound
from corpus.languages import language_of
from corpus.progress import Progress, silent
from corpus.records import Context, Paragraph
from eval.fingerprints import fingerprints, versions
from eval.measures.intervals import bootstrap
from eval.summary import latency
from index.build import build_index
from index.encoders import load_encoder
from index.retriever import Retriever

DEPTH = 100
MEASURES = ("nDCG@10", "RR@10", "R@10", "R@100", "Success@1")


@dataclass(frozen=True, slots=True)
class Beir:
    corpus: Mapping[str, tuple[str, str]]  #: id -> (title, text)
    queries: Mapping[str, str]  #: those with a judgement
    qrels: Mapping[str, Mapping[str, int]]
    sha256: str


def _lines(path: Path) -> Iterator[Mapping[str, Any]]:
    if not path.is_file():
        raise NotFound(
            f"There is no {path.name} in {path.parent}.", "BEIR's layout: corpus.jsonl, queries.jsonl, qrels/."
        )
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    row = json.loads(line)
                except ValueError as error:
                    raise BadInput(f"{path.name}, line {number}: {error}") from error
                if not isinstance(row, dict) or not {"_id", "text"} <= set(row):
                    raise BadInput(f"{path.name}, line {number} has no `_id` and `text`.")
                yield row


def _qrels(path: Path) -> dict[str, dict[str, int]]:
    if not path.is_file():
        raise NotFound(f"There is no {path}.", "BEIR keeps its judgements in qrels/test.tsv.")
    found: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.reader(file, delimiter="\t"), 1):
            if number == 1 and len(row) == 3 and not row[-1].lstrip("-").isdigit():
                continue  # the header
            try:
                query, document, grade = row
                found.setdefault(query, {})[document] = int(grade)
            except ValueError as error:
                raise BadInput(f"{path.name}, line {number}: three columns are needed, got {row!r}.") from error
    return found


def load_beir(folder: Path, split: str = "test") -> Beir:
    """Raises NotFound for what is not there, BadInput for what does not follow the layout."""
    corpus = {str(r["_id"]): (str(r.get("title") or ""), str(r["text"])) for r in _lines(folder / "corpus.jsonl")}
    asked = {str(r["_id"]): str(r["text"]) for r in _lines(folder / "queries.jsonl")}
    qrels = _qrels(folder / "qrels" / f"{split}.tsv")
    queries = {i: text for i, text in asked.items() if any(g > 0 for g in qrels.get(i, {}).values())}
    if not corpus or not queries:
        raise BadInput(f"{folder} holds {len(corpus)} documents and {len(queries)} judged queries.")
    names = ("corpus.jsonl", "queries.jsonl", f"qrels/{split}.tsv")
    digest = hashlib.sha256(b"".join(hashlib.sha256((folder / n).read_bytes()).digest() for n in names)).hexdigest()
    return Beir(corpus, queries, {i: qrels[i] for i in queries}, digest)


def paragraphs_of(corpus: Mapping[str, tuple[str, str]]) -> list[Paragraph]:
    """One paragraph per document, its id the document's."""
    return [
        Paragraph(
            name, "beir", name, i, text, language_of(text or title), context=Context(headings=(title,) if title else ())
        )
        for i, (name, (title, text)) in enumerate(corpus.items())
    ]


def searched(
    data: Beir, encoder: str = "default", progress: Progress = silent
) -> tuple[dict[str, list[str]], dict[str, float]]:
    """(query -> document ids, best first; query -> milliseconds)."""
    made = paragraphs_of(data.corpus)
    by_id, model = {p.id: p for p in made}, load_encoder(encoder)
    with tempfile.TemporaryDirectory(prefix="pincite-beir-") as folder:
        build_index(Path(folder), made, terms=(), encoder=model, progress=progress)
        retriever = Retriever.open(Path(folder), encoder=model, paragraphs_by_id=lambda ids: [by_id[i] for i in ids])
        ranked, spent = {}, {}
        for done, (query, text) in enumerate(data.queries.items(), 1):
            began = time.perf_counter()
            ranked[query] = [hit.paragraph.id for hit in retriever.search(text, top_k=DEPTH)]
            spent[query] = 1000 * (time.perf_counter() - began)
            progress("ask", done, len(data.queries))
    return ranked, spent


def measured(
    qrels: Mapping[str, Mapping[str, int]], ranked: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]]:
    """Each of MEASURES by ir-measures: mean over the queries, with its 95 % interval. A query without a result counts 0."""
    import ir_measures  # deferred: half a second

    run = {i: {name: float(len(found) - at) for at, name in enumerate(found)} for i, found in ranked.items()}
    wanted = [ir_measures.parse_measure(name) for name in MEASURES]
    values: dict[str, dict[str, float]] = {name: dict.fromkeys(qrels, 0.0) for name in MEASURES}
    for metric in ir_measures.iter_calc(wanted, {i: dict(g) for i, g in qrels.items()}, run):
        values[str(metric.measure)][metric.query_id] = float(metric.value)
    result = {}
    for name, by_query in values.items():
        found, queries = list(by_query.values()), list(by_query)
        interval = bootstrap(found, queries)
        result[name] = {
            "value": sum(found) / len(found), "n": len(found), "low": interval.low, "high": interval.high
        }  # fmt: skip
    return result


def run_beir(folder: Path, out: Path, *, encoder: str = "default", progress: Progress = silent) -> dict[str, Any]:
    """Scores a set and writes ``summary.json``, ``manifest.json``, ``run.trec`` and ``qrels.trec`` into ``out``."""
    data = load_beir(folder)
    ranked, spent = searched(data, encoder, progress)
    summary = {
        "set": folder.name,
        "documents": len(data.corpus),
        "queries": len(data.queries),
        "measures": measured(data.qrels, ranked),
        "latency_ms": latency(list(spent.values())),
    }
    manifest = {"set_sha256": data.sha256, "encoder": encoder, "packages": versions(), **fingerprints()}
    run = [
        f"{i} Q0 {name} {at} {len(found) - at + 1} pincite"
        for i, found in ranked.items()
        for at, name in enumerate(found, 1)
    ]
    qrels = [f"{i} 0 {name} {grade}" for i, graded in data.qrels.items() for name, grade in sorted(graded.items())]
    out.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("summary.json", json.dumps(summary, ensure_ascii=False, indent=1)),
        ("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1)),
        ("run.trec", "\n".join(run)),
        ("qrels.trec", "\n".join(qrels)),
    ):
        write_file(out / name, (text + "\n").encode())
    return summary


def beir_table(summary: Mapping[str, Any]) -> str:
    """The measures in per cent with their intervals."""
    lines = [f"{summary['set']}: {summary['documents']} documents, {summary['queries']} queries"]
    lines += [
        f"{name:<10} {100 * s['value']:5.1f} % (95 % interval {100 * s['low']:.1f} to {100 * s['high']:.1f})"
        for name, s in summary["measures"].items()
    ]
    lines.append("latency: " + ", ".join(f"{k} {v} ms" for k, v in summary["latency_ms"].items()))
    return "\n".join(lines)
