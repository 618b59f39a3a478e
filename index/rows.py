"""What is known of a segment's rows beside their words and vectors: id, document, language, place, kinds of value. Memory-mapped.

A row is a paragraph. Rows of one place (a paragraph and its counterpart) name the first of them as their ``pair``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.records import Paragraph
from index.vocabulary import Strings, strings_of
from index.wanted import kinds_of

NAMES = "rows.json"
#: Kinds of paragraph that seldom answer anything: titles and signatures, bylines.
BARE = ("title", "note")
#: Column -> how it is kept.
COLUMNS = {
    "document": np.int32,
    "language": np.int8,
    "pair": np.int32,
    "kinds": np.int16,
    "body": np.int8,
    "by_pair": np.int32,
}
Column = npt.NDArray[Any]


def spoken(language: str) -> str:
    """The language whose counts a paragraph is scored with: both Chinese scripts fold to one, they are one here."""
    return language.split("-")[0]


@dataclass(frozen=True, slots=True)
class Rows:
    """The table of one segment; every column has a value per row. ``documents`` and ``languages`` are what its numbers mean."""

    ids: Strings
    documents: Sequence[str]
    languages: Sequence[str]
    document: Column
    language: Column
    pair: Column
    kinds: Column
    body: Column
    by_pair: Column  #: rows sorted by pair

    def __len__(self) -> int:
        return len(self.language)

    @property
    def spoken(self) -> list[str]:
        """The languages that are told apart in scoring: what the columns of this segment's counts mean."""
        return sorted({spoken(tag) for tag in self.languages})

    @property
    def group_of_language(self) -> npt.NDArray[np.int64]:
        """Per language of ``languages`` the number of what is ``spoken``."""
        return np.array([self.spoken.index(spoken(tag)) for tag in self.languages], dtype=np.int64)

    def place(self, row: int) -> list[int]:
        """All rows of the row's place, ascending."""
        return self.places(np.array([row])).tolist()

    def places(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """All rows of the places of these rows, ascending, each once."""
        firsts = np.unique(self.pair[rows])
        low = np.searchsorted(self.pair, firsts, side="left", sorter=self.by_pair)
        sizes = np.searchsorted(self.pair, firsts, side="right", sorter=self.by_pair) - low
        at = np.repeat(low - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))
        return np.sort(self.by_pair[at]).astype(np.int64)

    def save(self, folder: Path) -> None:
        self.ids.save(folder, "ids")
        for name, kind in COLUMNS.items():
            np.save(folder / f"rows.{name}.npy", np.asarray(getattr(self, name), dtype=kind))
        names = {"documents": list(self.documents), "languages": list(self.languages)}
        (folder / NAMES).write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> Rows:
        names = json.loads((folder / NAMES).read_text(encoding="utf-8"))
        columns = {
            name: np.asarray(np.load(folder / f"rows.{name}.npy", mmap_mode="r")) for name in (*COLUMNS, "by_pair")
        }
        return cls(Strings.open(folder, "ids"), names["documents"], names["languages"], **columns)


def rows_of(paragraphs: Sequence[Paragraph]) -> Rows:
    """The table of these paragraphs, in their order."""
    row = {paragraph.id: i for i, paragraph in enumerate(paragraphs)}
    pair = np.arange(len(paragraphs), dtype=np.int64)
    for i, paragraph in enumerate(paragraphs):
        other = row.get(paragraph.counterpart or "", i)
        first = min(pair[i], pair[other])
        pair[i] = pair[other] = first
    documents = sorted({paragraph.document_id for paragraph in paragraphs})
    languages = sorted({paragraph.language for paragraph in paragraphs})
    numbers = {name: i for names in (documents, languages) for i, name in enumerate(names)}
    return Rows(
        strings_of(paragraph.id for paragraph in paragraphs),
        documents,
        languages,
        np.array([numbers[paragraph.document_id] for paragraph in paragraphs], dtype=np.int32),
        np.array([numbers[paragraph.language] for paragraph in paragraphs], dtype=np.int8),
        pair,
        np.array([kinds_of(paragraph.text) for paragraph in paragraphs], dtype=np.int16),
        np.array([paragraph.kind not in BARE for paragraph in paragraphs], dtype=np.int8),
        np.argsort(pair, kind="stable"),
    )
