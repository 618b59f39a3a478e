"""A citation ready to paste: footnote, plain text, Markdown, BibTeX, CSL-JSON, in English, Traditional or Simplified Chinese.

Every style names title, publisher, date and pinpoint, quotes a slice of the paragraph, and says where the document is a
restatement. CSL-JSON follows the schema of citation-style-language/schema (csl-data.json): a list with one item.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from corpus.errors import BadInput
from corpus.naming import in_language
from corpus.pinpoint import pinpoint
from corpus.records import Document, Paragraph

#: How a style's text is called on the way out.
MEDIA_TYPES = {
    "footnote": "text/plain",
    "plain": "text/plain",
    "markdown": "text/markdown",
    "bibtex": "application/x-bibtex",
    "csl-json": "application/vnd.citationstyles.csl+json",
}
STYLES = tuple(MEDIA_TYPES)

_MONTHS = "January February March April May June July August September October November December".split()
_AS_AT = {"en": "as at {}", "zh-Hant": "截至{}", "zh-Hans": "截至{}"}
_RESTATES = {
    "en": "Quoted from a restatement, not from the published text",
    "zh-Hant": "引自重述本，並非原文",
    "zh-Hans": "引自重述本，并非原文",
}
_RECOGNISED = {"en": "Read by OCR", "zh-Hant": "經光學字元辨識讀取", "zh-Hans": "经光学字符识别读取"}
_CSL_TYPES = {"paper": "report", "slides": "document", "news": "article-newspaper", "fact-sheet": "pamphlet"}


@dataclass(frozen=True, slots=True)
class Reference:
    """All that a citation prints, in the reader's language."""

    document: Document
    paragraph: Paragraph
    language: str
    quote: str
    url: str

    @property
    def title(self) -> str:
        return in_language(self.document.title, self.language)

    @property
    def publisher(self) -> str:
        return in_language(self.document.publisher, self.language)

    @property
    def place(self) -> str:
        return pinpoint(self.paragraph.label, self.language)

    @property
    def when(self) -> str:
        """The date in words, as-of dates said to be such; empty where neither is known."""
        if self.document.date:
            return date_in_words(self.document.date, self.language)
        if self.document.as_of:
            return _AS_AT[self.language].format(date_in_words(self.document.as_of, self.language))
        return ""

    @property
    def note(self) -> str:
        """What is to be known of the words: that the document restates another, that they were recognised; else empty."""
        recognised = self.document.read_by_ocr(self.paragraph.page)
        notes = ((_RESTATES, self.document.restates), (_RECOGNISED, recognised))
        return "; ".join(words[self.language] for words, holds in notes if holds)


