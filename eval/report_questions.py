"""Every question of a run as HTML: answer, gold, citations, what went wrong; and the filters over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

#: What the list may be narrowed by: attribute of an entry -> what its control is called.
FILTERS = {
    "split": "Split",
    "outcome": "Outcome",
    "miss": "Miss",
    "asked": "Asked in",
    "evidence": "Evidence",
    "kind": "Kind",
}
_TONGUES = {"en": "en", "zh-Hant": "zh-Hant", "zh-Hans": "zh-Hans", "yue": "yue"}


def _row(label: str, body: str) -> str:
    return f"<dt>{escape(label)}</dt><dd>{body}</dd>"


def _facts(facts: Sequence[Mapping[str, Any]]) -> str:
    told = [
        " ".join(filter(None, (f["kind"], f.get("qualifier"), f.get("edtf") or f.get("value"), f.get("unit"))))
        for f in facts[:8]
    ]
    return "; ".join(told)


def _gold(row: Mapping[str, Any]) -> str:
    lines = [
        f'<span class="{"right" if g["right"] else "wrong"}">{escape(g["says"])}</span> in {escape(", ".join(g["in"]))}'
        for g in row["gold"]
    ]
    return "<br>".join(lines) or "the documents do not say"


def _ranked(row: Mapping[str, Any]) -> str:
    wanted = {label for g in row["gold"] for label in g["in"]}
    shown = [
        f"<strong>{escape(p)}</strong>" if p.partition("@")[0] in wanted else escape(p)
        for p in row["reply"]["passages"]
    ]
    measured = "" if row["rr"] is None else f" (RR {row['rr']:.2f}, nDCG@10 {row['ndcg']:.2f})"
    return ", ".join(shown) + measured


def question(row: Mapping[str, Any]) -> str:
    """One asking, folded up."""
    reply, tongue = row["reply"], _TONGUES.get(row["asked"], "en")
    quotes = [
        f"<blockquote>[{c['n']}] <b>{escape(c['id'])}</b>: {escape(c['quote'] or '')}</blockquote>"
        for c in reply["citations"]
    ]
    rows = [
        _row("answer", f'<span lang="{escape(reply["language"])}">{escape(reply["answer"])}</span>' + "".join(quotes)),
        _row("gold", _gold(row)),
        _row("went wrong", f"{escape(row['miss'] or 'beside the answer')}: {escape(row['why'])}") if row["why"] else "",
        _row("facts", escape(_facts(reply["facts"]))) if reply["facts"] else "",
        _row("understood", escape(reply["standalone_question"])) if reply["standalone_question"] else "",
        _row("confidence", f"{reply['confidence']:.3f} {escape(reply['reason'] or '')}") if not row["bare"] else "",
        _row("ranked", _ranked(row)) if reply["passages"] else "",
    ]
    data = " ".join(f'data-{name}="{escape(str(row[name] or ""))}"' for name in FILTERS)
    good = "✓" if row["outcome"] in ("right", "silent") else "✗"
    return (
        f'<details {data} data-faulty="{1 if row["why"] else 0}"><summary>'
        f'<span class="{row["outcome"]}">{good} {row["outcome"]}</span> <span class="tag">{escape(row["id"])}</span> '
        f'<span class="tag">{row["split"]}</span> <span class="tag">{row["kind"]}</span> '
        f'<span lang="{tongue}">{escape(row["question"])}</span></summary><dl>{"".join(rows)}</dl></details>'
    )


def filters(rows: Sequence[Mapping[str, Any]]) -> str:
    """A control per filter, with the values that occur."""
    made = []
    for name, label in FILTERS.items():
        values = sorted({str(row[name]) for row in rows if row[name]})
        options = "".join(f"<option>{escape(value)}</option>" for value in values)
        made.append(f'<label>{label} <select id="{name}"><option value="">all</option>{options}</select></label>')
    return "".join(made)
