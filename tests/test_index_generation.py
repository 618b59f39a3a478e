"""Generations are written whole, found damaged when they are, and swept only when nobody reads them."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus import durable
from corpus.errors import Unavailable
from corpus.records import Document, Paragraph, ParsedDocument
from corpus.store.catalog import Catalog
from index import build, generation
from index.encoders.hashing import HashingEncoder
from index.generation import CATALOG, MANIFEST, Damaged, Generation
from index.manifest import Manifest
from index.retriever import Retriever

ENCODER = HashingEncoder()


def parsed(*texts: str, document_id: str = "plan", sha256: str = "a" * 64) -> ParsedDocument:
    paragraphs = tuple(
        Paragraph(f"{document_id}/{n}", document_id, str(n), n - 1, text, "en") for n, text in enumerate(texts, 1)
    )
    return ParsedDocument(Document(document_id, {}, {}, ("en",), "plan.txt", sha256), paragraphs)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    opened = Catalog(tmp_path / CATALOG)
    opened.replace(parsed("a library opens in May", "a museum opens in June"))
    yield opened
    opened.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path


def write(data: Path, catalog: Catalog) -> Generation:
    previous = generation.open_current(data)
    name = generation.write_generation(data, catalog, ENCODER, previous=previous)
    if previous is not None:
        previous.close()
    found = generation.open_current(data, verify=True)
    assert found is not None
    assert found.name == name
    return found


def names(data: Path) -> list[str]:
    return sorted(path.name for path in (data / "generations").iterdir())


def test_a_generation_holds_the_catalog_and_says_what_it_holds(data: Path, catalog: Catalog) -> None:
    with_index = write(data, catalog)
    assert with_index.manifest.catalog == catalog.state
    assert with_index.manifest.encoder == ENCODER.id
    assert with_index.name.startswith("1-")
    export = Catalog(with_index.catalog_file, read_only=True)
    assert export.paragraphs() == catalog.paragraphs()
    export.close()
    files = {str(path.relative_to(with_index.folder)) for path in with_index.folder.rglob("*") if path.is_file()}
    assert files == {*with_index.manifest.files, MANIFEST}
    for name, file in with_index.manifest.files.items():
        assert (with_index.folder / name).stat().st_size == file.size
    assert Manifest.of((with_index.folder / MANIFEST).read_bytes()) == with_index.manifest
    assert with_index.manifest.fits(catalog.state, ENCODER)
    assert generation.current_name(data) == with_index.name
    assert not generation.has_leftovers(data)


def test_equal_content_has_an_equal_name(
    data: Path, catalog: Catalog, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    assert write(data, catalog).name == write(other, catalog).name


def test_an_empty_catalog_makes_a_generation_without_an_index(data: Path, catalog: Catalog) -> None:
    catalog.remove("plan")
    found = write(data, catalog)
    assert found.manifest.index == {}
    assert list(found.manifest.files) == [CATALOG]


def test_a_generation_no_longer_fits_when_anything_it_was_made_from_changes(
    data: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = write(data, catalog).manifest
    monkeypatch.setattr(build, "FORMAT", build.FORMAT + 1)
    assert not manifest.fits(catalog.state, ENCODER)
    monkeypatch.undo()
    assert manifest.fits(catalog.state, ENCODER)
    assert not manifest.fits(catalog.state, HashingEncoder(ENCODER.dimension * 2))
    catalog.replace(parsed("a library", document_id="other"))
    assert not manifest.fits(catalog.state, ENCODER)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("harm", [cut, flip, Path.unlink], ids=["cut", "flip", "unlink"])
def test_damage_to_any_file_is_found(data: Path, catalog: Catalog, harm: Callable[[Path], None]) -> None:
    folder = write(data, catalog).folder
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size):
        content = path.read_bytes()
        harm(path)
        with pytest.raises(Damaged):
            Generation.open(folder, verify=True)
        path.write_bytes(content)
        Generation.open(folder, verify=True).close()


def test_sizes_are_always_compared_checksums_of_large_generations_when_asked(
    data: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = write(data, catalog)
    flip(found.catalog_file)
    monkeypatch.setattr(generation, "VERIFIED_BYTES", 0)
    Generation.open(found.folder).close()
    with pytest.raises(Damaged, match=r"catalog\.sqlite does not have the checksum"):
        Generation.open(found.folder, verify=True)
    cut(found.catalog_file)
    with pytest.raises(Damaged, match=r"catalog\.sqlite has \d+ bytes instead of"):
        Generation.open(found.folder, verify=False)


def test_a_damaged_generation_is_written_again_under_its_name(data: Path, catalog: Catalog) -> None:
    found = write(data, catalog)
    flip(found.catalog_file)
    found.close()
    assert generation.write_generation(data, catalog, ENCODER) == found.name
    Generation.open(found.folder, verify=True).close()
    generation.sweep(data)
    assert names(data) == [found.name]


def test_vectors_of_what_did_not_change_are_taken_over(data: Path, catalog: Catalog) -> None:
    first = write(data, catalog)
    assert first.manifest.index["reused"] == 0
    catalog.replace(parsed("a library opens in May", "a museum opens in July", sha256="b" * 64))
    second = write(data, catalog)
    assert 0 < second.manifest.index["reused"] < second.manifest.index["vectors"]


def test_the_sweep_keeps_the_one_in_use_and_the_one_before(data: Path, catalog: Catalog) -> None:
    made = []
    for n in range(4):
        catalog.replace(parsed(f"text {n}", document_id=f"d{n}"))
        found = write(data, catalog)
        found.close()
        made.append(found.name)
    assert generation.sweep(data) == made[:2]
    assert names(data) == sorted(made[2:])
    assert generation.sweep(data) == []


def test_what_held_removed_documents_is_swept_too(data: Path, catalog: Catalog) -> None:
    for n in range(2):
        catalog.replace(parsed(f"text {n}", document_id=f"d{n}"))
        write(data, catalog).close()
    in_use = write(data, catalog)
    catalog.remove("d0")
    generation.forget(data)
    assert generation.sweep(data) != []
    assert [name for name in names(data) if name[0] != "."] == [in_use.name], "the one in use stays while it is"
    in_use.close()
    new = write(data, catalog)
    assert generation.has_leftovers(data)
    assert generation.sweep(data) == [in_use.name]
    assert names(data) == [new.name]
    assert not generation.has_leftovers(data)


def test_the_sweep_leaves_what_any_process_reads(data: Path, catalog: Catalog) -> None:
    old = write(data, catalog)
    old.close()
    code = (
        "import sys; from pathlib import Path; from index.generation import Generation\n"
        "held = Generation.open(Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(old.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "open\n"
        catalog.replace(parsed("other", document_id="other"))
        generation.forget(data)
        write(data, catalog).close()
        assert generation.sweep(data) == []
        assert generation.has_leftovers(data), "it is tried again"
        reader.communicate("")
    assert generation.sweep(data) == [old.name]
    assert not generation.has_leftovers(data)


def test_the_sweep_removes_what_a_crash_left(data: Path, catalog: Catalog) -> None:
    found = write(data, catalog)
    left = data / "generations" / ".building-1-abc"
    left.mkdir()
    (left / "half").write_bytes(b"x")
    (data / ".current.new").write_bytes(b"x")
    assert generation.has_leftovers(data)
    assert generation.sweep(data) == [".building-1-abc"]
    assert not generation.has_leftovers(data)
    assert names(data) == [found.name]


def test_the_mark_changes_with_every_replacement(data: Path, catalog: Catalog) -> None:
    assert generation.current_mark(data) is None
    marks = set()
    for n in range(5):
        durable.write_file(data / "current", b"same bytes")
        marks.add((n, generation.current_mark(data)))
    assert len({mark for _, mark in marks}) == 5


def test_everything_is_on_the_disk_before_it_is_in_use(
    data: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the moment ``current`` is renamed, every file and folder of the generation was fsynced after its last change."""
    synced: dict[tuple[int, int], int] = {}
    real_fsync, real_replace = os.fsync, Path.replace

    def fsync(descriptor: int) -> None:
        real_fsync(descriptor)
        found = os.fstat(descriptor)
        synced[found.st_dev, found.st_ino] = found.st_mtime_ns

    unsynced: list[Path] = []

    def replace(self: Path, target: Path) -> Path:
        if target.name == "current":
            for path in (self, data, *sorted((data / "generations").rglob("*"))):
                found = path.stat()
                # The folder of ``current`` is synced after the rename; only that its entries were before matters here.
                if synced.get((found.st_dev, found.st_ino)) != found.st_mtime_ns and path != data:
                    unsynced.append(path)
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    write(data, catalog)
    assert synced
    assert unsynced == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO, errno.EDQUOT])
