"""The library: documents in and out, snapshots that never change, nothing done twice, and what faults leave behind."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from corpus import ingest as ingest_module
from corpus.errors import BadInput, Conflict, NotFound, Unavailable
from corpus.ingest import ingest
from corpus.metadata import Metadata
from corpus.reader import read_document
from corpus.records import ParsedDocument
from corpus.store.catalog import Catalog
from index import generation
from index.encoders.hashing import HashingEncoder
from service.library import Library
from service.snapshot import Snapshot

LIBRARY = "The new library will open its doors in May 2025."
MUSEUM = "The maritime museum will open its doors in June 2026."
GARDEN = "The botanical garden will be enlarged by 12 hectares."


class CountingEncoder(HashingEncoder):
    """Counts the passages that it was asked to encode."""

    def __init__(self) -> None:
        super().__init__(128)
        self.encoded: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.encoded += texts
        return super().encode_passages(texts)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "documents"
    made.mkdir()
    put(made, "library", LIBRARY, MUSEUM)
    put(made, "garden", GARDEN)
    return made


def put(folder: Path, name: str, *texts: str) -> Path:
    path = folder / f"{name}.txt"
    numbered = [f"{n}. {text}" for n, text in enumerate(texts, 1)]
    path.write_text("\n\n".join(["Plans for the harbour", *numbered]) + "\n", encoding="utf-8")
    return path


def opened(data: Path, **more: object) -> Library:
    return Library.open(data, **({"encoder": "hashing"} | more))  # type: ignore[arg-type]


def prints(snapshot: Snapshot) -> str:
    """All that the snapshot's documents print, line by line."""
    return "\n".join(p.text for document in snapshot.documents() for p in snapshot.paragraphs(document.id))


def found(snapshot: Snapshot, query: str) -> list[str]:
    return [hit.paragraph.text for hit in snapshot.search(query)]


def test_a_new_data_folder_is_empty_and_can_be_asked(tmp_path: Path) -> None:
    snapshot = opened(tmp_path / "var" / "data").snapshot()
    assert snapshot.documents() == []
    assert snapshot.facts() == []
    assert snapshot.terms() == []
    assert snapshot.search("when does the library open") == []
    with pytest.raises(NotFound):
        snapshot.document("x")
    with pytest.raises(NotFound):
        snapshot.paragraph("x/1")
    with pytest.raises(NotFound):
        snapshot.paragraphs("x")


def test_a_synced_folder_is_searched(tmp_path: Path, folder: Path) -> None:
    library = opened(tmp_path / "data")
    report = library.sync(folder)
    assert len(report.added) == 2
    assert report.failed == ()
    snapshot = library.snapshot()
    assert sorted(one.id for one in snapshot.documents()) == sorted(report.added)
    for text in (LIBRARY, MUSEUM, GARDEN):
        [hit] = snapshot.search(text, top_k=1)
        assert hit.paragraph.text == text
        assert hit.paragraph == snapshot.paragraph(hit.paragraph.id)
        assert hit.paragraph in snapshot.paragraphs(hit.paragraph.document_id)
        assert hit.paragraph.document_id == snapshot.document(hit.paragraph.document_id).id
    within = snapshot.search("opens its doors", documents=report.added[:1])
    assert {hit.paragraph.document_id for hit in within} == set(report.added[:1])


def test_facts_and_paragraphs_come_from_the_same_state(tmp_path: Path, folder: Path) -> None:
    library = opened(tmp_path / "data")
    library.sync(folder)
    snapshot = library.snapshot()
    for fact in snapshot.facts():
        assert snapshot.paragraph(fact.paragraph_id).text[fact.start : fact.end] == fact.text
    [hit] = snapshot.search(LIBRARY, top_k=1)
    of_one = snapshot.facts(paragraph_ids=[hit.paragraph.id])
    assert of_one == [fact for fact in snapshot.facts() if fact.paragraph_id == hit.paragraph.id]
    assert snapshot.facts(kind="date") == [fact for fact in snapshot.facts() if fact.kind == "date"]


