"""Counterparts by adjacency and script."""

from __future__ import annotations

from pathlib import Path

from corpus.loaders import load
from corpus.metadata import Metadata
from corpus.splitting.pairing import halves, is_bilingual, pair
from corpus.splitting.splitter import split


def _blocks(text: str):
    return load(Path("a.txt"), text.encode()).blocks


def _pairs(text: str) -> list[tuple[str, str | None]]:
    return [(u.text, u.twin.text if u.twin else None) for u in pair(_blocks(text), bilingual=True)]


def test_lines_pair_with_and_without_blank_lines_between():
    assert _pairs("- 甲項\n\nItem one\n\n- 乙項\nItem two\n") == [("甲項", "Item one"), ("乙項", "Item two")]


def test_a_heading_pairs_with_a_plain_line_or_a_deeper_heading():
    assert _pairs("# 標題\n\nTitle line\n\n## 小標題\n\n### Small title\n") == [
        ("標題", "Title line"),
        ("小標題", "Small title"),
    ]


def test_what_has_no_translation_stands_alone():
    assert _pairs("27/10/2023\n\n註：說明。\n\n- 甲項\n\nItem one\n") == [
        ("27/10/2023", None),
        ("註：說明。", None),
        ("甲項", "Item one"),
    ]


def test_english_may_lead():
    assert _pairs("Title line\n標題\n\n- Item one\n- 甲項\n") == [("Title line", "標題"), ("Item one", "甲項")]


def test_lists_printed_one_language_after_the_other_pair_in_order():
    assert _pairs("- 甲項\n- 乙項\n- Item one\n- Item two\n") == [("甲項", "Item one"), ("乙項", "Item two")]


def test_one_chinese_line_to_two_english_ones():
    assert _pairs("- 甲項，乙項\n\nFirst sentence.\n\nSecond sentence.\n") == [
        ("甲項，乙項", "First sentence. Second sentence.")
    ]


def test_a_document_in_one_language_is_not_paired():
    units = pair(_blocks("甲句。\n\nWi-Fi.HK\n\n乙句。\n"), bilingual=False)
    assert [u.twin for u in units] == [None, None, None]


def test_taking_turns_is_told_from_two_halves():
    turns = _blocks("甲句\nLine one\n乙句\nLine two\n丙句\nLine three\n")
    parts = _blocks("甲句\n乙句\n丙句\nLine one\nLine two\nLine three\n")
    assert is_bilingual(turns) and not is_bilingual(parts)
    assert [len(p) for p in halves(parts)] == [3, 3]
    assert len(halves(turns)) == 1
    assert not is_bilingual(_blocks("甲句\n乙句\n丙句\nWi-Fi.HK\n丁句\n"))


def test_a_file_without_metadata_is_paired_by_what_it_shows():
    loaded = load(
        Path("a.txt"),
        "# 標題\n\nTitle line\n\n- 政府推出計劃\n\nA plan is launched\n\n- 增加課程\n\nMore courses\n".encode(),
    )
    found = split(loaded, Metadata())
    assert found.metadata.languages == ("en", "zh-Hant")
    assert [p.id for p in found.paragraphs if p.label == "s1.2"] == ["a/s1.2@zh-Hant", "a/s1.2@en"]
