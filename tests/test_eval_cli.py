import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus.errors import BadInput, NotFound, Unavailable
from eval.cli import main, parser
from eval.drafts import append, asked_in, draft, from_feedback, next_id, read_marked
from eval.engines import Server
from eval.questions import Asking, Item, load_questions
from eval.wire import Address

QUESTIONS = """
items:
  - id: q1
    kind: money
    ask: {en: "How big is the pot?"}
    gold: [{kind: money, value: "5000000", unit: HKD, in: [d/1]}]
"""
TEXT = "The pot holds over $5 million."


class _Handler(BaseHTTPRequestHandler):
    """A server of one document that knows one thing."""

    def _send(self, body: object, status: int = 200) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _send_text(self, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def do_GET(self) -> None:
        if self.path == "/readyz":
            self._send({"status": "ready", "index_version": "v1", "documents": 1})
        elif self.path == "/metrics":
            self._send_text("process_resident_memory_bytes 1.048576e+08\n")
        elif self.path == "/v1/documents":
            self._send({"documents": [{"id": "d", "languages": ["en"]}]})
        elif self.path == "/v1/paragraphs/d/1":
            self._send({"id": "d/1", "text": TEXT})
        else:
            self._send({"title": "Not found"}, 404)

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/v1/chat/completions":
            self._chat(asked)
            return
        if asked["question"] == "broken":
            self._send({"title": "Oops"}, 500)
            return
        document = {"id": "d", "title": {"en": "Pots"}, "date": "2022-01-02"}
        citation = {
            "n": 1,
            "id": "d/1",
            "document": document,
            "label": "1",
            "quote": TEXT,
            "start": 0,
            "end": len(TEXT),
        }
        fact = {"kind": "money", "value": "5000000", "unit": "HKD", "edtf": None, "qualifier": "more than"}
        self._send(
            {
                "answered": True,
                "answer": "Over $5 million [1].",
                "language": "en",
                "confidence": 0.9,
                "reason": None,
                "standalone_question": asked["question"],
                "citations": [citation],
                "facts": [fact],
                "others": [],
                "passages": [{"id": "d/1", "score": 1.0, "rank": 1}],
                "index_version": "v1",
            }
        )

    def _chat(self, asked: dict[str, Any]) -> None:
        """Another system: words alone, and only to whoever brings the key and the instructions."""
        assert [m["role"] for m in asked["messages"]] == ["system", "user"]
        known = self.headers["Authorization"] == "Bearer secret" and asked["model"] == "other"
        content = "It holds 5 million dollars." if known else "NO ANSWER"
        self._send({"choices": [{"message": {"role": "assistant", "content": content}}], "system_fingerprint": "f1"})

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.yaml"
    path.write_text(QUESTIONS)
    return path


def test_a_server_is_scored_by_its_address(
    url: str, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"
    assert main(["run", "--url", url, "--questions", str(questions), "--out", str(out)]) == 0
    assert "answer_accuracy  100.0 % of 1" in capsys.readouterr().out
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["settings"] == {"engine": url, "top_k": 10}
    assert manifest["index_version"] == ["v1"]
    assert json.loads((out / "summary.json").read_text())["memory_mib"] == 100.0
    assert main(["report", str(out)]) == 0
    assert (out / "report.html").stat().st_size > 5000
    assert main(["compare", str(out), str(out)]) == 0
    assert "fixed 0, broken 0" in capsys.readouterr().out


CATALOGUE = """
documents:
  - {file: pots.md, id: d, title: {en: Pots}, publisher: {en: Office}, date: 2022-01-02, languages: [en], kind: paper}
"""


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "catalogue.yaml").write_text(CATALOGUE)
    (folder / "pots.md").write_text(f"# Pots\n\n1. {TEXT}\n")
    return folder


def test_another_system_is_scored_by_its_words_alone(
    url: str,
    questions: Path,
    documents: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OTHER_KEY", "secret")
    given = ["run", "--openai", f"{url}/v1", "--model", "other", "--key-env", "OTHER_KEY"]
    given += ["--documents", str(documents), "--questions", str(questions), "--out", str(tmp_path / "other")]
    assert main(given) == 0
    assert "answer_accuracy  100.0 % of 1" in capsys.readouterr().out
    whole = json.loads((tmp_path / "other/summary.json").read_text())["groups"][0]["scores"]
    assert whole["said_accuracy"]["value"] == 1.0
    # what needs citations or a ranking was not measured, which is not the same as bad
    for name in (
        "recall@1",
        "mrr",
        "citation_accuracy",
        "quote_exactness",
        "figure_faithfulness",
        "qualifier_accuracy",
    ):
        assert name not in whole, name
    row = json.loads((tmp_path / "other/results.jsonl").read_text())
    assert row["quotes_hold"] is None and row["evidence"] == "en"
    assert main(["report", str(tmp_path / "other")]) == 0
    assert main([*given[:-1], str(tmp_path / "refused"), "--model", "nobody"]) == 0
    assert json.loads((tmp_path / "refused/results.jsonl").read_text())["miss"] == "wrong refusal"
    monkeypatch.delenv("OTHER_KEY")
    assert main(given) == 2


def test_a_gate_fails_the_command(
    url: str, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gates = tmp_path / "gates.yaml"
    gates.write_text("gates: [{measure: mrr, max: 0.5}]")
    given = [
        "run",
        "--url",
        url,
        "--questions",
        str(questions),
        "--out",
        str(tmp_path / "r"),
        "--fail-under",
        str(gates),
    ]
    assert main(given) == 1
    assert "GATE mrr at most 0.5: measured 1.0000" in capsys.readouterr().err


def test_mistakes_are_told_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(tmp_path), str(tmp_path)]) == 2
    assert "There is no run in" in capsys.readouterr().err
    assert main(["run", "--url", "localhost:8000", "--out", str(tmp_path)]) == 2
    with pytest.raises(SystemExit):
        main(["run"])


def test_a_server_that_fails_or_is_not_there_is_said(url: str) -> None:
    server = Server(url)
    asking = Asking(Item("q1", "text", {"en": "broken"}), "en")
    with pytest.raises(Unavailable, match="500"):
        server.ask(asking)
    assert server.text_of("d/2") is None
    with pytest.raises(NotFound):
        Address(url).call("/v1/other")
    with pytest.raises(Unavailable, match="does not answer"):
        Server("http://127.0.0.1:9").languages()
    with pytest.raises(BadInput):
        Server("ftp://example")


def test_validate_prints_json(questions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--questions", str(questions), "--no-documents", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["faults"] == [] and told["coverage"]["items"] == 1
    questions.write_text(QUESTIONS.replace('"5000000"', '"lots"'))
    assert main(["validate", "--questions", str(questions), "--no-documents"]) == 1
    assert "value: 'lots' is not a number" in capsys.readouterr().out


def test_new_appends_a_draft_and_leaves_the_rest(questions: Path) -> None:
    before = questions.read_text()
    given = ["new", "--file", str(questions), "--no-documents"]
    assert main([*given, "--question", "邊個管個煲？", "--paragraph", "d/1"]) == 0
    assert questions.read_text().startswith(before.rstrip("\n"))
    added = load_questions(questions)[-1]
    assert list(added.ask) == ["yue"] and added.gold[0].paragraphs == ("d/1",)
    assert main(given) == 2


def test_a_new_item_is_checked_before_it_is_written(
    questions: Path, documents: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # a number of the dev split, however many questions are bundled: as a test item, the last one would leak
    monkeypatch.setattr("eval.commands.next_id", lambda known: "q9001")
    before = questions.read_text()
    given = ["new", "--file", str(questions), "--documents", str(documents), "--kind", "money", "--question"]
    for more, kind in (
        (["What does it hold?", "--paragraph", "d/9", "--value", "5000000"], "label"),
        (["What does it hold?", "--paragraph", "d/1", "--value", "five"], "value"),
        (["What does it hold?", "--paragraph", "d/1", "--value", "6000000"], "figure"),
        (["How big is the pot?", "--paragraph", "d/1", "--value", "5000000"], "duplicate"),
        (["Who holds it?", "--near", "d/1", "--absent", "the pot"], "in-text"),
    ):
        assert main([*given, *more]) == 1
        assert f": {kind}: " in capsys.readouterr().err
        assert questions.read_text() == before
    assert main([*given, "What does it hold?", "--paragraph", "d/1", "--value", "5000000", "--unit", "HKD"]) == 0
    assert "still to do" not in capsys.readouterr().out
    assert load_questions(questions)[-1].gold[0].unit == "HKD"


def test_an_answer_marked_wrong_becomes_a_draft(tmp_path: Path) -> None:
    answer = {"question": "有多大？", "answer": "很大[1]", "citations": [{"id": "d/1@zh-Hant"}]}
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(answer))
    out = tmp_path / "mine.yaml"
    given = ["new", "--file", str(out), "--answer", str(path), "--comment", "too vague", "--no-documents"]
    assert main(given) == 0
    item = load_questions(out)[0]
    assert item.ask == {"zh-Hant": "有多大？"} and item.gold[0].paragraphs == ("d/1",)
    with pytest.raises(BadInput):
        from_feedback("q1", {})


#: As service/doors/page/feedback.js writes it.
SAVED = """items:
  - id: draft-20240102030405
    kind: text
    ask:
      en: "And who keeps it?"
    history:
      en:
        - "How big is the pot?"
        - "Over $5 million [1]."
    tags: [follow-up]
    note: "marked wrong; the answer was: A cook [1]. / not a cook"
    gold:
      - any: ["FILL IN what the answer must say"]
        in: ["d/1"]
"""


def test_the_file_that_the_page_saves_becomes_a_draft(
    questions: Path, documents: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "draft.yaml"
    path.write_text(SAVED)
    given = ["new", "--file", str(questions), "--answer", str(path), "--documents", str(documents)]
    assert main(given) == 0
    assert "still to do: unfinished" in capsys.readouterr().out
    item = load_questions(questions)[-1]
    assert (item.id, item.tags, item.split) == ("draft-20240102030405", ("follow-up",), "dev")
    assert item.history["en"] == ("How big is the pot?", "Over $5 million [1].")
    # asked again, it is a duplicate
    assert main(given) == 1
    assert main(["validate", "--questions", str(questions), "--no-documents"]) == 1
    assert "unfinished: the gold still says 'FILL IN'" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["[1, 2]", "items: []", "items: [1]", "a: [", '{"answer": "x"}'])
def test_what_the_page_did_not_save_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput):
        read_marked(text)


def test_drafts() -> None:
    assert next_id([]) == "q001"
    assert next_id([Item("q041", "text", {}), Item("b7", "text", {})]) == "q042"
    assert asked_in("幾時開？") == "yue"
    assert draft("q1", {"en": "Why?"})["answerable"] is False
    assert draft("q1", {"en": "How much?"}, kind="money", paragraphs=["d/1"], value="5")["gold"] == [
        {"kind": "money", "value": "5", "in": ["d/1"]}
    ]
    with pytest.raises(BadInput):
        draft("q1", {"en": " "})


def test_append_refuses_what_does_not_end_with_items(tmp_path: Path) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text("items:\n  - {id: q1}\nnote: last\n")
    with pytest.raises(BadInput):
        append(path, draft("q2", {"en": "Why?"}))
    assert yaml.safe_load(path.read_text())["note"] == "last"


def test_help_needs_nothing_heavy() -> None:
    import subprocess

    code = "import sys; from eval.cli import parser; parser(); print(sorted({'numpy', 'torch', 'faiss'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
    assert parser().prog == "pincite-eval"
