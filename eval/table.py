"""The summary of a run as text for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eval.summary import CHINESE

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


def evidence_name(evidence: str) -> str:
    """As it is printed: "zh" is evidence in Chinese alone, whichever script."""
    return "zh only" if evidence == CHINESE else evidence


def _cell(group: Mapping[str, Any], measure: str) -> str:
    found = group["scores"].get(measure)
    return f"{100 * found['value']:6.1f}" if found else "     ·"


def _row(group: Mapping[str, Any]) -> str:
    name = f"{group['split']:<4} {group['asked']:>7} → {evidence_name(group['evidence']):<7} {group['askings']:>4}"
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
    lines.append("\n" + "\n".join(_intervals(summary)))
    lines.append("\n" + misses_table(summary["misses"]) if summary["misses"] else "\nno miss")
    lines.append("\n" + "\n".join(_singles(summary)))
    return "\n".join(lines)


#: Groups and measures that are told with their intervals: (split, asked, evidence), measures.
_TOLD = (
    (("all", "all", "all"), ("answer_accuracy", "recall@3", "recall@5")),
    (("test", "all", "all"), ("answer_accuracy", "recall@3")),
    (("all", "en", CHINESE), ("recall@1", "recall@3", "recall@10", "answer_accuracy")),
    (("test", "en", CHINESE), ("recall@3", "answer_accuracy")),
)


def _intervals(summary: Mapping[str, Any]) -> list[str]:
    """Main measures in words, each with its 95 % interval; English on what stands in Chinese alone has rows of its own."""
    lines = []
    for (split, asked, evidence), measures in _TOLD:
        found = group_of(summary, split, asked, evidence)
        where = f"{split}: {asked} → {evidence_name(evidence)}"
        for name in measures:
            if found and name in found["scores"]:
                s = found["scores"][name]
                lines.append(
                    f"{where:<22} {name:<16} {100 * s['value']:5.1f} % of {s['n']:<4} "
                    f"(95 % interval {100 * s['low']:.1f} to {100 * s['high']:.1f})"
                )
    return lines


def group_of(summary: Mapping[str, Any], split: str, asked: str, evidence: str) -> Mapping[str, Any] | None:
    """One group of the summary; None where it was not asked."""
    key = (split, asked, evidence)
    return next((g for g in summary["groups"] if (g["split"], g["asked"], g["evidence"]) == key), None)


def misses_table(misses: Mapping[str, Mapping[str, int]]) -> str:
    """What every miss is, counted: in all, per split, per language asked."""
    heads = list(next(iter(misses.values())))
    lines = [f"{'misses':<16} " + " ".join(f"{head:>7}" for head in heads)]
    lines += [f"{kind:<16} " + " ".join(f"{row[head]:7}" for head in heads) for kind, row in misses.items()]
    return "\n".join(lines)


def _singles(summary: Mapping[str, Any]) -> list[str]:
    whole = group_of(summary, "all", "all", "all")
    assert whole is not None, "a run always has the group of all askings"
    lines = [
        "by kind: " + ", ".join(f"{k} {100 * v['value']:.0f} ({v['n']})" for k, v in sorted(summary["kinds"].items()))
    ]
    extra = [
        f"{label} {100 * whole['scores'][name]['value']:.1f}"
        for label, name in (
            ("qualifiers", "qualifier_accuracy"),
            ("follow-ups", "follow_up_accuracy"),
            ("language", "language_accuracy"),
            ("citation recall", "citation_recall"),
            ("citation precision", "citation_precision"),
        )
        if name in whole["scores"]
    ]
    for label, name in (("alike in all languages", "consistency"), ("the same value in all", "value_consistency")):
        if summary[name] is not None:
            extra.append(f"{label} {100 * summary[name]:.1f}")
    extra.append(f"best to worst language {100 * summary['parity']:.1f} points")
    lines.append(", ".join(extra))
    if (risk := summary["abstention"]["all"]["area"]) is not None:
        lines.append(f"area under risk-coverage {risk:.4f}")
    lines.append("outcomes: " + ", ".join(f"{k} {v}" for k, v in summary["outcomes"].items()))
    if summary["latency_ms"]:
        lines.append("latency: " + ", ".join(f"{k} {v} ms" for k, v in summary["latency_ms"].items()))
    if summary.get("memory_mib"):
        lines.append(f"memory: {summary['memory_mib']} MiB")
    return lines


def _share_or_count(name: str, value: float | None) -> str:
    if value is None:
        return f"{'·':>8}"
    return f"{value:8.0f}" if name.endswith("_passed") else f"{100 * value:8.1f}"


def sets_table(sets: Mapping[str, Mapping[str, Any]], mistakes: bool) -> str:
    """The measures of facts, quotations and claims, per split; their mistakes where wanted."""
    lines = [f"\n{'':<22} {'all':>8} {'dev':>8} {'test':>8}"]
    for section in sets.values():
        for name, values in section["measures"].items():
            cells = [_share_or_count(name, values.get(split)) for split in ("all", "dev", "test")]
            lines.append(f"{name:<22} " + " ".join(cells))
    if mistakes:
        lines += [f"{name}: {line}" for name, section in sets.items() for line in section["wrong"]]
    return "\n".join(lines)


def failures(results: Sequence[Mapping[str, Any]]) -> list[str]:
    """One line per asking where anything went wrong."""
    return [f"{r['split']:<4} {r['id']:<13} {r['outcome']:<8} {r['why']}" for r in results if r["why"]]
