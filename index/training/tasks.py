"""The development sets as retrieval tasks: queries, passages, and which passage each query wants.

Nothing here is ever trained on. Reading comprehension asks for the one paragraph among all distinct paragraphs of its file;
ntrex asks for the translation of a sentence, and (``blocks``) for the five sentences in the other language around it.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.errors import BadInput

BLOCK = 5


@dataclass(frozen=True, slots=True)
class Task:
    name: str
    queries: tuple[str, ...]
    passages: tuple[str, ...]
    wanted: npt.NDArray[np.int64]  #: number of the wanted passage, for each query


def _open(path: Path):
    if not path.is_file():
        raise BadInput(f"{path.name} is missing in {path.parent}", "the development sets stand beside pairs/, in dev/")
    return gzip.open(path, "rt", encoding="utf-8")


def _comprehension(path: Path, name: str) -> Task:
    with _open(path) as file:
        articles = json.load(file)["data"]
    passages: dict[str, int] = {}
    queries, wanted = [], []
    for article in articles:
        for paragraph in article["paragraphs"]:
            number = passages.setdefault(paragraph["context"], len(passages))
            for item in paragraph["qas"]:
                queries.append(item["question"])
                wanted.append(number)
    return Task(name, tuple(queries), tuple(passages), np.array(wanted))


def _ntrex(path: Path) -> list[Task]:
    sides: dict[str, list[tuple[str, str]]] = {}
    with _open(path) as lines:
        for line in lines:
            english, chinese, variety = line.rstrip("\n").split("\t")
            sides.setdefault(variety, []).append((english, chinese))
    tasks = []
    for variety, rows in sides.items():
        english, chinese = (tuple(side) for side in zip(*rows, strict=True))
        same = np.arange(len(rows))
        tasks.append(Task(f"ntrex {variety} en-zh", english, chinese, same))
        tasks.append(Task(f"ntrex {variety} zh-en", chinese, english, same))
        starts = range(0, len(rows), BLOCK)
        tasks.append(
            Task(
                f"blocks {variety} en-zh",
                english,
                tuple("".join(chinese[i : i + BLOCK]) for i in starts),
                same // BLOCK,
            )
        )
        tasks.append(
            Task(
                f"blocks {variety} zh-en",
                chinese,
                tuple(" ".join(english[i : i + BLOCK]) for i in starts),
                same // BLOCK,
            )
        )
    return tasks


def read_tasks(data: Path) -> list[Task]:
    """DRCD dev, CMRC dev, then ntrex by variety (zho-CN, zho-TW, yue) and direction. Raises BadInput for a missing file."""
    dev = data / "dev"
    return [
        _comprehension(dev / "drcd_dev.json.gz", "drcd"),
        _comprehension(dev / "cmrc2018_dev.json.gz", "cmrc"),
        *_ntrex(dev / "ntrex.tsv.gz"),
    ]
