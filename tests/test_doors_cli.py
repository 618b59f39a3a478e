"""The command line: the same objects as over HTTP, its exit codes, and how soon it answers."""

import csv
import io
import json
import os
import subprocess
import sys

import pytest
from doors_fakes import EN, HOSTILE, FakeLibrary, fake_rooms, settings
from rich.console import Console
from starlette.testclient import TestClient

from corpus.errors import Conflict
from corpus.facts import extract
from service.doors import cli, commands, terminal
from service.doors.http.app import create_app
from service.doors.objects.facts import FactObject


@pytest.fixture
def pincite(tmp_path, capsys):
    """Run a command over one library; returns (exit code, stdout, stderr)."""
    data = tmp_path / "var"
    data.mkdir()
    (data / "catalog").write_text("")
    library = FakeLibrary()

    def run(*words, rooms=None):
        arguments = cli.parser().parse_args([*words, "--data", str(data)])
        rooms = rooms or fake_rooms(open_library=lambda folder, encoder, progress: library)
        code = commands.run(arguments, rooms)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.mark.parametrize(
    ("words", "method", "path", "body"),
    [
        (["ask", "When does the new pier open?"], "POST", "/v1/ask", {"question": "When does the new pier open?"}),
        (["ask", "Who", "sings?"], "POST", "/v1/ask", {"question": "Who sings?"}),
        (
            ["ask", "pier", "--document", "notes", "--top-k", "1", "--language", "zh-Hans"],
            "POST", "/v1/ask",
            {"question": "pier", "documents": ["notes"], "top_k": 1, "language": "zh-Hans"},
        ),
        (["search", "pier", "--top-k", "3"], "POST", "/v1/search", {"query": "pier", "top_k": 3}),
        (["documents"], "GET", "/v1/documents", None),
        (["paragraphs", "harbour-2024"], "GET", "/v1/documents/harbour-2024/paragraphs", None),
        (["facts", "--kind", "date", "--about", "new pier"], "GET", "/v1/facts?kind=date&about=new+pier", None),
        (["facts", "--text", "80 % sail", "--date", "2024-01-01"], "POST", "/v1/facts/extract",
         {"text": "80 % sail", "date": "2024-01-01"}),
        (["cite", EN.id, "--style", "bibtex"], "GET", f"/v1/paragraphs/{EN.id}/citation?style=bibtex", None),
        (["cite", EN.id, "--style", "csl-json"], "GET", f"/v1/paragraphs/{EN.id}/citation?style=csl-json", None),
        (["remove", "notes"], "DELETE", "/v1/documents/notes", None),
    ],
)  # fmt: skip
def test_json_equals_http(pincite, words, method, path, body):
    code, out, err = pincite(*words, "--json")
    with TestClient(create_app(FakeLibrary(), settings(), fake_rooms())) as client:
        response = client.request(method, path, json=body, headers={"accept": "application/json"})
    assert response.status_code == 200
    assert (code, json.loads(out), err) == (0, response.json(), "")


def test_csv_equals_http(pincite):
    with TestClient(create_app(FakeLibrary(), settings(), fake_rooms())) as client:
        over_http = client.get("/v1/facts?format=csv").text
    assert list(csv.reader(io.StringIO(pincite("facts", "--csv")[1]))) == list(csv.reader(io.StringIO(over_http)))


def test_add_takes_several_paths_and_says_what_failed(pincite, tmp_path):
    paths = [tmp_path / "one.txt", tmp_path / "two.txt", tmp_path / "bad.txt"]
    for path in paths:
        path.write_text("broken" if path.stem == "bad" else path.stem)
    code, out, _ = pincite("add", *map(str, paths[:2]), "--json")
    job = json.loads(out)
    assert (code, job["status"], job["documents"], job["files"]) == (0, "done", ["one", "two"], ["one.txt", "two.txt"])
    code, out, err = pincite("add", *map(str, paths))
    assert code == 1 and out.split() == ["one", "two"]
    assert "bad.txt cannot be read." in err and "Mend it." in err


def test_documents_of_an_empty_folder(tmp_path, capsys):
    for data in (tmp_path, tmp_path / "none"):
        assert cli.main(["documents", "--json", "--data", str(data)]) == 0
        assert json.loads(capsys.readouterr().out) == {"documents": []}
    assert list(tmp_path.iterdir()) == []  # looking makes nothing


