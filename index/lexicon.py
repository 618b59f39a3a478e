"""Common words of government and their usual Chinese: what the learned table, trained on other texts, gets wrong or lacks.

``words.csv`` has two columns: English words (surface forms, parted by ``;``) and their Chinese, the usual one first. It is
looked up by the word as written, since stems confuse (authority and author, important and import, organ and organisation).
A row of several words ("set up") speaks for its first word where the others follow. Names belong in the glossary; a word here
is no name and need not be met exactly. Chinese of more than one token is left out: its words are listed for themselves.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from corpus.errors import BadInput
from corpus.spans import fold_text
from index.segmenter import segment
from index.tokens import stem

PATH = Path(__file__).parent / "words.csv"
COLUMNS = ("en", "zh-Hant")
#: Endings of a word that may stand for a listed one, and what the listed one has in their place.
_ENDINGS = (("ies", "y"), ("es", ""), ("s", ""), ("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e"), ("ied", "y"))


class Lexicon:
    """``words``: English surface form -> Chinese tokens, the usual one first."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        self._words = {word: tuple(targets) for word, targets in words.items() if " " not in word}
        self._phrases: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for phrase in sorted(words, key=lambda phrase: (-len(phrase), phrase)):
            if " " in phrase:
                head, rest = phrase.split(" ", 1)
                self._phrases.setdefault(head, []).append((rest, tuple(words[phrase])))
        back: dict[str, list[str]] = {}
        for word, targets in self._words.items():
            for target in targets:
                back.setdefault(target, []).append(stem(word))
        self._back = {target: tuple(dict.fromkeys(stems)) for target, stems in back.items()}

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str]]) -> Lexicon:
        """From (English forms, Chinese forms) as the file's cells have them."""
        words: dict[str, list[str]] = {}
        for english, chinese in rows:
            targets = [token for form in _forms(chinese) for token in _token(form)]
            for form in _forms(english):
                words.setdefault(form, []).extend(target for target in targets if target not in words.get(form, ()))
        return cls(words)

    @classmethod
    def open(cls, path: Path = PATH) -> Lexicon:
        """Raises BadInput where the file is missing, no UTF-8, or without its columns."""
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"the word list {path.name} cannot be read: {error}", "a CSV file in UTF-8") from error
        reader = csv.DictReader(lines)
        if not set(COLUMNS) <= set(reader.fieldnames or ()):
            raise BadInput(f"the word list {path.name} has other columns", f"it needs {', '.join(COLUMNS)}")
        return cls.of((row["en"] or "", row["zh-Hant"] or "") for row in reader)

    @property
    def words(self) -> frozenset[str]:
        """All English words listed, as written."""
        return frozenset(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def chinese(self, word: str) -> tuple[str, ...]:
        """Chinese tokens of a folded English word as written; of its singular or plain form where that alone is listed."""
        for form in _plain(word):
            if form in self._words:
                return self._words[form]
        return ()

    def phrase(self, folded: str, start: int, end: int) -> tuple[str, ...]:
        """Chinese tokens of the longest listed run of words that begins with the word at ``[start, end)`` of a folded text."""
        for rest, targets in self._phrases.get(folded[start:end], ()):
            after = end + 1 + len(rest)
            if (
                folded[end + 1 : after] == rest
                and not folded[end : end + 1].strip()
                and not folded[after : after + 1].isalnum()
            ):
                return targets
        return ()

    def english(self, token: str) -> tuple[str, ...]:
        """English stems that a Chinese token is listed with."""
        return self._back.get(token, ())


def _forms(cell: str) -> list[str]:
    return [form for part in cell.split(";") if (form := fold_text(part.strip()))]


def _token(form: str) -> Iterator[str]:
    """The form where it is a token of index.tokens: a word of the segmenter, or one or two characters."""
    if len(form) <= 2 or len(segment(form)) == 1:
        yield form


def _plain(word: str) -> Iterator[str]:
    yield word
    for ending, other in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            base = word.removesuffix(ending)
            yield base + other
            if ending in ("ing", "ed") and base[-1] == base[-2]:
                yield base[:-1]


@lru_cache(maxsize=1)
def shipped() -> Lexicon:
    """The list that ships, read once."""
    return Lexicon.open()
