"""Build and search: round trip, reuse of vectors, filters, counterparts, determinism, hostile input, no network."""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from corpus.errors import BadInput, Conflict
from corpus.records import Context, Paragraph, Term
from index.build import build_index
from index.encoders.hashing import HashingEncoder
from index.fusion import Weights, fuse
from index.query import LONGEST
from index.retriever import Hit, Retriever
from index.timing import measure
from index.translation import LearnedTable

#: Fixed, so that a new fit of the shipped weights changes no test of what they act on.
WEIGHTS = Weights(
    lexical=1.0,
    dense=0.1,
    exact=0.3,
    coverage=14.0,
    statement=1.0,
    wanted=1.5,
    k1=0.9,
    b=0.5,
    context=0.4,
    character=0.3,
    bigram=0.5,
    name=1.0,
    part=0.5,
    translation=1.0,
    near=0.25,
    window=0.5,
    body=1.0,
    inside=0.5,
    pair=0.5,
)


class CountingEncoder(HashingEncoder):
    """The hashing encoder, remembering which passages it read."""

    def __init__(self, dimension: int = 64) -> None:
        super().__init__(dimension)
        self.read: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.read.extend(texts)
        return super().encode_passages(texts)

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return HashingEncoder(self.dimension).encode_passages(texts)


def _paragraph(
    number: int, text: str, document: str = "harbour", language: str = "zh-Hant", **rest: object
) -> Paragraph:
    paragraph = Paragraph(f"{document}/{number}", document, str(number), number, text, language)
    return replace(paragraph, **rest)  # type: ignore[arg-type]


PARAGRAPHS = [
    _paragraph(1, "海港燈塔於2031年落成，造價13 000元。"),
    _paragraph(2, "漁民可申請維修漁船的津貼，每艘船上限五萬元。"),
    _paragraph(3, "碼頭設有三個泊位，供渡輪使用。", context=Context(headings=("渡輪服務",))),
    _paragraph(1, "The lighthouse opens in 2031 and costs 13,000 dollars.", "notice", "en"),
    _paragraph(2, "Fishermen may apply for repair grants for their boats.", "notice", "en"),
    _paragraph(1, "观景台开放时间为早上九时。", "leaflet", "zh-Hans"),
]
PAIR = [
    Paragraph(
        "slides/1@en", "slides", "1", 0, "Lighthouse keepers get training.", "en", counterpart="slides/1@zh-Hant"
    ),
    Paragraph("slides/1@zh-Hant", "slides", "1", 1, "燈塔管理員接受訓練。", "zh-Hant", counterpart="slides/1@en"),
]
TABLE = LearnedTable.of({"lighthous": [("灯塔", 0.9)], "灯塔": [("lighthous", 0.9)], "ferri": [("渡轮", 0.8)]})


def _open(folder: Path, paragraphs: Sequence[Paragraph], encoder: HashingEncoder | None = None, **options) -> Retriever:
    encoder = encoder or HashingEncoder(64)
    build_index(folder, paragraphs, terms=options.pop("terms", ()), encoder=encoder, **options)
    known = {paragraph.id: paragraph for paragraph in paragraphs}
    return Retriever.open(
        folder,
        encoder=encoder,
        paragraphs_by_id=lambda ids: [known[i] for i in ids if i in known],
        translations=TABLE,
        weights=WEIGHTS,
    )


def _ids(hits: Sequence[Hit]) -> list[str]:
    return [hit.paragraph.id for hit in hits]


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    return _open(tmp_path_factory.mktemp("index"), [*PARAGRAPHS, *PAIR])


def test_finds_words_across_languages_and_says_why(retriever: Retriever) -> None:
    first = retriever.search("when does the ferry run?", documents=["harbour"])[0]
    assert first.paragraph.id == "harbour/3"
    assert first.rank == 1
    assert set(first.parts) == {"lexical", "dense", "exact", "coverage", "wanted", "body", "bm25", "cosine"}
    values = {name: np.array([value]) for name, value in first.parts.items()}
    assert first.score == pytest.approx(fuse(values, WEIGHTS)[0], abs=1e-5)


def test_the_heading_is_searched_and_no_part_of_the_text(retriever: Retriever) -> None:
    assert _ids(retriever.search("服務"))[0] == "harbour/3"


def test_numbers_match_in_every_writing(retriever: Retriever) -> None:
    for question in ("一萬三千", "13,000", "13000"):
        assert set(_ids(retriever.search(question))[:2]) == {"harbour/1", "notice/1"}
        assert retriever.search(question)[0].parts["exact"] > 0


