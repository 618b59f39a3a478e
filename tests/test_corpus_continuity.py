"""Ids survive an edit: printed numbers win, unchanged text keeps its label, no id is ever given twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.continuity import class_of, keep_ids
from corpus.loaders import load
from corpus.metadata import Metadata
from corpus.records import Document, Fact, Paragraph, ParsedDocument, Term
from corpus.splitting.splitter import split

TEXTS = [
    "甲部推出計劃，支援企業升級。",
    "乙部增加課程，培育更多人才。",
    "丙部興建園區，提供用地。",
    "丁部開放數據，便利市民。",
]


def _paragraphs(text: str, *languages: str) -> list[Paragraph]:
    found = split(load(Path("a.txt"), text.encode()), Metadata(id="d", languages=languages or ("zh-Hant",)))
    return list(found.paragraphs)


def _document(*texts: str) -> list[Paragraph]:
    return _paragraphs("\n\n".join(texts) + "\n")


def _labels(paragraphs: list[Paragraph]) -> dict[str, str]:
    return {p.text: p.label for p in paragraphs}


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("24.iii", None),
        ("annex-2.1.4", None),
        ("fn-1", None),
        ("s3.2", ("", "s")),
        ("s10a.1", ("", "s")),
        ("annex-4.s1.2", ("annex-4", "s")),
        ("annex-1.r12", ("annex-1", "r")),
        ("annex-2.1.3.b1", ("annex-2.1.3", "b")),
        ("20.p2", ("20", "p")),
        ("caption-3", ("", "caption")),
        ("cover.1", ("", "cover")),
        ("signature", ("", "signature")),
    ],
)
def test_which_labels_count_places(label: str, expected: tuple[str, str] | None):
    assert class_of(label) == expected


def test_nothing_changes_without_an_edit():
    before = _document(*TEXTS)
    assert keep_ids(before, before) == before


def test_text_put_in_before_moves_no_id():
    before = _document(*TEXTS)
    after = keep_ids(before, _document("新的一段，說明背景。", *TEXTS))
    for text in TEXTS:
        assert _labels(after)[text] == _labels(before)[text]
    assert after[0].label not in _labels(before).values()
    assert [p.position for p in after] == list(range(5))


def test_text_taken_out_leaves_its_id_empty():
    before = _document(*TEXTS)
    after = keep_ids(before, _document(TEXTS[0], *TEXTS[2:]))
    assert [p.label for p in after] == ["s1.1", "s1.3", "s1.4"]


def test_other_text_in_its_place_does_not_take_its_id():
    before = _document(*TEXTS)
    after = keep_ids(before, _document(TEXTS[0], "完全不同的內容，談及另一件事。", *TEXTS[2:]))
    assert [p.label for p in after] == ["s1.1", "s1.5", "s1.3", "s1.4"]


def test_a_light_edit_keeps_the_id():
    before = _document(*TEXTS)
    after = keep_ids(before, _document("新的一段，說明背景。", TEXTS[0], TEXTS[1].replace("更多", "大量"), *TEXTS[2:]))
    assert [p.label for p in after][1:] == ["s1.1", "s1.2", "s1.3", "s1.4"]


def test_moved_text_keeps_its_id():
    before = _document(*TEXTS)
    after = keep_ids(before, _document(*reversed(TEXTS)))
    assert _labels(after) == _labels(before)


def test_printed_numbers_win():
    before = _paragraphs("1. 甲段已完成。\n\n2. 乙段已完成。\n\n3. 丙段已完成。\n")
    after = keep_ids(before, _paragraphs("1. 新段落已加入。\n\n2. 甲段已完成。\n\n3. 乙段已完成。\n"))
    assert [p.id for p in after] == ["d/1", "d/2", "d/3"]


def test_both_languages_move_together():
    slides = "# 標題\n\nTitle line\n\n- 甲項推出計劃\n\nItem one is launched\n\n- 乙項增加課程\n\nItem two has more courses\n"
    before = _paragraphs(slides, "zh-Hant", "en")
    after = keep_ids(
        before, _paragraphs(slides.replace("- 甲項", "- 另有新項\n\nSomething new\n\n- 甲項"), "zh-Hant", "en")
    )
    labels = _labels(after)
    assert labels["甲項推出計劃"] == labels["Item one is launched"] == "s1.1"
    assert labels["另有新項"] == labels["Something new"] == "s1.3"
    ids = {p.id: p for p in after}
    assert all(ids[p.counterpart].counterpart == p.id for p in after if p.counterpart)


def test_rows_and_bullets_keep_theirs():
    table = "項目\t數目\n甲類\t10\n乙類\t20\n"
    after = keep_ids(_paragraphs(table), _paragraphs(table.replace("甲類", "新類\t5\n甲類")))
    assert [(p.text.split("\t")[0], p.label) for p in after] == [
        ("新類", "s1.r3"),
        ("甲類", "s1.r1"),
        ("乙類", "s1.r2"),
    ]


def test_terms_and_facts_of_a_document_follow():
    before = _document(*TEXTS)
    now = _document("新的一段，說明背景。", *TEXTS)
    document = Document("d", {}, {}, ("zh-Hant",), "a.txt", "0")
    term = Term((("zh-Hant", "甲"),), "abbreviation", "d", now[1].id)
    fact = Fact("count", "甲", 0, 1, "1", paragraph_id=now[2].id)
    kept = keep_ids(before, ParsedDocument(document, tuple(now), (term,), (fact,)))
    assert kept.terms[0].paragraph_id == before[0].id
    assert kept.facts[0].paragraph_id == before[1].id


@given(
    st.lists(st.sampled_from([*TEXTS, "# 甲", "# 乙", "- 項", "- 類："]), max_size=10),
    st.lists(st.sampled_from([*TEXTS, "# 甲", "# 丙", "- 項", "- 類：", "新文字。"]), max_size=10),
)
def test_ids_stay_unique_and_unchanged_text_keeps_one_of_its_ids(old: list[str], new: list[str]):
    before, now = _document(*old, "完。"), _document(*new, "完。")
    after = keep_ids(before, now)
    assert len({p.id for p in after}) == len(after)
    assert [p.text for p in after] == [p.text for p in now]
    had = {p.id: p.text for p in before}
    for paragraph in after:
        same = [p.id for p in before if p.text == paragraph.text and class_of(p.label) == class_of(paragraph.label)]
        if len([p for p in after if p.text == paragraph.text]) <= len(same):
            assert had.get(paragraph.id) == paragraph.text
