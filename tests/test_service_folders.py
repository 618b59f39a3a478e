"""What a folder that is synced takes in and takes away, and what is said of folders that are not what they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import BadInput, Conflict, NotFound
from service.doors.folders import folder_notices, place_notices
from service.library import Library

PIER = "1. The new pier opens in March 2025 at the earliest.\n"
ROOF = "1. The roof of the market costs $40 million.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "documents"
    made.mkdir()
    (made / "pier.txt").write_text(PIER, encoding="utf-8")
    (made / "roof.txt").write_text(ROOF, encoding="utf-8")
    return made


@pytest.fixture
def library(tmp_path: Path, folder: Path) -> Library:
    opened = Library.open(tmp_path / "data", encoder="hashing")
    opened.sync(folder)
    return opened


def ids(library: Library) -> list[str]:
    return [one.id for one in library.snapshot().documents()]


def catalogue(folder: Path, *names: str) -> None:
    listed = "".join(f"- {{file: {name}, id: {name.partition('.')[0]}}}\n" for name in names)
    (folder / "catalogue.yaml").write_text(f"documents:\n{listed}", encoding="utf-8")


def test_a_listed_file_that_was_deleted_is_removed_and_said(library: Library, folder: Path) -> None:
    catalogue(folder, "pier.txt", "roof.txt")
    library.sync(folder)
    (folder / "roof.txt").unlink()
    report = library.sync(folder)
    assert report.removed == ("roof",) and ids(library) == ["pier"]
    [(path, error)] = report.failed
    assert path.name == "roof.txt" and isinstance(error, NotFound) and "catalogue.yaml" in error.hint


def test_a_catalogue_that_names_only_a_missing_file_takes_nothing_away(library: Library, folder: Path) -> None:
    catalogue(folder, "other.txt")
    report = library.sync(folder)
    assert report.removed == () and ids(library) == ["pier", "roof"]
    assert {path.name: type(error) for path, error in report.failed} == {"other.txt": NotFound, "documents": Conflict}
    assert "2 documents" in report.failed[-1][1].message


def test_a_folder_that_is_suddenly_empty_takes_nothing_away(library: Library, folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    report = library.sync(folder)
    assert (report.removed, ids(library)) == ((), ["pier", "roof"])
    assert isinstance(report.failed[0][1], Conflict)
    (folder / "pier.txt").write_text(PIER, encoding="utf-8")
    assert library.sync(folder).removed == ("roof",), "one that holds something is believed"


def test_another_folder_on_the_same_data_is_said_and_only_removes(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "quay.txt").write_text("1. The quay is 300 metres long.\n", encoding="utf-8")
    receipt = library.uploads / "a"
    receipt.mkdir(parents=True)
    (receipt / "sent.txt").write_text("1. Sent by post.\n", encoding="utf-8")
    library.add([receipt / "sent.txt"])
    assert library.sync(other).added == ("quay",)
    assert ids(library) == ["pier", "quay", "roof", "sent"]
    assert library.elsewhere(other) == ["pier", "roof"]
    [said] = folder_notices(library, other)
    assert "2 documents" in said and "pier, roof" in said and "--only" in said
    [said] = place_notices(library)
    assert f"{folder} (2)" in said and "uploads (1)" in said
    report = library.sync(other, only=True)
    assert sorted(report.removed) == ["pier", "roof"] and ids(library) == ["quay", "sent"]
    assert folder_notices(library, other) == []
    assert folder_notices(library, folder) != []


def test_a_data_folder_inside_the_folder_of_documents_is_no_part_of_it(folder: Path) -> None:
    library = Library.open(folder / "var", encoder="hashing")
    receipt = library.uploads / "a"
    receipt.mkdir(parents=True)
    (receipt / "sent.txt").write_text("1. Sent by post.\n", encoding="utf-8")
    library.add([receipt / "sent.txt"])
    for _ in range(2):
        report = library.sync(folder)
        assert (report.removed, report.failed) == ((), ())
    assert ids(library) == ["pier", "roof", "sent"] and library.elsewhere(folder) == []


def test_a_folder_without_documents_is_said(library: Library, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    [(path, error)] = library.add([tmp_path / "empty"]).failed
    assert path.name == "empty" and isinstance(error, NotFound) and ".txt" in error.hint


def test_files_that_no_document_needs_are_tidied_away(library: Library) -> None:
    for name in ("done", "waiting", "kept"):
        (library.uploads / name).mkdir(parents=True)
        (library.uploads / name / f"{name}.txt").write_text(f"1. It is {name}.\n", encoding="utf-8")
    library.add([library.uploads / "kept" / "kept.txt"])
    library.tidy_uploads({"waiting"})
    assert sorted(path.name for path in library.uploads.iterdir()) == ["kept", "waiting"]


def test_what_a_catalogue_leaves_out_is_said_and_so_is_what_that_removes(library: Library, folder: Path) -> None:
    catalogue(folder, "pier.txt")
    (folder / "photo.jpg").write_bytes(b"x")
    (folder / "old.doc").write_bytes(b"x")
    report = library.sync(folder)
    assert report.removed == ("roof",)
    left_out, unreadable, removed = report.notes
    assert left_out == "1 file is not in catalogue.yaml and left out: roof.txt."
    assert "2 files" in unreadable and "old.doc, photo.jpg" in unreadable and "Save .doc as .docx" in unreadable
    assert removed == "roof was removed: roof.txt is there, but catalogue.yaml does not list it."
    assert list(library.said_of(folder)) == list(report.notes) == folder_notices(library, folder)
    again = Library.open(library.data, encoder="hashing")
    assert again.said_of(folder) == (left_out, unreadable), "another process sees what is left out"
    (folder / "catalogue.yaml").write_text("documents: [", encoding="utf-8")
    with pytest.raises(BadInput):
        library.sync(folder)
    assert "catalogue.yaml" in library.said_of(folder)[0]


def test_a_file_that_was_not_read_is_said(library: Library, folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    library.sync(folder)
    [said] = folder_notices(library, folder)
    assert said.startswith("empty.txt was not read")


def test_a_folder_reads_nothing_outside_of_it(library: Library, folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("1. Outside.\n", encoding="utf-8")
    (folder / "way.txt").symlink_to(secret)
    report = library.sync(folder)
    assert ids(library) == ["pier", "roof"]
    assert [path.name for path, _ in report.failed] == ["way.txt"]
    for name in ("../secret.txt", str(secret), "way.txt"):
        catalogue(folder, name)
        with pytest.raises(BadInput, match="outside the folder"):
            library.sync(folder)
    (tmp_path / "link").symlink_to(folder, target_is_directory=True)
    (folder / "catalogue.yaml").unlink()
    assert library.sync(tmp_path / "link").unchanged == ("pier", "roof")
