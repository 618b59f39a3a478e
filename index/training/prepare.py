"""From texts and teacher vectors to what the embedding learns from and where it starts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from corpus.spans import fold_text
from index.tokens import stem
from index.training.bags import Examples, Rows
from index.training.sources import SOURCES, Entry, Pair
from index.training.static import Matrix, sif
from index.training.vocabulary import MARK

#: Share of a source among the pairs drawn; what is not named shares the rest by its size.
SHARES = {"twlaw": 0.2, "wmt": 0.55}
GLOSSES = 4  #: of one dictionary word; the first ones are the common ones
_ASIDE = re.compile(r"\([^)]*\)")
_POINTER = re.compile(r"^(surname |variant of|old variant|see |abbr\. for|used in|cl:)")


def gloss_pairs(entries: Iterable[Entry]) -> list[tuple[str, str]]:
    """(word, folded gloss without asides); glosses that only point elsewhere are left out."""
    found = []
    for entry in entries:
        for gloss in entry.glosses[:GLOSSES]:
            text = " ".join(fold_text(_ASIDE.sub(" ", gloss)).split())
            if any(c.isascii() and c.isalpha() for c in text) and not _POINTER.match(text):
                found.append((entry.word, text))
    return found


@dataclass(frozen=True, slots=True)
class Taught:
    """The teacher's vectors (n, 384), of words by token, of glosses by text, of the English of some pairs by row."""

    words: Mapping[str, npt.NDArray]
    glosses: Mapping[str, npt.NDArray]
    rows: npt.NDArray[np.int32]
    sentences: npt.NDArray

    def projection(self, dimension: int) -> tuple[Matrix, Matrix]:
        """(mean of words, (384, dimension) principal directions of words and sentences), signs fixed."""
        words = np.stack([self.words[w] for w in sorted(self.words)]).astype(np.float64)
        mean = words.mean(axis=0)
        parts = [words - mean]
        if len(self.sentences):
            sentences = self.sentences.astype(np.float64)
            parts.append(sentences - sentences.mean(axis=0))
        spread = sum(part.T @ part / len(part) for part in parts)
        values, vectors = np.linalg.eigh(spread)
        best = vectors[:, np.argsort(-values)[:dimension]]
        best = best * np.sign(best[np.abs(best).argmax(axis=0), np.arange(best.shape[1])])
        return mean.astype(np.float32), best.astype(np.float32)


def _unit(rows: npt.NDArray) -> Matrix:
    rows = rows.astype(np.float32)
    return rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-12)


def start_rows(
    names: Sequence[str],
    counts: npt.NDArray[np.int64],
    taught: Taught,
    glosses: Iterable[tuple[str, str]],
    translations: Mapping[str, Sequence[tuple[str, float]]],
    dimension: int,
) -> Matrix:
    """(tokens, dimension). English: the teacher's vector of the word. Chinese: the mean of glosses and translations, else
    of the characters. Token 0 and what nothing is known of stay zero."""
    mean, directions = taught.projection(dimension)
    known = {name: _unit((vector - mean) @ directions) for name, vector in taught.words.items()}
    of_stem: dict[str, list[Matrix]] = {}
    for name in sorted(known):
        if name.startswith(MARK):
            of_stem.setdefault(stem(name[1:]), []).append(known[name])
    meanings: dict[str, list[Matrix]] = {}
    for word, gloss in glosses:
        meanings.setdefault(word, []).append(_unit((taught.glosses[gloss] - mean) @ directions))
    rows = np.zeros((len(names), dimension), dtype=np.float32)
    for i, name in enumerate(names):
        if name in known:
            rows[i] = known[name]
        elif not name.isascii():
            said = sum(meanings.get(name, []), np.zeros(dimension, np.float32))
            learnt = np.zeros(dimension, np.float32)
            for english, weight in translations.get(name, ()):
                learnt += (
                    weight
                    * sum(of_stem.get(english, []), np.zeros(dimension, np.float32))
                    / len(of_stem.get(english, [1]))
                )
            rows[i] = _unit(_unit(said) + _unit(learnt))
    number = {name: i for i, name in enumerate(names)}
    for i, name in enumerate(names):
        if not rows[i].any() and len(name) > 1 and not name.isascii() and not name.startswith(MARK):
            rows[i] = _unit(sum((rows[number[c]] for c in name if c in number), np.zeros(dimension, np.float32)))
    return rows * sif(counts)[:, None]


def _groups(pairs: Sequence[Pair]) -> npt.NDArray[np.int32]:
    """One number for all wordings of one sentence: rows that share their English, or their Chinese."""
    english, chinese = Counter(p.english for p in pairs), Counter(p.chinese for p in pairs)
    numbers: dict[tuple[bool, str], int] = {}
    keys = [(english[p.english] >= chinese[p.chinese], p) for p in pairs]
    found = [numbers.setdefault((first, p.english if first else p.chinese), len(numbers)) for first, p in keys]
    return np.array(found, dtype=np.int32)


def weights(pairs: Sequence[Pair], groups: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    """Sources by their shares; within a source every sentence alike, however many wordings it has."""
    weights = 1.0 / np.bincount(groups)[groups]
    sources = np.array([p.source for p in pairs])
    rest = 1.0 - sum(share for name, share in SHARES.items() if (sources == name).any())
    others = ~np.isin(sources, list(SHARES))
    for name, share in SHARES.items():
        if (sources == name).any():
            weights[sources == name] *= share / weights[sources == name].sum()
    if others.any():
        weights[others] *= rest / weights[others].sum()
    return weights / weights.sum()


def examples(
    pairs: Sequence[Pair], glosses: Sequence[tuple[str, str]], tokenizer: Tokenizer, taught: Taught, dimension: int
) -> Examples:
    """Everything as token numbers."""

    def rows(texts: Sequence[str]) -> Rows:
        return Rows.of([e.ids for e in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)])

    running = {source.name for source in SOURCES if source.running}
    documents: dict[str, int] = {}
    numbers = [documents.setdefault(p.document, len(documents)) if p.source in running else -1 for p in pairs]
    groups = _groups(pairs)
    named = [(n, gloss) for word, gloss in glosses if (n := tokenizer.token_to_id(word)) is not None]
    directions = taught.projection(dimension)[1]
    targets = taught.sentences - taught.sentences.mean(axis=0) if len(taught.rows) else np.zeros((0, len(directions)))
    return Examples(
        sides=(rows([p.english for p in pairs]), rows([p.chinese for p in pairs])),
        weights=weights(pairs, groups),
        documents=np.array(numbers, dtype=np.int32),
        groups=groups,
        words=np.array([n for n, _ in named], dtype=np.int32),
        glosses=rows([gloss for _, gloss in named]),
        taught=taught.rows,
        teacher=_unit(targets @ directions),
    )


def token_counts(data: Examples, size: int) -> npt.NDArray[np.int64]:
    """How often each token occurs, sources weighed as they are drawn."""
    counts = np.zeros(size)
    for side in data.sides:
        lengths = np.diff(side.starts)
        counts += np.bincount(side.ids, weights=np.repeat(data.weights, lengths), minlength=size)
    return np.rint(counts * 1e7).astype(np.int64)
