"""The page's own files: colours that can be read, nothing from elsewhere, nothing inline, every word in three languages."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[1] / "service" / "doors" / "page"
TEXTS = {file.name: file.read_text("utf-8") for file in sorted(PAGE.iterdir())}


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
    [(ink, ground) for ink in ("ink", "soft", "blue", "amber", "red", "green") for ground in ("paper", "sheet")]
    + [("on-blue", "blue"), ("mark-ink", "mark"), ("sheet", "red"), ("ink", "blue-wash"), ("soft", "blue-wash")]
    + [(ink, f"{ink}-wash") for ink in ("amber", "blue", "green", "red")],
)  # fmt: skip
def test_every_text_colour_reaches_wcag_aa(scheme, ink, ground):
    css = TEXTS["style.css"]
    light, dark = re.findall(r":root \{(.*?)\}", css, re.S)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    if scheme == "dark":
        colours |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark))
    assert contrast(colours[ink], colours[ground]) >= 4.5


def test_the_page_asks_nothing_of_other_servers_and_has_nothing_inline():
    for name, text in TEXTS.items():
        text = text.replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text and "https://" not in text, name
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|\.style\b", text), name
    assert not re.search(r"<script(?![^>]*src=)|<style|\son\w+=|\sstyle=", TEXTS["index.html"])


def test_every_file_of_the_page_is_served_and_short():
    for name, text in TEXTS.items():
        assert Path(name).suffix in {".html", ".css", ".js", ".svg"}
        assert len(text.splitlines()) <= 300, name


def test_every_file_that_is_named_is_there_and_every_file_is_named():
    named = {"index.html"}
    for text in TEXTS.values():
        named |= set(re.findall(r"(?:from|import\() ?\"\./([\w-]+\.js)\"", text))
        named |= set(re.findall(r"/static/([\w.-]+)", text))
    assert named == set(TEXTS)
