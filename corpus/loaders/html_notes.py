"""Footnotes of a page: a link that prints a number points at a place further down, where the note stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.loaders.html_tokens import Token
from corpus.loaders.writing import Ink

_MARK = re.compile(r"\s*[\[(（]?\s*(\d{1,3})\s*[\])）]?\s*")


class Notes:
    """Which places of a page are footnotes, told beforehand from its links."""

    def __init__(self, marked: Sequence[Token]) -> None:
        self._numbers: dict[str, str] = {}
        self._deep = 0
        self._links: list[bool] = []
        seen: set[str] = set()
        candidates: dict[str, tuple[str, int]] = {}
        for i, token in enumerate(marked):
            if not token.tag or token.closes:
                continue
            if token.tag == "a" and (target := _target(token)) and target not in seen:
                text = _link_text(marked, i)
                if (match := _MARK.fullmatch(text)) and target not in candidates:
                    candidates[target] = (str(int(match.group(1))), i)
            for name in (token.attributes.get("id"), token.attributes.get("name") if token.tag == "a" else None):
                if name:
                    seen.add(name)
                    if name in candidates and name not in self._numbers:
                        self._numbers[name] = candidates[name][0]

    def number_of(self, place: str) -> str:
        """The number of the footnote that stands at a place; "" where none does."""
        return self._numbers.get(place, "") if place else ""

    def enter(self, attributes: dict[str, str], in_note: bool) -> None:
        """A link begins: within a note one to another place of the page leads back and prints nothing."""
        back = in_note and attributes.get("href", "").startswith("#")
        self._links.append(back)
        self._deep += back

    def leave(self) -> None:
        if self._links:
            self._deep -= self._links.pop()

    @property
    def in_backlink(self) -> bool:
        return self._deep > 0

    def unbracketed(self, text: str) -> str:
        """The number in a raised reference without the brackets some pages print around it."""
        match = _MARK.fullmatch(text)
        return match.group(1) if match else text


def strip_mark(text: Ink, number: str) -> Ink:
    """A footnote's text without the number printed in front of it."""
    printed = text.text
    mark = re.match(rf"\s*(?:[\[(（]?{re.escape(number)}[\])）.．]?|\^)\s+|\s*[¹²³⁴-⁹⁰]+\s*", printed)
    return Ink([(printed[mark.end() :], False)]) if mark else text


def _target(token: Token) -> str:
    href = token.attributes.get("href", "")
    return href[1:] if href.startswith("#") else ""


def _link_text(marked: Sequence[Token], at: int) -> str:
    text = ""
    for token in marked[at + 1 : at + 8]:
        if token.tag == "a":
            break
        text += token.text
    return text
