"""The drafters' desk over HTTP and on the command line: the same objects at both doors."""

import io
import json
import threading
import zipfile
from dataclasses import replace
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pytest
from doors_fakes import EN, EVIL, ZH, FakeLibrary, fake_rooms, settings
from harbour import library
from starlette.testclient import TestClient

from service.desk.shelf import Shelf, shelf_of
from service.doors import cli, commands
from service.doors.draft_files import read_draft
from service.doors.http.app import create_app
from service.doors.rooms import REAL


@pytest.fixture(scope="module")
def client():
    with TestClient(create_app(FakeLibrary(), settings(), fake_rooms())) as client:
        yield client


@pytest.fixture
def pincite(tmp_path, capsys):
    """Run a command over one library; returns (exit code, stdout, stderr)."""

    def run(*words):
        arguments = cli.parser().parse_args([*words, "--data", str(tmp_path)])
        code = commands.run(arguments, fake_rooms())
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def verify(client, *quotes, **given):
    response = client.post("/v1/quotes/verify", json={"quotes": list(quotes), **given})
    assert response.status_code == 200, response.text
    return response.json()["results"]


def test_an_exact_quotation_has_its_place(client):
    (result,) = verify(client, "「新碼頭最快於二零二五年三月啟用」")
    match = result["match"]
    assert (result["verdict"], result["differences"]) == ("exact", [])
    assert match["paragraph"]["id"] == ZH.id and match["document"]["id"] == "harbour-2024"
    assert match["paragraph"]["text"][match["start"] : match["end"]] == match["text"] == ZH.text[:-1]


def test_an_altered_quotation_says_how(client):
    quote = "The new pier opens in March 2026 at the earliest"
    (result,) = verify(client, quote)
    (piece,) = result["differences"]
    assert (result["verdict"], piece["kind"], piece["quoted"], piece["source"]) == ("altered", "number", "2026", "2025")
    assert quote[piece["start"] : piece["end"]] == "2026"


def test_absent_and_empty_quotations_have_no_place(client):
    for result in verify(client, "Whales are counted at dawn every winter", "", "「」"):
        assert (result["verdict"], result["match"]) == ("absent", None)


def test_a_quotation_from_another_document_than_named_is_said(client):
    (result,) = verify(client, "The new pier opens in March 2025", documents=["notes"])
    assert result["match"]["paragraph"]["id"] == EN.id
    assert any(note.startswith("misattributed") for note in result["notes"])


def test_a_thousand_quotations_in_one_call(client):
    quotes = [EN.text[:30], "Whales are counted at dawn"] * 500
    results = verify(client, *quotes)
    assert [r["quote"] for r in results] == quotes
    assert [r["verdict"] for r in results] == ["exact", "absent"] * 500


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 422), ({"quotes": "x"}, 422), ({"quotes": ["a\x00"]}, 422), ({"quotes": ["x"], "documents": ["none"]}, 404)],
)
def test_what_cannot_be_verified_is_a_problem(client, body, status):
    response = client.post("/v1/quotes/verify", json=body)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


def test_verify_json_equals_http(client, pincite):
    quotes = ["The new pier opens in May 2025", EVIL.text[:20]]
    code, out, _ = pincite("verify", *quotes, "--document", "notes", "--json")
    assert code == 0
    assert json.loads(out) == {"results": verify(client, *quotes, documents=["notes"])}


def test_verify_reads_lines_and_strict_says_so_in_the_exit_code(pincite, tmp_path):
    file = tmp_path / "quotes.txt"
    file.write_text(f"{ZH.text}\n\n{EN.text}\n", encoding="utf-8")
    code, out, err = pincite("verify", "--file", str(file), "--strict")
    assert code == 0 and out.count("exact") == 2 and "2 of 2 exact" in err
    code, out, _ = pincite("verify", "The new pier opens in May 2025", "--strict")
    assert code == 1 and "March" in out
    assert pincite("verify")[0] == 1
    assert pincite("verify", "--file", str(tmp_path / "none.txt"))[0] == 1


