"""A question as the search understands it: its terms with their other names, and what the encoder is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from corpus.languages import language_of
from corpus.spans import Folded, fold
from index.expansion import MARK, Names
from index.fusion import Weights
from index.lexical import QueryTerm
from index.lexicon import Lexicon, shipped
from index.protocols import TranslationTable
from index.spelling import american, respelt
from index.stopwords import ENGLISH, blank_phrases, is_stop_word
from index.tokens import Token, analyse, stem
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


@dataclass(frozen=True, slots=True)
class Lore:
    """What a question is read with. ``frequency`` counts the paragraphs with a token, ``near`` gives known words like a
    misspelt one."""

    names: Names
    weights: Weights
    translations: TranslationTable | None
    frequency: Callable[[str], int]
    near: Callable[[str], list[tuple[str, float]]]
    lexicon: Lexicon = field(default_factory=shipped)

    def translated(self, token: str) -> list[tuple[str, float]]:
        return list(self.translations.translations(token)) if self.translations else []

    def knows(self, token: str) -> bool:
        return bool(self.frequency(token) or self.translated(token))

    def respelt(self, surface: str, token: str) -> list[str]:
        """Stems of the word's other spelling that the index or the table knows."""
        stems = (stem(other) for other in respelt(surface))
        return [other for other in stems if other != token and self.knows(other)]

    def corrected(self, surface: str, token: str) -> list[tuple[str, float]]:
        """(known word, likeness) for a word that nothing knows; words of the index are stems."""
        if self.knows(token) or token in self.names.words or self.lexicon.chinese(surface):
            return []
        found: dict[str, float] = {}
        for word, likeness in (*self.near(surface), *self.near(token)):
            found[word] = max(found.get(word, 0.0), likeness)
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


#: The probability of a listed word's usual translation, of its others, and what the learned table's count beside them.
_USUAL, _OTHER, _LEARNED = 0.7, 0.5, 0.7


def _translations(
    surface: str, token: str, latin: bool, lore: Lore, listed: tuple[str, ...] = ()
) -> list[tuple[str, float]]:
    """A word in the other language: what is listed for it (or for a phrase that it begins), then what the learned table has."""
    learned = lore.translated(token)
    listed = listed or (lore.lexicon.chinese(surface) if latin else lore.lexicon.english(token))
    if not listed:
        return learned
    usual = [(word, _OTHER if i or not latin else _USUAL) for i, word in enumerate(listed)]
    return usual + [(word, p * _LEARNED) for word, p in learned]


def _names_of(token: Token, folded: str, lore: Lore) -> tuple[tuple[str, float], ...]:
    """The token itself with probability 1, then what else it may be called; the most probable where one comes twice."""
    names = {token.text: 1.0}
    if token.kind not in ("latin", "word"):
        return tuple(names.items())
    surface = folded[token.start : token.end]
    phrase = lore.lexicon.phrase(folded, token.start, token.end) if token.kind == "latin" else ()
    translated = _translations(surface, token.text, token.kind == "latin", lore, phrase)
    if token.kind == "latin":
        for other in lore.respelt(surface, token.text):
            names[other] = 1.0
            translated.extend(lore.translated(other))
        if len(names) == 1:
            for word, likeness in lore.corrected(surface, token.text):
                names[stem(word)] = max(names.get(stem(word), 0.0), likeness)
                translated.extend((other, p * likeness) for other, p in _translations(word, stem(word), True, lore))
    for word, probability in translated:
        names[word] = max(names.get(word, 0.0), probability * lore.weights.translation)
    return tuple(names.items())


def _mended(folded: Folded, lore: Lore) -> dict[str, str]:
    """Stems that no name has -> the stem of a name's word that it may be a slip for."""
    found = {}
    for token in analyse(folded.text):
        surface = folded.text[token.start : token.end]
        written = stem(american(surface))
        if token.kind == "latin" and written not in lore.names.words and surface not in ENGLISH:
            others = (stem(american(word)) for word, _ in lore.corrected(surface, token.text))
            named = [other for other in others if other in lore.names.words]
            if named:
                found[written] = named[0]
    return found


def read_query(text: str, lore: Lore) -> Query:
    """Read a question. One of punctuation alone has no terms."""
    names, weights = lore.names, lore.weights
    text = text[:LONGEST]
    folded = fold(text)
    kinds = {"character": weights.character, "bigram": weights.bigram}
    mended = _mended(folded, lore)
    mentions = list(names.find(text, mended)) if weights.name > 0 else []
    terms: dict[str, QueryTerm] = {}
    for token in _topical(folded):
        weight = kinds.get(token.kind, 1.0)
        if any(mention.start <= token.start and token.end <= mention.end for mention in mentions):
            weight *= weights.inside
        known = terms.get(token.text)
        if weight > 0 and (known is None or known.weight < weight):
            others = _names_of(token, folded.text, lore)
            terms[token.text] = QueryTerm(others, weight, token.kind in ("number", "code"))
    if weights.name > 0:
        for mention in mentions:
            token_text = f"{MARK}{mention.name}"
            terms[token_text] = QueryTerm(((token_text, 1.0),), weights.name, True)
        for name, share in names.find_parts(text, mended).items():
            token_text = f"{MARK}{name}"
            if token_text not in terms:
                terms[token_text] = QueryTerm(((token_text, 1.0),), weights.name * weights.part * share)
    states = is_statement(text)
    return Query(
        text,
        language_of(text),
        tuple(_rarest(terms.values(), lore.frequency)),
        0 if states else wanted_kinds(text),
        states,
    )


def _rarest(terms: Iterable[QueryTerm], frequency: Callable[[str], int]) -> list[QueryTerm]:
    """All terms, or of a very long question the rarest ones, in the order asked."""
    listed = list(terms)
    if len(listed) <= _MOST_TERMS:
        return listed
    order = sorted(range(len(listed)), key=lambda i: (frequency(listed[i].names[0][0]) or len(listed), i))
    return [listed[i] for i in sorted(order[:_MOST_TERMS])]
