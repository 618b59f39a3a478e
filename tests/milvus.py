"""A real milvus-lite server, spoken to by gRPC as any Milvus, started and stopped by the tests."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@contextmanager
def running() -> Iterator[str]:
    """The address of an empty, started server, as the setting ``index_store`` takes it."""
    home, port = Path(tempfile.mkdtemp(prefix="pincite-milvus-")), free_port()
    program = Path(sys.executable).with_name("milvus-lite")
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [program, "server", "--data-dir", home / "data", "--host", "127.0.0.1", "--port", str(port)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        until = time.monotonic() + 60
        while not answers(port):
            assert server.poll() is None and time.monotonic() < until, (home / "log").read_text()
            time.sleep(0.05)
        yield f"milvus://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(home, ignore_errors=True)
