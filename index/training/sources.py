"""The parallel text the models learn from: what it is, on which terms it is offered, and how it is read.

One file per source, gzipped: English, tab, Chinese, tab, notes. Neighbouring rows are neighbouring sentences of one text
wherever ``Source.running`` says so; that is what teaches the step from a question to a paragraph.
"""

from __future__ import annotations

import gzip
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import BadInput
from corpus.spans import fold_text, is_han


@dataclass(frozen=True, slots=True)
class Source:
    name: str  #: key of ``--exclude``
    files: tuple[str, ...]
    what: str
    terms: str
    running: bool = False  #: neighbouring rows are neighbouring sentences
    document_column: int | None = None  #: notes column that names the document a row belongs to


SOURCES = (
    Source(
        "twlaw",
        ("twlaw", "twlaw_titles"),
        "laws of Taiwan with their official English, aligned by article and line (zh-Hant)",
        "law texts carry no copyright",
        running=True,
        document_column=3,
    ),
    Source(
        "wmt",
        ("wmt21-24",),
        "news, talks, reviews and social text of the WMT general translation tasks 2021-24, references and systems",
        "offered by WMT for research use",
        running=True,
        document_column=2,
    ),
    Source("libreoffice", ("libreoffice_help",), "help pages (zh-Hant, zh-Hans)", "MPL-2.0", True, 2),
    Source("tatoeba", ("tatoeba_cmn",), "short everyday sentences", "CC BY 2.0 FR"),
    Source("tldr", ("tldr",), "pages on shell commands", "CC BY 4.0", True),
    Source("opensource_guide", ("opensource_guide",), "guides for open-source communities", "CC BY 4.0", True),
    Source("gnome", ("gnome_user_docs",), "desktop help", "CC BY-SA 3.0", True),
    Source("tico19", ("tico19",), "public health", "CC0"),
    Source(
        "cedict",
        ("cedict",),
        "CC-CEDICT, a Chinese-English dictionary: learnt from, no gloss text is shipped",
        "CC BY-SA 4.0",
    ),
)
NAMES = tuple(source.name for source in SOURCES)


@dataclass(frozen=True, slots=True)
class Pair:
    """One sentence in both languages, folded."""

    source: str
    document: str
    english: str
    chinese: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One dictionary word, folded, with its glosses as printed."""

    word: str
    glosses: tuple[str, ...]


def chosen(exclude: Collection[str] = ()) -> list[Source]:
    """The sources left in. Raises BadInput for a name that is none."""
    unknown = sorted(set(exclude) - set(NAMES))
    if unknown:
        raise BadInput(f"no source is called {', '.join(unknown)}", f"sources: {', '.join(NAMES)}")
    return [source for source in SOURCES if source.name not in exclude]


def _rows(path: Path) -> Iterator[list[str]]:
    if not path.is_file():
        raise BadInput(
            f"{path.name} is missing in {path.parent}", "leave the source out with --exclude, or fetch its file"
        )
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t")


def _clean(text: str) -> str:
    return " ".join(fold_text(text).split())


def read_pairs(data: Path, exclude: Collection[str] = ()) -> Iterator[Pair]:
    """Folded pairs in the order of the files; rows without both languages, and exact repetitions, are left out."""
    seen: set[tuple[str, str]] = set()
    for source in chosen(exclude):
        if source.name == "cedict":
            continue
        for file in source.files:
            for row in _rows(data / "pairs" / f"{file}.tsv.gz"):
                english, chinese = _clean(row[0]), _clean(row[1])
                column = source.document_column
                note = row[column] if column is not None and len(row) > column else ""
                if not english.isascii() and sum(map(is_han, english)) * 4 > len(english):
                    continue
                if not any(map(is_han, chinese)) or not any(c.isalpha() for c in english):
                    continue
                if (english, chinese) not in seen:
                    seen.add((english, chinese))
                    yield Pair(source.name, f"{file}/{note}", english, chinese)


def read_dictionary(data: Path, exclude: Collection[str] = ()) -> Iterator[Entry]:
    """Dictionary words made of Chinese characters only; both scripts of an entry fold to one word, or to two entries."""
    if "cedict" in exclude:
        return
    for row in _rows(data / "pairs" / "cedict.tsv.gz"):
        words = dict.fromkeys(fold_text(word) for word in row[:2])
        for word in words:
            if word and all(map(is_han, word)):
                yield Entry(word, tuple(g.strip() for g in row[2].split(" / ") if g.strip()))