def test_a_second_start_reads_nothing_and_embeds_nothing(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened(tmp_path / "data", encoder=CountingEncoder())
    first.sync(folder)
    version = first.index_version

    def refuse(path: Path, metadata: Metadata | None) -> ParsedDocument:
        raise AssertionError(f"{path.name} is not to be read")

    monkeypatch.setattr("service.library.ingest", partial(ingest, read=refuse))
    encoder = CountingEncoder()
    second = opened(tmp_path / "data", encoder=encoder)
    report = second.sync(folder)
    assert (report.changed, report.failed) == (False, ())
    assert second.index_version == version
    assert encoder.encoded == []
    assert second.notices == []


def test_only_what_changed_is_embedded(tmp_path: Path, folder: Path) -> None:
    encoder = CountingEncoder()
    library = opened(tmp_path / "data", encoder=encoder)
    library.sync(folder)
    encoder.encoded.clear()
    put(folder, "library", LIBRARY, MUSEUM.replace("June", "July"))
    assert len(library.sync(folder).updated) == 1
    assert encoder.encoded
    assert all("July" in text for text in encoder.encoded)
    garden = library.snapshot().search(GARDEN)[0].paragraph.document_id
    encoder.encoded.clear()
    library.remove(garden)
    assert encoder.encoded == []


def test_a_snapshot_never_changes(tmp_path: Path, folder: Path) -> None:
    library = opened(tmp_path / "data")
    library.sync(folder)
    held = library.snapshot()
    before = (held.index_version, prints(held), found(held, LIBRARY))
    put(folder, "library", "Nothing of the kind is planned.")
    (folder / "garden.txt").unlink()
    library.sync(folder)
    for n in range(3):  # enough generations that the first would be swept if nobody held it
        put(folder, f"more{n}", f"Pier {n} is repaired.")
        library.sync(folder)
    assert (held.index_version, prints(held), found(held, LIBRARY)) == before
    new = library.snapshot()
    assert LIBRARY not in prints(new)
    assert GARDEN not in prints(new)
    assert LIBRARY not in found(new, LIBRARY)


def test_the_same_snapshot_is_handed_out_until_something_changes(tmp_path: Path, folder: Path) -> None:
    library = opened(tmp_path / "data")
    library.sync(folder)
    one = library.snapshot()
    library.sync(folder)
    assert library.snapshot() is one
    library.add([put(tmp_path, "pier", "The pier is repaired.")])
    assert library.snapshot() is not one


def test_another_process_changes_are_seen(tmp_path: Path, folder: Path) -> None:
    reader, writer = opened(tmp_path / "data"), opened(tmp_path / "data")
    assert reader.snapshot().documents() == []
    writer.sync(folder)
    assert LIBRARY in prints(reader.snapshot())
    writer.remove(writer.snapshot().search(LIBRARY)[0].paragraph.document_id)
    assert LIBRARY not in prints(reader.snapshot())


def test_removed_is_gone_from_answers_and_from_the_disk(tmp_path: Path, folder: Path) -> None:
    library = opened(tmp_path / "data")
    library.sync(folder)
    document_id = library.snapshot().search(LIBRARY)[0].paragraph.document_id
    library.remove(document_id)
    snapshot = library.snapshot()
    assert document_id not in [one.id for one in snapshot.documents()]
    assert not {LIBRARY, MUSEUM} & set(found(snapshot, LIBRARY))
    assert all(fact.paragraph_id.split("/")[0] != document_id for fact in snapshot.facts())
    with pytest.raises(NotFound):
        library.remove(document_id)
    for path in (tmp_path / "data").rglob("*"):
        assert path.is_dir() or b"maritime museum" not in path.read_bytes(), path
    assert library.sync(folder).withheld == (document_id,)
    assert document_id not in [one.id for one in library.snapshot().documents()]
    assert library.add([folder / "library.txt"]).added == (document_id,)
    assert LIBRARY in prints(library.snapshot())


def test_one_bad_file_does_not_keep_the_others_out(tmp_path: Path, folder: Path) -> None:
    library = opened(tmp_path / "data")
    bad = tmp_path / "bad.nonsense"
    bad.write_bytes(b"\x00\x01")
    report = library.add([bad, folder / "garden.txt"])
    assert [path for path, _ in report.failed] == [bad]
    assert len(report.added) == 1
    assert GARDEN in prints(library.snapshot())


def test_what_is_not_there_is_said(tmp_path: Path, folder: Path) -> None:
    library = opened(tmp_path / "data")
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "catalogue.yaml").write_text("documents: [")
    report = library.add([tmp_path / "nowhere.txt", broken, folder / "garden.txt"])
    assert {path: type(error) for path, error in report.failed} == {
        broken: BadInput,
        tmp_path / "nowhere.txt": NotFound,
    }
    assert len(report.added) == 1
    with pytest.raises(NotFound):
        library.sync(tmp_path / "nowhere")


