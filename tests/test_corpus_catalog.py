"""The catalog gives back what was put in, changes whole or not at all, and counts its versions: on SQLite and on PostgreSQL.

What takes ``catalog`` and ``where`` holds for every database; what takes a path is about SQLite's file.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from catalogs import document, parsed
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Integer, String
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from corpus.errors import BadInput, Conflict, NotFound, Unavailable
from corpus.records import PUBLIC, Context, Fact, Paragraph, ParsedDocument, Problem, SourceMap, Term
from corpus.store import rows, schema
from corpus.store.catalog import ADDED, UNCHANGED, UPDATED, Catalog, State
from corpus.store.words import Words


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where an empty catalog may be made."""
    if request.param == "sqlite":
        return tmp_path / "catalog.sqlite"
    return request.getfixturevalue("postgres").database()


@pytest.fixture
def catalog(where: Path | str) -> Iterator[Catalog]:
    opened = Catalog(where)
    yield opened
    opened.close()


@pytest.fixture
def in_file(tmp_path: Path) -> Iterator[Catalog]:
    opened = Catalog(tmp_path / "catalog.sqlite")
    yield opened
    opened.close()


FULL = ParsedDocument(
    document(
        title={"en": "A plan", "zh-Hant": "計劃"},
        publisher={},
        languages=("zh-Hant", "en"),
        date="2023-10-27",
        as_of="2023-12-31",
        kind="slides",
        source_url="https://example.org/plan?a=1",
        restates="another plan",
        status="partly read",
        problems=(Problem("no-date", "No date was found."), Problem("empty", "", "line 3")),
    ),
    (
        Paragraph(
            "plan/1@zh-Hant",
            "plan",
            "1",
            0,
            "\u3000一個𠮷字，\n兩行\t",
            "zh-Hant",
            "row",
            Context(("外", "內"), "如下：", (("數目（公頃）", "12"), ("", "x")), "甲類"),
            page=7,
            counterpart="plan/1@en",
            source_map=SourceMap(((0, 10, 4), (4, 20, 9))),
        ),
        Paragraph("plan/1@en", "plan", "1", 1, "", "en"),
    ),
    (Term((("zh-Hant", "計劃"), ("en", "plan")), "bilingual", "plan", "plan/1@en"),),
    (
        Fact(
            "change",
            "個",
            0,
            1,
            "12.5",
            unit="HKD",
            edtf="2024-41",
            interval=("2024-07-01", None),
            qualifier="at-least",
            qualifiers=("at-least", "about"),
            subject="資助",
            paragraph_id="plan/1@zh-Hant",
            as_of="2023-12-31",
            negated=True,
            ends=(Fact("count", "一", 1, 2, "1"), Fact("count", "兩", 6, 7, "2", qualifiers=("about",))),
        ),
    ),
)


def test_everything_comes_back_as_it_went_in(catalog: Catalog) -> None:
    assert catalog.replace(FULL) == ADDED
    assert catalog.documents() == [FULL.document]
    assert catalog.paragraphs("plan") == list(FULL.paragraphs)
    assert catalog.facts() == list(FULL.facts)
    assert catalog.terms() == list(FULL.terms)


@given(st.text(), st.text(), st.lists(st.tuples(st.text(), st.text()), max_size=3))
def test_any_text_survives_the_row(text: str, stem: str, columns: list[tuple[str, str]]) -> None:
    context = Context(tuple(head for head, _ in columns), stem, tuple(columns))
    paragraph = Paragraph("plan/1", "plan", "1", 0, text, "en", context=context)
    assert rows.paragraph_of(rows.paragraph_row(paragraph)) == paragraph


def test_characters_that_databases_stumble_over(catalog: Catalog) -> None:
    texts = ["nul \0 inside", "𠮷𩸽", "\ufeffmark", "'; DROP TABLE facts; --", "\r\n\t\v", "e\u0301", "\U0010ffff"]
    catalog.replace(parsed(*texts))
    assert [p.text for p in catalog.paragraphs("plan")] == texts


