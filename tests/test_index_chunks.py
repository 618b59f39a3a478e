"""Windows: every character in one of them, cut where sentences end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import BadInput
from index.chunks import chunks, width


def test_width_counts_chinese_whole_and_latin_in_thirds() -> None:
    assert width("數據中心") == 4
    assert width("data centre") == -(-11 // 3)


def test_a_short_text_is_one_window_without_its_edges() -> None:
    assert chunks("  短句。 ", 20) == [("短句。", 2, 5)]


def test_white_space_alone_gives_none() -> None:
    assert chunks(" \n\t ", 20) == []


def test_cut_at_sentence_ends() -> None:
    text = "政府推出計劃。計劃資助企業！申請由明年開始？"
    assert [piece.text for piece in chunks(text, 8)] == ["政府推出計劃。", "計劃資助企業！", "申請由明年開始？"]


def test_no_cut_inside_numbers_and_addresses() -> None:
    text = "It cost $1,234.50 at data.gov.hk last year. " * 4
    for piece in chunks(text, 16):
        assert "1,234.50" in piece.text
        assert "data.gov.hk" in piece.text


def test_a_closing_quote_stays_with_its_sentence() -> None:
    assert chunks("他說：「計劃已開始。」其後各部門跟進安排工作。", 12)[0].text.endswith("。」")


def test_too_small_a_limit_is_refused() -> None:
    with pytest.raises(BadInput, match="too short"):
        chunks("text", 7)


@settings(deadline=None)
@given(st.text(alphabet="數據中心發展。，！ab 1.,;\n「」", max_size=200), st.integers(8, 60))
def test_windows_hold_every_character_once_and_keep_the_limit(text: str, limit: int) -> None:
    found = chunks(text, limit)
    end = 0
    for piece in found:
        assert text[piece.start : piece.end] == piece.text
        assert text[end : piece.start].strip() == ""
        assert width(piece.text) <= limit
        end = piece.end
    assert text[end:].strip() == ""
