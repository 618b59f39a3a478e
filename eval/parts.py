"""The parts of the search that an ablation takes away: weights set to nothing, indexes built with less, readings with less."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import astuple, dataclass, field, replace

from index.fusion import PARTS, Weights
from index.lexicon import Lexicon
from index.query import Lore, Query, read_query
from index.retriever import Retriever

#: Weights that are used only when the parts are added up.
_SUMMED = (*PARTS, "statement", "pair")


@dataclass(frozen=True)
class Setup:
    """What differs from the search as it ships. ``public``: whether it can differ where paragraphs have no context, no terms."""

    changed: Mapping[str, float] = field(default_factory=dict)  #: weights
    glossary: bool = True  #: the shipped glossary
    terms: bool = True  #: the terms that the documents define
    headings: bool = True  #: the heading path of every paragraph
    common_words: bool = True  #: the list of common words of government
    typos: bool = True
    public: bool = True

    def weights(self, weights: Weights) -> Weights:
        return replace(weights, **self.changed)

    def reading(self, weights: Weights) -> str:
        """Setups with the same one score every part alike; they differ in how the parts are added."""
        read = replace(self.weights(weights), **dict.fromkeys(_SUMMED, 0.0))
        kept = (self.glossary, self.terms, self.headings, self.common_words, self.typos)
        return repr((astuple(read), kept))

    def applied(self, retriever: Retriever, weights: Weights) -> Retriever:
        """The retriever reading questions so. ``statement`` is left for the sum."""
        changed = retriever.with_weights(replace(self.weights(weights), statement=1.0))
        if self.common_words and self.typos:
            return changed
        lore = Lore(
            changed._names,
            changed._weights,
            changed._translations,
            changed.frequency,
            changed._typos if self.typos else (lambda word: []),
            **({} if self.common_words else {"lexicon": Lexicon({})}),
        )

        def read(question: str) -> Query:
            return read_query(question, lore)

        other = copy(changed)
        other.read = read  # type: ignore[method-assign]
        return other


def _only(kept: str, **changed: float) -> dict[str, float]:
    """One part of the sum, none of the others, and both languages of a place on their own."""
    return {**dict.fromkeys(PARTS, 0.0), kept: 1.0, "pair": 0.0, **changed}


_PLAIN = {"translation": 0.0, "name": 0.0, "part": 0.0, "near": 0.0}
ALONE = {
    "BM25 alone, the asker's own words": Setup(_only("lexical", **_PLAIN)),
    "PSQ alone: BM25 with translations": Setup(_only("lexical", name=0.0, part=0.0, near=0.0)),
    "PSQ with windows alone": Setup(_only("lexical", name=0.0, part=0.0)),
    "PSQ with windows and names alone": Setup(_only("lexical")),
    "dense paragraphs alone": Setup(_only("dense", window=0.0)),
    "dense windows alone": Setup(_only("dense", window=1.0)),
    "dense windows and paragraphs alone": Setup(_only("dense")),
}
WITHOUT = {
    "without translations (PSQ)": Setup({"translation": 0.0}),
    "without BM25 and PSQ": Setup({"lexical": 0.0}),
    "without dense": Setup({"dense": 0.0}),
    "without dense windows": Setup({"window": 0.0}),
    "without dense paragraphs": Setup({"window": 1.0}),
    "without windows of words": Setup({"near": 0.0}),
    "without the glossary": Setup(glossary=False),
    "without the terms that the documents define": Setup(terms=False, public=False),
    "without all names (glossary, defined terms)": Setup({"name": 0.0, "part": 0.0}),
    "without the list of common words": Setup(common_words=False),
    "without exact matches": Setup({"exact": 0.0}),
    "without coverage": Setup({"coverage": 0.0}),
    "without the kind of value wanted": Setup({"wanted": 0.0}, public=False),
    "without the mark on titles and signatures": Setup({"body": 0.0}, public=False),
    "without the other language of a place": Setup({"pair": 0.0}, public=False),
    "without the heading path": Setup(headings=False, public=False),
    "without typo tolerance": Setup(typos=False),
}
