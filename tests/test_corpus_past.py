"""Which version was in force on a day, when each came in, and a catalog of the first schema brought up to the present one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import Conflict
from corpus.records import Document, Paragraph, ParsedDocument
from corpus.store import schema
from corpus.store.catalog import Catalog
from corpus.store.past import in_force, versions_of

#: The tables as the first Pincite made them (schema version 1), in SQLite's words.
SCHEMA_1 = """
CREATE TABLE meta ("key" VARCHAR(64) NOT NULL, value TEXT NOT NULL, PRIMARY KEY ("key"));
CREATE TABLE documents (
    id TEXT NOT NULL, version INTEGER NOT NULL, title TEXT NOT NULL, publisher TEXT NOT NULL, languages TEXT NOT NULL,
    source TEXT NOT NULL, sha256 VARCHAR(64) NOT NULL, date VARCHAR(32), as_of VARCHAR(32), kind VARCHAR(64) NOT NULL,
    source_url TEXT, restates TEXT, status VARCHAR(64) NOT NULL, problems TEXT NOT NULL, reading VARCHAR(64) NOT NULL,
    path TEXT NOT NULL, changed INTEGER NOT NULL, PRIMARY KEY (id));
CREATE TABLE documents_history (
    id TEXT NOT NULL, version INTEGER NOT NULL, title TEXT NOT NULL, publisher TEXT NOT NULL, languages TEXT NOT NULL,
    source TEXT NOT NULL, sha256 VARCHAR(64) NOT NULL, date VARCHAR(32), as_of VARCHAR(32), kind VARCHAR(64) NOT NULL,
    source_url TEXT, restates TEXT, status VARCHAR(64) NOT NULL, problems TEXT NOT NULL, reading VARCHAR(64) NOT NULL,
    path TEXT NOT NULL, changed INTEGER NOT NULL, PRIMARY KEY (id, version));
CREATE TABLE paragraphs_history (
    id TEXT NOT NULL, version INTEGER NOT NULL, document_id TEXT NOT NULL, label TEXT NOT NULL, position INTEGER NOT NULL,
    text TEXT NOT NULL, language VARCHAR(16) NOT NULL, kind VARCHAR(32) NOT NULL, page INTEGER, counterpart TEXT,
    context TEXT NOT NULL, source_map TEXT NOT NULL, PRIMARY KEY (id, version));
CREATE INDEX paragraphs_history_by_document ON paragraphs_history (document_id, version);
CREATE TABLE removed (id TEXT NOT NULL, sha256 VARCHAR(64) NOT NULL, PRIMARY KEY (id));
CREATE TABLE paragraphs (
    id TEXT NOT NULL, document_id TEXT NOT NULL, label TEXT NOT NULL, position INTEGER NOT NULL, text TEXT NOT NULL,
    language VARCHAR(16) NOT NULL, kind VARCHAR(32) NOT NULL, page INTEGER, counterpart TEXT, context TEXT NOT NULL,
    source_map TEXT NOT NULL, PRIMARY KEY (id), FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE);
CREATE INDEX paragraphs_by_document ON paragraphs (document_id, position);
CREATE TABLE terms (
    document_id TEXT NOT NULL, position INTEGER NOT NULL, paragraph_id TEXT NOT NULL, kind VARCHAR(32) NOT NULL,
    forms TEXT NOT NULL, PRIMARY KEY (document_id, position),
    FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE);
CREATE TABLE facts (
    document_id TEXT NOT NULL, position INTEGER NOT NULL, paragraph_id TEXT NOT NULL, kind VARCHAR(32) NOT NULL,
    about TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (document_id, position),
    FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE,
    FOREIGN KEY(paragraph_id) REFERENCES paragraphs (id) ON DELETE CASCADE);
CREATE INDEX facts_by_paragraph ON facts (paragraph_id);
CREATE INDEX facts_by_kind ON facts (kind);
INSERT INTO meta VALUES ('schema', '1'), ('version', '2'), ('digest', 'abc');
INSERT INTO documents VALUES ('plan', 2, '{"en":"A plan"}', '{}', '["en"]', 'plan.txt', 'bb', '2024-05-06', NULL, 'paper',
    NULL, NULL, 'ready', '[]', '4-none', '', 2);
INSERT INTO documents_history VALUES ('plan', 1, '{"en":"A plan"}', '{}', '["en"]', 'plan.txt', 'aa', '2023-05-06', NULL,
    'paper', NULL, NULL, 'ready', '[]', '4-none', '', 1);
INSERT INTO paragraphs VALUES ('plan/1', 'plan', '1', 0, 'Nine piers.', 'en', 'body', NULL, NULL, '{}', '[]');
INSERT INTO paragraphs_history VALUES ('plan/1', 1, 'plan', '1', 0, 'Two piers.', 'en', 'body', NULL, NULL, '{}', '[]');
INSERT INTO facts VALUES ('plan', 0, 'plan/1', 'count', 'piers nine',
    '{"kind":"count","text":"Nine","start":0,"end":4,"value":"9"}');
INSERT INTO terms VALUES ('plan', 0, 'plan/1', 'abbreviation', '[["en","piers"]]');
INSERT INTO removed VALUES ('gone', 'cc');
"""  # fmt: skip


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    opened = Catalog(tmp_path / "catalog.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The day on which things come in; tests set its last item."""
    days = ["2026-01-05"]
    monkeypatch.setattr("corpus.store.changes.now", lambda: f"{days[-1]}T09:00:00+00:00")
    return days


