"""Every file of a generation harmed in every way: it is found, said, and made anew from the catalog, which is the truth."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import harbour
import pytest

from index import generation
from service.library import Library
from service.snapshot import Snapshot

QUESTIONS = ("When does the Lantern Pier open?", "海濱圖書館何時啟用？", "electric ferries")


def opened(data: Path) -> Library:
    return Library.open(data, encoder="hashing")


def told(snapshot: Snapshot) -> list:
    """All that its documents print and say, and what is found in it."""
    printed = [snapshot.paragraphs(one.id) for one in snapshot.documents()]
    found = [[(hit.paragraph.id, hit.score) for hit in snapshot.search(question)] for question in QUESTIONS]
    return [snapshot.index_version, printed, snapshot.facts(), found]


def files(data: Path) -> list[Path]:
    """The files of the generation in use, its manifest too."""
    folder = generation.folder_of(data, generation.current_name(data) or "")
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list]:
    """A data folder that nobody has open, and what it tells."""
    folder = tmp_path_factory.mktemp("damage")
    library = harbour.library(folder)
    before = told(library.snapshot())
    library.close()
    return library.data, before


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def lengthen(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def unreadable(path: Path) -> None:
    """A folder stands where the file was: no rights of any user help with that."""
    path.unlink()
    path.mkdir()


@pytest.mark.slow
@pytest.mark.parametrize("harm", [cut, lengthen, flip, empty, unreadable, Path.unlink], ids=lambda one: one.__name__)
def test_a_harmed_file_is_found_said_and_made_anew(
    harm: Callable[[Path], None], whole: tuple[Path, list], tmp_path: Path
) -> None:
    original, before = whole
    names = [path.relative_to(original) for path in files(original)]
    assert len(names) > 5
    for at, name in enumerate(names):
        data = tmp_path / str(at)
        shutil.copytree(original, data)
        assert (data / name).stat().st_size
        harm(data / name)
        library = opened(data)
        assert [one.kind for one in library.notices] == ["damaged-index"], name
        assert name.name in library.notices[0].message, name
        assert told(library.snapshot()) == before, name
        library.close()
        for path in files(data):
            assert path.read_bytes() == (original / path.relative_to(data)).read_bytes() or path.name == "manifest.json"
        again = opened(data)
        assert again.notices == [], name
        again.close()
        shutil.rmtree(data)


def test_a_replica_says_which_file_is_harmed_and_answers_nothing(whole: tuple[Path, list], tmp_path: Path) -> None:
    original, _ = whole
    for at, name in enumerate(path.relative_to(original) for path in files(original)):
        data = tmp_path / str(at)
        shutil.copytree(original, data)
        lengthen(data / name)
        replica = Library.open(data, encoder="hashing", read_only=True)
        with pytest.raises(generation.Damaged, match=name.name):
            replica.snapshot()
