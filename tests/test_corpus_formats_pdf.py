"""PDF files: columns in order, tables by row, frames of pages dropped, scans said. Pages are printed by a real browser."""

from __future__ import annotations

import io
import itertools
import random
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from test_corpus_formats_faults import plain_pdf

from corpus.blocks import Loaded
from corpus.errors import BadInput
from corpus.loaders import load

CHROMIUM = Path("/usr/bin/chromium")
CHINESE = "水務專員計劃在新市鎮東面興建三座地下蓄水池，總容量約為四十二萬立方米，首座預計於二零二七年落成。"
ENGLISH = (
    "The commissioner plans three underground tanks in the east of the new town with a volume of about 420,000 cubic metres"
    " in all, the first of them to be finished in 2027."
)
STYLE = (
    "<style>body{font:11pt/1.5 'Noto Serif CJK TC',serif} td,th{border:1px solid #000} table{border-collapse:collapse;width:100%}"
    " .columns{column-count:2;column-gap:24pt;text-align:justify}</style>"
)

Printer = Callable[[str], Loaded]


@pytest.fixture(scope="module")
def printer() -> Printer:
    api = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip("no Chromium to print a PDF with")

    def printed(body: str) -> Loaded:
        with api.sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
            page = browser.new_page()
            page.set_content(STYLE + body)
            data = page.pdf(
                format="A5",
                display_header_footer=True,
                header_template='<div style="font-size:8px;padding-left:40px">Water Office · CB(1)123/2025</div>',
                footer_template='<p style="font-size:8px;padding-left:90px">- <span class="pageNumber"></span> -</p>',
                margin=dict.fromkeys(("top", "bottom"), "18mm") | dict.fromkeys(("left", "right"), "15mm"),
            )
            browser.close()
        return load(Path("a.pdf"), data)

    return printed


def _texts(loaded: Loaded) -> list[str]:
    return ["".join(block.text.split()) for block in loaded.blocks]


def _plain(text: str) -> str:
    return "".join(text.split())


@pytest.mark.browser
def test_two_columns_are_read_one_after_the_other(printer: Printer):
    parts = [(f"{i}. {CHINESE * 3}", ENGLISH * 2) for i in range(1, 9)]
    body = "".join(f"<p>{chinese}</p><p>{english}</p>" for chinese, english in parts)
    loaded = printer(f"<h1>Two columns</h1><div class=columns>{body}</div><h2>Behind</h2><p>{CHINESE}</p>")
    expected = ["Twocolumns"]
    expected += [_plain(text) for _ in parts for text in (CHINESE * 3, ENGLISH * 2)]
    assert _texts(loaded) == [*expected, "Behind", _plain(CHINESE)]
    numbers = [block.marker.value for block in loaded.blocks if block.marker]
    assert numbers == [str(i) for i in range(1, 9)]
    assert [block.level for block in loaded.blocks if block.shape == "heading"] == [1, 2]
    assert {block.page for block in loaded.blocks} >= {1, 2, 3}


@pytest.mark.browser
def test_a_table_goes_on_across_pages_with_one_head(printer: Printer):
    rows = [(f"第{i}項", CHINESE if i % 3 == 0 else "短", f"{i * 1000:,}") for i in range(1, 30)]
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    loaded = printer(f"<h1>表</h1><table><thead><tr><th>項目<th>說明<th>數目</tr></thead>{cells}</table>")
    found = [tuple(_plain(cell.text) for cell in block.cells) for block in loaded.blocks if block.shape == "row"]
    assert [row for row in found if row[0] != "項目"] == rows
    heads = [block for block in loaded.blocks if block.head]
    assert len(heads) == 1 and max(block.page or 0 for block in loaded.blocks) > 2
    assert all(block.gap == 0 for block in loaded.blocks[2:])


