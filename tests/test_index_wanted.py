"""The kind of value a question wants, by its wording in three languages and Cantonese."""

from __future__ import annotations

import pytest

from index.wanted import AREA, DATE, MONEY, NUMBER, PERSON, PLACE, SHARE, is_statement, kinds_of, wanted_kinds


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many piers are there?", NUMBER),
        ("碼頭有多少個？", NUMBER),
        ("有幾多間酒店", NUMBER),
        ("When does the pier open?", DATE),
        ("碼頭幾時啟用", DATE),
        ("码头什么时候启用", DATE),
        ("How much does it cost?", MONEY),
        ("政府撥款多少", MONEY),
        ("修理要幾錢", MONEY),
        ("what share of ships", SHARE),
        ("佔整體的比例", SHARE),
        ("What is the area of the pier?", AREA),
        ("碼頭面積有幾大", AREA),
        ("Who runs the pier?", PERSON),
        ("邊個負責碼頭", PERSON),
        ("Where is the pier?", PLACE),
        ("碼頭喺邊度", PLACE),
    ],
)
def test_wanted(question: str, kind: int) -> None:
    assert wanted_kinds(question) & kind


@pytest.mark.parametrize("question", ["What is the pier made of?", "碼頭用咩造", "", "why?", "为什么"])
def test_a_question_that_wants_no_value(question: str) -> None:
    assert wanted_kinds(question) == 0


def test_what_a_paragraph_has() -> None:
    assert kinds_of("The pier is made of wood.") == 0
    assert kinds_of("碼頭由木材建成。") == 0
    assert kinds_of("耗資三億元") & MONEY
    assert kinds_of("costs $3 million") == MONEY
    assert kinds_of("2031年第三季") == DATE
    assert kinds_of("covers 3 hectares") == AREA | NUMBER
    assert kinds_of("The director spoke.") == PERSON
    assert kinds_of("碼頭位於北區") == PLACE
    assert kinds_of("增加百分之五") & SHARE
    assert kinds_of("兩個泊位") == NUMBER


@pytest.mark.parametrize(
    "text",
    ["on 3 May 2031", "2031年5月3日", "2031-32年度", "第二期", "4,500元", "佔52%", "百分之五", "5G網絡", "1+計劃"],
)
def test_a_figure_that_counts_nothing_is_no_number(text: str) -> None:
    assert not kinds_of(text) & NUMBER


@pytest.mark.parametrize(
    "text", ["in 2031 there were 12 piers", "2031年有十二個碼頭", "3 May 2031: two piers", "64 065個泊位"]
)
def test_a_count_beside_a_date_is_a_number(text: str) -> None:
    assert kinds_of(text) & NUMBER


@pytest.mark.parametrize(
    "text",
    ["The pier opened to the public after repairs that lasted two years.", "碼頭經過兩年維修後重新開放予公眾使用。"],
)
def test_a_sentence_states(text: str) -> None:
    assert is_statement(text)


@pytest.mark.parametrize(
    "text",
    [
        "pier repairs",
        "碼頭維修",
        "When did the pier open to the public after the repairs that lasted two years",
        "碼頭經過兩年維修後幾時重新開放予公眾使用",
        "The pier opened after repairs that lasted two years, didn't it?",
        "請介紹碼頭維修後重新開放予公眾使用的安排及收費",
        "",
    ],
)
def test_questions_and_keywords_do_not(text: str) -> None:
    assert not is_statement(text)
