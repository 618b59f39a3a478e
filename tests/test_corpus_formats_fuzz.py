"""Whatever the bytes are, only errors meant for a user leave a loader, and what is read keeps its promises."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_corpus_formats_faults import good

from corpus.blocks import Loaded
from corpus.encodings import decode
from corpus.errors import PinciteError
from corpus.loaders import LOADERS, load
from corpus.loaders.html_tokens import tokens
from corpus.loaders.number_formats import displayed
from corpus.loaders.numerals import numeral
from corpus.loaders.sandbox import load_apart
from corpus.metadata import Metadata
from corpus.splitting.splitter import split

# PDFium is no Python: a file that kills it would kill these tests, so PDF files are read apart.
HERE = sorted(set(LOADERS) - {".pdf"})
MANY = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
FEW = settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
MARKUP = st.lists(
    st.sampled_from(
        "<p> </p> <table> <tr> <td rowspan=3> <td colspan='9'> <th> </table> <ol start=3 reversed> <li value=9> <ul> </ul> </ol>"
        " <h1> </h2> <sup> <a href='#n'>1</a> <p id=n> <br> <pre> &#x; &nbsp; &lt; <!-- --> <![CDATA[ ]]> <script> </script>"
        " <main> </main> <article> <nav> </nav> <dl> <dt> <dd> <caption> <q> </q> <ruby> <rt> <b> </b> < <a /> 甲 （一） 1. text"
        " <div hidden> <div style=display:none> </div> \n \0 \ud7ff".split(" ")
    ),
    max_size=60,
).map("".join)


def _promises(loaded: Loaded) -> None:
    for block in loaded.blocks:
        assert block.text
        for start, source, length in block.clean.runs:
            assert loaded.source[source : source + length] == block.text[start : start + length]
        for cell in block.cells:
            assert all(0 <= start < end <= len(cell.text) for start, end in cell.bold)


def _read(suffix: str, data: bytes) -> None:
    try:
        loaded = load(Path(f"a{suffix}"), data)
    except PinciteError as error:
        assert error.message and error.hint
        return
    _promises(loaded)
    split(loaded, Metadata())


@pytest.mark.parametrize("suffix", HERE)
@given(data=st.binary(max_size=400))
@MANY
def test_any_bytes(suffix: str, data: bytes):
    _read(suffix, data)


@pytest.mark.parametrize("suffix", HERE)
@given(seed=st.integers(0, 2**32))
@settings(MANY, max_examples=40)
def test_honest_files_with_bytes_changed(suffix: str, seed: int):
    dice = random.Random(seed)
    data = bytearray(good(suffix))
    for _ in range(dice.choice((1, 1, 3, 20))):
        data[dice.randrange(len(data))] = dice.randrange(256)
    _read(suffix, bytes(data[: dice.choice((len(data), dice.randrange(len(data))))]))


@pytest.mark.parametrize("suffix", [".docx", ".pptx", ".xlsx"])
@given(seed=st.integers(0, 2**32))
@settings(MANY, max_examples=60)
def test_honest_packages_with_parts_changed(suffix: str, seed: int):
    """The parts are changed before they are packed, so that what is wrong is inside well-formed packages."""
    dice = random.Random(seed)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good(suffix))) as old, zipfile.ZipFile(stream, "w") as new:
        victim = dice.choice([name for name in old.namelist() if name.endswith((".xml", ".rels"))])
        for name in old.namelist():
            body = bytearray(old.read(name))
            if name == victim:
                for _ in range(dice.choice((1, 4))):
                    at = dice.randrange(len(body))
                    piece = dice.choice((b"", b'"', b"<", b"></w:p>", b"0", b"-1", b"99999999999", b"x", b"&amp;"))
                    body[at : at + dice.choice((0, 1, 12))] = piece
            if name != victim or dice.random() > 0.1:
                new.writestr(name, bytes(body))
    _read(suffix, stream.getvalue())


@given(seed=st.integers(0, 2**32))
@FEW
def test_pdf_files_with_bytes_changed(seed: int):
    dice = random.Random(seed)
    data = bytearray(good(".pdf"))
    for _ in range(dice.choice((1, 3, 20))):
        data[dice.randrange(len(data))] = dice.randrange(256)
    try:
        _promises(load_apart(Path("a.pdf"), bytes(data)))
    except PinciteError as error:
        assert error.message and error.hint


@given(page=MARKUP)
@settings(MANY, max_examples=400)
def test_pages_of_any_markup(page: str):
    _read(".html", page.encode("utf-8", "replace"))


@given(text=st.text(max_size=300))
@MANY
def test_texts_of_a_page_are_all_in_its_tokens(text: str):
    plain = text.replace("<", "").replace("&", "")
    assert "".join(token.text for token in tokens(plain)) == plain


@given(rows=st.lists(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), max_size=5), max_size=12))
@MANY
def test_any_cells(rows: list[list[str]]):

    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    _read(".csv", stream.getvalue().encode())


@given(
    value=st.text(max_size=20) | st.floats().map(repr),
    code=st.text('0#?.,%;@_*[]$-/"\\dmyhsaeE年月日 <>=1Red', max_size=25),
)
@settings(MANY, max_examples=500)
def test_any_number_format_shows_something_or_nothing(value: str, code: str):
    assert isinstance(displayed(value, code), str)


@given(
    number=st.integers(-10, 40_000),
    style=st.sampled_from(["lowerRoman", "upperLetter", "taiwaneseCounting", "decimalEnclosedCircle", "?"]),
)
@MANY
def test_every_number_has_a_numeral(number: int, style: str):
    assert numeral(number, style)


@given(
    text=st.text(
        st.sampled_from(
            "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主年動香港府市區創科，。"
        ),
        min_size=12,
        max_size=80,
    )
)
@MANY
def test_common_chinese_is_read_back_from_every_encoding(text: str):
    for encoding in ("utf-8", "utf-16", "utf-8-sig", "big5hkscs"):
        if text.encode(encoding, "ignore").decode(encoding) == text:
            assert decode(text.encode(encoding))[0] == text
