import pytest

from service.answer.records import Turn
from service.answer.turns.history import standalone
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


@pytest.mark.parametrize(
    ("question", "before", "made"),
    [
        ("And by the end of 2021?", "How many grants had been approved by December 2023?", "by the end of 2021"),
        ("2021年底呢？", "至2023年12月批出多少宗資助？", "至2021年底批出多少宗資助"),
        ("No, I meant in 2022.", "How many smart lines are planned?", "How many smart lines are planned in 2022"),
    ],
)
def test_another_moment_takes_the_place_of_the_one_before(question, before, made):
    alone, _ = standalone(question, after(before))
    assert made in alone
    assert "2023" not in alone


@pytest.mark.parametrize(
    ("question", "before", "made"),
    [
        ("碩士呢？", "人才庫給博士每月多少錢？", "人才庫給碩士每月多少錢？"),
        ("And the Shenzhen one?", "How big is the Hong Kong Park?", "How big is the Shenzhen Park?"),
        ("製造業中心呢？", "數據技術中心哪年啟用？", "製造業中心哪年啟用？"),
        ("And the Harbour Centre?", "When did the Data Hub open?", "When did the Harbour Centre open?"),
    ],
)
def test_another_of_its_sort_takes_the_place_of_the_one_before(question, before, made):
    assert standalone(question, after(before))[0] == made


def test_a_pronoun_gives_way_to_the_name():
    made, _ = standalone("When was it launched?", after("How many quotas did the Talent Harbour Scheme grant?"))
    assert made == "When was the Talent Harbour Scheme launched"


def test_the_topic_is_left_where_the_asker_says_so():
    made, _ = standalone("Something else. Who leads the Harbour Committee?", after(OPENING))
    assert made == "Who leads the Harbour Committee?"


def test_a_second_follow_up_keeps_the_name_of_the_first_question():
    made, _ = standalone("And when did it start?", after("What does the Harbour Fund pay?", "And who runs it?"))
    assert "Harbour Fund" in made
