"""Every error is problem+json, says what to do, and never shows the inside."""

import logging

import pytest
from doors_fakes import FakeLibrary, fake_ask, fake_rooms, settings
from starlette.testclient import TestClient

from corpus.errors import Conflict, Unavailable
from service.doors.http.app import create_app
from service.doors.requests import MAX_QUESTION, MAX_TOP_K

JSON = {"content-type": "application/json"}


def client_of(library=None, ask=fake_ask, **flags):
    app = create_app(library or FakeLibrary(), settings(**flags), fake_rooms(ask))
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def client():
    with client_of() as client:
        yield client


def problem(response, status):
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert {"type", "title", "status", "detail", "hint", "retryable"} <= set(body)
    assert body["status"] == status and body["type"].startswith("urn:pincite:problem:")
    assert body["detail"] and body["hint"] and isinstance(body["retryable"], bool)
    assert "Traceback" not in response.text and 'File "' not in response.text
    return body


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/v1/documents/none", "/v1/paragraphs/none/1", "/v1/paragraphs/none", "/v1/jobs/none", "/p/none/1",
     "/static/none.js", "/static/..%2Fapp.py", "/v1/paragraphs/none/1/citation"],
)  # fmt: skip
def test_404(client, path):
    assert problem(client.get(path), 404)["retryable"] is False


def test_404_for_a_document_asked_about(client):
    for path, field in (("/v1/ask", "question"), ("/v1/search", "query")):
        body = problem(client.post(path, json={field: "pier", "documents": ["notes", "none"]}), 404)
        assert "'none'" in body["detail"]


def test_405_says_what_is_allowed(client):
    response = client.put("/v1/ask", json={})
    problem(response, 405)
    assert response.headers["allow"] == "POST"
    assert client.patch("/v1/documents/notes").headers["allow"] == "DELETE, GET"
    assert client.put("/v1/documents").headers["allow"] == "GET, POST"
    assert client.post("/").headers["allow"] == "GET, HEAD"


def test_413_by_stated_length_and_by_real_length():
    with client_of(request_kb=1) as client:
        problem(client.post("/v1/ask", json={"question": "x" * 2000}), 413)
        chunks = (b"x" * 100 for _ in range(20))
        problem(client.post("/v1/ask", content=chunks, headers=JSON), 413)
        problem(client.post("/v1/ask", content=b"{}", headers=JSON | {"content-length": "9" * 30}), 413)
    with client_of(upload_mb=1) as client:
        problem(client.post("/v1/documents", files={"files": ("a.txt", b"x" * (1 << 21))}), 413)


def test_an_upload_may_be_larger_than_other_requests():
    with client_of(request_kb=1, upload_mb=1) as client:
        assert client.post("/v1/documents", files={"files": ("a.txt", b"x" * 5000)}).status_code == 202


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
@pytest.mark.parametrize("path", ["/v1/ask", "/v1/search", "/v1/facts/extract"])
def test_415(client, path, kind):
    headers = {"content-type": kind} if kind else {}
    problem(client.post(path, content=b'{"question": "pier"}', headers=headers), 415)


