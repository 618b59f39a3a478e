"""Paragraphs in, an index folder out: read the names, count the tokens, encode the windows, write it all for opening."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import BadInput
from corpus.progress import Progress, silent
from corpus.records import Paragraph, Term
from index import dense, lexical, typos
from index.chunks import chunks
from index.encoders import embedding_of
from index.expansion import Names
from index.glossary import PATH as GLOSSARY
from index.glossary import read_glossary
from index.lexicon import PATH as WORD_LIST
from index.lexicon import shipped
from index.protocols import Encoder
from index.segmenter import PATH as SEGMENTER
from index.tokens import tokens
from index.wanted import kinds_of

FORMAT = 4
META, NAMES, OWNERS = "index.json", "names.json", "near.owners.npy"
#: Names of the two sets of postings: whole paragraphs, and short windows that tell which words stand together.
PARAGRAPHS, WINDOWS = "paragraphs", "near"
NEAR = 60  #: characters (index.chunks.width) of these windows: about two sentences
#: Kinds of paragraph that seldom answer anything: titles and signatures, bylines.
BARE = ("title", "note")
#: What stands between the heading path and the text where both are encoded together.
JOINT = " · "


def build_index(
    folder: Path,
    paragraphs: Sequence[Paragraph],
    *,
    terms: Sequence[Term],
    encoder: Encoder,
    previous: Path | None = None,
    glossary: Path = GLOSSARY,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Write an index of the paragraphs into ``folder`` (made where missing; nothing outside it is touched).

    Vectors of windows whose text and encoder are those of ``previous`` (another index folder) are taken from there.
    Returns the part of the manifest that says what the index holds. Raises BadInput for an id that comes twice, a
    glossary that cannot be read or an encoder that breaks its protocol. The same input writes the same bytes.
    """
    ordered = sorted(paragraphs, key=lambda paragraph: paragraph.id)
    for before, after in pairwise(ordered):
        if before.id == after.id:
            raise BadInput(f"two paragraphs have the id {after.id}", "every paragraph needs an id of its own")
    folder.mkdir(parents=True, exist_ok=True)
    names = Names.of(terms, read_glossary(glossary))
    (folder / NAMES).write_text(json.dumps(names.to_json(), ensure_ascii=False), encoding="utf-8")
    distinct = lexical.build(folder, PARAGRAPHS, _fields(ordered, names, progress))
    near = [_pieces(paragraph.text, NEAR) for paragraph in ordered]
    lexical.build(folder, WINDOWS, _windows(ordered, near, names))
    np.save(folder / OWNERS, np.repeat(np.arange(len(near), dtype=np.int64), [len(pieces) for pieces in near]))
    typos.build(folder, sorted({*names.words, *shipped().words, *lexical.vocabulary_of(folder, PARAGRAPHS)}))
    counts = embed(folder, ordered, encoder=encoder, previous=previous, progress=progress)
    meta = {
        "format": FORMAT,
        "encoder": encoder.id,
        "dimension": encoder.dimension,
        "embedding": again.to_json() if (again := embedding_of(encoder)) else None,
        "model": getattr(encoder, "description", {}),
        "paragraphs": len(ordered),
        "tokens": distinct,
        "names": len(names),
        "glossary": hashlib.sha256(glossary.read_bytes()).hexdigest(),
        "words": hashlib.sha256(WORD_LIST.read_bytes()).hexdigest(),
        "segmenter": hashlib.sha256(SEGMENTER.read_bytes()).hexdigest(),
        **counts,
    }
    _write_rows(folder, ordered, meta)
    return meta


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


def _fields(
    paragraphs: Sequence[Paragraph], names: Names, progress: Progress
) -> Iterable[tuple[Sequence[str], Sequence[str]]]:
    for done, paragraph in enumerate(paragraphs):
        if done % 256 == 0:
            progress("tokens", done, len(paragraphs))
        context = paragraph.context.as_text()
        yield (
            tokens(paragraph.text) + names.tokens(paragraph.text),
            tokens(context) + names.tokens(context),
        )
    progress("tokens", len(paragraphs), len(paragraphs))


def _windows(
    paragraphs: Sequence[Paragraph], pieces: Sequence[Sequence[str]], names: Names
) -> Iterable[tuple[Sequence[str], Sequence[str]]]:
    """As ``_fields``, for every window; each has its paragraph's whole context."""
    for paragraph, texts in zip(paragraphs, pieces, strict=True):
        context = paragraph.context.as_text()
        found = tokens(context) + names.tokens(context)
        for text in texts:
            yield tokens(text) + names.tokens(text), found


def _write_rows(folder: Path, paragraphs: Sequence[Paragraph], meta: dict[str, Any]) -> None:
    """The rows' ids, documents, languages and counterparts, with the manifest part. Row order is that of the ids."""
    row = {paragraph.id: i for i, paragraph in enumerate(paragraphs)}
    pair = np.arange(len(paragraphs), dtype=np.int64)
    for i, paragraph in enumerate(paragraphs):
        other = row.get(paragraph.counterpart or "", i)
        first = min(pair[i], pair[other])
        pair[i] = pair[other] = first
    documents = sorted({paragraph.document_id for paragraph in paragraphs})
    languages = sorted({paragraph.language for paragraph in paragraphs})
    numbers = {name: i for names in (documents, languages) for i, name in enumerate(names)}
    data = {
        **meta,
        "documents": documents,
        "languages": languages,
        "rows": {
            "id": [paragraph.id for paragraph in paragraphs],
            "document": [numbers[paragraph.document_id] for paragraph in paragraphs],
            "language": [numbers[paragraph.language] for paragraph in paragraphs],
            "pair": pair.tolist(),
            "kinds": [kinds_of(paragraph.text) for paragraph in paragraphs],
            "body": [int(paragraph.kind not in BARE) for paragraph in paragraphs],
        },
    }
    (folder / META).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