def test_a_removed_document_leaves_the_disk_when_its_last_reader_lets_go(tmp_path: Path, folder: Path) -> None:
    data = tmp_path / "data"
    server, other = opened(data), opened(data)
    other.sync(folder)
    held = server.snapshot()
    other.remove(held.search(LIBRARY)[0].paragraph.document_id)
    assert LIBRARY in prints(held), "a question being answered is answered to its end"
    assert LIBRARY not in prints(server.snapshot())
    assert generation.has_leftovers(data)
    del held
    gc.collect()
    server.snapshot()
    assert not generation.has_leftovers(data)
    for path in data.rglob("*"):
        assert path.is_dir() or b"maritime museum" not in path.read_bytes(), path


def test_an_uploaded_file_goes_with_its_document(tmp_path: Path, folder: Path) -> None:
    library = opened(tmp_path / "data")
    first, second = library.uploads / "1", library.uploads / "2"
    first.mkdir(parents=True)
    [document_id] = library.add([put(first, "library", LIBRARY)]).added
    assert (first / "library.txt").exists()
    second.mkdir()
    assert library.add([put(second, "library", LIBRARY, MUSEUM)]).updated == (document_id,)
    assert not (first / "library.txt").exists(), "the new file took its place"
    [other] = library.add([folder / "garden.txt"]).added
    library.remove(document_id)
    library.remove(other)
    assert not (second / "library.txt").exists()
    assert (folder / "garden.txt").exists(), "files that are not ours stay"


