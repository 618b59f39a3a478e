"""A catalog that several processes share: writers wait for each other, a lost connection costs nothing half-done, and the
database makes no difference to what is read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from catalogs import parsed
from postgres import Postgres
from sqlalchemy import make_url, text

from corpus.errors import BadInput, Conflict, Unavailable
from corpus.store import database, schema
from corpus.store.catalog import ADDED, Catalog
from service.library import Library

#: Ids and texts that a locale would sort otherwise than by code point, and characters that databases stumble over.
AWKWARD = ("Zebra", "apple", "Äpfel", "_x", "計劃", "香港", "a-b", "ab", "𠮷", "é", "e\u0301")
TEXTS = (
    "nul \0 inside",
    "\ufdd0 mark \ufdd00 \0\ufdd01",
    "𠮷𩸽",
    "\ufeff",
    "'; DROP TABLE facts; --",
    "\r\n\t\v",
    "e\u0301",
)


@pytest.fixture
def where(postgres: Postgres) -> str:
    return postgres.database()


@pytest.fixture
def catalog(where: str) -> Iterator[Catalog]:
    opened = Catalog(where)
    yield opened
    opened.close()


def test_both_databases_export_the_same_bytes(catalog: Catalog, tmp_path: Path) -> None:
    """So a generation has the same name whatever its catalog is kept in."""
    here = Catalog(tmp_path / "catalog.sqlite")
    for kept in (catalog, here):
        for one in AWKWARD:
            kept.replace(parsed(*TEXTS, document_id=one))
        kept.replace(parsed("revised", document_id="apple", sha256="b" * 64))
        kept.remove("ab")
    assert [one.id for one in catalog.documents()] == [one.id for one in here.documents()]
    assert catalog.facts(about="計") == here.facts(about="計")
    assert catalog.versions("apple") == here.versions("apple")
    assert catalog.paragraphs_of_version("apple", 1) == here.paragraphs_of_version("apple", 1)
    assert catalog.export(tmp_path / "there.sqlite") == here.export(tmp_path / "here.sqlite")
    assert (tmp_path / "there.sqlite").read_bytes() == (tmp_path / "here.sqlite").read_bytes()
    here.close()


def test_writers_wait_for_each_other(where: str) -> None:
    """Four writers, ten changes each: every one is a step of the version, none is lost."""
    failed: list[BaseException] = []

    def write(n: int) -> None:
        mine = Catalog(where)  # all of them find the database empty, too
        try:
            for m in range(10):
                mine.replace(parsed("one", "two", document_id=f"d{n}-{m}"))
        except BaseException as error:
            failed.append(error)
        mine.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    kept = Catalog(where, read_only=True)
    assert kept.version == 40
    assert len(kept.documents()) == 40
    assert len(kept.paragraphs()) == 80
    kept.close()


def test_a_writer_that_waits_too_long_is_told(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.2)
    first, second = Catalog(where), Catalog(where)
    with first.change() as change:
        change.replace(parsed("one"))
        with pytest.raises(Conflict, match="Another process"):
            second.replace(parsed("uno", document_id="other"))
        assert second.documents() == [], "readers do not wait, and see nothing half-done"
    assert second.replace(parsed("uno", document_id="other")) == ADDED
    assert [one.id for one in first.documents()] == ["other", "plan"]
    first.close()
    second.close()


def test_a_connection_killed_in_the_middle_of_a_change_leaves_no_trace(
    catalog: Catalog, where: str, postgres: Postgres
) -> None:
    catalog.replace(parsed("one"))
    before = catalog.state
    name = make_url(where).database
    with pytest.raises(Unavailable), catalog.change() as change:
        change.replace(parsed("uno", document_id="other"))
        change.remove("plan")
        postgres.execute(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()"
        )
        change.replace(parsed("eins", document_id="third"))
    assert catalog.state == before, "the next call connects again"
    assert [one.id for one in catalog.documents()] == ["plan"]
    assert catalog.replace(parsed("uno", document_id="other")) == ADDED


def test_a_server_that_fell_is_said_and_found_again(catalog: Catalog, postgres: Postgres) -> None:
    catalog.replace(parsed("one"))
    before = catalog.state
    postgres.stop()
    try:
        with pytest.raises(Unavailable, match="database failed") as caught:
            catalog.replace(parsed("uno", document_id="other"))
        assert caught.value.retryable
    finally:
        postgres.start()
    assert catalog.state == before
    assert catalog.replace(parsed("uno", document_id="other")) == ADDED


def test_who_may_read_only_changes_nothing(catalog: Catalog, where: str) -> None:
    catalog.replace(parsed("one"))
    reader = Catalog(where, read_only=True)
    assert [p.text for p in reader.paragraphs()] == ["one"]
    with pytest.raises(Unavailable, match="refuses"):
        reader.replace(parsed("two", sha256="b" * 64))
    reader.close()


def test_an_id_that_no_index_of_postgresql_holds_is_said(catalog: Catalog) -> None:
    long = "".join(chr(0x4E00 + n * 7919 % 20000) for n in range(4000))
    with pytest.raises(BadInput, match="too long"):
        catalog.replace(parsed("one", document_id=long))
    assert catalog.version == 0


def test_an_older_schema_is_migrated_in_one_transaction(
    where: str, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Catalog(where)
    first.replace(parsed("one"))
    first.close()
    monkeypatch.setattr(schema, "SCHEMA_VERSION", schema.SCHEMA_VERSION + 2)
    present = schema.SCHEMA_VERSION - 2

    def add_a_column(connection: object) -> None:
        connection.execute(text("ALTER TABLE terms ADD COLUMN note TEXT"))  # type: ignore[attr-defined]

    def fail(connection: object) -> None:
        raise RuntimeError("step 2 fails")

    name = make_url(where).database
    columns = "SELECT column_name FROM information_schema.columns WHERE table_name = 'terms'"
    monkeypatch.setattr(schema, "MIGRATIONS", {present: add_a_column, present + 1: fail})
    with pytest.raises(RuntimeError):
        Catalog(where)
    assert ("note",) not in postgres.execute(columns, name), "step 1 was undone with step 2"
    monkeypatch.setattr(schema, "MIGRATIONS", {present: add_a_column, present + 1: lambda connection: None})
    second = Catalog(where)
    assert [one.id for one in second.documents()] == ["plan"]
    second.close()
    assert ("note",) in postgres.execute(columns, name)


@pytest.mark.parametrize("address", ["mysql://host/pincite", "nonsense://x"])
def test_an_address_of_no_postgresql_is_refused(address: str) -> None:
    with pytest.raises(BadInput) as caught:
        Catalog(address)
    assert "postgresql://" in caught.value.hint


def test_a_server_that_is_not_there_is_said_without_the_password() -> None:
    with pytest.raises(Unavailable) as caught:
        Catalog("postgresql://someone:s3cret@127.0.0.1:1/pincite")
    assert "s3cret" not in f"{caught.value.message}{caught.value.hint}{caught.value.__cause__}"


def test_a_missing_driver_names_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "find_spec", lambda name: None)
    with pytest.raises(Unavailable) as caught:
        Catalog("postgresql://someone@127.0.0.1:1/pincite")
    assert caught.value.hint == "pip install 'pincite[postgres]'"


def test_a_library_on_postgresql_makes_the_generation_that_one_on_sqlite_makes(where: str, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "pier.md").write_text("# Pier\n\n1. The pier opens in June 2031.\n\n2. It costs $12 million.\n", "utf-8")
    (folder / "碼頭.md").write_text("# 碼頭\n\n1. 碼頭於2031年6月啟用。\n", "utf-8")
    here = Library.open(tmp_path / "here", encoder="hashing")
    shared = Library.open(tmp_path / "there", encoder="hashing", catalog=where)
    for library in (here, shared):
        assert len(library.sync(folder).added) == 2
    assert here.index_version == shared.index_version
    assert not (tmp_path / "there" / "catalog.sqlite").exists()
    (folder / "pier.md").write_text("# Pier\n\n1. The pier opens in July 2031.\n", "utf-8")
    for library in (here, shared):
        assert len(library.sync(folder).updated) == 1
        library.remove("碼頭" if any(one.id == "碼頭" for one in library.snapshot().documents()) else "pier")
    assert here.index_version == shared.index_version
    assert [d.id for d in shared.snapshot().documents()] == [d.id for d in here.snapshot().documents()]
    replica = Library.open(tmp_path / "there", encoder="hashing", read_only=True)
    assert replica.index_version == shared.index_version
    for library in (here, shared, replica):
        library.close()
