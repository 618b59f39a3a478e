"""A run as one HTML file that needs nothing else: tables, plots, and every question with its answer, gold and faults."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from importlib import resources
from string import Template
from typing import Any

from eval.compare import Comparison
from eval.measures.misses import MISSES
from eval.plots import bars_plot, latency_plot, lines_plot, risk_coverage_plot
from eval.report_questions import filters, question
from eval.summary import CHINESE
from eval.table import COLUMNS, evidence_name, group_of

_CUTS = ("recall@1", "recall@3", "recall@5", "recall@10")


def _cell(scores: Mapping[str, Any], name: str) -> str:
    if name not in scores:
        return "<td>·</td>"
    s = scores[name]
    return f'<td title="n = {s["n"]}, 95 %: {100 * s["low"]:.1f} to {100 * s["high"]:.1f}">{100 * s["value"]:.1f}</td>'


def _head(names: Sequence[str], titles: Sequence[str] = ()) -> str:
    cells = [
        f'<th scope="col"{f" title={chr(34)}{escape(titles[i])}{chr(34)}" if titles else ""}>{escape(name)}</th>'
        for i, name in enumerate(names)
    ]
    return f"<thead><tr>{''.join(cells)}</tr></thead>"


def _measures(groups: Sequence[Mapping[str, Any]]) -> str:
    """Every group; the first split open, the others folded up."""
    tables = []
    for split in dict.fromkeys(g["split"] for g in groups):
        rows = [
            f'<tr><th scope="row">{escape(g["asked"])} → {escape(evidence_name(g["evidence"]))}</th>'
            f"<td>{g['askings']}</td>{''.join(_cell(g['scores'], name) for _, name in COLUMNS)}</tr>"
            for g in groups
            if g["split"] == split
        ]
        heads = _head(
            ["asked → evidence", "n", *(s for s, _ in COLUMNS)], ["", "askings", *(name for _, name in COLUMNS)]
        )
        table = f'<div class="wide"><table>{heads}<tbody>{"".join(rows)}</tbody></table></div>'
        name = {"all": "All items", "dev": "dev: tuned on", "test": "test: never tuned on"}[split]
        tables.append(
            f"<details class=part{' open' if split == 'all' else ''}><summary>{name}</summary>{table}</details>"
        )
    return "".join(tables)


def _share(score: Mapping[str, Any]) -> str:
    return f"{100 * score['value']:.1f} <small>{100 * score['low']:.0f}–{100 * score['high']:.0f}</small>"


def _pairs(summary: Mapping[str, Any]) -> str:
    """R@1, R@3, R@10 and right answers by asked language and evidence language, each with its interval."""
    wanted = ("recall@1", "recall@3", "recall@10", "answer_accuracy")
    rows = []
    for g in summary["groups"]:
        if g["split"] != "all" or g["asked"] == "all" or g["evidence"] == "all" or "recall@1" not in g["scores"]:
            continue
        cells = "".join(f"<td>{_share(g['scores'][name])}</td>" for name in wanted)
        mark = ' class="mark"' if g["evidence"] == CHINESE else ""
        rows.append(
            f'<tr{mark}><th scope="row">{escape(g["asked"])} → {escape(evidence_name(g["evidence"]))}</th>'
            f"<td>{g['scores']['recall@1']['n']}</td>{cells}</tr>"
        )
    heads = _head(["asked → evidence", "n", "R@1", "R@3", "R@10", "right answers"])
    return f'<div class="wide"><table>{heads}<tbody>{"".join(rows)}</tbody></table></div>'


def _misses(summary: Mapping[str, Any]) -> str:
    misses = summary["misses"]
    if not misses:
        return "<p>None.</p>"
    heads = list(next(iter(misses.values())))
    rows = [
        f'<tr><th scope="row">{escape(kind)}</th>{"".join(f"<td>{row[h]}</td>" for h in heads)}'
        f'<td class="words">{escape(MISSES[kind])}</td></tr>'
        for kind, row in misses.items()
    ]
    table = _head(["miss", *heads, "what it is"])
    return f'<div class="wide"><table class="told">{table}<tbody>{"".join(rows)}</tbody></table></div>'


def _plots(summary: Mapping[str, Any], milliseconds: Sequence[float]) -> str:
    abstention = {split: found["curve"] for split, found in summary["abstention"].items() if found["curve"]}
    curves = {split: curve for split, curve in abstention.items() if split != "all"} or abstention
    plots = [risk_coverage_plot(curves)] if curves else []
    asked = [g for g in summary["groups"] if g["split"] == "all" and g["evidence"] == "all"]
    ranked = {g["asked"]: [g["scores"][c]["value"] for c in _CUTS] for g in asked[1:] if "recall@1" in g["scores"]}
    if ranked:
        plots.append(lines_plot("Evidence among the first k paragraphs, %", [c[7:] for c in _CUTS], ranked))
    right = {g["asked"]: s for g in asked if (s := g["scores"].get("answer_accuracy"))}
    plots.append(bars_plot("Right answers by language of the question, %", {n: _bounds(s) for n, s in right.items()}))
    if milliseconds:
        plots.append(latency_plot(milliseconds, summary["latency_ms"]))
    kinds = sorted(summary["kinds"].items(), key=lambda pair: -pair[1]["n"])[:8]
    plots.append(bars_plot("Right answers by what is asked for, %", {k[:8]: _bounds(s) for k, s in kinds}))
    return "".join(plots)


def _bounds(score: Mapping[str, Any]) -> tuple[float, float, float]:
    return score["value"], score["low"], score["high"]


def _tile(name: str, value: str, note: str) -> str:
    return f'<div class="tile"><b>{escape(value)}</b><span>{escape(name)}</span><small>{escape(note)}</small></div>'


def _tiles(summary: Mapping[str, Any]) -> str:
    """The figures that a reader looks for first."""
    made = []
    for name, where, measure in (
        ("right answers", ("all", "all", "all"), "answer_accuracy"),
        ("right, held-out third", ("test", "all", "all"), "answer_accuracy"),
        ("evidence in first three", ("all", "all", "all"), "recall@3"),
        ("the same, English on Chinese alone", ("all", "en", CHINESE), "recall@3"),
        ("answered what no document says", ("all", "all", "all"), "answered_unanswerable"),
        ("refused what they say", ("all", "all", "all"), "refused_answerable"),
        ("quotations exact", ("all", "all", "all"), "quote_exactness"),
        ("figures cited", ("all", "all", "all"), "figure_faithfulness"),
    ):
        group = group_of(summary, *where)
        if group and measure in group["scores"]:
            s = group["scores"][measure]
            made.append(
                _tile(name, f"{100 * s['value']:.1f} %", f"of {s['n']}; {100 * s['low']:.0f} to {100 * s['high']:.0f}")
            )
    if summary["latency_ms"]:
        p = summary["latency_ms"]
        made.append(_tile("one question, median", f"{p['p50']:.0f} ms", f"p95 {p['p95']:.0f}, p99 {p['p99']:.0f}"))
    if summary.get("memory_mib"):
        made.append(_tile("memory", f"{summary['memory_mib']:.0f} MiB", "the most it took"))
    return "".join(made)


def _sets(sets: Mapping[str, Mapping[str, Any]]) -> str:
    """Facts, quotations and claims: their measures, their groups, and their mistakes folded up."""
    parts = []
    for name, section in sets.items():
        measures = "".join(
            f"<li>{escape(m)}: "
            + ", ".join(
                f"{split} {v:.0f}" if m.endswith("_passed") else f"{split} {100 * v:.1f}" for split, v in values.items()
            )
            + "</li>"
            for m, values in section["measures"].items()
        )
        width = max((len(row) for row in section["rows"]), default=3)
        heads = ["group", "found", "labelled", "right", "extracted"] if width == 5 else ["group", "right", "of"]
        rows = "".join(
            f'<tr><th scope="row">{escape(str(row[0]))}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>'
            for row in section["rows"]
        )
        wrong = "".join(f"<li>{escape(line)}</li>" for line in section["wrong"])
        parts.append(
            f'<h3>{escape(name)}</h3><ul>{measures}</ul><details class="part"><summary>groups</summary><div class="wide">'
            f"<table>{_head(heads)}<tbody>{rows}</tbody></table></div></details>"
            f'<details class="part"><summary>mistakes ({len(section["wrong"])})</summary><ul>{wrong}</ul></details>'
        )
    return f"<h2>Facts, quotations, claims</h2>{''.join(parts)}" if parts else ""


def _compared(found: Comparison | None) -> str:
    """What got fixed and what broke since another run."""
    if found is None:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{escape(d.measure)}</th><td>{100 * d.before:.1f}</td><td>{100 * d.after:.1f}</td>'
        f"<td>{100 * (d.after - d.before):+.1f}</td><td>{d.n}</td><td>{d.p:.4f}</td></tr>"
        for d in found.differences
    )
    fixed = "".join(f"<li>{escape(line)}</li>" for line in found.fixed)
    broken = "".join(f"<li>{escape(line)}</li>" for line in found.broken)
    return (
        f"<h2>Against the run before</h2><p>Fixed {len(found.fixed)}, broken {len(found.broken)}; exact McNemar test over "
        f'the askings: p = {found.p:.4f}.</p><div class="wide"><table>{_head(["measure", "before", "after", "change", "n", "p"])}'
        f"<tbody>{rows}</tbody></table></div><details class=part><summary>fixed ({len(found.fixed)})</summary><ul>{fixed}</ul>"
        f"</details><details class=part open><summary>broken ({len(found.broken)})</summary><ul>{broken}</ul></details>"
    )


def report(
    summary: Mapping[str, Any],
    manifest: Mapping[str, Any],
    results: Sequence[Mapping[str, Any]],
    *,
    milliseconds: Sequence[float] = (),
    against: Comparison | None = None,
) -> str:
    """The whole page.

    :param milliseconds: what each question took, for the plot
    :param against: a comparison with an earlier run
    """
    said = summary["outcomes"]
    singles = [", ".join(f"{k} {v}" for k, v in said.items())]
    if (risk := summary["abstention"]["all"]["area"]) is not None:
        singles.append(f"area under risk-coverage {risk:.4f}")
    for label, name in (("alike in all languages", "consistency"), ("the same value in all", "value_consistency")):
        if summary.get(name) is not None:
            singles.append(f"{label} {100 * summary[name]:.1f} %")
    singles.append(f"best to worst language {100 * summary['parity']:.1f} points")
    page = Template(resources.files("eval").joinpath("report.html").read_text("utf-8"))
    return page.substitute(
        about=escape(
            f"{summary['items']} items in {summary['askings']} askings, documents: {manifest.get('documents')}"
        ),
        tiles=_tiles(summary),
        tables=_measures(summary["groups"]),
        pairs=_pairs(summary),
        misses=_misses(summary),
        singles=escape(" · ".join(singles)),
        plots=_plots(summary, milliseconds),
        sets=_sets(summary.get("sets", {})),
        compared=_compared(against),
        manifest=escape(json.dumps(manifest, ensure_ascii=False, indent=1)),
        filters=filters(results),
        questions="\n".join(question(row) for row in results),
    )
