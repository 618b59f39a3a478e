"""The folding of ``corpus.spans`` as a normaliser inside tokenizer.json, so that every reader of the file folds alike.

``tokenizers`` reads SentencePiece's "precompiled character map": a double-array trie (Aoe 1989, in the layout of
darts-clone) from UTF-8 keys to offsets in a block of zero-terminated strings. This module writes one.
"""

from __future__ import annotations

import struct
import sys
import unicodedata

from corpus.spans import fold_text

_BLOCK = 256  #: a child stands at its parent's base XOR a byte, so blocks of this size never reach outside the array
_LEAF = 1 << 31
_HANGUL = range(0xAC00, 0xD7A4)


def folded_characters() -> dict[str, str]:
    """Every character that folding changes, with what it becomes; Hangul syllables, which we have no words for, are left out."""
    table = {}
    for code in range(1, sys.maxunicode + 1):
        character = chr(code)
        if code in _HANGUL or unicodedata.category(character) in ("Cs", "Cn", "Co"):
            continue
        folded = fold_text(character)
        if folded != character:
            table[character] = folded
    return table


def _trie(keys: dict[bytes, int]) -> dict:
    root: dict = {}
    for key, value in keys.items():
        node = root
        for byte in key:
            node = node.setdefault(byte, {})
        node[0] = value
    return root


class _DoubleArray:
    def __init__(self) -> None:
        self.units: list[int] = []
        self.used: list[bool] = []
        self.bases: set[int] = {0}
        self.first_free = 1
        self.leaf_from = 1  #: no leaf fits before this unit
        self._grow(_BLOCK)
        self.used[0] = True

    def _grow(self, size: int) -> None:
        while len(self.units) < size:
            self.units.extend([0] * _BLOCK)
            self.used.extend([False] * _BLOCK)

    def _base_for(self, labels: list[int]) -> int:
        """Smallest base, near the first free unit, that gives every label a unit of its own."""
        while self.first_free < len(self.used) and self.used[self.first_free]:
            self.first_free += 1
        # A node of many children rarely fits an early hole: look for its place near the end.
        leaf = labels == [0]
        slot = self.leaf_from if leaf else max(self.first_free, len(self.units) - 8 * _BLOCK)
        while True:
            base = slot ^ labels[0]
            self._grow((base | (_BLOCK - 1)) + 1)
            if base not in self.bases and not any(self.used[base ^ label] for label in labels):
                if leaf:
                    self.leaf_from = slot
                return base
            slot += 1
            self._grow(slot + 1)

    def place(self, position: int, node: dict) -> None:
        labels = sorted(node)
        base = self._base_for(labels)
        self.bases.add(base)
        self.units[position] |= (position ^ base) << 10
        for label in labels:
            self.used[base ^ label] = True
            self.units[base ^ label] = label
        if 0 in node:
            self.units[base] = node[0] | _LEAF
            self.units[position] |= 1 << 8
        for label in labels:
            if label:
                self.place(base ^ label, node[label])


def precompiled(table: dict[str, str]) -> bytes:
    """The character map as ``tokenizers.normalizers.Precompiled`` wants it."""
    strings, offsets = bytearray(), {}
    for folded in sorted(set(table.values())):
        offsets[folded] = len(strings)
        strings += folded.encode("utf-8") + b"\0"
    keys = {character.encode("utf-8"): offsets[folded] for character, folded in sorted(table.items())}
    array = _DoubleArray()
    array.place(0, _trie(keys))
    return struct.pack(f"<I{len(array.units)}I", 4 * len(array.units), *array.units) + bytes(strings)
