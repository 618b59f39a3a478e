"""The part each piece plays: cover, heading, text, caption, byline, signature, closing page. Shape and neighbours decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.blocks import join
from corpus.spans import fold_text
from corpus.splitting.headings import STOCK
from corpus.splitting.lines import POINTERS, Marker, chinese_number, marker_at
from corpus.splitting.prose import DATE_TAIL, ends_sentence, heading_shaped, width
from corpus.splitting.units import Unit

_BYLINE = re.compile(r"^\S{0,10}(?:記者|记者|撰文|文[：:])\s*\S{2,12}$|^By\s+[A-Z]\S*(?:\s+[A-Z]\S*){0,3}$")
_SPACED_NUMBER = re.compile(r"(\d{1,2})[ \u3000]+(?=\D)")
_DECIMAL = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})\.?[ \t\u3000]+(?=\S)")
_CHAPTER = re.compile(r"第\s?([一二三四五六七八九十百]{1,5}|\d{1,3})\s?[章節节編编部][分]?[\s\u3000]*(?=\S)")
_PAGE_GAP = 2  #: blank lines that part two pages


def assign(units: Sequence[Unit], titles: Iterable[str]) -> list[Unit]:
    """The units with their roles; ``titles`` are the document's known titles, empty where none is known."""
    explicit = any(unit.is_heading for unit in units)
    units = [_chapter(unit) for unit in _decimal(units)]
    found = [_bracketed(_part_heading(unit, units[i + 1 : i + 2])) for i, unit in enumerate(units)]
    found = _numbered_headings(_marked(found))
    found = _cover(found, [_key(title) for title in titles], explicit)
    found = _signature(found)
    if not explicit:
        found = _inferred(_closing(found))
    return _pictures(found)


def _key(text: str) -> str:
    return "".join(c for c in fold_text(text) if c.isalnum())


def _short(unit: Unit) -> bool:
    return unit.role == "body" and heading_shaped(unit.text)


def _part_heading(unit: Unit, following: Sequence[Unit]) -> Unit:
    """``(一) …`` that closes no sentence and has something other than ``(二) …`` below it heads a part."""
    marker = unit.marker
    if unit.role != "item" or marker is None or marker.style != "han" or not heading_shaped(unit.text):
        return unit
    behind = following[0].marker if following else None
    return unit if not following or (behind and behind.style == "han") else replace(unit, role="heading")


def _bracketed(unit: Unit) -> Unit:
    """A line that stands in brackets from end to end is a note to what it stands below."""
    text = unit.text
    if unit.role != "body" or text[:1] not in ("(", "（") or text[-1:] not in (")", "）"):
        return unit
    depth = 0
    for i, c in enumerate(text):
        depth += (c in "(（") - (c in ")）")
        if depth == 0:
            return replace(unit, role="note") if i == len(text) - 1 else unit
    return unit


def _decimal(units: Sequence[Unit]) -> list[Unit]:
    """Paragraphs numbered 1.1, 1.2, 2.1: three or more, ascending, so that no figure is taken for a number."""
    found = [(i, m) for i, u in enumerate(units) if u.role == "body" and (m := _DECIMAL.match(u.text))]
    order = [tuple(int(part) for part in match.group(1).split(".")) for _, match in found]
    if len(order) < 3 or any(a >= b for a, b in pairwise(order)):
        return list(units)
    numbered = list(units)
    for i, match in found:
        unit = units[i]
        if heading_shaped(unit.text):
            continue
        lead = replace(
            unit.lead,
            marker=Marker(match.group(1), "number", match.group(1)),
            clean=unit.lead.clean.slice(match.end(), len(unit.text)),
        )
        numbered[i] = replace(unit, role="number", lead=lead)
    return numbered


def _chapter(unit: Unit) -> Unit:
    """``第二章 …`` heads a chapter, whatever the document marks."""
    match = _CHAPTER.match(unit.text) if unit.role == "body" or unit.is_heading else None
    if not match or not heading_shaped(unit.text):
        return unit
    value = match.group(1) if match.group(1).isdigit() else str(chinese_number(match.group(1)))
    return replace(unit, role="heading", lead=replace(unit.lead, marker=Marker(match.group().strip(), "number", value)))


def _marked(units: Sequence[Unit]) -> list[Unit]:
    """A mark that stands alone (①, a bare number that goes on from it) numbers the heading or text below it."""
    found: list[Unit] = []
    mark: Unit | None = None
    for unit in units:
        if unit.role == "mark":
            if mark:
                found.append(replace(mark, role="body"))
            mark = unit
            continue
        if mark and unit.role in ("body", "heading") and (unit.is_heading or heading_shaped(unit.text)):
            unit = replace(unit, role="heading", lead=replace(unit.lead, marker=mark.marker))
        elif mark:
            found.append(replace(mark, role="body"))
        mark = None
        found.append(unit)
    return [*found, replace(mark, role="body")] if mark else found


def _numbered_headings(units: Sequence[Unit]) -> list[Unit]:
    """The number a heading prints becomes its marker."""
    spaced = sum(unit.is_heading and bool(_SPACED_NUMBER.match(unit.text)) for unit in units) >= 2
    return [_numbered(unit, spaced) if unit.is_heading and not unit.marker else unit for unit in units]


