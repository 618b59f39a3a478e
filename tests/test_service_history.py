import pytest

from service.answer.history import standalone
from service.answer.records import Turn
from service.answer.understand import kinds_asked

OPENING = "When does the first phase of the AI supercomputing centre open?"


def after(*questions: str) -> list[Turn]:
    return [turn for q in questions for turn in (Turn("user", q), Turn("assistant", "An answer [1]."))]


def test_a_question_without_history_is_itself():
    assert standalone("and how much?", []) == "and how much?"


@pytest.mark.parametrize("question", ["And how much will it cost?", "who runs it?", "where is it?"])
def test_another_kind_keeps_the_topic(question):
    made = standalone(question, after(OPENING))
    assert "first phase" in made and "AI supercomputing centre" in made
    assert kinds_asked(made)[0][0] == kinds_asked(question)[0][0]


def test_another_topic_keeps_the_kind():
    made = standalone("And the Microelectronics Centre?", after(OPENING))
    assert "Microelectronics Centre" in made
    assert "supercomputing" not in made
    assert kinds_asked(made)[0] == ("date",)


def test_chinese_follow_up():
    made = standalone("咁幾時完成？", after("創科人才住宿設施的可行性研究由誰進行？"))
    assert "創科人才住宿設施" in made and "幾時" in made


def test_a_question_with_its_own_topic_stands_alone():
    question = "How many hectares does the Hong Kong Park of Hetao cover?"
    assert standalone(question, after(OPENING)) == question


def test_follow_ups_chain():
    made = standalone("and where?", after(OPENING, "who runs it?"))
    assert "supercomputing" in made and kinds_asked(made)[0][0] == "place"
