"""The desk on the page, in a real browser, over a real library: look up, verify, check a draft, documents, facts."""

import csv
import io
import zipfile
from urllib.parse import quote

import pytest
from page_visits import DESK, HOSTILE, PHONE, chromium, fits, library, violations, visits
from playwright.sync_api import expect
from served import served

from service.doors.http.app import create_app
from service.settings import load_settings

SEEN = HOSTILE.replace("\u202e", "\ufffd").replace("\u202c", "\ufffd")
DRAFT = "The Lantern Pier will open in the second half of 2026 at the earliest.\n\nThe works of the Clock Tower cost $24 million."

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with served(create_app(library(tmp_path_factory.mktemp("page")), load_settings({}, {}))) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def visit(browser, address):
    with visits(browser, address) as go:
        yield go


def test_a_phrase_is_looked_up_in_either_script_and_shown_with_its_counterpart(visit):
    page = visit("/#lookup", wait="#lookup form")
    page.fill("#lookup-query", "钟楼设有三个展览厅")
    page.get_by_label("Exact phrase").check()
    page.get_by_role("button", name="Look up").click()
    page.wait_for_selector(".hit")
    assert page.locator(".hit").count() == 1
    assert page.locator(".hit mark").inner_text() == "鐘樓設有三個展覽廳"
    assert "three exhibition halls" in page.locator(".hit .other").inner_text()
    assert page.locator(".hit .pin").inner_text() == "section 1, para 2"
    assert "mode=phrase" in page.url
    assert violations(page) == []
    # The address alone gives the same, and going back undoes a filter.
    page.reload()
    page.wait_for_selector(".hit")
    page.locator(".filters summary").click()
    page.select_option("#lookup-language", "en")
    page.get_by_role("button", name="Look up").click()
    page.locator(".empty", has_text="Nothing found.").wait_for()
    assert page.locator(".filters summary").inner_text() == "Filters (1)"
    page.go_back()
    page.wait_for_selector(".hit mark")
    assert page.locator("#lookup-language").input_value() == "auto"


def test_the_filters_of_looking_up(visit):
    page = visit("/#lookup?query=pier", wait=".hit")
    every = page.locator(".hit").count()
    page.locator(".filters summary").click()
    page.get_by_label("The Harbour Plan").check()
    page.fill("#lookup-publisher", "harbour")
    page.fill("#lookup-since", "2024-03-05")
    page.fill("#lookup-until", "2024-03-05")
    page.get_by_role("button", name="Look up").click()
    page.wait_for_url("**document=harbour-plan*")
    expect(page.locator(".hit")).not_to_have_count(every)
    page.wait_for_selector(".hit")
    assert {text.split(" · ")[0] for text in page.locator(".hit .source").all_inner_texts()} == {"The Harbour Plan"}
    page.fill("#lookup-until", "2024-03-04")
    page.fill("#lookup-since", "")
    page.get_by_role("button", name="Look up").click()
    page.locator(".empty", has_text="Nothing found.").wait_for()


def test_chosen_paragraphs_are_saved_with_their_footnotes(visit):
    page = visit("/#lookup?query=pier&mode=phrase", wait=".hit")
    for box in page.locator(".choose input").all()[:2]:
        box.check()
    assert page.locator("#selection strong").inner_text() == "2 chosen"
    assert violations(page) == []
    with page.expect_download() as file:
        page.get_by_text("Save as .docx").click()
    assert file.value.suggested_filename == "quotations.docx"
    with zipfile.ZipFile(file.value.path()) as archive:
        assert archive.read("word/footnotes.xml").decode().count("The Harbour Plan") == 2
    page.get_by_text("Clear").click()
    assert page.locator("#selection").is_hidden()


def test_what_is_open_shows_its_neighbours(visit):
    page = visit("/#lookup?query=Quiet+Water+Agreement&mode=phrase", wait=".hit")
    page.get_by_text("Open the paragraph").first.click()
    reader = page.locator("#reader")
    reader.locator("mark").wait_for()
    assert reader.locator("mark").inner_text() == "Quiet Water Agreement"
    assert reader.locator("h2 .pin").inner_text() == "para 6"
    assert violations(page) == []
    reader.get_by_role("button", name="Next paragraph").click()
    reader.locator("h2 .pin", has_text="para 7").wait_for()


