"""A real PostgreSQL, started and stopped by the tests; each test gets an empty database of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

#: It refuses to run as root; Debian's package brings the first of these users, every system has the second.
_USERS = ("postgres", "nobody")


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))  # where Debian keeps them, out of PATH
    path = shutil.which("initdb")
    initdb = found[-1] if found else Path(path).resolve() if path else None
    return initdb.parent if initdb else None


def _unprivileged() -> int | None:
    """Number of the user to run it as; None: the present one."""
    if os.geteuid() != 0:
        return None
    import pwd

    known = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
    return next(known[name] for name in _USERS if name in known)


class Postgres:
    """A server on a socket in a folder of its own; no port, no password."""

    def __init__(self, binaries: Path, home: Path) -> None:
        self._binaries, self._home, self._user = binaries, home, _unprivileged()
        self._numbers = count(1)
        if self._user is not None:
            os.chown(home, self._user, -1)
        self._run("initdb", "-D", str(home / "data"), "-U", "pincite", "-A", "trust", "-E", "UTF8", "--no-sync",
                  "--locale=C.UTF-8")  # fmt: skip

    def _run(self, program: str, *arguments: str) -> None:
        with (self._home / f"{program}.out").open("ab") as out:
            subprocess.run(
                [str(self._binaries / program), *arguments],
                user=self._user,
                cwd=self._home,
                check=True,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def start(self) -> None:
        options = f"-c listen_addresses= -c unix_socket_directories={self._home} -c fsync=off -c shared_buffers=32MB"
        self._run("pg_ctl", "-D", str(self._home / "data"), "-o", options, "-w", "-l", str(self._home / "log"), "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self._home / "data"), "-m", "immediate", "-w", "stop")

    def url(self, database: str) -> str:
        return f"postgresql://pincite@/{database}?host={self._home}"

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run one statement outside any transaction, beside whatever a catalog does."""
        url = self.url(database).replace("postgresql://", "postgresql+psycopg://")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            result = connection.execute(text(statement))
            rows = [tuple(row) for row in result] if result.returns_rows else []
        engine.dispose()
        return rows

    def database(self) -> str:
        """URL of a new, empty database."""
        name = f"test_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        return self.url(name)


def _missing(what: str) -> None:
    said = f"{what}: tests on PostgreSQL do not run. Debian: apt-get install postgresql"
    if os.environ.get("CI"):  # .ci/run installs it: there, silence would hide that half of the suite
        pytest.fail(said)
    pytest.skip(said)


@contextmanager
def running() -> Iterator[Postgres]:
    """A started server. Skips with a reason where PostgreSQL is not installed, and fails there under CI."""
    binaries = _binaries()
    if binaries is None:
        _missing("There is no initdb on this machine")
    assert binaries is not None
    home = Path(tempfile.mkdtemp(prefix="pincite-pg-"))  # a short path: a socket's may have 107 characters
    try:
        server = Postgres(binaries, home)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        for _ in range(5):
            shutil.rmtree(home, ignore_errors=True)
            if not home.exists():
                break
            time.sleep(0.1)