def test_each_change_is_one_step_of_the_version(catalog: Catalog) -> None:
    assert catalog.version == 0
    catalog.replace(parsed("one"))
    assert catalog.version == 1
    with catalog.change() as change:
        change.replace(parsed("uno", document_id="other"))
        change.remove("plan")
    assert catalog.version == 2
    with catalog.change():
        pass
    assert catalog.version == 2


def test_the_same_content_again_changes_nothing(catalog: Catalog) -> None:
    catalog.replace(parsed("one"), reading="r1")
    before = catalog.state
    assert catalog.replace(parsed("one"), reading="r1", path="/elsewhere/plan.txt") == UNCHANGED
    assert catalog.state == before
    assert [one.path for one in catalog.origins()] == ["/elsewhere/plan.txt"]


def test_another_reader_reads_again_without_a_new_version_of_the_document(catalog: Catalog) -> None:
    catalog.replace(parsed("one two"), reading="r1")
    assert catalog.replace(parsed("one", "two"), reading="r2") == UPDATED
    assert [p.text for p in catalog.paragraphs("plan")] == ["one", "two"]
    assert catalog.document("plan").version == 1
    assert catalog.version == 2


def test_new_content_is_the_next_version_and_the_one_before_is_kept(catalog: Catalog) -> None:
    first, second = parsed("one", "two"), parsed("one", "2", "three", sha256="b" * 64)
    catalog.replace(first)
    assert catalog.replace(second) == UPDATED
    assert catalog.document("plan") == replace(second.document, version=2)
    assert catalog.versions("plan") == [first.document, replace(second.document, version=2)]
    assert catalog.paragraphs_of_version("plan", 1) == list(first.paragraphs)
    assert [p.text for p in catalog.paragraphs_of_version("plan", 2)] == ["one", "2", "three"]
    assert [f.value for f in catalog.facts()] == ["0", "1", "2"]
    with pytest.raises(NotFound):
        catalog.paragraphs_of_version("plan", 3)


def test_what_did_not_change_keeps_its_id_in_the_next_version(catalog: Catalog) -> None:
    """Where labels count places, a paragraph put in before another does not rename it; its facts follow."""

    def counted(*texts: str, sha256: str) -> ParsedDocument:
        made = parsed(*texts, sha256=sha256)
        names = {p.id: f"plan/s1.{p.label}" for p in made.paragraphs}
        return replace(
            made,
            paragraphs=tuple(replace(p, id=names[p.id], label=f"s1.{p.label}") for p in made.paragraphs),
            terms=tuple(replace(term, paragraph_id=names[term.paragraph_id]) for term in made.terms),
            facts=tuple(replace(fact, paragraph_id=names[fact.paragraph_id]) for fact in made.facts),
        )

    first, second = "the museum opens in June", "entrance to it is free"
    catalog.replace(counted(first, second, sha256="a" * 64))
    catalog.replace(counted("a wholly new beginning", first, second, sha256="b" * 64))
    ids = {p.text: p.id for p in catalog.paragraphs("plan")}
    assert ids[first] == "plan/s1.1"
    assert ids[second] == "plan/s1.2"
    assert len(set(ids.values())) == 3
    assert [fact.paragraph_id for fact in catalog.facts()] == [p.id for p in catalog.paragraphs("plan")]


def test_removed_means_gone_from_every_table(catalog: Catalog, where: Path | str) -> None:
    catalog.replace(parsed("unmistakably secret wording"))
    catalog.replace(parsed("unmistakably secret wording, revised", sha256="b" * 64))
    catalog.replace(parsed("kept", document_id="other"))
    catalog.remove("plan")
    assert [one.id for one in catalog.documents()] == ["other"]
    assert {f.paragraph_id for f in catalog.facts()} == {"other/1"}
    assert catalog.removed() == {"plan": "b" * 64}
    with pytest.raises(NotFound):
        catalog.paragraph("plan/1")
    with pytest.raises(NotFound):
        catalog.remove("plan")
    if isinstance(where, Path):
        for path in where.parent.glob("catalog.sqlite*"):
            assert b"secret wording" not in path.read_bytes(), "nor does it stand in the file any more"
    catalog.replace(parsed("one"))
    assert catalog.removed() == {}
    assert catalog.document("plan").version == 1


