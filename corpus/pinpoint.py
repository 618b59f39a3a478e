"""A paragraph's label in words: ``24.iii`` is "para 24(iii)" in English and 「第24(iii)段」 in Chinese."""

from __future__ import annotations

import re

_ROMAN = re.compile(r"[ivxl]+$")
_NUMERALS = "零一二三四五六七八九十"


def _chinese_number(number: int) -> str:
    return _NUMERALS[number] if number <= 10 else str(number)


def _numbers(parts: list[str]) -> str:
    """``["8", "ii"]`` -> ``8(ii)``, ``["1", "4"]`` -> ``1.4``"""
    text = ""
    for part in parts:
        text += f"({part})" if _ROMAN.match(part) else f".{part}" if text else part
    return text


def _tail(parts: list[str], chinese: bool) -> str:
    """The part of a label below its annex: paragraph numbers, then a row or a bullet where there is one."""
    last = re.fullmatch(r"([rb])(\d+)", parts[-1]) if parts else None
    numbers = _numbers(parts[:-1] if last else parts)
    words = []
    if numbers:
        words.append(f"第{numbers}段" if chinese else f"para {numbers}")
    if last:
        kind, number = last.groups()
        name = {"r": ("row", "行"), "b": ("bullet", "點")}[kind]
        words.append(f"第{number}{name[1]}" if chinese else f"{name[0]} {number}")
    return "".join(words) if chinese else ", ".join(words)


def pinpoint(label: str, language: str) -> str:
    """The label in words of ``language`` (en, zh-Hant, zh-Hans). A label of unknown shape is returned as it is.

    >>> pinpoint("annex-2.1.4", "en"), pinpoint("s3.2", "en"), pinpoint("annex-1.r12", "zh-Hant")
    ('annex 2, para 1.4', 'section 3, para 2', '附件一第12行')
    """
    chinese = language != "en"
    head, *parts = label.split(".")
    if match := re.fullmatch(r"annex-(\d+)", head):
        number = int(match.group(1))
        tail = _tail(parts, chinese)
        text = f"附件{_chinese_number(number)}{tail}" if chinese else ", ".join(filter(None, [f"annex {number}", tail]))
    elif match := re.fullmatch(r"s(\d+)", head):
        text = f"第{match.group(1)}節" if chinese else f"section {match.group(1)}"
        if parts:
            text += _tail(parts, chinese) if chinese else f", {_tail(parts, chinese)}"
    elif match := re.fullmatch(r"(fn|caption)-(\w+)", head):
        name = {"fn": ("footnote", "註"), "caption": ("caption", "圖片說明")}[match.group(1)]
        text = f"{name[1]}{match.group(2)}" if chinese else f"{name[0]} {match.group(2)}"
    elif re.fullmatch(r"\d+[A-Za-z]?", head):
        text = _tail([head, *parts], chinese)
    else:
        return label
    return (
        text.replace("節", "节").replace("圖片說明", "图片说明").replace("點", "点").replace("註", "注")
        if language == "zh-Hans"
        else text
    )
