"""Markup cleaned off a text, offsets kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.blocks import Clean, join
from corpus.splitting.markup import clean, plain

MARKUP = st.text(alphabet='ab 中。*_`~\\$<>/p&;#[]()^1!"\u200b\n', max_size=80)


def test_bold_is_dropped_and_its_span_kept():
    found = clean("在 **2024 年內**推出")
    assert found.text == "在 2024 年內推出"
    assert [found.text[a:b] for a, b in found.bold] == ["2024 年內"]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"Allocate \$3 billion", "Allocate $3 billion"),
        ("the *InnoHK* clusters", "the InnoHK clusters"),
        ("支持*InnoHK*平台", "支持InnoHK平台"),
        ("**標籤：**內容", "標籤：內容"),
        ("<p>甲。</p> <p>乙。</p>", "甲。 乙。"),
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("a<br>b", "a b"),
        ("see [the paper](https://x.y/z)", "see the paper"),
        ("![a map](m.png)", "a map"),
        ("`code` here", "code here"),
        ("R&amp;D &lt; 5", "R&D < 5"),
        ("as said[^1] before", "as said¹ before"),
        ("<https://x.y>", "https://x.y"),
        ("zero\u200bwidth", "zerowidth"),
        ("  end  ", "end"),
    ],
)
def test_markup_is_cleaned(source: str, text: str):
    assert clean(source).text == text


@pytest.mark.parametrize(
    "source",
    [
        "2 * 3 * 4",
        "5*6*7",
        "snake_case_name",
        "a ** b",
        "若 x<5 則 y>3",
        "AT&T",
        "[1] 註",
        "C:\\new",
        "** 附註",
        "1_000_000",
        "I & T;",
    ],
)
def test_what_is_no_markup_stays(source: str):
    assert clean(source).text == source


def test_marks_across_a_boundary_do_not_reach_out_of_it():
    source = "**a** b **c**"
    assert clean(source, 0, 7).text == "a b"
    assert clean(source, 8, len(source)).text == "c"


@given(MARKUP)
def test_every_run_points_at_the_same_characters(source: str):
    found = clean(source)
    last = 0
    for start, at, length in found.runs:
        assert found.text[start : start + length] == source[at : at + length]
        assert length > 0 and start >= last
        last = start + length
    assert last <= len(found.text)
    assert all(0 <= a < b <= len(found.text) for a, b in found.bold)
    assert found.text == found.text.strip()


@given(MARKUP, st.integers(0, 80), st.integers(0, 80))
def test_a_slice_keeps_its_map(source: str, a: int, b: int):
    found = clean(source)
    piece = found.slice(a, b)
    assert piece.text == found.text[a:b]
    for start, at, length in piece.runs:
        assert piece.text[start : start + length] == source[at : at + length]


@given(st.lists(st.text(alphabet="ab中 ", max_size=6), max_size=4), st.sampled_from(["", " "]))
def test_joined_pieces_keep_their_maps(texts: list[str], glue: str):
    source = "|".join(texts)
    pieces, at = [], 0
    for text in texts:
        pieces.append(plain(source, at, at + len(text)))
        at += len(text) + 1
    found = join(pieces, glue)
    assert found.text == glue.join(piece.text for piece in pieces)
    for start, where, length in found.runs:
        assert found.text[start : start + length] == source[where : where + length]


def test_neighbouring_runs_become_one():
    whole = join((Clean("ab", ((0, 10, 2),)), Clean("cd", ((0, 12, 2),))))
    assert whole.runs == ((0, 10, 4),)
