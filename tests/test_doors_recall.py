"""Answers given before are given again, equal but for the times, until the documents change; and that is said."""

import json

import pytest
from doors_fakes import FakeLibrary, fake_ask, fake_rooms, settings
from starlette.testclient import TestClient

from service.doors.http.app import create_app
from service.doors.http.recall import Recall, Told

ASKED = {"question": 'When does the pier open? "timings_ms":{}'}


def client_of(library=None, ask=fake_ask, **flags):
    return TestClient(create_app(library or FakeLibrary(), settings(**flags), fake_rooms(ask)))


def asked(client, path="/v1/ask", **more):
    response = client.post(path, json=(ASKED if path == "/v1/ask" else {"query": "pier"}) | more)
    return response.headers["x-pincite-cache"], response.json()


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/search"])
def test_the_same_again_is_equal_and_said(path):
    with client_of() as client:
        first, made = asked(client, path)
        second, told = asked(client, path)
    assert (first, second) == ("miss", "hit")
    assert made | {"timings_ms": 0} == told | {"timings_ms": 0}
    if path == "/v1/ask":
        assert told["question"] == ASKED["question"]
        assert list(told["timings_ms"]) == ["total"]


def test_anything_else_in_the_request_is_another_request():
    with client_of() as client:
        asked(client)
        assert asked(client, top_k=3)[0] == "miss"
        assert asked(client, language="zh-Hant")[0] == "miss"
        assert asked(client, documents=["notes"])[0] == "miss"
        assert asked(client, history=[{"role": "user", "content": "pier"}])[0] == "miss"
        assert asked(client)[0] == "hit"


def test_a_recalled_answer_streams_and_speaks_as_openai_does():
    with client_of() as client:
        made = asked(client)[1]
        stream = client.post("/v1/ask", json=ASKED, headers={"accept": "text/event-stream"})
        assert stream.headers["x-pincite-cache"] == "hit"
        data = next(part for part in stream.text.split("\n\n") if part.startswith("event: answer"))
        assert json.loads(data.partition("data: ")[2]) | {"timings_ms": 0} == made | {"timings_ms": 0}
        chat = {"model": "pincite", "messages": [{"role": "user", "content": ASKED["question"]}]}
        spoken = client.post("/v1/chat/completions", json=chat)
        assert spoken.headers["x-pincite-cache"] == "hit"
        assert spoken.json()["pincite"] | {"timings_ms": 0} == made | {"timings_ms": 0}


def test_nothing_is_recalled_once_a_document_was_removed():
    library = FakeLibrary()
    with client_of(library) as client:
        assert "harbour-2024" in str(asked(client)[1])
        assert asked(client)[0] == "hit"
        assert client.delete("/v1/documents/harbour-2024").status_code == 200
        found, told = asked(client, "/v1/search")
        assert found == "miss"
        assert "harbour-2024" not in str(told)


def test_what_was_made_while_the_index_changed_is_not_kept():
    library = FakeLibrary()

    def changing(snapshot, question):
        answer = fake_ask(snapshot, question)
        if library.generation_open() == "fake-1":
            library.remove("notes")
            library._version += 1
        return answer

    with client_of(library, changing) as client:
        assert asked(client)[0] == "miss"
        assert asked(client)[0] == "miss"
        assert asked(client)[0] == "hit"


def test_a_language_model_is_asked_every_time_and_none_is_kept_where_told():
    with client_of(recall_mb=0) as client:
        assert [asked(client)[0] for _ in range(2)] == ["miss", "miss"]
    kept = Recall(1_000_000)
    assert kept.get(None, "key") is None
    kept.put(None, "key", Told(b"{}"))
    assert kept.get("1", "key") is None
    kept.put("1", "key", Told(b"{}"))
    assert kept.get("1", "key") == Told(b"{}", None, True)
    kept.put("2", "key", Told(b"{}"))  # made of another index than the one in use
    assert kept.get("1", "key") is not None
    assert kept.get("2", "key") is None