def _numbered(unit: Unit, spaced: bool) -> Unit:
    found = marker_at(unit.text)
    if found is None and spaced and (match := _SPACED_NUMBER.match(unit.text)):
        found = Marker(match.group(1), "number", str(int(match.group(1)))), match.end()
    if found is None or found[1] >= len(unit.text):
        return unit
    lead = replace(unit.lead, marker=found[0], clean=unit.lead.clean.slice(found[1], len(unit.text)))
    twin = unit.twin
    if twin and (same := marker_at(twin.text)) and same[0].value == found[0].value:
        twin = replace(twin, clean=twin.clean.slice(same[1], len(twin.text)))
    return replace(unit, lead=lead, twin=twin)


def _title(unit: Unit, name: str) -> Unit:
    return replace(unit, role="title", name=name)


def _is_title(unit: Unit, titles: Sequence[str]) -> bool:
    keys = [_key(piece.text) for piece in unit.pieces]
    return any(a and (a == b or (min(len(a), len(b)) > 8 and (a in b or b in a))) for a in keys for b in titles)


def _cover(units: list[Unit], titles: Sequence[str], explicit: bool) -> list[Unit]:
    """The first page's lines: title, date, publisher."""
    end = 0
    while end < len(units) and _short(units[end]) and not _CHAPTER.match(units[end].text):
        end += 1
    if explicit:
        end = _behind_title(units, end, titles)
    elif end:
        stock = next((i for i in range(1, end) if fold_text(units[i].text).strip() in STOCK), 0)
        end = stock or end  # 「目的」 and the like head the text below the cover
        known = [i for i in range(end) if _is_title(units[i], titles)]
        last = known[-1] if known else max(range(end), key=lambda i: width(units[i].text))
        last = end - 1 if stock and not known else last
        dates = [i for i in range(last, end) if _date_only(units[i].text)]
        last = dates[-1] if dates else last
        end = last + 1 if end < len(units) or known else 0
    return [_title(unit, "cover") if i < end else unit for i, unit in enumerate(units)]


def _behind_title(units: Sequence[Unit], end: int, titles: Sequence[str]) -> int:
    """Where the cover ends when the document marks its headings: behind the title and the short lines below it."""
    if end >= len(units) or not units[end].is_heading:
        return end if end < len(units) else 0
    levels = [unit.lead.level for unit in units if unit.is_heading]
    heading = units[end]
    alone = levels.count(heading.lead.level) == 1 and len(levels) > 1 and heading.lead.level == min(levels)
    if heading.marker is not None or not (alone or _is_title(heading, titles)):
        return end
    end += 1
    while end < len(units) and _short(units[end]):
        end += 1
    return end


def _signature(units: list[Unit]) -> list[Unit]:
    """Lines that sign a paper, the last of them its date, printed one below the other behind the text; made one unit."""
    found: list[Unit] = []
    seen_text = False
    for unit in units:
        seen_text = seen_text or unit.role == "number" or (unit.role == "body" and ends_sentence(unit.text))
        if not (seen_text and _short(unit) and DATE_TAIL.search(unit.text)):
            found.append(unit)
            continue
        first, gap = len(found), unit.lead.gap
        while first and gap == 0 and _short(found[first - 1]):
            first -= 1
            gap = found[first].lead.gap
        signed = [*found[first:], unit]
        if len(signed) == 1 and _date_only(unit.text):
            found.append(_title(unit, "signature"))
            continue
        lead = replace(signed[0].lead, clean=join((u.lead.clean for u in signed), " "))
        found[first:] = [_title(replace(signed[0], lead=lead), "signature")]
    return found


def _date_only(text: str) -> bool:
    match = DATE_TAIL.search(text)
    return bool(match) and match.start() == 0


def _closing(units: list[Unit]) -> list[Unit]:
    """Single short lines, each on a page of its own, at the very end: the back cover."""
    end = len(units)
    while end > 1 and _short(units[end - 1]) and units[end - 1].lead.gap >= _PAGE_GAP:
        end -= 1
    return [_title(unit, "closing") if i >= end else unit for i, unit in enumerate(units)]


def _inferred(units: list[Unit]) -> list[Unit]:
    """Headings of a document that marks none: short unfinished lines, numbered ones where text without number follows."""
    if all(unit.role in ("title", "note", "caption") or _short(unit) for unit in units):
        return units  # nothing but short lines: they are the text
    numbers = [u for u in units if u.role == "number"]
    heads = sum(heading_shaped(u.text) and width(u.text) <= 60 for u in numbers)
    numbered = 5 * heads >= 3 * len(numbers) and heads >= 2
    found = []
    for i, unit in enumerate(units):
        below = units[i + 1].role if i + 1 < len(units) else ""
        numbered_head = numbered and unit.role == "number" and heading_shaped(unit.text)
        if (numbered_head and below in ("body", "item", "row")) or (_short(unit) and not _BYLINE.match(unit.text)):
            unit = replace(unit, role="heading")
        found.append(unit)
    return found


def _pictures(units: list[Unit]) -> list[Unit]:
    """Short lines beside a picture's caption are its banner; a reporter's line is a note."""
    found = list(units)
    for i, unit in enumerate(units):
        if unit.role != "body" or not heading_shaped(unit.text):
            continue
        below = units[i + 1] if i + 1 < len(units) else None
        if _BYLINE.match(unit.text):
            found[i] = replace(unit, role="note", name="byline")
        elif below and below.role == "caption" and below.marker and below.marker.printed in POINTERS:
            found[i] = replace(unit, role="caption")
    return found
