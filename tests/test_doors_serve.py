"""`pincite serve` as a process, over a real socket, with the real rooms and a small folder of documents."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit

import pytest

from service.doors.serving import _listen

DOCUMENT = """---
title: {en: Harbour plan}
date: 2024-05-06
---

# Harbour plan

## Piers

1. The new pier opens in March 2025 at the earliest.

2. The old pier has 12 berths, and its roof costs $40 million.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("documents")
    (folder / "harbour.md").write_text(DOCUMENT, encoding="utf-8")
    return folder


class Server:
    def __init__(self, folder, data, *flags):
        command = [sys.executable, "-m", "service.doors.cli", "serve", "--documents", str(folder), "--data", str(data)]
        self.process = subprocess.Popen(
            [*command, "--encoder", "hashing", *(flags or ("--port", "0"))],
            stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONWARNINGS": "ignore"},
        )  # fmt: skip
        self.lines = []
        self.address = None
        self._read = threading.Thread(target=self._follow, daemon=True)
        self._read.start()

    def _follow(self):
        for line in self.process.stderr:
            self.lines.append(line)
            found = re.search(r"http://\S+:\d+", line)
            if found and not self.address:
                self.address = found.group()

    def wait_for(self, check, seconds=60):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if check():
                return
            assert self.process.poll() is None, "".join(self.lines)
            time.sleep(0.02)
        raise AssertionError("".join(self.lines))

    def ready(self):
        self.wait_for(lambda: self.address)
        self.wait_for(lambda: self.get("/readyz")[0] == 200)
        return self

    def get(self, path, method="GET", body=None):
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=30)
        try:
            headers = {"content-type": "application/json"} if body else {}
            connection.request(method, path, body and json.dumps(body), headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()

    def stop(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(30)
        self._read.join(10)
        self.process.stderr.close()
        return code


@pytest.fixture(scope="module")
def server(folder, tmp_path_factory):
    server = Server(folder, tmp_path_factory.mktemp("data"))
    try:
        yield server.ready()
    finally:
        server.stop()


def test_a_question_over_a_socket(server):
    status, answer = server.get("/v1/ask", "POST", {"question": "When does the new pier open?"})
    assert status == 200
    best = answer["passages"][0]
    assert "March 2025" in best["text"] and best["document"]["source"] == "harbour.md"
    for citation in answer["citations"]:
        assert citation["quote"] == citation["text"][citation["start"] : citation["end"]]
    assert answer["answered"] is bool(answer["citations"])
    assert server.get("/v1/ask", "POST", {"question": "When does the new pier open?"})[1] | {
        "timings_ms": 0
    } == answer | {"timings_ms": 0}


def test_the_ledger_over_a_socket(server):
    facts = server.get("/v1/facts?kind=money")[1]["facts"]
    assert [(fact["value"], fact["unit"]) for fact in facts] == [("40000000", "HKD")]
    paragraph = server.get(f"/v1/paragraphs/{facts[0]['paragraph_id']}")[1]
    assert paragraph["text"][facts[0]["start"] : facts[0]["end"]] == facts[0]["text"]


def test_the_question_is_not_in_the_log(server):
    server.get("/v1/search", "POST", {"query": "moonpier"})
    server.wait_for(lambda: any("/v1/search" in line for line in server.lines))
    assert not any("moonpier" in line for line in server.lines)


def test_answers_do_not_wait_for_acknowledgements():
    with _listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_a_port_in_use_is_said_and_exits_1(folder, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        second = Server(folder, tmp_path, "--port", str(port))
        assert second.process.wait(60) == 1
        second.stop()
    assert any(f"Port {port}" in line for line in second.lines) and not any(
        "Traceback" in line for line in second.lines
    )


def test_a_folder_that_is_not_there_is_said_and_exits_1(tmp_path):
    server = Server(tmp_path / "none", tmp_path / "data")
    assert server.process.wait(60) == 1
    server.stop()
    said = "".join(server.lines)
    assert "There is no folder" in said and "Traceback" not in said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_stops_in_order(folder, tmp_path, number):
    server = Server(folder, tmp_path).ready()
    assert server.stop(number) == 0
    assert not any("Traceback" in line for line in server.lines)


def test_a_second_start_embeds_nothing_again(folder, tmp_path):
    first = Server(folder, tmp_path).ready()
    version = first.get("/readyz")[1]["index_version"]
    first.stop()
    assert any(line.startswith("embed") for line in first.lines)
    second = Server(folder, tmp_path).ready()
    assert second.get("/readyz")[1]["index_version"] == version
    second.stop()
    assert not any(line.startswith("embed") for line in second.lines)


def test_told_to_stop_it_does_not_wait_for_an_upload(folder, tmp_path):
    """Stopped while it reads 250 files, it ends soon, keeps none of them half, and the next start goes on with them."""
    line = "{n}. The pier {n} of harbour {at} opens in March 2031 and costs $40 million, says paper {at}.\n\n"
    parts = []
    for at in range(250):
        text = "".join(line.format(n=n, at=at) for n in range(1, 120))
        head = f'--B\r\nContent-Disposition: form-data; name="files"; filename="paper{at}.txt"\r\n\r\n'
        parts.append(f"{head}{text}\r\n")
    body = "".join([*parts, "--B--\r\n"]).encode()
    first = Server(folder, tmp_path).ready()
    connection = http.client.HTTPConnection(urlsplit(first.address).netloc, timeout=60)
    connection.request("POST", "/v1/documents", body, {"content-type": "multipart/form-data; boundary=B"})
    job = json.loads(connection.getresponse().read())
    connection.close()
    first.wait_for(lambda: first.get(job["url"])[1]["done"] >= 1)
    assert first.get(job["url"])[1]["stage"] == "read"
    began = time.monotonic()
    assert first.stop() == 0
    assert time.monotonic() - began < 10
    assert not any("Traceback" in line for line in first.lines)
    second = Server(folder, tmp_path).ready()
    assert len(second.get("/v1/documents")[1]["documents"]) in (1, 251)
    again = second.get(job["url"])[1]
    assert (again["problem"], len(again["files"]), again["status"] in ("queued", "running", "done")) == (
        None,
        250,
        True,
    )
    assert second.stop() == 0
