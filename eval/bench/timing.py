"""Calls timed one by one, and rows that stand beside a reference of the same run."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eval.measures.intervals import percentile


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds per call: median, 95th and 99th percentile, and how many calls."""

    name: str
    p50: float
    p95: float
    p99: float
    calls: int


def of(name: str, milliseconds: Sequence[float]) -> Timed:
    """From what each call took. Raises ValueError for none."""
    if not milliseconds:
        raise ValueError(f"nothing to time for {name}")
    p50, p95, p99 = (percentile(milliseconds, share) for share in (0.5, 0.95, 0.99))
    return Timed(name, p50, p95, p99, len(milliseconds))


def timed(name: str, calls: Sequence[Callable[[], object]]) -> Timed:
    """Runs every call once, in order. Raises ValueError for no calls."""
    spent = []
    for call in calls:
        began = time.perf_counter()
        call()
        spent.append((time.perf_counter() - began) * 1000)
    return of(name, spent)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what was measured, in its own unit, beside its reference.

    ``ratio`` is value over reference, both in the same unit: machines are shared and noisy, ratios hold where seconds do not.
    """

    group: str
    name: str
    unit: str
    value: float
    reference: str = ""
    reference_value: float | None = None
    p95: float | None = None
    p99: float | None = None
    n: int = 1

    @property
    def ratio(self) -> float | None:
        return self.value / self.reference_value if self.reference_value else None

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"ratio": self.ratio}


def row(group: str, spent: Timed, reference: Timed) -> Row:
    """A row of medians in milliseconds."""
    return Row(group, spent.name, "ms", spent.p50, reference.name, reference.p50, spent.p95, spent.p99, spent.calls)


def table(rows: Sequence[Row]) -> str:
    """The rows as text, group by group."""
    heads = ("", "value", "unit", "p95", "p99", "n", "ratio", "to")
    lines = [
        f"{heads[0]:44} {heads[1]:>10} {heads[2]:8} {heads[3]:>9} {heads[4]:>9} {heads[5]:>6} {heads[6]:>8}  {heads[7]}"
    ]
    group = None
    for one in rows:
        if one.group != group:
            group = one.group
            lines.append(group)
        tails = [f"{t:9.2f}" if t is not None else f"{'·':>9}" for t in (one.p95, one.p99)]
        ratio = f"{one.ratio:8.2f}" if one.ratio is not None else f"{'·':>8}"
        name = f"  {one.name}"
        lines.append(
            f"{name:44} {one.value:10.2f} {one.unit:8} {tails[0]} {tails[1]} {one.n:6d} {ratio}  {one.reference}".rstrip()
        )
    return "\n".join(lines)