def parsed(text: str, date: str | None, document_id: str = "plan") -> ParsedDocument:
    document = Document(document_id, {"en": "A plan"}, {}, ("en",), f"{document_id}.txt", text.ljust(64), date)
    return ParsedDocument(document, (Paragraph(f"{document_id}/1", document_id, "1", 0, text, "en"),))


def of_schema_1(path: Path) -> Path:
    connection = sqlite3.connect(path)
    connection.executescript(SCHEMA_1)
    connection.close()
    return path


def dump(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def test_a_catalog_of_the_first_schema_is_migrated_and_keeps_all(tmp_path: Path) -> None:
    path = of_schema_1(tmp_path / "catalog.sqlite")
    catalog = Catalog(path)
    assert [p.text for p in catalog.paragraphs()] == ["Nine piers."]
    assert [(d.version, p.text) for d, p in catalog.earlier("plan/1")] == [(1, "Two piers.")]
    assert [fact.value for fact in catalog.facts()] == ["9"]
    assert [term.forms for term in catalog.terms()] == [(("en", "piers"),)]
    assert (catalog.version, catalog.removed()) == (2, {"gone": "cc"})
    assert [(one.document.version, one.added, one.paragraphs) for one in versions_of(catalog, "plan")] == [
        (1, None, 1),
        (2, None, 1),
    ]
    assert [in_force(catalog, day) for day in ("2023-01-01", "2023-12-31", "2024-05-06")] == [
        {},
        {"plan": 1},
        {"plan": 2},
    ]
    catalog.replace(parsed("Ten piers.", "2025-01-01"))
    newest = versions_of(catalog, "plan")[-1]
    assert newest.document.version == 3 and newest.added is not None
    catalog.close()
    [(found,)] = sqlite3.connect(path).execute("SELECT value FROM meta WHERE key = 'schema'").fetchall()
    assert found == str(schema.SCHEMA_VERSION)


def test_the_migrated_tables_are_those_of_a_new_catalog(tmp_path: Path, catalog: Catalog) -> None:
    Catalog(of_schema_1(tmp_path / "old.sqlite")).close()

    def columns(name: str) -> list[tuple]:
        connection = sqlite3.connect(tmp_path / name)
        tables = [t for (t,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return [
            (t, *c) for t in tables for c in connection.execute(f"SELECT name, type, pk FROM pragma_table_info('{t}')")
        ]

    assert sorted(columns("old.sqlite")) == sorted(columns("catalog.sqlite"))


def test_a_catalog_of_a_newer_pincite_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = of_schema_1(tmp_path / "catalog.sqlite")
    connection = sqlite3.connect(path)
    connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    connection.commit()
    connection.close()
    before = dump(path)
    with pytest.raises(Conflict, match="schema version 99") as caught:
        Catalog(path)
    assert "newer Pincite" in caught.value.hint
    assert dump(path) == before


def test_a_version_is_in_force_from_its_own_date(catalog: Catalog, clock: list[str]) -> None:
    catalog.replace(parsed("Two piers.", "2023-10-01"))
    clock.append("2026-03-01")
    catalog.replace(parsed("Three piers.", "2024-06-01"))
    days = ("2023-09-30", "2023-10-01", "2024-05-31", "2024-06-01", "2026-02-01")
    assert [in_force(catalog, day).get("plan") for day in days] == [None, 1, 1, 2, 2]


def test_a_correction_is_in_force_from_the_day_it_came_in(catalog: Catalog, clock: list[str]) -> None:
    catalog.replace(parsed("Two piers.", "2023-10-01"))
    catalog.replace(parsed("Notes.", None, "notes"))
    clock.append("2026-03-01")
    catalog.replace(parsed("Three piers.", "2023-10-01"))
    catalog.replace(parsed("More notes.", None, "notes"))
    assert in_force(catalog, "2026-02-28") == {"notes": 1, "plan": 1}
    assert in_force(catalog, "2026-03-01") == {"notes": 2, "plan": 2}
    assert in_force(catalog, "2023-09-30") == {"notes": 1}
    assert [one.added for one in versions_of(catalog, "plan")] == [f"{day}T09:00:00+00:00" for day in clock]


def test_reading_the_same_file_anew_is_no_arrival(catalog: Catalog, clock: list[str]) -> None:
    catalog.replace(parsed("Two piers.", "2023-10-01"), reading="1")
    clock.append("2026-03-01")
    one = parsed("Two piers.", "2023-10-01")
    catalog.replace(replace(one, document=replace(one.document, kind="paper")), reading="2")
    [only] = versions_of(catalog, "plan")
    assert (only.added, only.document.kind) == ("2026-01-05T09:00:00+00:00", "paper")


def test_what_is_removed_has_no_versions(catalog: Catalog, clock: list[str]) -> None:
    catalog.replace(parsed("Two piers.", "2023-10-01"))
    catalog.replace(parsed("Three piers.", "2024-10-01"))
    catalog.remove("plan")
    assert in_force(catalog, "2026-02-01") == {}
    clock.append("2026-04-01")
    catalog.replace(parsed("Three piers.", "2024-10-01"))
    assert [one.added for one in versions_of(catalog, "plan")] == ["2026-04-01T09:00:00+00:00"]
