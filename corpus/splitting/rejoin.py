"""What print broke, put together again: wrapped lines, sentences cut by a page break, tails that stand in another place.

Only punctuation, bracket balance and shape decide. What they cannot tell stays apart and becomes a Problem.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from corpus.blocks import Block, Clean, join
from corpus.languages import han_share
from corpus.records import Problem
from corpus.spans import fold_text, is_han
from corpus.splitting.prose import (
    REFERS_BACK,
    balance,
    bigrams,
    breaks_off,
    ends_sentence,
    heading_shaped,
    run_in_head,
    width,
)

_TEXTS = ("line", "number", "item")
_LONG = 80  #: columns from which a text without an end is no heading
_COMMA = re.compile("[，。]|[,.] ")
_NEAR = 12  #: blocks within which a displaced tail is looked for
_WHEN = "年月日今去明前現现目近同此其後后先最"  #: a short opening with one of these tells a time or refers back


def glue(left: str, right: str) -> str:
    """What stood between two pieces of one text: nothing between Chinese, a space between words."""
    if not left or not right:
        return ""
    if left[-1] == "-" and right[0].islower():
        return ""
    return "" if _wide(left[-1]) or _wide(right[0]) else " "


def _wide(c: str) -> bool:
    return is_han(c) or "\u3000" <= c <= "\u303f" or "\uff00" <= c <= "\uff60" or c in "“”‘’"


def together(first: Block, second: Block) -> Block:
    """One block of two, with the first one's marker and place."""
    cleaned = join((first.clean, second.clean), glue(first.text, second.text))
    return replace(first, clean=cleaned, hard=second.hard)


def wrapped(blocks: Sequence[Block], *, bilingual: bool = False) -> list[Block]:
    """Lines that a fixed width broke, joined.

    In Markdown adjacent lines are one paragraph. Elsewhere the line before must be about as wide as the widest line
    beside it, or the next must begin in lower case. In a bilingual document adjacent lines of one language are one.
    """
    joined: list[Block] = []
    widest = _widest(blocks)
    pieces: list[Block] = []  # the lines of the paragraph at hand, joined once so that time stays linear
    for block, wide in zip(blocks, widest, strict=True):
        if pieces and _wraps(pieces[-1], block, wide, bilingual):
            pieces.append(block)
            continue
        if pieces:
            joined.append(_paragraph(pieces))
        pieces = [block]
    if pieces:
        joined.append(_paragraph(pieces))
    return joined


def _paragraph(pieces: list[Block]) -> Block:
    if len(pieces) == 1:
        return pieces[0]
    cleans = [pieces[0].clean]
    for before, block in itertools.pairwise(pieces):
        space = glue(before.text, block.text) or ("" if not heading_shaped(before.text) or block.tight else " ")
        cleans.append(join((Clean(space), block.clean)) if space else block.clean)
    return replace(pieces[0], clean=join(cleans), hard=pieces[-1].hard)


def _widest(blocks: Sequence[Block]) -> list[int]:
    """For each block the width of the widest line among those printed without a blank line between."""
    widths = [0] * len(blocks)
    start = 0
    for i in range(1, len(blocks) + 1):
        if i == len(blocks) or blocks[i].gap:
            most = max((width(b.text) for b in blocks[start:i] if b.shape in _TEXTS), default=0)
            widths[start:i] = [most] * (i - start)
            start = i
    return widths