def test_quotations_are_verified_and_what_differs_is_marked_on_both_sides(visit):
    page = visit("/#verify", wait="#verify form")
    quotes = [
        "The Harbour Office will not charge visitors for entry to the Lantern Pier.",
        "“A fee of $50 applies to night tours only.”",
        "文化推廣處已為工程撥款6億1,900萬元。電車管理局現時營運七條路線",
        "Penguins are said to sing at midnight in the old observatory.",
    ]
    page.fill("#quotations", "\n".join(quotes))
    page.locator("#verify button.main").click()
    page.wait_for_selector(".verdict")
    assert [one.inner_text() for one in page.locator(".verdict > .over > .badge").all()] == [
        "Exact", "Altered", "Altered", "Absent",
    ]  # fmt: skip
    assert page.locator("#said").inner_text() == "Exact 1 · Altered 2 · Absent 1"
    altered = page.locator(".verdict").nth(1)
    assert altered.locator("mark.in-quote").inner_text() == "50"
    assert altered.locator("mark.in-source").inner_text() == "30"
    assert altered.locator(".kind.number").inner_text() == "number"
    assert altered.locator("tbody td").all_inner_texts() == ["number", "50", "30"]
    stitched = page.locator(".verdict").nth(2).locator(".note.stitched")
    assert "more than one place" in stitched.inner_text()
    assert stitched.locator("button").all_inner_texts() == ["library-scheme/1", "tram-facts/1"]
    assert violations(page) == []
    page.select_option("#verify-document", "tram-facts")
    page.locator("#verify button.main").click()
    page.locator(".note.misattributed").first.wait_for()


def test_empty_lines_part_quotations_that_have_lines_of_their_own(visit):
    page = visit("/#verify", wait="#verify form")
    split = "async (text) => (await import('/static/verify.js')).quotationsIn(text)"
    assert page.evaluate(split, " a\r\nb \n\n") == ["a", "b"]
    assert page.evaluate(split, "a\nb\n \n\nc") == ["a\nb", "c"]
    assert page.evaluate(split, " \n") == []


def test_a_draft_is_checked_and_each_piece_leads_to_its_source(visit):
    page = visit("/#check", wait="#check form")
    page.fill("#draft", DRAFT)
    page.locator("#check button.main").click()
    page.wait_for_selector(".finding")
    assert page.locator("u.contradicted").inner_text() == "second half of 2026"
    assert "$24 million" in page.locator("u.supported").all_inner_texts()
    first = page.locator(".finding").first
    assert "Contradicted" in first.inner_text() and "2025" in first.locator(".differences").inner_text()
    page.locator("u.contradicted").click()
    assert "here" in first.get_attribute("class").split()
    assert page.evaluate("document.activeElement.id") == "finding-1"
    assert violations(page) == []
    first.get_by_text("Open the paragraph").click()
    page.locator("#reader mark").wait_for()
    page.keyboard.press("Escape")
    for name, kind in (("Save as HTML", "draft-checked.html"), ("Save as .docx with comments", "draft-checked.docx")):
        with page.expect_download() as file:
            page.get_by_text(name).click()
        assert file.value.suggested_filename == kind
    with zipfile.ZipFile(file.value.path()) as archive:
        assert b"2026" in archive.read("word/document.xml") and "word/comments.xml" in archive.namelist()


def test_a_statement_and_its_finding_are_reached_from_the_keyboard(visit):
    page = visit("/#check", PHONE, wait="#check form")
    page.fill("#draft", DRAFT)
    page.locator("#check button.main").press("Enter")
    page.get_by_role("button", name="Statement 2: Supported").press("Enter")
    assert page.evaluate("document.activeElement.id") == "finding-2"
    page.locator("#finding-2").get_by_text("Back to the draft").press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Statement 2: Supported"


