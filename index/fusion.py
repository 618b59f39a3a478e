"""Scores of unlike systems made comparable and added: z-scores within each document language, then a weighted sum.

Rank fusion was tried and loses with systems of unequal strength; z within each language is what keeps a question in one
language from drowning in paragraphs of that language.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.errors import BadInput

#: Weights that ``index.fit`` wrote; any encoder without an entry of its own takes "other".
PATH = Path(__file__).parent / "fusion.json"

#: What is added up, each by the weight of its name.
PARTS = ("lexical", "dense", "exact", "coverage", "wanted", "body")


@dataclass(frozen=True, slots=True)
class Weights:
    """What ``index.fit`` fits. All are non-negative."""

    lexical: float  #: of the z-scored BM25 with translations
    dense: float  #: of the z-scored cosine
    exact: float  #: of the share of numbers, dates, codes and names matched
    coverage: float  #: of the share of the question's idf weight matched
    statement: float  #: factor on ``dense`` for a statement, which shares more of its sense than a question does
    wanted: float  #: of having a value of the kind asked for
    k1: float  #: BM25
    b: float  #: BM25
    context: float  #: a heading's token beside a token of the text
    character: float  #: single Chinese characters beside words
    bigram: float  #: Chinese bigrams that are no words
    name: float  #: a name of the glossary or of the documents
    part: float  #: a part of an English name beside the whole name, times the share of its words
    translation: float  #: scale of a translation's probability
    near: float  #: share of the best short window in a paragraph's BM25, the rest is the whole paragraph
    window: float  #: share of the best window in a paragraph's cosine, the rest is the whole paragraph
    # The rest came later: a file without them takes these.
    body: float = 1.0  #: of being no title, signature or byline
    inside: float = 0.5  #: a word inside a known name beside a word of its own: the name says it already
    pair: float = 0.5  #: share of both languages' mean in the score of a place, the rest is the better one's


def read_weights(encoder: str, path: Path = PATH) -> Weights:
    """The weights fitted for an encoder, by the longest key that its id begins with, else "other".

    Raises BadInput where the file is not one that ``index.fit`` writes.
    """
    hint = "write it anew: python -m index.fit"
    try:
        table: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["encoders"]
        key = max((key for key in table if encoder.startswith(key)), key=len, default="other")
        known = {field.name: field.default for field in fields(Weights) if field.default is not MISSING}
        entry = {field.name: float((known | table[key])[field.name]) for field in fields(Weights)}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path.name} holds no usable weights for encoder {encoder}: {error!r}", hint) from error
    if any(not 0 <= value < 1e6 for value in entry.values()):
        raise BadInput(f"{path.name} holds a negative or huge weight for encoder {encoder}", hint)
    return Weights(**entry)


def write_weights(table: Mapping[str, Weights], notes: Mapping[str, Any], path: Path = PATH) -> None:
    """Write the weights per encoder key, with notes on how they were fitted."""
    data = {"notes": dict(notes), "encoders": {key: asdict(table[key]) for key in sorted(table)}}
    path.write_text(json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def z_scores(scores: npt.NDArray[np.float32], group: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """(score - mean) / standard deviation within each group (population deviation); 0 where all are equal."""
    if not len(scores):
        return np.zeros(0)
    sizes = np.maximum(np.bincount(group), 1)
    means = np.bincount(group, weights=scores) / sizes
    differences = scores - means[group]
    deviations = np.sqrt(np.bincount(group, weights=differences**2) / sizes)
    scale = np.where(deviations > 1e-6, deviations, np.inf)
    return differences / scale[group]


def fuse(
    parts: Mapping[str, npt.NDArray[np.float64]], weights: Weights, pairs: npt.NDArray[np.int64] | None = None
) -> npt.NDArray[np.float64]:
    """Weighted sum of PARTS: ``lexical`` and ``dense`` are z-scores, the others lie between 0 and 1. To six decimals.

    ``pairs`` names the place of each row (its own number, or one that its counterpart has too). Then a row is moved by what its
    place's mean differs from its place's best, times ``weights.pair``: what answers a question does so in both languages,
    while a chance match of words does so in one. Rounding keeps the order the same on machines whose last bits differ.
    """
    total = np.asarray(sum(getattr(weights, name) * parts[name] for name in PARTS), dtype=np.float64)
    if pairs is not None and weights.pair and len(total):
        numbers = np.unique(pairs, return_inverse=True)[1]
        best = np.full(int(numbers.max()) + 1, -np.inf)
        np.maximum.at(best, numbers, total)
        mean = np.bincount(numbers, weights=total) / np.bincount(numbers)
        total = total + weights.pair * (mean - best)[numbers]
    return np.round(total, 6)
