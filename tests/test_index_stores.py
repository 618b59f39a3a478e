"""What an index store promises, checked on files of the generation and on a real Milvus server: it finds the same, filters the
same, shows each place once, keeps generations apart and lets go of what nobody has any more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import milvus
import pytest

from corpus.errors import BadInput, Conflict, Unavailable
from corpus.records import Context, Paragraph, Term
from index import stores
from index.encoders import load_encoder
from index.protocols import Encoder
from index.stores import LOCAL, IndexStore, Searcher, store_of, store_of_index
from service.library import Library

TERMS = (Term((("zh-Hant", "港口管理局"), ("en", "Harbour Authority")), "bilingual", "harbour", "harbour/1"),)
TEXTS = {
    "harbour/1": ("en", "The Harbour Authority opened 12 berths at the North Pier in June 2031."),
    "harbour/2": ("en", "Ferry fares rise by 4% each year until 2035, says the timetable."),
    "harbour/3": ("en", "Lighthouse keepers may apply for a grant of $2 million."),
    "harbour/4": ("zh-Hant", "港口管理局於2031年6月在北碼頭啟用12個泊位。"),
    "harbour/5": ("zh-Hant", "渡輪票價每年上調4%，直至2035年。"),
    "fish/1": ("zh-Hans", "渔业研究所将聘请30名研究员，研究近岸水质。"),
    "fish/2": ("zh-Hant", "漁市場的冷藏庫面積為5公頃。"),
    "fish/3": ("en", "The fish market's cold store covers 5 hectares. " + "Its roof is green. " * 30),
}
PAIRS = {"harbour/1": "harbour/4", "harbour/2": "harbour/5", "fish/2": "fish/3"}
QUESTIONS = (
    "when did the north pier open its berths",
    "泊位何時啟用",
    "ferry fares",
    "渡輪票價升幅",
    "grant for lighthouse keepers",
    "how large is the cold store",
    "港口管理局",
    "水質研究員人數",
)


def _paragraphs() -> list[Paragraph]:
    other = PAIRS | {there: here for here, there in PAIRS.items()}
    return [
        Paragraph(
            id,
            id.split("/")[0],
            id.split("/")[1],
            at,
            text,
            language,
            context=Context(headings=("Works", "工程")),
            counterpart=other.get(id),
        )
        for at, (id, (language, text)) in enumerate(TEXTS.items())
    ]


PARAGRAPHS = _paragraphs()
BY_ID = {paragraph.id: paragraph for paragraph in PARAGRAPHS}


def _by_id(ids: Sequence[str]) -> list[Paragraph]:
    return [BY_ID[one] for one in ids]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder("hashing")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with milvus.running() as started:
        yield started


@pytest.fixture(scope="module")
def in_milvus(address: str) -> Iterator[IndexStore]:
    store = store_of(address)
    yield store
    store.close()  # type: ignore[attr-defined]


@pytest.fixture(scope="module", params=["local", "milvus"])
def store(request: pytest.FixtureRequest) -> IndexStore:
    return LOCAL if request.param == "local" else request.getfixturevalue("in_milvus")


def _made(
    store: IndexStore, folder: Path, encoder: Encoder, paragraphs: Sequence[Paragraph] = PARAGRAPHS
) -> tuple[Searcher, Mapping[str, Any]]:
    made = store.build(folder, paragraphs, terms=TERMS, encoder=encoder)
    return store.open(folder, made, encoder=encoder, paragraphs_by_id=_by_id), made


@pytest.fixture(scope="module")
def searcher(store: IndexStore, tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Searcher:
    return _made(store, tmp_path_factory.mktemp("index"), encoder)[0]


def _ids(hits: Sequence[Any]) -> list[str]:
    return [hit.paragraph.id for hit in hits]


def test_it_is_named_and_counted(store: IndexStore, searcher: Searcher) -> None:
    assert store.name in ("local", "milvus")
    assert len(searcher) == len(PARAGRAPHS)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("ferry fares", "harbour/2"),
        ("渡輪票價", "harbour/5"),
        ("lighthouse keepers' grant", "harbour/3"),
        ("lighthuose keepers' grant", "harbour/3"),
        ("冷藏庫面積", "fish/2"),
        ("Harbour Authority", "harbour/1"),
    ],
)
def test_it_finds_by_words_names_and_misspelt_words(searcher: Searcher, question: str, answer: str) -> None:
    assert _ids(searcher.search(question))[0] == answer


def test_a_name_in_one_language_finds_it_in_the_other(searcher: Searcher) -> None:
    assert _ids(searcher.search("Harbour Authority", language="zh-Hant"))[0] == "harbour/4"


def test_a_place_is_shown_once_in_the_asker_s_language(searcher: Searcher) -> None:
    for question in QUESTIONS:
        found = set(_ids(searcher.search(question, top_k=20)))
        assert not any({here, there} <= found for here, there in PAIRS.items()), question
        assert len(found) == len(TEXTS) - len(PAIRS)


def test_filters_let_nothing_else_through(searcher: Searcher) -> None:
    for question in QUESTIONS:
        assert {id.split("/")[0] for id in _ids(searcher.search(question, documents=["fish"]))} == {"fish"}
        assert {BY_ID[id].language for id in _ids(searcher.search(question, language="en"))} == {"en"}
        both = _ids(searcher.search(question, documents=["fish"], language="zh-Hant"))
        assert both == ["fish/2"]
    assert searcher.search("ferry", documents=[]) == []
    assert searcher.search("ferry", documents=["nowhere"]) == []
    assert _ids(searcher.search("ferry", documents=["nowhere", "fish"], top_k=1))[0].startswith("fish/")


def test_ranks_and_scores_fall_and_repeat(searcher: Searcher) -> None:
    for question in QUESTIONS:
        hits = searcher.search(question, top_k=5)
        assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        again = searcher.search(question, top_k=5)
        assert [(h.paragraph.id, h.score, dict(h.parts)) for h in again] == [
            (h.paragraph.id, h.score, dict(h.parts)) for h in hits
        ]


def test_what_cannot_be_asked_is_refused_and_nothing_asked_finds_nothing(searcher: Searcher) -> None:
    for wrong in ({"top_k": 0}, {"top_k": 1001}, {"language": "fr"}):
        with pytest.raises(BadInput):
            searcher.search("ferry", **wrong)
    assert searcher.search("？！") == []
    assert searcher.search("") == []


def test_the_matcher_knows_the_whole_index(searcher: Searcher) -> None:
    said = searcher.matcher("ferry fares").coverage([TEXTS["harbour/2"][1], TEXTS["harbour/3"][1]])
    assert said[0] == 1.0
    assert said[1] == 0.0


def test_another_index_beside_it_changes_nothing(
    store: IndexStore, searcher: Searcher, tmp_path: Path, encoder: Encoder
) -> None:
    before = _ids(searcher.search("ferry fares"))
    fewer = [paragraph for paragraph in PARAGRAPHS if paragraph.document_id == "fish"]
    other, _ = _made(store, tmp_path / "fish", encoder, fewer)
    assert {id.split("/")[0] for id in _ids(other.search("ferry fares"))} == {"fish"}
    assert _ids(searcher.search("ferry fares")) == before


def test_the_same_id_twice_is_refused(store: IndexStore, tmp_path: Path, encoder: Encoder) -> None:
    with pytest.raises(BadInput, match="two paragraphs have the id"):
        store.build(tmp_path / "twice", PARAGRAPHS + PARAGRAPHS[:1], terms=(), encoder=encoder)


def test_another_encoder_is_refused(store: IndexStore, tmp_path: Path, encoder: Encoder) -> None:
    made = store.build(tmp_path / "index", PARAGRAPHS, terms=(), encoder=encoder)
    with pytest.raises(Conflict, match="vectors of"):
        store.open(tmp_path / "index", made, encoder=load_encoder("fast"), paragraphs_by_id=_by_id)


def test_equal_input_writes_equal_files(store: IndexStore, tmp_path: Path, encoder: Encoder) -> None:
    for name in ("one", "two"):
        store.build(tmp_path / name, PARAGRAPHS, terms=TERMS, encoder=encoder)
    files = [{f.name: f.read_bytes() for f in (tmp_path / name).iterdir()} for name in ("one", "two")]
    assert files[0] == files[1]


def test_both_engines_score_alike(in_milvus: IndexStore, tmp_path: Path, encoder: Encoder) -> None:
    """BM25, coverage, hard terms and cosines are the default's to six decimals, of every paragraph that is found."""
    here, there = _made(LOCAL, tmp_path / "here", encoder)[0], _made(in_milvus, tmp_path / "there", encoder)[0]
    for question, language in product(
        QUESTIONS, ("en", "zh-Hant")
    ):  # one language, so that no counterpart scores for another
        ours = {hit.paragraph.id: hit.parts for hit in here.search(question, top_k=20, language=language)}
        theirs = {hit.paragraph.id: hit.parts for hit in there.search(question, top_k=20, language=language)}
        assert ours.keys() == theirs.keys()
        for id, parts in ours.items():
            for name in ("bm25", "cosine", "coverage", "exact", "wanted", "body"):
                assert theirs[id][name] == pytest.approx(parts[name], abs=2e-5), (question, id, name)


