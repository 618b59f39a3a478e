"""Misspelt Latin words find the index's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import typos
from index.typos import Typos, distance


@pytest.mark.parametrize(
    ("a", "b", "edits"),
    [
        ("fund", "fund", 0),
        ("fund", "fun", 1),
        ("fund", "fnud", 1),
        ("fund", "find", 1),
        ("supercomputing", "supercmoputng", 2),
    ],
)
def test_distance(a: str, b: str, edits: int) -> None:
    assert distance(a, b, 3) == distance(b, a, 3) == edits


def test_distance_stops_at_the_limit() -> None:
    assert distance("abcdefgh", "stuvwxyz", 2) == 3
    assert distance("a", "abcdef", 2) == 3


def test_near_words_are_those_within_an_edit_or_two(tmp_path: Path) -> None:
    typos.build(tmp_path, ["institut", "supercomput", "fund", "funds", "園區", "rnd1", "abc"])
    known = Typos(tmp_path)
    assert known.near("insitut") == [("institut", 1 - 1 / 7)]
    assert known.near("supercomptu") == [("supercomput", 1 - 1 / 11)]
    assert known.near("fnud") == [("fund", 1 - 1 / 4)]
    assert known.near("harbour") == known.near("abd") == known.near("") == known.near("x" * 500) == []


def test_an_index_without_latin_words_has_none(tmp_path: Path) -> None:
    typos.build(tmp_path, ["園區"])
    assert Typos(tmp_path).near("park") == []
