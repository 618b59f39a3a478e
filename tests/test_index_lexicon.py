"""Common words and their usual Chinese; other spellings; slips of the pen: what a question's words may also be called."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import BadInput
from corpus.records import Paragraph
from index.build import build_index
from index.encoders.hashing import HashingEncoder
from index.lexicon import Lexicon, shipped
from index.query import Query
from index.retriever import Retriever
from index.spelling import american, respelt
from index.tokens import stem, tokens
from index.translation import LearnedTable

WORDS = Lexicon.of(
    [("authority; authorities", "當局; 機關"), ("author", "作者"), ("lighthouse", "燈塔"), ("run", "營運")]
)


def test_a_word_is_looked_up_as_written_not_by_its_stem() -> None:
    assert stem("authority") == stem("author")
    assert WORDS.chinese("authority") == ("当局", "机关")
    assert WORDS.chinese("author") == ("作者",)


@pytest.mark.parametrize(("word", "listed"), [("authors", "author"), ("running", "run"), ("lighthouses", "lighthouse")])
def test_a_plain_form_stands_for_its_inflections(word: str, listed: str) -> None:
    assert WORDS.chinese(word) == WORDS.chinese(listed) != ()


def test_a_phrase_speaks_for_its_first_word() -> None:
    listed = Lexicon.of([("open", "開放"), ("open up", "開發"), ("open up to", "准許")])
    for text, found in (
        ("open up the pier", "开发"),
        ("open up to ships", "准许"),
        ("open uptown", None),
        ("open", None),
        ("open  up", None),
        ("open,up", None),
    ):
        assert listed.phrase(text, 0, 4) == ((found,) if found else ())
    assert listed.chinese("open up") == ()


def test_unknown_words_have_no_chinese() -> None:
    assert WORDS.chinese("harbour") == WORDS.chinese("") == WORDS.english("海港") == ()


def test_every_listed_word_of_the_shipped_list_has_a_token_of_the_index() -> None:
    lexicon = shipped()
    assert len(lexicon) > 1000
    for word in lexicon.words:
        assert word == word.lower().strip()
        for target in lexicon.chinese(word):
            assert target in tokens(target), (word, target)


@pytest.mark.parametrize("text", [None, "a,b\nx,y\n", "\udcff"])
def test_what_is_no_list_is_refused(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "words.csv"
    if text is not None:
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(BadInput, match=r"words\.csv"):
        Lexicon.open(path)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("centre", "center"),
        ("labour", "labor"),
        ("organise", "organize"),
        ("digitalisation", "digitalization"),
        ("programme", "program"),
        ("catalogue", "catalog"),
        ("licence", "license"),
        ("travelling", "traveling"),
    ],
)
def test_british_and_american_spellings_lead_to_each_other(one: str, other: str) -> None:
    assert other in respelt(one)
    assert one in respelt(other)


@pytest.mark.parametrize(("one", "other"), [("centres", "centers"), ("harbour", "harbor"), ("organised", "organized")])
def test_both_spellings_are_one_where_names_are_compared(one: str, other: str) -> None:
    assert american(one) == american(other)
    assert american("pier") == "pier"
    assert american("our") == "our"


def _read(folder: Path, texts: dict[str, str], question: str, table: LearnedTable) -> tuple[Query, list[str]]:
    paragraphs = [
        Paragraph(f"d/{n}", "d", str(n), n, text, language) for n, (text, language) in enumerate(texts.items(), 1)
    ]
    encoder = HashingEncoder(64)
    build_index(folder, paragraphs, terms=(), encoder=encoder)
    known = {one.id: one for one in paragraphs}
    opened = Retriever.open(
        folder, encoder=encoder, paragraphs_by_id=lambda ids: [known[i] for i in ids], translations=table
    )
    return opened.read(question), [hit.paragraph.text for hit in opened.search(question)]


CHINESE = {
    "海港設有燈塔。": "zh-Hant",
    "大學獲得資助。": "zh-Hant",
    "作者簽名留念。": "zh-Hant",
    "當局封閉碼頭。": "zh-Hant",
}


def test_a_slip_is_mended_though_no_document_is_in_english(tmp_path: Path) -> None:
    read, found = _read(tmp_path, CHINESE, "univrsity subsidis", LearnedTable.of({}))
    assert any("大学" in dict(term.names) for term in read.terms)
    assert found[0] == "大學獲得資助。"


def test_two_words_of_one_stem_are_told_apart(tmp_path: Path) -> None:
    table = LearnedTable.of({"author": [("作者", 0.9)]})
    assert _read(tmp_path / "1", CHINESE, "author", table)[1][0] == "作者簽名留念。"
    read, found = _read(tmp_path / "2", CHINESE, "authority closes pier", table)
    names = dict(next(term.names for term in read.terms if term.names[0][0] == "author"))
    assert names["机关"] > names["作者"]
    assert found[0] == "當局封閉碼頭。"


def test_a_phrase_finds_what_its_words_would_not(tmp_path: Path) -> None:
    texts = {"碼頭已於去年啟用。": "zh-Hant", **CHINESE}
    read, found = _read(tmp_path, texts, "When did it come into operation?", LearnedTable.of({}))
    assert "启用" in dict(read.terms[0].names)
    assert found[0] == "碼頭已於去年啟用。"


def test_a_slip_in_a_name_still_finds_the_name(tmp_path: Path) -> None:
    texts = {"政務司司長出席典禮。": "zh-Hant", **CHINESE}
    for question in ("Cheif Secretary for Administration", "Chief Secretary for Adminstration"):
        read, found = _read(tmp_path / question[:5], texts, question, LearnedTable.of({}))
        assert any(term.hard and term.names[0][0].startswith("§") for term in read.terms), question
        assert found[0] == "政務司司長出席典禮。"


def test_a_spelling_finds_the_other_in_an_english_document(tmp_path: Path) -> None:
    texts = {"The harbor center opens.": "en", "The pier closes.": "en", "Nothing else.": "en"}
    assert _read(tmp_path, texts, "harbour centre", LearnedTable.of({}))[1][0] == "The harbor center opens."


def test_words_inside_a_name_count_less_than_words_of_their_own(tmp_path: Path) -> None:
    read, _ = _read(tmp_path, CHINESE, "airport of the Airport Authority staff", LearnedTable.of({}))
    weights = {term.names[0][0]: term.weight for term in read.terms}
    assert weights["staff"] == 1.0
    assert weights["author"] == pytest.approx(0.5)
