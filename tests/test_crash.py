"""Kill -9 while documents are added, updated and removed: the next opening has the old state or the new one, whole.

The work runs in children forked from one warm process (imports cost more than the work itself). A child is killed either
by itself at the n-th write point, or from outside at a moment drawn from a seeded generator.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path

import pytest

from corpus.records import Document, Fact, Paragraph, Term
from corpus.store.catalog import Catalog
from index import generation
from service.library import Library

HERE = Path(__file__).parent

#: Reads one JSON order per line, forks, and answers with the child's process id. The child writes its outcome to a file.
NURSE = """
import json, os, sys
from pathlib import Path
import corpus.durable as durable
from corpus.spans import fold_text
from service.library import Library

fold_text("warm")

def work(order):
    os.setsid()
    if order["image"]:
        from power import Image
        Image(Path(order["image"])).watch()
    if order["kill_at"] is not None:
        os.environ[durable.KILL_AT] = str(order["kill_at"])
    library = Library.open(Path(order["data"]), encoder="hashing")
    if order["action"] == "remove":
        library.remove(order["target"])
    else:
        library.add([Path(order["target"])])
    Path(order["outcome"]).write_text(json.dumps({"done": True, "points": durable.passed}))

for line in sys.stdin:
    order = json.loads(line)
    child = os.fork()
    if child == 0:
        try:
            work(order)
        except BaseException as error:
            Path(order["outcome"]).write_text(json.dumps({"error": repr(error)}))
            os._exit(1)
        os._exit(0)
    print(child, flush=True)
    _, status = os.waitpid(child, 0)
    print(-os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status), flush=True)
"""


class Nurse:
    """A warm process that forks the children to be killed."""

    def __init__(self, folder: Path) -> None:
        self._outcome = folder / "outcome.json"
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(HERE), os.environ.get("PYTHONPATH", ""))))
        self._process = subprocess.Popen(
            [sys.executable, "-c", NURSE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def run(
        self,
        data: Path,
        action: str,
        target: str,
        *,
        kill_at: int | None = None,
        kill_after: float | None = None,
        image: Path | None = None,
    ) -> dict[str, object] | None:
        """What the child said; None where it was killed before it could."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        self._outcome.unlink(missing_ok=True)
        order = {"data": str(data), "action": action, "target": target, "kill_at": kill_at, "image": str(image or "")}
        process.stdin.write(json.dumps(order | {"outcome": str(self._outcome)}) + "\n")
        process.stdin.flush()
        child = int(process.stdout.readline())
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        status = int(process.stdout.readline())
        if status == -signal.SIGKILL:
            # Killed between saying and dying is said: what was acknowledged must be there.
            return json.loads(self._outcome.read_text()) if self._outcome.exists() else None
        said = json.loads(self._outcome.read_text())
        assert status == 0, said
        return said

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


@dataclass(frozen=True)
class State:
    """All that can be asked of a data folder."""

    documents: tuple[Document, ...]
    paragraphs: tuple[Paragraph, ...]
    facts: tuple[Fact, ...]
    terms: tuple[Term, ...]
    found: tuple[tuple[str, float], ...]
    version: str


QUESTIONS = ("when does the library open", "botanical garden hectares", "pier repaired")


def state_of(data: Path) -> State:
    """Open the data folder as the next start does; what it serves, after checking that it is whole."""
    library = Library.open(data, encoder="hashing")
    snapshot = library.snapshot()
    held = generation.open_current(data, verify=True)
    assert held is not None
    catalog = Catalog(data / generation.CATALOG)
    assert held.manifest.catalog == catalog.state, "the index is that of the catalog"
    assert catalog.documents() == snapshot.documents()
    catalog.close()
    held.close()
    assert library.notices == [], "a crash damages nothing"
    assert not generation.has_leftovers(data)
    documents = snapshot.documents()
    paragraphs = [p for one in documents for p in snapshot.paragraphs(one.id)]
    hits = [hit for question in QUESTIONS for hit in snapshot.search(question)]
    assert all(snapshot.paragraph(hit.paragraph.id) == hit.paragraph for hit in hits)
    return State(
        tuple(documents),
        tuple(paragraphs),
        tuple(snapshot.facts()),
        tuple(snapshot.terms()),
        tuple((hit.paragraph.id, round(hit.score, 6)) for hit in hits),
        snapshot.generation.split("-")[0],
    )


