"""A question that states a value and asks whether it is so: yes only on that very value, else what the documents say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.answer.ask import ask
from service.answer.polar import polar
from service.answer.records import Question
from service.library import Library
from service.snapshot import Snapshot


@pytest.fixture(scope="module")
def ours(bundled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    library = Library.open(tmp_path_factory.mktemp("polar"))
    library.sync(bundled)
    yield library.snapshot()
    library.close()


@pytest.mark.parametrize(
    ("question", "language", "value", "asked"),
    [
        ("Is it true that the pier covers 7 hectares?", "en", "7", "how many hectares the pier covers?"),
        ("Will the pier open in 2031?", "en", "2031", "when the pier open?"),
        ("碼頭是否佔地7公頃？", "zh-Hant", "7", "碼頭佔地多少公頃？"),
        ("碼頭係咪2031年啟用？", "zh-Hant", "2031", "碼頭何時啟用？"),
        ("码头2031年启用，对吗？", "zh-Hans", "2031", "码头何時启用？"),
    ],
)
def test_the_stated_value_is_asked_for(question: str, language: str, value: str, asked: str):
    read = polar(question, language)
    assert read is not None
    assert (read.stated.value, read.open) == (value, asked)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("How many hectares does the pier cover?", "en"),
        ("Does the pier cover 7 or 8 hectares?", "en"),
        ("Is the pier open?", "en"),
        ("Had the works begun by March 2031?", "en"),
        ("碼頭佔地幾多公頃呀？", "zh-Hant"),
        ("碼頭2031年之前啟用嗎？", "zh-Hant"),
        ("码头建好了吗？", "zh-Hans"),
    ],
)
def test_other_questions_are_left_alone(question: str, language: str):
    assert polar(question, language) is None


@pytest.mark.parametrize(
    ("question", "begins", "value"),
    [
        ("Is it true that the Hong Kong Park covers 87 hectares?", "Yes, 87 hectares", "87"),
        ("香港園區係咪佔地87公頃？", "是，87公頃", "87"),
        ("香港園區是否佔地90公頃？", "文件所說的不同，是87公頃", "87"),
        ("香港园区占地90公顷，对吗？", "文件所说的不同，是87公顷", "87"),
    ],
)
def test_yes_is_said_of_the_very_value_alone(ours: Snapshot, question: str, begins: str, value: str):
    answer = ask(ours, Question(question))
    assert answer.answered and answer.answer.startswith(begins)
    assert answer.facts[0].fact.value == value
    assert all(c.quote == ours.paragraph(c.id).text[c.start : c.end] for c in answer.citations)


def test_a_wrong_value_is_never_confirmed(ours: Snapshot):
    answer = ask(ours, Question("Is it true that the Hong Kong Park covers 90 hectares?"))
    assert not answer.answer.startswith("Yes") and "90" not in answer.answer
    assert not answer.answered or answer.facts[0].fact.value == "87"