@pytest.mark.parametrize("at", [1, 2, 5, -1])
def test_a_refusing_disk_is_said_and_the_old_state_stays(
    data: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch, number: int, at: int
) -> None:
    old = write(data, catalog)
    catalog.replace(parsed("other", document_id="other"))
    calls = 0
    total = len(old.manifest.files)
    real = os.fsync

    def fsync(descriptor: int) -> None:
        nonlocal calls
        calls += 1
        if calls == (at if at > 0 else total + at):
            raise OSError(number, os.strerror(number))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(Unavailable) as caught:
        generation.write_generation(data, catalog, ENCODER, previous=old)
    monkeypatch.undo()
    assert caught.value.hint
    assert caught.value.retryable
    assert generation.current_name(data) == old.name
    assert names(data) == [old.name]
    Generation.open(old.folder, verify=True).close()


def test_a_file_size_limit_is_a_full_disk(data: Path, catalog: Catalog) -> None:
    """A real refusal by the kernel (EFBIG) in a child process, not a simulated one."""
    old = write(data, catalog)
    catalog.replace(parsed(*[f"paragraph {n} of a long document" for n in range(400)], document_id="long"))
    code = """
import resource, signal, sys
from pathlib import Path
from corpus.store.catalog import Catalog
from corpus.errors import Unavailable
from index import generation
from index.encoders.hashing import HashingEncoder
data = Path(sys.argv[1])
catalog = Catalog(data / "catalog.sqlite")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    generation.write_generation(data, catalog, HashingEncoder())
except Unavailable as error:
    print(error.message, error.hint)
"""
    for limit in (10_000, 200_000, 900_000):  # stops SQLite, then FAISS at two places
        child = subprocess.run(
            [sys.executable, "-c", code, str(data), str(limit)], capture_output=True, text=True, check=False
        )
        assert child.returncode == 0, (limit, child.stderr)
        # SQLite does not tell EFBIG from other failures of the disk.
        assert ("disk failed" if limit == 10_000 else "disk is full") in child.stdout, (limit, child.stdout)
        assert "still served" in child.stdout
        assert generation.current_name(data) == old.name
        assert names(data) == [old.name]