@dataclass(frozen=True)
class Case:
    action: str
    target: str
    start: Path  #: data folder to start from, never written to
    old: State
    new: State
    points: int


def put(folder: Path, name: str, *texts: str) -> None:
    folder.mkdir(exist_ok=True)
    numbered = [f"{n}. {text}" for n, text in enumerate(texts, 1)]
    (folder / f"{name}.txt").write_text("\n\n".join(["Plans for the harbour", *numbered]) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def nurse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nurse]:
    one = Nurse(tmp_path_factory.mktemp("nurse"))
    yield one
    one.close()


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory, nurse: Nurse) -> dict[str, Case]:
    """Adding the first documents, updating one while adding another, and removing one."""
    home = tmp_path_factory.mktemp("cases")
    first, second = home / "first", home / "second"
    put(first, "library", "The new library will open its doors in May 2025.", "It holds 30 000 books.")
    put(first, "garden", "The botanical garden will be enlarged by 12 hectares.")
    put(second, "library", "The new library will open its doors in June 2026.", "It holds 30 000 books.", "It is free.")
    put(second, "pier", "Pier 4 will be repaired at a cost of $3 million.")
    empty, filled = home / "empty", home / "filled"
    assert nurse.run(filled, "add", str(first)) is not None
    empty.mkdir()
    garden = next(one for one in state_of(filled).documents if one.source == "garden.txt")
    made = {}
    for name, action, target, start in (
        ("add", "add", str(first), empty),
        ("update", "add", str(second), filled),
        ("remove", "remove", garden.id, filled),
    ):
        data = home / f"after-{name}"
        shutil.copytree(start, data)
        said = nurse.run(data, action, target, kill_at=0)
        assert said is not None
        fresh = home / f"before-{name}"
        shutil.copytree(start, fresh)
        points = said["points"]
        assert isinstance(points, list)
        made[name] = Case(action, target, start, state_of(fresh), state_of(data), len(points))
        assert made[name].old != made[name].new
    return made


def strike(case: Case, nurse: Nurse, data: Path, **when: float | int | None) -> str:
    """Run the case, kill it, reopen. Returns "old" or "new", or says what is neither."""
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(case.start, data)
    said = nurse.run(data, case.action, case.target, **when)  # type: ignore[arg-type]
    state = state_of(data)
    if said is not None:
        assert state == case.new, "what was acknowledged is there"
    neither = [
        (f.name, getattr(state, f.name)) for f in fields(State) if getattr(state, f.name) != getattr(case.new, f.name)
    ]
    assert state in (case.old, case.new), (case.action, when, neither)
    return "new" if state == case.new else "old"


