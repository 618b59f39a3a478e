"""Two runs side by side: what got fixed, what broke, and whether the difference is more than chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.errors import BadInput
from eval.measures.intervals import mcnemar, sign_flip

GOOD = ("right", "silent")


@dataclass(frozen=True, slots=True)
class Difference:
    """A mean over the askings both runs judged; ``p`` by the paired sign-flip test over their items."""

    measure: str
    before: float
    after: float
    n: int
    p: float


@dataclass(frozen=True, slots=True)
class Comparison:
    fixed: tuple[str, ...]  #: one line per asking
    broken: tuple[str, ...]
    p: float  #: exact McNemar over all shared askings
    differences: tuple[Difference, ...]
    only_before: tuple[str, ...]  #: ids asked in the first run alone
    only_after: tuple[str, ...]


def _measure(row: Mapping[str, Any], name: str) -> float | None:
    if name.startswith("recall@"):
        return row["recall"][name[7:]] if row["recall"] else None
    if name == "good":
        return float(row["outcome"] in GOOD)
    value = row.get(name)
    return None if value is None else float(value)


_COMPARED = (
    "good",
    "recall@1",
    "recall@3",
    "recall@5",
    "recall@10",
    "rr",
    "ndcg",
    "value",
    "qualifier",
    "cited",
    "citation_recall",
    "citation_precision",
    "quotes_hold",
    "faithful",
    "language_right",
)


def _by_item(pairs: Sequence[tuple[str, float, float]]) -> list[float]:
    """What each item gained over all its askings: one item asked in three languages is one trial, not three."""
    gained: dict[str, float] = {}
    for item, a, b in pairs:
        gained[item] = gained.get(item, 0.0) + b - a
    # Sums of a third and two thirds that cancel must count as nothing.
    return [0.0 if abs(gain) < 1e-9 else gain for gain in gained.values()]


def compare(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> Comparison:
    """Compares results line by line over the ids in both. Raises BadInput where the runs share none."""
    old, new = {r["id"]: r for r in before}, {r["id"]: r for r in after}
    shared = [i for i in old if i in new]
    if not shared:
        raise BadInput("The two runs share no question.", "Compare runs over the same question set.")
    changed = [i for i in shared if old[i]["question"] != new[i]["question"]]
    if changed:
        raise BadInput(
            f"{changed[0]} was worded differently in the two runs.", "Run both over the same question files."
        )
    fixed = [i for i in shared if old[i]["outcome"] not in GOOD and new[i]["outcome"] in GOOD]
    broken = [i for i in shared if old[i]["outcome"] in GOOD and new[i]["outcome"] not in GOOD]
    differences = []
    for name in _COMPARED:
        pairs = [
            (old[i]["item"], a, b)
            for i in shared
            if (a := _measure(old[i], name)) is not None and (b := _measure(new[i], name)) is not None
        ]
        if pairs:
            before_, after_ = (sum(pair[side] for pair in pairs) / len(pairs) for side in (1, 2))
            differences.append(Difference(name, before_, after_, len(pairs), sign_flip(_by_item(pairs))))
    return Comparison(
        fixed=tuple(f"{i}: {old[i]['outcome']} → {new[i]['outcome']}: {new[i]['question']}" for i in fixed),
        broken=tuple(f"{i}: {old[i]['outcome']} → {new[i]['outcome']}: {new[i]['why']}" for i in broken),
        p=mcnemar(len(fixed), len(broken)),
        differences=tuple(differences),
        only_before=tuple(i for i in old if i not in new),
        only_after=tuple(i for i in new if i not in old),
    )


#: A mean that fell counts as worse where chance would make it fall so far less often than this.
WORSE_P = 0.01


def worse(found: Comparison) -> list[str]:
    """One line per measure that got worse by more than chance, by the paired test over the askings both runs judged."""
    return [
        f"{d.measure} fell from {d.before:.4f} to {d.after:.4f} over {d.n} askings (p = {d.p:.4f})"
        for d in found.differences
        if d.after < d.before and d.p < WORSE_P
    ]


def made_otherwise(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """What differs between two manifests, by dotted names."""
    found = []
    for key in sorted({*before, *after}):
        a, b = before.get(key), after.get(key)
        if isinstance(a, dict) and isinstance(b, dict):
            found += [f"{key}.{inner}" for inner in made_otherwise(a, b)]
        elif a != b:
            found.append(key)
    return found


def comparison_text(found: Comparison) -> str:
    """The comparison for the terminal."""
    lines = [f"{'measure':<18} {'before':>8} {'after':>8} {'n':>5} {'p':>7}"]
    lines += [
        f"{d.measure:<18} {100 * d.before:8.1f} {100 * d.after:8.1f} {d.n:5} {d.p:7.4f}" for d in found.differences
    ]
    lines.append(f"\nfixed {len(found.fixed)}, broken {len(found.broken)}, exact McNemar p = {found.p:.4f}")
    lines += [f"  + {line}" for line in found.fixed] + [f"  - {line}" for line in found.broken]
    if found.only_before or found.only_after:
        lines.append(f"asked in one run only: {len(found.only_before)} before, {len(found.only_after)} after")
    return "\n".join(lines)
