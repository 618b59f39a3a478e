"""What was acknowledged is done although the service is killed in the middle of it: a real process, killed with SIGKILL."""

import contextlib
import http.client
import json
import random
import re
import shutil
import signal
import time
from urllib.parse import urlsplit

import pytest
from doors_fakes import FakeLibrary, fake_rooms, settings
from starlette.testclient import TestClient
from test_doors_serve import DOCUMENT, Server

from corpus.durable import KILL_AT
from service.doors.http.app import create_app
from service.doors.jobs import ATTEMPTS

FILES = 24


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("documents")
    (folder / "harbour.md").write_text(DOCUMENT, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def begun(folder, tmp_path_factory):
    """A data folder that has taken in the folder once; each test begins with a copy."""
    data = tmp_path_factory.mktemp("begun") / "data"
    server = Server(folder, data).ready()
    assert server.stop() == 0
    return data


def upload(server, names):
    parts = "".join(
        f'--B\r\nContent-Disposition: form-data; name="files"; filename="{name}.txt"\r\n\r\n'
        + "".join(f"{n}. The pier {n} of {name} opens in March 2031.\n\n" for n in range(1, 40))
        + "\r\n"
        for name in names
    )
    connection = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=60)
    try:
        kind = {"content-type": "multipart/form-data; boundary=B"}
        connection.request("POST", "/v1/documents", f"{parts}--B--\r\n".encode(), kind)
        response = connection.getresponse()
        assert response.status == 202
        return json.loads(response.read())
    finally:
        connection.close()


def ended(server, url):
    server.wait_for(lambda: server.get(url)[1]["status"] in ("done", "failed"))
    return server.get(url)[1]


def ids(server):
    return [one["id"] for one in server.get("/v1/documents")[1]["documents"]]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_killed_in_the_middle_of_a_job_the_next_start_ends_it(folder, begun, tmp_path, seed):
    data = tmp_path / "data"
    shutil.copytree(begun, data)
    first = Server(folder, data).ready()
    names = [f"paper{n:02}" for n in range(FILES)]
    job = upload(first, names)
    second_job = upload(first, ["quay"])
    time.sleep(random.Random(seed).uniform(0, 1.0))
    first.stop(signal.SIGKILL)
    second = Server(folder, data).ready()
    try:
        assert second.get(job["url"])[0] == 200
        shown = ended(second, job["url"])
        assert (shown["status"], shown["documents"], shown["files"]) == ("done", names, [f"{n}.txt" for n in names])
        assert ended(second, second_job["url"])["documents"] == ["quay"]
        assert ids(second) == sorted(["harbour", "quay", *names])
        assert second.get("/v1/search", "POST", {"query": "pier 3 of paper07"})[1]["passages"]
    finally:
        assert second.stop() == 0
    third = Server(folder, data).ready()  # what has ended is remembered, and not done again
    try:
        assert third.get(job["url"])[1] == shown
        assert not any(line.startswith("embed") for line in third.lines)
    finally:
        third.stop()


@pytest.mark.parametrize("at", [2, 5, 9])
def test_killed_at_a_write_point_of_the_upload_it_is_acknowledged_or_gone(folder, begun, tmp_path, monkeypatch, at):
    """The process kills itself while it writes: nobody was told, or the job is there. Never half of it."""
    data = tmp_path / "data"
    shutil.copytree(begun, data)
    monkeypatch.setenv(KILL_AT, str(at))
    first = Server(folder, data).ready()
    told = None
    with contextlib.suppress(OSError, http.client.HTTPException):
        told = upload(first, ["quay", "pier"])
    first.process.wait(30)
    first.stop()
    monkeypatch.delenv(KILL_AT)
    second = Server(folder, data).ready()
    try:
        jobs = [json.loads(path.read_text())["job"]["url"] for path in sorted((data / "jobs").glob("*.json"))]
        for url in jobs:
            assert ended(second, url)["documents"] == ["quay", "pier"]
        assert ids(second) == (["harbour", "pier", "quay"] if jobs else ["harbour"])
        assert told is None or [told["url"]] == jobs
        second.wait_for(lambda: not list((data / "uploads").glob(".new-*")))
    finally:
        second.stop()


def finished(client, url):
    for _ in range(500):
        job = client.get(url).json()
        if job["status"] in ("done", "failed"):
            return job
        time.sleep(0.01)
    raise AssertionError(job)


def test_what_ends_the_service_each_time_is_given_up(tmp_path):
    known = settings(data=tmp_path)
    with TestClient(create_app(FakeLibrary(), known, fake_rooms())) as client:
        url = client.post("/v1/documents", files=[("files", ("a.txt", b"A"))]).json()["url"]
        finished(client, url)
    [path] = (tmp_path / "jobs").glob("*.json")
    record = json.loads(path.read_text())
    record["job"]["status"], record["attempts"] = "running", ATTEMPTS
    path.write_text(json.dumps(record))
    with TestClient(create_app(FakeLibrary(), known, fake_rooms())) as client:
        job = finished(client, url)
        assert job["status"] == "failed" and f"{ATTEMPTS} times" in job["problem"]["detail"]


def test_a_cancelled_job_stays_cancelled_and_a_record_that_cannot_be_read_harms_nobody(tmp_path):
    known = settings(data=tmp_path)
    library = FakeLibrary()
    library.uploads = tmp_path / "uploads"
    with TestClient(create_app(library, known, fake_rooms())) as client:
        url = client.post("/v1/documents", files=[("files", ("a.txt", b"A"))]).json()["url"]
        finished(client, url)
    [path] = (tmp_path / "jobs").glob("*.json")
    (tmp_path / "jobs" / "broken.json").write_text("{")
    record = json.loads(path.read_text())
    record["job"]["status"], record["job"]["problem"] = "failed", None
    path.write_text(json.dumps(record))
    with TestClient(create_app(FakeLibrary(), known, fake_rooms())) as client:
        assert client.get(url).json()["status"] == "failed"
        assert client.get("/v1/documents/a").status_code == 404
        assert re.fullmatch(r"/v1/jobs/[0-9a-f]{32}", url)


def test_a_replica_takes_no_documents(tmp_path):
    with TestClient(create_app(FakeLibrary(), settings(data=tmp_path, replica="true"), fake_rooms())) as client:
        for path, given in (("/v1/documents", {"files": [("files", ("a.txt", b"A"))]}), ("/v1/documents/sync", {})):
            assert client.post(path, **given).status_code == 409
    assert list(tmp_path.iterdir()) == []
