"""Word processors' files: a draft's own .docx with comments in it, and a selection of quotations with real footnotes."""

import io
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from doors_fakes import EN, ZH, FakeLibrary, fake_rooms, settings
from harbour import library
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from service.doors import cli, commands
from service.doors.docx_comments import commented_in_place
from service.doors.docx_parts import MEDIA_TYPE
from service.doors.docx_scan import NotWord, scan
from service.doors.draft_files import draft_of
from service.doors.http.app import create_app
from service.doors.objects.drafts import CheckedDraft, StatementObject
from service.doors.rooms import REAL

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
MAIN = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)
NONE = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
#: What word processors write: a namespace that only an attribute names, split and styled runs, tracked changes, a tab stop that
#: is no tab, a link, a text box twice over, entities.
BODY = "".join(
    (
        '<w:p><w:pPr><w:pStyle w:val="Title"/><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr>',
        "<w:r><w:t>Opening</w:t></w:r></w:p>",
        '<w:p><w:r w:rsidR="00A1"><w:rPr><w:b/></w:rPr><w:t>The Lantern Pier </w:t></w:r>',
        '<w:r><w:rPr><w:i/></w:rPr><w:t xml:space="preserve">will open in the second half of 2025 at the earliest. The Kelp '
        '</w:t></w:r><w:ins w:id="7"><w:r><w:t>Museum</w:t></w:r></w:ins>',
        '<w:del w:id="8"><w:r><w:delText>Gallery</w:delText></w:r></w:del>',
        '<w:hyperlink w:anchor="x"><w:r><w:t xml:space="preserve"> received</w:t></w:r></w:hyperlink>',
        '<w:r><w:t xml:space="preserve"> 182,000 visitors in 2023. R&amp;D &#x6e2f;.</w:t><w:tab/><w:t>End</w:t></w:r></w:p>',
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:txbxContent>',
        "<w:p><w:r><w:t>Boxed piers: 5.</w:t></w:r></w:p></w:txbxContent></mc:Choice>",
        "<mc:Fallback><w:p><w:r><w:t>Boxed piers: 5.</w:t></w:r></w:p></mc:Fallback>",
        "</mc:AlternateContent></w:r></w:p>",
    )
)
LINES = [
    "Opening",
    "The Lantern Pier will open in the second half of 2025 at the earliest. The Kelp Museum received 182,000 visitors in 2023."
    " R&D 港.\tEnd",
    "",
    "Boxed piers: 5.",
]


def word(body=BODY, **parts):
    """A .docx with this body; ``parts`` are further ones by name."""
    head = (
        f'<w:document xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14">'
    )
    files = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": MAIN,
        "word/_rels/document.xml.rels": NONE,
        "word/document.xml": f"<?xml version='1.0' encoding='UTF-8'?>\n{head}<w:body>{body}</w:body></w:document>",
        "word/media/image1.png": "\x89not really",
        **parts,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def statements(text, *stretches):
    """Statements with these texts, where they stand."""
    found = [
        StatementObject(
            text=one, start=text.index(one), end=text.index(one) + len(one), verdict="not_found", reason=None,
            differences=[], citations=[], pieces=[], revision=None,
        )
        for one in stretches
    ]  # fmt: skip
    return CheckedDraft(statements=found, index_version="v")


def marked(document, number):
    """The text between the ends of a comment."""
    inside = re.search(
        rb'commentRangeStart w:id="%d"/>(.*?)<w:commentRangeEnd w:id="%d"/>' % (number, number), document, re.S
    )
    return "".join(re.findall(r"<w:t\b[^>]*>([^<]*)</w:t>", inside[1].decode())) if inside else None


def test_the_text_is_what_is_printed():
    draft = draft_of(word(), "draft.docx")
    assert draft.text.split("\n") == LINES


