"""The same measure in several places: what is linked, as what, and what only shares a number."""

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.catalogue import files_of
from corpus.facts import extract
from corpus.reader import read_document
from corpus.records import Document, Paragraph
from service.desk.ledger_links import RELATIONS, Links, Place, moment_of

BUNDLED = Path(__file__).resolve().parents[1] / "corpus" / "documents"
ORIGINALS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
PANEL, BUDGET, SHEET, REVIEW = (
    "legco-itb-panel-2023-11-13", "itib-budget-2024-25", "hk-facts-innovation-technology", "review-2023-ten-items",
)  # fmt: skip


def places_in(folder: Path) -> list[Place]:
    found = []
    for path, metadata in files_of(folder):
        parsed = read_document(path, metadata)
        paragraphs = {p.id: p for p in parsed.paragraphs}
        found += [Place(fact, paragraphs[fact.paragraph_id], parsed.document) for fact in parsed.facts]
    return found


@pytest.fixture(
    scope="module",
    params=[
        "bundled",
        pytest.param(
            "originals",
            marks=[
                pytest.mark.originals,
                pytest.mark.skipif(not ORIGINALS.is_dir(), reason=f"the original documents are not at {ORIGINALS}"),
            ],
        ),
    ],
)
def library(request):
    places = places_in(BUNDLED if request.param == "bundled" else ORIGINALS)
    return places, Links(places)


def linked(library, document: str, kind: str, value: str) -> list[tuple[str, str, str]]:
    """(relation, document, value) of every link of the facts of this value in a document."""
    places, links = library
    here = [p for p in places if (p.document.id, p.fact.kind, p.fact.value) == (document, kind, value)]
    assert here, (document, kind, value)
    return [(link.relation, link.place.document.id, link.place.fact.value) for p in here for link in links.of(p)]


def test_the_two_dates_of_the_supercomputing_centre_s_first_phase(library):
    places, links = library
    half, year = (
        [
            p
            for p in places
            if (p.document.id, p.fact.kind, p.fact.value, p.fact.qualifier) == (PANEL, "date", value, "at the earliest")
            and p.fact.part
        ]
        for value in ("2024-41", "2024")
    )
    assert half and year
    assert {link.place.key for link in links.of(half[0])} >= {year[0].key}
    assert {link.relation for link in links.of(half[0]) if link.place.key == year[0].key} == {"differs"}


@pytest.mark.parametrize(
    ("document", "kind", "value", "relation", "other", "second"),
    [
        (PANEL, "count", "30", "later", BUDGET, "40"),  # strategic enterprises
        (BUDGET, "count", "40", "earlier", PANEL, "30"),
        (PANEL, "count", "14170", "later", SHEET, "15500"),  # training scheme: applications, places, subsidies
        (PANEL, "count", "42400", "later", SHEET, "45000"),
        (PANEL, "money", "550000000", "later", SHEET, "600000000"),
        (PANEL, "count", "403", "later", SHEET, "415"),  # general support programme: projects, subsidies
        (PANEL, "money", "760000000", "later", SHEET, "780000000"),
        (REVIEW, "money", "30000000000", "later", BUDGET, "40000000000"),  # the enterprises' investment
        (REVIEW, "count", "7000", "later", BUDGET, "13000"),  # and jobs
        (PANEL, "quantity", "87", "same", SHEET, "87"),
    ],
)
def test_a_figure_taken_at_two_dates(library, document, kind, value, relation, other, second):
    assert (relation, other, second) in linked(library, document, kind, value)


def test_both_languages_say_the_same(library):
    assert ("same", BUDGET, "40000000000") in linked(library, BUDGET, "money", "40000000000")
    assert ("same", BUDGET, "13000") in linked(library, BUDGET, "count", "13000")