def test_a_file_is_checked_and_saved_as_it_came(visit, address, tmp_path):
    page = visit("/#check", wait="#check form", expected=("415",))
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    made = page.request.post(f"{address}/v1/drafts/check", data={"text": DRAFT}, headers={"accept": kind})
    (tmp_path / "speech.docx").write_bytes(made.body())
    page.set_input_files("#draft-file", tmp_path / "speech.docx")
    page.wait_for_selector(".finding")
    assert [line for line in page.locator("#draft").input_value().splitlines() if line] == DRAFT.split("\n\n")
    with page.expect_download() as file:
        page.get_by_text("Save as .docx with comments").click()
    assert file.value.suggested_filename == "speech-checked.docx"
    (tmp_path / "speech.pdf").write_bytes(b"%PDF-1.4")
    page.set_input_files("#draft-file", tmp_path / "speech.pdf")
    page.locator("#check .trouble").wait_for()
    assert "Unsupported Media Type" in page.locator("#check .trouble").inner_text()


def test_a_document_is_added_with_its_progress_and_removed_after_a_question(visit, tmp_path):
    (tmp_path / "buoys.md").write_text("# Buoys\n\n1. There are 77 buoys in the bay.\n", "utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"not a pdf")
    page = visit("/#documents", wait=".card")
    before = page.locator(".card").count()
    page.set_input_files("#upload", [tmp_path / "buoys.md", tmp_path / "broken.pdf"])
    page.locator(".job .done").wait_for()
    assert "buoys" in page.locator(".job .done").inner_text()
    assert "Not added: broken.pdf" in page.locator(".job .trouble").inner_text()
    expect(page.locator(".card")).to_have_count(before + 1)
    card = page.locator(".card", has=page.locator("code", has_text="buoys.md"))
    assert violations(page) == []
    # What could not be read of it.
    card.locator(".problems summary").click()
    assert "date" in card.locator(".problems").inner_text()
    remove = card.get_by_role("button", name="Remove")
    remove.click()
    assert violations(page) == []
    page.get_by_role("button", name="Cancel").click()
    page.locator("dialog").wait_for(state="detached")
    remove.click()
    page.keyboard.press("Escape")
    page.locator("dialog").wait_for(state="detached")
    assert page.locator(".card").count() == before + 1
    remove.click()
    page.locator("dialog button.danger").click()
    expect(page.locator(".card")).to_have_count(before)
    assert "Removed: Buoys" in page.locator("#said").inner_text()


def test_how_far_an_upload_is_stays_in_sight(visit):
    page = visit("/#documents", wait=".card")
    job = {"id": "j", "status": "running", "stage": "embed", "done": 7, "total": 90, "progress": 0.08, "eta": 11.2,
           "files": ["a.md"], "documents": [], "failed": [], "problem": None, "url": "/v1/jobs/j"}  # fmt: skip
    page.route("**/v1/jobs/j", lambda route: route.fulfill(json=job))
    page.route(
        "**/v1/documents", lambda route: route.fulfill(json=job) if route.request.method == "POST" else route.fallback()
    )
    page.set_input_files("#upload", {"name": "a.md", "mimeType": "text/markdown", "buffer": b"# A"})
    page.locator(".job p", has_text="indexing · 7/90 · about 12 s left").wait_for()
    assert page.locator("progress").evaluate("bar => bar.value") == pytest.approx(0.08)
    assert page.locator("progress").get_attribute("aria-label") == "indexing"
    assert violations(page) == []
    problem = {"title": "Service Unavailable", "status": 503, "detail": "It stopped.", "hint": "Send it again."}
    job |= {"status": "failed", "problem": problem}
    page.locator(".job .trouble[role=alert]").wait_for()
    assert "It stopped. Send it again." in page.locator(".job .trouble").inner_text()


@pytest.mark.parametrize(
    ("locale", "money", "day"),
    [
        ("en-GB", "HK$24 million", "September 2024"),
        ("zh-HK", "2,400萬元", "2024年9月"),
        ("zh-CN", "2,400万元", "2024年9月"),
    ],
)
def test_figures_and_dates_are_shown_in_the_readers_language(visit, locale, money, day):
    page = visit("/#facts?document=tower-slides", wait="#facts tbody tr", locale=locale)
    figures = page.locator("#facts tbody .figure")
    amount = figures.filter(has_text=money).first
    assert amount.inner_text() == money
    assert amount.get_attribute("title") == "24000000 HKD"
    month = figures.filter(has_text=day).first
    assert month.inner_text().startswith(day)
    assert month.get_attribute("title") == "2024-09"
    # No date is shown as it is stored.
    assert not [text for text in figures.all_inner_texts() if text.startswith("2024-")]


def test_facts_are_filtered_drawn_and_saved(visit, address):
    page = visit("/#facts?document=tower-slides", wait="#facts tbody tr")
    assert page.locator("#facts tbody tr").count() == page.locator("#facts .where").count() > 3
    assert page.locator("#facts tbody .figure", has_text="HK$24 million").count() == 2
    drawing = page.locator(".timeline svg")
    assert "September 2024" in drawing.get_attribute("aria-label")
    assert violations(page) == []
    page.select_option("#facts-kind", "money")
    expect(page.locator("#facts tbody tr")).to_have_count(2)
    page.locator(".where").first.click()
    page.locator("#reader mark").wait_for()
    page.keyboard.press("Escape")
    link = page.locator(".csv").get_attribute("href")
    rows = list(csv.DictReader(io.StringIO(page.request.get(address + link).text())))
    assert [row["value"] for row in rows] == ["24000000", "24000000"]
    # The same measure elsewhere, and what else is said of it.
    page.goto(page.url.split("#")[0] + "#facts?about=Clock+Tower&kind=date")
    row = page.locator("#facts tbody tr", has=page.locator(".sentence", has_text="will open in September 2024"))
    row.locator(".links", has_text="differs October 2024").wait_for()
    page.fill("#facts-about", "penguins")
    page.get_by_role("button", name="Show").click()
    page.locator(".empty", has_text="No facts.").wait_for()


def test_hostile_text_stays_text_wherever_it_is_typed_or_found(visit):
    page = visit(f"/#lookup?query={quote(HOSTILE)}&mode=near", wait=".hit")
    assert page.locator(".hit .text").first.inner_text() == SEEN
    page.goto(page.url.split("#")[0] + "#verify")
    page.fill("#quotations", HOSTILE.replace("77", "78"))
    page.locator("#verify button.main").click()
    page.wait_for_selector(".verdict.altered")
    assert "<script>" in page.locator(".verdict blockquote").first.inner_text()
    page.goto(page.url.split("#")[0] + "#check")
    page.fill("#draft", HOSTILE)
    page.locator("#check button.main").click()
    page.wait_for_selector(".finding")
    assert "<img src=x" in page.locator(".draft").inner_text() and "\u202e" not in page.locator(".draft").inner_text()
    page.goto(page.url.split("#")[0] + f"#facts?about={quote('<script>')}")
    page.wait_for_selector("#facts tbody tr, #facts .empty")
    assert page.locator("main img, main script, aside img, aside script").count() == 0


def test_an_error_says_title_detail_and_hint_and_may_be_tried_again(visit):
    page = visit("/#facts?document=nowhere", wait="#facts .trouble", expected=("404",))
    said = page.locator("#facts .trouble").inner_text()
    assert "Not Found" in said and "nowhere" in said and "Try again" in said
    assert page.locator("#facts .trouble[role=alert]").count() == 1
    assert violations(page) == []


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_a_permanent_link_opens_the_document_at_the_paragraph(visit, language):
    page = visit(f"/p/tower-slides/s1.2@zh-Hant?language={language}", PHONE, wait="main h1")
    assert page.evaluate("document.documentElement.lang") == language
    assert page.locator("mark").inner_text().startswith("鐘樓設有三個展覽廳")
    assert page.locator(".near .text").first.inner_text().startswith("鐘樓將於")
    # What the document restates is said in English in its own record.
    assert ("of slides that nobody has" in page.locator(".restates").inner_text()) == (language == "en")
    assert page.locator("h1").inner_text() == ("The Clock Tower" if language == "en" else "鐘樓")
    assert fits(page)
    assert violations(page) == []


def test_a_link_that_leads_nowhere_says_so_in_the_browsers_language(visit):
    page = visit("/p/tower-slides/s9.9", DESK, "zh-HK", wait="main h1", expected=("404",))
    assert page.locator("h1").inner_text() == "沒有這個段落。"
    assert violations(page) == []
