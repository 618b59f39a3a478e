"""Markdown as people write it: front matter, headings of both kinds, nested lists, pipe tables, footnotes, code fences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from yaml import YAMLError

from corpus.blocks import Block, Loaded
from corpus.encodings import decode
from corpus.errors import BadInput
from corpus.fields import COLLECTION, meant_by
from corpus.loaders.text import blocks_of
from corpus.splitting.lines import lines_of
from corpus.splitting.markup import clean, plain
from corpus.yamls import plain_yaml

Line = tuple[int, int]

#: What begins a block of HTML whose inside is no text (CommonMark 0.31, 4.6, kind 1), and what ends it.
_SCRIPT = re.compile(r"[ ]{0,3}<(script|style|textarea)(?=[\s>]|$)", re.IGNORECASE)

_FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})")
_QUOTED = re.compile(r"[ ]{0,3}(?:>[ ]?)+")
_REFERENCE = re.compile(r"[ ]{0,3}\[(?!\^)[^\[\]\n]{1,200}\]:[ \t]*\S")


def markdown(data: bytes, name: str) -> Loaded:
    """Adjacent lines are one paragraph, as Markdown has it, unless the line break is printed on purpose."""
    source, problems = decode(data, name)
    lines = list(lines_of(source))
    front, first = front_matter(source, lines, name)
    blocks = [replace(block, tight=not block.hard) for block in _blocks(source, lines, first)]
    return Loaded(source, tuple(blocks), "", name, front, problems)


def front_matter(source: str, lines: Sequence[Line], file: str) -> tuple[Mapping[str, object], int]:
    """(what stands between two ``---`` at the very top, the line behind it).

    Raises BadInput where it cannot be read, for it may say who may read the document.
    """
    top = next((i for i, line in enumerate(lines) if source[slice(*line)].strip()), 0)
    if not lines or source[slice(*lines[top])].rstrip() != "---":
        return {}, 0
    for i in range(top + 1, min(len(lines), top + 200)):
        if source[slice(*lines[i])].rstrip() in ("---", "..."):
            try:
                found = plain_yaml(source[lines[top][1] : lines[i][0]])
            except (YAMLError, ValueError, RecursionError) as error:
                why = " ".join(str(error).replace(' in "<unicode string>",', ",").split())[:200]
                raise BadInput(
                    f"{file}: the front matter (lines {top + 1} to {i + 1}) is not valid YAML: {why}",
                    "Correct it. Where the lines of --- are no front matter, write *** instead.",
                ) from error
            return (found, i + 1) if isinstance(found, dict) else ({}, 0 if found else i + 1)
    for start, end in lines[top + 1 : top + 200]:
        name, colon, _ = source[start:end].partition(":")
        if not name.strip():
            break
        if colon and meant_by(name, (COLLECTION,)):
            raise BadInput(f"{file}: the front matter does not end.", "Close it with a line of ---.")
    return {}, 0


def _blocks(source: str, lines: Sequence[Line], first: int) -> Iterator[Block]:
    """The blocks of ordinary text and, in their place, those of code fences and of headings that are underlined."""
    kept: list[Line] = [(start, start) for start, _ in lines[:first]]
    inserted: dict[int, Block] = {}
    fence = script = ""
    for i in range(first, len(lines)):
        start, end = lines[i]
        opened = _FENCE.match(source, start, end)
        kept.append((start, start))
        if not fence and not script and (begun := _SCRIPT.match(source, start, end)):
            script = begun.group(1).casefold()
        if script:
            script = "" if f"</{script}>" in source[start:end].casefold() else script
        elif fence:
            if opened and opened.group(1).startswith(fence):
                fence = ""
            elif source[start:end].strip():
                inserted[i + 1] = Block("line", plain(source, start, end), i + 1, hard=True)
        elif opened:
            fence = opened.group(1)
        elif (level := _underline(source, lines, i, kept)) and kept[i - 1] != (lines[i - 1][0],) * 2:
            cleaned = clean(source, *lines[i - 1])
            inserted[i] = Block("heading", cleaned, i, level=level)
            kept[i - 1] = (lines[i - 1][0], lines[i - 1][0])
        elif not _REFERENCE.match(source, start, end):
            quoted = _QUOTED.match(source, start, end)
            kept[i] = (quoted.end() if quoted else start, end)
    found = list(blocks_of(source, kept, first))
    yield from sorted([*found, *inserted.values()], key=lambda block: block.line)


def _underline(source: str, lines: Sequence[Line], i: int, kept: Sequence[Line]) -> int:
    """The level of the heading that line ``i`` underlines: 1 for ``===``, 2 for ``---``, else 0."""
    text = source[slice(*lines[i])].strip()
    if i == 0 or len(text) < 2 or set(text) not in ({"="}, {"-"}):
        return 0
    above = source[slice(*kept[i - 1])].strip()
    if not above or above[0] in "#|>-*+" or "\t" in above:
        return 0
    return 1 if text[0] == "=" else 2
