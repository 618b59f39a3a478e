"""Sets in other people's layouts: BEIR for retrieval, SQuAD for answers."""

import json
from math import log2
from pathlib import Path

import ir_measures
import pytest

from corpus.errors import BadInput, NotFound
from eval.beir import load_beir, measured
from eval.cli import main
from eval.squad import judgeable, write_documents

CORPUS = [
    {"_id": "a", "title": "Pots", "text": "The lighthouse kitchen keeps 37 copper pots."},
    {"_id": "b", "title": "", "text": "The bakery keeps a dozen pans."},
    {"_id": "c", "title": "Harbour", "text": "碼頭在三月開放。"},
]
QUERIES = [{"_id": "1", "text": "copper pots"}, {"_id": "2", "text": "碼頭幾時開放"}, {"_id": "3", "text": "unjudged"}]


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    folder = tmp_path / "pots"
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in CORPUS))
    (folder / "queries.jsonl").write_text("".join(json.dumps(row) + "\n" for row in QUERIES))
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n1\ta\t2\n1\tb\t1\n2\tc\t1\n3\ta\t0\n")
    return folder


def test_a_beir_set_is_read_and_only_judged_queries_are_asked(beir: Path) -> None:
    data = load_beir(beir)
    assert list(data.corpus) == ["a", "b", "c"]
    assert data.queries == {"1": "copper pots", "2": "碼頭幾時開放"}
    assert data.qrels["1"] == {"a": 2, "b": 1}


def test_beir_measures_by_hand() -> None:
    found = measured({"1": {"a": 2, "b": 1}, "2": {"c": 1}}, {"1": ["b", "a"], "2": []})
    ideal = 2 / log2(2) + 1 / log2(3)
    assert found["nDCG@10"]["value"] == pytest.approx(((1 / log2(2) + 2 / log2(3)) / ideal + 0) / 2)
    assert found["RR@10"]["value"] == pytest.approx((1 + 0) / 2)
    assert found["R@10"]["value"] == pytest.approx((2 / 2 + 0 / 1) / 2)
    assert found["Success@1"]["value"] == pytest.approx((1 + 0) / 2)
    assert found["RR@10"]["n"] == 2


def test_a_beir_set_is_scored_and_its_trec_files_give_the_same_to_others(
    beir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["run", "--beir", str(beir), "--out", str(out), "--encoder", "hashing"]) == 0
    assert "3 documents, 2 queries" in capsys.readouterr().out
    summary = json.loads((out / "summary.json").read_text())
    assert summary["measures"]["Success@1"]["value"] == 1.0
    outside = ir_measures.calc_aggregate(
        [ir_measures.nDCG @ 10],
        ir_measures.read_trec_qrels(str(out / "qrels.trec")),
        ir_measures.read_trec_run(str(out / "run.trec")),
    )
    assert outside[ir_measures.nDCG @ 10] == pytest.approx(summary["measures"]["nDCG@10"]["value"])
    assert main(["run", "--beir", str(beir), "--out", str(out), "--fail-under", "eval/gates.yaml"]) == 2


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("corpus.jsonl", '{"_id": "a"}\n', "has no `_id` and `text`"),
        ("corpus.jsonl", "not json\n", "line 1"),
        ("qrels/test.tsv", "1\ta\n", "three columns"),
        ("queries.jsonl", '{"_id": "9", "text": "?"}\n', "0 judged queries"),
    ],
)
def test_what_is_not_beir_is_refused(beir: Path, name: str, text: str, said: str) -> None:
    (beir / name).write_text(text)
    with pytest.raises(BadInput, match=said):
        load_beir(beir)


def test_a_beir_file_that_is_missing_is_named(beir: Path) -> None:
    (beir / "queries.jsonl").unlink()
    with pytest.raises(NotFound, match=r"queries\.jsonl"):
        load_beir(beir)


SQUAD = {
    "version": "2.0",
    "data": [
        {
            "title": "Island",
            "paragraphs": [
                {
                    "context": "The lighthouse kitchen keeps 37 copper pots, and the bakery\nkeeps a dozen pans.",
                    "qas": [
                        {"id": "s1", "question": "What are the pots made of?", "answers": [{"text": "copper"}]},
                        {"id": "s2", "question": "Who polishes them?", "answers": [], "is_impossible": True},
                        {"id": "s1", "question": "What are the pots made of?", "answers": [{"text": "copper"}]},
                    ],
                },
                {
                    "context": "A new pottery workshop will open in March 2023 at the harbour.",
                    "qas": [
                        {
                            "id": "s3",
                            "question": "Where will the workshop open?",
                            "answers": [{"text": "at the harbour"}, {"text": "harbour"}],
                        }
                    ],
                },
            ],
        }
    ],
}


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    path = tmp_path / "squad.json"
    path.write_text(json.dumps(SQUAD))
    return path


def test_a_squad_set_becomes_documents_and_items(squad: Path, tmp_path: Path) -> None:
    found = write_documents(squad, tmp_path / "documents")
    assert [item.id for item in found.items] == ["s1", "s2", "s3"]
    assert [item.answerable for item in found.items] == [True, False, True]
    assert found.items[2].gold[0].paragraphs == ("article-0000/2",)
    assert found.items[2].gold[0].any == ("at the harbour", "harbour")
    assert {item.split for item in found.items} == {"test"}
    assert "kitchen keeps 37 copper pots, and the bakery keeps" in (tmp_path / "documents/article-0000.md").read_text()


def test_items_whose_paragraph_was_cut_otherwise_are_left_out(squad: Path, tmp_path: Path) -> None:
    items = write_documents(squad, tmp_path / "documents").items
    texts = {"article-0000/1": ["The lighthouse kitchen keeps 37 copper pots"], "article-0000/2": ["A new workshop"]}
    good, left = judgeable(items, texts)
    assert ([item.id for item in good], left) == (["s1", "s2"], ["s3"])


def test_a_squad_set_is_asked_and_scored(squad: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    given = ["run", "--squad", str(squad), "--out", str(out)]  # the encoder the confidence was fitted with
    assert main([*given, "--json"]) == 0
    whole = json.loads(capsys.readouterr().out)["groups"][0]["scores"]
    assert whole["recall@1"]["value"] == 1.0
    assert 0.0 < whole["answer_f1"]["value"] <= 1.0
    assert whole["answer_f1"]["n"] == 2
    manifest = json.loads((out / "manifest.json").read_text())
    assert (manifest["documents"], manifest["left_out"]) == ("squad.json", 0)
    assert main([*given, "--url", "http://127.0.0.1:1"]) == 2


@pytest.mark.parametrize("text", ["[]", "{", '{"data": [{"paragraphs": [{"context": "x"}]}]}', '{"data": []}'])
def test_what_is_not_squad_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "odd.json"
    path.write_text(text)
    with pytest.raises(BadInput):
        write_documents(path, tmp_path / "documents")


def test_a_squad_file_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        write_documents(tmp_path / "none.json", tmp_path / "documents")
