"""A backup brings everything back, is checked, and never overwrites or writes outside."""

import fcntl
import gzip
import io
import json
import shutil
import stat
import tarfile

import pytest

from corpus.errors import BadInput, Conflict, NotFound
from corpus.store import changes
from service.answer.ask import ask
from service.answer.records import Question
from service.backup import CONTENTS, backup, restore
from service.doors import cli, commands
from service.doors.keys import Keys
from service.library import Library

OLD = "1. The new pier opens in March 2025 at the earliest.\n"
NEW = "1. The new pier opens in April 2026 at the earliest.\n"


@pytest.fixture
def data(tmp_path):
    """Two documents, one of them in its second version, one removed by hand, a key."""
    folder = tmp_path / "documents"
    folder.mkdir()
    library = Library.open(tmp_path / "data", encoder="hashing")
    for name, text in (("pier", OLD), ("roof", "1. The roof costs $40 million.\n"), ("gone", "1. Nothing here.\n")):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    library.sync(folder)
    (folder / "pier.txt").write_text(NEW, encoding="utf-8")
    library.sync(folder)
    library.remove("gone")
    library.close()
    Keys(tmp_path / "data").add("desk", ["ask"])
    return tmp_path / "data"


def state(data):
    library = Library.open(data, encoder="hashing")
    try:
        snapshot = library.snapshot()
        answer = ask(snapshot, Question("When does the new pier open?"))
        paragraphs = [p for document in snapshot.documents() for p in snapshot.paragraphs(document.id)]
        return (
            snapshot.index_version,
            list(snapshot.documents()),
            paragraphs,
            list(snapshot.facts()),
            [library.earlier(p.id) for p in paragraphs],
            (answer.answer, answer.answered, answer.citations, answer.passages),
        )
    finally:
        library.close()


def test_everything_comes_back(data, tmp_path):
    before = state(data)
    assert any(before[4]), "an earlier version is part of what must come back"
    done = backup(data, tmp_path / "b.tgz")
    again = restore(tmp_path / "b.tgz", tmp_path / "new" / "data")
    assert again == done and done.index_version == before[0]
    assert state(tmp_path / "new" / "data") == before
    assert Keys(tmp_path / "new" / "data").all() == Keys(data).all()
    # What was removed by hand stays away, though its file is in the folder.
    library = Library.open(tmp_path / "new" / "data", encoder="hashing")
    report = library.sync(tmp_path / "documents")
    assert (report.withheld, sorted(report.unchanged)) == (("gone",), ["pier", "roof"])
    library.close()


def test_a_backup_is_the_owners_alone(data, tmp_path):
    backup(data, tmp_path / "b.tgz")
    assert stat.S_IMODE((tmp_path / "b.tgz").stat().st_mode) == 0o600
    restore(tmp_path / "b.tgz", tmp_path / "again")
    assert stat.S_IMODE((tmp_path / "again" / "keys.json").stat().st_mode) == 0o600


def test_nothing_is_overwritten(data, tmp_path):
    target = tmp_path / "b.tgz"
    target.write_bytes(b"mine")
    with pytest.raises(Conflict):
        backup(data, target)
    assert target.read_bytes() == b"mine"
    target.unlink()
    backup(data, target)
    before = sorted(path.name for path in data.iterdir())
    with pytest.raises(Conflict):
        restore(target, data)
    assert sorted(path.name for path in data.iterdir()) == before
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".new")]


