"""The shape of what every route sends, over a small library held in memory."""

import csv
import io

import pytest
from doors_fakes import APRIL, EN, HARBOUR, HOSTILE, MARCH, ROW, ZH, FakeLibrary, fake_rooms, settings
from starlette.testclient import TestClient

from service.doors.http.app import create_app

DOCUMENT = {"id", "title", "publisher", "date", "as_of", "source", "source_url", "languages"}
FACT = "kind text value unit edtf interval qualifier subject paragraph_id start end".split()


@pytest.fixture
def client():
    with TestClient(create_app(FakeLibrary(), settings(), fake_rooms())) as client:
        yield client


def ask(client, question, **more):
    response = client.post("/v1/ask", json={"question": question, **more})
    assert response.status_code == 200, response.text
    return response.json()


def test_ask_answers_with_everything_the_contract_names(client):
    answer = ask(client, "When does the new pier open?")
    assert set(answer) == set(
        "id question standalone_question language answered answer confidence reason citations facts others passages "
        "index_version timings_ms notices removed".split()
    )
    assert answer["answered"] is True and answer["reason"] is None and "[1]" in answer["answer"]
    (citation,) = answer["citations"]
    assert {"n", "id", "document", "label", "quote", "start", "end", "text", "language", "url", "counterpart"} <= set(
        citation
    )
    assert citation["quote"] == citation["text"][citation["start"] : citation["end"]] == "March 2025 at the earliest"
    assert citation["counterpart"] == {"id": ZH.id, "text": ZH.text, "language": "zh-Hant"}
    (fact,) = answer["facts"]
    assert set(FACT) | {"citation"} <= set(fact)
    assert (fact["value"], fact["edtf"], fact["interval"]) == ("2025-03", "2025-03", list(MARCH["interval"]))
    (other,) = answer["others"]
    assert other["relation"] == "differs" and other["document"]["id"] == "notes" and other["label"] == "s1.1"
    assert other["interval"] == list(APRIL["interval"])
    assert {"id", "document", "label", "text", "language", "score", "rank"} <= set(answer["passages"][0])
    assert [passage["rank"] for passage in answer["passages"]] == [1, 2, 3, 4, 5]


def test_every_document_object_is_the_same_everywhere(client):
    answer = ask(client, "When does the new pier open?")
    paragraph = client.get(f"/v1/paragraphs/{EN.id}", params={"language": "en"}).json()
    listed = client.get("/v1/documents", params={"language": "en"}).json()["documents"][0]
    objects = [
        answer["citations"][0]["document"],
        answer["passages"][0]["document"],
        paragraph["document"],
        client.get("/v1/facts", params={"language": "en"}).json()["facts"][0]["document"],
        client.get(f"/v1/documents/{HARBOUR.id}/paragraphs", params={"language": "en"}).json()["document"],
    ]
    assert all(one == objects[0] for one in objects) and set(objects[0]) >= DOCUMENT
    assert listed == listed | objects[0]
    assert objects[0]["source"] == "harbour.md" and objects[0]["restates"] == HARBOUR.restates


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "The Harbour Plan"), ("zh-Hant", "海港計劃"), ("zh-Hans", "海港計劃"), (None, "海港計劃")],
)
def test_titles_are_in_the_askers_language_or_the_nearest(client, language, title):
    found = client.get("/v1/documents/harbour-2024", params={"language": language} if language else {}).json()
    assert found["title"] == title
    assert found["titles"] == dict(HARBOUR.title)


def test_a_refusal_has_no_citation_and_no_fact_but_passages(client):
    answer = ask(client, "Who sings?")
    assert answer["answered"] is False and answer["reason"]
    assert answer["citations"] == answer["facts"] == []
    assert answer["passages"]


def test_ask_takes_everything_the_contract_names(client):
    history = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]
    more = {"language": "zh-Hans", "top_k": 2, "documents": ["notes"], "as_of": "2024-01-31", "history": history}
    answer = ask(client, "pier", **more)
    assert answer["language"] == "zh-Hans"
    assert [p["document"]["id"] for p in answer["passages"]] == ["notes", "notes"]


