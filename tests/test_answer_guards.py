"""Near misses are told apart for certain: another phase, another year, a post for a name, a number for its members."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from corpus.facts import extract
from corpus.records import Document, Fact, Paragraph
from corpus.spans import fold_text
from service.answer.evidence import Evidence
from service.answer.guards.near_miss import near_miss, of_other_years
from service.answer.guards.ordinals import stages
from service.answer.records import Question
from service.answer.understand import understand


class Said:
    """A matcher that knows a name only by its own letters."""

    def __init__(self, query: str) -> None:
        self.query = fold_text(query)

    def coverage(self, texts: Sequence[str]) -> list[float]:
        return [1.0 if self.query in fold_text(text) else 0.0 for text in texts]


def _evidence(text: str, kind: str | None = None) -> Evidence:
    paragraph = Paragraph(id="d/1", document_id="d", label="1", position=0, text=text, language="en")
    fact = next((f for f in extract(text, language="en") if f.kind == kind), None) if kind else None
    return Evidence(paragraph, 0, len(text), 1.0, {}, fact)


def _misses(question: str, text: str, kind: str | None = None) -> bool:
    return near_miss(understand(Question(question), question), _evidence(text, kind), None, Said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "text", "misses"),
    [
        ("When does the second phase of the pier open?", "The first phase of the pier opens in 2024.", True),
        ("When does the second phase of the pier open?", "Phase two of the pier opens in 2026.", False),
        ("When was the pier first opened?", "The pier opened in 1998.", False),
        ("碼頭第二期何時啟用？", "碼頭首期於2024年啟用。", True),
        ("碼頭第二期何時啟用？", "碼頭首期於2024年啟用，第二期於2026年啟用。", True),
        ("碼頭第二期何時啟用？", "碼頭第二期於2026年啟用，首期於2024年啟用。", False),
    ],
)
def test_another_of_the_set_is_no_answer(question: str, text: str, misses: bool):
    assert _misses(question, text, "date") is misses


def test_ordinals_of_a_set_only():
    assert stages("the first two million dollars") == frozenset()
    assert stages("the third cluster's first laboratory") == {1, 3}
    assert stages("第三季") == frozenset()


def test_a_company_in_capitals_that_the_paragraph_does_not_name():
    assert _misses("How much will ABCD invest?", "All the companies will invest $3 million.", "money")
    assert not _misses("How much will ABCD invest?", "ABCD will invest $3 million.", "money")


def test_a_known_name_that_the_paragraph_does_not_speak_of():
    evidence = _evidence("There are 400 lampposts in busy streets.", "count")
    question = understand(Question("q"), "How many lampposts stand in Kowloon?")
    assert near_miss(question, evidence, None, Said, ["Kowloon"])  # type: ignore[arg-type]
    assert not near_miss(question, evidence, None, Said, ["Hong Kong"])  # type: ignore[arg-type]
    assert not near_miss(question, evidence, None, Said, ["lampposts"])  # type: ignore[arg-type]


def test_a_post_is_no_name_of_who_holds_it():
    text = "The fund is led by the Commissioner for Harbours."
    assert _misses("Who is the Commissioner for Harbours?", text)
    assert not _misses("Who leads the fund?", text)


def test_the_number_of_things_does_not_name_them():
    assert _misses("Which four piers are covered?", "The scheme covers four piers of the harbour.")
    assert not _misses("Which four piers are covered?", "It covers Aberdeen, Stanley, Sai Kung and Tai O.")


def _document(date: str) -> Document:
    return Document("d", {"en": "T"}, {"en": "P"}, ("en",), "t.txt", "0" * 64, date=date)


@pytest.mark.parametrize(
    ("years", "text", "misses"),
    [
        ({"2021"}, "There were 300 boats at the end of 2023.", True),
        ({"2021"}, "There were 200 boats in 2021 and 300 in 2023.", False),
        ({"2023"}, "There are 300 boats.", False),  # the document is of that year
        (set(), "There are 300 boats.", False),
    ],
)
def test_a_year_that_nothing_speaks_of(years: set[str], text: str, misses: bool):
    facts: list[Fact] = extract(text, language="en")
    assert of_other_years(frozenset(years), _evidence(text, "count"), facts, _document("2023-11-13")) is misses