def test_a_newer_reader_reads_everything_again_at_the_next_opening(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(tmp_path / "data").add([folder])
    read: list[str] = []

    def reader(path: Path, metadata: Metadata | None) -> ParsedDocument:
        read.append(path.name)
        return read_document(path, metadata)

    monkeypatch.setattr("service.upkeep.ingest", partial(ingest, read=reader))
    opened(tmp_path / "data")
    assert read == []
    monkeypatch.setattr(ingest_module, "READER_VERSION", ingest_module.READER_VERSION + 1)
    opened(tmp_path / "data")
    assert sorted(read) == ["garden.txt", "library.txt"]
    opened(tmp_path / "data").sync(folder)
    assert len(read) == 2


def test_a_second_writer_is_told_who_a_reader_is_not(tmp_path: Path, folder: Path) -> None:
    data = tmp_path / "data"
    opened(data).sync(folder)
    code = (
        "import fcntl, sys\n"
        "lock = open(sys.argv[1], 'ab'); fcntl.flock(lock, fcntl.LOCK_EX); print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(data / "lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "held\n"
        late = opened(data)
        assert late.notices == []
        assert LIBRARY in prints(late.snapshot())
        for attempt in (lambda: late.sync(folder), lambda: late.add([folder]), lambda: late.remove("x")):
            with pytest.raises(Conflict, match="Another process") as caught:
                attempt()
            assert caught.value.hint
        writer.communicate("")
    assert late.sync(folder).failed == ()


def test_threads_change_and_read_at_once(tmp_path: Path, folder: Path) -> None:
    """Each state has as many piers as its generation says; no reader meets another number."""
    library = opened(tmp_path / "data")
    library.sync(folder)
    errors: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                snapshot = library.snapshot()
                ids = [one.id for one in snapshot.documents()]
                hits = snapshot.search("pier repaired", top_k=20)
                assert {hit.paragraph.document_id for hit in hits} <= set(ids)
                assert [one.id for one in snapshot.documents()] == ids
        except BaseException as error:
            errors.append(error)

    def write(n: int) -> None:
        try:
            library.add([put(tmp_path, f"pier{n}", f"Pier {n} is repaired.")])
        except BaseException as error:
            errors.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    writers = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    for thread in (*readers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in readers:
        thread.join()
    assert errors == []
    assert len(library.snapshot().documents()) == 2 + 6


def test_a_stale_generation_is_made_anew_at_the_next_opening(tmp_path: Path, folder: Path) -> None:
    """As after a crash between the catalog's commit and the generation."""
    data = tmp_path / "data"
    library = opened(data)
    library.sync(folder)
    gone = library.snapshot().search(GARDEN)[0].paragraph.document_id
    catalog = Catalog(data / "catalog.sqlite")
    catalog.remove(gone)
    catalog.close()
    again = opened(data)
    assert GARDEN not in prints(again.snapshot())
    assert again.notices == []


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_a_damaged_generation_is_rebuilt_and_said(tmp_path: Path, folder: Path) -> None:
    data = tmp_path / "data"
    library = opened(data)
    library.sync(folder)
    version = library.snapshot().generation
    for name in (generation.MANIFEST, generation.CATALOG, f"{generation.INDEX}/vectors.faiss"):
        flip(data / "generations" / version / name)
        again = opened(data)
        assert [one.kind for one in again.notices] == ["damaged-index"], name
        assert found(again.snapshot(), LIBRARY)[0] == LIBRARY
        assert opened(data).notices == []


def test_a_running_reader_rebuilds_a_damaged_generation_too(tmp_path: Path, folder: Path) -> None:
    data = tmp_path / "data"
    library, writer = opened(data), opened(data)
    writer.sync(folder)
    flip(data / "generations" / writer.snapshot().generation / "catalog.sqlite")
    assert LIBRARY in prints(library.snapshot())
    assert [one.kind for one in library.notices] == ["damaged-index"]


def test_a_lost_catalog_is_restored_from_the_generation(tmp_path: Path, folder: Path) -> None:
    data = tmp_path / "data"
    library = opened(data)
    library.sync(folder)
    before = prints(library.snapshot())
    del library
    gc.collect()
    (data / "catalog.sqlite").unlink()
    again = opened(data)
    assert [one.kind for one in again.notices] == ["catalog-restored"]
    assert prints(again.snapshot()) == before
    assert again.sync(folder).changed is False


def test_another_encoder_makes_the_index_anew(tmp_path: Path, folder: Path) -> None:
    data = tmp_path / "data"
    first = opened(data)
    first.sync(folder)
    other = opened(data, encoder=CountingEncoder())
    assert found(other.snapshot(), LIBRARY)[0] == LIBRARY
    with pytest.raises(Conflict, match="encoder"):
        first.snapshot()


def test_a_replica_needs_the_generation_alone(tmp_path: Path, folder: Path) -> None:
    data, replica = tmp_path / "data", tmp_path / "replica"
    opened(data).sync(folder)
    name = generation.current_name(data)
    assert name is not None
    (replica / "generations").mkdir(parents=True)
    subprocess.run(["cp", "-r", str(data / "generations" / name), str(replica / "generations")], check=True)
    (replica / "current").write_text(name)
    library = opened(replica, read_only=True)
    assert found(library.snapshot(), LIBRARY)[0] == LIBRARY
    assert sorted(path.name for path in replica.iterdir()) == ["current", "generations"]
    for attempt in (lambda: library.sync(folder), lambda: library.add([folder]), lambda: library.remove("x")):
        with pytest.raises(Conflict, match="reading only"):
            attempt()
    flip(replica / "generations" / name / "catalog.sqlite")
    with pytest.raises(generation.Damaged):
        opened(replica, read_only=True).snapshot()
    with pytest.raises(Unavailable, match="no index"):
        opened(tmp_path / "nowhere", read_only=True).snapshot()


def test_old_generations_do_not_pile_up(tmp_path: Path, folder: Path) -> None:
    data = tmp_path / "data"
    library = opened(data)
    for n in range(6):
        put(folder, "garden", f"{GARDEN} Revised {n} times.")
        library.sync(folder)
        library.snapshot()
    assert len(list((data / "generations").iterdir())) == 2


def test_progress_is_told(tmp_path: Path, folder: Path) -> None:
    told: list[tuple[str, int, int]] = []
    opened(tmp_path / "data").sync(folder, lambda stage, done, total: told.append((stage, done, total)))
    assert [one for one in told if one[0] == "read"] == [("read", 1, 2), ("read", 2, 2)]
    assert any(stage == "embed" and done == total > 0 for stage, done, total in told)


@pytest.mark.originals
def test_an_edit_of_an_original_embeds_and_renames_only_what_it_touches(tmp_path: Path, originals: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    for path in originals.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    encoder = CountingEncoder()
    library = opened(tmp_path / "data", encoder=encoder)
    assert library.sync(folder).failed == ()
    before = library.snapshot()
    assert len(before.documents()) == 5
    largest = max(before.documents(), key=lambda one: len(before.paragraphs(one.id)))
    source = (folder / largest.source).read_text("utf-8")
    edited = next(p for p in before.paragraphs(largest.id) if p.label == "20" and source.count(p.text[:20]) == 1)
    embedded, encoder.encoded = len(encoder.encoded), []
    (folder / largest.source).write_text(source.replace(edited.text[:20], edited.text[:20] + "甲乙丙丁"), "utf-8")
    report = library.sync(folder)
    assert (report.updated, len(report.unchanged)) == ((largest.id,), 4)
    after = library.snapshot()
    assert after.document(largest.id).version == 2
    assert [p.id for p in after.paragraphs(largest.id)] == [p.id for p in before.paragraphs(largest.id)]
    changed = [p for p in after.paragraphs(largest.id) if p.text != before.paragraph(p.id).text]
    assert [p.id for p in changed] == [edited.id]
    assert all("甲乙丙丁" in text for text in encoder.encoded)
    assert 0 < len(encoder.encoded) < embedded / 20
