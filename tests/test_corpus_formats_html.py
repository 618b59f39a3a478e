"""Web pages: the main text with the numbers a browser prints, in any encoding, whatever the markup leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.blocks import Loaded
from corpus.loaders import load
from corpus.loaders.html_tokens import tokens


def _page(body: str, encoding: str = "utf-8", head: str = "") -> Loaded:
    return load(Path("a.html"), f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(encoding))


def _printed(body: str) -> list[str]:
    return [f"{b.marker.printed} {b.text}" if b.marker else b.text for b in _page(body).blocks]


def test_lists_print_their_numbers():
    assert _printed("<ol start=5><li>a<li value=9>b<li>c</ol>") == ["5. a", "9. b", "10. c"]
    assert _printed("<ol reversed start=3><li>a<li>b</ol>") == ["3. a", "2. b"]
    assert _printed("<ol type=i><li>a<li>b<ol type=a><li>x</ol><li>c</ol>") == ["i. a", "ii. b", "a. x", "iii. c"]
    assert _printed('<ol style="list-style-type: cjk-ideographic"><li>甲<li>乙</ol>') == ["一、 甲", "二、 乙"]
    assert _printed("<ul><li>a<ul><li>b</ul></ul><ul style='list-style:none'><li>(a) c</ul>") == ["• a", "• b", "(a) c"]


def test_nesting_is_the_depth_of_lists():
    blocks = _page("<ol><li>a<ul><li>b<ul><li>c</ul><li>d</ul><li>e</ol>").blocks
    assert [(b.text, b.level) for b in blocks] == [("a", 0), ("b", 1), ("c", 2), ("d", 1), ("e", 0)]


def test_the_frame_of_the_page_and_what_is_hidden_are_left_out():
    frame = "<header>Site</header><nav>Menu</nav><aside>News</aside>{}<footer>Terms</footer><script>x()</script>"
    assert _printed(frame.format("<p>text</p>")) == ["text"]
    assert _printed("<div>Banner</div><main><header><h1>Title</h1></header><p>text</p></main>") == ["Title", "text"]
    assert _printed("<article><h1>Title</h1><p>text</p><footer>by us</footer></article><p>related</p>") == [
        "Title",
        "text",
        "by us",
    ]
    assert _printed(
        "<p>a<span hidden>b</span><del>c</del><span style='display: none'>d</span><template>e</template>"
    ) == ["a"]


def test_entities_breaks_and_quotes():
    assert _printed("<p>A &amp; B&nbsp;&#x4e2d;<wbr>&hellip;") == ["A & B 中…"]
    assert _printed("<p>Bureau<br>November 2023<p>說<q>好</q>") == ["Bureau", "November 2023", "說“好”"]
    assert _printed("<p>這一句\n  在原文裏斷開，\n不是空格") == ["這一句在原文裏斷開，不是空格"]
    assert _printed("<p>30 m<sup>2</sup>, the 5<sup>th</sup> <ruby>字<rt>zi</rt></ruby>") == ["30 m², the 5th 字"]


def test_footnotes_of_three_kinds():
    pandoc = (
        '<p>text<a href="#fn1" id="r1"><sup>1</sup></a>.</p><section><hr><ol><li id="fn1"><p>the note'
        '<a href="#r1">↩︎</a></p></li></ol></section>'
    )
    word = '<p>text<a name="_ref1" href="#_ftn1"><sup>[1]</sup></a>.</p><p><a name="_ftn1" href="#_ref1">[1]</a> the note</p>'
    plain = "<p>text<sup>1</sup>.</p><p><sup>1</sup> the note</p>"
    for body in (pandoc, word, plain):
        first, note = _page(body).blocks
        assert (first.text, note.shape, note.text) == ("text¹.", "footnote", "the note"), body
        assert note.marker and note.marker.value == "1"


def test_tables_with_spans_heads_and_captions():
    blocks = _page(
        "<table><caption>表一：撥款</caption><thead><tr><th rowspan=2>年度<th colspan=2>款額<tr><th>預算<th>實際</thead>"
        "<tr><td rowspan=2>2023<td>10<td>9<tr><td>20<td>18</table>"
    ).blocks
    assert blocks[0].shape == "caption"
    assert [[c.text for c in b.cells] for b in blocks[1:]] == [
        ["年度", "款額 預算", "實際"], ["2023", "10", "9"], ["2023", "20", "18"],
    ]  # fmt: skip
    assert [b.head for b in blocks[1:]] == [True, False, False] and blocks[3].text == "20\t18"


def test_a_table_that_only_places_text_is_no_table():
    body = "<table><tr><td><h2>Left</h2><p>1. one</p><td><table><tr><td>a<td>b<tr><td>c<td>d</table></table>"
    assert [b.shape for b in _page(body).blocks] == ["heading", "number", "row", "row"]


@pytest.mark.parametrize(
    ("encoding", "head", "guessed"),
    [
        ("utf-8", "", False), ("utf-8", '<meta charset="big5">', False), ("big5", '<meta charset="big5">', False),
        ("big5", '<meta http-equiv="Content-Type" content="text/html; charset=Big5">', False),
        ("gb18030", "<meta charset=gb2312>", False),
        ("utf-16", "", False), ("big5", "", True), ("gb18030", '<meta charset="utf-8">', True),
    ],
)  # fmt: skip
def test_the_encoding_is_the_one_declared_or_found(encoding: str, head: str, guessed: bool):
    text = "創新科技署公布上半年的工作進度，市民可於網上查閱。"
    if encoding == "gb18030":
        text = "创新科技署公布上半年的工作进度，市民可于网上查阅。"
    loaded = _page(f"<p>{text}", encoding, head)
    assert [block.text for block in loaded.blocks] == [text]
    assert [one.kind for one in loaded.problems] == (["encoding-guessed"] if guessed else [])


def test_markup_that_does_not_end_ends_the_reading():
    assert [token.text for token in tokens("a<!-- b")] == ["a"]
    assert [token.text for token in tokens("a<b c")] == ["a"]
    assert [(t.tag, t.text) for t in tokens("1 < 2 <3")] == [("", "1 "), ("", "<"), ("", " 2 "), ("", "<"), ("", "3")]
    assert [(t.tag, t.attributes) for t in tokens("<a B='>' c=d e>")] == [("a", {"b": ">", "c": "d", "e": ""})]
