"""A real server over a socket, beside a bare FastAPI echo served the same way: start-up, latency, throughput, memory."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import Unavailable
from eval.bench.timing import Row, Timed, of, row
from eval.memory import memory_mib
from eval.questions import askings, load_questions

CLIENTS = 8
_LONGEST_START = 120.0


@dataclass(frozen=True, slots=True)
class Served:
    """A server of its own process."""

    port: int
    pid: int
    ready_s: float  #: from its start to its first answer that it is ready


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextmanager
def served(command: Sequence[str], port: int) -> Iterator[Served]:
    """Starts the command, waits until it is ready, stops it in the end. Raises Unavailable where it never is."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not _is_ready(port):
            if process.poll() is not None or time.perf_counter() - began > _LONGEST_START:
                raise Unavailable(f"{' '.join(command[:3])} … did not start.")
            time.sleep(0.01)
        yield Served(port, process.pid, time.perf_counter() - began)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _posted(connection: http.client.HTTPConnection, path: str, body: bytes) -> float:
    """Milliseconds of one request on an open connection. Raises Unavailable for an answer that is none."""
    began = time.perf_counter()
    connection.request("POST", path, body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise Unavailable(f"{path} answered {response.status}.")
    return (time.perf_counter() - began) * 1000


def _client(port: int, path: str, bodies: Sequence[bytes]) -> list[float]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        return [_posted(connection, path, body) for body in bodies]
    finally:
        connection.close()


def _load(port: int, path: str, bodies: Sequence[bytes], clients: int) -> tuple[Timed, float]:
    """(latency per request, requests per second) with so many clients at once, each on its own connection."""
    _client(port, path, bodies[:5])  # what is loaded once is not what a request costs
    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        spent = list(pool.map(lambda i: _client(port, path, bodies[i::clients]), range(clients)))
    rate = len(bodies) / (time.perf_counter() - began)
    name = f"{path}, {clients} client{'s' if clients > 1 else ''}"
    return of(name, [ms for one in spent for ms in one]), rate


def _bodies(path: str) -> list[bytes]:
    asked = [a.question for a in askings(load_questions(), "dev")][::2]
    return [json.dumps({"question" if path == "/v1/ask" else "query": q}).encode() for q in asked]


_LOADS = [(path, clients) for path in ("/v1/search", "/v1/ask") for clients in (1, CLIENTS)]


def _measured(server: Served) -> dict[tuple[str, int], tuple[Timed, float]]:
    return {(path, clients): _load(server.port, path, _bodies(path), clients) for path, clients in _LOADS}


def http_rows(documents: Path, data: Path) -> list[Row]:
    """``data``: where the server keeps its index; filled by a first start, measured at the second."""
    port, echo_port = _free_port(), _free_port()
    pincite = [sys.executable, "-m", "service.doors.cli", "serve", "--documents", str(documents)]
    pincite += ["--data", str(data), "--host", "127.0.0.1", "--port", str(port)]
    with served([sys.executable, "-m", "eval.bench.echo", str(echo_port)], echo_port) as echo:
        echoed, echo_memory, echo_ready = _measured(echo), memory_mib(echo.pid), echo.ready_s
    with served(pincite, port):
        pass
    with served(pincite, port) as server:
        idle = memory_mib(server.pid, peak=False)
        found, memory, ready = _measured(server), memory_mib(server.pid), server.ready_s
    name = "bare FastAPI echo"
    rows = [Row("http", "start-up, index there", "s", ready, name, echo_ready)]
    for key in _LOADS:
        (spent, rate), (echo_spent, echo_rate) = found[key], echoed[key]
        rows.append(row("http", spent, Timed(name, *(getattr(echo_spent, f) for f in ("p50", "p95", "p99", "calls")))))
        rows.append(Row("http", f"{spent.name}, throughput", "1/s", rate, name, echo_rate, n=spent.calls))
    if idle and memory and echo_memory:
        rows.append(Row("memory", "server, ready", "MiB", idle, name, echo_memory))
        rows.append(Row("memory", "server, most it took", "MiB", memory, name, echo_memory))
    return rows
