"""Sizing: measured sizes are shown as measured, others by a line through the two largest."""

from __future__ import annotations

import pytest

from corpus.errors import BadInput
from eval.sizing import Line, engine_gib, lines, table

ROWS = [
    {"group": "memory", "name": "server, ready", "value": 200.0},
    {"group": "questions", "name": "ask", "value": 13.0},
    {"group": "questions", "name": "search", "value": 3.0},
    *(
        {"group": f"growth: {size:,} paragraphs", "name": name, "value": value * size / 1000}
        for size in (1000, 10_000)
        for name, value in (
            ("on the disk", 6.0),
            ("memory beyond the texts, at most", 20.0),
            ("build", 1.0),
            ("search", 1.0),
        )
    ),
]
ENGINE = {"paragraphs": 1000, "vectors": 3000, "engine: folder MiB": 6.0}


def test_a_line_goes_through_the_two_largest_sizes() -> None:
    line = Line({1_000: 2.0, 10_000: 11.0, 100: 5.0})
    assert line.at(100) == 5.0, "measured"
    assert line.at(20_000) == pytest.approx(2 + 19_000 * (11 - 2) / 9_000)
    assert Line({1_000: 2.0, 10_000: 11.0}).at(0) == pytest.approx(1.0)


def test_an_engine_holds_vectors_a_graph_and_lists() -> None:
    dense, graph = 3000 * 4 * 256, 3000 * 2 * 32 * 4
    lists = 6 * 2**20 - dense
    assert engine_gib(1000, ENGINE) == pytest.approx((dense + graph + lists) / 2**30)
    assert engine_gib(1_000_000, ENGINE) == pytest.approx(1000 * engine_gib(1000, ENGINE))


def test_measured_is_bold_and_what_one_machine_cannot_do_is_left_out() -> None:
    told = {line.split("|")[1].strip(): line for line in table({"rows": ROWS}, ENGINE).splitlines()[2:]}
    assert "**60 MiB**" in told["10,000"] and "**10 ms**" in told["10,000"]
    assert "**" not in told["100,000"] and "| 100 ms |" in told["100,000"]
    assert "| – | – | – | – | – |" in told["1,000,000,000"]
    # 13 - 3 ms beside the search, and the search: 10 + 100 ms
    assert f"| {1000 / 110:.2g} |" in told["100,000"]


def test_one_size_is_too_few() -> None:
    with pytest.raises(BadInput, match="fewer than two sizes"):
        lines({"rows": [row for row in ROWS if "10,000" not in row["group"]]})
