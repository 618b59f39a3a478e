"""A large index finds what an exact one finds, and growing, shrinking and merging change nothing in what is found."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from corpus.records import Paragraph
from index import growing, nearest
from index.build import build_index
from index.encoders.hashing import HashingEncoder
from index.growing import grow_index, plan
from index.lexical import QueryTerm, Saturation
from index.pruned import Factors, candidates
from index.retriever import Retriever

ENCODER = HashingEncoder(64)
LARGE = 300  #: so that a thousand paragraphs are many
WORDS = [f"{a}{b}{c}" for a in ("har", "lan", "mor", "ti") for b in ("bo", "ce", "du") for c in ("r", "na", "les", "k")]
_HAN = "海港燈塔漁船碼頭泊位渡輪觀景台開放時間維修津貼造價落成"


def _documents(numbers: Iterable[int], size: int = 20) -> list[Paragraph]:
    """Documents of drawn words, some common, most rare, in two languages."""
    made = []
    for number in numbers:
        drawn = random.Random(number)
        for i in range(size):
            english = drawn.random() < 0.5
            if english:
                words = [WORDS[int(len(WORDS) * drawn.random() ** 3)] for _ in range(drawn.randrange(4, 30))]
                text = " ".join([*words, f"{drawn.randrange(3000)} boats."])
            else:
                text = (
                    "".join(drawn.choice(_HAN) for _ in range(drawn.randrange(8, 60))) + f"{drawn.randrange(3000)}艘。"
                )
            name = f"doc-{number:04d}"
            made.append(Paragraph(f"{name}/{i:02d}", name, str(i), i, text, "en" if english else "zh-Hant"))
    return made


QUESTIONS = [
    *(" ".join(random.Random(n).sample(WORDS, 4)) for n in range(12)),
    *("".join(random.Random(n).sample(_HAN, 8)) for n in range(12)),
    "when do 1200 boats come",
    "1200艘",
]


def _open(folder: Path, paragraphs: Sequence[Paragraph]) -> Retriever:
    by_id = {p.id: p for p in paragraphs}
    return Retriever.open(folder, encoder=ENCODER, paragraphs_by_id=lambda ids: [by_id[i] for i in ids])


def _found(retriever: Retriever, question: str, **how: object) -> list[tuple[str, float]]:
    hits = retriever.search(question, top_k=10, **how)  # type: ignore[arg-type]
    return [(hit.paragraph.id, round(hit.score, 3)) for hit in hits]


@pytest.fixture(scope="module")
def made() -> list[Paragraph]:
    return _documents(range(60))


@pytest.fixture(scope="module")
def exact(made: list[Paragraph], tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    folder = tmp_path_factory.mktemp("exact")
    build_index(folder, made, terms=(), encoder=ENCODER)
    return _open(folder, made)


@pytest.fixture(scope="module")
def base(made: list[Paragraph], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    build_index(folder, iter(made), terms=(), encoder=ENCODER, large=LARGE)
    return folder


def test_scoring_every_row_of_a_large_index_is_scoring_a_small_one(
    made: list[Paragraph], exact: Retriever, base: Path
) -> None:
    large = _open(base, made)
    assert large.ranking.segments[0].nearest is not None
    for question in QUESTIONS:
        assert dict(_found(large, question, exhaustive=True)) == pytest.approx(dict(_found(exact, question)), abs=0.01)


def test_the_quick_search_finds_what_scoring_every_row_finds(
    made: list[Paragraph], exact: Retriever, base: Path
) -> None:
    large = _open(base, made)
    for how in ({}, {"language": "en"}, {"documents": [f"doc-{n:04d}" for n in range(0, 60, 2)]}):
        shares = []
        for question in QUESTIONS:
            wanted = {one for one, _ in _found(exact, question, **how)}
            shares.append(len(wanted & {one for one, _ in _found(large, question, **how)}) / max(len(wanted), 1))
        assert np.mean(shares) >= 0.98


def test_the_lists_find_the_nearest_vectors_under_a_filter_too(tmp_path: Path) -> None:
    drawn = np.random.default_rng(7)
    means = drawn.standard_normal((40, 32))
    vectors = means[drawn.integers(0, 40, 6000)] + 0.4 * drawn.standard_normal((6000, 32))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    nearest.build(tmp_path, vectors)
    opened = nearest.Nearest(tmp_path)
    allowed = np.arange(6000) % 3 == 0
    for mask in (None, allowed):
        shares = []
        for query in vectors[:100] + 0.05 * drawn.standard_normal((100, 32)).astype(np.float32):
            scores = vectors @ query if mask is None else np.where(mask, vectors @ query, -2)
            wanted = set(np.argsort(-scores)[:10].tolist())
            found = opened.search(query, 100, mask)
            assert mask is None or mask[found].all()
            shares.append(len(wanted & set(found.tolist())) / 10)
        assert np.mean(shares) >= 0.98


def test_what_is_said_to_be_proven_is_the_best_of_all_rows(made: list[Paragraph], base: Path) -> None:
    ranking = _open(base, made).ranking
    constants = Saturation(0.9, 0.5, 0.4)
    ones = np.ones(2)
    factors = Factors(ones, 3 * ones, ones, 0 * ones)
    segment, scorer = ranking.segments[0], ranking._scorers[0].lexical
    proofs = 0
    for n in range(40):
        words = random.Random(n).sample(WORDS, 3)
        asked = ranking.words.weigh([QueryTerm(((word, 1.0),)) for word in words])
        total = factors.total(scorer.scores(asked, constants), segment.groups())
        rows, proven = candidates(scorer, asked, constants, factors, 5, budget=10**9)
        proofs += proven
        if proven and len(rows):
            assert sorted(total[rows])[-5:] == pytest.approx(sorted(total)[-5:][-len(rows) :], rel=1e-4)
    assert proofs


def test_growing_shrinking_and_merging_find_what_building_anew_finds(tmp_path: Path, base: Path) -> None:
    """Documents come and go one after another; after each step scores are those of an index built of what is left."""
    paragraphs = {p.id: p for p in _documents(range(60))}
    here, drawn, coming = base, random.Random(3), 60
    for step in range(8):
        there = {p.document_id for p in paragraphs.values()}
        gone = set(drawn.sample(sorted(there), 3))
        fresh = _documents(range(coming, coming + step * 3 + 1))
        coming += step * 3 + 1
        paragraphs = {i: p for i, p in paragraphs.items() if p.document_id not in gone} | {p.id: p for p in fresh}
        told = grow_index(tmp_path / str(step), here, fresh, gone=gone, terms=(), encoder=ENCODER, large=LARGE)
        here = tmp_path / str(step)
        assert told["paragraphs"] == len(paragraphs)
        build_index(tmp_path / f"{step}-anew", paragraphs.values(), terms=(), encoder=ENCODER)
        grown, anew = (
            _open(here, list(paragraphs.values())),
            _open(tmp_path / f"{step}-anew", list(paragraphs.values())),
        )
        assert len(grown) == len(anew) == len(paragraphs)
        sizes = sorted(len(s) - len(s.dead) for s in grown.ranking.segments)
        assert all(b >= growing.RATIO * a for a, b in pairwise(sizes))
        for question in QUESTIONS[::3]:
            assert [grown.frequency(word) for word in question.split()] == [
                anew.frequency(word) for word in question.split()
            ]
            assert dict(_found(grown, question, exhaustive=True)) == pytest.approx(
                dict(_found(anew, question)), abs=0.02
            )
            assert not {one.rsplit("/")[0] for one, _ in _found(grown, question)} & gone


def test_one_document_added_rewrites_nothing_of_the_large_segment(tmp_path: Path, base: Path) -> None:
    grow_index(tmp_path, base, _documents([900]), gone=(), terms=(), encoder=ENCODER, large=LARGE)
    files = [path for path in (base / "base").rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert (tmp_path / "base" / path.relative_to(base / "base")).stat().st_ino == path.stat().st_ino


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([1000, 1], []),
        ([1000, 1, 1], [[1, 2]]),
        ([1000, 4, 1], []),
        ([1000, 4, 1, 1], [[1, 2, 3]]),
        ([1000, 300, 20], [[0, 1]]),
        ([1000, 200, 20], []),
        ([10], []),
        ([], []),
    ],
)
def test_segments_are_merged_until_each_is_several_times_the_next(sizes: list[int], expected: list[list[int]]) -> None:
    assert plan(sizes, [0.0] * len(sizes)) == expected


def test_a_segment_with_many_deleted_is_written_anew() -> None:
    assert plan([1000, 20], [0.3, 0.0]) == [[0]]
    assert plan([1000, 20], [0.1, 0.0]) == []


def test_the_same_stream_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        build_index(tmp_path / name, iter(_documents(range(20))), terms=(), encoder=ENCODER, large=150)
    files = [path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*") if path.is_file()]
    assert len(files) > 60
    for path in files:
        assert (tmp_path / "a" / path).read_bytes() == (tmp_path / "b" / path).read_bytes(), path
