"""A file read whole: what holds for any text at all."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from corpus.errors import PinciteError
from corpus.glossary import terms_of
from corpus.loaders import load
from corpus.metadata import Metadata, from_mapping
from corpus.reader import main, read_document
from corpus.splitting.splitter import Split, split

ROOM = str(Path(corpus.__file__).parent)

LINES = st.sampled_from(
    [
        "# 標題",
        "## 2. 小標題",
        "#### ◆ 項目：",
        "第一章 總則",
        "第三條　文。",
        "1. 第一段，說明。",
        "2. 第二段：",
        "20.",
        "- (i) 項；",
        "- 項目",
        "  - 內項",
        "(一) 部分",
        "➤ 小項",
        "①",
        "4",
        "附件一",
        "附件二　表",
        "Annex A",
        "甲\t乙",
        "甲\t",
        "| a | b |",
        "|---|---|",
        "¹ 註腳",
        "[^1]: note",
        "▲說明",
        "圖 A - 用途",
        "註：說明。",
        "日報記者 陳大文",
        "2023 年 11 月",
        "27/10/2023",
        "標題一行",
        "English heading line",
        "An English sentence ends here.",
        "句子沒有說完，",
        "程序，令工作更有效。",
        "專題：內容已經說明。",
        "其中，內容更多。",
        "數據局（「數局」）推出「計劃」（計）。",
        "Big Bay Area (BBA) grows",
        "**重點**和**another**",
        "<p>a</p><p>b</p>",
        "(括號)",
        "---",
        "===",
        "```",
        "> quote",
        "",
        " ",
        "　",
    ]
)
DOCUMENTS = st.lists(LINES, max_size=25).map("\n".join)
ANYTHING = st.text(max_size=200)


def _read(text: str, name: str) -> Split:
    loaded = load(Path(name), text.encode("utf-8", "surrogatepass"))
    return split(loaded, from_mapping(loaded.front, name))


@settings(max_examples=250, deadline=None)
@given(st.one_of(DOCUMENTS, ANYTHING), st.sampled_from(["a.txt", "a.md"]))
def test_any_text_is_read_or_refused(text: str, name: str):
    try:
        loaded = load(Path(name), text.encode("utf-8", "surrogatepass"))
        found = split(loaded, from_mapping(loaded.front, name))
    except PinciteError:
        return
    ids = [p.id for p in found.paragraphs]
    assert len(set(ids)) == len(ids)
    known = set(ids)
    assert [p.position for p in found.paragraphs] == list(range(len(ids)))
    for paragraph in found.paragraphs:
        assert paragraph.text and paragraph.text == paragraph.text.strip()
        assert paragraph.counterpart is None or paragraph.counterpart in known - {paragraph.id}
        assert not any(c in paragraph.label for c in "/@ \n")
        for start, source, length in paragraph.source_map.runs:
            assert paragraph.text[start : start + length] == loaded.source[source : source + length]
    for term in terms_of(found.metadata.id, found.pieces, found.paragraphs):
        assert term.paragraph_id in known
        assert len({form for _, form in term.forms}) > 1


@settings(max_examples=100, deadline=None)
@given(DOCUMENTS)
def test_reading_twice_gives_the_same(text: str):
    try:
        first = _read(text, "a.md")
    except PinciteError:
        return
    assert _read(text, "a.md") == first


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=120), st.sampled_from(["a.txt", "a.md"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str):
    try:
        loaded = load(Path(name), data)
        split(loaded, from_mapping(loaded.front, name))
    except PinciteError:
        pass


def _steps(text: str, name: str) -> int:
    """Lines of our own code that run while the text is read and its terms are collected."""
    count = 0

    def step(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        if not frame.f_code.co_filename.startswith(ROOM):
            return None
        count += event == "line"
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        found = _read(text, name)
        list(terms_of("d", found.pieces, found.paragraphs))
    finally:
        sys.settrace(before)
    return count


HOSTILE = [
    "「",
    "（",
    "[",
    "*",
    "**a ",
    "`a",
    "<a ",
    "&a;",
    "\\",
    "a\tb\n",
    "- a\n",
    "  - x\n",
    "1. 項目\n",
    "標題\n\n",
    "# 標題\n\n正文。\n\n",
    "標題\n\n5. 正文，說明。\n\n",
    "數局（「數」）",
    "a（b）",
    "|a|b|\n|-|-|\n",
    "正文，未完\n\n",
    "甲：乙。\n\n",
    "- 項目：\n◆ 類：\n➤ 目：\n",
    "▲說明文字\n\n# 1 題目\n\n正文。\n\n",
    "圖 A - x\n\n",
    "文¹",
    "Big Area (BA) ",
    "附件一",
    "①\n\n標題\n\n",
    "1\n\n",
    "2023 年 1 月\n",
    "中文句子\nEnglish here\n",
    "中",
    "word ",
    "```\n",
    "a\n---\n",
    "[^1]",
    "[a](b)",
    "(i) ",
    "第一章 甲\n\n",
    "標題\n標題二\n",
]


@pytest.mark.parametrize("pattern", HOSTILE)
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_twice_the_text_takes_about_twice_the_steps(pattern: str, name: str):
    times = 600 // len(pattern)
    once, twice = _steps(pattern * times, name), _steps(pattern * 2 * times, name)
    assert twice <= 2.4 * once + 500


@pytest.mark.parametrize(
    "pattern",
    [
        "「",
        "（(",
        "*a",
        "<",
        "[",
        "[^",
        "|",
        "|-",
        "\\",
        "&",
        "#",
        " ",
        "- ",
        "1.",
        "(i",
        "「a」（",
        "A (",
        "年月",
        "，",
    ],
)
def test_a_long_line_of_one_kind_is_read_at_all(pattern: str):
    """A catastrophic expression would not come back from these."""
    text = pattern * (15_000 // len(pattern))
    for name in ("a.txt", "a.md"):
        found = _read(f"{text}\n\n句子。\n", name)
        list(terms_of("d", found.pieces, found.paragraphs))
        assert found.paragraphs


def test_a_document_is_read_whole(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text(
        "數據報告\n\n2025年3月1日\n\n目的\n\n1. 撥款3億元，成立「香港數據研究院」（「研究院」）。\n\n2. 完成。\n",
        "utf-8",
    )
    found = read_document(path, Metadata(id="d", languages=("zh-Hant",), publisher={"zh-Hant": "局"}))
    assert [p.id for p in found.paragraphs] == ["d/cover.1", "d/cover.2", "d/1", "d/2"]
    assert found.document.date == "2025-03-01" and found.document.problems == ()
    assert found.document.source == "a.txt" and len(found.document.sha256) == 64
    assert [form for _, form in found.terms[0].forms] == ["香港數據研究院", "研究院"]
    assert {fact.paragraph_id for fact in found.facts} <= {p.id for p in found.paragraphs}
    assert any(fact.value == "300000000" for fact in found.facts)


def test_the_command_prints_every_paragraph(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "a.txt").write_text("1. 甲段。\n\n2. 乙段。\n", "utf-8")
    assert main([str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "a/1  [body, zh-Hant]" in printed and "乙段。" in printed and "problem no-date" in printed
    (tmp_path / "a.txt").write_text(" ", "utf-8")
    assert main([str(tmp_path / "a.txt")]) == 1
