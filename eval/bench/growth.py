"""How it grows: an index over more and more generated paragraphs, each size in a process of its own.

The paragraphs are drawn from the words of the real ones, by how often each follows the one before, so that the vocabulary,
the lengths and the share of each language are like the real ones'; what they say means nothing. Names and figures come with
their words. ``python -m eval.bench.growth DOCUMENTS SIZE`` prints one size as JSON.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from corpus.records import Paragraph
from eval.bench.parts import exact_search
from eval.bench.timing import Row, timed
from eval.documents import read_folder
from eval.memory import memory_mib
from eval.questions import askings, load_questions

_PIECE = re.compile(r"[\u3400-\u9fff]{1,2}|[^\u3400-\u9fff\s]+\s?")
_SEED = 20231113
_IN_A_DOCUMENT = 200


def _followers(texts: Sequence[str]) -> dict[str, list[str]]:
    """Piece -> the pieces that follow it, as often as they do; "" leads to beginnings."""
    found: dict[str, list[str]] = {}
    for text in texts:
        before = ""
        for piece in _PIECE.findall(text):
            found.setdefault(before, []).append(piece)
            before = piece
    return found


def generated(paragraphs: Sequence[Paragraph], size: int) -> list[Paragraph]:
    """So many paragraphs, the same ones every time. A word in fifty is coined, as new texts bring new words."""
    drawn = random.Random(_SEED)
    by_language: dict[str, list[str]] = {}
    for p in paragraphs:
        by_language.setdefault(p.language, []).append(p.text)
    chains = {language: _followers(texts) for language, texts in sorted(by_language.items())}
    made = []
    for i in range(size):
        source = paragraphs[drawn.randrange(len(paragraphs))]
        chain, text, piece = chains[source.language], "", ""
        while len(text) < len(source.text):
            piece = drawn.choice(chain.get(piece) or chain[""])
            text += _coined(drawn, source.language) if drawn.random() < 0.02 else piece
        document = f"generated-{i // _IN_A_DOCUMENT:05d}"
        made.append(Paragraph(f"{document}/{i}", document, str(i), i % _IN_A_DOCUMENT, text, source.language))
    return made


def _coined(drawn: random.Random, language: str) -> str:
    if language == "en":
        return "".join(drawn.choice(("ba", "ke", "lo", "tri", "sun", "mer", "vi", "pol")) for _ in range(3)) + " "
    return "".join(chr(drawn.randrange(0x4E00, 0x9FA5)) for _ in range(2))


def measured(documents: Path, size: int) -> dict[str, float]:
    """Seconds to build, MiB on the disk, milliseconds to search, MiB in memory, of one size."""
    from index.build import build_index
    from index.encoders import load_encoder
    from index.retriever import Retriever

    _, real = read_folder(documents)
    made = generated(real, size)
    by_id = {p.id: p for p in made}
    encoder = load_encoder("default")
    with tempfile.TemporaryDirectory(prefix="pincite-growth-") as folder:
        before = memory_mib(peak=False) or 0.0
        began = time.perf_counter()
        build_index(Path(folder) / "index", made, terms=(), encoder=encoder)
        built = time.perf_counter() - began
        on_disk = sum(f.stat().st_size for f in Path(folder).rglob("*") if f.is_file()) / 2**20
        began = time.perf_counter()
        retriever = Retriever.open(
            Path(folder) / "index", encoder=encoder, paragraphs_by_id=lambda ids: [by_id[i] for i in ids]
        )
        opened = time.perf_counter() - began
        asked = [a.question for a in askings(load_questions(), "dev")][::8]
        retriever.search(asked[0])
        spent = timed("search", [lambda q=q: retriever.search(q) for q in asked])
        exact = exact_search(size, encoder.dimension, 50)
    return {
        "size": size,
        "build_s": built,
        "disk_mib": on_disk,
        "open_s": opened,
        "search_p50_ms": spent.p50,
        "search_p95_ms": spent.p95,
        "searches": spent.calls,
        "exact_ms": exact.p50,
        "peak_mib": (memory_mib() or 0.0) - before,
    }


def growth_rows(documents: Path, sizes: Sequence[int]) -> list[Row]:
    """Rows of every size. Raises CalledProcessError where a size fails."""
    rows = []
    for size in sizes:
        command = [sys.executable, "-m", "eval.bench.growth", str(documents), str(size)]
        told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        group = f"growth: {size:,} paragraphs"
        rows += [
            Row(group, "build", "s", told["build_s"], n=size),
            Row(group, "build, a paragraph", "ms", 1000 * told["build_s"] / size, n=size),
            Row(group, "on the disk", "MiB", told["disk_mib"], n=size),
            Row(group, "open", "s", told["open_s"]),
            Row(
                group,
                "search",
                "ms",
                told["search_p50_ms"],
                "numpy exact search, same size",
                told["exact_ms"],
                told["search_p95_ms"],
                n=told["searches"],
            ),
            Row(group, "memory beyond the texts, at most", "MiB", told["peak_mib"]),
        ]
    return rows


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]), int(sys.argv[2]))))
