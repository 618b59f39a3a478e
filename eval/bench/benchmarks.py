"""All benchmarks of one run, as rows and as JSON."""

from __future__ import annotations

import json
import os
import platform
import tempfile
from collections.abc import Sequence
from pathlib import Path

from corpus.durable import write_file
from eval.bench.growth import growth_rows
from eval.bench.http import http_rows
from eval.bench.parts import parts
from eval.bench.timing import Row
from eval.fingerprints import fingerprints, versions

SIZES = (1_000, 10_000)


def benchmarks(documents: Path, sizes: Sequence[int] = SIZES, *, server: bool = True) -> list[Row]:
    """Every row: parts in this process, the server over a socket, growth over so many paragraphs."""
    with tempfile.TemporaryDirectory(prefix="pincite-bench-") as folder:
        rows = parts(documents, Path(folder))
        if server:
            rows += http_rows(documents, Path(folder) / "served")
        return rows + growth_rows(documents, sizes)


def write(rows: Sequence[Row], out: Path) -> None:
    """The rows with what they were measured on."""
    about = {
        "machine": {"system": platform.platform(), "cores": os.cpu_count(), "load": list(os.getloadavg())},
        "packages": versions(),
        **fingerprints(),
        "rows": [one.to_json() for one in rows],
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    write_file(out, (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode())
