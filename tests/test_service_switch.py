"""Another encoder on a data folder: the old index serves until the new vectors are made; vectors are never mixed."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from corpus.errors import Conflict
from index import build, generation
from index.encoders.hashing import HashingEncoder
from index.manifest import Manifest
from service.library import Library

PIER = "The new pier will open to ferries in May 2025."
MUSEUM = "The maritime museum will open its doors in June 2026."


class SlowEncoder(HashingEncoder):
    """Another model than ``hashing``, which encodes passages only when it is let."""

    def __init__(self) -> None:
        super().__init__(128)
        self.begun, self.may = threading.Event(), threading.Event()
        self.read: list[str] = []
        self.fault: Exception | None = None

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.begun.set()
        assert self.may.wait(60)
        if self.fault:
            raise self.fault
        self.read += texts
        return super().encode_passages(texts)

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return HashingEncoder(128).encode_queries(texts)


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.txt"
    path.write_text(f"Plans\n\n1. {text}\n", encoding="utf-8")
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder whose index was made with ``hashing``."""
    folder = tmp_path / "data"
    Library.open(folder, encoder="hashing").add([put(tmp_path, "pier", PIER)])
    return folder


def encoder_of(data: Path) -> str:
    used = generation.open_current(data)
    assert used is not None
    used.close()
    return used.manifest.encoder


def test_the_old_index_serves_until_the_new_vectors_are_made(tmp_path: Path, data: Path) -> None:
    encoder = SlowEncoder()
    library = Library.open(data, encoder=encoder, switch_later=True)
    assert library.switching
    held = library.snapshot()
    told: list[tuple[str, int, int]] = []
    work = threading.Thread(target=library.switch, args=(lambda *step: told.append(step),))
    work.start()
    try:
        assert encoder.begun.wait(60)
        assert library.switching
        assert library.snapshot().search("pier")[0].paragraph.text == PIER
        library.add([put(tmp_path, "museum", MUSEUM)])  # nobody waits for the model
        assert library.snapshot().search("maritime museum")[0].paragraph.text == MUSEUM
        assert encoder_of(data) == HashingEncoder().id
    finally:
        encoder.may.set()
        work.join(60)
    assert not library.switching
    assert encoder_of(data) == encoder.id
    assert library.snapshot().search("maritime museum")[0].paragraph.text == MUSEUM
    assert held.search("pier")[0].paragraph.text == PIER, "a snapshot never changes"
    assert any(stage == "embed" and done == total > 0 for stage, done, total in told)
    assert len(encoder.read) == len(set(encoder.read)), "what was made aside is not made again"
    assert library.notices == []
    assert not Library.open(data, encoder=encoder, switch_later=True).switching


def test_nothing_is_switched_where_the_encoder_is_the_same(data: Path) -> None:
    library = Library.open(data, encoder="hashing", switch_later=True)
    before = library.index_version
    assert not library.switching
    assert library.switch().unchanged == ()
    assert library.index_version == before


def test_a_model_that_fails_leaves_the_index_as_it_is(data: Path) -> None:
    encoder = SlowEncoder()
    encoder.may.set()
    encoder.fault = ValueError("the model broke")
    library = Library.open(data, encoder=encoder, switch_later=True)
    before = library.index_version
    with pytest.raises(ValueError, match="broke"):
        library.switch()
    assert library.switching
    assert library.index_version == before
    assert not generation.has_leftovers(data)
    encoder.fault = None
    library.switch()
    assert encoder_of(data) == encoder.id


def test_a_folder_that_a_crash_left_behind_is_swept(data: Path) -> None:
    left = data / "generations" / ".building-1-0"
    left.mkdir()
    (left / generation.MANIFEST).touch()
    Library.open(data, encoder="hashing")
    assert not left.exists()


def test_a_running_reader_goes_on_when_another_process_switches(data: Path) -> None:
    reader = Library.open(data, encoder="hashing")
    wanted = SlowEncoder()
    wanted.may.set()
    Library.open(data, encoder=wanted)
    with pytest.raises(Conflict, match="encoder"):  # this model cannot be loaded by its name
        reader.snapshot()
    Library.open(data, encoder="hashing")
    late = Library.open(data, encoder=wanted, switch_later=True)
    assert late.snapshot().search("pier")[0].paragraph.text == PIER, "hashing can"


def test_the_manifest_says_what_made_the_vectors(data: Path) -> None:
    used = generation.open_current(data)
    assert used is not None
    assert used.manifest.embedding is not None
    assert used.manifest.embedding.name == "hashing"
    assert used.manifest.index["dimension"] == 512
    content = json.loads((used.folder / generation.MANIFEST).read_text(encoding="utf-8"))
    content["index"]["embedding"] = {"nonsense": 1}
    assert Manifest.of(json.dumps(content).encode()).embedding is None
    used.close()


@pytest.mark.parametrize("changed", ["FORMAT", "WORD_LIST"])
def test_an_index_of_an_older_making_is_made_anew_and_that_is_said(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    assert Library.open(data, encoder="hashing").notices == []
    if changed == "FORMAT":
        monkeypatch.setattr(build, "FORMAT", build.FORMAT + 1)
        monkeypatch.setattr("index.retriever.FORMAT", build.FORMAT)
    else:
        other = tmp_path / "words.csv"
        other.write_bytes(build.WORD_LIST.read_bytes() + "mooring,繫泊\n".encode())
        monkeypatch.setattr(build, "WORD_LIST", other)
    again = Library.open(data, encoder="hashing")
    assert [one.kind for one in again.notices] == ["outdated-index"]
    assert again.snapshot().search("pier")[0].paragraph.text == PIER
    assert Library.open(data, encoder="hashing").notices == []
