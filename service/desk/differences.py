"""How two pieces of text differ, piece by piece, each piece with the kind that says how much it matters.

Both texts are cut into tokens (a number, a Latin word, a Chinese character, a mark, a space), compared by their folded form,
and what differs, or is equal only after folding, is reported with both sides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from corpus.spans import fold_text, is_han

#: From what matters most to what matters least; a piece gets the first that fits.
KINDS = ("number", "negation", "wording", "script", "width", "punctuation", "spacing")

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
_LATIN = rf"[^\W\d_{_HAN}]+"
_TOKEN = re.compile(rf"\d+(?:[.,]\d+)*%?|[{_HAN}]|{_LATIN}(?:['’]{_LATIN})*|\s+|.", re.DOTALL)
_HAN_NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿两半廿")
_NEGATIONS_HAN = frozenset("不未无没非勿莫冇唔否")
_NEGATIONS = frozenset("not no never nor neither none without cannot unable".split())


@dataclass(frozen=True, slots=True)
class Difference:
    """``quoted`` is the quotation's piece, with its span in the quotation; ``source`` is the document's."""

    quoted: str
    source: str
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    key: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def opcodes(left: Sequence[str], right: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """Levenshtein steps from ``left`` to ``right``: (equal, replace, insert or delete; spans in left and in right)."""
    joined: list[tuple[str, int, int, int, int]] = []
    for tag, *span in Levenshtein.opcodes(left, right):
        a, b, c, d = map(int, span)
        if tag != "equal" and joined and joined[-1][0] != "equal":
            # A deletion beside an insertion is one replacement to a reader.
            joined[-1] = ("replace", joined[-1][1], b, joined[-1][3], d)
        else:
            joined.append((str(tag), a, b, c, d))
    return joined


def _tokens(text: str) -> list[_Token]:
    return [
        _Token(m.group(), " " if m.group().isspace() else fold_text(m.group()), m.start())
        for m in _TOKEN.finditer(text)
    ]


def _is_mark(key: str) -> bool:
    return bool(key) and not any(c.isalnum() or c == "%" for c in key)


def _kind(quoted: Sequence[_Token], source: Sequence[_Token]) -> str:
    """The gravest kind among the tokens of a differing piece."""
    sides = ([t.key for t in quoted], [t.key for t in source])
    solid = [[key for key in side if not _is_mark(key) and key.strip()] for side in sides]
    if solid[0] != solid[1]:
        both = [key for side in solid for key in side]
        if any(any(c.isdigit() for c in key) or key in _HAN_NUMERALS for key in both):
            return "number"
        if any(key in _NEGATIONS_HAN or key in _NEGATIONS or key.endswith(("n't", "n’t")) for key in both):
            return "negation"
        return "wording"
    marks = [[key for key in side if _is_mark(key) and key.strip()] for side in sides]
    return "punctuation" if marks[0] != marks[1] else "spacing"


def _folded_kind(quoted: str, source: str) -> str:
    """Why two tokens that fold alike are not the same characters."""
    if quoted.isspace() and source.isspace():
        return "spacing"
    if unicodedata.normalize("NFKC", quoted) == unicodedata.normalize("NFKC", source):
        return "width"
    if any(is_han(c) for c in quoted):
        return "script"
    return "wording" if quoted.casefold() == source.casefold() else "width"


def differences(quoted: str, source: str) -> list[Difference]:
    """Every differing piece, in the quotation's order; an empty list means the same characters.

    Neighbouring differing tokens form one piece; where one holds nothing of the quotation, its span is empty.
    """
    if quoted == source:
        return []
    left, right = _tokens(quoted), _tokens(source)
    found: list[Difference] = []
    for tag, a, b, c, d in opcodes([t.key for t in left], [t.key for t in right]):
        if tag == "equal":
            for one, other in zip(left[a:b], right[c:d], strict=True):
                if one.text != other.text:
                    found.append(
                        Difference(one.text, other.text, one.start, one.end, _folded_kind(one.text, other.text))
                    )
            continue
        at = left[a].start if a < len(left) else len(quoted)
        end = left[b - 1].end if b > a else at
        piece = source[right[c].start : right[d - 1].end] if d > c else ""
        found.append(Difference(quoted[at:end], piece, at, end, _kind(left[a:b], right[c:d])))
    return _merged(found)


def _merged(found: list[Difference]) -> list[Difference]:
    """Pieces that touch and are of one kind, made one."""
    merged: list[Difference] = []
    for piece in found:
        last = merged[-1] if merged else None
        if last and last.end == piece.start and last.kind == piece.kind:
            merged[-1] = Difference(
                last.quoted + piece.quoted, last.source + piece.source, last.start, piece.end, last.kind
            )
        else:
            merged.append(piece)
    return merged


@dataclass(frozen=True, slots=True)
class Pair:
    """A piece that differs between two texts, with its span in each; one of the two may be empty."""

    before: str
    before_start: int
    before_end: int
    after: str
    after_start: int
    after_end: int


def pairs(before: str, after: str) -> list[Pair]:
    """Every differing piece of two texts, characters that only look alike included, in order."""
    left, right = _tokens(before), _tokens(after)
    found = []
    for tag, a, b, c, d in opcodes([t.text for t in left], [t.text for t in right]):
        if tag == "equal":
            continue
        start = left[a].start if a < len(left) else len(before)
        end = left[b - 1].end if b > a else start
        from_ = right[c].start if c < len(right) else len(after)
        to = right[d - 1].end if d > c else from_
        found.append(Pair(before[start:end], start, end, after[from_:to], from_, to))
    return found