def date_in_words(iso: str, language: str) -> str:
    """``2023-11-13`` as 13 November 2023 or 2023年11月13日; what is not a full date is returned as it is."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    if language == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def cite(
    document: Document,
    paragraph: Paragraph,
    *,
    style: str = "footnote",
    language: str | None = None,
    start: int | None = None,
    end: int | None = None,
    url: str = "",
) -> str:
    """The citation as text. ``[start, end)`` of the paragraph's text is quoted, all of it by default.

    ``language`` (default: the paragraph's own) is that of the names and the date; the quotation stays as the document
    prints it. Raises BadInput for an unknown style or language and for a span outside the paragraph.
    """
    if style not in _WRITERS:
        raise BadInput(f"There is no citation style {style!r}.", f"Use one of {', '.join(STYLES)}.")
    return cite_reference(reference_to(document, paragraph, language=language, start=start, end=end, url=url), style)


def cite_reference(reference: Reference, style: str = "footnote") -> str:
    """The same for a reference that is there already; ``style`` is one of STYLES."""
    return _WRITERS[style](reference)


def reference_to(
    document: Document,
    paragraph: Paragraph,
    *,
    language: str | None = None,
    start: int | None = None,
    end: int | None = None,
    url: str = "",
) -> Reference:
    """What ``cite`` writes from; the same defaults, the same errors."""
    language = language or paragraph.language
    if language not in _AS_AT:
        raise BadInput(f"Citations are not written in {language!r}.", f"Use one of {', '.join(_AS_AT)}.")
    first, last = start or 0, len(paragraph.text) if end is None else end
    if not 0 <= first < last <= len(paragraph.text):
        raise BadInput(
            f"The span {first} to {last} is not inside the paragraph, which has {len(paragraph.text)} characters.",
            "Give start and end as the citation in the answer has them, or leave both out.",
        )
    return Reference(document, paragraph, language, paragraph.text[first:last], url)


def source_line(reference: Reference) -> str:
    """Where a quotation stands: publisher, title, date, pinpoint, and the note of a restatement, with its full stop."""
    english = reference.language == "en"
    note = reference.note and (f" ({reference.note})" if english else f"（{reference.note}）")
    return f"{_line(reference)}{note}{'.' if english else '。'}"


def _line(reference: Reference) -> str:
    """Publisher, title, date and pinpoint in one line, without a full stop."""
    if reference.language == "en":
        parts = [reference.publisher, f"“{reference.title}”", reference.when, reference.place]
        return ", ".join(part for part in parts if part)
    named = f"{reference.publisher}：《{reference.title}》" if reference.publisher else f"《{reference.title}》"
    when = f"（{reference.when}）" if reference.when else ""
    return f"{named}{when}，{reference.place}"


def _footnote(reference: Reference) -> str:
    english = reference.language == "en"
    quoted = f": “{reference.quote}”" if english else f"：「{reference.quote}」"
    note = reference.note and (f" ({reference.note})" if english else f"（{reference.note}）")
    # A quotation that ends its sentence ends the footnote's too.
    ended = not note and reference.quote.endswith((".", "!", "?", "。", "！", "？"))
    full_stop = "" if ended else "." if english else "。"
    return f"{_line(reference)}{quoted}{note}{full_stop}"


def _plain(reference: Reference) -> str:
    quoted = f"“{reference.quote}”" if reference.language == "en" else f"「{reference.quote}」"
    lines = [quoted, f"— {_line(reference)}", reference.note, reference.url]
    return "\n".join(line for line in lines if line)


def _markdown(reference: Reference) -> str:
    """A block quotation with its source below; the pinpoint is a link where there is one."""
    line = _unmarked(_line(reference))
    source = f"[{line}]({reference.url.replace(')', '%29')})" if reference.url else line
    note = f" ({_unmarked(reference.note)})" if reference.note else ""
    return f"{block_quotation(reference)}\n>\n> — {source}{note}"


def block_quotation(reference: Reference) -> str:
    """The quoted words as a Markdown block quotation."""
    return "\n".join(f"> {_unmarked(line)}" for line in reference.quote.splitlines())


#: Characters that Markdown would read as markup; everything else of a quotation stays as it is.
_MARKS = re.compile(r"([\\`*_\[\]<>#|~])|^([+-])(?=\s)|^(\d+)([.)])(?=\s)", re.MULTILINE)


def _unmarked(text: str) -> str:
    """Text that Markdown prints as it is. CommonMark 0.31, backslash escapes."""
    return _MARKS.sub(lambda m: f"{m[3]}\\{m[4]}" if m[3] else f"\\{m[1] or m[2]}", text)


def _bibtex(reference: Reference) -> str:
    document = reference.document
    iso = document.date or document.as_of or ""
    fields = {
        "title": f"{{{_tex(reference.title)}}}",
        "author": f"{{{_tex(reference.publisher)}}}",
        "year": iso[:4],
        "date": document.date or "",
        "langid": {"en": "english"}.get(reference.language, "chinese"),
        "url": reference.url,
        "note": _tex(". ".join(part for part in (reference.place, reference.note) if part)),
        "annote": _tex(reference.quote),
    }
    key = re.sub(r"[^A-Za-z0-9.-]+", "-", reference.paragraph.id.replace("/", ":"), flags=re.ASCII)
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{key},\n{body}}}"


_TEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def _tex(text: str) -> str:
    escaped = "".join(_TEX.get(c, f"\\{c}" if c in "#$%&_" else c) for c in text)
    return " ".join(escaped.split())


def _csl_json(reference: Reference) -> str:
    document = reference.document
    item: dict[str, Any] = {
        "id": reference.paragraph.id,
        "type": _CSL_TYPES.get(document.kind, "document"),
        "title": reference.title,
        "author": [{"literal": reference.publisher}] if reference.publisher else [],
        "publisher": reference.publisher,
        "language": reference.paragraph.language,
        "locator": reference.place,
        "annote": reference.quote,
        "note": reference.note,
        "URL": document.source_url or reference.url,
        "custom": {"paragraph_id": reference.paragraph.id, "label": reference.paragraph.label},
    }
    if iso := document.date:
        item["issued"] = {"date-parts": [[int(part) for part in iso.split("-")]]}
    elif document.as_of:
        item["issued"] = {"literal": reference.when}
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2)


_WRITERS: dict[str, Callable[[Reference], str]] = {
    "footnote": _footnote,
    "plain": _plain,
    "markdown": _markdown,
    "bibtex": _bibtex,
    "csl-json": _csl_json,
}