def test_a_library_in_milvus_follows_its_documents(address: str, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "pier.md").write_text("# Pier\n\n1. The pier opens in June 2031.\n", "utf-8")
    (folder / "quay.md").write_text("# Quay\n\n1. The quay closes in May 2033.\n", "utf-8")
    writer = Library.open(tmp_path / "data", encoder="hashing", index_store=address)
    writer.sync(folder)
    replica = Library.open(tmp_path / "data", encoder="hashing", index_store=address, read_only=True)
    held = replica.snapshot()
    assert _ids(held.search("when does the quay close"))[0] == "quay/1"
    client = store_of(address)._client()  # type: ignore[attr-defined]
    collections = set(client.list_collections())
    writer.remove("quay")
    assert {hit.paragraph.document_id for hit in replica.snapshot().search("quay")} == {"pier"}
    assert _ids(held.search("when does the quay close"))[0] == "quay/1", "who reads the old state goes on reading it"
    del held
    writer.snapshot()
    writer.remove("pier")
    assert replica.snapshot().search("pier") == []
    mine = collections & set(client.list_collections())
    assert not mine, "collections of generations that are gone were dropped"
    # What Milvus lost is made again by the next start of the writer.
    (folder / "quay.md").write_text("# Quay\n\n1. The quay closes in May 2034.\n", "utf-8")
    writer.add([folder / "quay.md"])
    version = writer.index_version
    for name in client.list_collections():
        client.drop_collection(name)
    writer.close()
    again = Library.open(tmp_path / "data", encoder="hashing", index_store=address)
    assert again.index_version == version
    assert _ids(again.snapshot().search("quay"))[0] == "quay/1"
    # Back to files: the same documents, nothing left in the engine.
    again.close()
    local = Library.open(tmp_path / "data", encoder="hashing")
    assert _ids(local.snapshot().search("quay"))[0] == "quay/1"
    local.close()
    replica.close()
    client.close()