def test_a_whole_number_may_be_written_with_a_point(client):
    assert len(ask(client, "pier", top_k=2.0)["passages"]) == 2


def test_search(client):
    found = client.post("/v1/search", json={"query": "pier", "top_k": 2, "documents": None, "language": "auto"})
    passages = found.json()["passages"]
    assert [(p["rank"], p["id"]) for p in passages] == [(1, EN.id), (2, "notes/s1.1")]
    assert passages[0]["document"]["title"] == "The Harbour Plan"


def test_documents_carry_counts_and_problems(client):
    harbour, notes = client.get("/v1/documents").json()["documents"]
    assert (harbour["paragraphs"], harbour["facts"], harbour["version"], harbour["status"]) == (3, 3, 1, "ready")
    assert notes["problems"] == [{"kind": "no-date", "message": "No date was found.", "place": ""}]
    assert client.get("/v1/documents/notes").json() == notes


def test_no_document_is_an_empty_list():
    with TestClient(create_app(FakeLibrary(empty=True), settings(), fake_rooms())) as client:
        assert client.get("/v1/documents").json() == {"documents": []}


def test_a_document_is_read_page_by_page(client):
    first = client.get("/v1/documents/harbour-2024/paragraphs", params={"limit": 2}).json()
    assert [p["id"] for p in first["paragraphs"]] == [ZH.id, EN.id]
    rest = client.get(first["next"]).json()
    assert [p["id"] for p in rest["paragraphs"]] == [ROW.id] and rest["next"] is None


def test_deleted_means_gone_everywhere(client):
    assert client.delete("/v1/documents/harbour-2024").json() == {"removed": "harbour-2024"}
    assert [one["id"] for one in client.get("/v1/documents").json()["documents"]] == ["notes"]
    for path in ("/v1/documents/harbour-2024", f"/v1/paragraphs/{EN.id}", f"/p/{EN.id}"):
        assert client.get(path).status_code == 404
    assert client.delete("/v1/documents/harbour-2024").status_code == 404
    assert all(f["document"]["id"] == "notes" for f in client.get("/v1/facts").json()["facts"])


@pytest.mark.parametrize("written", [EN.id, EN.id.replace("/", "%2F").replace("@", "%40")])
def test_a_paragraph_by_id_its_slash_encoded_or_not(client, written):
    found = client.get(f"/v1/paragraphs/{written}").json()
    assert (found["id"], found["text"], found["label"], found["language"]) == (EN.id, EN.text, "3", "en")
    assert found["context"]["headings"] == ["Piers"] and found["counterpart"]["id"] == ZH.id
    assert client.get(found["url"]).status_code == 200


def test_a_citation_in_each_style(client):
    path = f"/v1/paragraphs/{EN.id}/citation"
    for style, kind in [("footnote", "text/plain"), ("plain", "text/plain"), ("bibtex", "application/x-bibtex")]:
        response = client.get(path, params={"style": style, "language": "en"})
        assert response.headers["content-type"].startswith(kind)
        assert "The Harbour Plan" in response.text and EN.text in response.text
        inside = client.get(path, params={"style": style, "language": "en"}, headers={"accept": "application/json"})
        assert inside.json() == {
            "id": EN.id, "style": style, "language": "en", "citation": response.text.removesuffix("\n"),
        }  # fmt: skip
    (item,) = client.get(path, params={"style": "csl-json", "start": 22, "end": 32}).json()
    assert (item["title"], item["annote"]) == ("The Harbour Plan", "March 2025")
    assert client.get(path, params={"style": "mla"}).status_code == 422
    assert client.get(path, params={"start": 5, "end": 5}).status_code == 422


def test_facts_by_kind_about_and_document(client):
    def values(**query):
        return [fact["value"] for fact in client.get("/v1/facts", params=query).json()["facts"]]

    assert values() == ["2025-03", "2025-03", "12000000", "2025-04", "80"]
    assert values(kind="date", document="notes") == ["2025-04"]
    assert values(about="visitors") == ["12000000"]
    # 新碼頭 and "new pier" are one name in the documents' own glossary.
    # In order of date: the notes speak as of the end of 2023, the plan is of May 2024.
    assert values(about="新碼頭") == ["2025-04", "2025-03", "2025-03"]
    assert client.get("/v1/facts", params={"kind": "colour"}).status_code == 422
    assert client.get("/v1/facts", params={"document": "nope"}).status_code == 404


