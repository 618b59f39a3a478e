"""A question as the search understands it: its terms with their other names, and what the encoder is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from corpus.languages import language_of
from corpus.spans import Folded, fold
from index.expansion import MARK, Names
from index.fusion import Weights
from index.lexical import QueryTerm
from index.protocols import TranslationTable
from index.stopwords import ENGLISH, blank_phrases, is_stop_word
from index.tokens import Token, analyse
from index.wanted import is_statement, wanted_kinds

#: A longer question is read up to here; nobody asks more, and work stays bounded.
LONGEST = 2000
_MOST_TERMS = 96


@dataclass(frozen=True, slots=True)
class Query:
    text: str  #: as asked, cut to LONGEST
    language: str  #: of the asker: en, zh-Hant, zh-Hans
    terms: tuple[QueryTerm, ...]
    wanted: int  #: kinds of value asked for, bits of index.wanted
    states: bool  #: a statement rather than a question


def _stops(found: Token, folded: Folded) -> bool:
    word = folded.text[found.start : found.end]
    if found.kind == "latin":
        start, end = folded.to_original(found.start, found.end)
        printed = folded.original[start:end]
        shouted = len(printed) > 1 and printed.isupper() and not folded.original.isupper()
        return word.replace("’", "'").removesuffix("'s") in ENGLISH and not shouted
    return found.kind == "word" and is_stop_word(word)


def _topical(folded: Folded) -> list[Token]:
    """Tokens of the question without its function words; all of them where nothing else is left."""
    kept = [token for token in analyse(blank_phrases(folded.text)) if not _stops(token, folded)]
    return kept or analyse(folded.text)


def _names_of(
    token: Token,
    weights: Weights,
    translations: TranslationTable | None,
    frequency: Callable[[str], int],
    near: Callable[[str], list[tuple[str, float]]],
) -> tuple[tuple[str, float], ...]:
    """The token itself with probability 1, then what else it may be called; the most probable where one comes twice."""
    names = {token.text: 1.0}
    if token.kind in ("latin", "word"):
        translated = list(translations.translations(token.text)) if translations else []
        corrected = near(token.text) if token.kind == "latin" and not translated and not frequency(token.text) else []
        for word, likeness in corrected:
            names[word] = max(names.get(word, 0.0), likeness)
            translated.extend((w, p * likeness) for w, p in (translations.translations(word) if translations else ()))
        for word, probability in translated:
            names[word] = max(names.get(word, 0.0), probability * weights.translation)
    return tuple(names.items())


def read_query(
    text: str,
    *,
    names: Names,
    weights: Weights,
    translations: TranslationTable | None = None,
    frequency: Callable[[str], int],
    near: Callable[[str], list[tuple[str, float]]],
) -> Query:
    """Read a question. ``frequency`` counts the paragraphs with a token, ``near`` gives known words like a misspelt one.

    A question of punctuation alone has no terms.
    """
    text = text[:LONGEST]
    folded = fold(text)
    kinds = {"character": weights.character, "bigram": weights.bigram}
    terms: dict[str, QueryTerm] = {}
    for token in _topical(folded):
        weight = kinds.get(token.kind, 1.0)
        known = terms.get(token.text)
        if weight > 0 and (known is None or known.weight < weight):
            others = _names_of(token, weights, translations, frequency, near)
            terms[token.text] = QueryTerm(others, weight, token.kind in ("number", "code"))
    if weights.name > 0:
        for mention in names.find(text):
            token_text = f"{MARK}{mention.name}"
            terms[token_text] = QueryTerm(((token_text, 1.0),), weights.name, True)
        for name, share in names.find_parts(text).items():
            token_text = f"{MARK}{name}"
            if token_text not in terms:
                terms[token_text] = QueryTerm(((token_text, 1.0),), weights.name * weights.part * share)
    states = is_statement(text)
    return Query(
        text, language_of(text), tuple(_rarest(terms.values(), frequency)), 0 if states else wanted_kinds(text), states
    )


def _rarest(terms: Iterable[QueryTerm], frequency: Callable[[str], int]) -> list[QueryTerm]:
    """All terms, or of a very long question the rarest ones, in the order asked."""
    listed = list(terms)
    if len(listed) <= _MOST_TERMS:
        return listed
    order = sorted(range(len(listed)), key=lambda i: (frequency(listed[i].names[0][0]) or len(listed), i))
    return [listed[i] for i in sorted(order[:_MOST_TERMS])]
