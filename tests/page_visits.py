"""A real Chromium on the page, for the tests of it: what it finds wrong with a visit is kept and asserted at its end."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

import harbour
import pytest
from axe_playwright_python.base import AXE_SCRIPT

from service.library import Library

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
DESK, PHONE = {"width": 1280, "height": 850}, {"width": 390, "height": 800}
#: name of the interface's language -> locale of a browser that prefers it
LOCALES = {"en": "en-GB", "zh-Hant": "zh-HK", "zh-Hans": "zh-CN"}


HOSTILE = '<script>alert("x")</script> <img src=x onerror=alert(1)> The buoy costs \u202e$77 million\u202c & more.'

SAME = "The Clock Tower will open in October 2024."
_BILINGUAL = """---
id: tower-slides
title: {en: "The Clock Tower", zh-Hant: "鐘樓"}
publisher: {en: "Tower Office", zh-Hant: "鐘樓辦事處"}
date: 2024-04-01
languages: [zh-Hant, en]
restates: "A restatement in other words of slides that nobody has."
---

# 鐘樓

The Clock Tower

## 開放

Opening

鐘樓將於2024年9月開放，工程費用為2,400萬元

The Clock Tower will open in September 2024; the works cost $24 million

鐘樓設有三個展覽廳，可容納600人

The Clock Tower has three exhibition halls for 600 people
"""


def library(folder: Path) -> Library:
    """The harbour's documents, a bilingual one that restates another, and one that holds hostile text."""
    harbour.write(folder / "documents")
    (folder / "documents" / "tower-slides.md").write_text(_BILINGUAL, encoding="utf-8")
    hostile = f"<html lang=en><title>The Buoy Paper</title><p>{escape(HOSTILE)}</p><p>{SAME}</p></html>"
    (folder / "documents" / "hostile.html").write_text(hostile, "utf-8")
    made = Library.open(folder / "data", encoder="hashing")
    assert not made.sync(folder / "documents").failed
    return made


def find_browser() -> str:
    """The path of the machine's Chromium; skips, loudly, where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    if os.environ.get("CI") == "true":
        pytest.fail("No Chromium was found: apt-get install chromium fonts-noto-cjk")
    pytest.skip("NO BROWSER: the page was NOT tested. apt-get install chromium fonts-noto-cjk")


@contextmanager
def chromium() -> Iterator:
    path = find_browser()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def visits(browser, address: str) -> Iterator:
    """A function that opens the page. At the end nothing may have complained, and nobody else may have been asked.

    ``expected``: parts of console messages that a test provokes on purpose (a browser tells every 4xx there).
    """
    troubles: list[str] = []
    contexts = []

    def go(path="/", viewport=DESK, locale="en-GB", scheme="light", wait=".sources-list a", expected=()):
        def heard(message):
            if not any(part in message.text for part in expected):
                troubles.append(f"console {message.type}: {message.text}")

        context = browser.new_context(viewport=viewport, locale=locale, color_scheme=scheme, reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", heard)
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on(
            "request",
            lambda r: r.url.startswith((address + "/", "blob:")) or troubles.append(f"foreign request: {r.url}"),
        )
        page.on("dialog", lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.goto(address + path)
        page.wait_for_selector(wait)
        return page

    yield go
    for context in contexts:
        context.close()
    assert troubles == []


def fits(page) -> bool:
    """Whether nothing makes the page scroll sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def violations(page) -> list[str]:
    """What axe-core finds on the page as it stands, best practices and the size of what is pressed included."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("axe.run({resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})")[
        "violations"
    ]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]
