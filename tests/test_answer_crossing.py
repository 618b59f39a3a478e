import pytest

from corpus.records import Term
from service.answer.records import Turn
from service.answer.turns.crossing import alone, in_language

TERMS = (
    Term((("zh-Hant", "海港基金"), ("en", "Harbour Fund")), "bilingual", "d", "d/1"),
    Term((("zh-Hant", "海港數據中心"), ("en", "Harbour Data Centre")), "bilingual", "d", "d/2"),
    Term((("zh-Hant", "海港數據中心"), ("zh-Hant", "數據中心")), "abbreviation", "d", "d/3"),
)


def after(*questions):
    return [turn for text in questions for turn in (Turn("user", text), Turn("assistant", "[1]"))]


def made(*questions):
    return alone(questions[-1], after(*questions[:-1]), TERMS)[0]


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("How much does the Harbour Fund hold?", "佢幾時成立？"), "海港基金幾時成立"),
        (("How much does the Harbour Fund hold?", "它由谁管理？"), "海港基金由谁管理"),
        (("海港基金有多少錢？", "And when was it set up?"), "when was the Harbour Fund set up"),
        (("How large is the Data Maker Space?", "由誰營運？"), "Data Maker Space 由誰營運"),
        (("鹽田工場幾時落成？", "Who runs it?"), "Who runs 鹽田工場"),
        (("When does the first phase of the Harbour Data Centre open?", "由誰營運？"), "海港數據中心第一階段由誰營運"),
        (
            ("海港數據中心第二期幾時完工？", "What will it cost?"),
            "What will the second phase of the Harbour Data Centre cost",
        ),
    ],
)
def test_the_topic_is_carried_in_the_language_of_the_follow_up(turns, expected):
    assert made(*turns).removesuffix("?") == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("How much does the Harbour Fund hold?", "佢幾時成立？", "And who runs it?"), "who runs the Harbour Fund"),
        (
            ("海港基金有多少錢？", "When was it set up?", "由谁管理？", "And how many members has it?"),
            "how many members has the Harbour Fund",
        ),
        (("海港基金有多少錢？", "And the Harbour Data Centre?", "幾時落成？"), "海港數據中心幾時落成"),
        (
            ("How many firms does the Harbour Fund support?", "數據中心呢？"),
            "How many firms does the Harbour Data Centre support?",
        ),
        (("人才庫給博士每月多少錢？", "And someone with a master's degree?", "學士呢？"), "人才庫給學士每月多少錢？"),
        (
            ("How many kiosks were built by 2023?", "2025年呢？", "And in Kowloon?"),
            "How many kiosks were built in 2025 in Kowloon?",
        ),
        (("至2023年12月共批出多少宗資助？", "And by the end of 2021?"), "至2021年底共批出多少宗資助？"),
    ],
)
def test_chains_of_changing_languages_never_nest(turns, expected):
    said = made(*turns)
    assert said.replace("年年底", "年底") == expected
    assert said.count("：") + said.count(": ") <= 1


def test_a_reason_is_asked_of_what_was_said_to_happen():
    assert made("海港基金幾時搬去鹽田？", "And why?") == "why: 海港基金 搬去鹽田"
    assert made("When did the Harbour Fund move to Salt Bay?", "點解？") == "Harbour Fund move Salt Bay 點解"


def test_a_change_of_topic_carries_nothing_over():
    said = made("How much does the Harbour Fund hold?", "佢幾時成立？", "換個話題。鹽田工場有多大？", "Who runs it?")
    assert said == "Who runs 鹽田工場"
    assert made("海港基金有多少錢？", "Something else. How tall is the Salt Tower?") == "How tall is the Salt Tower?"


def test_a_question_with_a_topic_of_its_own_stands_alone():
    question = "How many hectares does the Salt Works Park in Oyster Bay cover?"
    assert made("海港基金有多少錢？", question) == question


def test_the_things_that_were_counted_are_what_they_are():
    assert (
        made("How many labs does the Harbour Fund have?", "佢幾時成立？", "Where are they?")
        == "Where are the labs of the Harbour Fund"
    )


@pytest.mark.parametrize(
    ("phrase", "language", "name"),
    [
        ("Harbour Fund", "zh-Hans", "海港基金"),
        ("數據中心", "en", "the Harbour Data Centre"),
        ("数据中心", "en", "the Harbour Data Centre"),
        ("Harbour Fund Regatta", "zh-Hant", "Harbour Fund Regatta"),
        ("海港基金會", "en", "海港基金會"),
        ("硕士", "en", "a master's degree holder"),
    ],
)
def test_a_name_is_told_by_the_glossary_or_left_as_it_is(phrase, language, name):
    assert in_language(phrase, language, TERMS) == name
