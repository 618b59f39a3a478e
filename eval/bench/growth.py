"""How it grows: an index over more and more generated paragraphs, each size in a process of its own.

The paragraphs are drawn from the words of the real ones, by how often each follows the one before, so that the lengths and the
share of each language are like the real ones'; what they say means nothing. Names and figures come with their words. One word
in fifty is coined: the rank of the word that is coined follows a Pareto distribution, so that the vocabulary grows as Heaps' law
has it, by a power of the length of all text. ``python -m eval.bench.growth DOCUMENTS SIZE`` prints one size as JSON.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus.records import Paragraph
from eval.bench.parts import exact_search
from eval.bench.timing import Row, of, timed
from eval.documents import read_folder
from eval.memory import memory_mib
from eval.questions import askings, load_questions

_PIECE = re.compile(r"[\u3400-\u9fff]{1,2}|[^\u3400-\u9fff\s]+\s?")
_SEED = 20231113
IN_A_DOCUMENT = 200
#: One word in so many is coined; the exponent of Heaps' law that coined words follow (0.4 to 0.6 in running text).
_COINED, _HEAPS = 50, 0.6
_SYLLABLES = ("ba", "ke", "lo", "tri", "sun", "mer", "vi", "pol")
#: Paragraphs for which every row is scored too, to see what the quicker search misses.
_ALL = 20_000


def _followers(texts: Sequence[str]) -> dict[str, list[str]]:
    """Piece -> the pieces that follow it, as often as they do; "" leads to beginnings."""
    found: dict[str, list[str]] = {}
    for text in texts:
        before = ""
        for piece in _PIECE.findall(text):
            found.setdefault(before, []).append(piece)
            before = piece
    return found


class Generated:
    """Any number of paragraphs, the same ones every time: each document is drawn with a seed of its own."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self._sources = [(p.language, len(p.text)) for p in paragraphs]
        by_language: dict[str, list[str]] = {}
        for p in paragraphs:
            by_language.setdefault(p.language, []).append(p.text)
        self._chains = {language: _followers(texts) for language, texts in sorted(by_language.items())}

    def document(self, number: int, size: int = IN_A_DOCUMENT) -> list[Paragraph]:
        """The paragraphs of one document."""
        drawn = random.Random(_SEED + number)
        name = f"generated-{number:05d}"
        made = []
        for i in range(size):
            language, length = drawn.choice(self._sources)
            made.append(Paragraph(f"{name}/{i}", name, str(i), i, self._text(drawn, language, length), language))
        return made

    def paragraphs(self, size: int) -> Iterator[Paragraph]:
        """So many, document after document."""
        for number in range(-(-size // IN_A_DOCUMENT)):
            yield from self.document(number, min(IN_A_DOCUMENT, size - number * IN_A_DOCUMENT))

    def _text(self, drawn: random.Random, language: str, length: int) -> str:
        chain, pieces, piece, so_far = self._chains[language], [], "", 0
        while so_far < length:
            piece = drawn.choice(chain.get(piece) or chain[""])
            pieces.append(coined(drawn, language) if drawn.randrange(_COINED) == 0 else piece)
            so_far += len(pieces[-1])
        return "".join(pieces)


def coined(drawn: random.Random, language: str) -> str:
    """A word that stands in no document. P(rank > r) = r^(-0.6), so that n draws meet about n^0.6 ranks."""
    rank = int(min((1 - drawn.random()) ** (-1 / _HEAPS), 1e12))
    if language == "en":
        word = ""
        while rank:
            rank, digit = divmod(rank, len(_SYLLABLES))
            word += _SYLLABLES[digit]
        return f"qu{word} "
    return chr(0x4E00 + rank % 20_901) + chr(0x4E00 + rank // 20_901 % 20_901)


class _Texts:
    """Paragraphs by id, read from a file: a process that measures an index must not hold a million texts beside it."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / "texts").open("w+b")
        self._ends: list[int] = []
        self._languages: list[str] = []

    def noted(self, paragraphs: Iterator[Paragraph]) -> Iterator[Paragraph]:
        for p in paragraphs:
            self._file.write(p.text.encode())
            self._ends.append(self._file.tell())
            self._languages.append(p.language)
            yield p

    def by_id(self, ids: Sequence[str]) -> list[Paragraph]:
        found = []
        for one in ids:
            document, label = one.split("/")
            at = int(document.split("-")[1]) * IN_A_DOCUMENT + int(label)
            start = self._ends[at - 1] if at else 0
            self._file.seek(start)
            text = self._file.read(self._ends[at] - start).decode()
            found.append(Paragraph(one, document, label, int(label), text, self._languages[at]))
        return found


@dataclass(frozen=True, slots=True)
class Found:
    """Shares of the ten best that the quicker search finds too: of vectors alone, of all parts together."""

    dense: float
    hybrid: float


def recall(retriever: Any, questions: Sequence[str], k: int = 10) -> Found:
    """Beside comparing every vector, and scoring every row. 1.0 where the index does that anyway.

    A place equal in score to the tenth counts as found: which of equals is shown is chance.
    """
    dense, hybrid = [], []
    for asked in questions:
        dense.append(_dense_recall(retriever, asked, k))
        best = retriever.search(asked, top_k=k, exhaustive=True)
        quick = retriever.search(asked, top_k=k)
        wanted = {hit.paragraph.id for hit in best}
        hybrid.append(len(wanted & {hit.paragraph.id for hit in quick}) / max(len(wanted), 1))
    return Found(float(np.mean(dense)), float(np.mean(hybrid)))


def _dense_recall(retriever: Any, asked: str, k: int) -> float:
    vector = retriever.vector(asked)
    shares = []
    for segment in retriever.ranking.segments:
        if segment.sample is None:
            shares.append(1.0)
            continue
        window = retriever.weights.window
        exact = segment.dense.scores(vector, window)
        tenth = np.partition(exact, -k)[-k]
        rows = np.sort(retriever.ranking.by_sense(segment, vector, 256))
        shares.append(min(k, int((exact[rows] >= tenth).sum())) / k)
    return float(np.mean(shares))


def measured(documents: Path, size: int) -> dict[str, float]:
    """What an index over so many paragraphs costs to make, to keep, to open and to search, and what it finds."""
    from index.build import build_index
    from index.encoders import load_encoder
    from index.retriever import Retriever

    generated = Generated(read_folder(documents)[1])
    encoder = load_encoder("default")
    with tempfile.TemporaryDirectory(prefix="pincite-growth-") as folder:
        texts, index = _Texts(Path(folder)), Path(folder) / "index"
        drawing = timed("draw", [lambda: sum(1 for _ in generated.paragraphs(1000))]).p50 / 1000  # ms a paragraph
        before = memory_mib(peak=False) or 0.0
        began = time.perf_counter()
        told = build_index(index, texts.noted(generated.paragraphs(size)), terms=(), encoder=encoder)
        built = time.perf_counter() - began - size * drawing / 1000
        peak = (memory_mib() or 0.0) - before
        on_disk = sum(f.stat().st_size for f in index.rglob("*") if f.is_file()) / 2**20
        began = time.perf_counter()
        retriever = Retriever.open(index, encoder=encoder, paragraphs_by_id=texts.by_id)
        opened = time.perf_counter() - began
        asked = [a.question for a in askings(load_questions(), "dev")][::8]
        retriever.search(asked[0])
        resident = memory_mib(peak=False) or 0.0
        spent = timed("search", [lambda q=q: retriever.search(q) for q in asked])
        near = _dense(retriever, asked)
        found = recall(retriever, asked[:: max(1, size // _ALL)][:100])
    exact = exact_search(min(size, 100_000), encoder.dimension, 50)
    return {
        "size": size,
        "build_s": built,
        "disk_mib": on_disk,
        "open_s": opened,
        "tokens": told["tokens"],
        "vectors": told["vectors"],
        "search_p50_ms": spent.p50,
        "search_p95_ms": spent.p95,
        "search_p99_ms": spent.p99,
        "searches": spent.calls,
        "dense_p50_ms": near.p50,
        "dense_p99_ms": near.p99,
        "dense_recall": found.dense,
        "hybrid_recall": found.hybrid,
        "exact_ms": exact.p50,
        "exact_size": min(size, 100_000),
        "peak_mib": peak,
        "resident_mib": resident - before,
    }


def _dense(retriever: Any, asked: Sequence[str]) -> Any:
    """The search in vectors alone: encode, find, compare."""
    spent = []
    for question in asked:
        began = time.perf_counter()
        vector = retriever.vector(question)
        for segment in retriever.ranking.segments:
            rows = None if segment.sample is None else np.sort(retriever.ranking.by_sense(segment, vector, 256))
            segment.dense.scores(vector, retriever.weights.window, rows)
        spent.append((time.perf_counter() - began) * 1000)
    return of("dense", spent)


def growth_rows(documents: Path, sizes: Sequence[int]) -> list[Row]:
    """Rows of every size. Raises CalledProcessError where a size fails."""
    rows = []
    for size in sizes:
        command = [sys.executable, "-m", "eval.bench.growth", str(documents), str(size)]
        told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        group = f"growth: {size:,} paragraphs"
        beside = f"numpy exact search, {told['exact_size']:,} vectors"
        rows += [
            Row(group, "build", "s", told["build_s"], n=size),
            Row(group, "build, a paragraph", "ms", 1000 * told["build_s"] / size, n=size),
            Row(group, "on the disk", "MiB", told["disk_mib"], n=size),
            Row(group, "distinct tokens", "", told["tokens"], n=size),
            Row(group, "vectors", "", told["vectors"], n=size),
            Row(group, "open", "s", told["open_s"]),
            Row(
                group,
                "search",
                "ms",
                told["search_p50_ms"],
                beside,
                told["exact_ms"],
                told["search_p95_ms"],
                told["search_p99_ms"],
                n=told["searches"],
            ),
            Row(
                group, "search, vectors alone", "ms", told["dense_p50_ms"], p99=told["dense_p99_ms"], n=told["searches"]
            ),
            Row(group, "of the ten best vectors' paragraphs, found", "%", 100 * told["dense_recall"]),
            Row(group, "of the ten best places, found", "%", 100 * told["hybrid_recall"]),
            Row(group, "memory beyond the texts, at most", "MiB", told["peak_mib"]),
            Row(group, "memory beyond the texts, opened and searched", "MiB", told["resident_mib"]),
        ]
    return rows


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]), int(sys.argv[2]))))
