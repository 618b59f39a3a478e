"""A paragraph's label in words: ``24.iii`` is "para 24(iii)" in English and 「第24(iii)段」 in Chinese.

The labels are those of docs/LABELS.md. What a label does not tell is not made up: a label of unknown shape stays as it is.
"""

from __future__ import annotations

import re

from corpus.scripts import to_script

_LETTERED = re.compile(r"[ivxl]+$|[a-z]$")
_NUMERALS = "零一二三四五六七八九十"
#: last parts that count places: letter -> (English, Chinese)
_PLACES = {"r": ("row", "行"), "b": ("bullet", "點"), "p": ("unnumbered para", "個無編號段落")}
#: labels that name what they are and count it: (English, Chinese)
_NAMED = {
    "fn": ("footnote", "註"),
    "caption": ("caption", "圖片說明"),
    "note": ("note", "附註"),
    "cover": ("cover, line", "封面第{}行"),
    "headline": ("headline, line", "標題第{}行"),
    "closing": ("back cover, line", "封底第{}行"),
    "signature": ("signature", "署名"),
    "byline": ("byline", "作者署名"),
}


def _chinese_number(number: str) -> str:
    return _NUMERALS[int(number)] if number.isdigit() and int(number) <= 10 else number


def _numbers(parts: list[str]) -> str:
    """``["8", "ii"]`` -> ``8(ii)``, ``["1", "4"]`` -> ``1.4``"""
    text = ""
    for part in parts:
        text += f"({part})" if _LETTERED.match(part) else f".{part}" if text else part
    return text


def _below(parts: list[str], chinese: bool) -> list[str]:
    """What stands below an annex or a section, in words: sections, paragraphs, then a row or a bullet."""
    words = []
    if parts and (section := re.fullmatch(r"s(\d+)", parts[0])):
        words.append(f"第{section[1]}節" if chinese else f"section {section[1]}")
        parts = parts[1:]
    last = re.fullmatch(r"([rbp])(\d+)", parts[-1]) if parts else None
    if numbers := _numbers(parts[:-1] if last else parts):
        words.append(f"第{numbers}段" if chinese else f"para {numbers}")
    if last:
        english, han = _PLACES[last[1]]
        words.append(f"第{last[2]}{han}" if chinese else f"{english} {last[2]}")
    return words


def _named(head: str, parts: list[str], chinese: bool) -> str | None:
    match = re.fullmatch(r"([a-z]+)(?:-(\w+))?", head)
    if match is None or match[1] not in _NAMED:
        return None
    english, han = _NAMED[match[1]]
    number = match[2] or (parts[0] if parts else "")
    if chinese:
        return han.format(number) if "{}" in han else f"{han}{number}"
    return f"{english} {number}".strip()


def pinpoint(label: str, language: str) -> str:
    """The label in words of ``language`` (en, zh-Hant, zh-Hans). A label of unknown shape is returned as it is.

    >>> pinpoint("annex-2.1.4", "en"), pinpoint("s3.2", "en"), pinpoint("annex-1.r12", "zh-Hant")
    ('annex 2, para 1.4', 'section 3, para 2', '附件一第12行')
    """
    chinese = language != "en"
    head, *parts = label.split(".")
    if match := re.fullmatch(r"annex-(\w+)", head):
        words = [f"附件{_chinese_number(match[1])}" if chinese else f"annex {match[1]}", *_below(parts, chinese)]
    elif head == "s0":
        words = ["開首部分" if chinese else "opening", *_below(parts, chinese)]
    elif match := re.fullmatch(r"s(\d+)a", head):
        words = [f"第{match[1]}節之後" if chinese else f"after section {match[1]}", *_below(parts, chinese)]
    elif re.fullmatch(r"s\d+|\d+[A-Za-z]?", head):
        words = _below([head, *parts], chinese)
    elif (named := _named(head, parts, chinese)) is not None:
        words = [named]
    else:
        return label
    return to_script("".join(words), language) if chinese else ", ".join(words)
