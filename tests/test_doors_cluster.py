"""The whole of docs/SCALE.md by hand: PostgreSQL, Milvus, one writer and two replicas, each a process, over real sockets."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import milvus
import pytest
from postgres import Postgres

pytestmark = pytest.mark.slow

PIER = "# Pier\n\n1. The new pier opens in March 2031 and has 12 berths.\n"
QUAY = "# Quay\n\n1. The fish quay at Lamma closes in May 2033.\n"


@contextmanager
def _process(*flags: str, **settings: str) -> Iterator[str]:
    """`pincite serve` with these flags; yields its address once it is ready."""
    environment = {**os.environ, "PYTHONWARNINGS": "ignore", **settings}
    server = subprocess.Popen(
        [sys.executable, "-m", "service.doors.cli", "serve", "--port", "0", "--encoder", "hashing", *flags],
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert server.stderr is not None
    lines: list[str] = []
    try:
        for line in server.stderr:
            lines.append(line)
            if found := re.search(r"Ready: (http://\S+:\d+)", line):
                break
        else:
            pytest.fail("".join(lines))
        yield found[1]
    finally:
        server.terminate()
        server.communicate(timeout=60)


def _call(address: str, path: str, body: Any = None, method: str | None = None) -> Any:
    data, headers = None, {}
    if isinstance(body, bytes):
        data, headers = body, {"Content-Type": "multipart/form-data; boundary=edge"}
    elif body is not None:
        data, headers = json.dumps(body).encode(), {"Content-Type": "application/json"}
    request = urllib.request.Request(address + path, data, headers, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


def _upload(address: str, name: str, text: str) -> None:
    head = f'--edge\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    job = _call(address, "/v1/documents", f"{head}{text}\r\n--edge--\r\n".encode())
    until = time.monotonic() + 120
    while job["status"] in ("queued", "running"):
        assert time.monotonic() < until
        time.sleep(0.1)
        job = _call(address, f"/v1/jobs/{job['id']}")
    assert job["status"] == "done", job


def _refused(address: str, path: str, method: str = "GET") -> tuple[int, str]:
    """Status and text of an answer that is no success."""
    with pytest.raises(urllib.error.HTTPError) as refused:
        _call(address, path, method=method)
    with refused.value as answer:
        return answer.code, answer.read().decode()


def _found(address: str, query: str) -> list[str]:
    return [one["id"] for one in _call(address, "/v1/search", {"query": query})["passages"]]


def test_one_writer_two_replicas_a_database_and_an_engine(postgres: Postgres, tmp_path: Path) -> None:
    documents, data = tmp_path / "documents", tmp_path / "data"
    documents.mkdir()
    (documents / "pier.md").write_text(PIER, "utf-8")
    with ExitStack() as stack:
        where = {
            "PINCITE_DATA": str(data),
            "PINCITE_CATALOG": postgres.database(),
            "PINCITE_INDEX_STORE": stack.enter_context(milvus.running()),
        }
        writer = stack.enter_context(_process("--documents", str(documents), **where))
        shared = {name: value for name, value in where.items() if name != "PINCITE_CATALOG"}
        replicas = [stack.enter_context(_process("--replica", "true", **shared)) for _ in range(2)]
        everyone = (writer, *replicas)
        assert [_found(one, "when does the pier open") for one in everyone] == [["pier/1"]] * 3

        _upload(writer, "quay.md", QUAY)
        for one in everyone:
            assert _found(one, "fish quay at Lamma")[0] == "quay/1"
            answer = _call(one, "/v1/ask", {"question": "When does the fish quay at Lamma close?"})
            assert answer["answered"] and "May 2033" in answer["answer"]
        assert len({_call(one, "/readyz")["index_version"] for one in everyone}) == 1

        for replica in replicas:
            code, said = _refused(replica, "/v1/documents/quay", "DELETE")
            assert code == 409
            assert "reading only" in said

        _call(writer, "/v1/documents/quay", method="DELETE")
        for one in everyone:  # the first request after the writer's answer, not some time later
            assert _found(one, "fish quay at Lamma") == ["pier/1"]
            assert _refused(one, "/v1/paragraphs/quay/1")[0] == 404
        assert not (data / "catalog.sqlite").exists(), "the catalog is PostgreSQL's"


def test_a_replica_of_nothing_says_so(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "service.doors.cli",
            "serve",
            "--port",
            "0",
            "--replica",
            "true",
            "--data",
            str(tmp_path / "none"),
        ],
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    assert done.returncode == 1
    assert "holds no index" in done.stderr
    assert not (tmp_path / "none").exists()
