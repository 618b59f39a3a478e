"""Names with all their forms: what the documents define, what the glossary adds. One name is one token, whatever is printed.

The corpus teaches the search: 「香港微電子研發院」（「研發院」）, bold Chinese beside bold English, and the user's glossary
each give a set of forms. Forms that are specific enough join sets, so that an abbreviation of one document meets the
English name of another. A paragraph or a question that prints any form carries the name's token.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil
from typing import Any, NamedTuple

from corpus.records import Term
from corpus.spans import fold, is_han
from index.spelling import american
from index.stopwords import ENGLISH
from index.tokens import stem, tokens

#: Starts the token of a name; no token of running text can hold it.
MARK = "§"
_ATOM = re.compile(
    r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]"
    r"|[^\W\d_\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]+(?:&[a-z]+)*(?:['’][a-z]+)?|\d+|\+"
)
_LONGEST = 24
_LONGEST_PART = 5
_LEAST_SHARE = 0.5  #: of a form's words; less is chance (“set up”)
#: Words that no part of a name begins or ends with.
_LINKS = frozenset(stem(word) for word in ("and", "for", "of", "the", "in", "on", "to", "with", "under", "a"))
#: Joined by a form of at least so many Chinese characters or Latin words: shorter ones stand for many things.
_SPECIFIC_HAN, _SPECIFIC_WORDS = 4, 2


class _Atom(NamedTuple):
    text: str
    start: int
    end: int
    upper: bool


class Mention(NamedTuple):
    """A name met in a text: its number and its span in the folded text."""

    name: int
    start: int
    end: int


def _atoms(text: str, mended: Mapping[str, str] | None = None) -> list[_Atom]:
    """Chinese characters and stemmed Latin words, some in place of others; punctuation and spaces do not count."""
    folded, mended = fold(text), mended or {}
    found = []
    for match in _ATOM.finditer(folded.text):
        start, end = match.span()
        if is_han(match[0][0]) or not match[0][0].isalpha():
            found.append(_Atom(match[0], start, end, False))
        else:
            first, last = folded.to_original(start, end)
            word = match[0].replace("’", "'").removesuffix("'s")
            word = stem(american(word))
            found.append(_Atom(mended.get(word, word), start, end, text[first:last].isupper()))
    return found


def _key(form: str) -> tuple[str, ...]:
    """What a form is matched by; empty for forms too short, too long or without letters."""
    atoms = [atom.text for atom in _atoms(form)]
    if atoms[:1] == ["the"]:
        atoms = atoms[1:]
    han = sum(is_han(atom[0]) for atom in atoms)
    letters = sum(len(atom) for atom in atoms if atom[0].isalpha() and not is_han(atom[0]))
    return tuple(atoms) if len(atoms) <= _LONGEST and (han >= 2 or letters >= 2) else ()


def _specific(key: tuple[str, ...]) -> bool:
    han = sum(is_han(atom[0]) for atom in key)
    return han >= _SPECIFIC_HAN or (not han and sum(atom[0].isalpha() for atom in key) >= _SPECIFIC_WORDS)


def _joined(groups: Sequence[list[tuple[str, ...]]]) -> list[list[tuple[str, ...]]]:
    """Groups that share a specific form made one (union-find); sorted, each key once."""
    parent = list(range(len(groups)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    owner: dict[tuple[str, ...], int] = {}
    for i, keys in enumerate(groups):
        for key in keys:
            if _specific(key):
                parent[root(i)] = root(owner.setdefault(key, i))
    sets: dict[int, set[tuple[str, ...]]] = {}
    for i, keys in enumerate(groups):
        sets.setdefault(root(i), set()).update(keys)
    return sorted(sorted(keys) for keys in sets.values())


def _parts(forms: Sequence[Sequence[tuple[str, ...]]]) -> dict[tuple[str, ...], tuple[int, float]]:
    """Runs of words that make half of an English form or more, and that one name alone has -> (name, share of the form)."""
    owners: dict[tuple[str, ...], dict[int, float]] = {}
    for name, keys in enumerate(forms):
        for key in keys:
            if len(key) < 3 or any(is_han(atom[0]) for atom in key):
                continue
            for size in range(max(2, ceil(len(key) * _LEAST_SHARE)), min(_LONGEST_PART, len(key) - 1) + 1):
                for i in range(len(key) - size + 1):
                    part = key[i : i + size]
                    if part[0] not in _LINKS and part[-1] not in _LINKS:
                        shares = owners.setdefault(part, {})
                        shares[name] = max(shares.get(name, 0.0), size / len(key))
    return {part: next(iter(shares.items())) for part, shares in owners.items() if len(shares) == 1}


#: Texts whose tokens are remembered; a paragraph's are a few kilobytes.
_REMEMBERED = 4096


class Names:
    """All names known to an index. ``forms[i]`` are the keys of name i."""

    def __init__(self, forms: Sequence[Sequence[tuple[str, ...]]]) -> None:
        self.forms = [list(keys) for keys in forms]
        self._trie: dict[str, Any] = {}
        self._said: dict[str, frozenset[str]] = {}
        self._parts = _parts(self.forms)
        self.words = frozenset(atom for keys in self.forms for key in keys for atom in key)
        for name, keys in enumerate(self.forms):
            for key in keys:
                node = self._trie
                for atom in key:
                    node = node.setdefault(atom, {})
                node.setdefault("", []).append(name)

    @classmethod
    def of(cls, terms: Iterable[Term], glossary: Iterable[Mapping[str, Sequence[str]]] = ()) -> Names:
        """From the documents' terms and the glossary's rows (language or ``abbreviations`` -> forms)."""
        groups = [[_key(form) for _, form in term.forms] for term in terms]
        groups.extend([_key(form) for forms in row.values() for form in forms] for row in glossary)
        kept = [[key for key in keys if key] for keys in groups]
        return cls(_joined([keys for keys in kept if len(set(keys)) > 1]))

    def to_json(self) -> list[list[list[str]]]:
        return [[list(key) for key in keys] for keys in self.forms]

    @classmethod
    def from_json(cls, data: list[list[list[str]]]) -> Names:
        return cls([[tuple(key) for key in keys] for keys in data])

    def __len__(self) -> int:
        return len(self.forms)

    def find(self, text: str, mended: Mapping[str, str] | None = None) -> Iterator[Mention]:
        """Every name a text prints; of forms that begin at one place the longest. ``mended``: stems to be read as others.

        A form that is also a common English word (IT, US) counts only in capitals.
        """
        atoms = _atoms(text, mended)
        for i, first in enumerate(atoms):
            node, longest = self._trie, None
            for j in range(i, len(atoms)):
                node = node.get(atoms[j].text)
                if node is None:
                    break
                if "" in node and not (i == j and first.text in ENGLISH and not first.upper):
                    longest = (node[""], atoms[j].end)
            if longest:
                for name in longest[0]:
                    yield Mention(name, first.start, longest[1])

    def find_parts(self, text: str, mended: Mapping[str, str] | None = None) -> dict[int, float]:
        """Names that a question may mean by a part of their English form ("acceleration scheme") -> share of its words."""
        words = [atom.text for atom in _atoms(text, mended)]
        found: dict[int, float] = {}
        for size in range(2, _LONGEST_PART + 1):
            for i in range(len(words) - size + 1):
                name, share = self._parts.get(tuple(words[i : i + size]), (-1, 0.0))
                if name >= 0:
                    found[name] = max(found.get(name, 0.0), share)
        return found

    def tokens(self, text: str) -> list[str]:
        """The tokens of the names in a text, one per mention."""
        return [f"{MARK}{mention.name}" for mention in self.find(text)]

    def said(self, text: str) -> frozenset[str]:
        """Every token that a text says, those of its names too. The same sentences are asked about again and again."""
        found = self._said.get(text)
        if found is None:
            if len(self._said) >= _REMEMBERED:
                self._said.clear()
            found = self._said[text] = frozenset(tokens(text)) | frozenset(self.tokens(text))
        return found
