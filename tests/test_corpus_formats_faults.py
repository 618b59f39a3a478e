"""Files that are broken, locked, too large or hostile: each is refused with a word and a hint, and costs no other file."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import docx
import msoffcrypto
import openpyxl
import pikepdf
import pptx
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from corpus.errors import BadInput, PinciteError, TooLarge, UnsupportedFormat
from corpus.ingest import ingest
from corpus.loaders import LARGEST, LOADERS, load
from corpus.loaders.sandbox import Limits, load_apart
from corpus.store.catalog import Catalog

SUFFIXES = sorted(LOADERS)
OFFICE = (".docx", ".pptx", ".xlsx")
MIB = 1024 * 1024
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def plain_pdf(text: str = "The text of the page.", *, pages: int = 1) -> bytes:
    """A PDF by hand: one line of Helvetica on each page."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(pages))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for i in range(pages):
        stream = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET"
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
            f" /Contents {5 + 2 * i} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start = len(made)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    )
    return made + f"{end}startxref\n{start}\n%%EOF\n".encode()


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    stream = io.BytesIO()
    save(stream)
    return stream.getvalue()


def good(suffix: str) -> bytes:
    """A small honest file of a format."""
    if suffix == ".pdf":
        return plain_pdf()
    if suffix == ".docx":
        document = docx.Document()
        document.add_paragraph("The text of the document.")
        return _saved(document.save)
    if suffix == ".pptx":
        deck = pptx.Presentation()
        deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = "The text of the slide"
        return _saved(deck.save)
    if suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in (("name", "count"), ("one", 1), ("two", 2)):
            book.active.append(row)  # type: ignore[union-attr]
        return _saved(book.save)
    if suffix in (".csv", ".tsv"):
        separator = "," if suffix == ".csv" else "\t"
        return f"name{separator}count\none{separator}1\ntwo{separator}2\n".encode()
    if suffix in (".html", ".htm", ".xhtml"):
        return b"<!doctype html><body><h1>Title</h1><p>The text of the page.</p></body>"
    return b"# Title\n\nThe text of the document.\n"


def locked(suffix: str) -> bytes:
    """The honest file behind a password, as the format's own programs lock it."""
    if suffix == ".pdf":
        with pikepdf.open(io.BytesIO(good(".pdf"))) as document:
            return _saved(lambda s: document.save(s, encryption=pikepdf.Encryption(user="secret", owner="other")))
    return _saved(lambda stream: OOXMLFile(io.BytesIO(good(suffix))).encrypt("secret", stream))


