"""One document written in every format with the format's own tools gives the same labels and, spaces folded, the same text."""

from __future__ import annotations

import csv as values
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph as WordParagraph
from openpyxl.styles import Font
from pptx.oxml import parse_xml as parse_slide_xml
from pptx.util import Inches

from corpus.loaders import load
from corpus.loaders.sandbox import load_apart
from corpus.reader import read_document
from corpus.records import Paragraph

CHROMIUM = Path("/usr/bin/chromium")

TITLE = "創意水務基金中期檢討 Mid-term review of the Creative Water Fund"
# (heading, [(number or letter, Chinese, English)]); a mark of None is plain text, "-" a bullet, "note" the footnote's mark.
SECTIONS: list[tuple[str, list[tuple[str, str, str]]]] = [
    (
        "目的 Purpose",
        [
            (
                "1.",
                "本文件匯報創意水務基金首三年的運作情況，並就下一階段的撥款安排徵詢各委員的意見。",
                "This paper reports on the first three years of the Creative Water Fund and seeks members' views on the"
                " funding arrangements of its next phase.",
            )
        ],
    ),
    (
        "運作 Operation",
        [
            (
                "2.",
                "截至二零二五年三月三十一日，基金共收到 1,284 宗申請，當中 417 宗獲批，涉及撥款 6 億 2,350 萬元[1]。",
                "By 31 March 2025 the fund had received 1,284 applications and approved 417 of them, with grants of"
                " $623.5 million in all.[1]",
            ),
            ("3.", "獲批項目分為兩類：", "The approved projects are of two kinds:"),
            ("(a)", "節約用水的裝置，佔獲批款項約 54%；及", "devices that save water, about 54% of the grants; and"),
            ("(b)", "雨水收集系統，佔獲批款項約 46%。", "systems that collect rain, about 46% of the grants."),
            (
                "4.",
                "申請人須在獲批後十二個月內完成安裝，逾期者須退還未用的款項，並須提交報告說明延誤的原因以及補救的方法。",
                "Applicants must finish the installation within twelve months of approval; whoever is late returns what was"
                " not spent and explains in a report why there was a delay and how it will be made good.",
            ),
        ],
    ),
    (
        "分布 Distribution",
        [("5.", "各區的申請宗數及款額載於下表。", "The applications and amounts by district are set out below.")],
    ),
]
TABLE = [
    ("地區 District", "宗數 Cases", "款額（百萬元） Amount"),
    ("東區 Eastern", "96", "142.5"),
    ("沙田 Sha Tin", "181", "260.25"),
    ("離島 Islands", "140", "220.75"),
]
LAST = (
    "未來路向 Way forward",
    [("6.", "視乎委員的意見，第二階段最快於 2026 年第一季推出。", "Subject to members' views, the second phase will begin in the"
      " first quarter of 2026 at the earliest.")],
)  # fmt: skip
NOTE = "不包括已撤回的申請。Withdrawn applications are not counted."


def _all_sections() -> list[tuple[str, list[tuple[str, str, str]], bool]]:
    return [(head, items, i == 2) for i, (head, items) in enumerate(SECTIONS)] + [(*LAST, False)]


# ---- Markdown: what the others are compared with


def _write_markdown(path: Path) -> None:
    lines = [f"# {TITLE}", ""]
    for head, items, tabled in _all_sections():
        lines += [f"## {head}", ""]
        for mark, chinese, english in items:
            lines += [f"{mark} {chinese}".replace("[1]", "[^1]"), "", english.replace("[1]", "[^1]"), ""]
        if tabled:
            lines += ["| " + " | ".join(TABLE[0]) + " |", "|---|---|---|"]
            lines += ["| " + " | ".join(row) + " |" for row in TABLE[1:]] + [""]
    path.write_text("\n".join([*lines, f"[^1]: {NOTE}", ""]), "utf-8")


# ---- plain text, as one types it: no marks for headings, raised figures for the footnote, tabs between cells


def _write_text(path: Path) -> None:
    lines = [TITLE, ""]
    for head, items, tabled in _all_sections():
        lines += [head, ""]
        for mark, chinese, english in items:
            lines += [f"{mark} {chinese}".replace("[1]", "¹"), "", english.replace("[1]", "¹"), ""]
        if tabled:
            lines += ["\t".join(row) for row in TABLE] + [""]
    path.write_text("\n".join([*lines, f"¹ {NOTE}", ""]), "utf-8")


# ---- HTML, with the browser's own numbers


