"""Every tab in every language of the interface, on a desk and on a phone, light and dark: nothing that axe-core finds, no
word of another language, nothing too wide. The whole matrix is slow; one column of it runs always."""

import pytest
from page_visits import DESK, LOCALES, PHONE, chromium, fits, library, violations, visits
from served import served

from service.doors.http.app import create_app
from service.settings import load_settings

pytestmark = pytest.mark.browser

DRAFT = "The Lantern Pier will open in the second half of 2026. The Clock Tower has three exhibition halls."


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


def ask(page):
    page.fill("#question", "When will the Clock Tower open?")
    page.press("#question", "Enter")
    page.locator(".turn .wrong").wait_for()
    page.locator(".wrong summary").click()
    page.locator(".menu summary").first.click()


def refuse(page):
    page.fill("#question", "Who sings at midnight?")
    page.press("#question", "Enter")
    page.locator(".turn .wrong").wait_for()


def look_up(page):
    page.fill("#lookup-query", "Clock Tower")
    page.press("#lookup-query", "Enter")
    page.wait_for_selector(".hit")
    page.locator(".filters summary").click()
    page.locator(".choose input").first.check()
    page.locator(".hit .actions button").first.click()
    page.wait_for_selector("#reader .steps")


def verify(page):
    page.fill("#quotations", "A fee of $50 applies to night tours only.\nPenguins sing at midnight in the bay.")
    page.locator("#verify button.main").click()
    page.wait_for_selector(".verdict")


def check(page):
    page.fill("#draft", DRAFT)
    page.locator("#check button.main").click()
    page.wait_for_selector(".finding")
    page.locator(".statement .at").first.click()


def remove(page):
    page.wait_for_selector(".card")
    page.locator(".card .danger").first.click()
    page.wait_for_selector("dialog")


def read(page):
    page.wait_for_selector(".row.here")


def facts(page):
    page.wait_for_selector("#facts tbody tr")


STEPS = {
    "ask": ("#ask", ask),
    "refused": ("#ask", refuse),
    "lookup": ("#lookup", look_up),
    "verify": ("#verify", verify),
    "check": ("#check", check),
    "documents": ("#documents", remove),
    "read": ("#read/tower-slides/s1.2@en", read),
    "facts": ("#facts?about=tower", facts),
}
# What is written on the page in a language of its own has `lang`; all other text, and every label, is the interface's.
FOREIGN = """async (language) => {
  const { speaks } = await import('/static/words.js');
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const texts = node.nodeType === Node.TEXT_NODE ? [node.data]
      : ['aria-label', 'placeholder'].map((name) => node.getAttribute(name) || '');
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (!element.checkVisibility() && !element.matches('.unseen')) continue;
    for (const text of texts) if (!speaks(text.trim(), language)) found.push(text.trim());
  }
  return found;
}"""


def look(visit, tab, language, viewport, scheme):
    path, act = STEPS[tab]
    page = visit(f"/{path}", viewport, LOCALES[language], scheme, wait="main :is(h1, .waiting)")
    act(page)
    assert page.evaluate("document.documentElement.lang") == language
    assert violations(page) == []
    assert page.evaluate(FOREIGN, language) == []
    assert page.evaluate(FOREIGN, "zh-Hans" if language == "en" else "en") != []
    assert fits(page)
    # WCAG 2.2, 1.4.10: still no scrolling sideways at 320 pixels.
    page.set_viewport_size({"width": 320, "height": 640})
    assert fits(page)


@pytest.mark.parametrize("tab", STEPS)
def test_every_tab(visit, tab):
    look(visit, tab, "zh-Hant", PHONE, "dark")


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("tab", STEPS)
def test_every_tab_everywhere(visit, tab, language, viewport, scheme):
    look(visit, tab, language, viewport, scheme)
