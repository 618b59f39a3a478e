import pytest

from service.answer.history import standalone
from service.answer.records import Turn
from service.answer.understand import kinds_asked

OPENING = "When does the first phase of the AI supercomputing centre open?"


def after(*questions: str) -> list[Turn]:
    return [turn for q in questions for turn in (Turn("user", q), Turn("assistant", "An answer [1]."))]


def test_a_question_without_history_is_itself():
    assert standalone("and how much?", []) == ("and how much?", "")


@pytest.mark.parametrize("question", ["And how much will it cost?", "who runs it?", "where is it?"])
def test_another_kind_keeps_the_topic(question):
    made, focus = standalone(question, after(OPENING))
    assert focus == ""
    assert "first phase" in made and "AI supercomputing centre" in made
    assert kinds_asked(made)[0][0] == kinds_asked(question)[0][0]


def test_another_topic_keeps_the_kind_and_is_the_focus():
    made, focus = standalone("And the Microelectronics Centre?", after(OPENING))
    assert made.startswith("the Microelectronics Centre")
    assert focus == "the Microelectronics Centre"
    assert kinds_asked(made)[0][0] == "date"


def test_an_aside_in_chinese_is_the_focus():
    made, focus = standalone("碩士呢？", after("持有學士學位的每月津貼是多少？"))
    assert focus == "碩士"
    assert "津貼" in made


def test_chinese_follow_up():
    made, _ = standalone("咁幾時完成？", after("創科人才住宿設施的可行性研究由誰進行？"))
    assert "創科人才住宿設施" in made and "幾時" in made


def test_a_question_with_its_own_topic_stands_alone():
    question = "How many hectares does the Hong Kong Park of Hetao cover?"
    assert standalone(question, after(OPENING)) == (question, "")


def test_follow_ups_chain():
    made, _ = standalone("and where?", after(OPENING, "who runs it?"))
    assert "supercomputing" in made and kinds_asked(made)[0][0] == "place"
