"""What a size takes, computed from what was measured: ``pincite-eval sizing``.

Two measured sizes give a line for each quantity (what every start costs, what every paragraph adds). A size that was measured is
shown as measured, any other is that line's arithmetic. Nothing is promised by it: no machine here has ever held more.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import BadInput

SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000)
#: Where the files of one machine stop being a plan: a search would take longer than this, or the memory of one machine.
_SLOWEST_MS = 1000.0
_MACHINE_GIB = 64.0
#: Share of a machine's memory that an engine's node may fill.
_FILLED = 0.7
_GROWTH = re.compile(r"growth: ([\d,]+) paragraphs")


@dataclass(frozen=True, slots=True)
class Line:
    """start + each · paragraphs, through the two largest measured sizes; ``measured`` holds all of them."""

    measured: Mapping[int, float]

    def at(self, size: int) -> float:
        if size in self.measured:
            return self.measured[size]
        (x, y), (u, v) = sorted(self.measured.items())[-2:]
        each = (v - y) / (u - x)
        return max(v - each * (u - size), 0.0)


def lines(bench: Mapping[str, Any]) -> dict[str, Line]:
    """What grew in a bench's rows, by name. Raises BadInput where fewer than two sizes were measured."""
    found: dict[str, dict[int, float]] = {}
    for row in bench["rows"]:
        if size := _GROWTH.fullmatch(row["group"]):
            found.setdefault(row["name"], {})[int(size[1].replace(",", ""))] = float(row["value"])
    if not found or any(len(values) < 2 for values in found.values()):
        raise BadInput(
            "The bench holds fewer than two sizes.", "make bench, or `pincite-eval bench --sizes 1000,10000`."
        )
    return {name: Line(values) for name, values in found.items()}


def engine_gib(size: int, engine: Mapping[str, Any]) -> float:
    """Memory of an engine that keeps float32 vectors, a graph of 2 · 32 links of 4 bytes a vector (Malkov & Yashunin 2018,
    M = 32) and the inverted lists in it: the vectors by arithmetic, the rest as its folder holds it."""
    vectors = size * engine["vectors"] / engine["paragraphs"]
    dense = vectors * 4 * engine.get("dimension", 256)
    rest = max(0.0, engine["engine: folder MiB"] * 2**20 / engine["paragraphs"] * size - dense)
    return (dense + vectors * 2 * 32 * 4 + rest) / 2**30


def _rate(answers: float) -> str:
    """Two figures where they are after the point, whole numbers else."""
    return f"{answers:.0f}" if answers >= 10 else f"{answers:.2g}"


def table(bench: Mapping[str, Any], engine: Mapping[str, Any], sizes: Sequence[int] = SIZES) -> str:
    """Markdown. Measured figures are bold, all others are arithmetic."""
    grown = lines(bench)
    ready = next(row["value"] for row in bench["rows"] if row["name"] == "server, ready")
    ask = next(row["value"] for row in bench["rows"] if row["group"] == "questions" and row["name"] == "ask")
    search_now = next(row["value"] for row in bench["rows"] if row["group"] == "questions" and row["name"] == "search")
    rows = [
        "| paragraphs | disk, files | memory, files | build | a search | answers/s and core | Milvus: memory | nodes of 64 GiB |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for size in sizes:
        known = size in grown["search"].measured
        search = grown["search"].at(size)
        disk, memory = grown["on the disk"].at(size) / 1024, grown["memory beyond the texts, at most"].at(size) / 1024
        inside = engine_gib(size, engine)
        fits = search <= _SLOWEST_MS and memory + ready / 1024 <= _MACHINE_GIB * _FILLED
        answers = 1000 / (max(ask - search_now, 0.0) + search)
        cells = [_gib(disk), _gib(memory), _seconds(grown["build"].at(size)), f"{search:,.0f} ms"]
        shown = [f"**{cell}**" if known else cell for cell in cells] if fits else ["–"] * len(cells)
        nodes = math.ceil(inside / (_MACHINE_GIB * _FILLED))
        rows.append(
            f"| {size:,} | {' | '.join(shown)} | {_rate(answers) if fits else '–'} | {_gib(inside)} | {nodes:,} |"
        )
    return "\n".join(rows)


def _gib(value: float) -> str:
    return (
        f"{value * 1024:,.0f} MiB" if value < 1 else f"{value:,.0f} GiB" if value < 1024 else f"{value / 1024:,.1f} TiB"
    )


def _seconds(value: float) -> str:
    return f"{value:,.0f} s" if value < 120 else f"{value / 60:,.0f} min" if value < 7200 else f"{value / 3600:,.0f} h"


def read(path: Path) -> Any:
    """Raises BadInput."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} cannot be read: {error}", "make bench writes build/bench.json.") from error