def test_a_manifest_that_was_edited_is_found(data: Path, catalog: Catalog) -> None:
    found = write(data, catalog)
    path = found.folder / MANIFEST
    content = json.loads(path.read_bytes())
    content["encoder"] = "another"
    path.write_text(json.dumps(content))
    with pytest.raises(Damaged, match="altered"):
        Generation.open(found.folder)
    path.write_text("[]")
    with pytest.raises(Damaged, match="cannot be read"):
        Generation.open(found.folder)


# -- a large index, carried on from one generation to the next

_FEW = 12  #: paragraphs beyond which an index is large here


@pytest.fixture
def large(data: Path, catalog: Catalog) -> Generation:
    for number in range(10):
        texts = (f"warehouse {number} holds {number} boats", f"ferry {number} sails in May")
        catalog.replace(parsed(*texts, document_id=f"paper{number}", sha256=f"{number}" * 64))
    return write_large(data, catalog)


def write_large(data: Path, catalog: Catalog) -> Generation:
    previous = generation.open_current(data)
    name = generation.write_generation(data, catalog, ENCODER, previous=previous, large=_FEW)
    if previous is not None:
        previous.close()
    found = generation.open_current(data, verify=True)
    assert found is not None
    assert found.name == name
    return found


def found_by(opened: Generation, question: str) -> list[str]:
    kept = Catalog(opened.catalog_file, read_only=True)
    try:
        retriever = Retriever.open(opened.index_folder, encoder=ENCODER, paragraphs_by_id=kept.paragraphs_by_id)
        return [hit.paragraph.id for hit in retriever.search(question)]
    finally:
        kept.close()