def test_comments_stand_around_their_statements_and_nothing_else_changes():
    text = "\n".join(LINES)
    first, second, third = (
        "The Lantern Pier will open in the second half of 2025 at the earliest.",
        "The Kelp Museum",
        "R&D 港",
    )
    data = word()
    before, after = parts_of(data), parts_of(commented_in_place(data, statements(text, first, second, third)))
    document = after["word/document.xml"]
    for part in ("word/document.xml", "word/comments.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"):
        ElementTree.fromstring(after[part])
    assert marked(document, 0) == first
    assert marked(document, 1) == second
    assert marked(document, 2) == "R&amp;D &#x6e2f;"
    # Taken out again, the text and the runs' looks are those there were.
    assert scan(document).text == text
    assert document.count(b"<w:b/>") == 1 and document.count(b"<w:i/>") >= 2
    assert (
        b'mc:Ignorable="w14"' in document
        and b"xmlns:w14=" in document
        and b"<w:delText>Gallery</w:delText>" in document
    )
    assert after["word/media/image1.png"] == before["word/media/image1.png"]
    assert after["word/comments.xml"].count(b"<w:comment ") == 3
    assert (
        b"/word/comments.xml" in after["[Content_Types].xml"]
        and b"comments.xml" in after["word/_rels/document.xml.rels"]
    )


def test_earlier_comments_stay_and_numbers_do_not_meet():
    comments = f'<x:comments xmlns:x="{W}"><x:comment x:id="4" x:author="A"><x:p/></x:comment></x:comments>'
    relation = NONE.replace(
        "/>", '><Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" '
        'Target="notes/comments.xml"/></Relationships>',
    )  # fmt: skip
    files = {"word/_rels/document.xml.rels": relation, "word/notes/comments.xml": comments}
    after = parts_of(commented_in_place(word(**files), statements("\n".join(LINES), "The Kelp Museum")))
    root = ElementTree.fromstring(after["word/notes/comments.xml"])
    assert [one.get(f"{{{W}}}id") for one in root] == ["4", "5"]
    assert marked(after["word/document.xml"], 5) == "The Kelp Museum"
    assert "word/comments.xml" not in after


def test_no_comment_stands_in_a_text_box():
    document = parts_of(commented_in_place(word(), statements("\n".join(LINES), "Boxed piers: 5.")))[
        "word/document.xml"
    ]
    box = document[document.index(b"<w:txbxContent>") : document.index(b"</w:txbxContent>")]
    assert b"comment" not in box and b'commentRangeStart w:id="0"' in document


@given(data=st.data())
def test_any_statements_can_be_marked(data):
    text = "\n".join(LINES)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=8)))
    stretches = [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if text[a:b].strip()]
    found = [s for a, b in stretches for s in statements(text, "Opening").statements]
    for one, (a, b) in zip(found, stretches, strict=True):
        one.start, one.end, one.text = a, b, text[a:b]
    after = parts_of(commented_in_place(word(), CheckedDraft(statements=found, index_version="v")))
    ElementTree.fromstring(after["word/document.xml"])
    assert scan(after["word/document.xml"]).text == text
    ids = lambda kind: re.findall(rb"comment%s w:id=\"(\d+)\"" % kind, after["word/document.xml"])  # noqa: E731
    assert sorted(ids(b"RangeStart")) == sorted(ids(b"RangeEnd")) == sorted(ids(b"Reference"))


@pytest.mark.parametrize(
    "data", [b"", b"<a/", b'<!DOCTYPE x [<!ENTITY e "x">]><a>&e;</a>', b"<a>&unknown;</a>", b"\xff\xfe<"]
)
def test_what_is_no_text_of_a_word_processor_is_refused(data):
    with pytest.raises(NotWord):
        scan(data)


def test_utf_16_is_read():
    data = f"<?xml version='1.0' encoding='UTF-16'?><w:document xmlns:w='{W}'><w:p><w:r><w:t>碼頭</w:t></w:r></w:p></w:document>"
    assert scan(data.encode("utf-16")).text == "碼頭"


# -- at the doors


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    return library(tmp_path_factory.mktemp("docx"))


@pytest.fixture(scope="module")
def client(real):
    with TestClient(create_app(real, settings())) as client:
        yield client


def sent(client, data, name="draft.docx", accept="application/json", **form):
    return client.post("/v1/drafts/file", files={"file": (name, data)}, data=form, headers={"accept": accept})


def test_a_file_is_checked_and_comes_back_with_comments(client):
    answer = sent(client, word()).json()
    assert answer["text"] == "\n".join(LINES)
    verdicts = {s["text"]: s["verdict"] for s in answer["statements"]}
    assert verdicts["The Kelp Museum received 182,000 visitors in 2023."] == "contradicted"
    for one in answer["statements"]:
        assert answer["text"][one["start"] : one["end"]] == one["text"]
    response = sent(client, word(), accept=MEDIA_TYPE)
    assert (
        response.headers["content-type"] == MEDIA_TYPE
        and "draft-checked.docx" in response.headers["content-disposition"]
    )
    parts = parts_of(response.content)
    assert b"128,000" in parts["word/comments.xml"] and b'<w:pStyle w:val="Title"/>' in parts["word/document.xml"]
    page = sent(client, b"The Kelp Museum received 182,000 visitors in 2023.", "draft.txt", "text/html")
    assert "<script" not in page.text and '<mark class="contradicted">' in page.text


