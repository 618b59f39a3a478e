"""An index that grows: a large one takes new documents in as small segments beside it, and lets removed ones go by number.

Segments are immutable, so those that did not change are hard links to the files of the index before. Small segments are merged as
they come to be many, each merge into one so much larger that a paragraph is rewritten only a few times in its life (the
logarithmic method: Bentley & Saxe 1980; O'Neil et al. 1996). Rows that were deleted are left out of every search and every
count at once; their words and vectors go with the next merge of their segment.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.durable import write_point
from corpus.progress import Progress, silent
from corpus.records import Paragraph, Term
from index.build import LARGE, META, NAMES, dead_rows, made_with, merge_large, write_meta, write_segment
from index.expansion import Names
from index.glossary import PATH as GLOSSARY
from index.glossary import read_glossary
from index.merge import Part, merge
from index.protocols import Encoder
from index.rows import Rows

#: A segment is at least so many times as large as the next smaller one.
RATIO = 4
#: A segment of which one row in so many is deleted is written anew without them.
DELETED = 5


@dataclass(frozen=True, slots=True)
class _Kept:
    """A segment that is carried on: its name, its folder now, which of its rows are deleted."""

    name: str
    folder: Path
    rows: int
    dead: npt.NDArray[np.int64]

    @property
    def alive(self) -> int:
        return self.rows - len(self.dead)

    def part(self) -> Part:
        keep = np.ones(self.rows, dtype=bool)
        keep[self.dead] = False
        return Part(self.folder, keep if len(self.dead) else None)


def can_grow(previous: Path, encoder: Encoder, paragraphs: int, large: int = LARGE) -> bool:
    """Whether an index folder can be carried on: a large one, made with this encoder, that stays large."""
    try:
        meta = json.loads((previous / META).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return "" not in meta.get("segments", [""]) and meta.get("encoder") == encoder.id and paragraphs > large


def grow_index(
    folder: Path,
    previous: Path,
    paragraphs: Iterable[Paragraph],
    *,
    gone: Collection[str],
    terms: Sequence[Term],
    encoder: Encoder,
    glossary: Path = GLOSSARY,
    large: int = LARGE,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Write into ``folder`` the index of ``previous`` without the documents ``gone``, and with these paragraphs.

    A document that was replaced is among the gone, and its paragraphs among the new. ``previous`` is left as it is; see
    ``can_grow``. Names keep their numbers: a form that no document defines any more goes, a new one is found in the paragraphs
    that come from now on. Returns what ``build_index`` does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    meta = json.loads((previous / META).read_text(encoding="utf-8"))
    names = _names(previous, terms, glossary)
    (folder / NAMES).write_text(json.dumps(names.to_json(), ensure_ascii=False), encoding="utf-8")
    kept = [one for name in meta["segments"] if (one := _kept(previous, name, gone)).alive]
    number = 1 + max((int(name.removeprefix("s")) for name in meta["segments"] if name[1:].isdigit()), default=0)
    coming, touched = iter(paragraphs), [one.folder for one in kept if len(one.dead)]
    reused = 0
    while run := list(islice(coming, large)):
        name = f"s{number}"
        counts = write_segment(folder / name, run, names, encoder=encoder, previous=touched, progress=progress)
        reused += counts["reused"]
        kept.append(_Kept(name, folder / name, len(run), np.zeros(0, dtype=np.int64)))
        number += 1
    write_point("segment written")
    kept = merged(folder, kept, number, large, progress)
    for one in kept:
        if one.folder.parent != folder:
            link(one.folder, folder / one.name)
            write_point("segment linked")
        if len(one.dead):
            np.save(folder / f"{one.name}.dead.npy", one.dead)
    counts = {
        "paragraphs": sum(one.alive for one in kept),
        "tokens": max((_lines(folder / one.name) for one in kept), default=0),
        "vectors": sum(len(np.load(folder / one.name / "vectors.keys.npy", mmap_mode="r")) for one in kept),
        "reused": reused,
    }
    return write_meta(folder, {**made_with(encoder, names, glossary), **counts}, [one.name for one in kept])


def _lines(segment: Path) -> int:
    return len(np.load(segment / "paragraphs.tokens.ends.npy", mmap_mode="r"))


def _names(previous: Path, terms: Sequence[Term], glossary: Path) -> Names:
    """Names as they are numbered in the segments there are, with the forms that are still defined; new ones behind them."""
    numbered = Names.from_json(json.loads((previous / NAMES).read_text(encoding="utf-8"))).forms
    now = Names.of(terms, read_glossary(glossary)).forms
    defined = {key for keys in now for key in keys}
    before = {key for keys in numbered for key in keys}
    still = [[key for key in keys if key in defined] for keys in numbered]
    fresh = [[key for key in keys if key not in before] for keys in now if not any(key in before for key in keys)]
    return Names([*still, *fresh])


def _kept(previous: Path, name: str, gone: Collection[str]) -> _Kept:
    table = Rows.open(previous / name)
    numbers = [number for number, document in enumerate(table.documents) if document in gone]
    dead = np.union1d(dead_rows(previous, name), np.flatnonzero(np.isin(table.document, numbers)))
    return _Kept(name, previous / name, len(table), dead.astype(np.int64))


def plan(sizes: Sequence[int], shares: Sequence[float]) -> list[list[int]]:
    """Which segments to merge, by their numbers of living rows and their shares of deleted ones.

    From the smallest up, a segment is taken in as long as it is not RATIO times as large as what was taken in before it; so
    there are never more than log(n) of them. One with too many deleted is written anew, alone if with no other.
    """
    order = sorted(range(len(sizes)), key=lambda i: (sizes[i], -i))
    together, total = order[:1], sizes[order[0]] if order else 0
    groups: list[list[int]] = []
    for i in order[1:]:
        if sizes[i] < RATIO * total:
            together.append(i)
            total += sizes[i]
        else:
            groups.append(together)
            together, total = [i], sizes[i]
    groups.append(together)
    return [sorted(group) for group in groups if len(group) > 1 or any(shares[i] > 1 / DELETED for i in group)]


def merged(
    folder: Path, kept: Sequence[_Kept], number: int, large: int = LARGE, progress: Progress = silent
) -> list[_Kept]:
    """The segments after the merges that ``plan`` asks for, in the order they came; made into ``folder``."""
    left: list[_Kept | None] = list(kept)
    shares = [len(one.dead) / max(one.rows, 1) for one in kept]
    for group in plan([one.alive for one in kept], shares):
        name = f"s{number}"
        parts = [kept[i].part() for i in group]
        rows = sum(kept[i].alive for i in group)
        if rows > large:
            merge_large(folder / name, parts, progress)
        else:
            merge(folder / name, parts, large=False, progress=progress)
        write_point("segments merged")
        for i in group:
            if kept[i].folder.parent == folder:
                shutil.rmtree(kept[i].folder)
            left[i] = None
        left[group[0]] = _Kept(name, folder / name, rows, np.zeros(0, dtype=np.int64))
        number += 1
    return [one for one in left if one is not None]


def link(source: Path, target: Path, copy: Callable[[str, str], object] = shutil.copyfile) -> None:
    """The folder's files under another name: hard links, or copies where the file system knows none."""
    for root, _, names in os.walk(source):
        here = target / Path(root).relative_to(source)
        here.mkdir(parents=True, exist_ok=True)
        for name in names:
            try:
                os.link(Path(root, name), here / name)
            except OSError:
                copy(str(Path(root, name)), str(here / name))
