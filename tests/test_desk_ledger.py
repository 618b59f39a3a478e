"""The ledger of facts: filters, order, CSV."""

import csv
import io

import pytest
from doors_fakes import HARBOUR, ROW, ZH, FakeLibrary, fact_in
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import NotFound
from corpus.facts import extract
from corpus.records import Document, Paragraph
from service.desk.ledger import COLUMNS, Entry, as_csv, ledger, links_of

SNAPSHOT = FakeLibrary().snapshot()


def values(**query):
    return [entry.fact.value for entry in ledger(SNAPSHOT, **query)]


def test_the_order_is_that_of_reading():
    entries = ledger(SNAPSHOT)
    places = [(entry.document.id, entry.paragraph.position, entry.fact.start) for entry in entries]
    assert places == sorted(places) and len(places) == 5


def test_filters():
    assert values(kind="count") == ["12000000"]
    assert values(document="notes") == ["2025-04", "80"]
    assert values(kind="date", about="pier", document="harbour-2024") == ["2025-03", "2025-03"]
    assert values(about="no such thing") == []
    with pytest.raises(NotFound):
        values(document="none")


def test_about_looks_at_what_the_paragraph_stands_under():
    # "thousand" stands in the column's head only, "annex" in the heading only.
    assert values(about="annex thousand") == ["12000000"]
    assert values(about="ANNEX") == ["12000000"]


def test_about_knows_a_name_in_its_other_language_and_script():
    assert (
        values(about="新碼頭")
        == values(about="新码头")
        == values(about="new pier")
        == ["2025-04", "2025-03", "2025-03"]
    )


def test_what_is_about_something_comes_in_order_of_date():
    # The notes speak as of the end of 2023, the plan is of May 2024.
    moments = [entry.moment for entry in ledger(SNAPSHOT, about="new pier")]
    assert moments == ["2023-12-31", "2024-05-06", "2024-05-06"] == sorted(moments)
    assert [entry.moment for entry in ledger(SNAPSHOT)] != sorted(entry.moment for entry in ledger(SNAPSHOT))


class Two:
    """Two documents that call one scheme by two names, both in the gazetteer."""

    def __init__(self):
        texts = (("a", "zh-Hant", "一般支援計劃共資助403個項目。"), ("b", "zh-Hans", "一般支持计划共资助415个项目。"))
        self._paragraphs = {i: Paragraph(f"{i}/1", i, "1", 0, text, language) for i, language, text in texts}
        self._documents = {i: Document(i, {}, {}, (language,), i, "0", "2024-01-01") for i, language, _ in texts}

    def documents(self):
        return list(self._documents.values())

    def document(self, document_id):
        return self._documents[document_id]

    def paragraphs(self, document_id):
        return [self._paragraphs[document_id]]

    def facts(self, kind=None, document=None):
        paragraph = self._paragraphs[document or ""]
        found = extract(paragraph.text, language=paragraph.language, paragraph_id=paragraph.id)
        return [fact for fact in found if kind in (None, fact.kind)]

    def terms(self):
        return ()


@pytest.mark.parametrize("about", ["General Support Programme", "一般支援計劃", "一般支持计划", "GSP"])
def test_an_owner_is_found_under_any_of_its_names(about):
    source = Two()
    entries = ledger(source, kind="count", about=about)
    assert [entry.fact.value for entry in entries] == ["403", "415"]
    assert [[(link.relation, link.place.fact.value) for link in links] for links in links_of(source, entries)] == [
        [("differs", "415")],
        [("differs", "403")],
    ]


def test_every_entry_quotes_its_sentence():
    for entry in ledger(SNAPSHOT):
        assert entry.quote in entry.paragraph.text and entry.fact.text in entry.quote


def test_csv_has_one_row_per_fact():
    rows = list(csv.reader(io.StringIO(as_csv(ledger(SNAPSHOT)))))
    assert rows[0] == COLUMNS and len(rows) == 1 + 5
    first = dict(zip(rows[0], rows[1], strict=True))
    assert (first["from"], first["to"], first["paragraph_id"]) == ("2025-03-01", "2025-03-31", ZH.id)


@given(st.text(min_size=1))
def test_no_cell_is_a_formula_and_none_is_lost(subject):
    entry = Entry(fact_in(ROW, "12 000", kind="count", value="-12", subject=subject), ROW, HARBOUR)
    ((_, row),) = [list(csv.reader(io.StringIO(as_csv([entry]), newline="")))]
    cell = dict(zip(COLUMNS, row, strict=True))
    assert cell["subject"].removeprefix("'") == subject.removeprefix("'")
    assert not cell["subject"].startswith(("=", "+", "@", "\t", "\r"))
    assert cell["value"] == "-12"
