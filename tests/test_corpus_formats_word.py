"""Word documents: what Word prints and does not say in its text, and what it holds and does not print."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest

from corpus.blocks import Block, Loaded
from corpus.loaders import load
from corpus.loaders.numerals import chinese, letters, numeral, roman

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MORE = (
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def _level(at: int, kind: str, text: str, more: str = "", left: int = 0) -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}<w:lvlText w:val="{text}"/>'
        f'<w:pPr><w:ind w:left="{left or 400 * (at + 1)}"/></w:pPr></w:lvl>'
    )


def _list(key: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{key}">{"".join(levels)}</w:abstractNum>'


def _num(key: int, abstract: int, override: str = "") -> str:
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{abstract}"/>{override}</w:num>'


def _p(text: str, key: int | None = None, level: int = 0, *, style: str = "", inner: str = "") -> str:
    listed = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{key}"/></w:numPr>' if key is not None else ""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{styled}{listed}</w:pPr>{run}{inner}</w:p>"


def _word(body: str, numbering: str = "", styles: str = "") -> Loaded:
    """A document saved by python-docx whose body, numbering and added styles are given as XML."""
    document = docx.Document()
    stream = io.BytesIO()
    document.save(stream)
    made = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = f"<w:document {W}{MORE}><w:body>{body}</w:body></w:document>".encode()
            elif name == "word/numbering.xml" and numbering:
                data = f"<w:numbering {W}>{numbering}</w:numbering>".encode()
            elif name == "word/styles.xml" and styles:
                data = data.replace(b"</w:styles>", f"{styles}</w:styles>".encode())
            new.writestr(name, data)
    return load(Path("a.docx"), made.getvalue())


def _printed(loaded: Loaded) -> list[str]:
    """Each block as it prints: its number and its text."""
    return [f"{b.marker.printed} {b.text}" if b.marker else b.text for b in loaded.blocks]


def _shown(block: Block) -> tuple[str, str, str, int]:
    return (
        block.shape,
        block.marker.style if block.marker else "",
        block.marker.value if block.marker else "",
        block.level,
    )


LEGAL = _list(
    1,
    _level(0, "decimal", "%1."),
    _level(1, "lowerLetter", "(%2)"),
    _level(2, "lowerRoman", "(%3)"),
)


def test_levels_of_a_paper_count_and_start_again():
    body = "".join(
        _p(text, 1, level)
        for text, level in (
            ("one", 0),
            ("a", 1),
            ("b", 1),
            ("i", 2),
            ("ii", 2),
            ("two", 0),
            ("again a", 1),
            ("again i", 2),
        )
    )
    loaded = _word(body, LEGAL + _num(1, 1))
    assert _printed(loaded) == [
        "1. one", "(a) a", "(b) b", "(i) i", "(ii) ii", "2. two", "(a) again a", "(i) again i",
    ]  # fmt: skip
    assert [_shown(b) for b in loaded.blocks][:4] == [
        ("number", "number", "1", 0), ("item", "alpha", "a", 1), ("item", "alpha", "b", 1), ("item", "roman", "i", 2),
    ]  # fmt: skip


def test_chinese_levels_print_chinese_numerals():
    numbering = _list(1, _level(0, "taiwaneseCountingThousand", "%1、"), _level(1, "chineseCounting", "（%2）")) + _num(
        1, 1
    )
    body = "".join(_p(f"文{i}", 1) for i in range(1, 12)) + _p("甲", 1, 1) + _p("乙", 1, 1)
    printed = _printed(_word(body, numbering))
    assert printed[0] == "一、 文1" and printed[9] == "十、 文10" and printed[10] == "十一、 文11"
    assert printed[11:] == ["（一） 甲", "（二） 乙"]


def test_decimal_levels_print_the_levels_above_them():
    numbering = _list(1, _level(0, "decimal", "%1"), _level(1, "decimal", "%1.%2"), _level(2, "decimal", "%1.%2.%3"))
    body = _p("A", 1) + _p("B", 1, 1) + _p("C", 1, 1) + _p("D", 1, 2) + _p("E", 1) + _p("F", 1, 2)
    printed = _printed(_word(body, numbering + _num(1, 1)))
    # F leaves a level out: Word prints that level's start
    assert printed == ["1 A", "1.1 B", "1.2 C", "1.2.1 D", "2 E", "2.1.1 F"]


def test_a_legal_level_prints_figures_for_the_letters_above():
    numbering = _list(1, _level(0, "upperRoman", "%1."), _level(1, "decimal", "%1.%2", "<w:isLgl/>")) + _num(1, 1)
    assert _printed(_word(_p("A", 1) + _p("B", 1) + _p("C", 1, 1), numbering)) == ["I. A", "II. B", "2.1 C"]


def test_a_list_goes_on_where_another_paragraph_stands_between():
    body = _p("one", 1) + _p("between") + _p("two", 1)
    assert _printed(_word(body, LEGAL + _num(1, 1))) == ["1. one", "between", "2. two"]


def test_lists_of_one_abstract_list_count_on_unless_they_say_where_they_start():
    start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{}"/></w:lvlOverride>'
    numbering = LEGAL + _num(1, 1) + _num(2, 1) + _num(3, 1, start.format(1)) + _num(4, 1, start.format(20))
    body = _p("a", 1) + _p("b", 2) + _p("c", 3) + _p("d", 3) + _p("e", 4) + _p("f", 4)
    assert _printed(_word(body, numbering)) == ["1. a", "2. b", "1. c", "2. d", "20. e", "21. f"]


def test_an_override_may_change_what_a_level_prints():
    numbering = LEGAL + _num(1, 1, f'<w:lvlOverride w:ilvl="0">{_level(0, "upperLetter", "%1)")}</w:lvlOverride>')
    assert [_shown(b)[:3] for b in _word(_p("x", 1) + _p("y", 1), numbering).blocks] == [
        ("item", "alpha", "a"), ("item", "alpha", "b"),
    ]  # fmt: skip


def test_a_level_that_never_starts_again_counts_through():
    numbering = _list(1, _level(0, "decimal", "%1."), _level(1, "decimal", "(%2)", '<w:lvlRestart w:val="0"/>')) + _num(
        1, 1
    )
    body = _p("A", 1) + _p("x", 1, 1) + _p("B", 1) + _p("y", 1, 1)
    assert _printed(_word(body, numbering)) == ["1. A", "(1) x", "2. B", "(2) y"]


def test_a_style_numbers_its_paragraphs():
    styles = (
        '<w:style w:type="paragraph" w:styleId="Para"><w:name w:val="Para"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        '</w:pPr></w:style><w:style w:type="paragraph" w:styleId="Sub"><w:name w:val="Sub"/><w:basedOn w:val="Para"/></w:style>'
    )
    levels = [("decimal", "%1.", "Para"), ("lowerLetter", "(%2)", "Sub")]
    numbering = _list(
        1, *(_level(i, kind, text, f'<w:pStyle w:val="{one}"/>') for i, (kind, text, one) in enumerate(levels))
    )
    body = _p("one", style="Para") + _p("a", style="Sub") + _p("two", style="Para") + _p("plain", 0, style="Para")
    assert _printed(_word(body, numbering + _num(1, 1), styles)) == ["1. one", "(a) a", "2. two", "plain"]


def test_bullets_are_items_and_the_deeper_one_stands_in():
    numbering = _list(1, _level(0, "bullet", "\uf0b7"), _level(1, "bullet", "o")) + _num(1, 1)
    blocks = _word(_p("a", 1) + _p("b", 1, 1) + _p("c", 1), numbering).blocks
    assert [_shown(b) for b in blocks] == [
        ("item", "bullet", "", 0),
        ("item", "bullet", "", 1),
        ("item", "bullet", "", 0),
    ]


def test_numbers_below_numbered_headings_are_paragraphs():
    numbering = _list(
        1, _level(0, "upperLetter", "%1."), _level(1, "decimal", "%2.", '<w:lvlRestart w:val="0"/>')
    ) + _num(1, 1)
    body = _p("Head", 1, style="Heading1") + _p("x", 1, 1) + _p("Next", 1, style="Heading1") + _p("y", 1, 1)
    blocks = _word(body, numbering).blocks
    assert [(b.shape, b.text, b.level) for b in blocks] == [
        ("heading", "A. Head", 1), ("number", "x", 0), ("heading", "B. Next", 1), ("number", "y", 0),
    ]  # fmt: skip
    assert [b.marker.value for b in blocks if b.marker] == ["1", "2"]


def test_tracked_deletions_are_not_read_and_insertions_are():
    body = (
        '<w:p><w:r><w:t xml:space="preserve">The fund is </w:t></w:r><w:del><w:r><w:delText>$5 million</w:delText></w:r></w:del>'
        "<w:ins><w:r><w:t>$6 million</w:t></w:r></w:ins><w:moveFrom><w:r><w:t> moved away</w:t></w:r></w:moveFrom>"
        "<w:r><w:t>.</w:t></w:r></w:p>"
        # a paragraph whose end is deleted goes on in the next one
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>first half, </w:t></w:r></w:p>" + _p("second half")
    )
    assert _printed(_word(body)) == ["The fund is $6 million.", "first half, second half"]


def test_hidden_text_fields_and_contents_are_not_printed():
    body = (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:t>shown </w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE \\@ "d" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7 March</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>Contents 1</w:t></w:r></w:p>'
        '<w:p><w:r><w:t>Contents 2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>' + _p("behind")
    )
    assert _printed(_word(body)) == ["shown 7 March", "behind"]


def test_text_boxes_stand_behind_their_paragraph_once():
    box = "<w:txbxContent><w:p><w:r><w:t>in the box</w:t></w:r></w:p></w:txbxContent>"
    drawing = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert _printed(_word(_p("before", inner=drawing) + _p("behind"))) == ["before", "in the box", "behind"]


def test_tables_keep_heads_and_merged_cells():
    def cell(text: str, more: str = "") -> str:
        return f"<w:tc><w:tcPr>{more}</w:tcPr>{_p(text)}</w:tc>"

    body = (
        f"<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{cell('年度', '<w:vMerge w:val=' + chr(34) + 'restart' + chr(34) + '/>')}"
        f"{cell('款額', '<w:gridSpan w:val=' + chr(34) + '2' + chr(34) + '/>')}</w:tr>"
        f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{cell('', '<w:vMerge/>')}{cell('預算')}{cell('實際')}</w:tr>"
        f"<w:tr>{cell('2023-24', '<w:vMerge w:val=' + chr(34) + 'restart' + chr(34) + '/>')}{cell('10')}{cell('9')}</w:tr>"
        f"<w:tr>{cell('', '<w:vMerge/>')}{cell('20')}{cell('18')}</w:tr></w:tbl>"
    )
    blocks = _word(body).blocks
    assert [c.text for c in blocks[0].cells] == ["年度", "款額 預算", "實際"] and blocks[0].head
    # the merged cell is known in each row, and printed in the first
    assert [(b.text, [c.text for c in b.cells]) for b in blocks[1:]] == [
        ("2023-24\t10\t9", ["2023-24", "10", "9"]),
        ("20\t18", ["2023-24", "20", "18"]),
    ]


def test_a_frame_of_one_cell_is_text():
    body = f"<w:tbl><w:tr><w:tc>{_p('1. framed')}{_p('text')}</w:tc></w:tr></w:tbl>"
    assert [(b.shape, b.text) for b in _word(body).blocks] == [("number", "framed"), ("line", "text")]


def test_typed_numbers_are_read_as_in_plain_text():
    assert [_shown(b)[:3] for b in _word(_p("20.\ttext") + _p("(iii) text") + _p("第三條　文")).blocks] == [
        ("number", "number", "20"), ("item", "roman", "iii"), ("number", "number", "3"),
    ]  # fmt: skip


def test_bold_is_kept_for_the_glossary():
    run = "<w:r><w:rPr><w:b/></w:rPr><w:t>粗體</w:t></w:r><w:r><w:t> plain</w:t></w:r>"
    (block,) = _word(f"<w:p>{run}</w:p>").blocks
    assert block.text == "粗體 plain" and block.clean.bold == ((0, 2),)


@pytest.mark.parametrize(
    ("number", "style", "printed"),
    [
        (4, "lowerRoman", "iv"), (1994, "upperRoman", "MCMXCIV"), (28, "lowerLetter", "bb"), (21, "ordinal", "21st"),
        (112, "ordinal", "112th"), (20, "taiwaneseCounting", "二十"), (3, "decimalEnclosedCircle", "③"),
        (5, "ideographTraditional", "戊"), (12, "chineseLegalSimplified", "壹拾贰"), (7, "decimalZero", "07"),
        (107, "chineseCounting", "一百零七"), (1010, "chineseCounting", "一千零一十"), (3, "decimalFullWidth", "３"),
    ],
)  # fmt: skip
def test_numerals(number: int, style: str, printed: str):
    assert numeral(number, style) == printed


def test_numerals_count_up_without_repeating():
    assert len({roman(n) for n in range(1, 4000)}) == 3999
    assert len({chinese(n) for n in range(1, 10_000)}) == 9999
    assert len({letters(n) for n in range(1, 521)}) == 520
