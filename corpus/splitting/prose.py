"""What punctuation, brackets and shape tell of a text: whether it ends, whether it is a heading, where a run-in head stops."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from corpus.sentences import sentences
from corpus.spans import fold_text, is_han

_CLOSERS = "」』”’）)》】〕\"'* "
_ENDS = "。！？!?；;：:…"
_UNFINISHED = "，,、（(「『《“〈［[－—"
_PAIRS = {
    "）": "（",
    ")": "（",
    "」": "「",
    "』": "『",
    "》": "《",
    "】": "【",
    "”": "“",
    "〉": "〈",
    "］": "［",
    "]": "［",
}
_OPENERS = {"(": "（", "[": "［"} | {c: c for c in "（「『《【“〈［"}
_LAST_WORDS = ("及", "和", "或", "以及", "并", "並", "and", "or")

#: Openings that refer back to the paragraph before.
REFERS_BACK = re.compile(
    r"(?:其中|當中|当中|此外|另外|同時|同时|其後|其后|為此|为此|就此|該|该|上述|有關|有关|In addition|Moreover|This |These )"
)
_SUBJECT = re.compile(r"[^。，、；：！？,;:!?\n]{2,40}[：:](?=\S)")
_RATIO = re.compile(r"\d[（(][^（()）]*[)）][：:]$|^[（(][^（()）]*[)）]\d*[：:]$")
DATE_TAIL = re.compile(
    r"(?:\d{4}\s?年\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?"
    r"|[零〇○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}日)?|\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2}"
    r"|(?:\d{1,2}\s)?(?:January|February|March|April|May|June|July|August|September|October|November|December)\s\d{4})$"
)


def width(text: str) -> int:
    """Columns on paper: a Chinese character is two wide."""
    return sum(2 if is_han(c) or "\u3000" <= c <= "\u303f" or "\uff00" <= c <= "\uff60" else 1 for c in text)


def balance(text: str) -> tuple[str, str]:
    """(openers that are not closed, openers whose closer stands there without them), outermost first."""
    opened: list[str] = []
    missing: list[str] = []
    for c in text:
        if c in _OPENERS:
            opened.append(_OPENERS[c])
        elif c in _PAIRS:
            if opened and opened[-1] == _PAIRS[c]:
                opened.pop()
            else:
                missing.append(_PAIRS[c])
    return "".join(opened), "".join(missing)


def ends_sentence(text: str) -> bool:
    """Whether the text closes with a mark that ends a sentence or an item of a list (``；及`` included)."""
    stripped = text.rstrip(_CLOSERS)
    if not stripped:
        return False
    if stripped[-1] in _ENDS:
        return True
    if stripped[-1] == ".":
        return True
    for word in _LAST_WORDS:
        if stripped.endswith(word):
            return stripped[: -len(word)].rstrip().endswith(("；", ";", "，", ","))
    return False


def breaks_off(text: str) -> bool:
    """Whether the text stops where no text can stop: behind a comma, an opening bracket, within a bracket."""
    stripped = text.rstrip()
    return bool(stripped) and (
        stripped[-1] in _UNFINISHED or (bool(balance(stripped)[0]) and not ends_sentence(stripped))
    )


def heading_shaped(text: str) -> bool:
    """Short, one line, no sentence in it and none ended: how headings and titles look where no markup says so."""
    if not text or ends_sentence(text) or breaks_off(text) or "。" in text or "\t" in text:
        return False
    return width(text) <= 120 and len(text.split()) <= 30 and any(c.isalnum() for c in text)


def last_sentence(text: str) -> str:
    """The sentence a text closes with."""
    spans = sentences(text)
    return text[slice(*spans[-1])].strip() if spans else ""


def run_in_head(text: str) -> int:
    """Where the body behind a run-in head (``XXX：…``) begins; 0 where the text has none."""
    match = _SUBJECT.match(text)
    if not match or ends_sentence(match.group()[:-1]):
        return 0
    before, after = text[match.end() - 2], text[match.end()]
    if before.isdigit() or (match.group()[-1] == ":" and after == "/"):
        return 0
    if _RATIO.search(match.group()) or match.group()[:-1].endswith(
        ("包括", "如下", "下列", "以下", "分別為", "分别为")
    ):
        return 0
    return 0 if balance(match.group())[0] else match.end()


def bigrams(text: str) -> set[str]:
    """Pairs of neighbouring Chinese characters and Latin words of three letters on, folded."""
    folded = fold_text(text)
    pairs = {a + b for a, b in itertools.pairwise(folded) if is_han(a) and is_han(b)}
    return pairs | set(re.findall(r"[a-z][a-z0-9&-]{2,}", folded))


def announced(heading: str, text: str) -> bool:
    """Whether the text names the heading before it comes: verbatim, or in order within a stretch half as long again."""
    wanted = [c for c in fold_text(heading) if c.isalnum()]
    given = [c for c in fold_text(text) if c.isalnum()]
    if len(wanted) < 4:
        return False
    if "".join(wanted) in "".join(given):
        return True
    return any(True for _ in _near(wanted, given))


def _near(wanted: list[str], given: list[str]) -> Iterator[int]:
    """Starts of stretches of ``given`` that hold at least four fifths of ``wanted`` in its order."""
    if len(given) > 4000:
        return
    stretch = len(wanted) * 3 // 2
    for start in (i for i, c in enumerate(given) if c in wanted[:2]):
        at = found = 0
        for c in given[start : start + stretch]:
            while at < len(wanted) and wanted[at] != c and c in wanted[at : at + 3]:
                at += 1
            if at < len(wanted) and wanted[at] == c:
                at, found = at + 1, found + 1
        if found * 5 >= len(wanted) * 4:
            yield start
