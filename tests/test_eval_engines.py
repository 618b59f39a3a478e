from collections.abc import Iterator
from pathlib import Path

import pytest
from pots import CATALOGUE, POTS

from eval.documents import read_folder
from eval.engines import InProcess
from eval.questions import Asking, Item, Part, askings, load_questions
from eval.runner import evaluate
from eval.validation import validate

ORIGINALS = Path(__file__).parent.parent.parent / "shared" / "corpus"
BUNDLED = Path(__file__).parent.parent / "corpus" / "documents"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcess]:
    folder = tmp_path_factory.mktemp("island")
    (folder / "documents").mkdir()
    (folder / "documents" / "catalogue.yaml").write_text(CATALOGUE)
    (folder / "documents" / "pots.md").write_text(POTS)
    opened = InProcess(folder / "documents", folder / "data", encoder="hashing")
    yield opened
    opened.close()


def _asking(question: str, *gold: Part) -> Asking:
    return Asking(Item("q1", "date", {"en": question}, gold, answerable=bool(gold)), "en")


def test_the_pipeline_of_this_process_is_asked(engine: InProcess) -> None:
    asking = _asking("When will the pottery workshop open?", Part(("pots-2022/2",), kind="date", value="2023-03"))
    run = evaluate(engine, [asking])
    outcome = run.outcomes[0]
    assert outcome.reply["passages"][0] == "pots-2022/2"
    assert outcome.recall == {"1": 1.0, "3": 1.0, "5": 1.0, "10": 1.0}
    assert (outcome.evidence, outcome.quotes_hold) == ("en", True)
    assert run.manifest["settings"]["encoder"] == "hashing"
    assert run.summary["latency_ms"]["p50"] > 0


def test_two_runs_give_the_same_outcomes(engine: InProcess) -> None:
    asked = [_asking("How many copper pots are there?", Part(("pots-2022/1",), kind="count", value="37"))]
    assert evaluate(engine, asked).outcomes == evaluate(engine, asked).outcomes


def test_stored_text_is_looked_up_by_id(engine: InProcess) -> None:
    text = engine.text_of("pots-2022/1")
    assert text is not None and "37 copper pots" in text
    assert engine.text_of("pots-2022/99") is None
    assert engine.languages() == {"pots-2022": ("en",)}


def test_the_bundled_questions_hold_on_the_bundled_documents() -> None:
    _, paragraphs = read_folder(BUNDLED)
    assert [str(fault) for fault in validate(load_questions(), paragraphs)] == []


@pytest.mark.originals
@pytest.mark.skipif(not ORIGINALS.is_dir(), reason="NO ORIGINALS: ../shared/corpus is not there")
def test_the_bundled_questions_hold_on_the_originals() -> None:
    documents, paragraphs = read_folder(ORIGINALS)
    assert [str(fault) for fault in validate(load_questions(), paragraphs)] == []
    languages = {document.id: set(document.languages) for document in documents}
    asked = [a for a in askings(load_questions()) if a.item.answerable]
    foreign = [
        a
        for a in asked
        if all(
            a.answer_language not in languages[p.partition("/")[0]] for part in a.item.gold for p in part.paragraphs
        )
    ]  # fmt: skip
    assert len(foreign) >= len(asked) / 2
