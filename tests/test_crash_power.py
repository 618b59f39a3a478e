"""The power fails at a write point: what was not fsynced is lost, and still the next opening has the old state or the new one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from power import Image
from test_crash import Case, Nurse, cases, nurse, put, state_of

__all__ = ["cases", "nurse"]  # fixtures


def cut(case: Case, nurse: Nurse, home: Path, at: int) -> str:
    """The case's work, the power cut at the n-th write point (0: after it was acknowledged). "old" or "new"."""
    shutil.rmtree(home, ignore_errors=True)
    data, image, after = home / "data", Image(home / "image"), home / "after"
    home.mkdir()
    image.folder.mkdir()
    shutil.copytree(case.start, data)
    image.begin(data)
    said = nurse.run(data, case.action, case.target, kill_at=at, image=image.folder)
    image.cut(data, after)
    state = state_of(after)
    assert (said is not None) is (at == 0)
    if said is not None:
        assert state == case.new, "what was acknowledged is there"
    assert state in (case.old, case.new), (case.action, at)
    return "new" if state == case.new else "old"


@pytest.mark.parametrize("name", ["add", "update", "remove"])
def test_the_power_fails_at_some_write_points(name: str, cases: dict[str, Case], nurse: Nurse, tmp_path: Path) -> None:
    case = cases[name]
    struck = [*range(1, case.points + 1, max(1, case.points // 5)), case.points]
    outcomes = [cut(case, nurse, tmp_path / "home", at) for at in struck]
    assert outcomes[0] == "old"
    assert cut(case, nurse, tmp_path / "home", 0) == "new"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["add", "update", "remove"])
def test_the_power_fails_at_every_write_point(name: str, cases: dict[str, Case], nurse: Nurse, tmp_path: Path) -> None:
    case = cases[name]
    outcomes = [cut(case, nurse, tmp_path / "home", at) for at in range(1, case.points + 1)]
    assert outcomes == sorted(outcomes, reverse=True), "once it is new, it is new"


def test_an_image_forgets_what_was_not_synced(tmp_path: Path) -> None:
    """The tool itself: without an fsync bytes and names are gone, with both they are there."""
    data, image = tmp_path / "data", Image(tmp_path / "image")
    for folder in (data, image.folder):
        folder.mkdir()
    (data / "before").write_text("old")
    image.begin(data)
    code = """
import os, sys
from pathlib import Path
from power import Image
data = Path(sys.argv[1])
Image(Path(sys.argv[2])).watch()
def sync(path):
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
(data / "before").write_text("new")
for name in ("bytes", "name", "both"):
    (data / name).write_text(name)
sync(data / "both")
(data / "later").write_text("unsynced folder")
sync(data / "later")
os.rename(data / "later", data / "renamed")
(data / "name").unlink()
(data / "name").write_text("name")
(data / "last").touch()
(data / "renamed").rename(data / "later")
(data / "last").unlink()
sync(data)
(data / "after").write_text("after")
sync(data / "after")
"""
    here = str(Path(__file__).parent)
    subprocess.run([sys.executable, "-c", code, str(data), str(image.folder)], check=True, env={"PYTHONPATH": here})
    image.cut(data, tmp_path / "after")
    found = {path.name: path.read_text() for path in (tmp_path / "after").iterdir()}
    assert found == {"before": "old", "bytes": "", "name": "", "both": "both", "later": "unsynced folder"}


#: Inside a mount namespace of its own: a disk that becomes read-only under a running library, then writable again.
READ_ONLY = """
import subprocess, sys
from pathlib import Path
from corpus.errors import Unavailable
from service.backup import backup, restore
from service.library import Library

disk, first, second = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(disk)], capture_output=True).returncode:
    sys.exit(77)

def prints(library):
    snapshot = library.snapshot()
    return [p.text for one in snapshot.documents() for p in snapshot.paragraphs(one.id)]

library = Library.open(disk / "data", encoder="hashing")
library.add([first])
old = prints(library)
library.close()
subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
for one in (library, Library.open(disk / "data", encoder="hashing")):
    assert prints(one) == old
    for attempt in (lambda: one.add([second]), lambda: one.remove(one.snapshot().documents()[0].id)):
        try:
            attempt()
        except Unavailable as error:
            assert error.hint and error.retryable, error
        else:
            raise AssertionError("nothing can be written here")
    assert prints(one) == old
    assert one.places() is not None and one.versions(one.snapshot().documents()[0].id)
    one.close()
backup(disk / "data", disk.parent / "backup.tgz")
restore(disk.parent / "backup.tgz", disk.parent / "restored")
restored = Library.open(disk.parent / "restored", encoder="hashing")
assert prints(restored) == old
restored.close()
try:
    backup(disk / "data", disk / "backup.tgz")
except Unavailable as error:
    assert "backup.tgz" in error.message and "--data" not in error.hint
else:
    raise AssertionError("nothing can be written here")
subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
library.add([second])
assert len(prints(library)) > len(old)
"""


def test_a_disk_that_becomes_read_only_is_said_and_still_read(tmp_path: Path) -> None:
    """Real EROFS from the kernel."""
    if shutil.which("unshare") is None:
        pytest.skip("needs util-linux's unshare to mount a disk")
    put(tmp_path / "first", "library", "The new library will open its doors in May 2025.")
    put(tmp_path / "second", "garden", "The botanical garden will be enlarged by 12 hectares.")
    (tmp_path / "disk").mkdir()
    folders = [str(tmp_path / name) for name in ("disk", "first", "second")]
    command = ["unshare", "--mount", "--map-root-user", sys.executable, "-c", READ_ONLY, *folders]
    child = subprocess.run(command, capture_output=True, text=True, check=False)
    if child.returncode == 77 or "unshare" in child.stderr.split(":")[0]:
        pytest.skip(f"a disk cannot be mounted here: {child.stderr.strip()}")
    assert child.returncode == 0, child.stderr