def test_a_misspelt_word_finds_its_paragraph(retriever: Retriever) -> None:
    assert _ids(retriever.search("fihsermen"))[0] == "notice/2"


def test_every_place_is_returned_once_and_the_filtered_set_is_full(retriever: Retriever) -> None:
    assert len(retriever.search("燈塔", top_k=100)) == len(PARAGRAPHS) + 1  # the pair is one place
    assert len(retriever.search("燈塔", top_k=2, documents=["notice", "leaflet"])) == 2
    assert set(_ids(retriever.search("燈塔", documents=["leaflet"]))) == {"leaflet/1"}
    assert {hit.paragraph.language for hit in retriever.search("lighthouse", language="zh-Hant")} == {"zh-Hant"}
    assert retriever.search("燈塔", documents=[]) == retriever.search("燈塔", documents=["nothing"]) == []


def test_filters_narrow_the_search_and_not_what_it_found(tmp_path: Path) -> None:
    """Twelve hundred paragraphs match better than the five that pass: what is left of a best thousand would be nothing."""
    loud = [_paragraph(n, "渡輪碼頭開放時間及收費。", "harbour") for n in range(1200)]
    quiet = [_paragraph(n, f"渡輪於第{n}號泊位停靠。", "notice") for n in range(3)]
    english = [_paragraph(n, f"The ferry stops at berth {n}.", "notice", "en") for n in range(3, 5)]
    opened = _open(tmp_path, [*loud, *quiet, *english])
    question = "渡輪碼頭開放時間及收費"
    assert {hit.paragraph.document_id for hit in opened.search(question, top_k=1000)} == {"harbour"}
    assert len(opened.search(question, top_k=5, documents=["notice"])) == 5
    assert {hit.paragraph.language for hit in opened.search(question, top_k=2, language="en")} == {"en"}
    assert len(opened.search(question, top_k=9, documents=["notice"], language="zh-Hant")) == 3


def test_a_filtered_paragraph_has_the_cosine_it_has_among_all(retriever: Retriever) -> None:
    every = {hit.paragraph.id: hit.parts["cosine"] for hit in retriever.search("燈塔落成", top_k=100)}
    for documents in (["harbour"], ["leaflet", "notice"], ["slides"]):
        for hit in retriever.search("燈塔落成", top_k=100, documents=documents):
            assert hit.parts["cosine"] == pytest.approx(every[hit.paragraph.id], abs=1e-6)


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("lighthouse keepers training", "slides/1@en"),
        ("燈塔管理員訓練", "slides/1@zh-Hant"),
        ("灯塔管理员训练", "slides/1@zh-Hant"),
    ],
)
def test_of_a_pair_the_askers_language_is_shown(retriever: Retriever, question: str, shown: str) -> None:
    found = _ids(retriever.search(question, top_k=100))
    assert found[0] == shown
    assert sum(i.startswith("slides/") for i in found) == 1


def test_a_filter_by_language_shows_what_it_lets_through(retriever: Retriever) -> None:
    found = retriever.search("lighthouse keepers training", language="zh-Hant")
    assert found[0].paragraph.id == "slides/1@zh-Hant"


def test_both_scripts_rank_alike(retriever: Retriever) -> None:
    to_simplified = OpenCC("t2s")
    for question in ("燈塔幾時落成", "漁船維修津貼上限", "觀景台開放時間", "13 000 元"):
        one, other = retriever.search(question), retriever.search(to_simplified.convert(question))
        assert [(hit.paragraph.id, hit.score) for hit in one] == [(hit.paragraph.id, hit.score) for hit in other]


def test_equal_scores_keep_the_order_of_ids(tmp_path: Path) -> None:
    twins = [_paragraph(number, "碼頭設有泊位。") for number in (3, 1, 2)]
    found = _open(tmp_path, [*twins, _paragraph(4, "其他事項。")]).search("碼頭泊位")
    assert _ids(found)[:3] == ["harbour/1", "harbour/2", "harbour/3"]


def test_no_language_buries_another(tmp_path: Path) -> None:
    english = [_paragraph(n, f"The pier has berth number {n} for ferries.", "notice", "en") for n in range(40)]
    chinese = [_paragraph(n, f"第{n}號事項。") for n in range(20)] + [_paragraph(99, "渡輪停航安排。")]
    found = _open(tmp_path, english + chinese).search("ferry", top_k=3)
    assert "harbour/99" in _ids(found)


