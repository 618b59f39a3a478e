"""A clause that asks for no value is answered, or said to be unanswered, and never dropped."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.spans import fold_text
from service.answer.ask import ask
from service.answer.records import Question
from service.answer.several.clausal import clauses_of
from service.library import Library
from service.snapshot import Snapshot


@pytest.fixture(scope="module")
def ours(bundled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    library = Library.open(tmp_path_factory.mktemp("open"))
    library.sync(bundled)
    yield library.snapshot()
    library.close()


def opened(question: str) -> list[str]:
    return [part.label for part in clauses_of(question, fold_text(question)) if part.open]


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("When does the Harbour Hall open, and is there a canteen?", "is there a canteen"),
        ("How many seats does the hall have? Do they fold?", "Do they fold"),
        ("Who runs the Harbour Hall and why?", "why"),
        ("海港會堂幾時啟用，同埋有冇餐廳？", "有冇餐廳"),
        ("海港会堂有多少个座位，为什么选在那里？", "为什么选在那里"),
    ],
)
def test_a_clause_without_a_value_is_a_part(question, clause):
    assert opened(question) == [clause]


@pytest.mark.parametrize(
    "question",
    [
        "How much does the Harbour Hall cost, do you know?",
        "When it opens, how many seats will there be?",
        "Since when has the hall had another name, and what is it?",
        "海港會堂幾時啟用，對嗎？",
        "海港會堂有幾多個座位，係咪？",
    ],
)
def test_a_tag_or_a_condition_is_none(question):
    assert opened(question) == []


@pytest.mark.parametrize(
    ("question", "unanswered"),
    [
        (
            "When was the Digital Economy Development Committee set up and what colour is its logo?",
            "what colour is its logo",
        ),
        ("數字化經濟發展委員會幾時成立，同埋有冇會歌？", "有冇會歌"),
        ("数字化经济发展委员会几时成立，委员爱不爱吃辣？", "委员爱不爱吃辣"),
    ],
)
def test_what_is_not_answered_is_said(ours, question, unanswered):
    answer = ask(ours, Question(question))
    assert answer.answered
    assert [c.fact.value for c in answer.facts][:1] == ["2022-06"]
    assert unanswered in answer.answer


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("On what date were the Budget slides issued?", "2024-02-29"),
        ("立法會文件的日期是甚麼？", "2023-11-13"),
        ("施政报告那份简报是几月几号的？", "2023-10-27"),
    ],
)
def test_a_documents_own_date_is_told_where_it_is_printed(ours, question, day):
    answer = ask(ours, Question(question))
    assert answer.facts[0].fact.edtf == day
    assert answer.citations[0].document.date == day
    assert answer.facts[0].fact.text in answer.citations[0].quote


@pytest.mark.parametrize(
    "question", ["When, according to the Budget slides, does the AI subsidy scheme start?", "文件說超算中心何時啟用？"]
)
def test_what_a_document_says_happened_is_not_its_own_date(ours, question):
    answer = ask(ours, Question(question))
    assert all(c.fact.edtf not in ("2024-02-29", "2023-11-13") for c in answer.facts)


@pytest.mark.parametrize(
    ("question", "half", "whole"),
    [
        (
            "How much could a technology transfer office get before the ceiling was doubled?",
            "HK$8 million",
            "HK$16 million",
        ),
        ("技術轉移處的資助上限未加倍之前是多少錢？", "800萬元", "1,600萬元"),
        ("技术转移处的资助上限翻倍之前是多少钱？", "800万元", "1,600万元"),
    ],
)
def test_before_a_doubling_it_was_half(ours, question, half, whole):
    answer = ask(ours, Question(question))
    assert half in answer.answer and whole in answer.answer
    assert answer.facts[0].fact.value == "16000000"


@pytest.mark.parametrize(
    "question", ["How big are the three InnoParks?", "創新園有多大？", "几个创新园总共占地多少公顷？"]
)
def test_the_size_of_a_place_is_that_of_its_land(ours, question):
    answer = ask(ours, Question(question))
    assert not answer.answered or answer.facts[0].fact.unit == "har"
