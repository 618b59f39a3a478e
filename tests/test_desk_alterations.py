"""Nothing altered passes: digits, numerals, denials and names changed in every quotation of the set and in slices of documents.

The oracle is apart from the verifier: what is called exact must stand in a document letter for letter, white space aside.
"""

import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from eval.documents import read_folder
from eval.quotations import load_quotations
from service.desk.quotes import verify
from service.desk.stream import Streams

BUNDLED = Path(__file__).parents[1] / "corpus" / "documents"
DENIALS = (*"不未無没沒无非冇", "not ", "no ")
NUMERALS = "一二三四五六七八九十"
#: Alterations tried on each quotation, of each kind.
TRIED = 3


def alterations(quote: str) -> Iterator[tuple[str, str]]:
    """(kind, the quotation with one thing changed)"""
    for match in re.finditer(r"\d", quote):
        for digit in "0123456789":
            if digit != match[0]:
                yield "digit", quote[: match.start()] + digit + quote[match.end() :]
    for match in re.finditer(rf"[{NUMERALS}百千萬万億亿兩两]", quote):
        for numeral in NUMERALS:
            if numeral != match[0]:
                yield "numeral", quote[: match.start()] + numeral + quote[match.end() :]
    for denial in DENIALS:
        places = [m.start() for m in re.finditer(r"\b[a-z]" if denial[-1] == " " else r"[一-鿿]", quote)]
        for at in places:
            yield "denied", quote[:at] + denial + quote[at:]
    for match in re.finditer(rf"[{''.join(d for d in DENIALS if len(d) == 1)}]|\b(?:not|no) |n['’]t", quote):
        yield "affirmed", quote[: match.start()] + quote[match.end() :]
    for match in re.finditer(r"\b[A-Z][a-z]{2,}\b", quote):
        yield "name", f"{quote[: match.start()]}Lantau{quote[match.end() :]}"
    for match in re.finditer(r"[一-鿿]{2}", quote):
        yield "name", f"{quote[: match.start()]}甲乙{quote[match.end() :]}"


def tried(quotes: list[str], seed: int) -> Iterator[tuple[str, str]]:
    """A few alterations of each kind for each quotation; always the same ones."""
    rng = random.Random(seed)
    for quote in quotes:
        kinds: dict[str, list[str]] = {}
        for kind, altered in alterations(quote):
            kinds.setdefault(kind, []).append(altered)
        for kind, found in kinds.items():
            yield from ((kind, one) for one in rng.sample(found, min(TRIED, len(found))))


def compact(text: str) -> str:
    return "".join(c for c in text if not c.isspace())


@lru_cache(maxsize=2)
def shelf(folder: Path):
    _, paragraphs = read_folder(folder)
    texts: dict[tuple[str, str], str] = {}
    for one in sorted(paragraphs, key=lambda p: p.position):
        key = one.document_id, one.language
        texts[key] = texts.get(key, "") + compact(one.text)
    return paragraphs, Streams(paragraphs), list(texts.values())


def passed(quotes: list[str], folder: Path, seed: int) -> tuple[list[str], Counter]:
    """Altered quotations that were called exact and stand in no document; and how many were tried of each kind."""
    _, streams, texts = shelf(folder)
    wrong, count = [], Counter()
    for kind, altered in tried(quotes, seed):
        found = verify(altered, streams)
        count[kind] += 1
        printed = compact(altered).strip("「」“”\"'")
        stands = any(printed in text for text in texts)
        if found.verdict == "exact" and not stands:
            wrong.append(altered)
        if found.verdict == "altered" and kind == "digit" and not stands:
            assert "number" in {d.kind for d in found.differences} or found.notes, altered
    return wrong, count


def test_no_alteration_of_the_quotation_set_passes():
    paragraphs, _, _ = shelf(BUNDLED)
    quotes = [item.quote for item in load_quotations(paragraphs)]
    wrong, count = passed(quotes, BUNDLED, 1)
    assert wrong == []
    assert min(count[kind] for kind in ("digit", "numeral", "denied", "affirmed", "name")) > 20


def slices(folder: Path, number: int, seed: int) -> list[str]:
    """Stretches of paragraphs, 8 to 160 characters."""
    rng = random.Random(seed)
    paragraphs = [p for p in shelf(folder)[0] if len(p.text) >= 8]
    found = []
    for paragraph in rng.choices(paragraphs, k=number):
        length = rng.randint(8, min(160, len(paragraph.text)))
        start = rng.randint(0, len(paragraph.text) - length)
        found.append(paragraph.text[start : start + length])
    return found


def check_slices(folder: Path) -> None:
    quotes = slices(folder, 300, 2)
    _, streams, _ = shelf(folder)
    assert [one for one in quotes if verify(one, streams).verdict != "exact" and any(c.isalnum() for c in one)] == []
    wrong, count = passed(quotes, folder, 3)
    assert wrong == []
    assert sum(count.values()) > 1_000


def test_slices_are_exact_and_no_alteration_of_them_passes():
    check_slices(BUNDLED)


@pytest.mark.originals
def test_slices_of_the_originals_are_exact_and_no_alteration_of_them_passes(originals):
    check_slices(originals)


def test_a_thousand_quotations_take_a_few_seconds():
    _, streams, _ = shelf(BUNDLED)
    quotes = slices(BUNDLED, 500, 4)
    quotes += [altered for _, altered in tried(quotes[:250], 5)][:500]
    assert len(quotes) == 1_000
    began = time.perf_counter()
    for quote in quotes:
        verify(quote, streams)
    # 10 ms each on a quiet machine is the promise; this leaves room for a busy one.
    assert time.perf_counter() - began < 30