@pytest.mark.parametrize(
    ("kind", "value", "unit"), [("money", "10000000000", "HKD"), ("quantity", "300", "har"), ("count", "13000", None)]
)
def test_different_things_that_share_a_number_are_not_linked(library, kind, value, unit):
    places, links = library
    for place in places:
        if (place.fact.kind, place.fact.value) == (kind, value):
            for link in links.of(place):
                if link.relation != "same":
                    continue
                owners = {place.fact.entity_key, link.place.fact.entity_key}
                twins = link.place.paragraph.id == place.paragraph.counterpart
                assert len(owners) == 1 or twins, (place.paragraph.id, link.place.paragraph.id, owners)
                assert link.place.fact.kind == kind and (unit is None or link.place.fact.unit == unit)


def test_links_go_both_ways_and_never_to_itself(library):
    places, links = library
    for place in places[::7]:
        for link in links.of(place):
            assert link.relation in RELATIONS and link.place.key != place.key
            assert (link.relation == "same") == (
                link.place.fact.value.removesuffix("/..") == place.fact.value.removesuffix("/..")
                or {link.place.fact.unit, place.fact.unit} <= {"m2", "har", "km2"}
            )


def made(text: str, document: str, date: str, language: str = "zh-Hant", label: str = "1") -> list[Place]:
    paragraph = Paragraph(f"{document}/{label}", document, label, 0, text, language)
    item = Document(document, {}, {}, (language,), "a.md", "0", date)
    facts = extract(text, language=language, reference_date=date, paragraph_id=paragraph.id)
    return [Place(fact, paragraph, item) for fact in facts]


def test_a_cap_is_no_earlier_total():
    cap = made("「東堤計劃」的資助額不超過5億元。", "a", "2023-01-01")
    total = made("「東堤計劃」的資助額為6億元。", "b", "2024-01-01")
    money = [p for p in (*cap, *total) if p.fact.kind == "money"]
    links = Links(money)
    assert [links.of(place) for place in money] == [[], []]


def test_a_total_of_two_dates_is_earlier_and_later():
    first = made("截至2023年9月底，「東堤計劃」的總資助額為5億元。", "a", "2023-11-01")
    second = made("截至2023年12月底，「東堤計劃」的總資助額約6億元。", "b", "2024-03-01")
    links = Links([*first, *second])
    (five,) = [p for p in first if p.fact.kind == "money"]
    (six,) = [p for p in second if p.fact.kind == "money"]
    assert [(link.relation, link.place.key) for link in links.of(five)] == [("later", six.key)]
    assert [(link.relation, link.place.key) for link in links.of(six)] == [("earlier", five.key)]
    assert moment_of(five.fact, five.document) == "2023-09-30"


def test_areas_are_compared_whatever_their_unit():
    one = made("海濱公園佔地2公頃。", "a", "2023-01-01")
    two = made("海濱公園佔地20 000平方米。", "b", "2024-01-01")
    links = Links([*one, *two])
    (area,) = [p for p in one if p.fact.kind == "quantity"]
    assert [link.relation for link in links.of(area)] == ["same"]


def test_phases_are_kept_apart():
    one = made("「東堤中心」首階段於2024年啟用。", "a", "2023-01-01")
    two = made("「東堤中心」第二階段於2026年啟用。", "b", "2023-06-01")
    three = made("「東堤中心」首階段於2025年啟用。", "c", "2023-09-01")
    links = Links([*one, *two, *three])
    (date,) = [p for p in one if p.fact.kind == "date"]
    assert [(link.place.document.id, link.relation) for link in links.of(date)] == [("c", "later")]


def test_nothing_is_linked_by_a_number_alone():
    one = made("「東堤計劃」的總資助額為5億元。", "a", "2023-01-01")
    two = made("「西堤計劃」的總資助額為5億元。", "b", "2023-01-01")
    places = [p for p in (*one, *two) if p.fact.kind == "money"]
    links = Links(places)
    assert [links.of(p) for p in places] == [[], []]
    renamed = [replace(p, fact=replace(p.fact, entity_key="same")) for p in places]
    assert [len(Links(renamed).of(p)) for p in renamed] == [1, 1]
