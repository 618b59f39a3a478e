"""Inline markup cleaned off a text, with the way back: Markdown emphasis and escapes, links, HTML tags and entities.

One scan finds the marks, one pass over them decides which are markup, so the time is linear in the text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from corpus.blocks import Clean, Run, Span

_TAG = r"</?[A-Za-z][A-Za-z0-9]{0,15}(?:\s[^<>]{0,300})?/?>|<!--[^<>]{0,500}-->"
_MARKS = re.compile(
    rf"(?P<escape>\\[!-/:-@\[-`{{-~])"
    rf"|(?P<tag>{_TAG})"
    r"|(?P<auto><(?:https?://|mailto:)[^<>\s]{1,500}>)"
    r"|(?P<entity>&(?:\#\d{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)"
    r"|(?P<note>\[\^[^\[\]\s]{1,40}\])"
    r"|(?P<link>!?\[(?P<label>[^\[\]\n]{0,300})\]\((?:[^()\s]{0,500})(?:\s\"[^\"\n]{0,200}\")?\))"
    r"|(?P<emphasis>\*{1,3}|_{1,3}|~~)"
    r"|(?P<code>`+)"
    r"|(?P<control>[\x00-\x08\x0b\x0e-\x1f\x7f\u200b\u2060\ufeff])"
)
_BREAKS = re.compile(r"<(?:br|/p|/div|/li|/td|/th|/tr)\b", re.IGNORECASE)
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def superscript(number: str) -> str:
    """``"12"`` as a footnote mark prints it: ``"¹²"``."""
    return number.translate(_SUPERSCRIPTS)


def _word(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _emphasis(source: str, marks: list[re.Match[str]], start: int, end: int) -> dict[int, int]:
    """Which marks of emphasis and code open and close something: index of the opener -> index of its closer."""
    pairs: dict[int, int] = {}
    open_at: dict[str, list[int]] = {}
    for i, mark in enumerate(marks):
        if mark.lastgroup not in ("emphasis", "code"):
            continue
        printed = mark.group()
        before = source[mark.start() - 1] if mark.start() > start else " "
        after = source[mark.end()] if mark.end() < end else " "
        inside_word = _word(before) and _word(after)
        code = mark.lastgroup == "code"
        closes = code or (not before.isspace() and not (inside_word and printed in ("*", "_", "__")))
        opens = code or (not after.isspace() and not (inside_word and printed in ("*", "_", "__")))
        if closes and open_at.get(printed):
            pairs[open_at[printed].pop()] = i
        elif opens:
            open_at.setdefault(printed, []).append(i)
    return pairs


def _pieces(source: str, start: int, end: int, bold: list[Span]) -> Iterator[tuple[int, int, str | None]]:
    """(source start, source end, None) for text that is kept, (…, made text) for what stands in markup's place."""
    marks = list(_MARKS.finditer(source, start, end))
    pairs = _emphasis(source, marks, start, end)
    closers = set(pairs.values())
    bold.extend((marks[a].end(), marks[b].start()) for a, b in pairs.items() if len(marks[a].group()) >= 2)
    at = start
    for i, mark in enumerate(marks):
        low, high, kind = mark.start(), mark.end(), mark.lastgroup
        if kind in ("emphasis", "code") and i not in pairs and i not in closers:
            continue
        yield at, low, None
        at = high
        if kind == "escape":
            at = low + 1
        elif kind == "tag":
            follows = source[low - 1] if low > start else " "
            if _BREAKS.match(mark.group()) and not follows.isspace() and high < end and not source[high].isspace():
                yield low, high, " "
        elif kind == "auto":
            yield low + 1, high - 1, None
        elif kind == "entity":
            yield low, high, html.unescape(mark.group())
        elif kind == "note":
            number = mark.group()[2:-1]
            yield low, high, superscript(number) if number.isascii() and number.isdigit() else ""
        elif kind == "link":
            yield mark.start("label"), mark.end("label"), None
    yield at, end, None


def clean(source: str, start: int = 0, end: int | None = None) -> Clean:
    """The text of ``source[start:end]`` without its markup and without white space at both ends.

    Bold spans are kept apart. A mark of emphasis without its partner is text, not markup.
    """
    end = len(source) if end is None else end
    texts: list[str] = []
    runs: list[Run] = []
    bold_source: list[Span] = []
    at = 0
    for low, high, made in _pieces(source, start, end, bold_source):
        text = source[low:high] if made is None else made
        if made is None and low < high:
            if runs and runs[-1][0] + runs[-1][2] == at and runs[-1][1] + runs[-1][2] == low:
                runs[-1] = (runs[-1][0], runs[-1][1], runs[-1][2] + high - low)
            else:
                runs.append((at, low, high - low))
        texts.append(text)
        at += len(text)
    text = "".join(texts)
    return Clean(text, tuple(runs), tuple(_in_clean(runs, bold_source))).strip()


def _in_clean(runs: list[Run], spans: list[Span]) -> Iterator[Span]:
    """Spans of the source as spans of the clean text; both lists ascend, or are sorted first."""
    i = 0
    for low, high in sorted(spans):
        while i < len(runs) and runs[i][1] + runs[i][2] <= low:
            i += 1
        start = stop = None
        j = i
        while j < len(runs) and runs[j][1] < high:
            at, source, length = runs[j]
            start = at + max(low - source, 0) if start is None else start
            stop = at + min(high - source, length)
            j += 1
        if start is not None and stop is not None and start < stop:
            yield start, stop


def plain(source: str, start: int, end: int) -> Clean:
    """``source[start:end]`` as it stands, for formats and places without markup."""
    return Clean(source[start:end], ((0, start, end - start),) if start < end else ()).strip()
