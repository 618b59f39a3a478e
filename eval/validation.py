"""Finds what is wrong with a question set before it judges anyone: against itself and against the documents it asks about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from corpus.errors import BadInput
from corpus.facts import QUALIFIERS
from corpus.languages import han_share, is_cantonese, language_of
from corpus.records import Paragraph
from corpus.spans import fold_text, is_han
from eval.measures.figures import figures
from eval.measures.values import check_value, number
from eval.questions import Item, Part
from eval.replies import label_of

#: Longest run shared with one paragraph of the documents before a question counts as copied from it.
_HAN_RUN, _WORD_RUN = 16, 9
#: What a draft says where its gold is to be written.
PLACEHOLDER = "FILL IN"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one item."""

    file: str
    item: str
    kind: (
        str  #: label, value, qualifier, duplicate, leak, unfinished, in-text, language, copied, figure, rendering, near
    )
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.item}: {self.kind}: {self.message}"


def _compact(text: str) -> str:
    return fold_text(text).replace(" ", "")


def _words(folded: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", folded)


def _parts(item: Item) -> tuple[Part, ...]:
    return (*item.gold, *item.others)


def _duplicates(items: Sequence[Item]) -> Iterator[Fault]:
    ids: dict[str, str] = {}
    asked: dict[tuple[str, ...], str] = {}
    for item in items:
        if item.id in ids:
            yield Fault(item.file, item.id, "duplicate", f"the id is already used in {ids[item.id]}")
        ids[item.id] = item.file
        for language, question in item.ask.items():
            key = (_compact(question), *map(_compact, item.history.get(language, ())))
            if asked.get(key, item.id) != item.id:
                yield Fault(item.file, item.id, "duplicate", f"{asked[key]} asks the same: {question}")
            asked[key] = item.id


def _proofs(item: Item) -> Iterator[tuple[str, str]]:
    """(document-id/label, value or rendering) of each way an item can be answered right."""
    for part in item.gold:
        told = [f"{value} {part.unit or ''}" for value in part.values] or [_compact(words) for words in part.any]
        yield from ((label, one) for label in part.paragraphs for one in told)


def leaks(items: Sequence[Item]) -> Iterator[Fault]:
    """Test items that have the same value in the same paragraph as a dev item: whoever tunes on the one knows the other."""
    known: dict[tuple[str, str], str] = {}
    for item in items:
        if item.split == "dev":
            for proof in _proofs(item):
                known.setdefault(proof, item.id)
    for item in items:
        if item.split != "test":
            continue
        shared = next((proof for proof in _proofs(item) if proof in known), None)
        if shared:
            label, value = shared
            message = (
                f"the same answer as {known[shared]}, which is dev: {value.strip()!r} in {label}; write `split: dev`"
            )
            yield Fault(item.file, item.id, "leak", message)


def _unfinished(item: Item) -> Iterator[Fault]:
    """What a draft still wants."""
    if any(PLACEHOLDER in words for part in _parts(item) for words in part.any):
        yield Fault(item.file, item.id, "unfinished", f"the gold still says {PLACEHOLDER!r}")


def _values(item: Item) -> Iterator[Fault]:
    for part in _parts(item):
        for value in part.values:
            try:
                check_value(part.kind or "", value)
            except BadInput as error:
                yield Fault(item.file, item.id, "value", error.message)
        if part.qualifier is not None and part.qualifier not in QUALIFIERS:
            known = ", ".join(QUALIFIERS)
            yield Fault(item.file, item.id, "qualifier", f"{part.qualifier!r} is none of: {known}")


def _languages(item: Item) -> Iterator[Fault]:
    for language, question in item.ask.items():
        if not question.strip():
            yield Fault(item.file, item.id, "language", f"the {language} wording is empty")
        elif language == "yue":
            if not is_cantonese(question):
                yield Fault(item.file, item.id, "language", f"no Cantonese wording: {question}")
        elif (han_share(question) > 0.5) == (language == "en") or (
            "sloppy" not in item.tags and language_of(question, default=language) != language
        ):
            yield Fault(item.file, item.id, "language", f"not {language}: {question}")
    for language in item.history:
        if language not in item.ask:
            yield Fault(item.file, item.id, "language", f"history in {language}, but no question")


def _labels(item: Item, texts: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    for label in [p for part in _parts(item) for p in part.paragraphs] + list(item.near):
        if label not in texts:
            yield Fault(item.file, item.id, "label", f"no paragraph {label}")


def _evidence(item: Item, texts: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    """Whether each gold paragraph prints what it is said to prove, as far as a simple reader can tell."""
    if item.kind == "derived":
        return
    for part in _parts(item):
        for label in part.paragraphs:
            printed = texts.get(label)
            if printed is None:
                continue
            if part.any:
                if not any(_compact(r) in _compact(text) for r in part.any for text in printed):
                    yield Fault(item.file, item.id, "rendering", f"{label} prints none of: {', '.join(part.any)}")
            elif part.kind != "date" and not any(_prints(part, text) for text in printed):
                yield Fault(item.file, item.id, "figure", f"{label} does not print {part.kind} {part.value}")


def _prints(part: Part, text: str) -> bool:
    seen = {Fraction(figure) for figure in figures(text)}
    for value in part.values:
        sides = value.split(":") if ":" in value else [value]
        try:
            if all(number(side) in seen for side in sides):
                return True
        except BadInput:
            return False
    return False


def _absent(item: Item, texts: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    if item.answerable:
        return
    if not item.near or not item.absent:
        yield Fault(item.file, item.id, "near", "an unanswerable item needs `near` paragraphs and `absent` strings")
    for needle in item.absent:
        for label, printed in texts.items():
            if any(_compact(needle) in _compact(text) for text in printed):
                yield Fault(item.file, item.id, "in-text", f"said to be absent, but {label} prints {needle!r}")
                break


def _longest_shared(a: Sequence[str], b: Sequence[str], limit: int) -> bool:
    """Whether ``limit`` consecutive tokens of a stand in b in this order."""
    if len(a) < limit or len(b) < limit:
        return False
    windows = {tuple(b[i : i + limit]) for i in range(len(b) - limit + 1)}
    return any(tuple(a[i : i + limit]) in windows for i in range(len(a) - limit + 1))


def _copied(item: Item, texts: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    """Questions must be worded as people ask, not as the documents print."""
    near = {p for part in _parts(item) for p in part.paragraphs} | set(item.near)
    for question in item.ask.values():
        folded = fold_text(question)
        han, words = [c for c in folded if is_han(c)], _words(folded)
        for label in sorted(near & set(texts)):
            for text in texts[label]:
                printed = fold_text(text)
                if _longest_shared(han, [c for c in printed if is_han(c)], _HAN_RUN) or _longest_shared(
                    words, _words(printed), _WORD_RUN
                ):
                    yield Fault(item.file, item.id, "copied", f"shares a long run of words with {label}: {question}")


def texts_by_label(paragraphs: Sequence[Paragraph]) -> dict[str, list[str]]:
    """Label -> what it prints, in each language it stands in; with what its context prints, as readers see it there."""
    found: dict[str, list[str]] = {}
    for p in paragraphs:
        columns = " ".join(f"{head} {cell}" for head, cell in p.context.columns)
        found.setdefault(label_of(p.id), []).append(f"{p.text} {columns}")
    return found


def validate(items: Sequence[Item], paragraphs: Sequence[Paragraph] | None = None) -> list[Fault]:
    """Everything wrong with the items; with paragraphs, everything wrong between them and the documents too."""
    faults = [*_duplicates(items), *leaks(items)]
    texts = texts_by_label(paragraphs) if paragraphs is not None else None
    for item in items:
        faults += [*_values(item), *_languages(item), *_unfinished(item)]
        if texts is not None:
            faults += [*_labels(item, texts), *_evidence(item, texts), *_absent(item, texts), *_copied(item, texts)]
    return faults


def coverage(items: Sequence[Item], languages: Mapping[str, Sequence[str]] | None = None) -> dict[str, object]:
    """What the set holds: items, askings, per kind, split, language; the share asked in another language than the evidence."""
    pairs = [(item, language) for item in items for language in item.ask]
    crossing = None
    if languages is not None:
        answerable = [(item, language) for item, language in pairs if item.answerable]
        foreign = [
            1
            for item, language in answerable
            if ("zh-Hant" if language == "yue" else language)
            not in {t for part in item.gold for p in part.paragraphs for t in languages.get(p.partition("/")[0], ())}
        ]
        crossing = round(len(foreign) / len(answerable), 3) if answerable else None
    count = {}
    for name, values in (
        ("kinds", [item.kind for item in items]),
        ("splits", [item.split for item in items]),
        ("asked", [language for _, language in pairs]),
        ("tags", [tag for item in items for tag in item.tags]),
        ("documents", [p.partition("/")[0] for i in items for p in {q for part in i.gold for q in part.paragraphs}]),
    ):
        count[name] = {v: values.count(v) for v in sorted(set(values))}
    return {
        "items": len(items),
        "askings": len(pairs),
        "unanswerable": sum(not item.answerable for item in items),
        "asked_in_another_language": crossing,
        **count,
    }
