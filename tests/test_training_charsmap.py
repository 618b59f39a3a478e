"""The folding inside tokenizer.json is the folding of ``corpus.spans``, character by character."""

from __future__ import annotations

from tokenizers import normalizers

from corpus.spans import fold_text
from index.training.charsmap import folded_characters, precompiled


def test_every_folded_character_folds_alike():
    table = folded_characters()
    normaliser = normalizers.Precompiled(precompiled(table))
    assert len(table) > 10_000
    assert {c for c, folded in table.items() if normaliser.normalize_str(c) != folded} == set()


def test_running_text_folds_alike():
    normaliser = normalizers.Precompiled(precompiled(folded_characters()))
    for text in ("Ｅ－ＭＡＩＬ　㎡", "e\u0301 é ﬁ", "\u00ad香港\u200b特別行政區", "甚麼裏著", "", "\u0301"):
        assert normaliser.normalize_str(text) == fold_text(text)


def test_a_map_of_our_own_replaces_the_longest_known_key():
    normaliser = normalizers.Precompiled(precompiled({"a": "xyz", "貓": "猫"}))
    assert normaliser.normalize_str("ba貓") == "bxyz猫"
