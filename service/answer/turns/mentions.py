"""Names of a sentence against names of a source: the same form, or another form of the same name by the documents' glossary.

A name is what the glossary knows, what the fact grammar reads as one, and every Latin word with a capital or a digit in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.records import Fact, Term
from corpus.spans import Folded, fold, fold_text, is_han
from index.glossary import read_glossary
from index.tokens import analyse
from service.answer.turns.novelty import is_plain

KINDS = frozenset(("organisation", "person", "place", "scheme", "title"))
_WORD = re.compile(r"(?<![A-Za-z0-9])\d*[A-Za-z][A-Za-z0-9&+'’@/-]*(?:\.[A-Za-z0-9]+)*")
_IN_QUOTES = re.compile(r"[「『《“]([^「」『』《》“”]{2,20})[」』》”]")
_CAPITALS = re.compile(
    r"(?<![A-Za-z])(?!(?:The|A|An|In|Of|On|At|By|For|This|That)\b)"
    r"[A-Z][A-Za-z'’-]+(?: (?:of |the )*[A-Z][A-Za-z'’-]+)+"
)
_ADDRESS = re.compile(
    r"\S*(?:://|www\.|@[\w-]+\.)\S*|\b[\w-]+\.(?:com|org|net|hk|cn|gov|edu|io|info|biz|xyz)\b\S*", re.I
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A known name met in a text, with its span there and the glossary entries it may stand for."""

    start: int
    end: int
    entries: frozenset[int]


class Glossary:
    """Every name with its forms: what the documents define, and the service's glossary of common names."""

    def __init__(self, terms: Iterable[Term]) -> None:
        rows = [[form for _, form in term.forms] for term in terms]
        rows += [[form for forms in row.values() for form in forms] for row in read_glossary()]
        self._forms: list[tuple[str, ...]] = [tuple(dict.fromkeys(map(fold_text, row))) for row in rows]
        self._entries: dict[str, set[int]] = {}
        for number, forms in enumerate(self._forms):
            for form in forms:
                if len(form) > 1:
                    self._entries.setdefault(form, set()).add(number)
        # The longest first: 香港科學園 is not also a mention of 香港.
        self._longest_first = sorted(self._entries, key=lambda form: (-len(form), form))

    def find(self, text: str) -> list[Mention]:
        """Every known name in the text, the longest where they overlap, in order."""
        folded = fold(text)
        taken = [False] * len(folded.text)
        found = []
        for form in self._longest_first:
            if form not in folded.text:
                continue
            for start, end in occurrences(form, folded.text):
                if any(taken[start:end]):
                    continue
                a, b = folded.to_original(start, end)
                # A Latin name has a capital: "The Loop" is one, "the loop" is none.
                if form.isascii() and text[a:b] == text[a:b].lower():
                    continue
                taken[start:end] = [True] * (end - start)
                found.append(Mention(a, b, frozenset(self._entries[form])))
        return sorted(found, key=lambda mention: mention.start)

    def said(self, mention: Mention, folded: str) -> bool:
        """Whether some form of the name stands in the folded text."""
        return any(_stands(form, folded) for entry in sorted(mention.entries) for form in self._forms[entry])

    def other_form(self, name: str, folded: str) -> bool:
        """Whether the whole ``name`` is a known form of something that stands in the folded text."""
        entries = self._entries.get(fold_text(name).strip(), set())
        return any(_stands(form, folded) for entry in sorted(entries) for form in self._forms[entry])


def occurrences(needle: str, text: str) -> Iterable[tuple[int, int]]:
    """Spans of a folded needle in a folded text; Latin ones as whole words."""
    at = text.find(needle) if needle else -1
    while at >= 0:
        end = at + len(needle)
        if not (_joined(text, at) or _joined(text, end)):
            yield at, end
        at = text.find(needle, at + 1)


def _joined(text: str, at: int) -> bool:
    """Whether the characters on both sides of the place belong to one Latin word or one number."""
    if not 0 < at < len(text):
        return False
    left, right = text[at - 1], text[at]
    return left.isalnum() and right.isalnum() and not is_han(left) and not is_han(right)


def _stands(form: str, folded: str) -> bool:
    return next(iter(occurrences(form, folded)), None) is not None


def _covered(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(a <= start and end <= b for a, b in spans)


def unknown_names(
    text: str,
    source: str,
    *,
    glossary: Glossary,
    stated: Iterable[Fact],
    printed: Iterable[Fact],
    settled: Sequence[tuple[int, int]],
    translated: Callable[[str], bool],
) -> list[str]:
    """Names of ``text`` that ``source`` does not have in any form.

    ``stated`` and ``printed`` are the facts of the text and of the source; ``settled`` spans of the text are proven already
    (figures, quotations); ``translated(word)`` says whether a common word's translation stands in the source.
    """
    folded = fold_text(source)
    values = {fact.value for fact in printed if fact.kind in KINDS}
    spans, missing = list(settled), []
    for mention in glossary.find(text):
        if glossary.said(mention, folded) or _stands(fold_text(text[mention.start : mention.end]), folded):
            spans.append((mention.start, mention.end))
        elif not _covered(mention.start, mention.end, settled):
            missing.append(text[mention.start : mention.end])
    for fact in stated:
        if fact.kind not in KINDS or _covered(fact.start, fact.end, spans):
            continue
        if fact.value in values or _stands(fold_text(fact.text), folded):
            spans.append((fact.start, fact.end))
        else:
            missing.append(fact.text)
    return missing + _capitals(text, folded, spans, translated)


def _capitals(text: str, folded: str, spans: Sequence[tuple[int, int]], translated: Callable[[str], bool]) -> list[str]:
    """Latin words with a capital or a digit, and addresses, that the folded source does not print."""
    missing = [a[0] for a in _ADDRESS.finditer(text) if fold_text(a[0]).rstrip(".,;:!?)") not in folded]
    before: re.Match[str] | None = None
    for match in _WORD.finditer(text):
        last, before = before, None
        word = match[0].rstrip(".'’-/&")
        if word == word.lower() and not any(c.isdigit() for c in word):
            continue
        if _covered(match.start(), match.start() + len(word), spans) or is_plain(fold_text(word)):
            continue
        before = match
        # Two words of names side by side must be so in the source: the Ferry Agency and the Port make no Ferry Port.
        if last and text[last.end() : match.start()] == " " and not _stands(fold_text(f"{last[0]} {word}"), folded):
            missing.append(f"{last[0]} {word}")
        forms = {token.text for token in analyse(fold_text(word))}
        if not (forms and forms <= _tokens(folded)) and not translated(word):
            missing.append(word)
    return missing


@lru_cache(maxsize=4_096)
def _tokens(folded: str) -> frozenset[str]:
    return frozenset(token.text for token in analyse(folded))


def names_in(text: str, facts: Iterable[Fact], glossary: Glossary) -> frozenset[str]:
    """Keys of the names a text has, equal for two forms of one name: glossary entries, names among ``facts``, words in
    quotation marks, Latin names of two words or more. ``facts`` are those of the text."""
    keys = {f"#{entry}" for mention in glossary.find(text) for entry in mention.entries}
    keys |= {fold_text(fact.value) for fact in facts if fact.kind in KINDS}
    keys |= {fold_text(match[1]) for match in _IN_QUOTES.finditer(text)}
    return frozenset(keys | {fold_text(match[0]) for match in _CAPITALS.finditer(text)})


def folded_letters(text: str) -> Folded:
    """The folded text without spaces, with the way back: for finding a quotation however it is spaced."""
    return fold(text).compact()