def test_a_large_index_is_carried_on_and_what_is_removed_is_gone_at_once(
    data: Path, catalog: Catalog, large: Generation
) -> None:
    base = large.index_folder / "base"
    before = {path.relative_to(base): path.stat().st_ino for path in base.rglob("*") if path.is_file()}
    assert found_by(large, "warehouse 7")[0] == "paper7/1"
    catalog.remove("paper7")
    catalog.replace(parsed("a zeppelin lands", document_id="news"))
    opened = write_large(data, catalog)
    linked = opened.index_folder / "base"
    assert {path.relative_to(linked): path.stat().st_ino for path in linked.rglob("*") if path.is_file()} == before
    assert found_by(opened, "where does a zeppelin land")[0] == "news/1"
    assert not any(one.startswith("paper7/") for one in found_by(opened, "warehouse 7"))
    assert opened.manifest.index["paragraphs"] == 21


def test_small_again_is_one_small_segment_again(data: Path, catalog: Catalog, large: Generation) -> None:
    for number in range(6):
        catalog.remove(f"paper{number}")
    assert write_large(data, catalog).manifest.index["segments"] == [""]


def test_a_damaged_segment_is_found_and_made_anew(data: Path, catalog: Catalog, large: Generation) -> None:
    broken = large.index_folder / "base" / "paragraphs.text.rows.npy"
    whole = broken.read_bytes()
    broken.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(Damaged, match=r"paragraphs\.text\.rows"):
        Generation.open(large.folder, verify=True)
    large.close()
    generation.write_generation(data, catalog, ENCODER, large=_FEW)  # as a library does that found it damaged
    mended = generation.open_current(data, verify=True)
    assert mended is not None
    assert (mended.index_folder / "base" / "paragraphs.text.rows.npy").read_bytes() == whole


_KILLED = """
import os, sys
from pathlib import Path
from corpus import durable
from corpus.store.catalog import Catalog
from index import generation
from index.encoders.hashing import HashingEncoder
data, at = Path(sys.argv[1]), sys.argv[2]
catalog = Catalog(data / "catalog.sqlite")
os.environ[durable.KILL_AT] = at
generation.write_generation(data, catalog, HashingEncoder(), previous=generation.open_current(data), large=int(sys.argv[3]))
print(*durable.passed, sep="\\n")
"""


def _grow_killed(data: Path, at: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", _KILLED, str(data), str(at), str(_FEW)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_crash_between_the_steps_of_a_merge_leaves_the_state_before(
    data: Path, catalog: Catalog, large: Generation, tmp_path_factory: pytest.TempPathFactory
) -> None:
    catalog.replace(parsed("a zeppelin lands", document_id="news"))
    for one in ("more", "again"):  # three small segments: the third makes a merge
        write_large(data, catalog).close()
        catalog.replace(parsed(f"{one} zeppelins land", document_id=one))
    before = generation.current_name(data)
    files = {p: p.stat().st_ino for p in data.rglob("*") if p.is_file()}
    aside = tmp_path_factory.mktemp("whole") / "data"
    shutil.copytree(data, aside)
    steps = _grow_killed(aside, 0).stdout.split("\n")
    wanted = [n for n, step in enumerate(steps, 1) if step in ("segment written", "segments merged", "segment linked")]
    assert {steps[n - 1] for n in wanted} == {"segment written", "segments merged", "segment linked"}
    for at in wanted:
        assert _grow_killed(data, at).returncode == -signal.SIGKILL
        assert generation.current_name(data) == before
        opened = generation.open_current(data, verify=True)
        assert opened is not None
        assert not any(one.startswith("again/") for one in found_by(opened, "zeppelins"))
        opened.close()
        generation.sweep(data)
        assert {p: p.stat().st_ino for p in data.rglob("*") if p.is_file()} == files
    found = found_by(write_large(data, catalog), "zeppelins land")
    assert {"news/1", "more/1", "again/1"} <= set(found)
