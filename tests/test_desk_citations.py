"""Citations ready to paste, in three languages and four styles."""

import json
from dataclasses import replace

import pytest

from corpus.errors import BadInput
from corpus.records import Document, Paragraph
from service.desk.citations import MEDIA_TYPES, STYLES, cite, date_in_words

PAPER = Document(
    id="paper",
    title={"en": "A Plan & 50 % more", "zh-Hant": "計劃"},
    publisher={"en": "The Office", "zh-Hant": "辦公室"},
    languages=("en", "zh-Hant"),
    source="paper.txt",
    sha256="",
    date="2023-11-03",
    kind="paper",
)
PLACE = Paragraph("paper/24.iii", "paper", "24.iii", 0, "It costs {one} #dollar_bill.", "en")

# Properties of csl-data.json (citation-style-language/schema, version 1.0.2) that may be used here.
CSL = set(
    "id type title author publisher language locator annote note URL custom issued source archive abstract".split()
)
CSL_TYPES = {"report", "document", "article-newspaper", "pamphlet"}


def test_a_footnote_in_each_language():
    assert cite(PAPER, PLACE, language="en") == (
        "The Office, “A Plan & 50 % more”, 3 November 2023, para 24(iii): “It costs {one} #dollar_bill.”"
    )
    assert cite(PAPER, PLACE, language="zh-Hant", start=0, end=8) == (
        "辦公室：《計劃》（2023年11月3日），第24(iii)段：「It costs」。"
    )
    assert cite(PAPER, PLACE, language="zh-Hans", end=8).startswith("辦公室：《計劃》（2023年11月3日）")
    assert cite(PAPER, PLACE) == cite(PAPER, PLACE, language="en")  # the paragraph's own


def test_plain_text_has_the_quotation_first_and_the_link_last():
    lines = cite(PAPER, PLACE, style="plain", url="https://pincite.example/p/paper/24.iii").splitlines()
    assert lines[0] == f"“{PLACE.text}”"
    assert lines[-1] == "https://pincite.example/p/paper/24.iii"


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("language", "says"), [("en", "restatement"), ("zh-Hant", "引自重述本"), ("zh-Hans", "引自重述本")]
)
def test_every_style_says_restatement_and_only_then(style, language, says):
    restated = replace(PAPER, restates="the plan of the Office")
    assert says in cite(restated, PLACE, style=style, language=language)
    assert says not in cite(PAPER, PLACE, style=style, language=language)


def test_markdown_is_a_block_quotation_whose_markup_is_text():
    marked = replace(PLACE, text="*Not* a [link](x) and no_emphasis.\n1. No list")
    lines = cite(PAPER, marked, style="markdown", url="https://pincite.example/p/x").splitlines()
    assert lines[0] == "> \\*Not\\* a \\[link\\](x) and no\\_emphasis."
    assert lines[1] == "> 1\\. No list"
    assert lines[3].startswith("> — [The Office, “A Plan & 50 % more”") and lines[3].endswith(
        "(https://pincite.example/p/x)"
    )


def test_bibtex_is_escaped_and_balanced():
    text = cite(PAPER, PLACE, style="bibtex")
    assert text.startswith("@misc{paper-24.iii,\n")
    assert "title = {{A Plan \\& 50 \\% more}}" in text and "\\{one\\} \\#dollar\\_bill" in text
    assert "year = {2023}" in text and "date = {2023-11-03}" in text
    plain = text.replace("\\{", "").replace("\\}", "")
    assert plain.count("{") == plain.count("}")


def test_csl_json_keeps_to_its_schema():
    (item,) = json.loads(cite(PAPER, PLACE, style="csl-json", start=3, end=8, url="https://pincite.example/p/x"))
    assert set(item) <= CSL and item["type"] in CSL_TYPES
    assert item["issued"] == {"date-parts": [[2023, 11, 3]]}
    assert (item["id"], item["locator"], item["annote"]) == ("paper/24.iii", "para 24(iii)", PLACE.text[3:8])
    assert item["author"] == [{"literal": "The Office"}]


def test_a_document_without_a_date_says_what_it_is_dated_against():
    undated = replace(PAPER, date=None, as_of="2023-12-31")
    assert "as at 31 December 2023" in cite(undated, PLACE)
    assert "截至2023年12月31日" in cite(undated, PLACE, language="zh-Hant")
    (item,) = json.loads(cite(undated, PLACE, style="csl-json"))
    assert item["issued"] == {"literal": "as at 31 December 2023"}
    nothing = replace(PAPER, date=None, publisher={})
    assert cite(nothing, PLACE) == f"“A Plan & 50 % more”, para 24(iii): “{PLACE.text}”"
    assert "issued" not in json.loads(cite(nothing, PLACE, style="csl-json"))[0]


@pytest.mark.parametrize("span", [(5, 5), (6, 5), (0, 1000), (-1, 4)])
def test_a_span_outside_the_paragraph_is_refused(span):
    with pytest.raises(BadInput):
        cite(PAPER, PLACE, start=span[0], end=span[1])


def test_unknown_styles_and_languages_are_refused():
    with pytest.raises(BadInput, match="mla"):
        cite(PAPER, PLACE, style="mla")
    with pytest.raises(BadInput, match="fr"):
        cite(PAPER, PLACE, language="fr")
    assert set(MEDIA_TYPES) == {"footnote", "plain", "markdown", "bibtex", "csl-json"}


@pytest.mark.parametrize(
    ("iso", "language", "words"),
    [("2024-02-29", "en", "29 February 2024"), ("2024-02-29", "zh-Hans", "2024年2月29日"), ("2024", "en", "2024")],
)
def test_dates_in_words(iso, language, words):
    assert date_in_words(iso, language) == words
