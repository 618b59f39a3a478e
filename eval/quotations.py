"""The quotation set, read from eval/quotations/*.yaml: places in the documents and what is done to their words.

No words of a document stand in the set. An item names the sentence (or clause) of a paragraph that prints ``with``; the quotation
is sliced from whatever documents are judged, and then altered as the item says.

- ``replace: [a, b]`` puts b for the first a, however spaced; ``a1|a2`` are other wordings, ``b1|b2`` go with them
- ``script`` writes it in the other script, ``width`` sets a figure in full-width characters, ``wrap`` puts marks around it
- ``ellipsis`` leaves out the middle, ``join`` goes on with a clause from elsewhere
- ``then`` goes on to the end of the paragraph and over the next ones
- ``documents`` says where it is claimed to be from; ``text`` is a quotation of our own
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from opencc import OpenCC

from corpus.errors import BadInput, NotFound
from corpus.records import Paragraph
from corpus.sentences import clauses, sentences
from corpus.spans import fold_text

BUNDLED = Path(__file__).parent / "quotations"
NAMES = BUNDLED / "documents.yaml"
_KEYS = frozenset(
    "in with part then join replace script width ellipsis wrap documents text kinds notes verdict".split()
)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation to verify with what is expected. ``places``: paragraphs it may be found in; any where empty."""

    id: str
    quote: str
    verdict: str
    kinds: frozenset[str] = frozenset()  #: kinds of difference that must be found
    notes: tuple[str, ...] = ()  #: what notes must begin with
    places: frozenset[str] = frozenset()
    documents: tuple[str, ...] | None = None


@lru_cache(maxsize=1)
def document_names() -> Mapping[str, str]:
    """Short name -> document id."""
    return yaml.safe_load(NAMES.read_text("utf-8"))["documents"]


def full_id(short: str) -> str:
    """``legco/20`` as a paragraph's id. Raises BadInput for an unknown short name."""
    name, _, label = short.partition("/")
    if name not in document_names():
        raise BadInput(f"There is no document called {name!r} in {NAMES.name}.")
    return f"{document_names()[name]}/{label}"


def load_quotations(paragraphs: Sequence[Paragraph], place: Path = BUNDLED) -> list[Quotation]:
    """The set, its quotations sliced from ``paragraphs``. Raises BadInput where an item does not fit the documents."""
    files = sorted(place.glob("*.yaml")) if place.is_dir() else [place]
    if not files or not all(file.is_file() for file in files):
        raise NotFound(f"There are no quotations at {place}.")
    known = {paragraph.id: paragraph for paragraph in paragraphs}
    found = []
    for file in files:
        number = 0
        for group in yaml.safe_load_all(file.read_text("utf-8")):
            for raw in group.get("items", ()):
                number += 1
                item = {"verdict": group["verdict"], "kinds": group.get("kinds", ()), **raw}
                found.append(_quotation(f"{file.stem}-{number}", item, known))
    return found


def _quotation(name: str, item: Mapping[str, Any], known: Mapping[str, Paragraph]) -> Quotation:
    if unknown := sorted(set(item) - _KEYS):
        raise BadInput(f"{name}: there is no key {unknown[0]!r}.")
    documents = item.get("documents")
    return Quotation(
        id=name,
        quote=item["text"] if "text" in item else _words(name, item, known),
        verdict=item["verdict"],
        kinds=frozenset(item.get("kinds", ())),
        notes=tuple(item.get("notes", ())),
        places=frozenset(full_id(one) for one in _places(item)),
        documents=tuple(document_names()[one] for one in documents) if documents else None,
    )


def _places(item: Mapping[str, Any]) -> list[str]:
    return [*([item["in"]] if "in" in item else []), *item.get("then", ()), *item.get("join", ())[:1]]


def _words(name: str, item: Mapping[str, Any], known: Mapping[str, Paragraph]) -> str:
    """The item's quotation, every edit made."""
    text = _slice(name, item["in"], item.get("with"), item.get("part"), "then" in item, known)
    for one in item.get("then", ()):
        text += "\n" + _paragraph(name, one, known).text
    if "join" in item:
        other, anchor = item["join"]
        text = _clause(name, item["in"], item["with"], known) + _clause(name, other, anchor, known)
    if "ellipsis" in item:
        text = _shortened(text, item["ellipsis"])
    if "script" in item:
        text = OpenCC({"hans": "t2s", "hant": "s2hk"}[item["script"]]).convert(text)
    if "replace" in item:
        text = _replaced(name, text, *item["replace"])
    if "width" in item:
        text = _replaced(name, text, item["width"], "".join(_full_width(c) for c in item["width"]))
    if "wrap" in item:
        text = f"{item['wrap'][0]}{text}{item['wrap'][1]}"
    return text


def _paragraph(name: str, short: str, known: Mapping[str, Paragraph]) -> Paragraph:
    if full_id(short) not in known:
        raise BadInput(f"{name}: there is no paragraph {full_id(short)}.")
    return known[full_id(short)]


def _pattern(text: str) -> re.Pattern[str]:
    """The text however it is spaced."""
    return re.compile(r"\s*".join(re.escape(c) for c in text if not c.isspace()), re.IGNORECASE)


def _prints(text: str, anchors: str) -> bool:
    folded = fold_text(text).replace(" ", "")
    return any(fold_text(anchor).replace(" ", "") in folded for anchor in anchors.split("|"))


def _slice(
    name: str, short: str, anchor: str | None, part: str | None, to_end: bool, known: Mapping[str, Paragraph]
) -> str:
    text = _paragraph(name, short, known).text
    if anchor is None:
        return text
    for start, end in clauses(text) if part == "clause" else sentences(text):
        if _prints(text[start:end], anchor):
            return text[start:] if to_end else text[start:end]
    raise BadInput(f"{name}: {short} does not print {anchor!r}.")


def _clause(name: str, short: str, anchor: str, known: Mapping[str, Paragraph]) -> str:
    return _slice(name, short, anchor, "clause", False, known)


def _shortened(text: str, mark: str) -> str:
    """The text without its middle: the clauses between the first and the last, or the middle third of its words."""
    spans = clauses(text)
    if len(spans) > 2:
        return text[: spans[0][1]] + mark + text[spans[-1][0] :]
    first, last = len(text) // 3, 2 * len(text) // 3
    while first and text[first].isalnum() and text[first].isascii():
        first -= 1
    while last < len(text) and text[last].isalnum() and text[last].isascii():
        last += 1
    return text[:first] + mark + text[last:]


def _replaced(name: str, text: str, old: str, new: str) -> str:
    olds, news = old.split("|"), new.split("|")
    for number, one in enumerate(olds):
        if found := _pattern(one).search(text):
            # The pattern leaves spaces at its edges out; the item may name them, as in "about ".
            start = found.start() - (one.startswith(" ") and text[found.start() - 1 : found.start()] == " ")
            end = found.end() + (one.endswith(" ") and text[found.end() : found.end() + 1] == " ")
            return text[:start] + news[number if len(news) > 1 else 0] + text[end:]
    raise BadInput(f"{name}: the quotation does not print {old!r}.", text)


def _full_width(character: str) -> str:
    return chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character