@pytest.mark.parametrize("name", ["add", "update", "remove"])
def test_killed_at_write_points(name: str, cases: dict[str, Case], nurse: Nurse, tmp_path: Path) -> None:
    case = cases[name]
    assert case.points >= 20
    step = max(1, case.points // 10)
    struck = sorted({*range(1, case.points + 1, step), case.points - 1, case.points})
    outcomes = [strike(case, nurse, tmp_path / "data", kill_at=at) for at in struck]
    assert outcomes[0] == "old"
    assert outcomes[-1] == "new"
    assert outcomes == sorted(outcomes, reverse=True), "once it is new, it is new"


def test_killed_at_random_moments(cases: dict[str, Case], nurse: Nurse, tmp_path: Path) -> None:
    moments = random.Random(20231113)
    for name in ("add", "update", "remove") * 3:
        strike(cases[name], nurse, tmp_path / "data", kill_after=moments.uniform(0, 0.25))


@pytest.mark.slow
def test_killed_two_hundred_times(cases: dict[str, Case], nurse: Nurse, tmp_path: Path) -> None:
    """Every write point of every case, and random moments besides."""
    kills = 0
    for case in cases.values():
        for at in range(1, case.points + 1):
            strike(case, nurse, tmp_path / "data", kill_at=at)
            kills += 1
    moments = random.Random(20240229)
    while kills < 200 or moments.random() > 0.02:
        name = moments.choice(sorted(cases))
        strike(cases[name], nurse, tmp_path / "data", kill_after=moments.uniform(0, 0.3))
        kills += 1
    assert kills >= 200


def test_killed_again_while_recovering(cases: dict[str, Case], nurse: Nurse, tmp_path: Path) -> None:
    """A crash at every third write point, each time on top of what the crash before left behind."""
    case = cases["update"]
    data = tmp_path / "data"
    shutil.copytree(case.start, data)
    for at in range(3, case.points, 7):
        nurse.run(data, case.action, case.target, kill_at=at)
    assert state_of(data) in (case.old, case.new)
    assert nurse.run(data, case.action, case.target) is not None
    assert state_of(data) == case.new


def test_the_write_points_say_where_they_are(cases: dict[str, Case], nurse: Nurse, tmp_path: Path) -> None:
    """The points lie on both sides of the catalog's commit and of the generation coming into use."""
    data = tmp_path / "data"
    shutil.copytree(cases["add"].start, data)
    said = nurse.run(data, "add", cases["add"].target, kill_at=0)
    assert said is not None
    points = said["points"]
    assert isinstance(points, list)
    at = points.index("paragraphs")
    for name in ("catalog commit", "catalog committed", "index built", "generation renamed", "generation in use"):
        at = points.index(name, at)  # raises ValueError where it does not follow


#: Runs inside its own mount namespace: a data folder on a disk of 3 MB, filled up to a few bytes before each attempt.
FULL_DISK = """
import subprocess, sys
from pathlib import Path
from corpus.errors import Unavailable
from service.library import Library

disk, first, second = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], capture_output=True).returncode:
    sys.exit(77)
data, filler = disk / "data", disk / "filler"

def prints(library):
    snapshot = library.snapshot()
    return [p.text for one in snapshot.documents() for p in snapshot.paragraphs(one.id)]

library = Library.open(data, encoder="hashing")
library.add([first])
old = prints(library)
refused = 0
for left in (0, 4096, 16384, 65536, 131072, 196608, 262144, 327680, 393216, 458752):
    filler.write_bytes(b"")
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            pass
    with filler.open("r+b") as file:
        file.truncate(max(0, filler.stat().st_size - left))
    try:
        library.add([second])
    except Unavailable as error:
        assert error.hint, error
        refused += 1
        assert prints(library) == old
        assert prints(Library.open(data, encoder="hashing")) == old
filler.unlink()
library.add([second])
new = prints(Library.open(data, encoder="hashing"))
assert new != old
assert not list((data / "generations").glob(".building*"))
print(refused)
"""


def test_a_full_disk_is_said_and_costs_nothing(tmp_path: Path) -> None:
    """Real ENOSPC from the kernel, met by SQLite, NumPy and FAISS in turn."""
    put(tmp_path / "first", "library", "The new library will open its doors in May 2025.")
    put(tmp_path / "second", "garden", *[f"Garden {n} will be enlarged by {n} hectares." for n in range(1, 60)])
    (tmp_path / "disk").mkdir()
    folders = [str(tmp_path / name) for name in ("disk", "first", "second")]
    command = ["unshare", "--mount", "--map-root-user", sys.executable, "-c", FULL_DISK, *folders]
    if shutil.which("unshare") is None:
        pytest.skip("needs util-linux's unshare to mount a small disk")
    child = subprocess.run(command, capture_output=True, text=True, check=False)
    if child.returncode == 77 or "unshare" in child.stderr.split(":")[0]:
        pytest.skip(f"a small disk cannot be mounted here: {child.stderr.strip()}")
    assert child.returncode == 0, child.stderr
    assert int(child.stdout) >= 4
