"""Bulk ingestion on a Ray cluster gives what reading here gives, byte for byte, also where a node dies on the way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import BadInput, Unavailable
from corpus.store.catalog import Catalog
from index import bulk
from index.bulk import RayReading, Remembering, texts_of
from index.encoders import load_encoder
from service.library import Library

ROOT = Path(__file__).resolve().parent.parent

#: A cluster of a head and a second node, which is killed while documents come in. A process of its own: Ray's threads stay.
SCRIPT = """
import json, sys
from pathlib import Path
import ray
from ray.cluster_utils import Cluster
from index.bulk import RayReading, Remembering
from index.encoders import load_encoder
from service.library import Library

folder, data = Path(sys.argv[1]), Path(sys.argv[2])
cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False, "object_store_memory": 10**8})
second = cluster.add_node(num_cpus=2, object_store_memory=10**8)
cluster.wait_for_nodes()
ray.init(address=cluster.address, logging_level="error")
killed = []

def progress(stage, done, total):
    if stage == "read" and done >= 6 and not killed:
        killed.append(sum(node["Alive"] for node in ray.nodes()))
        cluster.remove_node(second, allow_graceful=False)

encoder = Remembering(load_encoder("fast"))
library = Library.open(data, encoder=encoder)
report = library.sync(folder, progress, read_with=RayReading("auto", encoder))
alive = sum(node["Alive"] for node in ray.nodes())
print(json.dumps({"added": len(report.added), "failed": [str(e) for _, e in report.failed], "killed": killed, "alive": alive,
                  "encoded": encoder.encoded, "version": library.index_version}))
library.close()
ray.shutdown()
cluster.shutdown()
"""


def _documents(folder: Path, count: int) -> None:
    folder.mkdir()
    for n in range(count):
        lines = [
            f"{m}. Berth {n}-{m} opens in {2030 + m}. 第{n}號泊位於{2030 + m}年啟用，涉及{m + 2}億元。"
            for m in range(1, 30)
        ]
        (folder / f"paper-{n:03}.md").write_text(f"# Paper {n}\n\n" + "\n\n".join(lines) + "\n", "utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and nothing behind it")


def _present(data: Path) -> list[str]:
    catalog = Catalog(data / "catalog.sqlite")
    ids = [paragraph.id for paragraph in catalog.paragraphs()]
    catalog.close()
    return ids


def test_a_remembering_encoder_gives_the_same_vectors_and_encodes_only_what_it_does_not_know() -> None:
    plain = load_encoder("hashing")
    with Remembering(plain) as encoder:
        texts = ["one pier", "two piers", "碼頭", "one pier"]
        encoder.remember(texts[:2], plain.encode_passages(texts[:2]))
        assert np.array_equal(encoder.encode_passages(texts), plain.encode_passages(texts))
        assert encoder.encoded == 1
        assert np.array_equal(encoder.encode_queries(texts), plain.encode_queries(texts))
        assert (encoder.id, encoder.dimension) == (plain.id, plain.dimension)


def test_the_texts_are_those_that_an_index_encodes(tmp_path: Path, bundled: Path) -> None:
    plain = load_encoder("hashing")
    library = Library.open(tmp_path / "one", encoder=plain)
    library.sync(bundled)
    found = [p for d in library.snapshot().documents() for p in library.snapshot().paragraphs(d.id)]
    library.close()
    with Remembering(plain) as encoder:
        texts = texts_of(found, plain.max_characters)
        encoder.remember(texts, plain.encode_passages(texts))
        again = Library.open(tmp_path / "two", encoder=encoder)
        again.sync(bundled)
        assert encoder.encoded == 0
        again.close()


def test_without_ray_its_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "find_spec", lambda name: None)
    with Remembering(load_encoder("hashing")) as encoder, pytest.raises(Unavailable) as caught:
        RayReading("auto", encoder)
    assert caught.value.hint == "pip install 'pincite[ray]'"


def test_an_encoder_of_nowhere_is_refused() -> None:
    class Made:
        id, dimension, max_characters = "made", 4, 100

    with Remembering(Made()) as encoder, pytest.raises(BadInput, match="other machines"):  # type: ignore[arg-type]
        RayReading("auto", encoder)


@pytest.mark.slow
def test_a_node_dies_and_every_paragraph_is_there_exactly_once(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    _documents(folder, 60)
    plain = Library.open(tmp_path / "plain", encoder="fast")
    expected = plain.sync(folder)
    version = plain.index_version
    plain.close()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "RAY_USAGE_STATS_ENABLED": "0"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder), str(tmp_path / "bulk")],
        capture_output=True,
        check=False,
        text=True,
        timeout=400,
        env=environment,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["killed"] == [2], "both nodes were alive when one was killed"
    assert told["alive"] == 1
    assert told["added"] == len(expected.added) == 60
    assert told["failed"] == [str(error) for _, error in expected.failed]
    assert told["encoded"] == 0, "nothing was encoded by the writer"
    ids = _present(tmp_path / "bulk")
    assert len(ids) == len(set(ids))
    assert ids == _present(tmp_path / "plain")
    assert told["version"] == version
    folders = [next((tmp_path / name / "generations").glob("[0-9]*")) for name in ("plain", "bulk")]
    assert folders[0].name == folders[1].name
    files = [{p.relative_to(f): p.read_bytes() for p in sorted(f.rglob("*")) if p.is_file()} for f in folders]
    assert files[0] == files[1]