def _wraps(before: Block, block: Block, widest: int, bilingual: bool) -> bool:
    if block.shape != "line" or block.gap or before.shape not in (*_TEXTS, "footnote", "note", "caption"):
        return False
    if (han_share(before.text) > 0.2) != (han_share(block.text) > 0.2):
        return False
    if block.text[0].islower() and block.text[0].isascii() and not ends_sentence(before.text):
        return True
    if bilingual and before.shape == "line" and heading_shaped(before.text) and heading_shaped(block.text):
        return any(c.isalpha() for c in before.text) and any(c.isalpha() for c in block.text)
    if before.hard:
        return False
    if before.tight:
        return True
    return width(before.text) >= max(30, widest * 3 // 4)


def without_page_numbers(blocks: Sequence[Block]) -> list[Block]:
    """Bare numbers that count pages, taken out; the blocks behind each know their page.

    Bare numbers that go on from circled ones (①, ②, ③, 4, 5) mark sections and stay.
    """
    marks = [b for b in blocks if b.shape == "mark" and b.marker]
    bare = [b for b in marks if b.marker and b.marker.style == "number"]
    numbers = [int(b.marker.value) for b in bare if b.marker]
    counts = len(numbers) >= 2 and all(b == a + 1 for a, b in itertools.pairwise(numbers))
    if len(bare) != len(marks) or not counts:
        return list(blocks)
    page, kept = numbers[0], []
    for block in blocks:
        if block.shape == "mark":
            page += 1
        else:
            kept.append(replace(block, page=page))
    return kept


def broken(blocks: Sequence[Block]) -> tuple[list[Block], list[Problem]]:
    """Sentences cut in two by a page break joined again; (blocks, problems)."""
    punctuated = _punctuated(blocks)
    joined: list[Block] = []
    last_text: int | None = None  # where in ``joined`` the text stands that the next one may continue
    for block in blocks:
        if last_text is not None and _continues(joined[last_text], block, punctuated):
            joined[last_text] = together(joined[last_text], block)
            continue
        joined.append(block)
        if block.shape in (*_TEXTS, "heading", "row", "mark"):
            last_text = len(joined) - 1 if block.shape in _TEXTS else None
    return _displaced(joined, punctuated)


def _sort(block: Block) -> tuple[bool, bool]:
    return block.shape == "item", han_share(block.text) <= 0.2


def _punctuated(blocks: Sequence[Block]) -> frozenset[tuple[bool, bool]]:
    """Which sorts of text, (item, Latin script), end with punctuation here: those of a paper do, those of a slide do not."""
    ended, counted = Counter(), Counter()
    for block in blocks:
        if block.shape in _TEXTS and (block.shape == "item" or width(block.text) > _LONG or _COMMA.search(block.text)):
            counted[_sort(block)] += 1
            ended[_sort(block)] += ends_sentence(block.text)
    return frozenset(sort for sort, n in counted.items() if 2 * ended[sort] >= n)


def is_open(block: Block, punctuated: frozenset[tuple[bool, bool]]) -> bool:
    """Whether the text stops in mid-sentence."""
    if block.shape not in _TEXTS or ends_sentence(block.text):
        return False
    if breaks_off(block.text):
        return True
    if _sort(block) not in punctuated or (block.marker and block.marker.style == "han" and heading_shaped(block.text)):
        return False
    if block.shape == "item":
        return width(block.text) >= 30
    running = "。" in block.text or bool(run_in_head(block.text)) or width(block.text) > _LONG * 2
    return running if block.shape == "line" else running or "，" in block.text


def _continues(before: Block, block: Block, punctuated: frozenset[tuple[bool, bool]]) -> bool:
    if block.shape != "line" or not is_open(before, punctuated) or run_in_head(block.text):
        return False
    if (han_share(before.text) > 0.2) != (han_share(block.text) > 0.2):
        return False
    opened, missing = balance(before.text)[0], balance(block.text)[1]
    if opened and missing and opened[-1] == missing[0]:
        return True
    if not block.text[0].isascii() or not block.text[0].isupper():
        return ends_sentence(block.text) or not heading_shaped(block.text) or breaks_off(before.text)
    return breaks_off(before.text) and ends_sentence(block.text)


def _displaced(blocks: list[Block], punctuated: frozenset[tuple[bool, bool]]) -> tuple[list[Block], list[Problem]]:
    """Open texts whose rest stands elsewhere nearby. Exactly one place must fit, or the text stays as it is."""
    problems: list[Problem] = []
    taken: dict[int, int] = {}
    for i, block in enumerate(blocks):
        if not is_open(block, punctuated):
            continue
        near = range(max(0, i - _NEAR), min(len(blocks), i + _NEAR + 1))
        tails = [j for j in near if j != i and j not in taken.values() and _is_tail(blocks, j, block, punctuated)]
        place = f"line {block.line}"
        if len(tails) == 1:
            taken[i] = tails[0]
            message = (
                f"The sentence stops in line {block.line} and goes on in line {blocks[tails[0]].line}; it was joined."
            )
            problems.append(Problem("displaced-tail", message, place))
        else:
            problems.append(
                Problem("broken-sentence", "The text stops in mid-sentence and its rest was not found.", place)
            )
    moved = set(taken.values())
    kept = [together(b, blocks[taken[i]]) if i in taken else b for i, b in enumerate(blocks) if i not in moved]
    return kept, problems


def _is_tail(blocks: Sequence[Block], j: int, opened: Block, punctuated: frozenset[tuple[bool, bool]]) -> bool:
    """Whether block ``j`` reads as the rest of a sentence: it opens with a fragment, and speaks of what was broken off."""
    block = blocks[j]
    if block.shape != "line" or not ends_sentence(block.text) or run_in_head(block.text):
        return False
    if j and is_open(blocks[j - 1], punctuated):
        return False
    want, have = balance(opened.text)[0], balance(block.text)[1]
    if want or have:
        return bool(want) and bool(have) and want[-1] == have[0]
    comma = min((at for at in (block.text.find(c) for c in "，,。") if at >= 0), default=-1)
    opening = block.text[: max(comma, 0)]
    if not 0 < len(opening) <= 4 or any(c in _WHEN or c.isdigit() for c in opening) or REFERS_BACK.match(opening):
        return False
    return bool(bigrams(fold_text(opened.text)[-8:]) & bigrams(block.text))
