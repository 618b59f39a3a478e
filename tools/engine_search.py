"""What searching in an engine costs and loses: ``python tools/engine_search.py DOCUMENTS milvus://host:port [PARAGRAPHS]``.

The questions of the evaluation set's held-out third are searched over the documents, with generated paragraphs around them up to
PARAGRAPHS. Ways of ranking, side by side over the same paragraphs: ours over files; the engine's candidates scored by us
(what ``PINCITE_INDEX_STORE`` does); the engine alone, hybrid by reciprocal ranks; its words alone, translated terms as weights;
our words alone, translations added up before saturation (PSQ). Prints JSON: R@1 and R@3 by language of the asking, milliseconds,
seconds to build, MiB of the engine's folder and memory where ``--data`` and ``--pid`` name them.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from corpus.catalogue import files_of
from corpus.ingest import ingest
from corpus.records import Paragraph
from corpus.store.catalog import Catalog
from eval.bench.growth import Generated
from eval.measures.ranking import ranked_labels, recall_at
from eval.memory import memory_mib
from eval.questions import Asking, askings, load_questions
from index.encoders import load_encoder
from index.milvus.searcher import MilvusSearcher
from index.retriever import Retriever
from index.stores import LOCAL, store_of

TOP = 3
Ways = dict[str, Callable[[str], Sequence[str]]]


def _read(documents: Path, folder: Path) -> Catalog:
    catalog = Catalog(folder / "catalog.sqlite")
    ingest(catalog, files_of(documents))
    return catalog


def _score(ways: Ways, asked: Sequence[Asking]) -> dict[str, dict[str, object]]:
    told: dict[str, dict[str, object]] = {}
    for name, way in ways.items():
        hits: dict[str, list[tuple[float, float]]] = {}
        spent = []
        for one in asked:
            began = time.perf_counter()
            found = way(one.question)
            spent.append(time.perf_counter() - began)
            labels = ranked_labels(found)
            score = (recall_at(one.item.gold, labels, 1), recall_at(one.item.gold, labels, TOP))
            for group in ("all", one.language):
                hits.setdefault(group, []).append(score)
        told[name] = {
            "p50_ms": round(1000 * float(np.median(spent)), 1),
            "p95_ms": round(1000 * float(np.percentile(spent, 95)), 1),
            **{group: _mean(got) for group, got in sorted(hits.items())},
        }
    return told


def _mean(got: Sequence[tuple[float, float]]) -> dict[str, float]:
    first, three = np.mean(np.array(got), axis=0)
    return {"n": len(got), "R@1": round(100 * float(first), 1), f"R@{TOP}": round(100 * float(three), 1)}


def _ways(ours: Retriever, theirs: MilvusSearcher) -> Ways:
    def hybrid(question: str) -> list[str]:
        asked = theirs.read(question)
        vector = theirs._encoder.encode_queries([asked.text])[0]
        sparse = {group: theirs._weighted(asked.terms, group) for group in range(len(theirs._spoken))}
        return [one.id for one in theirs._rows.hybrid(vector, sparse, "", 20)]

    def words(question: str) -> list[str]:
        asked = theirs.read(question)
        found = []
        for group in range(len(theirs._spoken)):
            hits = theirs._rows._client.search(
                theirs._rows._name,
                [theirs._weighted(asked.terms, group)],
                anns_field="sparse",
                filter=f"grp == {group} and head == true",
                limit=20,
                output_fields=["id"],
                search_params={"metric_type": "IP"},
            )[0]
            # Between languages by share of the highest score that the question could reach: z needs all rows.
            top = sum(theirs._weighted(asked.terms, group).values()) or 1.0
            found += [(hit["distance"] / top, hit["entity"]["id"]) for hit in hits]
        return [id for _, id in sorted(found, key=lambda pair: -pair[0])]

    def psq(question: str) -> list[str]:
        parts = ours.parts(question)
        return [ours.ids[row] for row in np.argsort(-parts["lexical"], kind="stable")[:20]]

    return {
        "ours, files": lambda q: [hit.paragraph.id for hit in ours.search(q, top_k=TOP)],
        "ours over the engine's candidates": lambda q: [hit.paragraph.id for hit in theirs.search(q, top_k=TOP)],
        "the engine's hybrid alone": hybrid,
        "our words alone (PSQ)": psq,
        "the engine's words alone": words,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", type=Path)
    parser.add_argument("store")
    parser.add_argument("paragraphs", type=int, nargs="?", default=0)
    parser.add_argument("--data", type=Path, help="the engine's data folder")
    parser.add_argument("--pid", type=int, help="the engine's process")
    parser.add_argument("--every", type=int, default=1, help="ask every n-th question")
    given = parser.parse_args()
    encoder, store = load_encoder("default"), store_of(given.store)
    with tempfile.TemporaryDirectory(prefix="pincite-engine-") as name:
        folder = Path(name)
        catalog = _read(given.documents, folder)
        real, terms = catalog.paragraphs(), catalog.terms()
        around = list(Generated(real).paragraphs(max(0, given.paragraphs - len(real))))
        by_id: dict[str, Paragraph] = {one.id: one for one in (*real, *around)}
        told: dict[str, object] = {"paragraphs": len(by_id)}
        opened = []
        for kind in (LOCAL, store):
            began = time.perf_counter()
            made = kind.build(folder / kind.name, list(by_id.values()), terms=terms, encoder=encoder)
            told[f"{kind.name}: build s"] = round(time.perf_counter() - began, 1)
            told[f"{kind.name}: folder MiB"] = _mib(folder / kind.name)
            opened.append(
                kind.open(
                    folder / kind.name, made, encoder=encoder, paragraphs_by_id=lambda ids: [by_id[i] for i in ids]
                )
            )
        told["vectors"] = made["vectors"]
        if given.data:
            told["engine: folder MiB"] = _mib(given.data)
        if given.pid:
            told["engine: memory MiB"] = round(memory_mib(given.pid, peak=False) or 0)
        asked = [
            one
            for one in askings(load_questions(), "test")
            if one.item.gold and one.item.answerable and not one.history
        ][:: given.every]
        told["askings"] = len(asked)
        told["ways"] = _score(_ways(*opened), asked)  # type: ignore[arg-type]
        store.keep_only([])
    print(json.dumps(told, indent=1, ensure_ascii=False))


def _mib(folder: Path) -> float:
    return round(sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 2**20, 1)


if __name__ == "__main__":
    main()