def test_the_documents_own_terms_and_the_glossary_lead_across_languages(tmp_path: Path) -> None:
    glossary = tmp_path / "glossary.csv"
    glossary.write_text("en,zh-Hant,zh-Hans,abbreviations\nTall Hill,觀景台,观景台,\n", encoding="utf-8")
    term = Term((("en", "Boat Care"), ("zh-Hant", "維修漁船")), "bilingual", "harbour", "harbour/2")
    taught = _open(tmp_path / "index", PARAGRAPHS[:3] + PARAGRAPHS[5:], terms=[term], glossary=glossary)
    assert _ids(taught.search("Tall Hill"))[0] == "leaflet/1"
    assert _ids(taught.search("Boat Care"))[0] == "harbour/2"


def test_unchanged_windows_are_not_encoded_again(tmp_path: Path) -> None:
    first, second, other = CountingEncoder(), CountingEncoder(), CountingEncoder(32)
    built = build_index(tmp_path / "1", PARAGRAPHS, terms=(), encoder=first)
    assert built["reused"] == 0
    assert len(first.read) == len(set(first.read)) > 0
    edited = [replace(PARAGRAPHS[0], text="海港燈塔於2032年落成。"), *PARAGRAPHS[1:]]
    again = build_index(tmp_path / "2", edited, terms=(), encoder=second, previous=tmp_path / "1")
    assert second.read == ["海港燈塔於2032年落成。"]
    assert again["reused"] == len(first.read) - 1
    fresh = build_index(tmp_path / "fresh", edited, terms=(), encoder=CountingEncoder())
    assert (tmp_path / "2" / "vectors.faiss").read_bytes() == (tmp_path / "fresh" / "vectors.faiss").read_bytes()
    assert {**fresh, "reused": 0} == {**again, "reused": 0}
    build_index(tmp_path / "3", edited, terms=(), encoder=other, previous=tmp_path / "2")
    assert len(other.read) == len(first.read)


def test_the_same_input_writes_the_same_bytes(tmp_path: Path) -> None:
    for name, paragraphs in (("a", PARAGRAPHS), ("b", PARAGRAPHS[::-1])):
        build_index(tmp_path / name, paragraphs, terms=(), encoder=HashingEncoder(64))
    written = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert written == sorted(path.name for path in (tmp_path / "b").iterdir())
    for name in written:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_only_its_own_folder_is_touched(tmp_path: Path) -> None:
    build_index(tmp_path / "previous", PARAGRAPHS, terms=(), encoder=HashingEncoder(64))
    before = {path: path.read_bytes() for path in (tmp_path / "previous").iterdir()}
    build_index(tmp_path / "new", PARAGRAPHS, terms=(), encoder=HashingEncoder(64), previous=tmp_path / "previous")
    assert {path: path.read_bytes() for path in (tmp_path / "previous").iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "previous"]


def test_progress_tells_that_it_moves(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    build_index(
        tmp_path,
        PARAGRAPHS,
        terms=(),
        encoder=HashingEncoder(64),
        progress=lambda stage, done, total: told.append((stage, done, total)),
    )
    for stage in ("tokens", "embed"):
        steps = [(done, total) for name, done, total in told if name == stage]
        assert steps == sorted(steps)
        assert steps[-1][0] == steps[-1][1] > 0


def test_another_encoder_is_refused(tmp_path: Path) -> None:
    build_index(tmp_path, PARAGRAPHS, terms=(), encoder=HashingEncoder(64))
    with pytest.raises(Conflict, match="hashing-64") as refused:
        Retriever.open(tmp_path, encoder=HashingEncoder(128), paragraphs_by_id=lambda ids: [])
    assert refused.value.hint


def test_what_is_no_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no index"):
        Retriever.open(tmp_path, encoder=HashingEncoder(64), paragraphs_by_id=lambda ids: [])
    (tmp_path / "index.json").write_text(json.dumps({"format": 0}), encoding="utf-8")
    with pytest.raises(BadInput, match="format 0"):
        Retriever.open(tmp_path, encoder=HashingEncoder(64), paragraphs_by_id=lambda ids: [])


def test_an_id_that_comes_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="harbour/1"):
        build_index(tmp_path, [PARAGRAPHS[0], PARAGRAPHS[0]], terms=(), encoder=HashingEncoder(64))


def test_an_encoder_that_breaks_its_word_is_refused(tmp_path: Path) -> None:
    class Broken(HashingEncoder):
        def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
            return np.full((len(texts), 64), np.nan, dtype=np.float32)

    with pytest.raises(BadInput, match="finite"):
        build_index(tmp_path, PARAGRAPHS, terms=(), encoder=Broken(64))


@pytest.mark.parametrize("top_k", [0, -1, 1001])
def test_a_count_out_of_range_is_refused(retriever: Retriever, top_k: int) -> None:
    with pytest.raises(BadInput, match="results"):
        retriever.search("燈塔", top_k=top_k)


