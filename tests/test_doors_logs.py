"""The log: JSON with request ids, and no question unless asked for."""

import json
import logging

import pytest
from doors_fakes import FakeLibrary, fake_rooms, settings
from starlette.testclient import TestClient

from service.doors.http.app import create_app
from service.doors.logs import JsonLines


class Lines(logging.Handler):
    """Keeps what would be written."""

    def __init__(self):
        super().__init__()
        self.setFormatter(JsonLines())
        self.lines = []

    def emit(self, record):
        self.lines.append(json.loads(self.format(record)))


@pytest.fixture
def written():
    logger, handler = logging.getLogger("pincite"), Lines()
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel("INFO")
    yield handler.lines
    logger.removeHandler(handler)
    logger.setLevel(before)


def asked(**flags):
    with TestClient(create_app(FakeLibrary(), settings(**flags), fake_rooms())) as client:
        reply = client.post(
            "/v1/ask", json={"question": "When does the moonpier open?"}, headers={"x-request-id": "r-1"}
        )
        assert reply.headers["x-request-id"] == "r-1"
        return client.get("/healthz").headers["x-request-id"]


def test_a_line_a_request_with_its_id_and_no_question(written):
    second = asked()
    lines = [line for line in written if line["logger"] == "pincite.access"]
    assert [(line["route"], line["status"], line["request_id"]) for line in lines] == [
        ("/v1/ask", 200, "r-1"),
        ("/healthz", 200, second),
    ]
    assert lines[0]["method"] == "POST" and lines[0]["ms"] >= 0 and lines[0]["time"].endswith("+00:00")
    assert "moonpier" not in json.dumps(written)


def test_questions_are_written_where_that_is_asked_for(written):
    asked(log_questions="true")
    (line,) = [line for line in written if line["logger"] == "pincite.questions"]
    assert (line["asked"]["question"], line["request_id"]) == ("When does the moonpier open?", "r-1")


def test_an_error_is_told_with_where_it_came_from():
    try:
        raise ValueError("no")
    except ValueError as error:
        record = logging.LogRecord("pincite", 40, "", 0, "%s failed", ("it",), (ValueError, error, error.__traceback__))
    line = json.loads(JsonLines().format(record))
    assert (line["message"], line["level"]) == ("it failed", "error")
    assert "ValueError: no" in line["error"]
