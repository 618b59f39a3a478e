"""Ids of unchanged paragraphs survive an edit of their document.

A printed number is the author's and always wins. A label that counts places (``s3.2``, ``annex-1.r12``, ``caption-3``) would
shift whenever something is put in before it; here the paragraphs of the new version are aligned with those of the old by
their text, and what did not change keeps the label it had. New text never takes the label of another text that is gone.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import overload

from corpus.records import Paragraph, ParsedDocument
from corpus.spans import fold_text
from corpus.splitting.prose import bigrams

# The first component that counts places ends what is printed of a label.
_COUNTED = re.compile(
    r"(?:^|(?<=\.))(?:(?P<inner>s\d+[a-z]*|[brp]\d+)(?=\.|$)"
    r"|(?P<outer>caption|note|cover|headline|closing|byline|signature)\b)"
)
_LIKE = 0.5  #: share of common bigrams from which an edited text still is the same paragraph
_NEIGHBOURS = 6  #: unmatched old paragraphs that a new one is compared with

Class = tuple[str, str]  #: (what is printed of a label, what it counts): only labels of one class replace one another


def class_of(label: str) -> Class | None:
    """None for a label that is printed throughout.

    >>> class_of("annex-2.1.3.b1"), class_of("s3.2"), class_of("24.iii")
    (('annex-2.1.3', 'b'), ('', 's'), None)
    """
    match = _COUNTED.search(label)
    if not match:
        return None
    return label[: match.start()].rstrip("."), match.group("outer") or match.group("inner")[0]


@overload
def keep_ids(previous: Sequence[Paragraph], current: ParsedDocument) -> ParsedDocument: ...
@overload
def keep_ids(previous: Sequence[Paragraph], current: Sequence[Paragraph]) -> list[Paragraph]: ...
def keep_ids(
    previous: Sequence[Paragraph], current: Sequence[Paragraph] | ParsedDocument
) -> list[Paragraph] | ParsedDocument:
    """The paragraphs of the new version, each unchanged or lightly edited one under its old id; ids stay unique.

    A whole document comes back as one, its terms and facts pointing at the ids as they are now.
    """
    if not isinstance(current, ParsedDocument):
        return _relabelled(current, _labels(previous, current))
    paragraphs = _relabelled(current.paragraphs, _labels(previous, current.paragraphs))
    now = {old.id: new.id for old, new in zip(current.paragraphs, paragraphs, strict=True)}
    terms = (replace(term, paragraph_id=now.get(term.paragraph_id, term.paragraph_id)) for term in current.terms)
    facts = (replace(fact, paragraph_id=now.get(fact.paragraph_id, fact.paragraph_id)) for fact in current.facts)
    return replace(current, paragraphs=tuple(paragraphs), terms=tuple(terms), facts=tuple(facts))


def _grouped(paragraphs: Sequence[Paragraph]) -> dict[str, list[Paragraph]]:
    """Label -> its paragraphs, one or one per language, in reading order."""
    groups: dict[str, list[Paragraph]] = defaultdict(list)
    for paragraph in paragraphs:
        groups[paragraph.label].append(paragraph)
    return groups


def _key(group: Sequence[Paragraph]) -> str:
    return "\n".join(f"{paragraph.language} {fold_text(paragraph.text)}" for paragraph in group)


def _labels(previous: Sequence[Paragraph], current: Sequence[Paragraph]) -> dict[str, str]:
    """Label as it was counted -> label as it is to be."""
    before, now = _grouped(previous), _grouped(current)
    kept = {label: label for label in now if class_of(label) is None}
    for old, new in _by_class(before, now):
        matched = _same_text(old, new, before, now)
        matched |= _alike([x for x in old if x not in matched.values()], new, matched, before, now)
        kept |= matched
    taken = set(kept.values())
    for label in now:  # parents stand before their children
        if label not in kept:
            kept[label] = _fresh(label, kept, taken, before)
            taken.add(kept[label])
    return kept


def _by_class(
    before: Mapping[str, list[Paragraph]], now: Mapping[str, list[Paragraph]]
) -> Iterator[tuple[list[str], list[str]]]:
    classes: dict[Class, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for side, labels in enumerate((before, now)):
        for label in labels:
            if found := class_of(label):
                classes[found][side].append(label)
    yield from classes.values()


Groups = Mapping[str, list[Paragraph]]


def _same_text(old: Sequence[str], new: Sequence[str], before: Groups, now: Groups) -> dict[str, str]:
    """New label -> old label of the same text; one under its own label first, the others in order."""
    keys = {label: _key(now[label]) for label in new}
    matched = {label: label for label in new if label in before and _key(before[label]) == keys[label]}
    waiting: dict[str, deque[str]] = defaultdict(deque)
    for label in old:
        if label not in matched:
            waiting[_key(before[label])].append(label)
    for label in new:
        if label not in matched and waiting.get(keys[label]):
            matched[label] = waiting[keys[label]].popleft()
    return matched


def _alike(
    free: Sequence[str], new: Sequence[str], matched: Mapping[str, str], before: Groups, now: Groups
) -> dict[str, str]:
    """New label -> old label of an edited text: the first of the next few free ones that says nearly the same."""
    words = {label: bigrams(_key(before[label])) for label in free}
    waiting = dict.fromkeys(free)
    found: dict[str, str] = {}
    for label in new:
        if label in matched:
            continue
        ours = bigrams(_key(now[label]))
        same_place = [label] if label in waiting else []
        for old in [*same_place, *islice(waiting, _NEIGHBOURS)]:
            union = len(ours | words[old])
            if union and len(ours & words[old]) >= _LIKE * union:
                found[label] = old
                del waiting[old]
                break
    return found


def _fresh(label: str, kept: Mapping[str, str], taken: set[str], before: Groups) -> str:
    """The counted label, below its parent's kept one, where nothing else has or had it; else the next number that is free."""
    parent, dot, last = label.rpartition(".")
    name = f"{kept.get(parent, parent)}{dot}{last}"
    match = re.search(r"\d+$", name)
    stem, number = (name[: match.start()], int(match.group())) if match else (f"{name}-", 2)
    while name in taken or name in before:
        number += 1
        name = f"{stem}{number}"
    return name


def _relabelled(current: Sequence[Paragraph], labels: Mapping[str, str]) -> list[Paragraph]:
    ids = {}
    for paragraph in current:
        suffix = paragraph.id.rpartition("@")[2] if "@" in paragraph.id else ""
        ids[paragraph.id] = f"{paragraph.document_id}/{labels[paragraph.label]}" + (f"@{suffix}" if suffix else "")
    return [
        replace(p, id=ids[p.id], label=labels[p.label], counterpart=ids.get(p.counterpart) if p.counterpart else None)
        for p in current
    ]
