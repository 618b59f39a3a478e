"""Windows of a paragraph: pieces short enough to be encoded well. Search still returns paragraphs."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from corpus.errors import BadInput
from corpus.spans import count_han

#: Where a paragraph may be cut, best place first: blank line, line, sentence end, comma or colon, space, anywhere.
SEPARATORS = [
    r"\n{2,}",
    r"\n",
    r"[。！？；…][」』”’）〕】》]*",
    r"(?<=[^\W\d])[.!?;][\"'”’)\]]*\s+",
    r"[，、：]|[,:]\s+",
    r"\s+",
    "",
]
#: A Chinese character says about as much as this many Latin ones.
LATIN_PER_HAN = 3


class Chunk(NamedTuple):
    """A window with its span ``[start, end)`` in the paragraph's text."""

    text: str
    start: int
    end: int


def width(text: str) -> int:
    """Length in Chinese characters, rounded up; other characters count a third, so that windows carry alike much meaning."""
    han = count_han(text)
    return han + -(-(len(text) - han) // LATIN_PER_HAN)


@lru_cache(maxsize=8)
def _splitter(limit: int) -> Any:
    # Deferred: langchain costs 0.2 s, and only building an index cuts paragraphs.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    return RecursiveCharacterTextSplitter(
        separators=SEPARATORS,
        is_separator_regex=True,
        keep_separator="end",
        chunk_size=limit,
        chunk_overlap=0,
        length_function=width,
        add_start_index=True,
    )


def chunks(text: str, limit: int) -> list[Chunk]:
    """Cut a text into windows of at most ``limit`` wide characters (see ``width``), at sentence ends where there are any.

    Every character but white space at the cuts stands in exactly one window. A text that fits is one window; one of white
    space alone gives none. Raises BadInput for a limit under 8.
    """
    if limit < 8:
        raise BadInput(f"windows of {limit} characters are too short to mean anything", "give the encoder at least 8")
    if not text.strip():
        return []
    if width(text) <= limit:
        start = len(text) - len(text.lstrip())
        kept = text.strip()
        return [Chunk(kept, start, start + len(kept))]
    found = []
    for piece in _splitter(limit).create_documents([text]):
        start = piece.metadata["start_index"]
        found.append(Chunk(piece.page_content, start, start + len(piece.page_content)))
    return found