def test_who_does_not_know_the_store_is_told(address: str, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "pier.md").write_text("# Pier\n\n1. The pier opens in June 2031.\n", "utf-8")
    Library.open(tmp_path / "data", encoder="hashing", index_store=address).sync(folder)
    with pytest.raises(Conflict, match="lies in milvus"):
        Library.open(tmp_path / "data", encoder="hashing", read_only=True).snapshot()


def test_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    assert store_of("") is store_of(None) is LOCAL
    assert store_of_index(LOCAL, {}) is LOCAL
    with pytest.raises(BadInput, match="names no index store"):
        store_of("elastic://host")
    with pytest.raises(BadInput, match="names no server"):
        store_of("milvus://")
    monkeypatch.setattr(stores, "find_spec", lambda name: None)
    with pytest.raises(Unavailable) as caught:
        store_of("milvus://host")
    assert caught.value.hint == "pip install 'pincite[milvus]'"


def test_an_engine_that_falls_is_said_at_once(
    tmp_path: Path, encoder: Encoder, capfd: pytest.CaptureFixture[str]
) -> None:
    with milvus.running() as started:
        searcher, _ = _made(store_of(started), tmp_path / "index", encoder)
        assert searcher.search("ferry")
    capfd.readouterr()
    with pytest.raises(Unavailable, match="index store failed") as caught:
        searcher.search("ferry")
    assert caught.value.retryable
    assert "Traceback" not in "".join(capfd.readouterr())


def test_an_engine_that_is_not_there_is_said(tmp_path: Path, encoder: Encoder) -> None:
    nobody = store_of(f"milvus://127.0.0.1:{milvus.free_port()}")
    nobody._options["timeout"] = 1  # type: ignore[attr-defined]
    with pytest.raises(Unavailable, match="index store"):
        nobody.build(tmp_path / "index", PARAGRAPHS, terms=(), encoder=encoder)
