from math import log2

import ir_measures
import pytest
from ir_measures import Success

from eval.measures.ranking import grades, qrels_lines, rank_measures, ranked_labels, recall_at, run_lines
from eval.questions import Asking, Item, Part


def _asking(name: str, gold: list[list[str]], others: list[list[str]] | None = None) -> Asking:
    item = Item(
        id=name,
        kind="text",
        ask={"en": "?"},
        gold=tuple(Part(tuple(p), any=("x",)) for p in gold),
        others=tuple(Part(tuple(p), any=("x",)) for p in others or []),
        answerable=bool(gold),
    )
    return Asking(item, "en")


def test_a_label_in_two_languages_counts_once_and_keeps_its_rank() -> None:
    assert ranked_labels(["d/1@en", "d/1@zh-Hant", "d/2", "d/1"]) == ["d/1", "d/1#2", "d/2", "d/1#3"]


def test_recall_counts_parts_not_paragraphs() -> None:
    parts = [Part(("a", "b"), any=("x",)), Part(("c",), any=("x",))]
    ranked = ["b", "z", "a", "c"]
    assert recall_at(parts, ranked, 1) == 1 / 2
    assert recall_at(parts, ranked, 3) == 1 / 2
    assert recall_at(parts, ranked, 4) == 2 / 2


def test_measures_by_hand() -> None:
    asking = _asking("q", [["a"]], [["o"]])
    found = rank_measures([asking], {asking.id: ["z", "o", "a"]})[asking.id]
    assert found.recall == {1: 0.0, 3: 1.0, 5: 1.0, 10: 1.0}
    assert found.rr == pytest.approx(1 / 2)
    # gains 1 at rank 2 and 2 at rank 3, ideal 2 then 1
    assert found.ndcg == pytest.approx((1 / log2(3) + 2 / log2(4)) / (2 / log2(2) + 1 / log2(3)))


def test_nothing_found_is_zero_and_the_unanswerable_are_not_judged() -> None:
    missing, silent = _asking("q1", [["a"]]), _asking("q2", [])
    found = rank_measures([missing, silent], {missing.id: ["x"], silent.id: ["x"]})
    assert list(found) == [missing.id]
    assert (found[missing.id].rr, found[missing.id].ndcg) == (0.0, 0.0)


def test_an_empty_ranking_scores_zero() -> None:
    asking = _asking("q", [["a"]])
    assert rank_measures([asking], {asking.id: []})[asking.id].rr == 0.0


def test_one_part_recall_is_the_success_of_ir_measures() -> None:
    asking = _asking("q", [["a", "b"]])
    ranked = ["x", "b", "y", "a"]
    run = {asking.id: {label: float(-i) for i, label in enumerate(ranked)}}
    for cut in (1, 3, 5):
        outside = ir_measures.calc_aggregate([Success @ cut], {asking.id: grades(asking)}, run)[Success @ cut]
        assert recall_at(asking.item.gold, ranked, cut) == outside


def test_trec_lines() -> None:
    asking = _asking("q", [["d/2"]], [["d/1"]])
    assert run_lines("q.en", ["d/9", "d/2"], "t") == ["q.en Q0 d/9 1 2 t", "q.en Q0 d/2 2 1 t"]
    assert qrels_lines(asking) == ["q.en 0 d/1 1", "q.en 0 d/2 2"]
