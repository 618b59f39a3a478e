"""The drafters' desk over HTTP and on the command line: the same objects at both doors."""

import json
import threading

import pytest
from doors_fakes import EN, EVIL, ZH, FakeLibrary, fake_rooms, settings
from starlette.testclient import TestClient

from service.desk.shelf import Shelf, shelf_of
from service.doors import cli, commands
from service.doors.http.app import create_app


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
