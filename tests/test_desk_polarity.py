"""Denials in drafts: what was abolished is no longer required, and what is denied of something else contradicts nothing."""

from __future__ import annotations

import pytest

from corpus.spans import fold_text
from service.answer.negations import denied_at, negations
from service.desk.drafts import check
from service.library import Library

# ruff: noqa: E501  (a paragraph of a document is one line)
ENGLISH = """---
id: mooring-rules
title: {en: "Mooring Rules"}
publisher: {en: "Harbour Office"}
date: 2024-04-30
languages: [en]
---

# Mooring Rules

1. The Skipper Permit Scheme was opened in 2016. In 2023 the Harbour Office abolished the requirement for skippers to carry paper charts.

2. Skippers of the Skipper Permit Scheme must wear a life vest at all times.

3. The mooring rebate is not subject to a cap.

4. The Harbour Office will explore removing the night curfew for ferries.

5. The Tern Dock is located at Gull Bay.

6. Osprey Lines, Petrel Boats, Teal Marine and others will together invest $90 million in the new quay.
"""
CHINESE = """---
id: market-rules
title: {zh-Hant: "街市規則"}
publisher: {zh-Hant: "街市管理處"}
date: 2024-05-31
languages: [zh-Hant]
---

# 街市規則

1. 「檔戶證計劃」在2018年推出。街市管理處在2023年撤銷檔戶提交銀行擔保的要求。

2. 檔戶必須每日清洗攤位。

3. 清潔回贈的金額不設上限。

4. 街市管理處正研究與晨光、朝露、夕照、暮雲等商戶合作，相關商戶預計合共投資8億元。
"""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rules")
    documents = folder / "documents"
    documents.mkdir()
    (documents / "mooring.md").write_text(ENGLISH, encoding="utf-8")
    (documents / "market.md").write_text(CHINESE, encoding="utf-8")
    made = Library.open(folder / "data", encoder="hashing")
    made.sync(documents)
    return made.snapshot()


def judged(snapshot, text):
    (found,) = check(snapshot, text)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "The Harbour Office no longer requires skippers to carry paper charts.",
        "The Harbour Office lifted the requirement for skippers to carry paper charts in 2023.",
        "The requirement for skippers to carry paper charts was abolished in 2023.",
        "There is no cap on the mooring rebate.",
        "街市管理處在2023年取消檔戶提交銀行擔保的要求。",
        "清潔回贈的金額沒有上限。",
    ],
)
def test_a_removal_in_other_words_is_never_contradicted(snapshot, text):
    assert judged(snapshot, text).verdict != "contradicted"


@pytest.mark.parametrize(
    "text",
    [
        "The Harbour Office waived the requirement for skippers to carry paper charts in 2023.",
        "街市管理處在2023年取消檔戶提交銀行擔保的要求。",
    ],
)
def test_a_removal_bears_out_another_word_of_removal(snapshot, text):
    assert judged(snapshot, text).verdict == "supported"


@pytest.mark.parametrize(
    "text",
    [
        "The Harbour Office still requires skippers to carry paper charts.",
        "The Harbour Office has not abolished the requirement for skippers to carry paper charts.",
        "The mooring rebate is subject to a cap.",
        "街市管理處仍然要求檔戶提交銀行擔保。",
        "街市管理處沒有撤銷檔戶提交銀行擔保的要求。",
        "清潔回贈的金額設有上限。",
    ],
)
def test_the_opposite_of_a_removal_is_contradicted_by_the_very_sentence(snapshot, text):
    found = judged(snapshot, text)
    assert (found.verdict, found.reason) == ("contradicted", "negation")
    (cited,) = found.citations
    place = cited.paragraph.text[cited.start : cited.end]
    assert any(word in place for word in ("abolished", "cap", "撤銷", "上限"))


@pytest.mark.parametrize(
    "text",
    [
        "Skippers of the Skipper Permit Scheme no longer need to pass an eye test.",
        "Skippers of the Skipper Permit Scheme need not own a boat.",
        "Skippers must not carry paper charts.",
        "The mooring rebate is no longer paid.",
        "The Harbour Office never required skippers to carry paper charts.",
        "The Harbour Office removed the night curfew for ferries.",
        "檔戶不再需要購買保險。",
        "檔戶無須租用貨倉。",
        "街市管理處從未要求檔戶提交銀行擔保。",
    ],
)
def test_a_denial_of_something_else_is_not_found(snapshot, text):
    found = judged(snapshot, text)
    assert found.verdict == "not_found" and not found.citations and not found.differences


@pytest.mark.parametrize(
    "text",
    ["Petrel Boats will invest $90 million in the new quay.", "Petrel Boats will invest $30 million in the new quay.",
     "朝露預計投資8億元。", "朝露預計投資2億元。"],
)  # fmt: skip
def test_a_sum_of_many_is_the_sum_of_none_of_them(snapshot, text):
    assert judged(snapshot, text).verdict == "not_found"


def test_many_things_stand_at_one_place_and_one_thing_at_one(snapshot):
    assert judged(snapshot, "The Heron Depot is located at Gull Bay.").verdict == "not_found"
    assert judged(snapshot, "The Tern Dock is located at Gull Bay.").verdict == "supported"


@pytest.mark.parametrize(("text", "count"), [("not a no-show, 不設上限", 3), ("no less than 5 不少於", 0), ("沒有", 1)])
def test_each_negation_has_its_own_end(text, count):
    ends = denied_at(fold_text(text))
    assert len(ends) == len(set(ends)) == count == negations(text) and all(0 < end <= len(text) for end in ends)
