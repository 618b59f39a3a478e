"""Answers and checks as of a day: a paragraph updated since is answered with its older text, later documents are not used."""

from __future__ import annotations

import gc
from html import escape
from pathlib import Path

import pytest
from doors_fakes import settings
from starlette.testclient import TestClient

from corpus.errors import NotFound
from service.answer.ask import ask
from service.answer.records import Question
from service.desk.drafts import check
from service.doors.http.app import create_app
from service.library import Library

HEAD = "---\ntitle: {{en: Harbour plan}}\ndate: {date}\n---\n\n# Harbour plan\n\n## Piers\n\n"
OLD = "1. The new pier opens in March 2025 at the earliest.\n\n2. The old pier has 12 berths, and its roof costs $40 million.\n"
NEW = OLD.replace("March 2025", "October 2026").replace("12 berths", "15 berths")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "documents"
    made.mkdir()
    return made


@pytest.fixture
def library(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """A plan of 2024 that came in on 5 January 2026 and was replaced on 1 March 2026 by one of 2025; a note of 2026."""
    opened = Library.open(tmp_path / "data", encoder="hashing")
    days = iter(("2026-01-05", "2026-03-01"))
    for text, date in ((OLD, "2024-05-06"), (NEW, "2025-11-20")):
        day = next(days)
        monkeypatch.setattr("corpus.store.changes.now", lambda day=day: f"{day}T09:00:00+00:00")
        (folder / "harbour.md").write_text(HEAD.format(date=date) + text, encoding="utf-8")
        if date > "2025":
            later = HEAD.replace("Harbour plan", "Note").format(date="2026-02-02")
            (folder / "note.md").write_text(later + "1. The new pier opens in May 2029.\n", encoding="utf-8")
        opened.sync(folder)
    return opened


QUESTION = "When does the new pier open?"


def test_on_a_day_before_the_update_the_older_text_answers(library: Library) -> None:
    then = library.as_of("2024-12-31")
    answer = ask(then, Question(QUESTION, as_of="2024-12-31"))
    assert answer.passages[0].paragraph.text.startswith("The new pier opens in March 2025")
    assert {one.document.version for one in answer.passages} == {1}
    assert not any("2026" in one.paragraph.text or "2029" in one.paragraph.text for one in answer.passages)
    for citation in answer.citations:
        assert citation.document.version == 1
        assert citation.quote in then.paragraph(citation.id).text
    now = ask(library.snapshot(), Question(QUESTION))
    assert any("October 2026" in one.paragraph.text for one in now.passages)
    assert not any("March 2025" in one.paragraph.text for one in now.passages)
    assert answer.index_version != now.index_version


def test_its_facts_are_those_of_the_older_text(library: Library) -> None:
    then = library.as_of("2025-01-01")
    facts = [fact for fact in then.facts(document="harbour") if fact.kind == "date"]
    assert [fact.value for fact in facts] == ["2025-03"]
    for fact in facts:
        assert then.paragraph(fact.paragraph_id).text[fact.start : fact.end] == fact.text


def test_a_draft_is_checked_against_the_versions_of_the_day(library: Library) -> None:
    text = "The old pier has 12 berths."
    [old] = check(library.as_of("2024-12-31"), text, "2024-12-31")
    assert old.verdict == "supported" and old.citations[0].document.version == 1
    [new] = check(library.snapshot(), text)
    assert new.verdict == "contradicted"


def test_on_a_day_after_the_last_update_it_is_the_present(library: Library) -> None:
    present = library.snapshot()
    assert library.as_of("2026-06-01") is present
    assert library.as_of("2025-11-20") is present, (
        "the version of that day came in later, and is in force from its date on"
    )


def test_it_is_made_once_and_for_all_days_of_the_same_versions(library: Library) -> None:
    assert library.as_of("2024-12-31") is library.as_of("2025-11-19")


def test_a_removed_document_is_gone_from_every_day(library: Library, tmp_path: Path) -> None:
    library.as_of("2024-12-31")
    library.remove("harbour")
    gc.collect()
    library.snapshot()
    with pytest.raises(NotFound):
        library.as_of("2024-12-31").document("harbour")
    for path in (tmp_path / "data").rglob("*"):
        assert path.is_dir() or b"12 berths" not in path.read_bytes(), path


def test_what_may_not_be_read_now_is_not_read_as_of_a_day(library: Library) -> None:
    assert [one.id for one in library.as_of("2024-12-31", frozenset({"secret"})).documents()] == []


def test_a_citation_of_an_earlier_day_links_to_the_wording_it_quotes(library: Library) -> None:
    with TestClient(create_app(library, settings()), raise_server_exceptions=False) as client:
        then = client.post("/v1/ask", json={"question": QUESTION, "as_of": "2024-12-31"}).json()["citations"][0]
        body = {"question": QUESTION, "documents": ["harbour"]}
        now = client.post("/v1/ask", json=body).json()["citations"][0]
        assert then["url"] == f"{now['url']}?version=1" and then["text"] != now["text"]
        for language, said in (("en", "earlier version"), ("zh-Hant", "較早版本"), ("zh-Hans", "较早版本")):
            shown = client.get(f"{then['url']}&language={language}").text
            assert escape(then["text"]) in shown and escape(now["text"]) not in shown and said in shown
            assert f'<html lang="{language}">' in shown
        version = now["document"]["version"]
        present = client.get(f"{now['url']}?version={version}").text
        assert present == client.get(now["url"]).text and f"<mark>{escape(now['text'])}</mark>" in present
        assert client.get(f"{now['url']}?version={version + 1}").status_code == 404
        library.remove("harbour")
        assert client.get(then["url"]).status_code == 404
