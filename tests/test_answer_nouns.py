"""What the noun of a question asks for, in the three scripts and in Cantonese wording."""

from __future__ import annotations

import pytest

from corpus.spans import fold_text
from service.answer.nouns import asks_members, figure_asked, is_key_words, kind_named, kinds_of_figure, members_asked


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Which bureau runs the harbour fund?", "organisation"),
        ("Which journalist wrote it?", "person"),
        ("Who is the director of the museum?", "person"),
        ("In which quarter does the ferry start?", "date"),
        ("In what city was it signed?", "place"),
        ("To which ordinance is it subject?", "title"),
        ("博物館館長是誰？署長叫甚麼名字？", "person"),
        ("条例由哪个部门执行？", "organisation"),
        ("渡輪喺邊一季開航？", "date"),
        ("渡輪服務在哪一季開始？", "date"),
        ("Does the ferry run daily?", None),
        ("渡輪每日有航班嗎？", None),
    ],
)
def test_the_noun_asked_about_tells_the_kind(question: str, kind: str | None):
    assert kind_named(fold_text(question)) == kind


def test_in_chinese_the_noun_beside_the_asking_word_counts():
    # 運輸局局長是誰: a bureau stands there too, but its head is asked for.
    assert kind_named(fold_text("運輸局局長是誰？")) == "person"


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What is the ferry fare?", "money"),
        ("What was the turnout in that vote?", "percentage"),
        ("What is the population of the island?", "count"),
        ("What does the scheme pay a nurse per month?", "money"),
        ("What is the purpose of the fare scheme?", None),
    ],
)
def test_what_is_the_figure(question: str, kind: str | None):
    assert figure_asked(fold_text(question)) == kind


def test_the_figure_nearest_to_the_asking_word_comes_first():
    assert kinds_of_figure(fold_text("支付津貼的學校之中，出席率是多少？"))[0] == "percentage"
    assert kinds_of_figure(fold_text("出席率高的學校，津貼是多少？"))[0] == "money"


@pytest.mark.parametrize(
    ("question", "members", "number"),
    [
        ("Which three districts are covered?", True, 3),
        ("Which companies took part?", True, 0),
        ("哪五間學校參加？", True, 5),
        ("边几个部门负责？", True, 0),
        ("Which company took part?", False, 0),
        ("哪間學校參加？", False, 0),
    ],
)
def test_members_of_a_set(question: str, members: bool, number: int):
    folded = fold_text(question)
    assert asks_members(folded) is members
    assert members_asked(folded) == number


def test_words_thrown_at_a_search_box_ask_nothing():
    assert is_key_words(fold_text("ferry fare 2023"))
    assert not is_key_words(fold_text("Is the ferry free?"))
    assert not is_key_words(fold_text("渡輪收費有冇加？"))
