"""Whose value it is and what of it is measured: entity, part, measure, aspect, role."""

from pathlib import Path

import pytest

from corpus.catalogue import files_of
from corpus.facts import extract
from corpus.reader import read_document
from corpus.records import Context, Fact, Term
from corpus.store.rows import fact_of, fact_row

VALUES = ("date", "money", "percentage", "count", "quantity", "ratio", "duration", "change")


def values(text: str, language: str = "zh-Hant", **more) -> list[Fact]:
    found = extract(text, language=language, reference_date="2023-11-13", **more)
    return [fact for fact in found if fact.kind in VALUES]


@pytest.mark.parametrize(
    ("text", "language", "entity", "measure", "aspect"),
    [
        ("東堤計劃的總資助額超過5億元", "zh-Hant", "東堤計劃", "總資助額", "funding"),
        ("东堤计划的总资助额超过5亿元", "zh-Hans", "东堤计划", "总资助额", "funding"),
        ("「東堤計劃」下的參加人數為300人", "zh-Hant", "東堤計劃", "參加人數", "participants"),
        ("海濱公園佔地22公頃", "zh-Hant", "海濱公園", "佔地", "area"),
        ("設立10億元的「東堤計劃」", "zh-Hant", "東堤計劃", "", "funding"),
        ("撥款3億元推行為期三年的長者學習計劃", "zh-Hant", "長者學習計劃", "撥款", "funding"),
        ("Set up a $10 million Harbour Scheme", "en", "Harbour Scheme", "", "funding"),
        ("The project cost of the pier is $300 million", "en", "pier", "project cost", "expenditure"),
        ("The library covers 22 hectares", "en", "library", "covers", "area"),
        ("Harbour Company creates 300 jobs", "en", "Harbour Company", "jobs", "jobs"),
    ],
)
def test_the_owner_and_the_measure_of_a_value(text, language, entity, measure, aspect):
    first = values(text, language)[0]
    assert (first.entity, first.measure, first.aspect) == (entity, measure, aspect)


@pytest.mark.parametrize(
    ("text", "language", "entity", "measure", "aspect"),
    [
        ("新碼頭將於2025年3月啟用", "zh-Hant", "新碼頭", "啟用", "opening"),
        ("政府會於2024年推出「東堤計劃」", "zh-Hant", "東堤計劃", "推出", "launch"),
        ("當局在2024年內發布海濱規劃的指引", "zh-Hant", "海濱規劃的指引", "發布", "publication"),
        ("The new pier will open in March 2025", "en", "new pier", "open", "opening"),
        ("Launch the Harbour Scheme by the end of 2024", "en", "Harbour Scheme", "Launch", "launch"),
        ("包括數據大樓（於2020年啟用）、東堤大樓（於2021年啟用）", "zh-Hant", "數據大樓", "啟用", "opening"),
    ],
)
def test_a_date_is_of_what_happens_then(text, language, entity, measure, aspect):
    first = next(fact for fact in values(text, language) if fact.kind == "date")
    assert (first.entity, first.measure, first.aspect) == (entity, measure, aspect)


@pytest.mark.parametrize(
    ("text", "language", "entities"),
    [
        ("甲公司有3間分店、乙公司有5間分店，而丙公司聘用120名員工", "zh-Hant", ["甲公司", "乙公司", "丙公司"]),
        ("北園和南園的面積分別為12公頃和30公頃", "zh-Hant", ["北園", "南園"]),
        (
            "Harbour Company employs 300 staff and Bay Company employs 120 staff.",
            "en",
            ["Harbour Company", "Bay Company"],
        ),
        ("The north and south parks cover 12 hectares and 30 hectares respectively.", "en", ["north", "south parks"]),
        ("制造科技（18%）、生物科技（12%）", "zh-Hans", ["制造科技", "生物科技"]),
    ],
)
def test_each_value_of_a_series_has_its_own_owner(text, language, entities):
    assert [fact.entity for fact in values(text, language)] == entities