def test_pasted_text_comes_as_a_page_or_a_file_too(client):
    body = {"text": "The Kelp Museum received 182,000 visitors in 2023."}
    page = client.post("/v1/drafts/check", json=body, headers={"accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html") and "128,000" in page.text
    file = client.post("/v1/drafts/check", json=body, headers={"accept": MEDIA_TYPE})
    assert b"128,000" in parts_of(file.content)["word/comments.xml"]
    assert sent(client, b"Pier.", "draft.txt", as_of="2024-01-01").status_code == 200


@pytest.mark.parametrize(
    ("name", "data", "form", "status"),
    [
        ("draft.pdf", b"%PDF", {}, 415),
        ("draft.docx", b"PK", {}, 422),
        ("draft.txt", b"  ", {}, 422),
        ("draft.txt", b"x\x00y", {}, 422),
        ("draft.txt", b"x", {"as_of": "soon"}, 422),
        ("draft.txt", b"x " * 150_000, {}, 413),
    ],
)
def test_a_file_that_cannot_be_checked_is_a_problem(client, name, data, form, status):
    response = sent(client, data, name, **form)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


def test_check_writes_into_the_file_it_read(real, tmp_path, capsys):
    rooms = replace(REAL, open_library=lambda data, encoder, progress: real)
    (tmp_path / "draft.docx").write_bytes(word())
    arguments = cli.parser().parse_args(
        ["check", str(tmp_path / "draft.docx"), "--docx", str(tmp_path / "out.docx"), "--data", str(tmp_path)]
    )
    assert commands.run(arguments, rooms) == 0
    assert b'<w:pStyle w:val="Title"/>' in parts_of((tmp_path / "out.docx").read_bytes())["word/document.xml"]
    capsys.readouterr()


# -- quotations with footnotes


def test_a_selection_has_a_real_footnote_for_each_quotation():
    with TestClient(create_app(FakeLibrary(), settings(), fake_rooms())) as client:
        items = [{"id": EN.id, "start": 0, "end": 12}, {"id": ZH.id}]
        response = client.post("/v1/citations", json={"items": items, "style": "docx", "language": "en"})
        assert response.status_code == 200 and response.headers["content-type"] == MEDIA_TYPE
        parts = parts_of(response.content)
        for name, text in parts.items():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(text)
        document, notes = parts["word/document.xml"].decode(), parts["word/footnotes.xml"].decode()
        assert re.findall(r'<w:footnoteReference w:id="(\d+)"/>', document) == ["1", "2"]
        assert re.findall(r'<w:footnote w:id="(\d+)"', notes) == ["1", "2"]
        assert f"“{EN.text[:12]}”" in document and f"「{ZH.text}」" in document
        assert notes.count("Harbour Office, “The Harbour Plan”") == 2 and "restatement" in notes
        assert b"footnotes.xml" in parts["word/_rels/document.xml.rels"]


def test_a_selection_is_one_text_in_every_other_style():
    with TestClient(create_app(FakeLibrary(), settings(), fake_rooms())) as client:
        items = [{"id": EN.id}, {"id": EN.id, "start": 4, "end": 12}]

        def cited(style):
            response = client.post("/v1/citations", json={"items": items, "style": style})
            assert response.status_code == 200, response.text
            return response

        assert cited("footnote").text.count("Harbour Office") == 2
        assert len({item["id"] for item in cited("csl-json").json()}) == 2
        assert len(set(re.findall(r"@misc\{([^,]+),", cited("bibtex").text))) == 2
        markdown = cited("markdown").text
        assert "[^1]\n" in markdown and "[^2]: " in markdown and markdown.startswith("> The new pier")
        assert client.post("/v1/citations", json={"items": [{"id": "none/1"}]}).status_code == 404
        for wrong in (
            {"items": []},
            {"items": [{"id": EN.id, "start": 9, "end": 4}]},
            {"items": items, "style": "mla"},
        ):
            assert client.post("/v1/citations", json=wrong).status_code == 422