def repacked(suffix: str, parts: dict[str, bytes]) -> bytes:
    """The honest package with parts replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good(suffix))) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, body in parts.items():
            new.writestr(name, body, zipfile.ZIP_STORED if "/media/" in name else zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def word(body: str, head: str = "") -> bytes:
    """A Word document of a body as XML."""
    xml = f'<?xml version="1.0"?>{head}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return repacked(".docx", {"word/document.xml": xml.encode()})


def sheet(rows: str, head: str = "", behind: str = "") -> bytes:
    xml = f'<?xml version="1.0"?>{head}<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData>{behind}</worksheet>'
    return repacked(".xlsx", {"xl/worksheets/sheet1.xml": xml.encode()})


def _lying(data: bytes, part: str) -> bytes:
    """The package with a part that says it unpacks to ten bytes."""
    made = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo(part).file_size.to_bytes(4, "little")
        at = archive.getinfo(part).header_offset
    made[at + 22 : at + 26] = (10).to_bytes(4, "little")
    central = data.index(size, data.index(b"PK\x01\x02"))
    made[central : central + 4] = (10).to_bytes(4, "little")
    return bytes(made)


PARAGRAPH = "<w:p><w:r><w:t>text</w:t></w:r></w:p>"
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
)  # the billion laughs
FILE = '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">]>'
LAST = f'<styleSheet xmlns="{SHEET}">&j;</styleSheet>'
P_SHAPE = "http://schemas.openxmlformats.org/presentationml/2006/main"
SLIDE = f'<p:sld xmlns:p="{P_SHAPE}">'
DEEP = 100_000

HOSTILE: dict[str, Callable[[], bytes]] = {
    "bomb.docx": lambda: word(PARAGRAPH + " " * (300 * MIB)),
    "bomb.xlsx": lambda: repacked(".xlsx", {"xl/styles.xml": b"\0" * (300 * MIB)}),
    "lying.docx": lambda: _lying(word(PARAGRAPH * 1000), "word/document.xml"),
    "laughs.docx": lambda: word("<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", ENTITIES + "]>"),
    "laughs.xlsx": lambda: repacked(".xlsx", {"xl/styles.xml": f"{ENTITIES}]>{LAST}".encode()}),
    "laughs-sheet.xlsx": lambda: sheet('<row><c t="inlineStr"><is><t>&j;</t></is></c></row>', ENTITIES + "]>"),
    "laughs.pptx": lambda: repacked(".pptx", {"ppt/presentation.xml": f"{ENTITIES}]><x>&j;</x>".encode()}),
    "entity.docx": lambda: word("<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", FILE),
    "entity16.docx": lambda: repacked(
        ".docx", {"word/document.xml": f'<?xml version="1.0" encoding="UTF-16"?>{FILE}<x>&j;</x>'.encode("utf-16")}
    ),
    "entity.xlsx": lambda: repacked(".xlsx", {"xl/styles.xml": f"{FILE}{LAST}".encode()}),
    "entity.pptx": lambda: repacked(".pptx", {"ppt/slides/slide1.xml": f"{FILE}<x>&j;</x>".encode()}),
    "deep.docx": lambda: word("<w:sdt><w:sdtContent>" * DEEP + PARAGRAPH + "</w:sdtContent></w:sdt>" * DEEP),
    "deep.xlsx": lambda: sheet("<row>" * DEEP + "</row>" * DEEP),
    "deep.pptx": lambda: repacked(
        ".pptx", {"ppt/slides/slide1.xml": f"{SLIDE}{'<p:grpSp>' * DEEP}{'</p:grpSp>' * DEEP}</p:sld>".encode()}
    ),
    "deep.html": lambda: b"<div>" * 1_000_000 + b"text",
    "deep.pdf": lambda: b"%PDF-1.4\n1 0 obj\n" + b"[" * 1_000_000,
    "script.html": lambda: b"<script>document.write('text')</script><style>p{}</style>",
    "hidden.html": lambda: b"<div style='display:none'><p>text</p></div><p hidden>text</p>",
    "comments.html": lambda: b"<!--" * 500_000,
    "quotes.html": lambda: b"<a b=\"'" * 500_000,
    "path.docx": lambda: repacked(
        ".docx",
        {
            "_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship'
            b' Id="r" Type="x/officeDocument" Target="../../../../etc/passwd"/></Relationships>',
            "word/document.xml": b"",
            "../../../../etc/passwd": b"root",
        },
    ),
    "outside.docx": lambda: repacked(
        ".docx",
        {
            "_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship'
            b' Id="r" Type="x/officeDocument" TargetMode="External" Target="http://127.0.0.1:9/x"/></Relationships>',
            "word/document.xml": b"<x/>",
        },
    ),
    "old.docx": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "page.pdf": lambda: b"<!doctype html><p>saved under the wrong name</p>",
    "nobody.pptx": lambda: repacked(".pptx", {"ppt/presentation.xml": f'<p:presentation xmlns:p="{P_SHAPE}"/>'.encode()}),
    "picture.csv": lambda: b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(5_000),
    "wrong.html": lambda: b"<meta charset=utf-8><p>" + bytes(range(128, 256)) * 40,
}  # fmt: skip


HEAVY = ("bomb.docx", "bomb.xlsx", "deep.html")


@cache
def hostile(name: str) -> bytes:
    return HOSTILE[name]()


def _said(error: PinciteError, name: str) -> None:
    assert name in error.message and error.hint, (error.message, error.hint)
    assert "Traceback" not in error.message


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("data", [b"", b" \r\n\t \n"], ids=["empty", "blank"])
def test_empty_files_are_said_to_be_empty(suffix: str, data: bytes):
    with pytest.raises(BadInput) as refused:
        load(Path(f"a{suffix}"), data)
    _said(refused.value, f"a{suffix}")
    assert "empty" in refused.value.message


@pytest.mark.parametrize("suffix", [".pdf", *OFFICE])
def test_locked_files_are_said_to_be_locked(suffix: str):
    data = locked(suffix)
    with pytest.raises(BadInput) as refused:
        load(Path(f"a{suffix}"), data)
    _said(refused.value, f"a{suffix}")
    assert "password" in refused.value.message


def test_the_locked_files_of_this_test_open_with_their_password():
    unlocked = io.BytesIO()
    file = msoffcrypto.OfficeFile(io.BytesIO(locked(".docx")))
    file.load_key(password="secret")
    file.decrypt(unlocked)
    assert unlocked.getvalue() == good(".docx") or zipfile.is_zipfile(unlocked)
    with pikepdf.open(io.BytesIO(locked(".pdf")), password="secret") as document:
        assert len(document.pages) == 1


@pytest.mark.parametrize("suffix", OFFICE)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_truncated_packages_are_refused(suffix: str, share: float):
    data = good(suffix)
    with pytest.raises(BadInput) as refused:
        load(Path(f"a{suffix}"), data[: int(share * len(data))])
    _said(refused.value, f"a{suffix}")
    assert "cut short" in refused.value.message


def test_a_truncated_pdf_is_refused_or_read_as_far_as_it_goes():
    data = plain_pdf(pages=30)
    for share in (0.05, 0.5, 0.95):
        try:
            loaded = load_apart(Path("a.pdf"), data[: int(share * len(data))])
        except BadInput as refused:
            _said(refused, "a.pdf")
        else:
            assert {block.text for block in loaded.blocks} == {"The text of the page."}


@pytest.mark.parametrize("suffix", [".pdf", *OFFICE])
@pytest.mark.parametrize("other", [".pdf", ".docx", ".html", ".png"])
def test_a_file_of_another_format_is_refused(suffix: str, other: str):
    if suffix == other:
        return
    data = b"\x89PNG\r\n\x1a\n" + bytes(3_000) if other == ".png" else good(other)
    with pytest.raises(BadInput) as refused:
        load(Path(f"a{suffix}"), data)
    _said(refused.value, f"a{suffix}")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_noise_is_refused(suffix: str):
    with pytest.raises(BadInput) as refused:
        load_apart(Path(f"a{suffix}"), random.Random(7).randbytes(20_000))
    _said(refused.value, f"a{suffix}")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name in HEAVY else name for name in sorted(HOSTILE)]
)
def test_hostile_files_are_refused_in_time(name: str):
    data = hostile(name)
    begun = time.monotonic()
    with pytest.raises(BadInput) as refused:
        load_apart(Path(name), data, Limits(memory=1024 * MIB, seconds=20, wall=60))
    _said(refused.value, name)
    assert time.monotonic() - begun < 40
    assert "root:" not in refused.value.message


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_hundred_megabytes_are_refused_before_they_are_read(suffix: str, tmp_path: Path):
    path = tmp_path / f"large{suffix}"
    with path.open("wb") as file:
        file.write(good(suffix)[:1000])
        file.truncate(100 * MIB if suffix not in (".pdf", *OFFICE) else 300 * MIB)
    begun = time.monotonic()
    with pytest.raises(TooLarge) as refused:
        load(path)
    _said(refused.value, path.name)
    assert f"{path.stat().st_size:,}" in refused.value.message
    assert time.monotonic() - begun < 1.0


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".pdf", *OFFICE])
def test_a_hundred_megabytes_of_nothing_in_a_container_are_refused(suffix: str, tmp_path: Path):
    path = tmp_path / f"large{suffix}"
    with path.open("wb") as file:
        file.write(good(suffix)[:400])
        file.truncate(100 * MIB)
    with pytest.raises(BadInput) as refused:
        load_apart(path)
    _said(refused.value, path.name)


@pytest.mark.slow
def test_a_hundred_megabytes_of_pictures_in_a_document_are_none_of_its_text():
    data = repacked(".docx", {"word/media/a.png": random.Random(3).randbytes(100 * MIB)})
    assert [block.text for block in load_apart(Path("a.docx"), data).blocks] == ["The text of the document."]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("wide.html", b"<table><tr><td colspan=99999999 rowspan=99999999>a<td>b<tr><td>c<td>d</table>"),
        ("wide.xlsx", sheet('<row r="1"><c r="A1" t="str"><v>a</v></c><c r="XFD1" t="str"><v>b</v></c></row>'
                            '<row r="1048576"><c r="A1048576" t="str"><v>c</v></c></row>', behind='<mergeCells><mergeCell'
                            ' ref="A1:XFD1048576"/></mergeCells>')),
        ("odd.xlsx", sheet('<row r="0"><c r="ZZZ9999999" t="str"><v>a</v></c><c r="-1" s="999999" t="s"><v>77</v></c>'
                           '<c t="n"><v>1e999</v></c><c t="d"><v>x</v></c></row>')),
        ("span.docx", word('<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/><w:vMerge/></w:tcPr>' + PARAGRAPH
                           + "</w:tc><w:tc>" + PARAGRAPH + "</w:tc></w:tr></w:tbl>")),
    ],
    ids=["html", "xlsx", "xlsx-places", "docx"],
)  # fmt: skip
def test_absurd_spans_and_places_cost_nothing(name: str, data: bytes):
    begun = time.monotonic()
    assert load(Path(name), data).blocks
    assert time.monotonic() - begun < 2.0


def test_styles_based_on_each_other_end():
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{a}"><w:name w:val="{a}"/><w:basedOn w:val="{b}"/></w:style>'
        for a, b in (("A", "B"), ("B", "A"), ("C", "C"))
    )
    data = repacked(
        ".docx",
        {
            "word/styles.xml": f'<w:styles xmlns:w="{WORD}">{styles}</w:styles>'.encode(),
            "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:pPr><w:pStyle w:val="A"/></w:pPr>'
            "<w:r><w:t>text</w:t></w:r></w:p></w:body></w:document>".encode(),
        },
    )
    assert [block.text for block in load(Path("a.docx"), data).blocks] == ["text"]


@pytest.mark.parametrize("suffix", [".doc", ".xls", ".ppt", ".odt"])
def test_older_formats_name_the_newer_one(suffix: str):
    with pytest.raises(UnsupportedFormat) as refused:
        load(Path(f"a{suffix}"), b"x")
    assert refused.value.hint.startswith("Save it as .")


# ---- the process apart


def test_memory_is_limited():
    rows = "".join(f'<row><c t="str"><v>{i} {"x" * 200}</v></c><c t="str"><v>b</v></c></row>' for i in range(60_000))
    begun = time.monotonic()
    with pytest.raises(PinciteError) as refused:
        load_apart(Path("a.xlsx"), sheet(rows), Limits(memory=120 * MIB))
    _said(refused.value, "a.xlsx")
    assert time.monotonic() - begun < 30


def test_time_is_limited():
    data = b"<table>" + b"<tr>" + b"<td>a" * 60 + b"</tr>"
    data += (b"<tr>" + b"<td>text of a cell" * 60 + b"</tr>") * 25_000
    assert len(data) < LARGEST
    with pytest.raises(TooLarge) as refused:
        load_apart(Path("a.html"), data, Limits(seconds=1))
    assert "within 1 seconds" in refused.value.message
    with pytest.raises(TooLarge):
        load_apart(Path("a.html"), data, Limits(wall=1.0))


def test_threads_may_read_apart_at_once():
    found: list[int] = []

    def read() -> None:
        found.append(len(load_apart(Path("a.html"), good(".html")).blocks))

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [2] * 6


def test_errors_come_back_as_they_are():
    with pytest.raises(BadInput) as here:
        load(Path("a.docx"), b"no zip")
    with pytest.raises(BadInput) as apart:
        load_apart(Path("a.docx"), b"no zip")
    assert (apart.value.message, apart.value.hint) == (here.value.message, here.value.hint)


def test_no_loader_and_no_library_of_one_is_imported_before_it_is_needed():
    code = (
        "import sys, corpus.loaders, corpus.loaders.sandbox, corpus.ingest; print(sorted(name for name in sys.modules if name"
        ".partition('.')[0] in ('pypdfium2', 'lxml', 'docx', 'pptx', 'openpyxl', 'PIL') or name.startswith('corpus.loaders.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "['corpus.loaders.sandbox']"


# ---- a folder with all of them


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    opened = Catalog(tmp_path / "catalog.sqlite")
    yield opened
    opened.close()


def test_the_rest_of_the_folder_is_indexed(catalog: Catalog, tmp_path: Path):
    folder = tmp_path / "documents"
    folder.mkdir()
    bad: dict[str, bytes] = {f"empty{suffix}": b"" for suffix in SUFFIXES}
    bad |= {f"locked{suffix}": locked(suffix) for suffix in (".pdf", *OFFICE)}
    bad |= {f"short{suffix}": good(suffix)[:200] for suffix in (".pdf", *OFFICE)}
    bad |= {name: hostile(name) for name in HOSTILE if name not in HEAVY}
    for name, data in bad.items():
        (folder / name).write_bytes(data)
    honest = {f"good-{suffix[1:]}{suffix}" for suffix in SUFFIXES}
    for name in honest:
        (folder / name).write_bytes(good(Path(name).suffix))
    report = ingest(catalog, [(path, None) for path in sorted(folder.iterdir())])
    assert {path.name for path, _ in report.failed} == set(bad)
    assert set(report.added) == {Path(name).stem for name in honest}
    for path, error in report.failed:
        _said(error, path.name)
