import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answer.records import Question, Turn
from service.answer.understand import kinds_asked, understand


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When will the new hall be ready?", "date"),
        ("新大樓何時落成？", "date"),
        ("新大楼什么时候落成？", "date"),
        ("新大樓幾時起好呀", "date"),
        ("How much money was set aside for it?", "money"),
        ("政府撥了多少錢？", "money"),
        ("幾多錢", "money"),
        ("What percentage of projects are in IT?", "percentage"),
        ("佔百分之幾？", "percentage"),
        ("How many laboratories take part?", "count"),
        ("有幾多間實驗室", "count"),
        ("有多少间实验室", "count"),
        ("How large is the park?", "quantity"),
        ("園區面積是多少", "quantity"),
        ("What is the matching ratio?", "ratio"),
        ("配對比例是多少", "ratio"),
        ("How long does the scheme run?", "duration"),
        ("計劃為期多久", "duration"),
        ("Who will run the centre?", "organisation"),
        ("Who chairs the committee?", "person"),
        ("由邊個部門負責？", "organisation"),
        ("Where is the site?", "place"),
        ("喺邊度？", "place"),
    ],
)
def test_first_kind(question, kind):
    assert kinds_asked(question)[0][0] == kind


def test_a_statement_has_no_kind():
    assert kinds_asked("Why is the institute needed?") == ((), "why is the institute needed?")


def test_a_longer_cue_hides_the_shorter_one_inside_it():
    kinds, topic = kinds_asked("How many years does it run?")
    assert kinds[0] == "duration"
    assert "how many" not in topic


def test_latin_cues_are_whole_words():
    assert kinds_asked("Is the whole whenua protected?")[0] == ()


@pytest.mark.parametrize(
    ("question", "language"),
    [
        (Question("When?"), "en"),
        (Question("何時啟用"), "zh-Hant"),
        (Question("何时启用"), "zh-Hans"),
        (Question("幾時開"), "zh-Hant"),
        (Question("何時啟用", language="en"), "en"),
        (Question("大小?", history=(Turn("user", "这个园区"),)), "zh-Hans"),
    ],
)
def test_language_of_the_answer(question, language):
    assert understand(question, question.question).language == language


def test_cantonese_list_and_comparison_are_seen():
    assert understand(Question("有邊啲地區"), "有邊啲地區").wants_list
    assert understand(Question("佢幾時開"), "佢幾時開").cantonese
    assert understand(Question("x"), "Has the figure changed since?").compares


@given(st.text(max_size=80))
def test_never_raises(text):
    kinds_asked(text)
    understand(Question(text), text)
