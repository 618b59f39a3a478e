"""The page in a real browser: it answers, in three languages, on a desk and on a phone, and asks no other server."""

import os
import re
import shutil
import socket
import threading
from pathlib import Path

import pytest
import uvicorn
from doors_fakes import EN, HOSTILE, FakeLibrary, fake_rooms, settings

from corpus.facts import QUALIFIERS
from service.doors.calls import FACT_KINDS
from service.doors.http.app import create_app

PAGE = Path(__file__).parents[1] / "service" / "doors" / "page"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
DESK, PHONE = {"width": 1280, "height": 850}, {"width": 390, "height": 800}


# -- without a browser


def luminance(colour):
    """Relative luminance (WCAG 2.2) of ``#rrggbb``."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_as_wcag_defines_it():
    assert contrast("#000000", "#ffffff") == pytest.approx((1 + 0.05) / (0 + 0.05))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [(ink, ground) for ink in ("ink", "soft", "blue", "amber") for ground in ("paper", "sheet")]
    + [("on-blue", "blue"), ("mark-ink", "mark"), ("amber", "amber-wash"), ("blue", "blue-wash"), ("green", "sheet"),
       ("ink", "blue-wash")],
)  # fmt: skip
def test_every_text_colour_reaches_wcag_aa(scheme, ink, ground):
    css = (PAGE / "style.css").read_text("utf-8")
    light, dark = re.findall(r":root \{(.*?)\}", css, re.S)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    if scheme == "dark":
        colours |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark))
    assert contrast(colours[ink], colours[ground]) >= 4.5


def test_the_page_asks_nothing_of_other_servers_and_has_nothing_inline():
    for file in PAGE.iterdir():
        text = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text and "https://" not in text, file.name
        assert "innerHTML" not in text and "insertAdjacentHTML" not in text and "document.write" not in text, file.name
    html = (PAGE / "index.html").read_text("utf-8")
    assert not re.search(r"<script(?![^>]*src=)|<style|\son\w+=|\sstyle=", html)


def test_every_file_of_the_page_is_served_and_short():
    for file in PAGE.iterdir():
        assert file.suffix in {".html", ".css", ".js", ".svg"}
        assert len(file.read_text("utf-8").splitlines()) <= 300, file.name


# -- with one


def find_browser():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    if os.environ.get("CI") == "true":
        pytest.fail("No Chromium was found: apt-get install chromium fonts-noto-cjk")
    pytest.skip("NO BROWSER: the page was NOT tested. apt-get install chromium fonts-noto-cjk")
    return None


@pytest.fixture(scope="module")
def address():
    server = uvicorn.Server(uvicorn.Config(create_app(FakeLibrary(), settings(), fake_rooms()), log_config=None))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="module")
def browser():
    path = find_browser()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, address):
    """Open the page; at the end nothing may have complained, and nobody else may have been asked."""
    troubles, contexts = [], []

    def go(path="/", viewport=DESK, locale="en-GB", scheme="light", wait=".sources-list a"):
        context = browser.new_context(viewport=viewport, locale=locale, color_scheme=scheme, reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda message: troubles.append(f"console {message.type}: {message.text}"))
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("request", lambda r: r.url.startswith(address + "/") or troubles.append(f"foreign request: {r.url}"))
        page.on("dialog", lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.goto(address + path)
        page.wait_for_selector(wait)
        return page

    yield go
    for context in contexts:
        context.close()
    assert troubles == []


def put(page, question):
    page.fill("#question", question)
    page.press("#question", "Enter")
    return page.locator(".turn").last


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
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
@pytest.mark.parametrize(
    ("locale", "button", "language", "ask", "documents"),
    [("en-GB", "EN", "en", "Ask", "Documents"), ("zh-HK", "繁體", "zh-Hant", "提問", "文件"),
     ("zh-CN", "简体", "zh-Hans", "提问", "文件"), ("fr-FR", "EN", "en", "Ask", "Documents")],
)  # fmt: skip
def test_three_languages(visit, locale, button, language, ask, documents):
    page = visit(locale=locale)
    assert page.evaluate("document.documentElement.lang") == language
    assert page.locator("[data-language][aria-pressed=true]").inner_text() == button
    assert page.locator(".tabs a").all_inner_texts() == [ask, documents]
    turn = put(page, "When does the new pier open?")
    turn.locator(".citation").wait_for()
    # The conversation stays when the language of the interface changes.
    page.locator("[data-language=zh-Hans]").click()
    assert "来源" in page.locator(".citations").inner_text() or "出处" in page.locator(".citations").inner_text()
    assert page.locator(".turn").count() == 1
    page.reload()
    page.wait_for_selector(".sources-list a")
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"


@pytest.mark.browser
def test_no_word_of_the_interface_is_missing(visit):
    page = visit()
    used = set()
    for file in PAGE.glob("*.js"):
        used |= set(re.findall(r"\bword\(\"(\w+)\"", file.read_text("utf-8")))
    used |= set(re.findall(r"data-(?:word|label)=\"(\w+)\"", (PAGE / "index.html").read_text("utf-8")))
    used |= set(FACT_KINDS) | set(QUALIFIERS)
    missing = (
        "async (keys) => { const { missing } = await import('/static/words.js'); return [missing(), missing(keys)]; }"
    )
    assert page.evaluate(missing, sorted(used)) == [[], []]


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
    assert "annex-1.r2" in page.locator(".row.here").inner_text()
    assert page.url.endswith("#read/harbour-2024/annex-1.r2")
    assert fits(page)


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
