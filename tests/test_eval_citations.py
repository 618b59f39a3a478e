from decimal import Decimal
from typing import Any

from eval.measures.citations import check_citations, cited, quote_problem
from eval.questions import Part
from eval.replies import Reply

TEXT = {"d/3@en": "The pool holds 1,200 fish.", "d/4": "明年第一季公布。"}


def _citation(**changed: Any) -> dict[str, Any]:
    return {
        "n": 1,
        "id": "d/3@en",
        "document": {"id": "d", "title": {"en": "Report of 2022"}, "date": "2022-05-06"},
        "label": "3",
        "quote": "holds 1,200 fish",
        "start": 9,
        "end": 25,
        **changed,
    }


def _reply(answer: str, *citations: dict[str, Any], answered: bool = True) -> Reply:
    return Reply(answered, answer, "en", 0.9, citations=citations)


def test_a_sound_quotation() -> None:
    assert quote_problem(_citation(), TEXT["d/3@en"]) is None


def test_every_way_a_quotation_can_be_false() -> None:
    text = TEXT["d/3@en"]
    assert quote_problem(_citation(quote="holds 1200 fish"), text)
    assert quote_problem(_citation(quote="HOLDS 1,200 fish"), text)
    assert quote_problem(_citation(start=8), text)
    assert quote_problem(_citation(end=99), text)
    assert quote_problem(_citation(start=9, end=9, quote=""), text)
    assert quote_problem(_citation(start=3, end=4, quote=" "), text)
    assert quote_problem(_citation(label="4"), text)
    assert quote_problem(_citation(document={"id": "other"}), text)
    assert quote_problem(_citation(), None)


def test_a_faithful_answer_holds() -> None:
    found = check_citations(_reply("It has 1,200 fish [1].", _citation()), TEXT.get)
    assert found.holds and found.faithful


def test_an_altered_figure_is_found() -> None:
    found = check_citations(_reply("It has 1,300 fish [1].", _citation()), TEXT.get)
    assert found.holds and found.unsupported == (Decimal(1300),)


def test_marks_and_citations_must_agree() -> None:
    assert check_citations(_reply("It has 1,200 fish [2].", _citation()), TEXT.get).unmarked == (1, 2)
    assert check_citations(_reply("It has 1,200 fish.", _citation()), TEXT.get).unmarked == (1,)


def test_an_answer_without_a_citation_does_not_hold() -> None:
    assert check_citations(_reply("It has fish."), TEXT.get).broken == ("nothing is cited",)


def test_a_refusal_cites_nothing() -> None:
    assert check_citations(_reply("", answered=False), TEXT.get).holds
    assert not check_citations(_reply("", _citation(), answered=False), TEXT.get).holds


def test_the_sources_title_year_and_whole_date_may_be_named() -> None:
    assert check_citations(_reply("The Report of 2022 counts 1,200 fish [1].", _citation()), TEXT.get).faithful
    assert check_citations(_reply("On 6 May 2022: 1,200 fish [1].", _citation()), TEXT.get).faithful
    assert not check_citations(_reply("6 ponds with 1,200 fish [1].", _citation()), TEXT.get).faithful


def test_relative_dates_support_their_year() -> None:
    citation = _citation(id="d/4", label="4", quote="明年第一季公布", start=0, end=7)
    assert check_citations(_reply("2023年第一季 [1]", citation), TEXT.get).faithful
    assert check_citations(_reply("2024年第一季 [1]", citation), TEXT.get).unsupported == (Decimal(2024),)


def test_citation_accuracy_needs_every_part_in_a_sound_citation() -> None:
    parts = [Part(("d/3", "d/9"), any=("fish",))]
    assert cited(parts, _reply("x [1]", _citation()), TEXT.get)
    assert not cited(parts, _reply("x [1]", _citation(quote="holds 1,300 fish")), TEXT.get)
    assert not cited([*parts, Part(("d/8",), any=("y",))], _reply("x [1]", _citation()), TEXT.get)
