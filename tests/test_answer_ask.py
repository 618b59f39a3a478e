"""The way of a question on real documents: the bundled ones, and the originals where they are."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.facts import extract
from corpus.spans import fold_text
from service.answer.aligned import aligned
from service.answer.ask import ask
from service.answer.confidence import Linear
from service.answer.records import Answer, Question, Turn
from service.library import Library
from service.snapshot import Snapshot

ANCHOR = {
    "en": "when does the first phase of the AI supercomputing centre open",
    "zh-Hant": "人工智能超算中心首階段何時啟用",
    "zh-Hans": "人工智能超算中心首阶段何时启用",
}
PAPER = "legco-itb-panel-2023-11-13"


def opened(folder: Path, data: Path) -> Iterator[Snapshot]:
    library = Library.open(data)
    library.sync(folder)
    yield library.snapshot()
    library.close()


@pytest.fixture(scope="module")
def ours(bundled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    yield from opened(bundled, tmp_path_factory.mktemp("bundled"))


@pytest.fixture(scope="module")
def theirs(originals: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    yield from opened(originals, tmp_path_factory.mktemp("originals"))


def check_anchor(snapshot: Snapshot, language: str) -> None:
    answer = ask(snapshot, Question(ANCHOR[language]))
    first, fact = answer.citations[0], answer.facts[0].fact
    assert (answer.answered, answer.language) == (True, language)
    assert (fact.kind, fact.edtf, fact.qualifier) == ("date", "2024-41", "at the earliest")
    assert fact.interval == ("2024-07-01", "2024-12-31")
    assert first.id == f"{PAPER}/20"
    assert first.quote == snapshot.paragraph(first.id).text[first.start : first.end]
    assert first.start <= fact.start < fact.end <= first.end
    elsewhere = {other.paragraph.id: other for other in answer.others}
    indicator = elsewhere[f"{PAPER}/annex-2.1.4"]
    assert (indicator.fact.edtf, indicator.relation) == ("2024", "differs")


@pytest.mark.parametrize("language", ANCHOR)
def test_the_anchor_question_on_the_bundled_documents(ours: Snapshot, language: str):
    check_anchor(ours, language)


@pytest.mark.originals
@pytest.mark.parametrize("language", ANCHOR)
def test_the_anchor_question_on_the_originals(theirs: Snapshot, language: str):
    check_anchor(theirs, language)


def refused(answer: Answer) -> bool:
    return not answer.answered and answer.citations == () and answer.facts == () and answer.reason == answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "when?",
        "What is the opening time of the QZXV museum?",
        "How much does QZXV plan to invest in Hong Kong?",
    ],
)
def test_a_question_about_nothing_known_is_refused_with_the_nearest_paragraphs(ours: Snapshot, question: str):
    answer = ask(ours, Question(question, top_k=3))
    assert refused(answer)
    assert len(answer.passages) <= 3


def test_a_question_whose_documents_are_all_later_is_refused(ours: Snapshot):
    answer = ask(ours, Question(ANCHOR["en"], as_of="2001-01-01"))
    assert refused(answer) and answer.passages == ()


def test_the_same_question_has_the_same_answer_and_id(ours: Snapshot):
    one, two = (ask(ours, Question(ANCHOR["zh-Hant"])) for _ in range(2))
    assert (one.id, one.answer, one.citations, one.facts, one.others) == (
        two.id,
        two.answer,
        two.citations,
        two.facts,
        two.others,
    )
    assert one.index_version == ours.index_version


def test_a_follow_up_is_answered_on_the_topic_before_it(ours: Snapshot):
    history = (Turn("user", ANCHOR["en"]), Turn("assistant", "In the second half of 2024 at the earliest [1]."))
    answer = ask(ours, Question("who runs it?", history=history))
    assert "supercomputing" in answer.standalone_question
    said = fold_text(answer.answer)  # a quotation may be in either script
    assert "cyberport" in said or fold_text("數碼港") in said


def test_every_quotation_of_an_answer_is_a_slice_of_a_cited_paragraph(ours: Snapshot):
    for question in (
        "How many laboratories are there in InnoHK?",
        "河套香港園區有多大？",
        "沙岭的土地会改作什么用途？",
    ):
        answer = ask(ours, Question(question))
        for citation in answer.citations:
            assert citation.quote == ours.paragraph(citation.id).text[citation.start : citation.end]


def test_values_given_respectively_belong_to_their_names():
    text = "持有學士、碩士及博士學位的人才分別獲20,000元、23,000元及35,000元"
    names = aligned(text, 0, len(text), extract(text, language="zh-Hant"))
    by_value = {text[start : start + 6]: name for start, name in names.items()}
    assert [next(n for v, n in by_value.items() if v == value) for value in ("20,000", "23,000", "35,000")] == [
        "持有学士",
        "硕士",
        "博士学位的人才",
    ]


def test_values_not_given_respectively_have_no_names():
    text = "學士、碩士及博士獲20,000元、23,000元及35,000元"
    assert aligned(text, 0, len(text), extract(text, language="zh-Hant")) == {}


def test_linear_score_and_probability():
    model = Linear({"a": 2.0, "b": -1.0}, bias=0.5)
    assert model.score({"a": 1.5, "b": 3.0, "c": 9.0}) == pytest.approx(2.0 * 1.5 - 1.0 * 3.0 + 0.5)
    assert model.probability({"a": -0.25}) == pytest.approx(0.5)
