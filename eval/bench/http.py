"""A real server over a socket, beside a bare FastAPI echo served the same way: start-up, latency, throughput, memory."""

from __future__ import annotations

import http.client
import json
import random
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


def _computed_ms(pid: int) -> float:
    """Milliseconds that the threads of a process have run for, from the kernel's own count (proc(5), schedstat); 0 where there is
    none."""
    try:
        return sum(int(one.read_text().split()[0]) for one in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e6
    except OSError:
        return 0.0


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load came to: milliseconds per request, requests per second, milliseconds of the server's computing a request."""

    spent: Timed
    rate: float
    computed_ms: float


def _load(server: Served, path: str, bodies: Sequence[bytes], clients: int, name: str) -> Loaded:
    """With so many clients at once, each on its own connection."""
    port, before = server.port, _computed_ms(server.pid)
    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        spent = list(pool.map(lambda i: _client(port, path, bodies[i::clients]), range(clients)))
    rate = len(bodies) / (time.perf_counter() - began)
    computed = (_computed_ms(server.pid) - before) / len(bodies)
    return Loaded(of(name, [ms for one in spent for ms in one]), rate, computed)


@dataclass(frozen=True, slots=True)
class Load:
    """What is sent to a path: which questions, by how many clients at once."""

    path: str
    questions: str  #: DISTINCT or MIXED
    clients: int

    @property
    def name(self) -> str:
        return f"{self.path}, {self.questions}, {self.clients} client{'s' if self.clients > 1 else ''}"


DISTINCT, MIXED = "never asked before", "mixed"
#: How often the questions of a mix come: the n-th most frequent in proportion to n^-0.83, the slope that Baeza-Yates et al. found
#: in the queries of a search engine ("The Impact of Caching on Search Engines", SIGIR 2007).
SLOPE = 0.83
#: Requests of one load.
REQUESTS = 250
_SEED = 20231113
_LOADS = [
    Load(path, questions, clients)
    for path in ("/v1/search", "/v1/ask")
    for questions in (DISTINCT, MIXED)
    for clients in (1, CLIENTS)
]


def _questions() -> dict[Load, list[str]]:
    """The questions of each load; those of DISTINCT loads stand in no other load, nor twice in theirs."""
    pool = list(dict.fromkeys(a.question for a in askings(load_questions(), "dev")))
    drawn = random.Random(_SEED)
    drawn.shuffle(pool)
    distinct = [load for load in _LOADS if load.questions == DISTINCT]
    each = min(REQUESTS, len(pool) // (len(distinct) + 1))
    asked = {load: pool[i * each : (i + 1) * each] for i, load in enumerate(distinct)}
    rest = pool[len(distinct) * each :]
    weights = [rank**-SLOPE for rank in range(1, len(rest) + 1)]
    return asked | {load: drawn.choices(rest, weights, k=REQUESTS) for load in _LOADS if load not in asked}


def _bodies(path: str, questions: Sequence[str]) -> list[bytes]:
    return [json.dumps({"question" if path == "/v1/ask" else "query": one}).encode() for one in questions]


#: Sent first to either server: what is loaded once is not what a request costs.
_FIRST = ["政策 policy", "When is the report published?", "計劃何時開始？", "Who chairs the committee?", "多少人參加？"]


def _side_by_side(servers: Sequence[Served]) -> dict[Load, list[Loaded]]:
    """Every load on every server, one right after the other: a shared machine changes within a run."""
    found: dict[Load, list[Loaded]] = {}
    for server in servers:
        for path in ("/v1/search", "/v1/ask"):
            _client(server.port, path, _bodies(path, _FIRST))
    for load, questions in _questions().items():
        bodies = _bodies(load.path, questions)
        found[load] = [_load(one, load.path, bodies, load.clients, load.name) for one in servers]
    return found


def http_rows(documents: Path, data: Path, *flags: str) -> list[Row]:
    """``data``: where the server keeps its index; filled by a first start, measured at the second. ``flags``: for the server."""
    port, echo_port = _free_port(), _free_port()
    pincite = [sys.executable, "-m", "service.doors.cli", "serve", "--documents", str(documents), *flags]
    pincite += ["--data", str(data), "--host", "127.0.0.1", "--port", str(port)]
    with served(pincite, port):
        pass
    with (
        served([sys.executable, "-m", "eval.bench.echo", str(echo_port)], echo_port) as echo,
        served(pincite, port) as server,
    ):
        idle = memory_mib(server.pid, peak=False)
        found = _side_by_side([server, echo])
        memory, echo_memory = memory_mib(server.pid), memory_mib(echo.pid)
        ready, echo_ready = server.ready_s, echo.ready_s
    name = "bare FastAPI echo"
    rows = [Row("http", "start-up, index there", "s", ready, name, echo_ready)]
    for load, (one, echoed) in found.items():
        spent = echoed.spent
        rows.append(row("http", one.spent, Timed(name, spent.p50, spent.p95, spent.p99, spent.calls)))
        rows.append(Row("http", f"{load.name}, throughput", "1/s", one.rate, name, echoed.rate, n=one.spent.calls))
        if one.computed_ms and echoed.computed_ms:
            computed = f"{load.name}, computing"
            rows.append(Row("http", computed, "ms", one.computed_ms, name, echoed.computed_ms, n=one.spent.calls))
    if idle and memory and echo_memory:
        rows.append(Row("memory", "server, ready", "MiB", idle, name, echo_memory))
        rows.append(Row("memory", "server, most it took", "MiB", memory, name, echo_memory))
    return rows