def test_a_list_that_is_cut_says_so(client):
    first = client.get("/v1/facts", params={"limit": 3, "kind": "date"}).json()
    assert len(first["facts"]) == 3 and first["next"] is None
    first = client.get("/v1/facts", params={"limit": 2, "kind": "date"}).json()
    rest = client.get(first["next"]).json()
    assert [f["value"] for f in first["facts"] + rest["facts"]] == ["2025-03", "2025-03", "2025-04"]
    assert rest["next"] is None


def test_facts_as_csv_hold_the_same_and_no_formula(client):
    response = client.get("/v1/facts", params={"format": "csv"})
    assert response.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    shown = client.get("/v1/facts").json()["facts"]
    assert [row["value"] for row in rows] == [fact["value"] for fact in shown]
    assert [row["subject"] for row in rows if row["kind"] == "count"] == ["'=visitors"]


def test_facts_of_a_text(client):
    text = "Of these, 80 % sail."
    (fact,) = client.post("/v1/facts/extract", json={"text": text, "date": "2024-01-01"}).json()["facts"]
    assert (fact["value"], fact["unit"], text[fact["start"] : fact["end"]]) == ("80", "%", "80 %")
    assert fact["subject"] == "en"  # the language was found


def test_health_readiness_and_metrics(client):
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").json() == {"status": "ready", "index_version": "fake-1", "documents": 2}
    ask(client, "pier")
    ask(client, "song")
    metrics = client.get("/metrics").text
    assert 'pincite_answers_total{language="en",outcome="answered"} 1.0' in metrics
    assert 'pincite_answers_total{language="en",outcome="refused"} 1.0' in metrics
    assert 'pincite_requests_total{method="POST",route="/v1/ask",status="200"} 2.0' in metrics


def test_links_get_the_public_address():
    app = create_app(FakeLibrary(), settings(public_url="https://pincite.example/"), fake_rooms())
    with TestClient(app) as client:
        assert ask(client, "pier")["citations"][0]["url"] == f"https://pincite.example/p/{EN.id}"
        footnote = client.get(f"/v1/paragraphs/{EN.id}/citation", params={"style": "plain"}).text
        assert f"https://pincite.example/p/{EN.id}" in footnote


def test_a_permanent_page_shows_document_text_as_text(client):
    page = client.get("/p/notes/s1.2")
    assert page.headers["content-type"].startswith("text/html")
    assert "<script" not in page.text and "<img" not in page.text
    assert "&lt;script&gt;" in page.text and HOSTILE[:8] not in page.text
    assert "A restatement" not in page.text
    assert HARBOUR.restates in client.get(f"/p/{EN.id}").text


def test_the_reference_page_lists_every_route_and_asks_no_other_server(client):
    docs = client.get("/docs").text
    document = client.get("/openapi.json").json()
    for path in document["paths"]:
        assert path in docs
    assert "http://" not in docs and "https://" not in docs and "<script" not in docs


def test_every_answer_carries_security_headers_and_an_id(client):
    for path in ("/", "/healthz", "/nothing", "/static/app.js", "/v1/documents"):
        headers = client.get(path, headers={"x-request-id": "abc-1"}).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-request-id"] == "abc-1"
    assert client.get("/healthz", headers={"x-request-id": "a b<c>"}).headers["x-request-id"] != "a b<c>"


def test_what_a_route_sends_fits_its_schema(client):
    """The OpenAPI document names the fields that are really sent."""
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    assert set(schemas["AnswerObject"]["properties"]) == set(ask(client, "pier"))
    fact = client.get("/v1/facts").json()["facts"][0]
    assert set(schemas["LedgerFact"]["properties"]) == set(fact)
    paragraph = client.get(f"/v1/paragraphs/{EN.id}").json()
    assert set(schemas["FullParagraph"]["properties"]) == set(paragraph)