def test_while_another_process_changes_the_folder_there_is_no_backup(data, tmp_path):
    with (data / "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Conflict):
            backup(data, tmp_path / "b.tgz")
    assert not (tmp_path / "b.tgz").exists()


def test_there_must_be_something_to_back_up_and_to_restore(tmp_path):
    with pytest.raises(NotFound):
        backup(tmp_path / "none", tmp_path / "b.tgz")
    with pytest.raises(NotFound):
        restore(tmp_path / "b.tgz", tmp_path / "data")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_backup_leaves_nothing(data, tmp_path):
    backup(data, tmp_path / "b.tgz")
    whole = (tmp_path / "b.tgz").read_bytes()
    plain = bytearray(gzip.decompress(whole))
    plain[plain.index(b"SQLite format 3") + 50] ^= 1
    damaged = [
        b"",
        b"no backup",
        whole[: len(whole) // 2],
        whole[: len(whole) * 9 // 10],
        gzip.compress(bytes(plain)),
        gzip.compress(b"x"),
    ]
    for data_of in damaged:
        (tmp_path / "bad.tgz").write_bytes(data_of)
        with pytest.raises(BadInput):
            restore(tmp_path / "bad.tgz", tmp_path / "out")
        assert not (tmp_path / "out").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".new")]


def made(path, members, files=None):
    """A backup made by hand: members are (TarInfo, bytes)."""
    listed = (
        files if files is not None else {entry.name: {"size": len(body), "sha256": "0" * 64} for entry, body in members}
    )
    contents = json.dumps({"format": 1, "index_version": "", "files": listed}).encode()
    with tarfile.open(path, "w:gz") as tar:
        for entry, body in [(tarfile.TarInfo(CONTENTS), contents), *members]:
            entry.size = len(body)
            tar.addfile(entry, io.BytesIO(body))


@pytest.mark.parametrize(
    "name", ["../out.txt", "/tmp/out.txt", "generations/../../out.txt", "uploads", "other.txt", "generations//x"]
)
def test_nothing_is_written_outside(tmp_path, name):
    made(tmp_path / "evil.tgz", [(tarfile.TarInfo(name), b"x")])
    with pytest.raises(BadInput):
        restore(tmp_path / "evil.tgz", tmp_path / "in" / "data")
    assert [path.name for path in tmp_path.rglob("*")] == ["evil.tgz", "in"] or not list(tmp_path.rglob("*.txt"))
    assert not (tmp_path / "in" / "data").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_only_plain_files_are_restored(tmp_path, kind):
    link = tarfile.TarInfo("uploads/a")
    link.type, link.linkname = kind, "/etc/passwd"
    made(tmp_path / "evil.tgz", [(link, b"")])
    with pytest.raises(BadInput):
        restore(tmp_path / "evil.tgz", tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_on_the_command_line(data, tmp_path, capsys):
    def run(*words):
        return commands.run(cli.parser().parse_args([*map(str, words)]))

    assert run("backup", tmp_path / "b.tgz", "--data", data, "--json") == 0
    done = json.loads(capsys.readouterr().out)
    assert run("restore", tmp_path / "b.tgz", "--data", tmp_path / "two", "--json") == 0
    assert json.loads(capsys.readouterr().out) == done and done["files"] >= 4
    assert run("restore", tmp_path / "b.tgz", "--data", tmp_path / "two") == 1


@pytest.mark.parametrize("full", [False, True], ids=["noted from the data folder on", "noted in full, as before"])
def test_uploads_are_known_after_a_move(data, tmp_path, monkeypatch, full):
    if full:
        monkeypatch.setattr(changes, "noted", lambda path, home: path)
    library = Library.open(data, encoder="hashing")
    receipt = library.uploads / ("0a" * 16)
    receipt.mkdir(parents=True)
    (receipt / "sent.txt").write_text("1. It was sent.\n", encoding="utf-8")
    library.add([receipt / "sent.txt"])
    library.close()
    monkeypatch.undo()
    backup(data, tmp_path / "b.tgz")
    new = tmp_path / "elsewhere" / "data"
    restore(tmp_path / "b.tgz", new)
    shutil.rmtree(data)
    library = Library.open(new, encoder="hashing")
    assert library.places()["uploads"] == 1
    report = library.sync(tmp_path / "documents", only=True)
    assert report.removed == () and library.snapshot().document("sent")
    library.tidy_uploads(())
    kept = new / "uploads" / receipt.name / "sent.txt"
    assert kept.is_file()
    library.remove("sent")
    assert not kept.exists()
    library.close()
