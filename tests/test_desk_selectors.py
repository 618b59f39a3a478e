"""Citations found again: the same place, moved, changed, gone; and permanent links of paragraphs that changed or went."""

import pytest
from doors_fakes import settings
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from corpus.errors import NotFound
from corpus.records import Document, Paragraph
from service.desk.permanence import permanent
from service.desk.selectors import AROUND, Selector, find_again, selector_of
from service.desk.shelf import Shelf
from service.doors.http.app import create_app
from service.library import Library

OLD = "The pier opens in March 2025. The fare is 12 dollars. The pier has two berths, and the fare is fixed."


class Texts:
    """A snapshot of one document with these paragraphs."""

    def __init__(self, *texts: str) -> None:
        self._document = Document("plan", {"en": "Plan"}, {"en": "Office"}, ("en",), "plan.txt", "0" * 64, version=2)
        self._paragraphs = [
            Paragraph(f"plan/{n}", "plan", str(n), n, text, "en") for n, text in enumerate(texts, 1) if text
        ]

    def documents(self):
        return [self._document]

    def paragraphs(self, document_id, /):
        return self._paragraphs

    def facts(self, kind=None, document=None, paragraph_ids=None):
        return []


def again(words, *texts, paragraph="plan/1"):
    """Where words cited from paragraph 1 stand, should the document read like this now."""
    start = OLD.index(words)
    return find_again(Shelf(Texts(*texts)), "plan", paragraph, selector_of(OLD, start, start + len(words)))


def place(found) -> Paragraph:
    assert found.paragraph is not None
    return found.paragraph


def test_a_selector_has_the_words_and_what_stands_around_them():
    start = OLD.index("12 dollars")
    selector = selector_of(OLD, start, start + 10)
    assert selector == Selector(
        "12 dollars", OLD[start - AROUND : start], OLD[start + 10 :][:AROUND], start, start + 10
    )


def test_unchanged_words_are_found_where_they_were():
    found = again("12 dollars", OLD, "Another paragraph.")
    assert (found.status, place(found).id, OLD[found.start : found.end]) == ("found", "plan/1", "12 dollars")


def test_words_that_moved_are_found_by_what_stands_around_them():
    now = "Note. " + OLD
    found = again("the fare", now)
    assert (found.status, found.start) == ("moved", now.index("the fare"))
    found = again("The fare is 12 dollars", "Something else.", "It is so. The fare is 12 dollars. Yes.")
    assert (found.status, place(found).id) == ("moved", "plan/2")
    # Of two places with the words the one with the same neighbours.
    two = again("The pier", "The pier opens in March 2025. Much later: The pier has two berths, and the fare is fixed.")
    assert two.start == 0


def test_changed_words_are_found_with_the_difference():
    found = again("The fare is 12 dollars.", OLD.replace("12 dollars", "15 dollars"))
    assert (found.status, place(found).id) == ("changed", "plan/1")
    assert [(d.quoted, d.source, d.kind) for d in found.differences] == [("12", "15", "number")]


def test_words_that_are_gone_are_gone():
    assert again("The fare is 12 dollars.", "Whales are counted at dawn.").status == "gone"


@given(st.integers(0, len(OLD) - 1), st.integers(1, 40), st.text(max_size=20))
def test_what_is_called_found_or_moved_is_printed_there(start, length, put_before):
    words = OLD[start : start + length]
    found = find_again(Shelf(Texts(put_before + OLD)), "plan", "plan/1", selector_of(OLD, start, start + len(words)))
    assert found.status in ("found", "moved")
    assert place(found).text[found.start : found.end] == words


# -- a document that is replaced, over HTTP

