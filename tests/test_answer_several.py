"""Questions that ask several things, on the bundled documents: each part proven, compared, derived, or said to be missing."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.facts import extract
from corpus.records import Document
from service.answer.ask import ask
from service.answer.others import same_sort
from service.answer.records import Answer, Question
from service.answer.several.asked import DOCUMENTS, KINDS, MOMENTS, ONES, SIBLINGS
from service.answer.several.moments import ANY, dated, named_documents, within
from service.answer.several.split import several
from service.library import Library
from service.snapshot import Snapshot

SLIDES = Document("a", {"en": "2024-25 Budget: key items"}, {}, ("en",), "a.txt", "0", date="2024-02-29", kind="slides")
AUTUMN = Document("b", {"en": "Key items of the year"}, {}, ("en",), "b.txt", "0", date="2023-10-27", kind="slides")
NEWS = Document("c", {"zh-Hant": "十件大事"}, {}, ("zh-Hant",), "c.txt", "0", date="2023-12-31", kind="news")
DOCUMENTS_THERE = (SLIDES, AUTUMN, NEWS)


@pytest.fixture(scope="module")
def ours(bundled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    library = Library.open(tmp_path_factory.mktemp("several"))
    library.sync(bundled)
    yield library.snapshot()
    library.close()


def values(answer: Answer, count: int) -> list[str]:
    return [cited.fact.value for cited in answer.facts[:count]]


def sound(answer: Answer, snapshot: Snapshot) -> bool:
    """Every quotation is a slice, every mark has its citation, and every citation its mark."""
    marks = {int(n) for n in re.findall(r"\[(\d+)\]", answer.answer)}
    slices = all(c.quote == snapshot.paragraph(c.id).text[c.start : c.end] for c in answer.citations)
    return answer.answered and slices and marks == {c.n for c in answer.citations}


def test_moments_of_a_question():
    assert [m.moment for m in dated("by September and by December 2023")] == [
        ("2023-09-01", "2023-09-30"),
        ("2023-12-01", "2023-12-31"),
    ]
    assert [m.moment for m in dated("9月底和12月底各有多少")] == [
        (f"{ANY}-09-01", f"{ANY}-09-30"),
        (f"{ANY}-12-01", f"{ANY}-12-31"),
    ]
    assert dated("may it open?") == []


def test_a_day_lies_within_a_moment():
    assert within("2023-09-30", ("2023-09-01", "2023-09-30"))
    assert within("2023", ("2023-01-01", "2023-12-31"))
    assert within("1999-09-30", (f"{ANY}-09-01", f"{ANY}-09-30"))
    assert not within("2023-10-01", ("2023-09-01", "2023-09-30"))
    assert not within(None, ("2023-09-01", "2023-09-30"))


def test_documents_are_named_by_kind_title_and_month():
    def named(question: str) -> list[tuple[str, ...]]:
        return [m.documents for m in named_documents(question, DOCUMENTS_THERE)]

    assert named("according to the newspaper and the Budget slides") == [("c",), ("a",)]
    assert named("10月簡報和報章各怎樣說") == [("b",), ("c",)]
    assert named("how many parks are there") == []


@pytest.mark.parametrize(
    ("question", "by", "labels"),
    [
        ("How many lines were there in 2022 and how many in 2027?", MOMENTS, ["2022", "2027"]),
        ("How many jobs, according to the newspaper and the Budget?", DOCUMENTS, ["newspaper", "Budget"]),
        ("東園和西園哪個大？各有多少公頃？", ONES, ["東園", "西園"]),
        ("Which of the two parks is bigger, and how big is each?", SIBLINGS, [""]),
        ("When was the fund set up, and with what sum?", KINDS, ["", ""]),
        ("基金何時成立，由誰管理？", KINDS, ["", ""]),
    ],
)
def test_questions_are_taken_apart(question: str, by: str, labels: list[str]):
    asked = several(question, DOCUMENTS_THERE)
    assert asked is not None
    assert (asked.by, [part.label for part in asked.parts]) == (by, labels)


@pytest.mark.parametrize(
    "question",
    [
        "How many hectares does the park cover?",
        "When a firm trains its staff, how much does the government pay?",
        "園區何時啟用？",
        "How much was spent in 2022?",
    ],
)
def test_questions_that_ask_one_thing_are_left_whole(question: str):
    assert several(question, DOCUMENTS_THERE) is None


def test_the_topic_of_the_first_part_is_carried_over():
    asked = several("Who runs the Data Harbour Fund, and how much does it give?", DOCUMENTS_THERE)
    assert asked is not None
    assert all("Data Harbour Fund" in part.text for part in asked.parts)


@pytest.mark.parametrize(
    "question",
    [
        "How big is the Hong Kong Park of Hetao and how big the Shenzhen Park: which is bigger, how big is each?",
        "河套的香港園區和深圳園區哪個大，各有多大？",
    ],
)
def test_the_larger_of_two_things_is_told_with_both_values(ours: Snapshot, question: str):
    answer = ask(ours, Question(question))
    assert sound(answer, ours)
    assert sorted(values(answer, 2)) == ["300", "87"]


def test_two_kinds_are_answered_in_turn_and_numbered_through(ours: Snapshot):
    answer = ask(ours, Question("創科基金哪一年設立，起初注資多少？"))
    assert sound(answer, ours)
    assert [c.fact.kind for c in answer.facts[:2]] == ["date", "money"]


def test_a_part_without_an_answer_is_said_to_have_none(ours: Snapshot):
    answer = ask(ours, Question("How many hectares does the Sandy Ridge land measure, and who is its architect?"))
    assert sound(answer, ours)
    assert "rest of the question" in answer.answer


def test_a_difference_is_derived_from_two_cited_values(ours: Snapshot):
    answer = ask(ours, Question("一般支援計劃的資助總額由2023年9月到12月增加了多少？"))
    assert sound(answer, ours)
    before, after = values(answer, 2)
    assert int(after) - int(before) == 20_000_000
    assert "2,000萬" in answer.answer and "推算" in answer.answer


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        (
            "Adding up the items, how much of the $10 billion for life and health technology is given out?",
            "8.2 billion",
        ),
        ("Of the $10 billion for life and health technology, how much is left after the listed sums?", "1.8 billion"),
    ],
)
def test_a_list_is_added_up_and_taken_from_its_whole(ours: Snapshot, question: str, shown: str):
    answer = ask(ours, Question(question))
    assert sound(answer, ours)
    operands = [int(v) for v in values(answer, 4) if int(v) < 10**10]
    assert sum(operands[:3]) == 8_200_000_000
    assert shown in answer.answer and "derived" in answer.answer


def test_things_that_are_only_counted_are_not_named(ours: Snapshot):
    for question in (
        "Name the six Hong Kong universities with an institute in Shenzhen.",
        "數碼港的七間獨角獸是哪七家？",
    ):
        answer = ask(ours, Question(question))
        assert not answer.answered and answer.citations == ()


def test_things_that_a_sentence_names_are_told(ours: Snapshot):
    answer = ask(ours, Question("资科办的五大使命是什么？"))
    assert sound(answer, ours)
    assert answer.citations[0].quote.count("；") >= 3


def test_a_refusal_names_the_kind_of_value_and_whose(ours: Snapshot):
    answer = ask(ours, Question("What will the QZXV Harbour Museum cost?"))
    assert not answer.answered
    assert "QZXV Harbour Museum" in answer.answer and "money" in answer.answer


def test_a_ceiling_is_no_earlier_total():
    total = extract("資助總額約為5億元", language="zh-Hant")[0]
    later = extract("資助總額約為6億元", language="zh-Hant")[0]
    ceiling = extract("資助額最多為4億元", language="zh-Hant")[0]
    assert same_sort(total, later)
    assert not same_sort(total, ceiling)


@pytest.mark.originals
def test_the_originals_are_compared_and_derived_from(originals: Path, tmp_path: Path):
    library = Library.open(tmp_path)
    library.sync(originals)
    snapshot = library.snapshot()
    answer = ask(snapshot, Question("河套的香港園區和深圳園區哪個大，各有多大？"))
    assert sound(answer, snapshot)
    assert sorted(values(answer, 2)) == ["300", "87"]
    library.close()


@pytest.mark.parametrize(
    ("question", "difference"),
    [
        ("How much larger is the Shenzhen Park than the Hong Kong Park?", "213 hectares"),
        ("深圳園區比香港園區大多少？", "213公頃"),
        ("深圳园区比香港园区大多少公顷？", "213公顷"),
    ],
)
def test_each_thing_of_one_sentence_keeps_its_own_figure(ours: Snapshot, question: str, difference: str):
    answer = ask(ours, Question(question))
    assert sound(answer, ours) and values(answer, 2) == ["300", "87"]
    assert difference in answer.answer