def _html() -> str:
    mark = '<sup id="r{0}"><a href="#note">1</a></sup>'
    parts = [
        '<!doctype html><html lang="zh-Hant"><head><meta charset="utf-8"><title>Fund | Portal</title><style>'
        "body{font:12pt/1.6 'Noto Serif CJK TC',serif} table,th,td{border:1px solid #000;border-collapse:collapse}"
        " .letters{counter-reset:l;list-style:none}</style><script>var text = '<p>not read</p>'</script></head><body>"
        "<nav><ul><li>Home<li>Sitemap</ul></nav><main>",
        f"<h1>{TITLE}</h1>",
    ]
    number = 0
    for head, items, tabled in _all_sections():
        parts.append(f"<h2>{head}</h2>")
        parts.append(f'<ol start="{number + 1}">')
        for index, (label, chinese, english) in enumerate(items):
            chinese, english = (text.replace("[1]", mark.format(i)) for i, text in enumerate((chinese, english)))
            if label.startswith("("):
                parts.append(f"<p>{label} {chinese}</p><p>{english}</p>")
            else:
                number += 1
                parts.append(f"{'</li>' if index else ''}<li>{chinese}<p>{english}</p>")
        parts.append("</ol>")
        if tabled:
            parts.append("<table><thead><tr>" + "".join(f"<th>{cell}</th>" for cell in TABLE[0]) + "</tr></thead>")
            parts += ["<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in TABLE[1:]]
            parts.append("</table>")
    parts.append(f'<hr><p id="note" style="font-size:9pt"><sup>1</sup> {NOTE} <a href="#r0">↩</a></p></main>')
    return "".join([*parts, "<footer>Privacy</footer></body></html>"])


def _write_html(path: Path) -> None:
    path.write_text(_html(), "utf-8")


def _write_pdf(path: Path) -> None:
    """Printed by a real browser on small pages, so that paragraphs break across them, with a header and page numbers."""
    api = pytest.importorskip("playwright.sync_api")
    frame = '<div style="font-size:8px;width:100%;text-align:center">{}</div>'
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content(_html())
        page.add_style_tag(content="nav, footer, p > a {display: none}")
        page.pdf(
            path=str(path),
            width="120mm",
            height="130mm",
            margin={"top": "16mm", "bottom": "16mm", "left": "12mm", "right": "12mm"},
            display_header_footer=True,
            header_template=frame.format("Creative Water Fund – Confidential"),
            footer_template=frame.format('<span class="pageNumber"></span> / <span class="totalPages"></span>'),
        )
        browser.close()


# ---- Word, with automatic numbers and a real footnote

_NUMBERING = """<w:abstractNum {ns} w:abstractNumId="77"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl></w:abstractNum>"""
_FOOTNOTES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {ns}>
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>
<w:r><w:t xml:space="preserve"> {text}</w:t></w:r></w:p></w:footnote></w:footnotes>"""


def _numbered(paragraph: WordParagraph, level: int) -> None:
    properties = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(properties))


def _write_docx(path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Running header"
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(_NUMBERING.format(ns=nsdecls("w"))))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    _add_footnotes(document)
    document.add_heading(TITLE, 0)
    for head, items, tabled in _all_sections():
        document.add_heading(head, 1)
        for mark, chinese, english in items:
            for i, text in enumerate((chinese, english)):
                paragraph = document.add_paragraph()
                if i == 0:
                    _numbered(paragraph, int(mark.startswith("(")))
                before, _, behind = text.partition("[1]")
                paragraph.add_run(before)
                if "[1]" in text:
                    paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))
                paragraph.add_run(behind)
        if tabled:
            table = document.add_table(rows=len(TABLE), cols=3)
            for row, cells in zip(table.rows, TABLE, strict=True):
                for cell, text in zip(row.cells, cells, strict=True):
                    cell.text = text
            table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    document.save(str(path))


def _add_footnotes(document) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    blob = _FOOTNOTES.format(ns=nsdecls("w"), text=NOTE).encode()
    part = Part(PackURI("/word/footnotes.xml"), kind, blob, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


# ---- PowerPoint: a slide for each section


def _write_pptx(path: Path) -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    slide.shapes.title.text = TITLE
    slide.placeholders[1]._element.getparent().remove(slide.placeholders[1]._element)
    for head, items, tabled in _all_sections():
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = head
        frame = slide.placeholders[1].text_frame
        first = True
        for mark, chinese, english in items:
            for i, text in enumerate((chinese, english)):
                paragraph = frame.paragraphs[0] if first else frame.add_paragraph()
                first = False
                paragraph.level = int(mark.startswith("("))
                scheme = "alphaLcParenBoth" if mark.startswith("(") else "arabicPeriod"
                start = ord(mark[1]) - 96 if mark.startswith("(") else int(mark[:-1])
                kind = "<a:buNone {0}/>" if i else f'<a:buAutoNum {{0}} type="{scheme}" startAt="{start}"/>'
                space = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
                paragraph._p.get_or_add_pPr().append(parse_slide_xml(kind.format(space)))
                before, raised, behind = text.partition("[1]")
                paragraph.add_run().text = before
                if raised:
                    run = paragraph.add_run()
                    run.text = "1"
                    run.font._element.set("baseline", "30000")
                    paragraph.add_run().text = behind
        if tabled:
            shape = slide.shapes.add_table(len(TABLE), 3, Inches(1), Inches(5), Inches(6), Inches(1.5))
            for row, cells in zip(shape.table.rows, TABLE, strict=True):
                for cell, text in zip(row.cells, cells, strict=True):
                    cell.text = text
    box = slide.shapes.add_textbox(Inches(1), Inches(6.5), Inches(8), Inches(0.5))
    run = box.text_frame.paragraphs[0].add_run()
    run.text = "1"
    run.font._element.set("baseline", "30000")
    box.text_frame.paragraphs[0].add_run().text = f" {NOTE}"
    deck.save(str(path))


WRITERS: dict[str, Callable[[Path], None]] = {
    "txt": _write_text,
    "html": _write_html,
    "docx": _write_docx,
    "pptx": _write_pptx,
    "pdf": _write_pdf,
}


def _folded(paragraphs: tuple[Paragraph, ...]) -> list[tuple[str, str, str]]:
    return [(one.label, one.language, "".join(one.text.split())) for one in paragraphs]


def _contexts(paragraphs: tuple[Paragraph, ...]) -> list[tuple[str, ...]]:
    """Headings, stem and column heads of each; a page that wraps a heading does not show whether a space stood there."""
    found = []
    for one in paragraphs:
        columns = [text for pair in one.context.columns for text in pair]
        found.append(tuple("".join(text.split()) for text in (*one.context.headings, one.context.stem, *columns)))
    return found


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> tuple[Paragraph, ...]:
    path = tmp_path_factory.mktemp("same") / "review.md"
    _write_markdown(path)
    return read_document(path).paragraphs


def test_the_document_has_what_it_is_meant_to_test(expected: tuple[Paragraph, ...]):
    labels = [one.label for one in expected]
    for label in ("cover.1", "1", "3", "3.a", "3.b", "5.r1", "5.r3", "6", "fn-1"):
        assert label in labels
    assert {one.language for one in expected} == {"zh-Hant", "en"}
    assert sum(one.counterpart is not None for one in expected) == 2 * 8


@pytest.mark.parametrize("suffix", ["txt", "html", "docx", "pptx", pytest.param("pdf", marks=pytest.mark.browser)])
def test_every_format_gives_the_same_labels_and_text(suffix: str, expected: tuple[Paragraph, ...], tmp_path: Path):
    if suffix == "pdf" and not CHROMIUM.exists():
        pytest.skip("no Chromium to print a PDF with")
    path = tmp_path / f"review.{suffix}"
    WRITERS[suffix](path)
    found = read_document(path).paragraphs
    assert _folded(found) == _folded(expected)
    assert [one.counterpart for one in found] == [one.counterpart for one in expected]
    assert _contexts(found) == _contexts(expected)


@pytest.mark.parametrize("suffix", ["txt", "html", "docx", "pptx"])
def test_read_apart_is_read_alike(suffix: str, tmp_path: Path):
    path = tmp_path / f"review.{suffix}"
    WRITERS[suffix](path)
    assert load_apart(path) == load(path)


# ---- the table alone, in the formats of sheets


def _write_xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for cells in TABLE:
        sheet.append([float(cell) if "." in cell else int(cell) if cell.isdigit() else cell for cell in cells])
    for cell in sheet["C"][1:]:
        cell.number_format = "0.00"
    sheet["C2"].number_format = "0.0"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    book.save(path)


def _write_csv(path: Path, encoding: str, separator: str = ",") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        values.writer(file, delimiter=separator).writerows(TABLE)


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("a.xlsx", ""),
        ("a.csv", "utf-8-sig"),
        ("a.csv", "big5"),
        ("a.csv", "gb18030"),
        ("a.csv", "utf-16"),
        ("a.tsv", "utf-8"),
    ],
)
def test_sheets_give_the_rows_of_the_table(name: str, encoding: str, tmp_path: Path):
    reference = tmp_path / "table.md"
    rows = [TABLE[0], ("---",) * 3, *TABLE[1:]]
    reference.write_text("".join("| " + " | ".join(row) + " |\n" for row in rows), "utf-8")
    path = tmp_path / name
    if encoding:
        _write_csv(path, encoding, "\t" if name.endswith("tsv") else ",")
    else:
        _write_xlsx(path)
    expected, found = read_document(reference).paragraphs, read_document(path).paragraphs
    assert _folded(found) == _folded(expected)
    assert [one.context.columns for one in found] == [one.context.columns for one in expected]
