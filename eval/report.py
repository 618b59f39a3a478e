"""A run as one HTML file that needs nothing else: tables, plots, and every question with its answer, gold and faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from importlib import resources
from string import Template
from typing import Any

from eval.plots import bars_plot, lines_plot, risk_coverage_plot
from eval.table import COLUMNS


def _cell(scores: Mapping[str, Any], name: str) -> str:
    if name not in scores:
        return "<td>·</td>"
    s = scores[name]
    return f'<td title="n = {s["n"]}, 95 %: {100 * s["low"]:.1f} to {100 * s["high"]:.1f}">{100 * s["value"]:.1f}</td>'


def _table(groups: Sequence[Mapping[str, Any]]) -> str:
    head = "".join(f'<th scope="col" title="{escape(name)}">{escape(short)}</th>' for short, name in COLUMNS)
    rows = [
        f'<tr><th scope="row">{g["split"]}: {escape(g["asked"])} → {escape(g["evidence"])}</th><td>{g["askings"]}</td>'
        + "".join(_cell(g["scores"], name) for _, name in COLUMNS)
        + "</tr>"
        for g in groups
    ]
    return f'<table><tr><th scope="col">split: asked → evidence</th><th scope="col">n</th>{head}</tr>{"".join(rows)}</table>'


def _plots(summary: Mapping[str, Any]) -> str:
    abstention = {split: found["curve"] for split, found in summary["abstention"].items() if split != "all"}
    plots = [risk_coverage_plot(abstention or {"all": summary["abstention"]["all"]["curve"]})]
    asked = [
        g for g in summary["groups"] if g["split"] == "all" and g["evidence"] == "all" and "recall@1" in g["scores"]
    ]
    cuts = ("recall@1", "recall@3", "recall@5", "recall@10")
    plots.append(
        lines_plot("Recall by k", cuts, {g["asked"]: [g["scores"][c]["value"] for c in cuts] for g in asked[1:]})
    )
    answers = {g["asked"]: g["scores"]["answer_accuracy"] for g in asked}
    plots.append(
        bars_plot(
            "Right answers by language of the question",
            {name: (s["value"], s["low"], s["high"]) for name, s in answers.items()},
        )
    )
    return "".join(plots)


def _row(label: str, body: str) -> str:
    return f"<dt>{escape(label)}</dt><dd>{body}</dd>"


def _question(row: Mapping[str, Any]) -> str:
    reply = row["reply"]
    gold = [
        f'<span class="{"right" if g["right"] else "wrong"}">{escape(g["says"])}</span> in {escape(", ".join(g["in"]))}'
        for g in row["gold"]
    ]
    facts = [
        f"{f['kind']} {f.get('qualifier') or ''} {f.get('edtf') or f['value']} {f.get('unit') or ''}"
        for f in reply["facts"]
    ]
    quotes = [
        f"<blockquote>[{c['n']}] {escape(c['id'])}: {escape(c['quote'] or '')}</blockquote>" for c in reply["citations"]
    ]
    ranking = "" if row["rr"] is None else f"RR {row['rr']:.2f}, nDCG@10 {row['ndcg']:.2f}"
    rows = [
        _row("answer", escape(reply["answer"]) + "".join(quotes)),
        _row("gold", "<br>".join(gold) or "the documents do not say"),
        _row("went wrong", escape(row["why"])) if row["why"] else "",
        _row("facts", escape("; ".join(facts[:8]))) if facts else "",
        _row("understood", escape(reply["standalone_question"])),
        _row("confidence", f"{reply['confidence']:.3f} {escape(reply['reason'] or '')}"),
        _row("ranked", escape(", ".join(reply["passages"])) + (f" ({ranking})" if ranking else "")),
    ]
    return (
        f'<details data-split="{row["split"]}" data-outcome="{row["outcome"]}" data-asked="{row["asked"]}" '
        f'data-faulty="{1 if row["why"] else 0}"><summary><span class="{row["outcome"]}">{row["outcome"]}</span> '
        f'<span class="tag">{escape(row["id"])}</span> <span class="tag">{row["split"]}</span> '
        f'<span class="tag">{row["kind"]}</span> {escape(row["question"])}</summary><dl>{"".join(rows)}</dl></details>'
    )


def report(summary: Mapping[str, Any], manifest: Mapping[str, Any], results: Sequence[Mapping[str, Any]]) -> str:
    """The whole page."""
    said = summary["outcomes"]
    packages = ", ".join(f"{k} {v}" for k, v in manifest.get("packages", {}).items())
    about = [
        f"{summary['items']} items in {summary['askings']} askings",
        f"index {', '.join(manifest.get('index_version', []))}",
        f"documents {manifest.get('documents', 'of the server')}",
        f"questions {str(manifest.get('questions_sha256', ''))[:12]}",
        packages,
    ]
    singles = [
        ", ".join(f"{k} {v}" for k, v in said.items()),
        f"area under risk-coverage {summary['abstention']['all']['area']:.4f}",
        f"best to worst language {100 * summary['parity']:.1f} points",
        ", ".join(f"{k} {v} ms" for k, v in summary["latency_ms"].items()),
    ]
    page = Template(resources.files("eval").joinpath("report.html").read_text("utf-8"))
    return page.substitute(
        about=escape(" · ".join(about)),
        tables=_table(summary["groups"]),
        singles=escape(" · ".join(singles)),
        plots=_plots(summary),
        questions="\n".join(_question(row) for row in results),
    )
