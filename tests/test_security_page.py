"""SECURITY.md names tests that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_test_that_is_named_exists():
    rows = [line for line in (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")][
        2:
    ]
    assert len(rows) >= 20
    for row in rows:
        file = None
        named = re.findall(r"`(test_\w+\.py|…)(?:::(test_\w+))?`", row.rpartition("|")[0].rpartition("|")[2])
        assert named, row
        for given, function in named:
            file = file if given == "…" else given
            text = (ROOT / "tests" / str(file)).read_text(encoding="utf-8")
            assert not function or f"def {function}(" in text, (file, function)
