"""Uploads become jobs: their progress, their end, and what is left behind (nothing)."""

import threading
import time
from pathlib import Path

import pytest
from doors_fakes import FakeLibrary, fake_rooms, settings
from starlette.testclient import TestClient

from service.doors.http.app import create_app
from service.doors.pace import Pace, Stopped
from service.library import Library


@pytest.fixture
def uploads(tmp_path):
    """The folder that uploaded files go to."""
    return tmp_path / "uploads"


def app_of(library, data=None):
    if data is not None and isinstance(library, FakeLibrary):
        library.uploads = data / "uploads"
    return create_app(library, settings(data=data) if data else settings(), fake_rooms())


def client_of(library, data=None):
    return TestClient(app_of(library, data), raise_server_exceptions=False)


def left(uploads):
    return list(uploads.iterdir()) if uploads.is_dir() else []


def finished(client, url):
    for _ in range(500):
        job = client.get(url).json()
        if job["status"] in ("done", "failed"):
            return job
        time.sleep(0.01)
    raise AssertionError(job)


def files(**texts):
    return [("files", (name.replace("_", "."), text)) for name, text in texts.items()]


def test_an_upload_is_a_job_and_then_documents(uploads):
    with client_of(FakeLibrary(), uploads.parent) as client:
        response = client.post("/v1/documents", files=files(one_txt="First.", two_txt="Second."))
        assert response.status_code == 202
        assert response.headers["location"] == response.json()["url"]
        job = finished(client, response.json()["url"])
        assert (job["status"], job["progress"], job["eta"]) == ("done", 1.0, 0.0)
        assert (job["files"], job["documents"]) == (["one.txt", "two.txt"], ["one", "two"])
        assert job["failed"] == [] and job["problem"] is None
        assert client.get("/v1/paragraphs/two/s1.1").json()["text"] == "Second."
    assert left(uploads) == []


def test_a_job_says_how_far_it_is():
    reached, go_on = threading.Event(), threading.Event()

    class Slow(FakeLibrary):
        def add(self, paths, progress, collection=""):
            progress("embed", 1, 4)
            reached.set()
            assert go_on.wait(10)
            return super().add(paths, progress)

    with client_of(Slow()) as client:
        url = client.post("/v1/documents", files=files(a_txt="A")).json()["url"]
        assert reached.wait(10)
        waiting = client.post("/v1/documents", files=files(b_txt="B")).json()
        job = client.get(url).json()
        assert (job["status"], job["stage"], job["progress"]) == ("running", "embed", 1 / 4)
        assert waiting["status"] == "queued"
        go_on.set()
        assert finished(client, waiting["url"])["documents"] == ["b"]


def test_one_broken_file_does_not_hold_up_the_others(uploads):
    with client_of(FakeLibrary(), uploads.parent) as client:
        url = client.post("/v1/documents", files=files(good_txt="Fine.", bad_txt="broken")).json()["url"]
        job = finished(client, url)
        assert job["status"] == "done" and job["documents"] == ["good"] and job["problem"] is None
        (failed,) = job["failed"]
        assert failed["file"] == "bad.txt" and failed["problem"]["hint"] == "Mend it."


def test_nothing_added_is_a_failed_job(uploads):
    class Broken(FakeLibrary):
        def add(self, paths, progress, collection=""):
            raise RuntimeError("secret inside")

    with client_of(FakeLibrary(), uploads.parent) as client:
        job = finished(client, client.post("/v1/documents", files=files(bad_txt="broken")).json()["url"])
        assert job["status"] == "failed" and job["problem"]["detail"] == "bad.txt cannot be read."
    with client_of(Broken(), uploads.parent) as client:
        job = finished(client, client.post("/v1/documents", files=files(a_txt="A")).json()["url"])
        assert job["status"] == "failed" and "secret" not in str(job)
    assert left(uploads) == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../etc/passwd.txt", "passwd.txt"), ("C:\\papers\\a.txt", "a.txt"), ("文件.txt", "文件.txt")],
)
def test_only_the_files_own_name_is_used(uploads, given, kept):
    seen = []

    class Watching(FakeLibrary):
        def add(self, paths, progress, collection=""):
            seen.extend(Path(path) for path in paths)
            return super().add(paths, progress)

    with client_of(Watching(), uploads.parent) as client:
        response = client.post("/v1/documents", files=[("files", (given, b"x"))])
        assert response.json()["files"] == [kept]
        finished(client, response.json()["url"])
    assert [path.name for path in seen] == [kept]
    assert all(path.parent.parent == uploads for path in seen)


@pytest.mark.parametrize("name", ["..", ".hidden", "x" * 300])
def test_a_name_that_cannot_be_is_refused(uploads, name):
    with client_of(FakeLibrary(), uploads.parent) as client:
        assert client.post("/v1/documents", files=[("files", (name, b"x"))]).status_code == 422
    assert left(uploads) == []


def test_two_files_of_one_name_and_no_file_are_refused(uploads):
    with client_of(FakeLibrary(), uploads.parent) as client:
        twice = [("files", ("a.txt", b"1")), ("files", ("x/a.txt", b"2"))]
        assert client.post("/v1/documents", files=twice).status_code == 422
        assert client.post("/v1/documents", files=[("other", ("a.txt", b"1"))]).status_code == 422
    assert left(uploads) == []


@pytest.mark.parametrize("name", [b"a\x07.txt", b""])
def test_a_name_with_characters_that_cannot_be_shown_is_refused(uploads, name):
    body = b'--B\r\nContent-Disposition: form-data; name="files"; filename="' + name + b'"\r\n\r\nx\r\n--B--\r\n'
    with client_of(FakeLibrary(), uploads.parent) as client:
        kind = {"content-type": "multipart/form-data; boundary=B"}
        assert client.post("/v1/documents", content=body, headers=kind).status_code == 422
        broken = client.post("/v1/documents", content=body[:60], headers=kind)
        assert broken.status_code == 422 and broken.headers["content-type"] == "application/problem+json"
    assert left(uploads) == []


