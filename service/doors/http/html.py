"""Pages made by the server. Text gets into them escaped, in this file only."""

from __future__ import annotations

from html import escape

from corpus.pinpoint import pinpoint
from corpus.records import Paragraph
from service.doors.objects.names import permanent_link
from service.doors.objects.paragraphs import ParagraphObject

_WORDS = {
    "en": {
        "before": "Previous paragraph",
        "after": "Next paragraph",
        "open": "Read the whole document",
        "home": "Ask a question",
        "counterpart": "In the document’s other language",
        "restates": "Restatement, not the published text: {}",
        "as_of": "as at {}",
    },
    "zh-Hant": {
        "before": "上一段",
        "after": "下一段",
        "open": "閱讀全文",
        "home": "提問",
        "counterpart": "文件的另一語文版本",
        "restates": "重述本，並非原文：{}",
        "as_of": "截至{}",
    },
    "zh-Hans": {
        "before": "上一段",
        "after": "下一段",
        "open": "阅读全文",
        "home": "提问",
        "counterpart": "文件的另一语文版本",
        "restates": "重述本，并非原文：{}",
        "as_of": "截至{}",
    },
}


def page(title: str, body: str, language: str, name: str = "plain") -> str:
    """A whole page. ``body`` is HTML made by this file's functions."""
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)} · Pincite</title>\n"
        '<link rel="icon" href="/static/favicon.svg" type="image/svg+xml">\n<link rel="stylesheet" href="/static/style.css">\n'
        f'</head>\n<body class="{escape(name)}">\n{body}\n</body>\n</html>\n'
    )


def _link(href: str, text: str, rel: str = "") -> str:
    said = f' rel="{escape(rel)}"' if rel else ""
    return f'<a href="{escape(href)}"{said}>{escape(text)}</a>'


def paragraph_page(
    shown: ParagraphObject, around: tuple[Paragraph | None, Paragraph | None], language: str | None
) -> str:
    """The permanent page of a paragraph, in ``language`` or the paragraph's own."""
    spoken = language or shown.language
    words = _WORDS[spoken]
    document = shown.document
    when = document.date or (words["as_of"].format(document.as_of) if document.as_of else "")
    place = pinpoint(shown.label, spoken)
    before, after = around
    path = " › ".join(shown.context.headings)
    parts = [
        f'<header class="bar"><a class="brand" href="/"><span class="mark" aria-hidden="true"></span>Pincite</a>'
        f"<nav>{_link('/', words['home'])}</nav></header>",
        '<main class="sheet" id="main">',
        f'<p class="source">{escape(document.publisher)} · {escape(when)}</p>' if when else "",
        f"<h1>{escape(document.title)}</h1>",
        f'<p class="restates">{escape(words["restates"].format(document.restates))}</p>' if document.restates else "",
        f'<p class="path" lang="{escape(shown.language)}">{escape(path)}</p>' if path else "",
        f'<article class="cited"><p class="pin"><span class="chip">{escape(place)}</span> <code>{escape(shown.id)}</code></p>',
        f'<p class="stem" lang="{escape(shown.language)}">{escape(shown.context.stem)}</p>'
        if shown.context.stem
        else "",
        f'<p class="text" lang="{escape(shown.language)}"><mark>{escape(shown.text)}</mark></p>',
    ]
    if shown.counterpart:
        other = shown.counterpart
        parts.append(
            f'<h2>{escape(words["counterpart"])}</h2><p class="text" lang="{escape(other.language)}">{escape(other.text)}</p>'
        )
    parts.append("</article><nav class='around'>")
    if before:
        parts.append(_link(permanent_link(before.id), f"← {words['before']}", "prev"))
    parts.append(_link(f"/#read/{shown.id}", words["open"]))
    if after:
        parts.append(_link(permanent_link(after.id), f"{words['after']} →", "next"))
    parts.append("</nav></main>")
    return page(f"{document.title}, {place}", "\n".join(part for part in parts if part), spoken, "paper")