def test_415_for_an_upload_that_is_none(client):
    problem(client.post("/v1/documents", json={}), 415)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b"", "#"),
        (b"{", "#"),
        (b"[]", "#"),
        (b"null", "#"),
        (b"{}", "#/question"),
        (b'{"question": null}', "#/question"),
        (b'{"question": 3}', "#/question"),
        (b'{"question": ["a"]}', "#/question"),
        (b'{"question": ""}', "#/question"),
        (b'{"question": " \\n "}', "#/question"),
        (b'{"question": "a\\u0000b"}', "#/question"),
        (b'{"question": "a\\u001b[2J"}', "#/question"),
        (b'{"question": "a\\u0085"}', "#/question"),
        (b'{"question": "a\\ud800"}', "#/question"),
        (b'{"question": "%s"}' % (b"x" * (MAX_QUESTION + 1)), "#/question"),
        (b'{"question": "a", "top_k": 0}', "#/top_k"),
        (b'{"question": "a", "top_k": %d}' % (MAX_TOP_K + 1), "#/top_k"),
        (b'{"question": "a", "top_k": "8"}', "#/top_k"),
        (b'{"question": "a", "top_k": true}', "#/top_k"),
        (b'{"question": "a", "top_k": 1e400}', "#/top_k"),
        (b'{"question": "a", "top_k": NaN}', "#/top_k"),
        (b'{"question": "a", "language": "fr"}', "#/language"),
        (b'{"question": "a", "documents": "notes"}', "#/documents"),
        (b'{"question": "a", "documents": []}', "#/documents"),
        (b'{"question": "a", "documents": [1]}', "#/documents/0"),
        (b'{"question": "a", "as_of": "13/11/2023"}', "#/as_of"),
        (b'{"question": "a", "as_of": "2023-02-30"}', "#/as_of"),
        (b'{"question": "a", "history": [{"role": "system", "content": "x"}]}', "#/history/0/role"),
        (b'{"question": "a", "history": [{"role": "user", "content": "\\u0000"}]}', "#/history/0/content"),
        (b'{"question": "a", "history": {}}', "#/history"),
    ],
)
def test_422_points_at_the_field(client, body, pointer):
    found = problem(client.post("/v1/ask", content=body, headers=JSON), 422)
    assert [error["pointer"] for error in found["errors"]] == [pointer]
    assert found["retryable"] is False


def test_422_lists_all_that_is_wrong(client):
    found = problem(client.post("/v1/ask", json={"question": 1, "top_k": "x", "language": 2}), 422)
    assert [error["pointer"] for error in found["errors"]] == ["#/question", "#/language", "#/top_k"]


def test_422_for_bytes_that_are_no_text_and_for_endless_nesting(client):
    problem(client.post("/v1/ask", content=b'{"question": "\xff"}', headers=JSON), 422)
    problem(client.post("/v1/ask", content=b"[" * 500_000, headers=JSON), 422)


@pytest.mark.parametrize(
    "path",
    ["/v1/facts?limit=0", "/v1/facts?limit=1001", "/v1/facts?offset=-1", "/v1/facts?about=%00", "/v1/facts?format=xml",
     "/v1/documents?language=fr", "/v1/documents/%00", "/v1/paragraphs/a%1b", "/v1/facts?offset=999999999999999999999"],
)  # fmt: skip
def test_422_in_an_address(client, path):
    problem(client.get(path), 422)


def test_new_lines_and_tabs_may_stand_in_a_question(client):
    assert client.post("/v1/ask", json={"question": "When\n\tdoes the pier open?\r\n"}).status_code == 200


def test_500_shows_an_id_and_nothing_of_the_inside(caplog):
    def broken(snapshot, question):
        raise RuntimeError("secret inside")

    with client_of(ask=broken) as client, caplog.at_level(logging.ERROR):
        response = client.post("/v1/ask", json={"question": "pier"}, headers={"x-request-id": "r-7"})
    assert "r-7" in problem(response, 500)["hint"]
    assert "secret" not in response.text
    assert any("r-7" in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize(
    ("error", "status"), [(Conflict("Busy.", "Wait."), 409), (Unavailable("Not now.", "Wait."), 503)]
)
def test_errors_of_the_rooms_keep_their_status_and_hint(error, status):
    def failing(snapshot, question):
        raise error

    with client_of(ask=failing) as client:
        response = client.post("/v1/ask", json={"question": "pier"})
    body = problem(response, status)
    assert (body["detail"], body["hint"], body["retryable"]) == (error.message, error.hint, True)
    assert ("retry-after" in response.headers) is (status == 503)


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}]
)
def test_a_page_of_another_site_may_change_nothing(client, headers):
    problem(client.delete("/v1/documents/notes", headers=headers), 403)
    problem(client.post("/v1/documents", files={"files": ("a.txt", b"x")}, headers=headers), 403)
    assert client.get("/v1/documents/notes").status_code == 200


def test_the_services_own_page_may(client):
    own = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}
    assert client.delete("/v1/documents/notes", headers=own).status_code == 200


def test_no_question_reaches_the_log(client, caplog):
    with caplog.at_level(logging.DEBUG):
        client.post("/v1/ask", json={"question": "When does the moonpier open?"})
        client.get("/v1/facts", params={"about": "moonpier"})
        client.get("/v1/paragraphs/moonpier/1")
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("pincite")]
    assert len(lines) == 3 and not any("moonpier" in line for line in lines)