def test_phases_are_told_apart():
    first, second = values("首階段有3間公司、第二階段有5間公司")
    assert (first.part, second.part) == ("首階段", "第二階段")
    assert values("東堤中心分階段落成，首階段最快2024年啟用")[0].part == "首階段"
    assert values("The first phase opens in 2024.", "en")[0].part == "first phase"


def test_a_value_takes_its_sentence_s_topic():
    for text, language, entity in (
        ("40多家重點企業落戶，共帶來超過400億元投資", "zh-Hant", "重點企業"),
        (
            "More than 40 strategic enterprises came. They bring $40 billion in investment.",
            "en",
            "strategic enterprises",
        ),
    ):
        fact = values(text, language)[-1]
        assert (fact.entity, fact.aspect) == (entity, "investment")


def test_its_points_back():
    opening, cost = values("The pier will open in March 2025. Its construction cost $300 million.", "en")
    assert opening.entity == cost.entity == "pier"
    assert cost.aspect == "expenditure"


def test_an_abbreviation_is_written_out_and_a_name_has_one_key():
    terms = (
        Term(
            (("zh-Hant", "東堤發展計劃"), ("zh-Hant", "東堤計劃"), ("en", "East Bank Scheme")), "bilingual", "d", "d/1"
        ),
    )
    chinese = values("東堤計劃的總資助額為5億元", terms=terms)[0]
    english = values("The East Bank Scheme has a total funding of $500 million", "en", terms=terms)[0]
    assert chinese.entity == "東堤發展計劃"
    assert chinese.entity_key == english.entity_key == "East Bank Scheme"
    assert (chinese.aspect, chinese.value) == (english.aspect, english.value)


def test_both_ends_of_a_change_carry_role_and_year():
    change, *rest = values("東堤計劃的學員人數由2022年的30人增加至2027年的50人")
    ends = [fact for fact in rest if fact.kind == "count"]
    assert [(fact.role, fact.as_of, fact.value) for fact in ends] == [("from", "2022", "30"), ("to", "2027", "50")]
    assert [(fact.role, fact.as_of, fact.value) for fact in change.ends] == [
        ("from", "2022", "30"),
        ("to", "2027", "50"),
    ]
    assert {fact.entity for fact in (change, *ends, *change.ends)} == {"東堤計劃"}
    assert {fact.measure for fact in (change, *ends)} == {"學員人數"}


def test_a_row_is_about_its_head_and_its_columns():
    context = Context(columns=(("用途", "商業"), ("百分比", "11%"), ("總樓面面積（平方米）", "110 000")))
    share, area = values("商業\t11%\t110 000", context=context)
    assert share.entity == area.entity == "商業"
    assert (area.measure, area.aspect) == ("總樓面面積（平方米）", "floor area")
    assert share.measure == "百分比"


def test_spans_are_those_of_the_printed_words_and_survive_the_catalog():
    text = "創新及科技基金 （ 基金 ）的總資助額超過５億元；Harbour Company creates 300 jobs."
    for fact in values(text):
        if fact.measure_span:
            assert text[slice(*fact.measure_span)] == fact.measure
        assert fact_of(fact_row(fact, "d", 0)) == fact


FOLDER = Path(__file__).resolve().parents[2] / "shared" / "corpus"


@pytest.mark.originals
@pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the original documents are not at {FOLDER}")
def test_four_amounts_of_one_size_have_four_owners():
    found = {}
    for path, metadata in files_of(FOLDER):
        for fact in read_document(path, metadata).facts:
            if (fact.kind, fact.value) == ("money", "10000000000"):
                found.setdefault(fact.entity_key, []).append(fact)
    assert {"New Industrialisation Acceleration Scheme", "InnoHK"} <= set(found)
    assert {"Research, Academic and Industry Sectors One-plus Scheme", "life and health technology"} <= set(found)
    areas = [
        fact
        for path, metadata in files_of(FOLDER)
        for fact in read_document(path, metadata).facts
        if (fact.kind, fact.value, fact.unit) == ("quantity", "300", "har")
    ]
    assert {fact.entity_key for fact in areas} == {"Shenzhen Park", "San Tin Technopole"}
