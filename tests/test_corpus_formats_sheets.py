"""Workbooks and slides: what Excel and PowerPoint show is what is read."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import openpyxl
import pptx
import pytest
from openpyxl.styles import Font
from pptx.oxml import parse_xml
from pptx.util import Inches

from corpus.blocks import Loaded
from corpus.loaders import load
from corpus.loaders.number_formats import displayed

A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


def _book(book: openpyxl.Workbook) -> Loaded:
    stream = io.BytesIO()
    book.save(stream)
    return load(Path("a.xlsx"), stream.getvalue())


def _deck(deck) -> Loaded:
    stream = io.BytesIO()
    deck.save(stream)
    return load(Path("a.pptx"), stream.getvalue())


def _cells(loaded: Loaded) -> list[list[str]]:
    return [[cell.text for cell in block.cells] for block in loaded.blocks if block.shape == "row"]


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        # ECMA-376 part 1, 18.8.31, and what Excel shows for them
        ("1234.567", "General", "1234.567"), ("0.1", "General", "0.1"), ("0.30000000000000004", "General", "0.3"),
        ("1234567.891", "#,##0", "1,234,568"), ("0.5", "0", "1"), ("-0.4", "0", "0"), ("0.125", "0.0%", "12.5%"),
        ("-1234.5", "#,##0.00;(#,##0.00)", "(1,234.50)"), ("0", '0;-0;"nil"', "nil"), ("12", "00000", "00012"),
        ("619000000", '"$"#,##0.0,,"m"', "$619.0m"), ("5", "[$HK$-C04]#,##0.00", "HK$5.00"), ("3", "0.##", "3"),
        ("0.000123", "0.00E+00", "1.23E-04"), ("1234.5", '#,##0.0 "億元"', "1,234.5 億元"), ("7", "[Red][>5]0;0.0", "7"),
        # day 45358 of the system of 1900 is 7 March 2024, a Thursday; day 1 is 1 January 1900, day 61 is 1 March
        ("45358", "d mmm yyyy", "7 Mar 2024"), ("45358", 'yyyy"年"m"月"d"日"', "2024年3月7日"), ("45358", "dddd", "Thursday"),
        ("45358.75", "yyyy-mm-dd hh:mm", "2024-03-07 18:00"), ("0.5", "h:mm AM/PM", "12:00 PM"), ("1.5", "[h]:mm", "36:00"),
        ("1", "d/m/yyyy", "1/1/1900"), ("61", "d/m/yyyy", "1/3/1900"), ("45358", "[$-404]aaaa", "星期四"),
        ("1", "mm:ss", "00:00"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_displayed(value: str, code: str, shown: str):
    assert displayed(value, code) == shown


def test_days_of_1904():
    # the two systems lie 1,462 days apart
    assert displayed(str(45358 - 1462), "d/m/yyyy", from_1904=True) == displayed("45358", "d/m/yyyy") == "7/3/2024"


def test_a_sheet_is_read_as_it_looks():
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "表1：各區撥款"
    for row, cells in enumerate((("地區", "款額", "比率", "日期"), ("東區", 1000, 0.125, datetime.date(2024, 3, 7)),
                                 ("東區二", 2500.5, 0.4, datetime.date(2023, 10, 18))), 2):  # fmt: skip
        for column, value in enumerate(cells, 1):
            sheet.cell(row, column, value)
    for row in (3, 4):
        for column, code in ((2, "#,##0.0"), (3, "0.0%"), (4, "d mmm yyyy")):
            sheet.cell(row, column).number_format = code
    sheet["A6"] = "註：數字至年底。"
    loaded = _book(book)
    assert [block.shape for block in loaded.blocks] == ["caption", "row", "row", "row", "note"]
    assert _cells(loaded) == [
        ["地區", "款額", "比率", "日期"],
        ["東區", "1,000.0", "12.5%", "7 Mar 2024"],
        ["東區二", "2,500.5", "40.0%", "18 Oct 2023"],
    ]
    assert [block.head for block in loaded.blocks if block.shape == "row"] == [True, False, False]


def test_hidden_sheets_rows_and_columns_are_said():
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "甲"
    for row in (("a", "b", "c"), ("x", 1, 2), ("y", 3, 4), ("z", 5, 6)):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    other = book.create_sheet("乙")
    other.append(("k", "v"))
    other.append(("w", 9))
    secret = book.create_sheet("Secret")
    secret.append(("not", "shown"))
    secret.sheet_state = "veryHidden"
    loaded = _book(book)
    assert _cells(loaded) == [["a", "c"], ["x", "2"], ["z", "6"], ["k", "v"], ["w", "9"]]
    assert [block.text for block in loaded.blocks if block.shape == "heading"] == ["甲", "乙"]
    assert [(one.kind, one.place) for one in loaded.problems] == [
        ("hidden-sheet", "sheet Secret"),
        ("hidden-cells", "sheet 甲"),
    ]
    assert "1 rows and 1 columns" in loaded.problems[1].message


def test_merged_cells_head_columns_and_rows():
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("年度", "款額", None), (None, "預算", "實際"), ("2023-24", 10, 9), (None, 20, 18)):
        sheet.append(row)
    for place in ("A1:A2", "B1:C1", "A3:A4"):
        sheet.merge_cells(place)
    loaded = _book(book)
    assert _cells(loaded) == [["年度", "款額 預算", "實際"], ["2023-24", "10", "9"], ["2023-24", "20", "18"]]
    assert [block.text for block in loaded.blocks] == ["年度\t款額 預算\t實際", "2023-24\t10\t9", "20\t18"]


def test_frozen_rows_are_heads_and_years_may_be():
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Item", "2021-22", "2022-23"), ("Grants", "up", "down"), ("Loans", "down", "up")):
        sheet.append(row)
    sheet.freeze_panes = "A2"
    assert [block.head for block in _book(book).blocks] == [True, False, False]


def test_formulas_without_a_value_are_said():
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("a", "b"), ("x", "=1+1"), ("y", 2)):
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    (problem,) = _book(book).problems
    assert problem.kind == "formula-without-value" and problem.message.startswith("1 formulas")


def test_slides_come_in_order_with_notes_and_without_frames():
    deck = pptx.Presentation()
    for title in ("First", "Second", "Hidden"):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text_frame.text = f"Point of {title}"
        slide.notes_slide.notes_text_frame.text = f"Say {title}"
    deck.slides[2]._element.set("show", "0")
    order = deck.slides._sldIdLst
    order.insert(0, order[1])  # the second slide is moved to the front
    loaded = _deck(deck)
    assert [(b.shape, b.text, b.page) for b in loaded.blocks] == [
        ("heading", "Second", 1), ("item", "Point of Second", 1), ("note", "Say Second", 1),
        ("heading", "First", 2), ("item", "Point of First", 2), ("note", "Say First", 2),
    ]  # fmt: skip
    assert [(one.kind, one.place) for one in loaded.problems] == [("hidden-slide", "slide 3")]


def test_shapes_and_groups_are_read_top_down_and_left_to_right():
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])

    def box(shapes, text: str, left: float, top: float) -> None:
        shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(1)).text_frame.text = text

    box(slide.shapes, "right", 5, 1.1)
    box(slide.shapes, "below", 1, 4)
    group = slide.shapes.add_group_shape()
    box(group.shapes, "group b", 1, 2.9)
    box(group.shapes, "group a", 1, 2.0)
    box(slide.shapes, "left", 1, 1)
    texts = [block.text for block in _deck(deck).blocks]
    assert texts == ["left", "right", "group a", "group b", "below"]


def test_a_slide_that_goes_on_prints_its_title_once_and_numbers_go_on_as_told():
    deck = pptx.Presentation()
    for start in (1, 3):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = "建議"
        frame = slide.placeholders[1].text_frame
        for i in range(2):
            paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
            paragraph.text = f"第{start + i}點"
            properties = paragraph._p.get_or_add_pPr()
            properties.append(parse_xml(f'<a:buAutoNum {A} type="ea1ChtPlain" startAt="{start}"/>'))
    blocks = _deck(deck).blocks
    assert [b.shape for b in blocks] == ["heading", *["item"] * 4]
    assert [b.marker.value for b in blocks[1:] if b.marker] == ["一", "二", "三", "四"]


def test_tables_of_slides_keep_merged_cells():
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    table = slide.shapes.add_table(3, 2, Inches(1), Inches(1), Inches(4), Inches(2)).table
    for row, texts in enumerate((("區", "數"), ("東", "1"), ("", "2"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    loaded = _deck(deck)
    assert _cells(loaded) == [["區", "數"], ["東", "1"], ["東", "2"]]
    assert [block.head for block in loaded.blocks] == [True, False, False] and loaded.blocks[2].text == "2"