def test_asking_an_empty_folder_indexes_the_documents_first(pincite, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "pier.md").write_text("The pier.")
    library = FakeLibrary(empty=True)
    rooms = fake_rooms(open_library=lambda folder, encoder, progress: library)
    code, out, err = pincite("search", "pier", "--json", "--documents", str(tmp_path / "docs"), rooms=rooms)
    assert code == 0 and [p["id"] for p in json.loads(out)["passages"]] == ["pier/s1.1"]
    assert "indexing" in err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["remove", "none"], "'none'"),
        (["paragraphs", "none"], "'none'"),
        (["cite", "none/1"], "'none/1'"),
        (["ask", "pier", "--document", "none"], "'none'"),
        (["ask", ""], "question is empty"),
        (["ask", "x" * 5_000], "question is longer than 4000 characters"),
        (["ask", "a\udcff"], "half of a surrogate pair"),
        (["ask", "pier", "--top-k", "0"], "top_k must be at least 1"),
        (["ask", "pier", "--as-of", "yesterday"], "as_of is not a date"),
        (["facts", "--kind", "colour"], "'colour'"),
    ],
)
def test_refused_input_is_said_in_a_line_and_exits_1(pincite, words, says):
    code, out, err = pincite(*words)
    assert (code, out) == (1, "") and says in err and "Traceback" not in err


@pytest.mark.parametrize(
    "words",
    [[], ["fly"], ["ask"], ["ask", "x", "--language", "fr"], ["cite", "a/1", "--style", "mla"],
     ["ask", "x", "--top-k", "many"], ["serve", "--json"]],
)  # fmt: skip
def test_wrong_usage_exits_2(words, capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(words)
    assert stopped.value.code == 2 and "usage:" in capsys.readouterr().err


def test_a_setting_that_cannot_be_used_exits_2(pincite, monkeypatch):
    monkeypatch.setenv("PINCITE_PORT", "many")
    code, out, err = pincite("documents")
    assert (code, out) == (2, "") and "PINCITE_PORT" in err


@pytest.mark.parametrize(
    ("error", "says"), [(Conflict("Busy.", "Wait."), "Busy."), (RuntimeError("x"), "RuntimeError: x")]
)
def test_an_error_of_the_library_is_said_without_a_trace(pincite, error, says):
    def failing(folder, encoder, progress):
        raise error

    code, out, err = pincite("ask", "pier", rooms=fake_rooms(open_library=failing))
    assert (code, out) == (1, "") and says in err and "Traceback" not in err


def test_what_a_person_reads(pincite):
    _, out, _ = pincite("ask", "When does the new pier open?")
    assert "March 2025 at the earliest [1]" in out and EN.id in out and "differs: notes/s1.1" in out
    assert "quoted from a restatement" in out
    _, out, _ = pincite("ask", "Who sings?")
    assert "Nearest paragraphs" in out
    _, out, _ = pincite("documents", "--report")
    assert "no-date: No date was found." in out and "Nothing was left unread" in out


@pytest.mark.parametrize(("language", "value"), [("en", "March 2024"), ("", "2024-03")])
def test_a_value_is_shown_as_its_reader_writes_it(capsys, language, value):
    fact = next(f for f in extract("碼頭在2024年3月啟用。", language="zh-Hant") if f.kind == "date")
    terminal._fact_table(Console(width=140), [(FactObject.of(fact), "[1]")], language)
    (row,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("date")]
    assert value in row and {"March 2024": "2024-03", "2024-03": "March"}[value] not in row


def test_a_document_reads_from_top_to_bottom(pincite):
    _, out, _ = pincite("paragraphs", "harbour-2024")
    order = [out.index(part) for part in ("The Harbour Plan", "碼頭\n", "新碼頭最快", EN.text, "Annex 1", "annex-1.r2")]
    assert order == sorted(order)
    assert out.count(EN.text) == 1  # beside its counterpart, and not again


def test_a_document_cannot_steer_the_terminal(pincite, monkeypatch):
    assert terminal.visible("a\x1b[2J\x9b1m\u202eb\n\tc") == "a\ufffd[2J\ufffd1m\ufffdb\n\tc"
    _, out, _ = pincite("paragraphs", "notes")
    assert "\u202e" in HOSTILE and "\u202e" not in out and "<script>" in out


def run_python(code):
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, env=environment, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_help_imports_nothing_heavy():
    loaded = run_python(
        "import sys\nfrom service.doors import cli\n"
        "try: cli.main(['--help'])\nexcept SystemExit: pass\n"
        "print('MODULES', *sorted({name.partition('.')[0] for name in sys.modules}))"
    ).rpartition("MODULES")[2]
    heavy = {"torch", "faiss", "sentence_transformers", "numpy", "onnxruntime", "fastapi", "pydantic", "rich", "opencc"}
    assert heavy.isdisjoint(loaded.split())


def test_serving_imports_no_torch():
    loaded = run_python(
        "import sys\nimport service.doors.commands, service.library, service.answer.ask\nprint(*sys.modules)"
    ).split()
    assert {"torch", "sentence_transformers"}.isdisjoint(loaded)
