"""Each part in this process: encode, index, search, ask, verify, check, facts."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.facts import extract
from corpus.records import Paragraph
from corpus.spans import fold_text
from eval.bench.timing import Row, Timed, row, timed
from eval.claims import load_claims
from eval.questions import askings, load_questions
from index.encoders import load_encoder
from service.answer.ask import ask
from service.answer.records import Question
from service.desk.drafts import check
from service.desk.quotes import verify
from service.desk.stream import Streams
from service.library import Library
from service.snapshot import Snapshot

#: A page of a draft: so many statements of the claim set, about 400 words.
PAGE = 14


def copied(source: Path, target: Path) -> None:
    """Copies a folder's files as plainly as can be."""
    shutil.copytree(source, target)


def exact_search(vectors: int, dimension: int, calls: int = 200) -> Timed:
    """numpy: one query's inner products with so many vectors, and the ten largest. What any dense search is held to."""
    drawn = np.random.default_rng(0)
    stored = drawn.standard_normal((vectors, dimension), dtype=np.float32)
    asked = drawn.standard_normal((calls, dimension), dtype=np.float32)

    def one(query: np.ndarray) -> object:
        scores = stored @ query
        return np.argpartition(scores, -min(10, vectors))[-10:]

    return timed(f"numpy exact search, {vectors} × {dimension}", [lambda q=q: one(q) for q in asked])


def _first_start(documents: Path, data: Path) -> Library:
    library = Library.open(data)
    library.sync(documents)
    library.snapshot()
    return library


def _building(documents: Path, folder: Path) -> tuple[list[Row], Library]:
    """First and second start on a data folder, beside a copy of its files."""
    opened: list[Library] = []
    first = timed("first start: read, encode, index", [lambda: opened.append(_first_start(documents, folder / "data"))])
    opened.pop().close()
    copy = timed(
        "copy of the data folder", [lambda i=i: copied(folder / "data", folder / f"copy-{i}") for i in range(5)]
    )
    second = timed("second start: nothing new", [lambda: opened.append(_first_start(documents, folder / "data"))])
    return [row("index", first, copy), row("index", second, copy)], opened[0]


def _texts(paragraphs: Sequence[Paragraph]) -> list[Row]:
    """What is done once to every text, beside one pass of folding over the same text."""
    texts = [p.text for p in paragraphs]
    characters = sum(map(len, texts))
    fold = timed("folding the same text", [lambda: [fold_text(t) for t in texts]] * 20)
    # A new encoder each time: one that has met the words before remembers how they are cut.
    fresh = [load_encoder("default") for _ in range(3)]
    encode = timed("encode all paragraphs", [lambda one=one: one.encode_passages(texts) for one in fresh])
    facts: list[int] = []
    taken = timed(
        "facts of all paragraphs",
        [lambda: facts.append(sum(len(extract(p.text, language=p.language)) for p in paragraphs))] * 3,
    )
    per_second = 1000 / taken.p50
    return [
        row("texts", fold, fold),
        row("texts", encode, fold),
        row("texts", taken, fold),
        Row("texts", "paragraphs encoded", "1/s", len(texts) * 1000 / encode.p50, n=len(texts)),
        Row("texts", "facts found", "1/s", facts[0] * per_second, n=facts[0]),
        Row("texts", "characters read for facts", "1/s", characters * per_second, n=characters),
    ]


def _questions(snapshot: Snapshot, encoder_dimension: int, vectors: int) -> list[Row]:
    asked = [a.question for a in askings(load_questions(), "dev")][::3]
    exact = exact_search(vectors, encoder_dimension)
    ask(snapshot, Question(asked[0]))  # what is loaded once is not what a question costs
    encoder = load_encoder("default")
    encoded = timed("encode a question", [lambda q=q: encoder.encode_queries([q]) for q in asked])
    searched = timed("search", [lambda q=q: snapshot.search(q) for q in asked])
    answered = timed("ask", [lambda q=q: ask(snapshot, Question(q)) for q in asked])
    return [
        row("questions", exact, exact),
        row("questions", encoded, exact),
        row("questions", searched, exact),
        row("questions", answered, searched),
    ]


def _desk(snapshot: Snapshot, paragraphs: Sequence[Paragraph]) -> list[Row]:
    """Quotations and a page of a draft, beside looking the words up with ``str.find``."""
    text = "\n".join(p.text for p in paragraphs)
    quotes = [p.text[:60] for p in paragraphs if len(p.text) >= 20]
    altered = [q[: len(q) // 2] + "X" + q[len(q) // 2 + 1 :] for q in quotes]
    find = timed("str.find in all text", [lambda q=q: text.find(q) for q in altered])
    streams = Streams(paragraphs)
    exact = timed("verify an exact quotation", [lambda q=q: verify(q, streams) for q in quotes])
    wrong = timed("verify an altered quotation", [lambda q=q: verify(q, streams) for q in altered[::5]])
    claims = [c for c in load_claims() if c.split == "dev" and c.language == "en"]
    pages = [" ".join(c.text for c in claims[at : at + PAGE]) for at in range(0, len(claims) - PAGE + 1, PAGE)]
    paged = timed("check a page of a draft", [lambda p=p: check(snapshot, p, None) for p in pages])
    searched = timed("search", [lambda c=c: snapshot.search(c.text) for c in claims])
    return [row("desk", find, find), row("desk", exact, find), row("desk", wrong, find), row("desk", paged, searched)]


def parts(documents: Path, folder: Path) -> list[Row]:
    """All rows that need no server. ``folder``: an empty one to work in."""
    rows, library = _building(documents, folder)
    snapshot = library.snapshot()
    paragraphs = [p for d in snapshot.documents() for p in snapshot.paragraphs(d.id)]
    began = time.perf_counter()
    encoder = load_encoder("default")
    rows.append(Row("index", "open the encoder", "ms", 1000 * (time.perf_counter() - began)))
    rows += _texts(paragraphs)
    rows += _questions(snapshot, encoder.dimension, len(paragraphs))
    rows += _desk(snapshot, paragraphs)
    library.close()
    return rows
