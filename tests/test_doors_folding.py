"""Lines for a terminal keep numbers and words whole, and all their characters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from service.doors.folding import folded


def test_a_number_is_never_broken():
    # Nine Chinese characters take eighteen cells; the year would begin at the nineteenth of twenty.
    assert folded("首階段預計最快會在2024年下半年啟用", 20) == "首階段預計最快會在\n2024年下半年啟用"


def test_a_closing_mark_does_not_begin_a_line():
    assert folded("中心會於明年內啟用。", 18) == "中心會於明年內啟\n用。"


def test_english_breaks_at_spaces():
    assert folded("opens in the second half", 12) == "opens in the\nsecond half"


@given(st.text(alphabet="中文啟用2024 abc,.。「」(）\n", max_size=80), st.integers(4, 30))
def test_nothing_is_lost(text, width):
    assert "".join(folded(text, width).split()) == "".join(text.split())


@given(st.text(alphabet="中文啟用 ", max_size=80), st.integers(4, 30))
def test_no_line_is_too_wide(text, width):
    assert all(cell_len(line) <= width for line in folded(text, width).split("\n"))
