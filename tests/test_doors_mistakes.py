"""A client's slips are said with what was meant: a misspelt field, days the wrong way round, a label in two languages."""

import pytest
from doors_fakes import FakeLibrary, fake_rooms, settings
from starlette.testclient import TestClient

from corpus.errors import NotFound
from corpus.store.catalog import Catalog
from service.doors import cli
from service.doors.http.app import create_app
from service.doors.mistakes import nearest


@pytest.fixture(scope="module")
def client():
    with TestClient(create_app(FakeLibrary(), settings(), fake_rooms()), raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "body", "pointer", "meant"),
    [
        ("/v1/search", {"query": "pier", "topk": 3}, "#/topk", "top_k"),
        ("/v1/search", {"query": "pier", "untill": "2024-01-01"}, "#/untill", "until"),
        ("/v1/ask", {"question": "pier?", "asOf": "2024-01-01"}, "#/asOf", "as_of"),
        ("/v1/ask", {"question": "pier?", "document": ["notes"]}, "#/document", "documents"),
        ("/v1/ask", {"question": "pier?", "history": [{"role": "user", "content": "a", "contents": "b"}]},
         "#/history/0/contents", "content"),
        ("/v1/quotes/verify", {"quotes": ["a"], "docs": ["notes"]}, "#/docs", ""),
    ],
)  # fmt: skip
def test_a_field_that_there_is_not_is_refused_with_the_nearest_one(client, path, body, pointer, meant):
    response = client.post(path, json=body)
    problem = response.json()
    assert response.status_code == 422
    assert problem["errors"] == [{"pointer": pointer, "detail": "is not a field here"}]
    assert (f"Did you mean {meant}?" in problem["hint"]) is bool(meant)


def test_clients_of_openai_may_send_what_they_like(client):
    body = {"model": "pincite", "messages": [{"role": "user", "content": "pier?", "name": "x"}], "seed": 4, "toolz": []}
    assert client.post("/v1/chat/completions", json=body).status_code == 200


def test_both_names_of_a_filter_are_fields(client):
    body = {"query": "pier", "date_from": "2024-01-01", "since": "2024-01-01", "date_to": "2024-12-31"}
    assert client.post("/v1/search", json=body).status_code == 200


def test_days_the_wrong_way_round_are_said(client, tmp_path, capsys):
    response = client.post("/v1/search", json={"query": "pier", "since": "2024-02-01", "date_to": "2024-01-31"})
    assert response.status_code == 422 and "2024-02-01" in response.json()["detail"]
    assert (
        client.post("/v1/search", json={"query": "pier", "since": "2024-02-01", "until": "2024-02-01"}).status_code
        == 200
    )


def test_a_label_in_two_languages_says_which(bundled, tmp_path, capsys):
    file = tmp_path / "data" / "file"
    file.parent.mkdir()
    flags = ["--data", str(tmp_path / "index"), "--encoder", "hashing", "--documents", str(bundled)]
    assert cli.main(["paragraphs", "itib-budget-2024-25", "--json", *flags]) == 0
    out = capsys.readouterr().out
    bilingual = next(line.split('"')[3] for line in out.splitlines() if '@en"' in line and '"id"' in line)
    bare = bilingual.removesuffix("@en")
    assert cli.main(["cite", bare, *flags]) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert f"'{bare}@en' or '{bare}@zh-Hant'" in said
    catalog = Catalog(tmp_path / "index" / "catalog.sqlite")
    with pytest.raises(NotFound, match="There is no paragraph"):
        catalog.paragraph(f"{bare}x")
    catalog.close()


def test_a_data_folder_that_is_a_file_is_said(tmp_path, capsys):
    (tmp_path / "file").write_text("x")
    assert cli.main(["documents", "--data", str(tmp_path / "file")]) == 2
    assert "is a file, not a folder" in " ".join(capsys.readouterr().err.split())


def test_nothing_near_is_nothing():
    assert nearest("colour", ("query", "top_k")) == ""
