"""BM25 and its translated terms: expected numbers written as arithmetic (Robertson & Zaragoza 2009; Darwish & Oard 2003)."""

from __future__ import annotations

from math import log
from pathlib import Path

import numpy as np
import pytest

from index.lexical import LexicalIndex, LexicalScores, QueryTerm, Saturation, Statistics
from index.postings import Postings
from index.scorer import Scorer
from index.vocabulary import Vocabulary

K1, B = 1.2, 0.75
PLAIN = Saturation(K1, B, 0.0)


class _Index:
    """One segment, searched with statistics of its own."""

    def __init__(self, folder: Path, groups: list[int]) -> None:
        group = np.array(groups, dtype=np.int64)
        kinds = list(range(len(set(groups))))
        self.index = LexicalIndex(folder, "some", kinds, lambda rows: group if rows is None else group[rows])
        self.statistics = Statistics([self.index], len(kinds))
        self.scorer = Scorer(self.index, self.statistics)

    def scores(self, terms: list[QueryTerm], constants: Saturation) -> LexicalScores:
        return self.scorer.scores(self.statistics.weigh(terms), constants)


def _index(
    folder: Path, texts: list[str], contexts: list[str] | None = None, groups: list[int] | None = None
) -> _Index:
    folder.mkdir(exist_ok=True)
    postings = Postings()
    for text, context in zip(texts, contexts or [""] * len(texts), strict=True):
        postings.add(text.split(), context.split())
    postings.save(folder, "some", groups)
    return _Index(folder, groups or [0] * len(texts))


def _idf(documents: int, having: float) -> float:
    return log(1 + (documents - having + 0.5) / (having + 0.5))


def _saturated(tf: float) -> float:
    return tf * (K1 + 1) / (tf + K1)


def _norm(length: int, average: float) -> float:
    return 1 - B + B * length / average


def test_bm25_is_the_formula(tmp_path: Path) -> None:
    index = _index(tmp_path, ["fund fund park", "park", "fund city data hub"])
    average = (3 + 1 + 4) / 3
    scores = index.scores([QueryTerm((("fund", 1.0),))], PLAIN).bm25
    expected = [
        _idf(3, 2) * _saturated(2 / _norm(3, average)),
        0,
        _idf(3, 2) * _saturated(1 / _norm(4, average)),
    ]
    assert scores == pytest.approx(expected, rel=1e-5)


def test_translations_add_up_before_saturation(tmp_path: Path) -> None:
    index = _index(tmp_path, ["基金 基金 资金", "资金", "园区"])
    average = (3 + 1 + 1) / 3
    term = QueryTerm((("fund", 1.0), ("基金", 0.6), ("资金", 0.3)))
    scores = index.scores([term], PLAIN).bm25
    df = 0.6 * 1 + 0.3 * 2
    tf = [(2 * 0.6 + 1 * 0.3) / _norm(3, average), 0.3 / _norm(1, average), 0]
    assert scores == pytest.approx([_idf(3, df) * _saturated(t) for t in tf], rel=1e-5)


def test_the_own_word_counts_whole_beside_its_translations(tmp_path: Path) -> None:
    index = _index(tmp_path, ["fund", "基金"])
    one, other = index.scores([QueryTerm((("fund", 1.0), ("基金", 0.5)))], PLAIN).bm25
    df = 1 + 0.5
    assert one == pytest.approx(_idf(2, df) * _saturated(1.0), rel=1e-5)
    assert other == pytest.approx(_idf(2, df) * _saturated(0.5), rel=1e-5)


def test_context_counts_by_its_own_weight_and_length(tmp_path: Path) -> None:
    index = _index(tmp_path, ["park", "park"], ["fund", "park hub"])
    scores = index.scores([QueryTerm((("fund", 1.0),))], Saturation(K1, B, 0.4)).bm25
    average = (1 + 2) / 2
    assert scores == pytest.approx([_idf(2, 0) * _saturated(0.4 * 1 / _norm(1, average)), 0], rel=1e-5)


def test_counts_are_taken_within_each_language(tmp_path: Path) -> None:
    index = _index(tmp_path, ["fund park", "park", "基金 fund", "园区", "园区"], groups=[0, 0, 1, 1, 1])
    scores = index.scores([QueryTerm((("fund", 1.0),))], PLAIN).bm25
    english = _idf(2, 1) * _saturated(1 / _norm(2, (2 + 1) / 2))
    chinese = _idf(3, 1) * _saturated(1 / _norm(2, (2 + 1 + 1) / 3))
    assert scores == pytest.approx([english, 0, chinese, 0, 0], rel=1e-5)


def test_coverage_is_the_matched_share_of_the_questions_idf(tmp_path: Path) -> None:
    index = _index(tmp_path, ["fund 2024", "fund", "park"])
    terms = [QueryTerm((("fund", 1.0),)), QueryTerm((("2024", 1.0),), 2.0, hard=True), QueryTerm((("nowhere", 1.0),))]
    scores = index.scores(terms, PLAIN)
    asked = _idf(3, 2) + 2 * _idf(3, 1) + _idf(3, 0)
    # The first paragraph is longer than the average, 4/3: its frequencies are a little under 1.
    tf = 1 / _norm(2, 4 / 3)
    assert scores.coverage[0] == pytest.approx((_idf(3, 2) + 2 * _idf(3, 1)) * tf**0.5 / asked, rel=1e-5)
    assert scores.coverage[1] == pytest.approx(_idf(3, 2) / asked, rel=1e-5)
    assert scores.exact.tolist() == pytest.approx([tf**0.5, 0, 0], rel=1e-5)


def test_unknown_words_and_an_empty_index_score_nothing(tmp_path: Path) -> None:
    index = _index(tmp_path / "one", ["fund"])
    assert index.scores([QueryTerm((("nowhere", 1.0),))], PLAIN).bm25.tolist() == [0]
    empty = _index(tmp_path / "none", [])
    assert empty.scores([QueryTerm((("fund", 1.0),))], PLAIN).bm25.tolist() == []


def test_vocabulary_finds_every_word_and_no_other(tmp_path: Path) -> None:
    words = ["基金", "fund", "𠮷", "", "r&d", "\ud800", "funds"]
    Vocabulary.of(words).save(tmp_path, "words")
    opened = Vocabulary.open(tmp_path, "words")
    assert sorted(opened[opened.find(word)] for word in words) == sorted(words)
    assert opened.find("fun") == opened.find("zzz") == -1
    with pytest.raises(IndexError):
        opened[len(words)]
