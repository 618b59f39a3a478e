"""The paragraphs of a folder of documents, read afresh, to check questions against."""

from __future__ import annotations

from pathlib import Path

from corpus.catalogue import files_of
from corpus.errors import NotFound
from corpus.reader import read_document
from corpus.records import Document, Paragraph, ParsedDocument


def parse_folder(folder: Path) -> list[ParsedDocument]:
    """The documents of a folder in order. Raises NotFound where there is no such folder or nothing in it."""
    if not folder.is_dir():
        raise NotFound(f"There is no folder {folder}.", "Check --documents.")
    parsed = [read_document(path, metadata) for path, metadata in files_of(folder)]
    if not parsed:
        raise NotFound(f"There are no documents in {folder}.", "Check --documents.")
    return parsed


def read_folder(folder: Path) -> tuple[list[Document], list[Paragraph]]:
    """Documents and paragraphs of a folder in order. Raises NotFound as ``parse_folder`` does."""
    parsed = parse_folder(folder)
    return [p.document for p in parsed], [paragraph for p in parsed for paragraph in p.paragraphs]
