"""Facts read off the originals. Expected figures are those that the documents print; no sentence is copied here."""

from collections import Counter
from pathlib import Path

import pytest

from corpus.catalogue import files_of
from corpus.facts.edtf import interval_of
from corpus.reader import read_document

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "corpus"
PANEL, SLIDES, BUDGET = "legco-itb-panel-2023-11-13", "itib-policy-address-2023", "itib-budget-2024-25"
SHEET, REVIEW = "hk-facts-innovation-technology", "review-2023-ten-items"
pytestmark = [
    pytest.mark.originals,
    pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the original documents are not at {FOLDER}"),
]


@pytest.fixture(scope="module")
def documents():
    return {(d := read_document(path, metadata)).document.id: d for path, metadata in files_of(FOLDER)}


def found(documents, document, kind, value, **more):
    """Facts of a document with this kind and value, and these fields."""
    return [
        f
        for f in documents[document].facts
        if (f.kind, f.value) == (kind, value) and all(getattr(f, name) == wanted for name, wanted in more.items())
    ]


def test_every_span_is_exact(documents):
    for document in documents.values():
        texts = {p.id: p.text for p in document.paragraphs}
        assert document.facts
        for fact in document.facts:
            assert texts[fact.paragraph_id][fact.start : fact.end] == fact.text
            if fact.kind == "date":
                assert fact.interval == interval_of(fact.value)


@pytest.mark.parametrize(
    ("document", "kind", "value", "fields"),
    [
        (PANEL, "date", "2024-41", {"qualifier": "at the earliest", "qualifiers": ("at the earliest", "planned")}),
        (PANEL, "date", "2024", {"qualifier": "at the earliest"}),
        (PANEL, "date", "2024-40", {"qualifier": "at the earliest"}),
        (PANEL, "date", "2023-10-18", {}),
        (PANEL, "date", "2024-33", {"text": "明年第一季"}),
        (PANEL, "date", "2024-06~", {"qualifier": "before", "text": "2024 年年中"}),
        (PANEL, "date", "2024-35", {"qualifier": "by"}),
        (PANEL, "date", "2026", {"qualifiers": ("at the earliest", "planned")}),
        (PANEL, "date", "2022/2027", {"text": "同期"}),
        (PANEL, "duration", "2", {"qualifier": "within"}),
        (PANEL, "count", "110", {"qualifier": "up to"}),
        (PANEL, "count", "30", {"qualifier": "nearly"}),
        (PANEL, "count", "200", {"qualifier": "more than", "unit": "創新科技企業"}),
        (PANEL, "money", "200000000", {"qualifier": "at least"}),
        (PANEL, "money", "200000000", {"qualifier": "up to"}),
        (PANEL, "money", "619000000", {"as_of": "2023-08-31"}),
        (PANEL, "money", "760000000", {"qualifier": "about", "as_of": "2023-09-30"}),
        (PANEL, "money", "550000000", {"qualifier": "more than", "as_of": "2023-09-30"}),
        (PANEL, "count", "403", {"unit": "項目", "as_of": "2023-09-30"}),
        (PANEL, "count", "42400", {"qualifier": "about", "as_of": "2023-09-30"}),
        (PANEL, "ratio", "1:2", {}),
        (PANEL, "ratio", "1:1", {}),
        (PANEL, "quantity", "87", {"unit": "har"}),
        (PANEL, "quantity", "14", {"unit": "m{PD}", "qualifier": "up to"}),
        (PANEL, "quantity", "520000", {"unit": "m2"}),
        (PANEL, "person", "Commissioner for Digital Policy", {}),
        (SLIDES, "date", "2023-12~", {"qualifier": "before"}),
        (SLIDES, "date", "2024-33~", {"text": "early next year"}),
        (SLIDES, "date", "2024/2025", {"text": "2024 to 2025"}),
        (SLIDES, "money", "16000000", {"text": "1,600萬元"}),
        (SLIDES, "quantity", "2", {"unit": "har", "text": "two-hectare"}),
        (BUDGET, "money", "134000000", {"text": "1億3,400萬元"}),
        (BUDGET, "money", "40000000000", {"qualifier": "more than", "text": "四百億元"}),
        (BUDGET, "count", "13000", {"qualifier": "about", "unit": "jobs"}),
        (BUDGET, "count", "13000", {"qualifier": "about", "unit": "職位"}),
        (BUDGET, "count", "40", {"qualifier": "more than", "unit": "strategic enterprises"}),
        (BUDGET, "duration", "2", {"text": "two academic years"}),
        (SHEET, "money", "1030000000", {"qualifier": "about", "as_of": "2023-12-31"}),
        (SHEET, "count", "64065", {"unit": "项目", "as_of": "2023-10-31"}),
        (SHEET, "money", "10000000", {"qualifier": "at least"}),
        (SHEET, "money", "100000000", {"qualifier": "up to", "text": "一亿元"}),
        (SHEET, "percentage", "300", {}),
        (SHEET, "date", "2018-04-01/..", {"qualifier": "from"}),
        (SHEET, "date", "2025-12~", {"qualifier": "at the earliest"}),
        (SHEET, "date", "2022-08/2023-06", {}),
        (SHEET, "count", "150", {"qualifier": "about"}),
        (REVIEW, "money", "30138000000", {"as_of": "2022-12-31"}),
        (REVIEW, "percentage", "1.07", {}),
        (REVIEW, "count", "2500000", {"qualifier": "more than"}),
        (REVIEW, "person", "孙东", {}),
    ],
)
def test_a_printed_figure_is_read(documents, document, kind, value, fields):
    assert found(documents, document, kind, value, **fields)