class Held(FakeLibrary):
    """Reads when it is let, and tells what stage it was stopped in."""

    def __init__(self, stage="read"):
        super().__init__()
        self.reached, self.go_on, self.stage, self.stopped = threading.Event(), threading.Event(), stage, None

    def add(self, paths, progress, collection=""):
        progress("read", 0, len(paths))
        progress(self.stage, 0, len(paths))
        self.reached.set()
        assert self.go_on.wait(10)
        try:
            progress(self.stage, 1, len(paths))
        except Stopped:
            self.stopped = self.stage
            raise
        return super().add(paths, progress)


def test_a_job_that_waits_or_reads_can_be_cancelled(uploads):
    library = Held()
    with client_of(library, uploads.parent) as client:
        first = client.post("/v1/documents", files=files(a_txt="A")).json()["url"]
        second = client.post("/v1/documents", files=files(b_txt="B")).json()["url"]
        assert library.reached.wait(10)
        assert client.delete(first).status_code == client.delete(second).status_code == 200
        library.go_on.set()
        for url in (first, second):
            job = finished(client, url)
            assert (job["status"], job["documents"]) == ("failed", [])
            assert job["problem"]["type"].endswith("cancelled")
        assert library.stopped == "read"
        assert client.get("/v1/documents/a").status_code == client.get("/v1/documents/b").status_code == 404
        assert client.delete(first).status_code == 409
        assert client.delete("/v1/jobs/none").status_code == 404
    assert left(uploads) == []


def test_a_job_that_writes_is_not_cancelled(uploads):
    library = Held("embed")
    with client_of(library, uploads.parent) as client:
        url = client.post("/v1/documents", files=files(a_txt="A")).json()["url"]
        assert library.reached.wait(10)
        refused = client.delete(url)
        assert refused.status_code == 409 and refused.json()["retryable"] is False
        library.go_on.set()
        assert finished(client, url)["documents"] == ["a"]


def test_the_service_stops_a_job_at_its_next_step(uploads):
    library = Held("embed")
    app = app_of(library, uploads.parent)
    with TestClient(app) as client:
        url = client.post("/v1/documents", files=files(a_txt="A")).json()["url"]
        assert library.reached.wait(10)
        threading.Timer(0.1, library.go_on.set).start()
    job = app.state.hall.jobs.get(url.rpartition("/")[2]).as_object()
    assert library.stopped == "embed" and job.status == "queued"
    assert job.problem is not None and job.problem.retryable is True
    with client_of(FakeLibrary(), uploads.parent) as client:
        assert finished(client, url)["documents"] == ["a"], "the next start goes on with it"
    assert left(uploads) == []


def test_a_bulk_upload_shows_how_far_it_is_before_its_first_file_is_read(uploads):
    reached, go_on = threading.Event(), threading.Event()

    class Reading(FakeLibrary):
        def add(self, paths, progress, collection=""):
            reached.set()
            assert go_on.wait(10)
            return super().add(paths, progress)

    with client_of(Reading(), uploads.parent) as client:
        url = client.post("/v1/documents", files=files(**{f"n{n}_txt": "A" for n in range(50)})).json()["url"]
        assert reached.wait(1)
        job = client.get(url).json()
        assert (job["status"], job["stage"], job["done"], job["total"]) == ("running", "read", 0, 50)
        go_on.set()
        assert len(finished(client, url)["documents"]) == 50


def test_an_upload_takes_no_other_files_place_unsaid(uploads, tmp_path_factory):
    """Over a real library: the same name is a new version and said to be; another name with the same id is refused."""
    library = Library.open(tmp_path_factory.mktemp("data"), encoder="hashing")
    one, two = "1. The pier opens in May 2030.\n", "1. The pier opens in June 2031.\n"
    with client_of(library, uploads.parent) as client:

        def put(name, text):
            return finished(client, client.post("/v1/documents", files=[("files", (name, text))]).json()["url"])

        first = put("plan.txt", one)
        assert (first["documents"], first["replaced"]) == (["plan"], [])
        assert put("plan.txt", one)["replaced"] == []
        again = put("plan.txt", two)
        assert (again["documents"], again["replaced"]) == (["plan"], ["plan"])
        for name in ("plan.md", "plan!.txt"):
            job = put(name, one)
            assert job["status"] == "failed" and job["problem"]["status"] == 409
            assert "plan.txt" in job["problem"]["detail"]
        texts = [p["text"] for p in client.get("/v1/documents/plan/paragraphs").json()["paragraphs"]]
        assert any("June 2031" in text for text in texts) and not any("May 2030" in text for text in texts)
        client.delete("/v1/documents/plan")
        assert put("plan.md", one)["documents"] == ["plan"]


def test_what_was_cancelled_leaves_nothing_in_a_real_library(tmp_path, monkeypatch):
    library = Library.open(tmp_path / "data", encoder="hashing")
    paths = []
    for name in ("one", "two"):
        paths.append(tmp_path / f"{name}.txt")
        paths[-1].write_text(f"1. The pier {name} opens in May 2030.\n", encoding="utf-8")
    pace = Pace()

    def progress(stage, done, total):
        if (stage, done) == ("read", 2):
            assert pace.stop_within(("waiting", "read"))
        pace(stage, done, total)

    before = library.snapshot().index_version
    with pytest.raises(Stopped):
        library.add(paths, progress)
    assert library.snapshot().index_version == before
    library.close()
    assert list(Library.open(tmp_path / "data", encoder="hashing").snapshot().documents()) == []