FIRST = """# Harbour plan

1. The pier opens in March 2025 at the earliest.

2. The fare is 12 dollars for every passenger of the ferry.

3. Birds are counted every winter by the wetland office.
"""
SECOND = FIRST.replace("12 dollars", "15 dollars").replace(
    "3. Birds are counted every winter by the wetland office.\n", ""
)


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plan")
    library = Library.open(folder / "data", encoder="hashing")
    for text in (FIRST, SECOND):
        (folder / "plan.md").write_text(text, encoding="utf-8")
        library.add([folder / "plan.md"])
    with TestClient(create_app(library, settings())) as client:
        yield client
    library.close()


def test_a_paragraph_that_did_not_change_says_nothing_of_it(client):
    found = client.get("/v1/paragraphs/plan/1").json()
    assert (found["version"], found["changed"], found["earlier"]) == (2, False, [])
    assert found["before"] is None or found["before"]["id"] != "plan/1"
    assert found["after"]["id"] == "plan/2"
    assert "12 dollars" not in client.get("/p/plan/1").text


def test_a_paragraph_that_changed_says_how_it_read(client):
    found = client.get("/v1/paragraphs/plan/2").json()
    assert found["changed"] and [one["version"] for one in found["earlier"]] == [1]
    assert "12 dollars" in found["earlier"][0]["text"] and "15 dollars" in found["text"]
    page = client.get("/p/plan/2").text
    assert "12 dollars" in page and "15 dollars" in page and "have changed" in page
    assert "較早版本" in client.get("/p/plan/2?language=zh-Hant").text


def test_the_link_of_a_paragraph_that_is_gone_still_leads_somewhere(client):
    assert client.get("/v1/paragraphs/plan/3").status_code == 404
    assert "/p/plan/3" in client.get("/v1/paragraphs/plan/3").json()["hint"]
    page = client.get("/p/plan/3")
    assert (
        page.status_code == 200 and "no longer has this paragraph" in page.text and "counted every winter" in page.text
    )
    assert client.get("/p/plan/99").status_code == client.get("/p/none/1").status_code == 404


def test_a_citation_is_found_again_over_http(client):
    def find(**given):
        response = client.post("/v1/citations/find", json=given)
        assert response.status_code == 200, response.text
        return response.json()

    cited = {"id": "plan/2", "exact": "The fare is 12 dollars for every passenger", "start": 0, "end": 42}
    found = find(**cited)
    assert found["status"] == "changed"
    assert [(d["quoted"], d["source"]) for d in found["differences"]] == [("12", "15")]
    assert found["text"] == found["paragraph"]["text"][found["start"] : found["end"]]
    assert [one["type"] for one in found["selectors"]] == ["TextQuoteSelector", "TextPositionSelector"]
    assert find(id="plan", exact="opens in March 2025")["status"] == "found"
    assert find(id="plan/3", exact="Birds are counted every winter")["status"] == "gone"
    for wrong, status in (({"id": "none/1", "exact": "x"}, 404), ({"id": "plan/1", "exact": "x", "start": 1}, 422)):
        assert client.post("/v1/citations/find", json=wrong).status_code == status


def test_a_removed_document_is_gone_with_its_past(client, tmp_path):
    library = Library.open(tmp_path / "data", encoder="hashing")
    for text in (FIRST, SECOND):
        (tmp_path / "plan.md").write_text(text, encoding="utf-8")
        library.add([tmp_path / "plan.md"])
    assert ["counted every winter" in p.text for _, p in library.earlier("plan/3")] == [True]
    library.remove("plan")
    assert library.earlier("plan/3") == library.earlier("plan/2") == []
    with pytest.raises(NotFound):
        permanent(library.snapshot(), "plan/3", library.earlier("plan/3"))
    library.close()


def test_a_read_only_library_knows_no_past(tmp_path):
    writing = Library.open(tmp_path / "data", encoder="hashing")
    (tmp_path / "plan.md").write_text(FIRST, encoding="utf-8")
    writing.add([tmp_path / "plan.md"])
    writing.close()
    reading = Library.open(tmp_path / "data", encoder="hashing", read_only=True)
    assert reading.earlier("plan/1") == []
    reading.close()