@pytest.mark.parametrize(
    ("unit", "first", "second"),
    [
        ("HKD", ("800000000", "2022"), ("1600000000", "2027")),
        ("HKD", ("1700000000", "2022"), ("4000000000", "2027")),
        ("HKD", ("340000000", "2022"), ("1300000000", "2027")),
        ("%", ("54", "2021-09/2022-08"), ("90", "2024-09/2025-08")),
        ("次", ("22000000000", "2021"), ("58000000000", "2025")),
        ("次", ("10000000", "2023"), ("17500000", "2025")),
        ("間", ("330", "2022"), ("600", "2027")),
        ("宗", ("10500", "2022"), ("18500", "2027")),
        ("人", ("3000", "2022"), ("5000", "2027")),
        ("條", ("30", "2022"), ("130", "2027")),
        ("個", ("260", "2022"), ("1050", "2027")),
        ("m2", ("100000", "2022"), ("200000", "2027")),
        ("m2", ("535250", None), ("1000000", None)),
    ],
)
def test_each_target_of_the_panel_paper_is_a_change(documents, unit, first, second):
    changes = [f for f in documents[PANEL].facts if f.kind == "change"]
    assert len(changes) == 13
    assert [
        (f.ends[0].value, f.ends[0].as_of)
        for f in changes
        if (f.ends[1].value, f.ends[1].as_of, f.unit) == (*second, unit)
    ] == [first]


def test_the_two_languages_of_the_slides_say_the_same(documents):
    """Amounts of a Chinese item and its English counterpart are equal, whatever their wording."""
    for name in (SLIDES, BUDGET):
        document, by_paragraph = documents[name], {}
        for f in document.facts:
            if f.kind in ("money", "ratio", "quantity", "percentage", "duration"):
                by_paragraph.setdefault(f.paragraph_id, Counter())[(f.kind, f.value, f.unit, f.qualifier)] += 1
        pairs = [(p.id, p.counterpart) for p in document.paragraphs if p.counterpart and p.language == "en"]
        assert pairs
        for english, chinese in pairs:
            assert by_paragraph.get(english) == by_paragraph.get(chinese), english


def test_numbers_in_names_marks_and_numbers_of_paragraphs_are_no_facts(documents):
    forbidden = ("2.0", "5G", "1823", "十四五", "二十大", "百項", "百项", "1+", "2030", "2035", "Web3")
    measured = [
        f for d in documents.values() for f in d.facts if f.kind in ("count", "money", "quantity", "percentage", "date")
    ]
    assert not [f.text for f in measured if any(mark in f.text for mark in forbidden if mark not in ("百項", "百项"))]
    assert not [f for f in measured if f.kind == "count" and f.value in ("5", "27") and f.text.endswith("段")]
