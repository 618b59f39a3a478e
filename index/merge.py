"""Several segments made one, in bounded memory: what was deleted is left out, nothing is tokenised or encoded again.

Rows keep their order, segment after segment. Vocabularies are sorted, so a run of tokens of the whole is a run of tokens of
every part: postings are merged run by run, each part read once from front to back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from corpus.progress import Progress, silent
from index import dense, nearest, typos
from index.merge_postings import merge_postings
from index.rows import COLUMNS, Rows, spoken
from index.vocabulary import Strings, Vocabulary, encoded_strings

#: Postings merged at a time: about so many times 30 bytes in memory.
_RUN = 4_000_000
_VECTORS = 65_536
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """A segment with the rows of it that are kept: a mask, None for all."""

    folder: Path
    keep: npt.NDArray[np.bool_] | None = None


def merge(
    folder: Path,
    parts: Sequence[Part],
    *,
    large: bool,
    names: Sequence[str] = ("paragraphs", "near"),
    near: str = "near.first.npy",
    progress: Progress = silent,
) -> dict[str, int]:
    """Write the parts as one segment into ``folder`` (made where missing). ``large``: with inverted lists, see index.dense.

    Returns counts: paragraphs, tokens, vectors.
    """
    folder.mkdir(parents=True, exist_ok=True)
    opened = [Rows.open(part.folder) for part in parts]
    kept = [_mask(part, len(rows)) for part, rows in zip(parts, opened, strict=True)]
    rows = _rows(opened, kept)
    rows.save(folder)
    tongues = sorted({spoken(tag) for tag in rows.languages})
    tokens = 0
    for done, name in enumerate(names):
        progress("merge", done, len(names) + 1)
        windowed = name == "near"
        masks = (
            [_windows(part.folder / near, keep) for part, keep in zip(parts, kept, strict=True)] if windowed else kept
        )
        groups = [_groups(one, tongues) for one in opened]
        if windowed:
            groups = [np.repeat(g, np.diff(np.load(p.folder / near))) for g, p in zip(groups, parts, strict=True)]
        count = merge_postings(folder, name, [part.folder for part in parts], masks, groups, len(tongues))
        tokens = tokens or count
    np.save(folder / near, _first([np.load(part.folder / near) for part in parts], kept))
    typos.build(folder, sorted(_latin(parts)))
    progress("merge", len(names), len(names) + 1)
    vectors = _vectors(folder, parts, kept, large)
    progress("merge", len(names) + 1, len(names) + 1)
    return {"paragraphs": len(rows), "tokens": tokens, "vectors": vectors}


def _mask(part: Part, rows: int) -> npt.NDArray[np.bool_]:
    return np.ones(rows, dtype=bool) if part.keep is None else part.keep


def _windows(first: Path, keep: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    return np.repeat(keep, np.diff(np.load(first)))


def _first(firsts: Sequence[Numbers], kept: Sequence[npt.NDArray[np.bool_]]) -> Numbers:
    """Where each kept row's windows begin, and the end of the last."""
    sizes = np.concatenate([np.diff(first)[keep] for first, keep in zip(firsts, kept, strict=True)])
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def _groups(rows: Rows, tongues: Sequence[str]) -> Numbers:
    """Per row the number of its language among ``tongues``; of languages that only deleted rows have, the first."""
    numbers = [tongues.index(spoken(tag)) if spoken(tag) in tongues else 0 for tag in rows.languages]
    return np.array(numbers, dtype=np.int64)[rows.language]


def _rows(opened: Sequence[Rows], kept: Sequence[npt.NDArray[np.bool_]]) -> Rows:
    documents: dict[str, int] = {}
    columns: dict[str, list[npt.NDArray[Any]]] = {name: [] for name in COLUMNS if name != "by_pair"}
    languages = sorted(
        {one.languages[int(n)] for one, keep in zip(opened, kept, strict=True) for n in np.unique(one.language[keep])}
    )
    ids: list[bytes] = []
    base = 0
    for rows, keep in zip(opened, kept, strict=True):
        held = np.zeros(len(rows.documents), dtype=np.int64)
        for number in np.unique(rows.document[keep]):
            held[number] = documents.setdefault(rows.documents[int(number)], len(documents))
        tags = np.array([languages.index(tag) if tag in languages else 0 for tag in rows.languages], dtype=np.int64)
        new = np.cumsum(keep) - 1 + base
        pair = np.where(keep[rows.pair], new[rows.pair], new)[keep]
        columns["document"].append(held[rows.document[keep]])
        columns["language"].append(tags[rows.language[keep]])
        columns["pair"].append(pair)
        columns["kinds"].append(rows.kinds[keep])
        columns["body"].append(rows.body[keep])
        ids.extend(rows.ids.encoded(int(row)) for row in np.flatnonzero(keep))
        base += int(keep.sum())
    whole = {name: np.concatenate(parts).astype(COLUMNS[name]) for name, parts in columns.items()}
    whole["by_pair"] = np.argsort(whole["pair"], kind="stable").astype(COLUMNS["by_pair"])
    return Rows(Strings(*encoded_strings(ids)), list(documents), languages, **whole)


def _latin(parts: Sequence[Part]) -> set[str]:
    return {word for part in parts for word in Vocabulary.open(part.folder, "latin")}


def _vectors(folder: Path, parts: Sequence[Part], kept: Sequence[npt.NDArray[np.bool_]], large: bool) -> int:
    firsts = [np.load(part.folder / dense.FIRST) for part in parts]
    np.save(folder / dense.FIRST, _first(firsts, kept))
    wanted = [
        (part.folder, np.concatenate([keep, np.repeat(keep, np.diff(first))]), len(keep))
        for part, keep, first in zip(parts, kept, firsts, strict=True)
    ]
    # Paragraphs of all parts, then windows of all parts.
    chosen = [(f, np.flatnonzero(mask[:n])) for f, mask, n in wanted] + [
        (f, n + np.flatnonzero(mask[n:])) for f, mask, n in wanted
    ]
    count = sum(len(numbers) for _, numbers in chosen)
    np.save(
        folder / dense.KEYS, np.concatenate([np.load(f / dense.KEYS, mmap_mode="r")[numbers] for f, numbers in chosen])
    )
    dimension = dense.stored(chosen[0][0]).shape[1]
    if not large:
        index = faiss.IndexFlatIP(dimension)
        for f, numbers in chosen:
            if len(numbers):
                index.add(np.ascontiguousarray(dense.stored(f)[numbers], dtype=np.float32))
        faiss.write_index(index, str(folder / dense.VECTORS))
        return count
    with (folder / dense.HALVES).open("wb") as file:
        header = {"descr": "<f2", "fortran_order": False, "shape": (count, dimension)}
        np.lib.format.write_array_header_1_0(file, header)
        for f, numbers in chosen:
            store = dense.stored(f)
            for at in range(0, len(numbers), _VECTORS):
                np.asarray(store[numbers[at : at + _VECTORS]]).astype("<f2").tofile(file)
    nearest.build(folder, np.load(folder / dense.HALVES, mmap_mode="r"))
    return count
