"""Scanned pages: said where recognition is off; read, and marked wherever they are shown, where it is on."""

from __future__ import annotations

import importlib.util
import io
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from conftest import BUNDLED
from doors_fakes import settings
from rapidfuzz.distance import Levenshtein
from starlette.testclient import TestClient
from test_corpus_formats_pdf import CHROMIUM

from corpus import recognition
from corpus.errors import BadInput
from corpus.ingest import reading_of
from corpus.loaders.sandbox import load_apart
from corpus.reader import read_document
from corpus.spans import fold_text
from service.desk.citations import STYLES, cite
from service.doors.http.app import create_app
from service.library import Library

LINES = [
    "The Lantern Pier will open in 2027 at a cost of $45 million.",
    "燈塔碼頭將於二零二七年啟用，造價四千五百萬元。",
]


@pytest.fixture
def switched_on():
    if importlib.util.find_spec("rapidocr") is None:
        pytest.skip("no recognition is installed: pip install 'pincite[ocr]'")
    recognition.use(True)
    yield
    recognition.use(False)


def scan(paragraphs: list[str]) -> bytes:
    """Paragraphs printed by a real browser, drawn at 150 dots an inch, as pictures in a PDF without a text layer."""
    api = pytest.importorskip("playwright.sync_api")
    pytest.importorskip("PIL.Image")
    if not CHROMIUM.exists():
        pytest.skip("no Chromium to print with")
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content(f"<meta charset=utf-8><style>body{{font:12pt/1.7 'Noto Serif CJK TC',serif}}</style>{body}")
        printed = page.pdf(format="A4", margin=dict.fromkeys(("top", "bottom", "left", "right"), "20mm"))
        browser.close()
    document = pdfium.PdfDocument(printed)
    pictures = [document[i].render(scale=150 / 72).to_pil().convert("L") for i in range(len(document))]
    document.close()
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=150)
    return out.getvalue()


@pytest.fixture(scope="module")
def scanned(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("scan") / "pier.pdf"
    path.write_bytes(scan(LINES))
    return path


@pytest.mark.browser
def test_a_scan_is_refused_where_nothing_reads_it(scanned: Path):
    with pytest.raises(BadInput):
        read_document(scanned)


@pytest.mark.browser
@pytest.mark.slow
def test_a_scan_is_read_and_said_to_be_at_every_door(scanned: Path, tmp_path: Path, switched_on: None):
    library = Library.open(tmp_path, encoder="hashing")
    assert library.add([scanned]).added == ("pier",)
    (document,) = library.snapshot().documents()
    assert [(one.place, one.kind) for one in document.problems if one.kind == "read-by-ocr"] == [
        ("page 1", "read-by-ocr")
    ]
    english, chinese = library.snapshot().paragraphs("pier")[-2:]
    assert "45 million" in english.text and document.read_by_ocr(english.page)
    for style in STYLES:
        assert "OCR" in cite(document, english, style=style), style
        assert "字元辨識" in cite(document, chinese, style=style, language="zh-Hant"), style
    with TestClient(create_app(library, settings(data=tmp_path))) as client:
        answer = client.post("/v1/ask", json={"question": "When does the Lantern Pier open?"}).json()
        assert answer["answered"] and answer["citations"][0]["read_by_ocr"] and "OCR" in answer["notices"][0]
        assert client.get(f"/v1/paragraphs/{english.id}").json()["read_by_ocr"]
        assert all(one["read_by_ocr"] for one in client.get("/v1/documents/pier/paragraphs").json()["paragraphs"])
    library.close()


@pytest.mark.browser
@pytest.mark.slow
def test_how_many_characters_are_read_right(switched_on: None):
    """Of bundled paragraphs in both languages; the shares are printed with -s and stand in docs/FORMATS.md."""
    document = read_document(BUNDLED / "itib-budget-2024-25.md")
    for language in ("zh-Hant", "en"):
        texts = [
            p.text for p in document.paragraphs if p.language == language and p.kind != "row" and len(p.text) > 25
        ][:14]
        read = "".join(block.text for block in load_apart(Path("a.pdf"), scan(texts)).blocks)
        expected, found = ("".join(text.split()) for text in ("".join(texts), read))
        share, folded = (
            1 - Levenshtein.distance(*pair) / len(expected)
            for pair in ((expected, found), (fold_text(expected), fold_text(found)))
        )
        print(
            f"{language}: {len(expected)} characters, {share:.2%} right; width and script of characters apart {folded:.2%}"
        )
        assert share > 0.9 and folded > 0.9


def test_pages_that_are_recognised_are_read_anew_once_it_is_on(switched_on: None):
    on = reading_of(None, Path("a.pdf")), reading_of(None, Path("a.docx"))
    recognition.use(False)
    off = reading_of(None, Path("a.pdf")), reading_of(None, Path("a.docx"))
    assert on[0] != off[0] and on[1] == off[1]


def test_recognition_that_is_not_installed_is_said_with_its_command(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(recognition.NotInstalled) as refused:
        recognition.use(True)
    assert "pincite[ocr]" in refused.value.hint and not recognition.in_use()