def test_a_shelf_is_filled_once_for_all_threads(monkeypatch):
    filled = []
    fill = Shelf.__init__
    monkeypatch.setattr(Shelf, "__init__", lambda self, snapshot: (filled.append(1), fill(self, snapshot))[1])
    snapshot, found = FakeLibrary().snapshot(), []
    threads = [threading.Thread(target=lambda: found.append(shelf_of(snapshot))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(filled) == 1 and len(set(map(id, found))) == 1


# -- drafts, over a real library of made-up documents

DRAFT = """# Opening remarks

The Lantern Pier will open in the second half of 2025 at the earliest. The Kelp Museum received 182,000 visitors in 2023.

- 圖書館不會收取入場費。
- Whales are counted at dawn by 40 volunteers.
"""


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    return library(tmp_path_factory.mktemp("harbour"))


@pytest.fixture(scope="module")
def harbour(real):
    with TestClient(create_app(real, settings())) as client:
        yield client


@pytest.fixture
def checking(real, tmp_path, capsys):
    rooms = replace(REAL, open_library=lambda data, encoder, progress: real)

    def run(*words):
        arguments = cli.parser().parse_args([*words, "--data", str(tmp_path)])
        code = commands.run(arguments, rooms)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def check(client, text, **given):
    response = client.post("/v1/drafts/check", json={"text": text, **given})
    assert response.status_code == 200, response.text
    return response.json()["statements"]


def test_each_statement_has_its_verdict_in_its_place(harbour):
    found = check(harbour, DRAFT)
    assert [s["verdict"] for s in found] == ["supported", "contradicted", "supported", "not_found"]
    for statement in found:
        assert DRAFT[statement["start"] : statement["end"]] == statement["text"]
        for piece in (*statement["differences"], *statement["pieces"]):
            assert DRAFT[piece["start"] : piece["end"]] == piece.get("stated", piece.get("text"))
        for citation in statement["citations"]:
            assert citation["text"][citation["start"] : citation["end"]] == citation["quote"]
        assert bool(statement["citations"]) is (statement["verdict"] != "not_found")


def test_a_contradiction_says_what_the_source_says_and_where(harbour):
    (statement,) = check(harbour, "The Kelp Museum received 182,000 visitors in 2023.")
    (difference,) = statement["differences"]
    assert difference["stated"].startswith("182,000") and difference["source"].startswith("128,000")
    assert (statement["reason"], statement["citations"][0]["id"]) == ("figure", "harbour-plan/3")


def test_as_of_hides_later_documents(harbour):
    text = "The Kelp Museum received 128,000 visitors in 2023."
    assert check(harbour, text)[0]["verdict"] == "supported"
    assert check(harbour, text, as_of="2024-01-01")[0]["verdict"] == "not_found"
    assert check(harbour, text, as_of="1999-01-01")[0]["verdict"] == "not_found"


@pytest.mark.parametrize("body", [{}, {"text": " "}, {"text": "x", "as_of": "soon"}])
def test_what_cannot_be_checked_is_a_problem(harbour, body):
    response = harbour.post("/v1/drafts/check", json=body)
    assert response.status_code == 422 and response.headers["content-type"] == "application/problem+json"


def docx(paragraphs):
    out = io.BytesIO()
    body = "".join(f"<w:p><w:r><w:t>{escape(p)}</w:t></w:r></w:p>" for p in paragraphs)
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{name}"><w:body>{body}</w:body></w:document>')
    return out.getvalue()


def test_check_json_equals_http_for_each_kind_of_file(harbour, checking, tmp_path):
    for suffix in (".txt", ".md", ".docx"):
        file = tmp_path / f"draft{suffix}"
        data = docx(DRAFT.splitlines()) if suffix == ".docx" else DRAFT.encode()
        file.write_bytes(data)
        code, out, _ = checking("check", str(file), "--json")
        assert code == 0 and json.loads(out)["statements"] == check(harbour, DRAFT.rstrip("\n"))


def test_check_on_a_terminal_and_strictly(checking, tmp_path):
    file = tmp_path / "draft.txt"
    file.write_text(DRAFT, encoding="utf-8")
    code, out, err = checking("check", str(file), "--strict")
    assert code == 1 and "128,000" in out and "2 supported, 1 contradicted, 1 not found." in err
    file.write_text("圖書館不會收取入場費。", encoding="utf-8")
    assert checking("check", str(file), "--strict")[0] == 0


def test_the_annotated_page_stands_alone_and_escapes_everything(checking, tmp_path):
    file, page = tmp_path / "draft.txt", tmp_path / "draft.html"
    file.write_text(DRAFT + '\n<script>alert("x")</script> 5 piers.', encoding="utf-8")
    assert checking("check", str(file), "--html", str(page))[0] == 0
    html = page.read_text(encoding="utf-8")
    assert "<script" not in html and "&lt;script&gt;" in html and "http" not in html
    assert html.count('<mark class="supported">') == 2 and '<mark class="contradicted">' in html


def test_the_docx_has_a_comment_on_each_statement(checking, tmp_path):
    file, out = tmp_path / "draft.txt", tmp_path / "draft.docx"
    file.write_text(DRAFT, encoding="utf-8")
    assert checking("check", str(file), "--docx", str(out))[0] == 0
    with zipfile.ZipFile(out) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for text in parts.values():
        ElementTree.fromstring(text)
    assert parts["word/comments.xml"].count("<w:comment ") == 4
    assert parts["word/document.xml"].count("<w:commentRangeStart") == 4
    assert "128,000" in parts["word/comments.xml"]
    # What was written can be checked again: the same text comes back.
    assert read_draft(str(out)).text.split("\n") == DRAFT.splitlines()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("draft.docx", b"PK nothing"),
        ("draft.docx", docx(["  "])),
        ("draft.pdf", b"%PDF"),
        ("draft.txt", b""),
        ("draft.docx", docx(["x"]).replace(b"word/document.xml", b"word/documxnt.xml")),
    ],
)
def test_a_file_that_cannot_be_read_is_said_in_a_line(checking, tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    code, out, err = checking("check", str(tmp_path / name))
    assert (code, out) == (1, "") and "Traceback" not in err and err.startswith("pincite:")
