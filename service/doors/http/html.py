"""Pages made by the server. Text gets into them escaped, in this file only."""

from __future__ import annotations

from html import escape

from corpus.pinpoint import pinpoint
from service.desk.permanence import Permanent
from service.doors.objects.documents import DocumentObject
from service.doors.objects.names import permanent_link
from service.doors.objects.paragraphs import FullParagraph

_WORDS = {
    "en": {
        "before": "Previous paragraph",
        "after": "Next paragraph",
        "open": "Read the whole document",
        "home": "Ask a question",
        "counterpart": "In the document’s other language",
        "restates": "Restatement, not the published text: {}",
        "as_of": "as at {}",
        "changed": "The words of this paragraph have changed since an earlier version of the document.",
        "version": "Version {}",
        "gone": "The document no longer has this paragraph. This is how it last read.",
        "now": {
            "found": "The same words now stand at {}.",
            "moved": "The same words now stand at {}.",
            "changed": "Much of it now stands, in other words, at {}.",
        },
    },
    "zh-Hant": {
        "before": "上一段",
        "after": "下一段",
        "open": "閱讀全文",
        "home": "提問",
        "counterpart": "文件的另一語文版本",
        "restates": "重述本，並非原文：{}",
        "as_of": "截至{}",
        "changed": "本段文字與文件的較早版本不同。",
        "version": "第{}版",
        "gone": "文件已沒有本段。以下是最後的文字。",
        "now": {
            "found": "相同文字現載於{}。",
            "moved": "相同文字現載於{}。",
            "changed": "大部分內容經改寫後現載於{}。",
        },
    },
    "zh-Hans": {
        "before": "上一段",
        "after": "下一段",
        "open": "阅读全文",
        "home": "提问",
        "counterpart": "文件的另一语文版本",
        "restates": "重述本，并非原文：{}",
        "as_of": "截至{}",
        "changed": "本段文字与文件的较早版本不同。",
        "version": "第{}版",
        "gone": "文件已没有本段。以下是最后的文字。",
        "now": {
            "found": "相同文字现载于{}。",
            "moved": "相同文字现载于{}。",
            "changed": "大部分内容经改写后现载于{}。",
        },
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


def paragraph_page(shown: FullParagraph, language: str | None) -> str:
    """The permanent page of a paragraph, in ``language`` or the paragraph's own."""
    spoken = language or shown.language
    words = _WORDS[spoken]
    place = pinpoint(shown.label, spoken)
    path = " › ".join(shown.context.headings)
    parts = [
        *_top(shown.document, spoken),
        f'<p class="path" lang="{escape(shown.language)}">{escape(path)}</p>' if path else "",
        f'<article class="cited"><p class="pin"><span class="chip">{escape(place)}</span> <code>{escape(shown.id)}</code></p>',
        f'<p class="stem" lang="{escape(shown.language)}">{escape(shown.context.stem)}</p>'
        if shown.context.stem
        else "",
        f'<p class="text" lang="{escape(shown.language)}"><mark>{escape(shown.text)}</mark></p>',
    ]
    if shown.counterpart:
        parts += [f"<h2>{escape(words['counterpart'])}</h2>", _text(shown.counterpart.text, shown.counterpart.language)]
    if shown.changed:
        parts.append(f'<p class="restates">{escape(words["changed"])}</p>')
        for one in reversed(shown.earlier):
            parts += [_version(one.version, one.date, one.as_of, words), _text(one.text, shown.language)]
    parts.append("</article><nav class='around'>")
    if shown.before:
        parts.append(_link(permanent_link(shown.before.id), f"← {words['before']}", "prev"))
    parts.append(_link(f"/#read/{shown.id}", words["open"]))
    if shown.after:
        parts.append(_link(permanent_link(shown.after.id), f"{words['after']} →", "next"))
    parts.append("</nav></main>")
    return page(f"{shown.document.title}, {place}", "\n".join(part for part in parts if part), spoken, "paper")


def gone_page(gone: Permanent, document: DocumentObject, language: str | None) -> str:
    """The page of a paragraph that its document no longer has: how it last read, and where its words stand now."""
    last = gone.earlier[-1]
    spoken = language or last.paragraph.language
    words = _WORDS[spoken]
    place = pinpoint(last.paragraph.label, spoken)
    parts = [
        *_top(document, spoken),
        f'<p class="restates" role="status">{escape(words["gone"])}</p>',
        f'<article class="cited"><p class="pin"><span class="chip">{escape(place)}</span> '
        f"<code>{escape(last.paragraph.id)}</code></p>",
        _version(last.document.version, last.document.date, last.document.as_of, words),
        _text(last.paragraph.text, last.paragraph.language),
    ]
    if gone.now and gone.now.paragraph:
        now = gone.now.paragraph
        said = escape(words["now"][gone.now.status]).format(_link(permanent_link(now.id), pinpoint(now.label, spoken)))
        parts.append(f"<p>{said}</p>")
    parts.append("</article></main>")
    return page(f"{document.title}, {place}", "\n".join(part for part in parts if part), spoken, "paper")


def _top(document: DocumentObject, spoken: str) -> list[str]:
    """The bar, and which document this is."""
    words = _WORDS[spoken]
    when = document.date or (words["as_of"].format(document.as_of) if document.as_of else "")
    return [
        f'<header class="bar"><a class="brand" href="/"><span class="mark" aria-hidden="true"></span>Pincite</a>'
        f"<nav>{_link('/', words['home'])}</nav></header>",
        '<main class="sheet" id="main">',
        f'<p class="source">{escape(document.publisher)} · {escape(when)}</p>' if when else "",
        f"<h1>{escape(document.title)}</h1>",
        f'<p class="restates">{escape(words["restates"].format(document.restates))}</p>' if document.restates else "",
    ]


def _text(text: str, language: str) -> str:
    return f'<p class="text" lang="{escape(language)}">{escape(text)}</p>'


def _version(version: int, date: str | None, as_of: str | None, words: dict) -> str:
    when = date or (words["as_of"].format(as_of) if as_of else "")
    return f"<h2>{escape(' · '.join(part for part in (words['version'].format(version), when) if part))}</h2>"
