"""HTML as a run of tags and texts, in time linear in its length whatever it holds.

The standard library's parser takes quadratic time on unclosed comments; here every search that fails ends the reading, as the
HTML standard has it: an unclosed comment or tag runs to the end of the file.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

#: Elements whose content is no markup; what is in them is skipped whole.
RAW = frozenset(("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"))
_NAME = re.compile(r"/?([A-Za-z][^\s/>]{0,60})")
_TAG_END = re.compile(r"""(?>[^"'>]+|"[^"]*"|'[^']*')*>""")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
_LONGEST_TAG = 100_000  #: characters of attributes that are looked at


@dataclass(slots=True)
class Token:
    """A text (``tag`` empty), an opening tag, or a closing one."""

    tag: str
    text: str = ""
    closes: bool = False
    attributes: dict[str, str] = field(default_factory=dict)


def tokens(source: str) -> Iterator[Token]:
    """The tokens of a page in order, references to characters resolved."""
    at, end = 0, len(source)
    while at < end:
        mark = source.find("<", at)
        if mark < 0:
            yield Token("", html.unescape(source[at:]))
            return
        if mark > at:
            yield Token("", html.unescape(source[at:mark]))
        name = _NAME.match(source, mark + 1)
        if name:
            closed = _TAG_END.match(source, name.end())
            at = closed.end() if closed else source.find(">", name.end()) + 1
            if not at:
                return
            token = _tag(source, mark, name, at)
            yield token
            if token.tag in RAW and not token.closes:
                at = _raw_end(source, at, token.tag)
                if at < 0:
                    return
        elif source.startswith(("<!", "<?", "</"), mark):
            at = _declaration_end(source, mark)
            if at < 0:
                return
        else:
            yield Token("", "<")
            at = mark + 1


def _tag(source: str, mark: int, name: re.Match[str], end: int) -> Token:
    tag = name.group(1).lower()
    if source[mark + 1] == "/":
        return Token(tag, closes=True)
    attributes: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(source, name.end(), min(end - 1, name.end() + _LONGEST_TAG)):
        value = next((one for one in match.groups()[1:] if one is not None), "")
        attributes.setdefault(match.group(1).lower(), html.unescape(value) if "&" in value else value)
    return Token(tag, attributes=attributes)


def _raw_end(source: str, at: int, tag: str) -> int:
    found = re.compile(rf"</{tag}(?=[\s/>])", re.IGNORECASE).search(source, at)
    return found.start() if found else -1


def _declaration_end(source: str, mark: int) -> int:
    for opening, closing in (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<", ">")):
        if source.startswith(opening, mark):
            found = source.find(closing, mark + len(opening) - (2 if opening == "<!--" else 0))
            return found + len(closing) if found >= 0 else -1
    return -1