@pytest.mark.browser
def test_merged_cells_and_tables_without_lines(printer: Printer):
    drawn = (
        "<table><tr><th>年度<th>項目<th>款額<tr><td rowspan=2>2024-25<td>甲<td>10<tr><td>乙<td>20"
        "<tr><td colspan=2>合計<td>30</table>"
    )
    loose = "<style>.loose td{border:0;padding:2px 40px}</style><table class=loose>" + "".join(
        f"<tr><td>第{i}項<td>說明<td>{i}00" for i in range(1, 5)
    )
    loaded = printer(f"<h2>一</h2>{drawn}<p>{CHINESE}</p>{loose}</table>")
    rows = [[cell.text for cell in block.cells] for block in loaded.blocks if block.shape == "row"]
    assert rows[:4] == [
        ["年度", "項目", "款額"], ["2024-25", "甲", "10"], ["2024-25", "乙", "20"], ["合計", "", "30"],
    ]  # fmt: skip
    assert rows[4:] == [[f"第{i}項", "說明", f"{i}00"] for i in range(1, 5)]
    printed = [block.text for block in loaded.blocks if block.shape == "row"]
    assert printed[2] == "乙\t20"  # the merged cell is printed once


@pytest.mark.browser
def test_frames_of_pages_are_dropped_and_first_lines_set_in_begin_paragraphs(printer: Printer):
    lengths = (2, 5, 1, 4, 6, 3, 4)
    body = "".join(f"<p style='text-indent:2em;margin:0;text-align:justify'>{CHINESE * n}</p>" for n in lengths)
    loaded = printer(f"<h2>首行縮排</h2>{body}")
    assert max(block.page or 0 for block in loaded.blocks) > 1
    assert _texts(loaded) == ["首行縮排", *(CHINESE * n for n in lengths)]


@pytest.mark.browser
def test_figures_raised_and_bullets_drawn(printer: Printer):
    loaded = printer(
        f"<h2>一</h2><p>{CHINESE * 5}</p><p>{CHINESE[:-1]}<sup>12</sup>，面積 30 m<sup>2</sup>。</p>"
        "<ul><li>甲項<ul><li>乙項</ul></ul>"
        f"<p style='font-size:8pt'><sup>12</sup> {ENGLISH}</p>"
    )
    head, *blocks = loaded.blocks  # a header that stands on one page only cannot be told from text
    assert head.text.startswith("Water Office")
    shapes = [(block.shape, block.level) for block in blocks]
    assert shapes == [("heading", 1), ("line", 0), ("line", 0), ("item", 0), ("item", 1), ("footnote", 0)]
    assert _plain(blocks[2].text).endswith("¹²，面積30m²。")
    assert blocks[5].marker and blocks[5].marker.value == "12" and blocks[5].text == ENGLISH


def _with_picture(pages: int, texts: int) -> bytes:
    """The first ``texts`` of the pages hold text, the rest one picture that covers the page."""
    with pikepdf.open(io.BytesIO(plain_pdf(pages=pages))) as document:
        for page in document.pages[texts:]:
            picture = pikepdf.Stream(document, b"\x80" * 100)
            picture.update({"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": 10, "/Height": 10,
                            "/ColorSpace": pikepdf.Name.DeviceGray, "/BitsPerComponent": 8})  # fmt: skip
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=document.make_indirect(picture)))
            page.Contents = pikepdf.Stream(document, b"q 595 0 0 842 0 0 cm /Im0 Do Q")
        stream = io.BytesIO()
        document.save(stream)
        return stream.getvalue()


def test_scanned_pages_are_said():
    loaded = load(Path("a.pdf"), _with_picture(3, 2))
    assert [(one.kind, one.place) for one in loaded.problems] == [("scanned-page", "page 3")]
    assert "picture without text" in loaded.problems[0].message


def test_a_file_of_scans_alone_says_so():
    with pytest.raises(BadInput) as refused:
        load(Path("a.pdf"), _with_picture(2, 0))
    assert "holds no text" in refused.value.message and "Page 1 is a picture" in refused.value.message


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages_are_read_upright(turn: int):
    with pikepdf.open(io.BytesIO(plain_pdf())) as document:
        document.pages[0].Rotate = turn
        stream = io.BytesIO()
        document.save(stream)
    assert [block.text for block in load(Path("a.pdf"), stream.getvalue()).blocks] == ["The text of the page."]


