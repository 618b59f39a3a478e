"""The same measure elsewhere: what other documents say of it, and nothing that is another one's or another event."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.records import Fact
from service.answer.ask import ask
from service.answer.others import same_sort
from service.answer.records import Question
from service.library import Library
from service.snapshot import Snapshot


@pytest.fixture(scope="module")
def ours(bundled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    library = Library.open(tmp_path_factory.mktemp("others"))
    library.sync(bundled)
    yield library.snapshot()
    library.close()


@pytest.mark.parametrize(
    ("question", "value", "other"),
    [
        ("How many jobs will the strategic enterprises create?", "13000", "7000"),
        ("一般支援計劃的資助總額有多少錢？", "760000000", "780000000"),
        ("一般支持计划的资助总额有多少钱？", "780000000", "760000000"),
    ],
)
def test_another_document_gives_another_value(ours, question, value, other):
    answer = ask(ours, Question(question))
    assert answer.facts[0].fact.value == value
    elsewhere = [o for o in answer.others if o.fact.value == other]
    assert elsewhere and elsewhere[0].document.id != answer.citations[0].document.id
    assert elsewhere[0].relation in ("earlier", "later", "differs")


@pytest.mark.parametrize(
    "question",
    ["When was the Science and Technology Parks Corporation founded?", "科技園公司幾時成立？", "科技园公司何时成立？"],
)
def test_a_completion_is_no_founding(ours, question):
    answer = ask(ours, Question(question))
    assert answer.facts[0].fact.value == "2001-05"
    assert [o.fact.value for o in answer.others if o.fact.aspect in ("completion", "opening")] == []


def dated(**given: str) -> Fact:
    return Fact(**({"kind": "date", "text": "2031", "start": 0, "end": 4, "value": "2031"} | given))  # type: ignore[arg-type]


def test_the_phases_of_a_project_are_not_one_measure():
    assert same_sort(dated(part="第一期"), dated(part="first phase"))
    assert same_sort(dated(part="第一期"), dated())
    assert not same_sort(dated(part="第一期"), dated(part="second phase"))
    assert not same_sort(dated(aspect="launch"), dated(aspect="completion"))
