"""The summary of a run as text for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

#: Column heads and the measures under them.
COLUMNS = (
    ("R@1", "recall@1"),
    ("R@3", "recall@3"),
    ("R@5", "recall@5"),
    ("R@10", "recall@10"),
    ("MRR", "mrr"),
    ("nDCG", "ndcg@10"),
    ("answer", "answer_accuracy"),
    ("value", "value_accuracy"),
    ("cites", "citation_accuracy"),
    ("exact", "quote_exactness"),
    ("faith", "figure_faithfulness"),
    ("refuse", "refused_answerable"),
    ("invent", "answered_unanswerable"),
)


def _cell(group: Mapping[str, Any], measure: str) -> str:
    found = group["scores"].get(measure)
    return f"{100 * found['value']:6.1f}" if found else "     ·"


def _row(group: Mapping[str, Any]) -> str:
    name = f"{group['split']:<4} {group['asked']:>7} → {group['evidence']:<7} {group['askings']:>4}"
    return name + " " + " ".join(_cell(group, measure) for _, measure in COLUMNS)


def table(summary: Mapping[str, Any]) -> str:
    """Per cent for every group: split, asked language → evidence language, askings, measures; then what is single."""
    head = f"{'':4} {'asked':>7}   {'evid.':<7} {'n':>4} " + " ".join(f"{name:>6}" for name, _ in COLUMNS)
    lines, split = [head], None
    for group in summary["groups"]:
        if split not in (None, group["split"]):
            lines.append("")
        split = group["split"]
        lines.append(_row(group))
    whole = next(g for g in summary["groups"] if g["asked"] == g["evidence"] == g["split"] == "all")
    for name in ("answer_accuracy", "recall@5"):
        if name in whole["scores"]:
            s = whole["scores"][name]
            lines.append(
                f"\n{name} {100 * s['value']:.1f} % of {s['n']}, 95 % interval {100 * s['low']:.1f} to {100 * s['high']:.1f}"
            )
    lines.append(
        "by kind: " + ", ".join(f"{k} {100 * v['value']:.0f} ({v['n']})" for k, v in sorted(summary["kinds"].items()))
    )
    extra = [
        f"{label} {100 * whole['scores'][name]['value']:.1f}"
        for label, name in (
            ("qualifiers", "qualifier_accuracy"),
            ("follow-ups", "follow_up_accuracy"),
            ("language", "language_accuracy"),
        )
        if name in whole["scores"]
    ]
    if summary["consistency"] is not None:
        extra.append(f"alike in all languages {100 * summary['consistency']:.1f}")
    extra.append(f"best to worst language {100 * summary['parity']:.1f} points")
    lines.append(", ".join(extra))
    lines.append(f"area under risk-coverage {summary['abstention']['all']['area']:.4f}")
    lines.append("outcomes: " + ", ".join(f"{k} {v}" for k, v in summary["outcomes"].items()))
    if summary["latency_ms"]:
        lines.append("latency: " + ", ".join(f"{k} {v} ms" for k, v in summary["latency_ms"].items()))
    return "\n".join(lines)


def failures(results: Sequence[Mapping[str, Any]]) -> list[str]:
    """One line per asking where anything went wrong."""
    return [f"{r['split']:<4} {r['id']:<13} {r['outcome']:<8} {r['why']}" for r in results if r["why"]]
