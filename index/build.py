"""Paragraphs in, an index folder out: read the names, count the tokens, encode the windows, write it all for opening.

Few paragraphs make one small segment, in the folder itself. Many are taken in by runs, each a small segment in a folder beside
it, which are merged into one large segment: memory holds one run at a time.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import BadInput
from corpus.progress import Progress, silent
from corpus.records import Paragraph, Term
from index import dense, typos
from index.chunks import chunks
from index.encoders import embedding_of
from index.expansion import Names
from index.glossary import PATH as GLOSSARY
from index.glossary import read_glossary
from index.lexical import vocabulary_of
from index.lexicon import PATH as WORD_LIST
from index.lexicon import shipped
from index.merge import Part, merge
from index.postings import Postings
from index.protocols import Encoder
from index.rows import NAMES as ROWS
from index.rows import rows_of
from index.rows import spoken as tongue
from index.segment import FIRST, PARAGRAPHS, SAMPLE, SAMPLED, WINDOWS, Segment
from index.segmenter import PATH as SEGMENTER
from index.tokens import tokens

FORMAT = 5
META, NAMES = "index.json", "names.json"
NEAR = 60  #: characters (index.chunks.width) of the short windows: about two sentences
#: What stands between the heading path and the text where both are encoded together.
JOINT = " · "
#: More paragraphs than these make a large segment; each run that it is made from has so many. Measured, see docs/SCALE.md.
LARGE = 20_000
#: Rows of a large segment's sample.
_SAMPLE = 8192
#: Where runs stand while a large segment is made, and the folder it is made in.
_RUNS, _BASE = ".runs", "base"


def build_index(
    folder: Path,
    paragraphs: Iterable[Paragraph],
    *,
    terms: Sequence[Term],
    encoder: Encoder,
    previous: Path | None = None,
    glossary: Path = GLOSSARY,
    large: int = LARGE,
    total: int = 0,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Write an index of the paragraphs into ``folder`` (made where missing; nothing outside it is touched).

    ``large``: with more paragraphs than these, they are taken as they come, a document's one behind the other, and memory holds
    so many at a time; fewer are sorted by id. ``total``: how many will come, for telling the progress of a stream. Vectors of
    windows whose text and encoder are those of ``previous`` (another index folder) are taken from there. Returns the part of the
    manifest that says what the index holds. Raises BadInput for an id that comes twice, a glossary that cannot be read or an
    encoder that breaks its protocol. The same input writes the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = Names.of(terms, read_glossary(glossary))
    (folder / NAMES).write_text(json.dumps(names.to_json(), ensure_ascii=False), encoding="utf-8")
    total = total or (len(paragraphs) if isinstance(paragraphs, Sequence) else 0)
    coming = iter(paragraphs)
    run = list(islice(coming, large + 1))
    reused = segments_in(previous) if previous else []
    if len(run) <= large:
        counts = write_segment(folder, run, names, encoder=encoder, previous=reused, progress=progress)
        here = [""]
    else:
        runs = _runs(run, coming, large)
        counts = _written_large(folder, runs, names, encoder, reused, progress, total)
        here = [_BASE]
    return write_meta(folder, {**made_with(encoder, names, glossary), **counts}, here)


def write_meta(folder: Path, meta: Mapping[str, Any], segments: Sequence[str]) -> dict[str, Any]:
    """Say what the index in the folder is made of, and return it. ``segments``: folders in it, "" for itself."""
    data = {**meta, "segments": list(segments)}
    (folder / META).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return data


def made_with(encoder: Encoder, names: Names, glossary: Path) -> dict[str, Any]:
    """What an index is made with: another of any of these makes another index."""
    return {
        "format": FORMAT,
        "encoder": encoder.id,
        "dimension": encoder.dimension,
        "embedding": again.to_json() if (again := embedding_of(encoder)) else None,
        "model": getattr(encoder, "description", {}),
        "names": len(names),
        "glossary": hashlib.sha256(glossary.read_bytes()).hexdigest(),
        "words": hashlib.sha256(WORD_LIST.read_bytes()).hexdigest(),
        "segmenter": hashlib.sha256(SEGMENTER.read_bytes()).hexdigest(),
    }


def segments_in(folder: Path) -> list[Path]:
    """Folders of the segments of a written index; of ``embed``'s, itself."""
    try:
        return [folder / name for name in json.loads((folder / META).read_text(encoding="utf-8"))["segments"]]
    except (OSError, ValueError, KeyError):
        return [folder]


def opened_segments(folder: Path, meta: Mapping[str, Any]) -> tuple[list[Segment], int]:
    """The segments of a written index, and how many languages are told apart in scoring."""
    tags: set[str] = set()
    for name in meta["segments"]:
        tags.update(json.loads((folder / name / ROWS).read_text(encoding="utf-8"))["languages"])
    tongues = sorted({tongue(tag) for tag in tags})
    return [Segment(folder / name, tongues, dead_rows(folder, name)) for name in meta["segments"]], len(tongues)


def dead_rows(folder: Path, segment: str) -> np.ndarray:
    """Rows of a segment that were deleted since it was made, ascending."""
    path = folder / f"{segment}.dead.npy"
    return np.load(path) if segment and path.is_file() else np.zeros(0, dtype=np.int64)


def _runs(first: list[Paragraph], coming: Iterator[Paragraph], size: int) -> Iterator[list[Paragraph]]:
    run = first
    while run:
        yield run
        run = list(islice(coming, size))


