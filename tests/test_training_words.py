"""Word lists: what is counted, how runs are cut, and that both cutters agree."""

from __future__ import annotations

from math import log
from pathlib import Path

import pytest

from corpus.errors import Unavailable
from corpus.spans import fold_text
from index.segmenter import Segmenter, read_words, segment
from index.training.words import FastSegmenter, learn_words, write_words

LISTED = [("房", log(0.2)), ("屋", log(0.1)), ("房屋", log(0.3)), ("屋顶", log(0.25)), ("顶", log(0.15))]


def test_the_most_probable_cutting_wins():
    # 房屋|顶 is 0.3 · 0.15 = 0.045; 房|屋顶 is 0.2 · 0.25 = 0.05
    assert Segmenter(LISTED).cut("房屋顶") == ["房", "屋顶"]


@pytest.mark.parametrize("run", ["", "房", "房屋顶", "凤房屋龙凤顶房", "顶顶顶"])
def test_both_cutters_agree(run):
    words = Segmenter(LISTED).cut(run)
    assert "".join(words) == run
    assert FastSegmenter(LISTED).cut_many([run]) == [words]


def test_unlisted_characters_stand_alone():
    assert Segmenter(LISTED).cut("龙凤房屋") == ["龙", "凤", "房屋"]


def test_learnt_words_cover_text_and_dictionary(tmp_path: Path):
    texts = ["我们住在房屋里", "房屋很大", "他在屋顶"]
    words = learn_words(texts, ["房屋", "屋顶", "高楼大厦"])
    scores = dict(words)
    assert {"房屋", "屋顶", "高楼大厦", "我", "们"} <= scores.keys()
    assert [score for _, score in words] == sorted(scores.values(), reverse=True)
    assert scores["房屋"] > scores["屋顶"] > scores["高楼大厦"]
    write_words(words, tmp_path / "words.txt")
    assert [word for word, _ in read_words(tmp_path / "words.txt")] == [word for word, _ in words]


def test_a_missing_list_says_how_to_make_one(tmp_path: Path):
    with pytest.raises(Unavailable) as raised:
        read_words(tmp_path / "none.txt")
    assert "index.training" in raised.value.hint


def test_the_shipped_list_cuts_both_scripts_alike():
    traditional, simplified = segment(fold_text("人工智能發展")), segment(fold_text("人工智能发展"))
    assert traditional == simplified == ["人工智能", "发展"]
