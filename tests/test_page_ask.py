"""Asking on the page, in a real browser: answers and their proof, follow-ups, refusals, three languages, the reader."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from doors_fakes import EN, HOSTILE, FakeLibrary, fake_ask, fake_rooms, settings
from page_visits import DESK, PHONE, chromium, fits, violations, visits
from served import served

from corpus.facts import QUALIFIERS
from corpus.pinpoint import pinpoint
from eval.drafts import from_feedback
from service.desk.verdicts import REASONS
from service.doors.calls import FACT_KINDS
from service.doors.http.app import create_app

PAGE = Path(__file__).parents[1] / "service" / "doors" / "page"
NOTICE = "Sentences were left out: 2."


def ask_with_notice(snapshot, question):
    """As the fake answers; a question about piers of long ago gets a notice, too."""
    answer = fake_ask(snapshot, question)
    return replace(answer, notices=(NOTICE,)) if "long ago" in question.question else answer


@pytest.fixture(scope="module")
def address():
    with served(create_app(FakeLibrary(), settings(), fake_rooms(ask_with_notice))) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def visit(browser, address):
    with visits(browser, address) as go:
        yield go


def put(page, question):
    page.fill("#question", question)
    page.press("#question", "Enter")
    return page.locator(".turn").last


@pytest.mark.browser
@pytest.mark.parametrize(("viewport", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_a_question_is_answered_and_proven(visit, viewport, scheme):
    page = visit(viewport=viewport, scheme=scheme)
    turn = put(page, "When does the new pier open?")
    turn.locator(".citation").wait_for()
    assert turn.locator(".answer").inner_text().startswith("March 2025 at the earliest")
    assert turn.locator("blockquote").inner_text() == "March 2025 at the earliest"
    assert "Restatement, not the published text" in turn.inner_text()
    turn.locator(".restates summary").click()
    assert "The Harbour Plan (original)" in turn.inner_text()
    assert "2025-03" in turn.locator("table").inner_text()
    assert "differs" in turn.locator(".others").inner_text()
    turn.locator(".answer .cite").click()
    reader = page.locator("#reader")
    reader.locator("mark").wait_for()
    assert reader.locator("mark").inner_text() == "March 2025 at the earliest"
    assert "新碼頭最快" in reader.locator(".other").inner_text()
    assert fits(page)
    page.keyboard.press("Escape")
    assert reader.is_hidden()
    assert page.evaluate("document.activeElement.className") == "cite"


@pytest.mark.browser
def test_a_refusal_shows_the_nearest_paragraphs(visit):
    turn = put(visit(), "Who sings?")
    turn.locator(".refused").wait_for()
    assert turn.locator(".passages li").count() == 5
    assert turn.locator(".citation").count() == 0


@pytest.mark.browser
def test_a_follow_up_is_asked_with_what_was_said_until_a_new_conversation_begins(visit):
    page = visit()
    sent = []
    page.on("request", lambda request: request.url.endswith("/v1/ask") and sent.append(request.post_data_json))
    put(page, "When does the new pier open?").locator(".citation").wait_for()
    put(page, "And the old pier?").locator(".citation").wait_for()
    assert [len(one["history"]) for one in sent] == [0, 2]
    assert sent[1]["history"][0] == {"role": "user", "content": "When does the new pier open?"}
    assert page.locator(".turn").count() == 2
    page.get_by_text("New conversation").click()
    assert page.locator(".turn").count() == 0
    put(page, "When does the new pier open?").locator(".citation").wait_for()
    assert sent[2]["history"] == []


@pytest.mark.browser
def test_how_an_answer_was_made_is_shown(visit):
    page = visit()
    turn = put(page, "When did the pier of long ago open?")
    turn.locator(".citation").wait_for()
    assert turn.locator(".notice").inner_text() == NOTICE
    assert violations(page) == []


@pytest.mark.browser
@pytest.mark.parametrize(
    "question", ["When does the new pier open?", "Who sings 「高歌」: \u202eyou?", "碼頭幾時開呀？"]
)
def test_a_wrong_answer_becomes_a_draft_item(visit, question):
    page = visit()
    with page.expect_response("**/v1/ask") as given:
        turn = put(page, "Which pier?")
    turn.locator(".wrong").wait_for()
    turn = put(page, question)
    turn.locator(".wrong").wait_for()
    body = page.request.post(page.url.split("#")[0] + "v1/ask", data={"question": question}).json()
    assert given.value.ok
    turn.locator(".wrong summary").click()
    turn.locator(".wrong textarea").fill('it says "no"\nand: more')
    with page.expect_download() as file:
        turn.get_by_text("Save as .yaml").click()
    text = Path(file.value.path()).read_text("utf-8")
    assert text == turn.locator(".wrong pre").text_content()
    (item,) = yaml.safe_load(text)["items"]
    assert file.value.suggested_filename == f"{item['id']}.yaml"
    history = item.pop("history")
    assert item.pop("tags") == ["follow-up"]
    assert [list(map(type, lines)) for lines in history.values()] == [[str, str]]
    assert item == from_feedback(item["id"], body, 'it says "no"\nand: more')


@pytest.mark.browser
def test_an_error_is_shown_with_what_to_do_about_it_and_can_be_tried_again(visit):
    page = visit(expected=("503", "ERR_"))
    problem = {"title": "Service Unavailable", "status": 503, "detail": "Too many questions.", "hint": "Wait a moment."}
    page.route("**/v1/ask", lambda route: route.fulfill(status=503, json=problem))
    turn = put(page, "When does the new pier open?")
    turn.locator(".trouble[role=alert]").wait_for()
    said = turn.locator(".trouble").inner_text()
    assert "Service Unavailable: Too many questions." in said and "Wait a moment." in said
    page.unroute("**/v1/ask")
    page.route("**/v1/ask", lambda route: route.abort())
    page.get_by_role("button", name="Try again").click()
    page.locator(".trouble", has_text="The service cannot be reached.").wait_for()
    page.unroute("**/v1/ask")
    page.get_by_role("button", name="Try again").click()
    page.locator(".citation").wait_for()
    assert page.locator(".turn").count() == 1 and page.locator(".trouble").count() == 0


@pytest.mark.browser
def test_a_tab_that_cannot_be_fetched_says_so(visit):
    page = visit(expected=("ERR_",))
    page.route("**/static/verify.js", lambda route: route.abort())
    page.get_by_role("link", name="Verify").click()
    page.locator("#verify .trouble", has_text="The service cannot be reached.").wait_for()
    page.unroute("**/static/verify.js")
    page.get_by_role("button", name="Try again").click()
    page.locator("#verify form").wait_for()


@pytest.mark.browser
def test_while_the_service_is_indexing_the_page_waits_for_it(visit):
    progress = {"stage": "embed", "done": 7, "total": 90, "progress": 0.08, "eta": 12}
    problem = {"title": "Service Unavailable", "status": 503, "detail": "Not yet.", "hint": "", "progress": progress}
    page = visit("/#verify", wait="#verify form", expected=("503",))
    page.route("**/v1/documents", lambda route: route.fulfill(status=503, json=problem), times=1)
    page.get_by_role("link", name="Documents").click()
    page.locator(".trouble[role=status]", has_text="indexing 7/90").wait_for()
    page.locator(".card").first.wait_for()
    assert page.locator(".trouble").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize(
    ("locale", "button", "language", "tabs"),
    [
        ("en-GB", "EN", "en", "Ask Look_up Verify Check Documents Facts"),
        ("zh-HK", "繁體", "zh-Hant", "提問 查找 核實 審稿 文件 資料"),
        ("zh-CN", "简体", "zh-Hans", "提问 查找 核实 审稿 文件 资料"),
        ("fr-FR", "EN", "en", "Ask Look_up Verify Check Documents Facts"),
    ],
)
def test_three_languages(visit, locale, button, language, tabs):
    page = visit(locale=locale)
    assert page.evaluate("document.documentElement.lang") == language
    assert page.locator("[data-language][aria-pressed=true]").inner_text() == button
    assert [tab.replace(" ", "_") for tab in page.locator(".tabs a").all_inner_texts()] == tabs.split()
    turn = put(page, "When does the new pier open?")
    turn.locator(".citation").wait_for()
    assert turn.locator(".citation .pin").inner_text() == pinpoint(EN.label, language)
    # What a document restates is said in the reader's language.
    turn.locator(".restates summary").click()
    assert ("The Harbour Plan (original)" in turn.locator(".restates p").inner_text()) == (language == "en")
    # The conversation stays when the language of the interface changes.
    page.locator("[data-language=zh-Hans]").click()
    page.get_by_role("heading", name="出处").wait_for()
    assert page.locator(".turn").count() == 1
    assert page.locator(".citation .pin").inner_text() == pinpoint(EN.label, "zh-Hans")
    page.reload()
    page.wait_for_selector(".sources-list a")
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"


@pytest.mark.browser
def test_no_word_of_the_interface_is_missing(visit):
    page = visit()
    used = set()
    for file in PAGE.glob("*.js"):
        text = file.read_text("utf-8")
        used |= set(re.findall(r"\b(?:word|ownError|waiting\(\w+,|field)\(?\s*\"([\w ]+)\"", text))
    used |= set(re.findall(r"data-(?:word|label)=\"(\w+)\"", (PAGE / "index.html").read_text("utf-8")))
    assert len(used) > 100
    used |= set(FACT_KINDS) | set(QUALIFIERS) | {f"why {reason}" for reason in REASONS}
    checked = (
        "async (keys) => { const w = await import('/static/words.js');"
        " return [w.missing(), w.missing(keys), w.twice(), w.untranslated()]; }"
    )
    *none, same = page.evaluate(checked, sorted(used))
    assert none == [[], [], []]
    # Proper names only.
    assert sorted(same) == ["style bibtex", "style csl-json", "style markdown"]


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_documents_are_listed_and_read_by_anchor(visit, viewport):
    page = visit("/#documents", viewport, wait=".card")
    assert page.locator(".card").count() == 2
    assert "restatements" in page.locator(".notice").inner_text()
    page.locator(".card h2 a").first.click()
    page.wait_for_selector(".row")
    assert page.locator(".row").count() == 2  # the paragraph with its counterpart beside it, and the table row
    assert EN.text in page.locator(".row .other").inner_text() or "新碼頭" in page.locator(".row .other").inner_text()
    page.locator(".row .label a").last.click()
    page.wait_for_selector(".row.here")
    assert "annex 1, row 2" in page.locator(".row.here").inner_text()
    assert page.url.endswith("#read/harbour-2024/annex-1.r2")
    assert fits(page)
    page.goto(page.url.replace("annex-1.r2", "annex-1.r99"))
    page.get_by_text("not in the document (any more)").wait_for()


@pytest.mark.browser
def test_hostile_text_is_shown_as_text(visit):
    page = visit("/#read/notes/s1.2", wait=".row.here")
    shown = page.locator(".row.here .text").inner_text()
    assert shown == HOSTILE.replace("\u202e", "\ufffd")
    assert page.locator("#main img, #main script").count() == 0
    assert page.evaluate("document.title.includes('Pincite')")
    page.goto(page.url.split("/#")[0] + "/p/notes/s1.2")
    assert page.locator("main img, main script").count() == 0
    assert "<script>" in page.locator("mark").inner_text()


@pytest.mark.browser
def test_a_footnote_is_copied(visit):
    page = visit()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    turn = put(page, "When does the new pier open?")
    turn.get_by_text("Copy as footnote").click()
    turn.get_by_text("Copied").wait_for()
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("Harbour Office, “The Harbour Plan”, 6 May 2024, para 3: “March 2025 at the earliest”")
    turn.locator(".citation .menu summary").click()
    turn.get_by_role("button", name="BibTeX").click()
    # "Copied" may still stand there from the footnote, so it is the clipboard that is waited for.
    changed = """async (before) => {
        let now = before;
        for (let i = 0; i < 100 && now === before; i += 1) {
            await new Promise((done) => setTimeout(done, 50));
            now = await navigator.clipboard.readText();
        }
        return now;
    }"""
    assert page.evaluate(changed, text).startswith("@misc{")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "Cite"


@pytest.mark.browser
def test_everything_works_from_the_keyboard(visit):
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    reached = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.textContent"))
    assert {"question", "Ask"} <= reached
    named = page.evaluate(
        "[...document.querySelectorAll('button, a, textarea')].filter((e) => e.offsetParent && "
        "!(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length)).length"
    )
    assert named == 0


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/docs", f"/p/{EN.id}"])
def test_pages_made_by_the_server(visit, path):
    page = visit(path, PHONE, wait="main h1")
    assert fits(page)
    # The style sheet was allowed and loaded.
    assert page.evaluate("getComputedStyle(document.querySelector('.bar')).position") == "sticky"