def _written_large(
    folder: Path,
    runs: Iterable[list[Paragraph]],
    names: Names,
    encoder: Encoder,
    previous: Sequence[Path],
    progress: Progress,
    total: int,
) -> dict[str, int]:
    parts, reused, done = [], 0, 0
    for number, run in enumerate(runs):
        part = folder / _RUNS / str(number)

        reused += write_segment(
            part, run, names, encoder=encoder, previous=previous, progress=_told(progress, done, total)
        )["reused"]
        parts.append(Part(part))
        done += len(run)
    counts = merge_large(folder / _BASE, parts, progress)
    shutil.rmtree(folder / _RUNS)
    return {**counts, "reused": reused}


def _told(progress: Progress, before: int, whole: int) -> Progress:
    """Progress of one run as progress of them all, where paragraphs are counted."""

    def told(stage: str, done: int, total: int) -> None:
        counted = stage == "tokens"
        progress(stage, before + done if counted else done, max(whole, before + total) if counted else total)

    return told


def merge_large(folder: Path, parts: Sequence[Part], progress: Progress = silent) -> dict[str, int]:
    """Merge segments into a large one with its sample."""
    counts = merge(folder, parts, large=True, progress=progress)
    rows = counts["paragraphs"]
    sampled = np.unique(np.linspace(0, rows - 1, min(rows, _SAMPLE)).astype(np.int64))
    keep = np.zeros(rows, dtype=bool)
    keep[sampled] = True
    merge(folder / SAMPLE, [Part(folder, keep)], large=False)
    np.save(folder / SAMPLED, sampled)
    return counts


def write_segment(
    folder: Path,
    paragraphs: Sequence[Paragraph],
    names: Names,
    *,
    encoder: Encoder,
    previous: Sequence[Path] = (),
    progress: Progress = silent,
) -> dict[str, int]:
    """Write a small segment into ``folder`` (made where missing). Returns counts: paragraphs, tokens, vectors, reused."""
    folder.mkdir(parents=True, exist_ok=True)
    ordered = sorted(paragraphs, key=lambda paragraph: paragraph.id)
    for before, after in pairwise(ordered):
        if before.id == after.id:
            raise BadInput(f"two paragraphs have the id {after.id}", "every paragraph needs an id of its own")
    rows = rows_of(ordered)
    rows.save(folder)
    groups = rows.group_of_language[rows.language] if ordered else np.zeros(0, dtype=np.int64)
    whole, near, sizes = _counted(ordered, names, progress)
    distinct = whole.save(folder, PARAGRAPHS, groups)
    near.save(folder, WINDOWS, np.repeat(groups, sizes))
    np.save(folder / FIRST, np.cumsum([0, *sizes], dtype=np.int64))
    typos.build(folder, sorted({*names.words, *shipped().words, *vocabulary_of(folder, PARAGRAPHS)}))
    counts = _embed(folder, ordered, encoder, previous, progress)
    return {"paragraphs": len(ordered), "tokens": distinct, **counts}


def _counted(paragraphs: Sequence[Paragraph], names: Names, progress: Progress) -> tuple[Postings, Postings, list[int]]:
    """Postings of whole paragraphs and of short windows, and how many windows each has; a window has the whole context."""
    whole, near, sizes = Postings(), Postings(), []
    for done, paragraph in enumerate(paragraphs):
        if done % 256 == 0:
            progress("tokens", done, len(paragraphs))
        context = paragraph.context.as_text()
        around = tokens(context) + names.tokens(context)
        said = tokens(paragraph.text) + names.tokens(paragraph.text)
        whole.add(said, around)
        pieces = _pieces(paragraph.text, NEAR)
        sizes.append(len(pieces))
        for piece in pieces:
            near.add(said if piece == paragraph.text else tokens(piece) + names.tokens(piece), around)
    progress("tokens", len(paragraphs), len(paragraphs))
    return whole, near, sizes


def embed(
    folder: Path,
    paragraphs: Sequence[Paragraph],
    *,
    encoder: Encoder,
    previous: Path | None = None,
    progress: Progress = silent,
) -> dict[str, int]:
    """Write the vectors of the paragraphs and of their windows alone: a folder to give as ``previous`` to build_index."""
    ordered = sorted(paragraphs, key=lambda paragraph: paragraph.id)
    return _embed(folder, ordered, encoder, segments_in(previous) if previous else [], progress)


def _embed(
    folder: Path, ordered: Sequence[Paragraph], encoder: Encoder, previous: Sequence[Path], progress: Progress
) -> dict[str, int]:
    wholes = [_whole(paragraph) for paragraph in ordered]
    windows = [
        _pieces(paragraph.text, encoder.max_characters) if paragraph.text.strip() else [whole]
        for paragraph, whole in zip(ordered, wholes, strict=True)
    ]
    return dense.build(folder, wholes, windows, encoder=encoder, previous=previous, progress=progress)


def _pieces(text: str, limit: int) -> list[str]:
    """Windows of a text, at least one."""
    return [piece.text for piece in chunks(text, limit)] or [""]


def _whole(paragraph: Paragraph) -> str:
    """The text that stands for the whole paragraph: its context, then what it prints."""
    return JOINT.join(part for part in (paragraph.context.as_text(), paragraph.text) if part.strip())
