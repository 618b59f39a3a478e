"""Pages made by the server. Text gets into them escaped, in this file only."""

from __future__ import annotations

from html import escape
from typing import Literal

from corpus.languages import language_of
from corpus.naming import in_language
from corpus.pinpoint import pinpoint
from corpus.records import Document, Paragraph
from service.desk.permanence import Permanent
from service.doors.objects.documents import DocumentObject
from service.doors.objects.names import permanent_link
from service.doors.objects.paragraphs import FullParagraph, Neighbour

_LANGUAGES = (("en", "EN"), ("zh-Hant", "繁體"), ("zh-Hans", "简体"))

_WORDS = {
    "en": {
        "before": "Previous paragraph",
        "after": "Next paragraph",
        "open": "Read the whole document",
        "home": "Ask a question",
        "pages": "Pages",
        "languages": "Language of this page",
        "counterpart": "In the document’s other language",
        "restates": "Restatement, not the published text: {}",
        "restates_what": "it says in other words what “{}” says, with the same figures, dates and names.",
        "as_of": "as at {}",
        "unknown": "There is no such paragraph.",
        "unknown_why": "Its document may have been removed, or the link may be incomplete.",
        "look": "Look up what was said",
        "changed": "The words of this paragraph have changed since an earlier version of the document.",
        "version": "Version {}",
        "gone": "The document no longer has this paragraph. This is how it last read.",
        "past": "This is an earlier version of the document, not the present one.",
        "present": "How the paragraph reads now",
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
        "pages": "頁面",
        "languages": "本頁語言",
        "counterpart": "文件的另一語文版本",
        "restates": "重述本，並非原文：{}",
        "restates_what": "以其他文句重述「{}」，數字、日期、名稱相同。",
        "as_of": "截至{}",
        "unknown": "沒有這個段落。",
        "unknown_why": "文件可能已移除，或連結不完整。",
        "look": "查找出處",
        "changed": "本段文字與文件的較早版本不同。",
        "version": "第{}版",
        "gone": "文件已沒有本段。以下是最後的文字。",
        "past": "這是文件的較早版本，並非現行版本。",
        "present": "本段現時的文字",
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
        "pages": "页面",
        "languages": "本页语言",
        "counterpart": "文件的另一语文版本",
        "restates": "重述本，并非原文：{}",
        "restates_what": "以其他文句重述“{}”，数字、日期、名称相同。",
        "as_of": "截至{}",
        "unknown": "没有这个段落。",
        "unknown_why": "文件可能已移除，或链接不完整。",
        "look": "查找出处",
        "changed": "本段文字与文件的较早版本不同。",
        "version": "第{}版",
        "gone": "文件已没有本段。以下是最后的文字。",
        "past": "这是文件的较早版本，并非现行版本。",
        "present": "本段现时的文字",
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
    """The permanent page of a paragraph, in ``language`` or the paragraph's own: it stands between its neighbours."""
    spoken = language or shown.language
    words = _WORDS[spoken]
    place = pinpoint(shown.label, spoken)
    path = " › ".join(shown.context.headings)
    parts = [
        *_top(shown.document, spoken, shown.id),
        f'<p class="path" lang="{escape(shown.language)}">{escape(path)}</p>' if path else "",
        _neighbour(shown.before, "before", spoken) if shown.before else "",
        _cited(place, shown.id),
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
    parts.append("</article>")
    if shown.after:
        parts.append(_neighbour(shown.after, "after", spoken))
    parts.append(f'<p class="whole">{_link(_reading(shown.id), words["open"])}</p></main>')
    return page(
        f"{_title(shown.document, spoken)}, {place}", "\n".join(part for part in parts if part), spoken, "paper"
    )


def gone_page(gone: Permanent, document: DocumentObject, language: str | None) -> str:
    """The page of a paragraph that its document no longer has: how it last read, and where its words stand now."""
    last = gone.earlier[-1]
    spoken = language or last.paragraph.language
    words = _WORDS[spoken]
    place = pinpoint(last.paragraph.label, spoken)
    parts = [
        *_top(document, spoken, last.paragraph.id),
        f'<p class="restates" role="status">{escape(words["gone"])}</p>',
        _cited(place, last.paragraph.id),
        _version(last.document.version, last.document.date, last.document.as_of, words),
        _text(last.paragraph.text, last.paragraph.language),
    ]
    if gone.now and gone.now.paragraph:
        now = gone.now.paragraph
        said = escape(words["now"][gone.now.status]).format(_link(permanent_link(now.id), pinpoint(now.label, spoken)))
        parts.append(f"<p>{said}</p>")
    parts.append("</article></main>")
    return page(f"{_title(document, spoken)}, {place}", "\n".join(part for part in parts if part), spoken, "paper")


def past_page(document: Document, paragraph: Paragraph, language: str | None) -> str:
    """The page of a paragraph as an earlier version of its document had it, saying so."""
    spoken = language or paragraph.language
    words = _WORDS[spoken]
    place = pinpoint(paragraph.label, spoken)
    shown = DocumentObject.of(document, language)
    parts = [
        *_top(shown, spoken, paragraph.id, document.version),
        f'<p class="restates" role="status">{escape(words["past"])}</p>',
        _cited(place, paragraph.id),
        _version(document.version, document.date, document.as_of, words),
        _text(paragraph.text, paragraph.language),
        f"<p>{_link(f'{permanent_link(paragraph.id)}?language={spoken}', words['present'])}</p></article></main>",
    ]
    return page(f"{_title(shown, spoken)}, {place}", "\n".join(part for part in parts if part), spoken, "paper")


def unknown_page(language: str) -> str:
    """The page of a permanent link that leads nowhere."""
    words = _WORDS[language]
    body = (
        f'{_bar(language)}<main class="sheet" id="main"><h1>{escape(words["unknown"])}</h1>'
        f"<p>{escape(words['unknown_why'])}</p><p>{_link('/#lookup', words['look'])}</p></main>"
    )
    return page(words["unknown"], body, language, "paper")


def _bar(spoken: str, id: str = "", version: int | None = None) -> str:
    """The bar at the top; with the same page in each language where it is a paragraph's."""
    words = _WORDS[spoken]
    home = f'<nav aria-label="{escape(words["pages"])}">{_link("/", words["home"])}</nav>'
    here = ' aria-current="page"'
    link = escape(f"{permanent_link(id)}?{f'version={version}&' if version else ''}language=")
    others = "".join(
        f'<a href="{link}{tag}" lang="{tag}" hreflang="{tag}"{here if tag == spoken else ""}>{name}</a>'
        for tag, name in _LANGUAGES
    )
    switch = f'<nav class="switch" aria-label="{escape(words["languages"])}">{others}</nav>' if id else ""
    return (
        '<header class="bar"><a class="brand" href="/"><span class="mark" aria-hidden="true"></span>Pincite</a>'
        f"{home}{switch}</header>"
    )


def _title(document: DocumentObject, spoken: str) -> str:
    return in_language(document.titles, spoken) or document.title


def _top(document: DocumentObject, spoken: str, id: str, version: int | None = None) -> list[str]:
    """The bar, and which document this is."""
    words = _WORDS[spoken]
    when = document.date or (words["as_of"].format(document.as_of) if document.as_of else "")
    publisher = in_language(document.publishers, spoken) or document.publisher
    return [
        _bar(spoken, id, version),
        '<main class="sheet" id="main">',
        f'<p class="source">{escape(" · ".join(part for part in (publisher, when) if part))}</p>',
        f"<h1>{escape(_title(document, spoken))}</h1>",
        _restatement(document, spoken),
    ]


def _restatement(document: DocumentObject, spoken: str) -> str:
    """That a document restates another. Its own sentence on that is in one language; other readers get one in theirs."""
    if not document.restates:
        return ""
    words = _WORDS[spoken]
    own = (language_of(document.restates) == "en") == (spoken == "en")
    what = document.restates if own else words["restates_what"].format(_title(document, spoken))
    return f'<p class="restates">{escape(words["restates"].format(what))}</p>'


def _reading(id: str) -> str:
    """The page where the whole document is read, at the paragraph."""
    return permanent_link(id).replace("/p/", "/#read/", 1)


def _cited(place: str, id: str) -> str:
    return (
        f'<article class="cited"><p class="pin"><span class="chip">{escape(place)}</span> <code>{escape(id)}</code></p>'
    )


def _neighbour(one: Neighbour, which: Literal["before", "after"], spoken: str) -> str:
    """The paragraph before or after, fainter, with a link that makes it the one shown."""
    rel = {"before": "prev", "after": "next"}[which]
    said = f"{_WORDS[spoken][which]} · {pinpoint(one.label, spoken)}"
    return (
        f'<section class="near" aria-label="{escape(_WORDS[spoken][which])}"><p>{_link(permanent_link(one.id), said, rel)}</p>'
        f"{_text(one.text, one.language)}</section>"
    )


def _text(text: str, language: str) -> str:
    return f'<p class="text" lang="{escape(language)}">{escape(text)}</p>'


def _version(version: int, date: str | None, as_of: str | None, words: dict) -> str:
    when = date or (words["as_of"].format(as_of) if as_of else "")
    return f"<h2>{escape(' · '.join(part for part in (words['version'].format(version), when) if part))}</h2>"
