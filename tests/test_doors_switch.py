"""Another embedding model behind a running service: a job beside the others, and answers all the while."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from doors_fakes import FakeLibrary, fake_rooms, settings
from starlette.testclient import TestClient
from test_service_switch import PIER, SlowEncoder, encoder_of, put

from service.doors.http.app import create_app
from service.doors.jobs import EMBEDDING
from service.doors.rooms import REAL
from service.doors.serving import _switch
from service.library import Library
from service.settings import load_settings


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[TestClient, Library, SlowEncoder]]:
    Library.open(tmp_path / "data", encoder="hashing").add([put(tmp_path, "pier", PIER)])
    encoder = SlowEncoder()
    library = Library.open(tmp_path / "data", encoder=encoder, switch_later=True)
    app = create_app(library, settings(), REAL)
    with TestClient(app) as client:
        _switch(library, app.state.hall.jobs, "http://here")
        yield client, library, encoder
        encoder.may.set()


def test_the_service_answers_while_it_embeds_and_says_how_far_it_is(
    served: tuple[TestClient, Library, SlowEncoder],
) -> None:
    client, library, encoder = served
    assert encoder.begun.wait(60)
    job = client.get(f"/v1/jobs/{EMBEDDING}").json()
    assert (job["kind"], job["status"], job["stage"]) == ("embed", "running", "embed")
    found = client.post("/v1/search", json={"query": "pier ferries"}).json()["passages"]
    assert found[0]["text"] == PIER
    before = client.post("/v1/ask", json={"question": "When does the new pier open?"}).json()["index_version"]
    encoder.may.set()
    until = time.monotonic() + 60
    while job["status"] == "running" and time.monotonic() < until:
        job = client.get(f"/v1/jobs/{EMBEDDING}").json()
        time.sleep(0.02)
    assert (job["status"], job["progress"], job["problem"]) == ("done", 1.0, None)
    after = client.post("/v1/ask", json={"question": "When does the new pier open?"}).json()["index_version"]
    assert after == library.index_version != before
    assert encoder_of(library.data) == encoder.id


def test_a_model_that_breaks_is_said_and_the_service_goes_on(
    served: tuple[TestClient, Library, SlowEncoder],
) -> None:
    client, _, encoder = served
    encoder.fault = ValueError("no memory")
    encoder.may.set()
    until = time.monotonic() + 60
    while (job := client.get(f"/v1/jobs/{EMBEDDING}").json())["status"] == "running" and time.monotonic() < until:
        time.sleep(0.02)
    assert job["status"] == "failed"
    assert "model" in job["problem"]["detail"]
    assert client.post("/v1/search", json={"query": "pier"}).json()["passages"][0]["text"] == PIER


def test_where_there_is_nothing_to_switch_there_is_no_job() -> None:
    app = create_app(FakeLibrary(), settings(), fake_rooms())
    with TestClient(app) as client:
        _switch(app.state.hall.startup.library(), app.state.hall.jobs, "")
        assert client.get(f"/v1/jobs/{EMBEDDING}").status_code == 404


def test_the_model_and_its_use_come_from_the_settings() -> None:
    plain = load_settings({})
    assert plain.embedding.is_plain
    assert plain.embedding.name == "default"
    chosen = load_settings(
        {
            "PINCITE_ENCODER": "/models/tiny",
            "PINCITE_ENCODER_QUERY_PROMPT": "query: ",
            "PINCITE_ENCODER_PASSAGE_PROMPT": "passage: ",
            "PINCITE_ENCODER_POOLING": "cls",
        },
        {"encoder_dimension": "128"},
    ).embedding
    assert (chosen.name, chosen.query_prompt, chosen.passage_prompt) == ("/models/tiny", "query: ", "passage: ")
    assert (chosen.pooling, chosen.dimension) == ("cls", 128)


def test_both_names_of_a_date_filter_narrow_the_search() -> None:
    with TestClient(create_app(FakeLibrary(), settings(), fake_rooms())) as client:

        def dates(**filters: str) -> set[str | None]:
            found = client.post("/v1/search", json={"query": "pier 碼頭", "top_k": 50, **filters}).json()["passages"]
            return {one["document"]["date"] or one["document"]["as_of"] for one in found}

        every = sorted(date for date in dates() if date)
        assert dates(date_from=every[-1]) == dates(since=every[-1]) == {every[-1]}
        assert dates(date_to=every[0]) == dates(until=every[0]) == {every[0]}
        assert dates(since="1900-01-01", date_from=every[-1]) == {every[-1]}