def test_an_unknown_language_is_refused(retriever: Retriever) -> None:
    with pytest.raises(BadInput, match="fr"):
        retriever.search("燈塔", language="fr")


@pytest.mark.parametrize("question", ["", "   \n", "？！。，", "()[]{}", "\u200b\u200d", "🏮"])
def test_a_question_without_words_finds_nothing(retriever: Retriever, question: str) -> None:
    assert retriever.search(question) == []


def test_question_words_alone_still_give_places(retriever: Retriever) -> None:
    assert len(retriever.search("是什麼", top_k=3)) == 3


def test_a_long_question_is_read_up_to_a_limit(retriever: Retriever) -> None:
    question = "燈塔落成" + "無關的字詞" * 2000
    assert len(question) > 10_000
    assert len(retriever.read(question).text) == LONGEST
    assert len(retriever.search(question, top_k=3)) == 3


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(max_size=120))
def test_no_text_breaks_the_search(retriever: Retriever, question: str) -> None:
    found = retriever.search(question, top_k=5)
    assert [hit.rank for hit in found] == list(range(1, len(found) + 1))
    assert found == retriever.search(question, top_k=5)


def test_an_empty_index_and_one_of_one_paragraph(tmp_path: Path) -> None:
    assert _open(tmp_path / "none", []).search("燈塔") == []
    assert _ids(_open(tmp_path / "one", PARAGRAPHS[:1]).search("燈塔")) == ["harbour/1"]


def test_hostile_paragraphs_are_indexed(tmp_path: Path) -> None:
    texts = ["", " ", "\u200b", "\ud800 lone", "𠮷" * 3000, "a" * 20_000, "\u202e反轉", "０１２３"]
    found = _open(tmp_path, [_paragraph(n, text) for n, text in enumerate(texts)]).search("反轉", top_k=100)
    assert len(found) == len(texts)
    assert found[0].paragraph.text == "\u202e反轉"


def test_a_paragraph_deleted_since_is_not_shown_and_the_next_moves_up(tmp_path: Path) -> None:
    encoder = HashingEncoder(64)
    build_index(tmp_path, PARAGRAPHS, terms=(), encoder=encoder)
    kept = {paragraph.id: paragraph for paragraph in PARAGRAPHS if paragraph.id != "harbour/1"}
    opened = Retriever.open(
        tmp_path, encoder=encoder, paragraphs_by_id=lambda ids: [kept[i] for i in ids if i in kept], translations=TABLE
    )
    found = opened.search("海港燈塔", top_k=3)
    assert "harbour/1" not in _ids(found)
    assert [hit.rank for hit in found] == [1, 2, 3]


def test_nothing_reaches_for_the_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError(f"connected to {args[1:]}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert _open(tmp_path, PARAGRAPHS).search("燈塔")


def test_measuring_runs_every_question(retriever: Retriever) -> None:
    measured = measure(retriever, ["燈塔", "ferry"], repeats=3)
    assert measured.queries == 2 * 3
    assert 0 < measured.p50_ms <= measured.p95_ms


def test_words_that_stand_together_beat_words_apart(tmp_path: Path) -> None:
    filler = "其他事項另行公布，詳情見各部門的通告及附件，市民可向有關辦事處查詢，並留意稍後安排。"
    apart = _paragraph(1, f"漁船由船主保養。{filler}{filler}{filler}津貼另議。")
    together = _paragraph(2, f"{filler}{filler}漁船津貼由船主申請。{filler}保養另議。")
    other = _paragraph(3, f"{filler}{filler}")
    opened = _open(tmp_path, [apart, together, other])
    flat = opened.with_weights(replace(WEIGHTS, near=0.0))
    difference = [{h.paragraph.id: h.parts["bm25"] for h in r.search("漁船 津貼")} for r in (opened, flat)]
    gain = {i: difference[0][i] - difference[1][i] for i in ("harbour/1", "harbour/2")}
    assert gain["harbour/2"] > gain["harbour/1"]


def test_many_places_come_in_the_order_of_a_full_sort(tmp_path: Path) -> None:
    many = [_paragraph(n, f"碼頭泊位第{n % 7}號" + "。渡輪" * (n % 5), f"pier{n:03}") for n in range(300)]
    found = _open(tmp_path, many).search("渡輪泊位3號", top_k=300)
    assert len(found) == 300
    assert [(-hit.score, hit.paragraph.id) for hit in found] == sorted((-hit.score, hit.paragraph.id) for hit in found)
