"""A folder that is served takes in what changes in it, by itself or when asked: a real process over a real socket."""

import threading
import time

import pytest
from test_doors_serve import DOCUMENT, Server

from corpus.errors import Conflict
from service.doors.watching import Watch


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "documents"
    made.mkdir()
    (made / "harbour.md").write_text(DOCUMENT, encoding="utf-8")
    return made


def ids(server):
    return [one["id"] for one in server.get("/v1/documents")[1]["documents"]]


@pytest.mark.parametrize("how", ["true", "poll"])
def test_what_changes_in_a_watched_folder_is_taken_in(folder, tmp_path, how):
    server = Server(folder, tmp_path / "data", "--port", "0", "--watch", how).ready()
    try:
        version = server.get("/readyz")[1]["index_version"]
        (folder / "quay.txt").write_text("1. The quay is 300 metres long.\n", encoding="utf-8")
        server.wait_for(lambda: ids(server) == ["harbour", "quay"])
        assert server.get("/readyz")[1]["index_version"] != version
        (folder / "harbour.md").write_text(DOCUMENT.replace("March 2025", "April 2026"), encoding="utf-8")
        server.wait_for(lambda: server.get("/v1/documents/harbour")[1]["version"] == 2)
        (folder / "quay.txt").rename(folder / "quay.bak")
        server.wait_for(lambda: ids(server) == ["harbour"])
    finally:
        assert server.stop() == 0


def test_the_flag_alone_watches_and_a_sync_on_demand_takes_in_what_changed(folder, tmp_path):
    server = Server(folder, tmp_path / "data", "--port", "0", "--watch").ready()
    server.wait_for(lambda: any("is watched" in line for line in server.lines))
    assert server.stop() == 0
    server = Server(folder, tmp_path / "data").ready()
    try:
        (folder / "quay.txt").write_text("1. The quay is 300 metres long.\n", encoding="utf-8")
        time.sleep(0.1)
        assert ids(server) == ["harbour"], "nobody watches"
        status, job = server.get("/v1/documents/sync", "POST")
        assert (status, job["kind"]) == (202, "sync")
        server.wait_for(lambda: server.get(job["url"])[1]["status"] == "done")
        assert sorted(server.get(job["url"])[1]["documents"]) == ids(server) == ["harbour", "quay"]
        (folder / "quay.txt").unlink()
        job = server.get("/v1/documents/sync", "POST")[1]
        server.wait_for(lambda: server.get(job["url"])[1]["status"] == "done")
        assert server.get(job["url"])[1]["removed"] == ["quay"]
        assert ids(server) == ["harbour"]
    finally:
        server.stop()


def test_a_sync_that_cannot_be_started_is_started_again(folder):
    tried = []
    done = threading.Event()

    def sync():
        tried.append(1)
        if len(tried) < 3:
            raise Conflict("Another process is changing it.")
        done.set()

    watch = Watch(folder, sync, again_ms=50)
    watch.begin()
    assert done.wait(10)
    watch.stop()
    assert len(tried) == 3


def test_a_folder_that_goes_away_and_comes_back_is_watched_again(folder, tmp_path):
    synced = []
    watch = Watch(folder, lambda: synced.append(sorted(path.name for path in folder.iterdir())), again_ms=50)
    folder.rename(tmp_path / "away")
    watch.begin()
    time.sleep(0.2)
    (tmp_path / "away").rename(folder)
    until = time.monotonic() + 10
    while ["harbour.md"] not in synced and time.monotonic() < until:
        time.sleep(0.02)
    watch.stop()
    assert ["harbour.md"] in synced
