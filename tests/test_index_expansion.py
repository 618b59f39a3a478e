"""Names with all their forms: the documents' terms and the glossary, as one token each."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import BadInput
from corpus.records import Term
from index.expansion import Names
from index.glossary import COLUMNS, read_glossary


def _term(*forms: str) -> Term:
    tagged = tuple(("en" if form.isascii() else "zh-Hant", form) for form in forms)
    return Term(tagged, "bilingual", "document", "document/1")


def test_every_form_of_a_name_is_one_token() -> None:
    names = Names.of([_term("Harbour Light Scheme", "海港燈計劃")])
    english, chinese = names.tokens("The Harbour Light Schemes began"), names.tokens("海港灯计划開始")
    assert len(english) == 1
    assert english == chinese


def test_an_abbreviation_meets_the_english_name_through_the_full_form() -> None:
    abbreviation = _term("香港海港研究院", "研究院")
    translation = _term("Hong Kong Harbour Institute", "香港海港研究院")
    names = Names.of([abbreviation, translation])
    assert names.tokens("研究院") == names.tokens("the Hong Kong Harbour Institute") != []


def test_short_forms_do_not_join_unlike_names() -> None:
    names = Names.of([_term("海港研究中心", "中心"), _term("高山數據中心", "中心")])
    assert len(names) == 2
    assert len(names.tokens("中心")) == 2
    assert len(names.tokens("海港研究中心")) == 1 + 2  # the name itself, and what its last two characters may be


def test_the_longest_form_at_a_place_wins() -> None:
    names = Names.of([_term("Harbour Fund", "海港基金"), _term("Harbour Fund Trust", "海港基金信託")])
    assert len(names) == 2
    assert len(names.tokens("Harbour Fund Trust")) == 1


def test_a_form_that_is_a_common_word_counts_in_capitals_only() -> None:
    names = Names.of([], [{"en": ("information technology",), "abbreviations": ("IT",)}])
    assert names.tokens("where is it?") == []
    assert names.tokens("IT lessons") == names.tokens("information technology lessons") != []


def test_mentions_stand_where_the_text_prints_them() -> None:
    names = Names.of([_term("Harbour Light", "海港燈")])
    (mention,) = names.find("see Harbour-Light now")
    assert (mention.start, mention.end) == (len("see "), len("see Harbour-Light"))


def test_names_go_round_through_json() -> None:
    names = Names.of([_term("Harbour Light", "海港燈"), _term("Tall Hill", "高山")])
    again = Names.from_json(names.to_json())
    assert again.forms == names.forms
    assert again.tokens("高山與海港灯") == names.tokens("高山與海港灯") != []


def test_a_term_without_a_second_form_is_no_name() -> None:
    assert len(Names.of([_term("Harbour Light"), _term("the", "港")])) == 0


def test_the_glossary_that_ships_is_whole_and_bilingual() -> None:
    rows = read_glossary()
    assert len(rows) > 100
    assert all({"en", "zh-Hant", "zh-Hans"} <= set(row) for row in rows)
    names = Names.of([], rows)
    assert names.tokens("立法會") == names.tokens("LegCo") == names.tokens("Legislative Council") != []


def test_cells_hold_several_forms(tmp_path: Path) -> None:
    path = tmp_path / "glossary.csv"
    path.write_text("\ufeffnote," + ",".join(COLUMNS) + "\nx,a b; c d,甲乙|丙丁,,AB\n,,,,\n", encoding="utf-8")
    assert read_glossary(path) == [{"en": ("a b", "c d"), "zh-Hant": ("甲乙", "丙丁"), "abbreviations": ("AB",)}]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"en,zh\na,b\n", "columns"),
        (b"\xff\xfe", "cannot be read"),
        (b"", "columns"),
        (",".join(COLUMNS).encode() + b"\nalone,,,\n", "line 2"),
    ],
)
def test_a_glossary_that_is_none_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "glossary.csv"
    path.write_bytes(data)
    with pytest.raises(BadInput, match=said):
        read_glossary(path)


def test_a_missing_glossary_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_glossary(tmp_path / "none.csv")


def test_a_part_of_a_name_means_it_where_no_other_name_has_it() -> None:
    names = Names.of(
        [_term("Harbour Light Repair Scheme", "海港燈維修計劃"), _term("Tall Hill Repair Scheme", "高山維修計劃")]
    )
    (name,) = [i for i, keys in enumerate(names.forms) if any("light" in key for key in keys)]
    assert names.find_parts("the harbour light budget") == {name: 2 / 4}
    assert names.find_parts("light repair schemes") == {name: 3 / 4}
    assert names.find_parts("repair scheme") == {}  # both have it
    assert names.find_parts("harbour") == names.find_parts("") == {}
