"""Pincite's own search over the same paragraphs, in a process of its own, weighed as the peers are."""

from __future__ import annotations

import time

BEGAN = time.perf_counter()

import sys  # noqa: E402
import tempfile  # noqa: E402
from collections.abc import Sequence  # noqa: E402
from pathlib import Path  # noqa: E402

sys.path.insert(0, str(Path(__file__).parent))

from rig import TOP, Builder, Search, main  # noqa: E402

from service.library import Library  # noqa: E402


def _builder(documents: str) -> Builder:
    def build(ids: Sequence[str], texts: Sequence[str]) -> Search:
        folder = tempfile.TemporaryDirectory(prefix="pincite-peers-")
        library = Library.open(Path(folder.name))
        library.sync(Path(documents))
        snapshot = library.snapshot()

        def search(question: str, kept: object = folder) -> list[str]:
            return [hit.paragraph.id for hit in snapshot.search(question, top_k=TOP)]

        return search

    return build


if __name__ == "__main__":
    main(BEGAN, {"search": lambda task: _builder(task["documents"])})
