"""Files into the catalog: only what is new is read, one bad file costs no other, removed stays removed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from corpus import ingest as ingest_module
from corpus.errors import BadInput, Conflict, NotFound
from corpus.ingest import Report, ingest
from corpus.metadata import Metadata
from corpus.records import Document, Paragraph, ParsedDocument
from corpus.store.catalog import Catalog

Files = list[tuple[Path, Metadata | None]]


@dataclass
class LineReader:
    """Reads each line as a paragraph; the document's id is the file's stem. Remembers what it read."""

    read: list[str] = field(default_factory=list)

    def __call__(self, path: Path, metadata: Metadata | None = None) -> ParsedDocument:
        self.read.append(path.name)
        data = path.read_bytes()
        if data.startswith(b"\xff"):
            raise BadInput(f"{path.name} is no text.", "Save it as UTF-8.")
        if data.startswith(b"bug"):
            raise IndexError("list index out of range")
        document_id = metadata.id if metadata is not None and metadata.id else path.stem
        lines = data.decode().splitlines()
        paragraphs = tuple(
            Paragraph(f"{document_id}/{n}", document_id, str(n), n - 1, line, "en") for n, line in enumerate(lines, 1)
        )
        document = Document(document_id, {}, {}, ("en",), path.name, hashlib.sha256(data).hexdigest())
        return ParsedDocument(document, paragraphs)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    opened = Catalog(tmp_path / "catalog.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "documents"
    made.mkdir()
    return made


def files(folder: Path, **texts: str) -> Files:
    """Write the texts, and list every file of the folder."""
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return [(path, None) for path in sorted(folder.rglob("*.txt"))]


def test_only_new_and_changed_files_are_read(catalog: Catalog, folder: Path) -> None:
    reader = LineReader()
    assert ingest(catalog, files(folder, a="one", b="two"), read=reader) == Report(added=("a", "b"))
    assert ingest(catalog, files(folder), read=reader) == Report(unchanged=("a", "b"))
    assert reader.read == ["a.txt", "b.txt"]
    report = ingest(catalog, files(folder, b="zwei", c="three"), read=reader)
    assert report == Report(added=("c",), updated=("b",), unchanged=("a",))
    assert reader.read == ["a.txt", "b.txt", "b.txt", "c.txt"]
    assert [p.text for p in catalog.paragraphs()] == ["one", "zwei", "three"]


def test_one_call_is_one_step_of_the_version(catalog: Catalog, folder: Path) -> None:
    ingest(catalog, files(folder, a="one", b="two", c="three"), read=LineReader())
    assert catalog.version == 1
    ingest(catalog, files(folder), read=LineReader())
    assert catalog.version == 1


def test_bad_files_are_told_and_the_rest_is_read(catalog: Catalog, folder: Path) -> None:
    listed = files(folder, a="one", bug="bug", z="two")
    (folder / "no-text.txt").write_bytes(b"\xff\xfe")
    listed += [(folder / "no-text.txt", None), (folder / "missing.txt", None)]
    report = ingest(catalog, listed, read=LineReader())
    assert report.added == ("a", "z")
    assert [(path.name, type(error)) for path, error in report.failed] == [
        ("bug.txt", BadInput),
        ("no-text.txt", BadInput),
        ("missing.txt", NotFound),
    ]
    assert "IndexError: list index out of range" in report.failed[0][1].message


def test_a_bad_new_edition_leaves_the_one_before(catalog: Catalog, folder: Path) -> None:
    ingest(catalog, files(folder, a="one"), folder=folder, read=LineReader())
    report = ingest(catalog, files(folder, a="bug"), folder=folder, read=LineReader())
    assert [path.name for path, _ in report.failed] == ["a.txt"]
    assert [p.text for p in catalog.paragraphs("a")] == ["one"]


def test_another_reader_version_reads_everything_again(
    catalog: Catalog, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(catalog, files(folder, a="one"), read=LineReader())
    monkeypatch.setattr(ingest_module, "READER_VERSION", ingest_module.READER_VERSION + 1)
    assert ingest(catalog, files(folder), read=LineReader()) == Report(updated=("a",))
    assert catalog.document("a").version == 1, "the document itself is the same"


def test_other_metadata_reads_the_file_again(catalog: Catalog, folder: Path) -> None:
    [(path, _)] = files(folder, a="one")
    ingest(catalog, [(path, None)], read=LineReader())
    report = ingest(catalog, [(path, Metadata(id="better"))], read=LineReader())
    assert report.added == ("better",)
    assert [one.id for one in catalog.documents()] == ["better"], "the file gives one document, under its new id"


def test_with_a_folder_what_is_gone_from_it_is_removed(catalog: Catalog, folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    ingest(catalog, files(elsewhere, x="kept"), read=LineReader())
    ingest(catalog, files(folder, a="one", b="two"), folder=folder, read=LineReader())
    (folder / "b.txt").unlink()
    assert ingest(catalog, files(folder), folder=folder, read=LineReader()) == Report(unchanged=("a",), removed=("b",))
    assert [one.id for one in catalog.documents()] == ["a", "x"]
    assert ingest(catalog, files(folder, b="two"), folder=folder, read=LineReader()).added == ("b",)


def test_a_file_that_moved_is_neither_read_nor_removed(catalog: Catalog, folder: Path) -> None:
    reader = LineReader()
    ingest(catalog, files(folder, a="one"), folder=folder, read=reader)
    (folder / "sub").mkdir()
    (folder / "a.txt").rename(folder / "sub" / "a.txt")
    state = catalog.state
    assert ingest(catalog, files(folder), folder=folder, read=reader) == Report(unchanged=("a",))
    assert reader.read == ["a.txt"]
    assert catalog.state == state
    assert ingest(catalog, files(folder), folder=folder, read=reader) == Report(unchanged=("a",))


def test_removed_by_hand_stays_away_from_the_folder_until_added_by_hand(catalog: Catalog, folder: Path) -> None:
    reader = LineReader()
    listed = files(folder, a="one", b="two")
    ingest(catalog, listed, folder=folder, read=reader)
    catalog.remove("a")
    assert ingest(catalog, listed, folder=folder, read=reader) == Report(unchanged=("b",), withheld=("a",))
    assert reader.read == ["a.txt", "b.txt"], "not even read"
    edited = files(folder, a="one, edited")
    assert ingest(catalog, edited, folder=folder, read=reader).withheld == ("a",)
    assert [one.id for one in catalog.documents()] == ["b"]
    assert ingest(catalog, edited[:1], read=reader).added == ("a",)
    assert ingest(catalog, edited, folder=folder, read=reader) == Report(unchanged=("a", "b"))


def test_two_files_of_one_id_do_not_overwrite_each_other(catalog: Catalog, folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "a.txt").write_text("other")
    report = ingest(catalog, files(folder, a="one"), read=LineReader())
    assert report.added == ("a",)
    [(path, error)] = report.failed
    assert path == folder / "sub" / "a.txt"
    assert isinstance(error, Conflict)
    assert [p.text for p in catalog.paragraphs()] == ["one"]


def test_the_same_file_twice_is_one_document(catalog: Catalog, folder: Path) -> None:
    listed = files(folder, a="one")
    assert ingest(catalog, listed * 2, read=LineReader()) == Report(added=("a",))
    assert ingest(catalog, listed * 2, read=LineReader()) == Report(unchanged=("a",))


def test_many_files_are_committed_in_batches(catalog: Catalog, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest_module, "BATCH_DOCUMENTS", 4)
    seen: list[int] = []
    written: list[int] = []

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "write":
            written.append(done)
            return
        assert (stage, total) == ("read", 10)
        seen.append(done)

    names = [f"d{n}" for n in range(10)]
    report = ingest(catalog, files(folder, **dict.fromkeys(names, "text")), progress, read=LineReader())
    assert report.added == tuple(names)
    assert catalog.version == 3  # 4 + 4 + 2
    assert seen == list(range(1, 11)) and written == [4, 4, 2]