def test_a_change_that_fails_leaves_no_trace(catalog: Catalog) -> None:
    catalog.replace(parsed("one"))
    before = catalog.state
    with pytest.raises(RuntimeError), catalog.change() as change:
        change.replace(parsed("uno", document_id="other"))
        change.remove("plan")
        raise RuntimeError
    assert catalog.state == before
    assert [one.id for one in catalog.documents()] == ["plan"]


def test_equal_states_come_from_equal_changes(tmp_path: Path) -> None:
    one, two, three = (Catalog(tmp_path / name) for name in ("1", "2", "3"))
    for catalog in (one, two):
        catalog.replace(parsed("one"))
    three.replace(parsed("one", sha256="b" * 64))
    assert one.state == two.state
    assert one.version == three.version
    assert one.state != three.state


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (replace(parsed("a"), paragraphs=parsed("a").paragraphs * 2), "two paragraphs carry the id"),
        (replace(parsed("a"), paragraphs=parsed("a", document_id="x").paragraphs, facts=()), "another document"),
        (replace(parsed("a"), facts=(Fact("count", "a", 0, 1, "1", paragraph_id="plan/9"),)), "no paragraph of it"),
        (parsed("half a pair: \ud842"), "no character"),
    ],
)
def test_a_document_that_contradicts_itself_is_refused(catalog: Catalog, wrong: ParsedDocument, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        catalog.replace(wrong)
    assert catalog.version == 0


def test_paragraphs_by_id_keeps_the_order_asked(catalog: Catalog) -> None:
    texts = [f"text {n}" for n in range(1, 1203)]  # more than two statements' worth
    catalog.replace(parsed(*texts))
    wanted = [f"plan/{n}" for n in range(1202, 0, -1)]
    assert [p.text for p in catalog.paragraphs_by_id(wanted)] == texts[::-1]
    assert catalog.paragraphs_by_id([]) == []
    with pytest.raises(NotFound, match="plan/0"):
        catalog.paragraphs_by_id(["plan/1", "plan/0"])


def test_facts_are_filtered(catalog: Catalog) -> None:
    paragraph = Paragraph("plan/1", "plan", "1", 0, "x" * 20, "en")
    facts = (
        Fact("money", "$3", 0, 2, "3", unit="HKD", subject="Digital Bay", paragraph_id="plan/1"),
        Fact("date", "2024", 3, 7, "2024", subject="數碼灣", paragraph_id="plan/1"),
        Fact("percentage", "100%", 9, 13, "100", paragraph_id="plan/1"),
    )
    catalog.replace(ParsedDocument(document(), (paragraph,), facts=facts))
    catalog.replace(parsed("one", "two", document_id="other"))
    assert catalog.facts(kind="money") == [facts[0]]
    assert catalog.facts(document="plan") == list(facts)
    assert catalog.facts(kind="count", document="plan") == []
    assert catalog.facts(about="bay DIGITAL") == [facts[0]]
    assert catalog.facts(about="数码") == [facts[1]], "folded: either script finds the other"
    assert catalog.facts(about="100%") == [facts[2]], "a percent sign is no wildcard"
    assert catalog.facts(about="_") == []
    assert [f.paragraph_id for f in catalog.facts(paragraph_ids=["plan/1", "other/2", "plan/1"])] == [
        "other/2",
        "plan/1",
        "plan/1",
        "plan/1",
    ]
    assert catalog.facts(paragraph_ids=[]) == []


def test_an_export_holds_the_present_and_nothing_else(catalog: Catalog, tmp_path: Path) -> None:
    catalog.replace(parsed("earlier wording"), path="/home/someone/plan.txt")
    catalog.replace(parsed("present wording", sha256="b" * 64), path="/home/someone/plan.txt")
    assert catalog.export(tmp_path / "export.sqlite") == catalog.state
    content = (tmp_path / "export.sqlite").read_bytes()
    assert b"present wording" in content
    assert b"earlier wording" not in content
    assert b"/home/someone" not in content
    assert sorted(path.name for path in tmp_path.glob("export*")) == ["export.sqlite"]
    export = Catalog(tmp_path / "export.sqlite", read_only=True)
    assert export.state == catalog.state
    assert export.documents() == catalog.documents()
    assert export.paragraphs() == catalog.paragraphs()
    assert export.facts() == catalog.facts()
    assert export.terms() == catalog.terms()
    with pytest.raises(Unavailable):
        export.replace(parsed("one"))
    export.close()


def test_a_reader_sees_one_state_while_another_writes(catalog: Catalog, where: Path | str) -> None:
    """Two states alternate; a reader of all rows must never meet a mixture."""
    states = [parsed(*[word] * 50, sha256=sha * 64) for word, sha in (("old", "a"), ("new", "b"))]
    catalog.replace(states[0])
    met: set[frozenset[str]] = set()
    done = threading.Event()

    def read() -> None:
        other = Catalog(where)
        while not done.is_set():
            met.add(frozenset(p.text for p in other.paragraphs("plan")))
        other.close()

    reader = threading.Thread(target=read)
    reader.start()
    for n in range(40):
        catalog.replace(states[n % 2])
    done.set()
    reader.join()
    assert met <= {frozenset({"old"}), frozenset({"new"})}


def test_many_threads_may_read(catalog: Catalog) -> None:
    catalog.replace(parsed(*[f"text {n}" for n in range(1, 41)]))
    wrong: list[str] = []

    def read(n: int) -> None:
        for _ in range(20):
            found = catalog.paragraph(f"plan/{n}").text
            wrong.extend([found] if found != f"text {n}" else [])

    threads = [threading.Thread(target=read, args=(n,)) for n in range(1, 41)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_an_older_schema_is_migrated_in_one_transaction(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "catalog.sqlite"
    first = Catalog(path)
    first.replace(parsed("one"))
    first.close()
    started = schema.SCHEMA_VERSION
    monkeypatch.setattr(schema, "SCHEMA_VERSION", started + 2)

    def add_a_column(connection: object) -> None:
        connection.exec_driver_sql("ALTER TABLE terms ADD COLUMN note TEXT")  # type: ignore[attr-defined]

    def fail(connection: object) -> None:
        raise RuntimeError("step 2 fails")

    monkeypatch.setattr(schema, "MIGRATIONS", {started: add_a_column, started + 1: fail})
    with pytest.raises(RuntimeError):
        Catalog(path)
    columns = "SELECT name FROM pragma_table_info('terms')"
    assert ("note",) not in sqlite3.connect(path).execute(columns).fetchall(), "step 1 was undone with step 2"
    monkeypatch.setattr(schema, "MIGRATIONS", {started: add_a_column, started + 1: lambda connection: None})
    second = Catalog(path)
    assert [one.id for one in second.documents()] == ["plan"]
    second.close()
    assert ("note",) in sqlite3.connect(path).execute(columns).fetchall()
    assert sqlite3.connect(path).execute("SELECT value FROM meta WHERE key = 'schema'").fetchall() == [
        (str(started + 2),)
    ]


def test_a_newer_schema_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "catalog.sqlite"
    Catalog(path).close()
    monkeypatch.setattr(schema, "SCHEMA_VERSION", 0)
    with pytest.raises(Conflict, match="newer"):
        try:
            Catalog(path)
        except Conflict as error:
            raise Conflict(error.hint) from error


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite").write_bytes(b"not a database, " * 400)
    with pytest.raises(Unavailable, match="damaged") as caught:
        Catalog(tmp_path / "catalog.sqlite")
    assert "Move catalog.sqlite away" in caught.value.hint


def test_a_catalog_that_another_process_holds_is_said(
    in_file: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.store.database._BUSY_SECONDS", 0.05)
    holder = sqlite3.connect(tmp_path / "catalog.sqlite", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    late = Catalog(tmp_path / "catalog.sqlite")
    with pytest.raises(Conflict, match="Another process"):
        late.replace(parsed("one"))
    holder.execute("ROLLBACK")
    assert late.replace(parsed("one")) == ADDED
    late.close()


def test_a_path_with_marks_of_urls_is_a_path(tmp_path: Path) -> None:
    folder = tmp_path / "50% of #1 ? 資料"
    folder.mkdir()
    catalog = Catalog(folder / "catalog.sqlite")
    catalog.replace(parsed("one"))
    catalog.export(folder / "export.sqlite")
    assert Catalog(folder / "export.sqlite", read_only=True).version == 1
    assert sorted(path.name for path in folder.iterdir())[:2] == ["catalog.sqlite", "catalog.sqlite-shm"]
    catalog.close()


def test_the_schema_is_that_of_any_database() -> None:
    """PostgreSQL takes the tables as they are: no type or default that only SQLite knows."""
    for table in schema.metadata.sorted_tables:
        made = str(CreateTable(table).compile(dialect=postgresql.dialect()))
        assert "SERIAL" not in made, "no numbering left to the database"
        for column in table.columns:
            assert isinstance(column.type, String | Integer | Words), (table.name, column.name)


def test_a_catalog_without_collections_is_read_on_with_all_in_public(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    first = Catalog(path)
    first.replace(parsed("one"))
    first.replace(parsed("two", sha256="b" * 64))
    before = first.documents(), first.versions("plan")
    first.close()
    with closing(sqlite3.connect(path)) as old:  # as schema version 1 had it
        for table in ("documents", "documents_history"):
            old.execute(f"ALTER TABLE {table} DROP COLUMN collection")
        for table in ("arrivals", "translations"):
            old.execute(f"DROP TABLE {table}")
        old.execute("UPDATE meta SET value = '1' WHERE key = 'schema'")
        old.commit()
    second = Catalog(path)
    assert (second.documents(), second.versions("plan")) == before
    assert [one.collection for one in before[1]] == [PUBLIC, PUBLIC]
    second.close()


def test_a_document_stays_in_its_collection_until_another_is_said(catalog: Catalog) -> None:
    def put(sha256: str, collection: str) -> str:
        one = parsed("one", sha256=sha256 * 64)
        catalog.replace(replace(one, document=replace(one.document, collection=collection)), reading=collection)
        return catalog.document("plan").collection

    assert put("a", "") == PUBLIC
    assert put("a", "cabinet") == "cabinet"
    assert put("b", "") == "cabinet"
    assert put("c", PUBLIC) == PUBLIC
    assert [one.collection for one in catalog.versions("plan")] == ["cabinet", "cabinet", PUBLIC]


def test_content_is_what_readers_see_and_not_how_it_came_about(tmp_path: Path) -> None:
    long, short = Catalog(tmp_path / "a.sqlite"), Catalog(tmp_path / "b.sqlite")
    long.replace(parsed("restricted", document_id="other"), reading="x", path="/somewhere")
    long.replace(parsed("one"), reading="x", path="/somewhere")
    short.replace(parsed("one"))
    assert long.content() != short.content()
    long.export(tmp_path / "view.sqlite", ["plan"])
    view = Catalog(tmp_path / "view.sqlite", read_only=True)
    assert view.content() == short.content()
    assert [one.id for one in view.documents()] == ["plan"] and view.state == State(0, "")
    assert b"restricted" not in (tmp_path / "view.sqlite").read_bytes()
    for one in (long, short, view):
        one.close()


def test_an_export_of_equal_content_has_equal_bytes_in_every_process(tmp_path: Path) -> None:
    """The order of a set differs from process to process: nothing of it may reach the file."""
    script = (
        "import sys; from pathlib import Path; from corpus.store.catalog import Catalog; "
        "Catalog(sys.argv[1]).export(Path(sys.argv[2]))"
    )
    exports = []
    for seed in ("1", "2", "3"):
        made = tmp_path / f"{seed}.sqlite"
        arguments = [sys.executable, "-c", script, str(tmp_path / f"catalog-{seed}.sqlite"), str(made)]
        subprocess.run(
            arguments, check=True, env={**os.environ, "PYTHONHASHSEED": seed}, cwd=Path(__file__).parent.parent
        )
        exports.append(made.read_bytes())
    assert exports[0] == exports[1] == exports[2]
