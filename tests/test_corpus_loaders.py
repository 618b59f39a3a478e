"""Files to blocks: plain text, Markdown, and what no loader reads."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from corpus.blocks import Block, Loaded
from corpus.errors import BadInput, NotFound, UnsupportedFormat
from corpus.loaders import load


def _load(text: str, name: str = "a.txt") -> Loaded:
    return load(Path(name), text.encode())


def _shapes(loaded: Loaded) -> list[tuple[str, str]]:
    return [(block.shape, block.text) for block in loaded.blocks]


def test_one_block_per_line_with_its_shape():
    text = (
        "# 標題\n20. 第二十段。\n- ◆ 項目\n(iii) 小項\n¹ 註腳\n▲說明\n圖 A - 用途\n註：概念圖\n①\n甲\t乙\n正文。\n---\n"
    )
    assert _shapes(_load(text)) == [
        ("heading", "標題"),
        ("number", "第二十段。"),
        ("item", "項目"),
        ("item", "小項"),
        ("footnote", "註腳"),
        ("caption", "說明"),
        ("caption", "圖 A - 用途"),
        ("note", "註：概念圖"),
        ("mark", "①"),
        ("row", "甲\t乙"),
        ("line", "正文。"),
    ]


@pytest.mark.parametrize(
    ("line", "style", "value"),
    [
        ("20. 文", "number", "20"),
        ("2.文", "number", "2"),
        ("２０． 文", "number", "20"),
        ("3、文", "number", "3"),
        ("第十二條　文", "number", "12"),
        ("(iv) 文", "roman", "iv"),
        ("（六）文", "han", "6"),
        ("十一、文", "han", "11"),
        ("(b) text", "alpha", "b"),
        ("(2) text", "bracketed", "2"),
        ("- ⑦ 文", "circled", "7"),
        ("- 文", "bullet", ""),
        ("➤ 文", "bullet", ""),
        ("20\\. 文", "number", "20"),
        ("1.\t文", "number", "1"),
    ],
)
def test_markers_are_read_off_the_text(line: str, style: str, value: str):
    (block,) = _load(line).blocks
    assert block.marker is not None
    assert (block.marker.style, block.marker.value) == (style, value)
    assert block.text in ("文", "text")


@pytest.mark.parametrize(
    "line", ["301.38 億元", "7.8億", "2023年", "1.07%", "3.4 million", "-5 度", "100 萬平方米", "*重點*", "(政府) 說"]
)
def test_figures_are_no_markers(line: str):
    (block,) = _load(line).blocks
    assert block.marker is None and block.shape == "line"


def test_blank_lines_and_places_are_counted():
    blocks = _load("甲\n\n \n乙\r\n丙\f丁").blocks
    assert [(b.text, b.gap, b.line) for b in blocks] == [("甲", 0, 1), ("乙", 2, 4), ("丙", 0, 5), ("丁", 0, 6)]


def test_markdown_front_matter_is_read_and_is_no_text():
    loaded = _load("---\nid: a-b\ntitle: 甲\n---\n\n正文。\n", "a.md")
    assert dict(loaded.front) == {"id": "a-b", "title": "甲"}
    assert _shapes(loaded) == [("line", "正文。")]


@pytest.mark.parametrize(
    "front",
    [
        "---\na: [\n---\n",
        "---\ncollection: a\ncollection: b\n---\n",
        "---\ncollection: cabinet\n",
        "\n---\na: b: c\n---\n",
    ],
)
def test_front_matter_that_cannot_be_read_is_refused(front: str):
    with pytest.raises(BadInput, match="front matter") as refused:
        _load(f"{front}正文。\n", "a.md")
    assert refused.value.hint


def test_a_rule_is_no_front_matter():
    rule = _load("---\n\n正文。\n\n---\n\n再來。\n", "a.md")
    assert rule.problems == () and [t for _, t in _shapes(rule)] == ["正文。", "再來。"]


def test_markdown_headings_of_both_kinds():
    blocks = _load("# One #\n\nTwo\n===\n\nThree\n---\n\ntext\n", "a.md").blocks
    assert [(b.shape, b.level, b.text) for b in blocks] == [
        ("heading", 1, "One"),
        ("heading", 1, "Two"),
        ("heading", 2, "Three"),
        ("line", 0, "text"),
    ]


def test_pipe_tables_become_rows_their_head_marked():
    blocks = _load("| 甲 | 乙 |\n|---|:-:|\n| 1 \\| 2 | |\n| 3 | 4 |\n\n後。\n", "a.md").blocks
    assert [(b.shape, b.head, [c.text for c in b.cells]) for b in blocks] == [
        ("row", True, ["甲", "乙"]),
        ("row", False, ["1 | 2", ""]),
        ("row", False, ["3", "4"]),
        ("line", False, []),
    ]


def test_code_stands_as_it_is():
    blocks = _load("```python\n# no heading\n**x**\n```\n後。\n", "a.md").blocks
    assert [(b.shape, b.text) for b in blocks] == [("line", "# no heading"), ("line", "**x**"), ("line", "後。")]


def test_quotes_and_footnotes_of_markdown():
    blocks = _load("> quoted\n> text\n\n[^2]: note\n[x]: http://y.z\n", "a.md").blocks
    assert [(b.shape, b.text) for b in blocks] == [("line", "quoted"), ("line", "text"), ("footnote", "note")]
    assert blocks[2].marker and blocks[2].marker.value == "2"


def test_a_row_keeps_empty_cells_and_its_map():
    loaded = _load("(一) 類別\t\n甲\t\t丙\n")
    first, second = loaded.blocks
    assert [c.text for c in first.cells] == ["(一) 類別", ""]
    assert [c.text for c in second.cells] == ["甲", "", "丙"] and second.text == "甲\t丙"


def test_the_digest_is_of_the_bytes():
    assert _load("甲\n").sha256 == hashlib.sha256("甲\n".encode()).hexdigest()


def test_an_unknown_suffix_names_the_formats():
    with pytest.raises(UnsupportedFormat) as refused:
        load(Path("a.xyz"), b"text")
    assert ".txt" in refused.value.hint and ".md" in refused.value.hint


def test_a_missing_file_is_said(tmp_path: Path):
    with pytest.raises(NotFound):
        load(tmp_path / "none.txt")


def test_loaders_give_blocks_only():
    assert all(isinstance(block, Block) for block in _load("a\nb\n").blocks)


@pytest.mark.parametrize(
    "cells", [b"<p>\t\n", b"\t\t\x08\t\n", b"| a | b |\n|---|---|\n| \x08 | |\n"], ids=["tag", "control", "row"]
)
@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_cells_without_a_character_are_no_row(cells: bytes, suffix: str):
    """Found by fuzzing."""
    found = load(Path(f"a{suffix}"), cells + b"\nThe text of the document, which is long enough.\n").blocks
    assert found[-1].text.startswith("The text") and all(block.text for block in found)
