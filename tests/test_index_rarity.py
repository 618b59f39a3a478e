"""How rare a word is in general, and what a text leaves unsaid of a question by it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.rarity import COMMON, RARE, rarity
from index.segmenter import frequencies
from index.tokens import stem
from service.library import Library
from service.snapshot import Snapshot


@pytest.fixture(scope="module")
def snapshot(bundled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    library = Library.open(tmp_path_factory.mktemp("rarity"))
    library.sync(bundled)
    yield library.snapshot()
    library.close()


@pytest.mark.parametrize(
    "common, rare", [("company", "octopus"), ("government", "lamppost"), ("香港", "投票率"), ("企业", "灯柱")]
)
def test_a_word_seldom_written_is_rarer_than_an_everyday_one(common: str, rare: str) -> None:
    assert 0.0 <= rarity(stem(common)) < rarity(stem(rare)) <= 1.0


@pytest.mark.parametrize("word", ["money", "begin", "figures", "多少", "多大", "开始"])
def test_a_word_that_frames_a_question_is_not_rare(word: str) -> None:
    assert rarity(stem(word) if word.isascii() else word) < 0.5


def test_between_common_and_rare_the_rarity_is_linear_in_the_logarithm() -> None:
    listed = [(w, s) for w, s in frequencies().items() if RARE < s < COMMON and len(w) == 2][200:260]
    found = [(rarity(word), (COMMON - score) / (COMMON - RARE)) for word, score in listed]
    assert len(found) == 60
    assert all(value in (0.0, pytest.approx(expected)) for value, expected in found)  # 0 where it frames questions
    assert sum(value > 0 for value, _ in found) > 40


def test_half_as_much_for_a_single_character() -> None:
    assert rarity("鼯") == 0.5
    assert rarity("鼯鼠飛行") == 1.0


def test_what_a_text_leaves_unsaid_counts_by_rarity(snapshot: Snapshot) -> None:
    matcher = snapshot.matcher("Which octopus climbs a lamppost?")
    met = matcher.met(["an octopus climbs the lamppost", "the lamppost", "nothing of it"])
    (all_of_it, share), (half, share_half), (none, share_none) = matcher.unsaid(met)
    assert all_of_it == pytest.approx(0.0) and share == pytest.approx(0.0)
    assert half == pytest.approx(rarity("octopus") + rarity(stem("climbs")))
    assert none == pytest.approx(half + rarity("lamppost"))
    assert (share_half, share_none) == (pytest.approx(half / none), pytest.approx(1.0))


def test_a_question_without_words_leaves_nothing_unsaid(snapshot: Snapshot) -> None:
    matcher = snapshot.matcher("2024?")
    assert matcher.unsaid(matcher.met(["x"])) == [(0.0, 0.0)]
