"""The stream says what the JSON says, in the order the contract names."""

import json
import re

import pytest
from doors_fakes import FakeLibrary, fake_rooms, settings
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from service.doors.http.app import create_app
from service.doors.http.events import pieces, wants_events


@pytest.fixture
def client():
    with TestClient(create_app(FakeLibrary(), settings(), fake_rooms())) as client:
        yield client


def events(text):
    return [
        (name, json.loads(data)) for name, data in re.findall(r"^event: (\w+)\ndata: (.*)$", text, flags=re.MULTILINE)
    ]


@pytest.mark.parametrize("question", ["When does the new pier open?", "新碼頭何時啟用？", "Who sings?"])
def test_the_stream_equals_the_json(client, question):
    whole = client.post("/v1/ask", json={"question": question}).json()
    response = client.post("/v1/ask", json={"question": question}, headers={"accept": "text/event-stream"})
    assert response.headers["content-type"].startswith("text/event-stream")
    found = events(response.text)
    names = [name for name, _ in found]
    assert names[0] == "passages" and names[-2:] == ["answer", "done"]
    assert set(names[1:-2]) == {"delta"} and len(names) > 4
    assert found[0][1] == {"passages": whole["passages"]}
    assert "".join(data["text"] for name, data in found if name == "delta") == whole["answer"]
    untimed = {"timings_ms": None}  # the second one was in memory
    assert found[-2][1] | untimed == whole | untimed


def test_a_mistake_is_a_problem_before_the_stream_begins(client):
    response = client.post("/v1/ask", json={"question": ""}, headers={"accept": "text/event-stream"})
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"


@given(st.text())
def test_no_character_is_lost_on_the_way(text):
    assert "".join(json.loads(piece)["text"] for piece in pieces(text)) == text


@pytest.mark.parametrize(
    ("accept", "streams"),
    [
        ("text/event-stream", True),
        ("Text/Event-Stream", True),
        ("application/json, text/event-stream", True),
        ("application/json, text/event-stream;q=0.5", False),
        ("application/json;q=0.5, text/event-stream;q=0.9", True),
        ("text/event-stream;q=0", False),
        ("text/event-stream;q=x", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_accept_decides(accept, streams):
    assert wants_events(accept) is streams