@pytest.mark.parametrize(
    ("matrix", "turned"), [("0 1 -1 0 300 100", 90), ("-1 0 0 -1 400 400", 180), ("0 -1 1 0 200 500", 270)]
)
def test_text_set_sideways_is_read_in_its_own_direction(matrix: str, turned: int):
    with pikepdf.open(io.BytesIO(plain_pdf())) as document:
        lines = "".join(f"1 0 0 1 0 {-20 * i} cm BT /F1 12 Tf 0 0 Td (line {i} of it.) Tj ET " for i in range(1, 4))
        document.pages[0].Contents = pikepdf.Stream(document, f"{matrix} cm {lines}".encode())
        stream = io.BytesIO()
        document.save(stream)
    blocks = load(Path("a.pdf"), stream.getvalue()).blocks
    joined = " ".join(block.text for block in blocks)
    assert [joined.index(f"line {i}") for i in range(1, 4)] == sorted(joined.index(f"line {i}") for i in range(1, 4)), (
        turned
    )


def drawn_pdf(drawing: str) -> bytes:
    """A page with a line of text and what is drawn in the words of a content stream."""
    with pikepdf.open(io.BytesIO(plain_pdf())) as document:
        text = "BT /F1 12 Tf 110 585 Td (cell) Tj 100 0 Td (other) Tj 0 -40 Td (last) Tj ET"
        document.pages[0].Contents = pikepdf.Stream(document, f"{drawing}\n{text}".encode())
        stream = io.BytesIO()
        document.save(stream)
        return stream.getvalue()


_ACROSS = [f"100 {y} m 300 {y} l S" for y in (600, 570, 540)]
_DOWN = [f"{x} 540 m {x} 600 l S" for x in (100, 200, 300)]


@pytest.mark.parametrize(
    ("drawing", "shapes"),
    [
        ([*_ACROSS, *_DOWN], ["row", "row"]),
        (_ACROSS, ["line"] * 2),
        (_DOWN, ["line"] * 2),
        ([_ACROSS[0], "400 100 m 400 700 l S", "420 100 m 420 700 l S"], ["line"] * 2),
        (["100 540 200 60 re S", "200 540 m 200 600 l S", "100 570 m 300 570 l S"], ["row", "row"]),
        (["0 0 595 842 re f"], ["line"] * 2),
    ],
)
def test_drawn_lines_make_a_table_where_they_make_cells(drawing: list[str], shapes: list[str]):
    blocks = load(Path("a.pdf"), drawn_pdf("\n".join(drawing))).blocks
    assert [block.shape for block in blocks] == shapes
    assert " ".join(block.text for block in blocks).split() == ["cell", "other", "last"]


def test_any_drawing_is_read():
    dice = random.Random(5)
    for _ in range(150):
        lines = [f"{dice.randrange(0, 600, 50)} {dice.randrange(0, 800, 50)}" for _ in range(dice.randrange(2, 40))]
        paths = [f"{a} m {b.split()[0]} {a.split()[1]} l S" if dice.random() < 0.5 else f"{a} m {a.split()[0]} {b.split()[1]} l S"
                 for a, b in itertools.pairwise(lines)]  # fmt: skip
        blocks = load(Path("a.pdf"), drawn_pdf("\n".join(paths))).blocks
        assert sorted(" ".join(block.text for block in blocks).split()) == ["cell", "last", "other"]


def test_a_file_its_owner_alone_may_change_is_read():
    with pikepdf.open(io.BytesIO(plain_pdf())) as document:
        stream = io.BytesIO()
        document.save(stream, encryption=pikepdf.Encryption(user="", owner="other"))
    assert [block.text for block in load(Path("a.pdf"), stream.getvalue()).blocks] == ["The text of the page."]


@pytest.mark.browser
@pytest.mark.parametrize("pages", [1, 3])
def test_what_a_browser_prints_around_a_page_is_none_of_its_text(pages: int, tmp_path: Path):
    """Date, title, address and page number, as a person's own browser puts them, on a page that is alone too."""
    api = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip("no Chromium to print a PDF with")
    source = tmp_path / "pier.html"
    breaks = "<p style='break-after:page'>12/5/2024: the pier is open at 9:30.</p>"
    source.write_text(
        f"<meta charset=utf-8><title>The Pier 碼頭</title><h1>The Pier</h1>{breaks * (pages - 1)}<p>{CHINESE}</p>"
    )
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(source.as_uri())
        data = page.pdf(display_header_footer=True, margin=dict.fromkeys(("top", "bottom", "left", "right"), "10mm"))
        browser.close()
    said = ["12/5/2024:thepierisopenat9:30."] * (pages - 1)
    assert _texts(load(Path("a.pdf"), data)) == ["ThePier", *said, _plain(CHINESE)]
