"""Coverage-guided fuzzing with atheris (libFuzzer): whatever comes in, nothing but an error meant for a user comes out.

    python tools/fuzz.py TARGET [SECONDS] [RUNS]

Targets: loaders (every format but PDF, whose parser is no Python and runs apart), parts (XML inside well-formed Office packages),
splitter, facts, query. Inputs that failed are written to build/fuzz/. Needs `pip install atheris`.
"""

from __future__ import annotations

import io
import sys
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "build" / "fuzz"
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

with atheris.instrument_imports(include=["corpus", "index.query", "index.expansion", "index.tokens", "index.numbers"]):
    from test_corpus_formats_faults import good

    from corpus.blocks import Loaded
    from corpus.errors import PinciteError
    from corpus.facts import extract
    from corpus.glossary import terms_of
    from corpus.loaders import LOADERS, load
    from corpus.loaders.csv import csv
    from corpus.loaders.docx import docx
    from corpus.loaders.html import html
    from corpus.loaders.markdown import markdown
    from corpus.loaders.pptx import pptx
    from corpus.loaders.text import text
    from corpus.loaders.xlsx import xlsx
    from corpus.metadata import metadata_of
    from corpus.records import LANGUAGES, Context
    from corpus.spans import fold
    from corpus.splitting.splitter import split
    from index.query import read_query
    from index.retriever import Retriever
    from index.wanted import is_statement, wanted_kinds

_HERE = sorted(set(LOADERS) - {".pdf"})
_OFFICE = (".docx", ".pptx", ".xlsx")
#: Read for their side: instrumented modules must be loaded here, not by the loaders' late imports.
_READERS = (csv, docx, html, markdown, pptx, text, xlsx)


def _read(suffix: str, data: bytes) -> None:
    try:
        loaded = load(Path(f"a{suffix}"), data)
    except PinciteError as error:
        assert error.message and error.hint
        return
    for block in loaded.blocks:
        assert block.text
        for start, source, length in block.clean.runs:
            assert loaded.source[source : source + length] == block.text[start : start + length]
    _split(loaded)


def _split(loaded: Loaded) -> None:
    """What is split keeps its promises: ids of their own, spans inside the text."""
    try:
        found = split(loaded, metadata_of(None, loaded.front, "front matter"))
    except PinciteError as error:
        assert error.message and error.hint
        return
    ids = [paragraph.id for paragraph in found.paragraphs]
    assert len(set(ids)) == len(ids), ids
    for paragraph in found.paragraphs:
        for start, source, length in paragraph.source_map.runs:
            assert loaded.source[source : source + length] == paragraph.text[start : start + length]
    list(terms_of("a", found.pieces, found.paragraphs))


def loaders(data: bytes) -> None:
    """The first byte chooses the format."""
    if data:
        _read(_HERE[data[0] % len(_HERE)], data[1:])


_honest = cache(good)


def parts(data: bytes) -> None:
    """A stretch of one part of an honest package is replaced."""
    given = atheris.FuzzedDataProvider(data)
    suffix = given.PickValueInList(list(_OFFICE))
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_honest(suffix))) as old, zipfile.ZipFile(stream, "w") as new:
        names = [name for name in old.namelist() if name.endswith((".xml", ".rels"))]
        victim = given.PickValueInList(names)
        for name in old.namelist():
            body = old.read(name)
            if name == victim:
                at = given.ConsumeIntInRange(0, len(body))
                cut = given.ConsumeIntInRange(0, 60)
                body = body[:at] + given.ConsumeBytes(400) + body[at + cut :]
            new.writestr(name, body)
    _read(suffix, stream.getvalue())


_SHAPES = [
    *"1. (a) (i) （一） ① - 附件一 Annex **甲** [^1]: 註： ▲ 如下： 第一章 2024年1月1日 <p> \u3000".split(" "),
    *("", "# ", "## ", "| a | b |", "|---|---|", "a\tb\t"),
]


def splitter(data: bytes) -> None:
    """Text and Markdown of any lines, each line one of the shapes that the splitter looks for, or free."""
    given = atheris.FuzzedDataProvider(data)
    lines = []
    while given.remaining_bytes() and len(lines) < 80:
        free = given.ConsumeUnicodeNoSurrogates(given.ConsumeIntInRange(0, 24))
        lines.append(given.PickValueInList(_SHAPES) + free)
    suffix = given.PickValueInList([".txt", ".md"])
    _read(suffix, "\n".join(lines).encode())


_PIECES = [
    *"2024年 第二季 上半年 去年 1億3,400萬元 $619 HK$ 百分之五十四 54% 不少於 約 由 增至 至 2023-24 Q3 公頃 平方米".split(),
    *"名學生 八成半 「甲計劃」 的 ， 。 ; 12/2023 mid-2025 第三十八屆 nil 1/3 e9 ² ． ½ 〇 兩倍".split(),
    *("13 000", " million", "three times", "at least", " from ", " to ", "by the end of"),
]


def facts(data: bytes) -> None:
    """Every fact is a slice of its text, with a value that is a plain one."""
    given = atheris.FuzzedDataProvider(data)
    made = ""
    while given.remaining_bytes() and len(made) < 400:
        free = given.ConsumeUnicodeNoSurrogates(given.ConsumeIntInRange(0, 8))
        made += given.PickValueInList(_PIECES) + free
    columns = (("$ million", made[:10]),) if given.ConsumeBool() else ()
    for language in LANGUAGES:
        for fact in extract(made, language=language, reference_date="2023-12-31", context=Context(columns=columns)):
            assert made[fact.start : fact.end] == fact.text and fact.text
            assert fact.kind == "date" or "e" not in fact.value or not fact.value[:1].isdigit()


def query(data: bytes) -> None:
    """A question is read, whatever it says."""
    asked = atheris.FuzzedDataProvider(data).ConsumeUnicodeNoSurrogates(400)
    assert fold(asked).text is not None
    wanted_kinds(asked)
    is_statement(asked)
    _query_reader()(asked)


_reader: list[Callable[[str], object]] = []


def _query_reader() -> Callable[[str], object]:
    """Reads questions against the index of a small folder, made once."""
    if not _reader:
        import harbour  # the tests' three small documents

        folder = tempfile.TemporaryDirectory(prefix="pincite-fuzz-")
        library = harbour.library(Path(folder.name))
        retriever = library.snapshot()._retriever  # pyright: ignore[reportPrivateUsage]
        assert isinstance(retriever, Retriever)
        _reader.append(lambda asked, keep=(folder, library): (read_query, retriever.read(asked))[1])
    return _reader[0]


TARGETS = {one.__name__: one for one in (loaders, parts, splitter, facts, query)}


def main(target: str, seconds: str = "60", runs: str = "-1") -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    seeds = OUT / f"corpus-{target}"
    seeds.mkdir(exist_ok=True)
    if target == "loaders":
        for at, suffix in enumerate(_HERE):
            (seeds / f"seed{suffix}").write_bytes(bytes([at]) + good(suffix))
    elif target == "query":
        (seeds / "seed").write_bytes("When does the first phase open? 首階段何時啟用？".encode())
    flags = [
        f"-max_total_time={seconds}",
        f"-runs={runs}",
        "-seed=1",
        "-timeout=60",
        f"-artifact_prefix={OUT}/{target}-",
    ]
    atheris.Setup(
        [sys.argv[0], *flags, "-max_len=4096", "-print_final_stats=1", "-rss_limit_mb=4096", str(seeds)],
        TARGETS[target],
    )
    atheris.Fuzz()


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"{__doc__}\nGive one of {', '.join(TARGETS)}.")
    main(*sys.argv[1:])
