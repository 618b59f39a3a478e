"""The way to the catalog's database: engines, whole transactions, and its errors as ours.

SQLite by default (write-ahead log, every commit fsynced, deleted text overwritten); PostgreSQL, by its URL, when several
machines share the catalog. A SQLite file opened for reading only is taken as immutable.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import QueuePool

from corpus.durable import refusal, write_point
from corpus.errors import BadInput, Conflict, PinciteError, Unavailable

_BUSY_SECONDS = 10.0
_CONNECT_SECONDS = 10
_WRITER = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
#: An export is written once, aside, and fsynced as a whole: no journal file may remain beside it.
_EXPORTER = ("journal_mode=MEMORY", "synchronous=OFF")


def open_engine(where: Path | str, *, mode: str = "write") -> Engine:
    """An engine for a SQLite file or a database URL. ``mode`` is "write", "read" (immutable file) or "export" (new file)."""
    text = str(where)
    if "://" in text:
        return _server(text, mode)
    return _sqlite(Path(text), mode)


def _server(text: str, mode: str) -> Engine:
    """Raises BadInput for an address that is none of PostgreSQL's, Unavailable where its driver is not installed."""
    hint = "It is written postgresql://user:password@host:5432/database."
    try:
        url: URL = make_url(text)
        if url.drivername in ("postgres", "postgresql"):
            url = url.set(drivername="postgresql+psycopg")
        if url.get_backend_name() != "postgresql":
            raise BadInput(f"A catalog cannot be kept in {url.get_backend_name()}.", hint)
        if find_spec("psycopg") is None:
            raise Unavailable("PostgreSQL's driver is not installed.", "pip install 'pincite[postgres]'")
        # A writer that waits for another gives up as with SQLite, not never.
        options = f"-c lock_timeout={int(_BUSY_SECONDS * 1000)}"
        if mode == "read":
            options += " -c default_transaction_read_only=on"
        given = {"application_name": "pincite", "connect_timeout": str(_CONNECT_SECONDS), "options": options}
        return create_engine(url.update_query_dict({**given, **dict(url.query)}), pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError) as error:
        raise BadInput("The catalog's address cannot be read.", hint) from error


def _sqlite(path: Path, mode: str) -> Engine:
    pragmas = {"write": _WRITER, "read": (), "export": _EXPORTER}[mode]
    tail = "?mode=ro&immutable=1" if mode == "read" else ""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"file:{quote(str(path.absolute()))}{tail}",
            uri=True,
            timeout=_BUSY_SECONDS,
            isolation_level=None,  # transactions begin and end where we say, schema changes included
            check_same_thread=False,  # the pool lends a connection to one thread at a time
        )
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=4, max_overflow=-1)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that will write takes the write lock first: it would fail half-way otherwise when another writes.
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def read_from(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one state of the database from its first query to its last."""
    with _explained(), engine.connect() as connection:
        if engine.dialect.name != "sqlite":  # whose transactions always do
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def write_to(engine: Engine) -> Iterator[Connection]:
    """A transaction that is committed whole when the block ends, and leaves no trace when it raises."""
    with _explained(), engine.connect() as connection:
        connection = connection.execution_options(writes=True)
        with connection.begin():
            yield connection
            write_point("catalog commit")
        write_point("catalog committed")


def overwrite_deleted(engine: Engine) -> None:
    """Bring deletions from SQLite's log into its file, so that deleted text stays in neither."""
    if engine.dialect.name == "sqlite":
        with _explained():
            connection = engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.close()


#: No lock in time, deadlock, serialization failure.
_TOO_LATE = ("55P03", "40P01", "40001")


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise explain(error.orig) from error
    except sqlite3.Error as error:
        raise explain(error) from error


def explain(error: BaseException | None) -> PinciteError:
    """The driver's error as one that says what to do: SQLite's told apart by their result code's name, PostgreSQL's by their
    SQLSTATE (PostgreSQL 15 manual, appendix A)."""
    name = getattr(error, "sqlite_errorname", "") or ""
    state = getattr(error, "sqlstate", "") or ""
    if state in _TOO_LATE:
        return Conflict("Another process is writing to the catalog.", "Wait until it has finished, then try again.")
    if state == "53100":
        return refusal(errno.ENOSPC, "the catalog's database") or Unavailable(str(error))
    if state == "54000":
        return BadInput("An id or a name is too long for the catalog's database.", "Shorten it, in catalogue.yaml.")
    if state.startswith("28") or state in ("3D000", "42501", "25006"):
        return Unavailable(
            f"The catalog's database refuses: {error}.", "Check the user, password, database and rights in its address."
        )
    if name.startswith("SQLITE_FULL"):
        return refusal(errno.ENOSPC, "the catalog") or Unavailable(str(error))
    if name.startswith("SQLITE_IOERR"):
        return refusal(errno.EIO, "the catalog") or Unavailable(str(error))
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")):
        return refusal(errno.EROFS, "The catalog") or Unavailable(str(error))
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Conflict("Another process is writing to the catalog.", "Wait until it has finished, then try again.")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return Unavailable(
            f"The catalog is damaged: {error}.",
            "Move catalog.sqlite away: the next start restores it from the generation in use.",
        )
    return Unavailable(f"The catalog's database failed: {error}.", "Check the disk, or the database's address.")
