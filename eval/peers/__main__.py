"""``python -m eval.peers``: the same questions over the same paragraphs through txtai, LlamaIndex, Haystack and Pincite.

Make the environments first: ``eval/peers/make.sh``. Follow-ups are left out, since none of the peers reads a conversation.
Every system gets each paragraph with its heading path before it, and gives a ranking of paragraphs; all are scored by
``eval.measures.ranking``. The best setting of a peer is the one with the highest R@3 on the ``dev`` questions.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.documents import read_folder
from eval.measures.intervals import bootstrap, percentile
from eval.measures.ranking import ranked_labels, recall_at
from eval.outcomes import evidence_language
from eval.questions import Asking, askings, load_questions

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PEERS = ("pincite", "txtai", "llamaindex", "haystack")
_LONGEST = 1800  #: seconds one setting may take


def task_of(documents: Path) -> tuple[dict[str, Any], list[Asking], Mapping[str, Sequence[str]]]:
    """What every system is given, the askings behind it, and the documents' languages."""
    read, paragraphs = read_folder(documents)
    languages = {document.id: document.languages for document in read}
    asked = [a for a in askings(load_questions()) if a.item.answerable and not a.history]
    return (
        {
            "documents": str(documents.resolve()),
            "static_model": str(ROOT / "index" / "models" / "static"),
            "passages": [
                {"id": p.id, "text": " · ".join(part for part in (p.context.as_text(), p.text) if part.strip())}
                for p in paragraphs
            ],
            "queries": [{"id": a.id, "text": a.question} for a in asked],
        },
        asked,
        languages,
    )


def python_of(peer: str, places: Path) -> Path:
    """The interpreter of a peer's environment."""
    return Path(sys.executable) if peer == "pincite" else places / peer / "bin" / "python"


def settings_of(peer: str) -> list[str]:
    """The settings a peer's script knows, read off its text: importing it would need its environment."""
    text = (HERE / f"with_{peer}.py").read_text("utf-8")
    if peer == "pincite":
        return ["search"]
    body = text[text.index("SETTINGS = {") :]
    return [line.split('"')[1] for line in body.splitlines() if line.startswith('    "') and ": lambda" in line]


def _groups(asked: Sequence[Asking], languages: Mapping[str, Sequence[str]]) -> dict[str, list[Asking]]:
    pairs: dict[str, list[Asking]] = {"all": list(asked), "dev": [], "test": []}
    for a in asked:
        pairs[a.item.split].append(a)
        evidence = evidence_language(a, languages)
        side = "en" if evidence == "en" else "zh"
        pairs.setdefault(f"{a.language} → {side}", []).append(a)
    return pairs


def scored(told: Mapping[str, Any], asked: Sequence[Asking], languages: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """R@1 and R@3 with intervals by group, and what it cost."""
    labels = {i: ranked_labels(found) for i, found in told["ranked"].items()}
    groups = {}
    for name, chosen in _groups(asked, languages).items():
        groups[name] = {"n": len(chosen)}
        for cut in (1, 3):
            values = [recall_at(a.item.gold, labels[a.id], cut) for a in chosen]
            interval = bootstrap(values, [a.item.id for a in chosen])
            groups[name][f"R@{cut}"] = [sum(values) / len(values), interval.low, interval.high]
    return {
        "setting": told["setting"],
        "groups": groups,
        "import_s": told["import_s"],
        "index_s": told["index_s"],
        "p50_ms": percentile(told["query_ms"], 0.5),
        "p95_ms": percentile(told["query_ms"], 0.95),
        "peak_mib": told["peak_mib"],
    }


COLUMNS = ("all", "test", "en → en", "en → zh", "zh-Hant → zh", "zh-Hans → zh")


def table(rows: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    """R@1/R@3 in per cent by group, and cost, as Markdown."""
    heads = ["system", "setting", *COLUMNS, "index s", "p50 ms", "MiB"]
    lines = ["| " + " | ".join(heads) + " |", "| " + " | ".join(["---"] * len(heads)) + " |"]
    for peer, row in rows:
        cells = [
            "·"
            if name not in row["groups"]
            else " / ".join(f"{100 * row['groups'][name][f'R@{k}'][0]:.1f}" for k in (1, 3))
            for name in COLUMNS
        ]
        cost = [f"{row['index_s']:.1f}", f"{row['p50_ms']:.1f}", f"{row['peak_mib']:.0f}"]
        lines.append("| " + " | ".join([peer, row["setting"], *cells, *cost]) + " |")
    return "\n".join(lines)


def best_of(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The setting with the highest R@3 on the dev questions, the first of several."""
    return max(rows, key=lambda row: row["groups"]["dev"]["R@3"][0])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.peers", description=__doc__)
    parser.add_argument("--documents", type=Path, default=ROOT / "corpus" / "documents")
    parser.add_argument(
        "--out", type=Path, default=Path("build/peers"), help="where the environments are and results go"
    )
    parser.add_argument("--keep", action="store_true", help="run only the settings that have no result there")
    parser.add_argument("--peer", action="append", choices=PEERS, default=[])
    given = parser.parse_args()
    task, asked, languages = task_of(given.documents)
    given.out.mkdir(parents=True, exist_ok=True)
    told = given.out / "task.json"
    if given.keep and told.exists():
        # What was kept was asked then: the same questions again, even where the set has grown since.
        kept = {query["id"] for query in json.loads(told.read_text("utf-8"))["queries"]}
        asked = [a for a in asked if a.id in kept]
    else:
        told.write_text(json.dumps(task, ensure_ascii=False), "utf-8")
    found: dict[str, list[dict[str, Any]]] = {}
    for peer in given.peer or PEERS:
        python = python_of(peer, given.out)
        if not python.exists():
            print(f"{peer}: no environment; make it with eval/peers/make.sh {peer}", file=sys.stderr)
            continue
        for number, setting in enumerate(settings_of(peer)):
            out = given.out / f"{peer}-{number}.json"
            if given.keep and out.exists():
                found.setdefault(peer, []).append(scored(json.loads(out.read_text("utf-8")), asked, languages))
                continue
            command = [str(python), str(HERE / f"with_{peer}.py"), str(told), setting, str(out)]
            made = subprocess.run(command, capture_output=True, text=True, timeout=_LONGEST, check=False)
            if made.returncode:
                print(f"{peer}, {setting}: failed\n{made.stderr[-2000:]}", file=sys.stderr)
                continue
            found.setdefault(peer, []).append(scored(json.loads(out.read_text("utf-8")), asked, languages))
            print(f"{peer}, {setting}: done", file=sys.stderr)
    (given.out / "peers.json").write_text(json.dumps(found, ensure_ascii=False, indent=1), "utf-8")
    print(table([(peer, row) for peer, rows in found.items() for row in rows]))
    print("\nBest setting of each, chosen on dev questions:\n")
    print(table([(peer, best_of(rows)) for peer, rows in found.items()]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
