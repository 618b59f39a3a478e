"""The wall clock jumps, forwards and backwards: nothing is lost, mixed up or seen too late."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from service.library import Library

YEARS = 20 * 365 * 86_400.0


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.txt"
    path.write_text(f"Plans\n\n1. {text}\n", encoding="utf-8")
    return path


def age(data: Path, seconds: float) -> None:
    """Move the time of every file, as if it had been written when the clock said so."""
    for path in [data, *data.rglob("*")]:
        when = path.stat().st_mtime + seconds
        os.utime(path, (when, when))


@pytest.mark.parametrize("jump", [-YEARS, YEARS])
def test_changes_are_seen_in_order_whatever_the_clock_says(
    jump: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    writer, reader = Library.open(data, encoder="hashing"), Library.open(data, encoder="hashing")
    [pier] = writer.add([put(tmp_path, "pier", "Pier 4 is repaired.")]).added
    assert len(reader.snapshot().documents()) == 1
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + jump)
    age(data, -jump)  # the clock has jumped: what was written before is that much older or younger than what comes now
    for number in range(4):
        writer.add([put(tmp_path, f"garden{number}", f"Garden {number} is enlarged.")])
        assert len(reader.snapshot().documents()) == 2 + number
    writer.remove(pier)
    assert pier not in [one.id for one in reader.snapshot().documents()]
    monkeypatch.setattr(time, "time", real)
    again = Library.open(data, encoder="hashing")
    assert (len(again.snapshot().documents()), again.notices) == (4, [])
    assert b"Pier 4" not in b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())
