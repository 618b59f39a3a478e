"""Tokens: one recipe, the same for both scripts, and numbers and dates that are one token in every writing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from corpus.spans import fold_text
from index.numbers import numbers
from index.stopwords import blank_phrases
from index.tokens import LONGEST, analyse, stem, tokens


def _values(text: str) -> set[str]:
    return {token for token, _, _ in numbers(fold_text(text))}


@pytest.mark.parametrize(
    ("writings", "value"),
    [
        (["13 000 posts", "13,000 posts", "13000 posts", "一萬三千個職位", "１３０００個"], 13 * 1000),
        (["$10 billion", "100億元", "100 亿元", "一百億元"], 10 * 10**9),
        (["6 億 1,900 萬元", "6亿1900万元", "$619 million"], 6 * 10**8 + 1900 * 10**4),
        (["452.3萬", "4,523,000", "4 523 000"], 4523 * 1000),
        (["三十多所", "30 universities"], 30),
        (["三萬億", "3 trillion"], 3 * 10**12),
        (["二〇二三年", "2023"], 2023),
    ],
)
def test_one_value_is_one_token_in_every_writing(writings: list[str], value: int) -> None:
    for writing in writings:
        assert str(value) in _values(writing), writing


@pytest.mark.parametrize(
    "writing",
    [
        "18 October 2023",
        "October 18, 2023",
        "Oct 18, 2023",
        "2023年10月18日",
        "2023 年 10 月 18 日",
        "18/10/2023",
        "2023-10-18",
    ],
)
def test_one_date_is_one_token_in_every_writing(writing: str) -> None:
    assert {"#2023-10-18", "#2023-10", "#10"} <= _values(writing)


def test_a_word_of_number_is_no_value() -> None:
    assert _values("一定 三個 十分 萬一 一兩個") == set()


def test_chinese_runs_give_characters_bigrams_and_words() -> None:
    found = analyse(fold_text("人工智能發展"))
    by_kind: dict[str, list[str]] = {}
    for token in found:
        by_kind.setdefault(token.kind, []).append(token.text)
    assert by_kind["word"] == ["人工智能", "发展"]
    assert by_kind["character"] == list("人工智能发展")
    assert by_kind["bigram"] == ["人工", "工智", "智能", "能发"]  # 发展 is there as a word


def test_spans_point_into_the_folded_text() -> None:
    folded = fold_text("In 2024, 數碼港 opens its R&D centre (Wi-Fi.HK).")
    for token in analyse(folded):
        if token.kind in ("word", "character", "bigram", "code"):
            assert folded[token.start : token.end] == token.text


def test_latin_words_are_stemmed_and_names_stay_whole() -> None:
    found = tokens("The institutes' R&D: cross-boundary data.gov.hk, Web3")
    assert {"institut", "r&d", "cross-boundary", "cross", "boundari", "data.gov.hk", "data", "web3"} <= set(found)
    assert tokens("Institute") == tokens("institutes")


def test_threads_stem_alike() -> None:
    words = [f"{root}ing" for root in ("test", "build", "fund", "harbour", "search", "link")] * 50
    stem.cache_clear()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: [stem(word) for word in words], range(8)))
    assert all(stems == found[0] for stems in found)
    assert found[0][:3] == ["test", "build", "fund"]


def test_a_word_of_any_length_is_cut() -> None:
    assert all(len(token) <= LONGEST for token in tokens("x" * 5000 + " " + "漢" * 5000))


def test_question_words_vanish_and_their_letters_in_names_stay() -> None:
    assert blank_phrases("几时启用").strip() == "启用"
    assert blank_phrases("体系 关系 系统") == "体系 关系 系统"
    assert blank_phrases("智方便系咩").strip() == "智方便"


@settings(deadline=None)
@given(st.text(max_size=300))
def test_never_raises(text: str) -> None:
    assert all(token for token in tokens(text))


_TO_SIMPLIFIED = OpenCC("t2s")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="數據創新科技發展園區計劃資助億萬與 abc 12,.、。（）的是", max_size=80))
def test_both_scripts_give_the_same_tokens(text: str) -> None:
    assert tokens(text) == tokens(_TO_SIMPLIFIED.convert(text))
