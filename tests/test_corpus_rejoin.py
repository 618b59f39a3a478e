"""Broken lines and sentences put together again; what cannot be told stays apart and is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.blocks import Block
from corpus.loaders import load
from corpus.splitting import rejoin

LONG = "本署會在來年推出多項措施，當中包括加強培訓和改善設施。各部門亦會定期檢討成效，並向公眾交代進展，同時"


def _blocks(text: str, name: str = "a.txt") -> list[Block]:
    return list(load(Path(name), text.encode()).blocks)


def _broken(text: str) -> tuple[list[str], list[str]]:
    blocks, problems = rejoin.broken(_blocks(text))
    return [b.text for b in blocks], [p.kind for p in problems]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("20. 部門已展開研究。完成評估後，", "有關用地便可推出。"),
        ("20. 詳情見下文。相關措施載於", "附件一。其餘見附件二。"),
        ("20. 來年的方案，會運用人工智", "能等科技，改善服務。"),
        ("20. 面積增加，由", "原定 **500** 平方米增加。"),
        (LONG, "推出更多服務。"),
        ("- 平台，", "促進各局推行項目。"),
        ("本段（包括甲、", "乙及丙）已完成。"),
        ("培訓計劃：為鼓勵企業增加培訓的開支以及推動", "本地活動，政府提供資助。"),
    ],
)
def test_a_sentence_cut_by_a_page_break_is_joined(first: str, second: str):
    texts, problems = _broken(f"{first}\n\n{second}\n\n下一段已經說完。\n")
    assert len(texts) == 2 and not problems
    assert texts[0].endswith(second.replace("**", ""))


@pytest.mark.parametrize(
    "text",
    [
        "5. 第一段說完了。\n\n第二段也說完了。\n",
        "推進新計劃\n\n5. 內文在此。\n",
        "20. 項目包括：\n\n- 甲；及\n\n- 乙。\n",
        "- 成立辦公室\n\n- 推動合作\n\n以數據帶動發展\n",
        "第一行\n第二行\n2023 年 11 月\n",
    ],
)
def test_what_is_complete_stays_apart(text: str):
    texts, problems = _broken(text)
    assert len(texts) == len(_blocks(text)) and not problems


def test_page_numbers_and_footnotes_do_not_hide_a_continuation():
    texts, problems = _broken("20. 部門已展開研究。完成後，\n\n¹ 見另一份文件。\n\n用地便可推出。\n")
    assert texts[0].endswith("完成後，用地便可推出。") and not problems


DISPLACED = """服務：部門設有熱線。市民可以來電。

流程，令採購的工作更有效率。

培訓：部門設有課程。

改革計劃包括：

- **檔案：**部門正建立中央系統，以便保管檔案。
- **採購：**部門正推行網上的服務，讓各方通過自動化的採購

推廣：部門舉辦活動。
"""


def test_a_tail_that_stands_before_its_sentence_is_found():
    texts, problems = _broken(DISPLACED)
    assert problems == ["displaced-tail"]
    assert any(t.endswith("自動化的採購流程，令採購的工作更有效率。") for t in texts)
    assert len(texts) == len(_blocks(DISPLACED)) - 1


def test_two_possible_tails_are_none():
    twice = DISPLACED.replace("培訓：部門設有課程。", "程式，令採購更快。")
    texts, problems = _broken(twice)
    assert problems == ["broken-sentence"]
    assert len(texts) == len(_blocks(twice))


def test_no_tail_is_a_problem_and_the_text_stays():
    texts, problems = _broken(DISPLACED.replace("流程，令採購的工作更有效率。\n\n", ""))
    assert problems == ["broken-sentence"]
    assert "採購：部門正推行網上的服務，讓各方通過自動化的採購" in texts


def test_lines_of_a_fixed_width_are_joined():
    first = "The review looks at how departments deliver their services and it was"
    second = "commissioned by the Secretary in the spring of the year before."
    found = [b.text for b in rejoin.wrapped(_blocks(f"{first}\n{second}\n\nShort\nLines\n"))]
    assert found == [f"{first} {second}", "Short", "Lines"]
    assert [b.text for b in rejoin.wrapped(_blocks("創新署\n效率署\n2023 年 1 月\n"))] == [
        "創新署",
        "效率署",
        "2023 年 1 月",
    ]


def test_adjacent_lines_of_markdown_are_one_paragraph_unless_broken_on_purpose():
    assert [b.text for b in rejoin.wrapped(_blocks("甲乙\n丙丁。\n", "a.md"))] == ["甲乙丙丁。"]
    assert [b.text for b in rejoin.wrapped(_blocks("甲乙  \n丙丁。\n", "a.md"))] == ["甲乙", "丙丁。"]
    assert [b.text for b in rejoin.wrapped(_blocks("中文句子\nEnglish line\n", "a.md"))] == ["中文句子", "English line"]


def test_page_numbers_are_taken_out_and_pages_counted():
    blocks = rejoin.without_page_numbers(_blocks("甲。\n\n1\n\n乙。\n\n2\n\n丙。\n"))
    assert [(b.text, b.page) for b in blocks] == [("甲。", 1), ("乙。", 2), ("丙。", 3)]


def test_bare_numbers_that_go_on_from_circled_ones_stay():
    blocks = _blocks("①\n\n甲\n\n2\n\n乙\n\n3\n\n丙\n")
    assert rejoin.without_page_numbers(blocks) == blocks


@pytest.mark.parametrize(
    ("left", "right", "between"),
    [("甲", "乙", ""), ("A", "B", " "), ("共", "29", ""), ("inter-", "national", ""), ("、", "a", "")],
)
def test_glue(left: str, right: str, between: str):
    assert rejoin.glue(left, right) == between
