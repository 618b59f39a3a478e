"""The hand-labelled facts of the documents, read from eval/facts/*.yaml, and how well extracted facts meet them.

Every fact of the kinds in COMPLETE was labelled in every listed paragraph, so that both misses and inventions count. Names
and changes (NAMED) were labelled in every text of our own (`texts`) and in the paragraphs that carry `names`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from corpus.errors import BadInput, NotFound
from corpus.facts import extract
from corpus.records import Fact, Paragraph
from eval.measures.facts import Labelled, Score, scores, spans_of

#: Where the bundled labels are.
BUNDLED = Path(__file__).parent / "facts"
#: Kinds labelled exhaustively.
COMPLETE = ("date", "money", "percentage", "count", "quantity", "ratio", "duration")
#: Kinds labelled where a paragraph carries ``names``, and in texts of our own.
NAMED = ("organisation", "person", "place", "scheme", "title", "change")


@dataclass(frozen=True, slots=True)
class Entry:
    """One paragraph of a label file: of a document, or a text of our own with its language and reference date."""

    paragraph_id: str
    split: str  #: every third entry of a file is ``test``
    where: str  #: for messages
    raw: Mapping[str, Any]

    @property
    def own(self) -> bool:
        return "text" in self.raw


def _entries(place: Path) -> Iterator[Entry]:
    files = sorted(place.glob("*.yaml")) if place.is_dir() else [place] if place.is_file() else []
    if not files:
        raise NotFound(f"There are no labelled facts at {place}.")
    for path in files:
        raw = yaml.safe_load(path.read_text("utf-8"))
        for i, entry in enumerate(raw.get("paragraphs") or raw.get("texts") or ()):
            folder, label = (path.stem, entry["id"]) if "text" in entry else (_document(raw, entry), entry["in"])
            yield Entry(f"{folder}/{label}", "test" if i % 3 == 2 else "dev", f"{path.name}, {label}", entry)


def _document(raw: Mapping[str, Any], entry: Mapping[str, Any]) -> str:
    return entry.get("document") or raw["document"]


def _row(raw: Any, kinds: Sequence[str], paragraph_id: str, split: str, maybe: bool, where: str) -> Labelled:
    if not isinstance(raw, list) or not 3 <= len(raw) <= 6 or raw[0] not in kinds:
        raise BadInput(f"{where}: a row is [kind, text, value, unit, qualifier, which]; got {raw!r}.")
    kind, text, value, unit, qualifier, which = (*map(str, raw), *("", "", "1")[len(raw) - 3 :])
    return Labelled(paragraph_id, kind, text, value, unit or None, qualifier or None, int(which), maybe, split)


def load_facts(place: Path = BUNDLED, *, named: bool = False) -> dict[str, list[Labelled]]:
    """Paragraph id -> its labelled facts; a paragraph may have none. Every third paragraph of a file is ``test``.

    ``named``: names and changes instead, of those paragraphs alone in which they were labelled.
    Raises BadInput for what does not follow the format, NotFound where there is nothing.
    """
    kinds, firm, maybe = (NAMED, "names", "maybe_names") if named else (COMPLETE, "facts", "maybe")
    found: dict[str, list[Labelled]] = {}
    for entry in _entries(place):
        if entry.paragraph_id in found:
            raise BadInput(f"{entry.where} is labelled twice.")
        if named and not entry.own and "names" not in entry.raw:
            continue
        rows = [(row, key == maybe) for key in (firm, maybe) for row in entry.raw.get(key) or ()]
        found[entry.paragraph_id] = [
            _row(row, kinds, entry.paragraph_id, entry.split, either, entry.where) for row, either in rows
        ]
    return found


def load_splits(place: Path = BUNDLED) -> dict[str, str]:
    """Paragraph id -> ``dev`` or ``test``, for paragraphs without a fact too."""
    return {entry.paragraph_id: entry.split for entry in _entries(place)}


def read_own_texts(place: Path = BUNDLED) -> tuple[list[Paragraph], list[Fact]]:
    """The texts of our own in the label files, and what is extracted from each at its reference date."""
    paragraphs, facts = [], []
    for entry in _entries(place):
        if not entry.own:
            continue
        own, (folder, label) = entry.raw, entry.paragraph_id.split("/")
        paragraph = Paragraph(entry.paragraph_id, folder, label, len(paragraphs), own["text"], own["language"])
        paragraphs.append(paragraph)
        facts += extract(
            paragraph.text,
            language=paragraph.language,
            reference_date=str(own["date"]),
            paragraph_id=paragraph.id,
        )
    return paragraphs, facts


@dataclass(frozen=True, slots=True)
class FactReport:
    """Scores per group, and one line per miss and per invention."""

    groups: Mapping[str, Score]
    misses: tuple[str, ...]
    inventions: tuple[str, ...]
    not_printed: tuple[str, ...]  #: labels whose text the paragraph does not print: another wording of the document


def judge_facts(
    labelled: Mapping[str, Sequence[Labelled]],
    paragraphs: Iterable[Paragraph],
    facts: Iterable[Fact],
    *,
    spans: bool = True,
    kinds: Sequence[str] = COMPLETE,
    splits: Mapping[str, str] | None = None,
) -> FactReport:
    """Scores extracted facts over the labelled paragraphs, in all, per split, kind, language, and split and language.

    ``kinds`` are those that were labelled; ``splits`` tells the split of paragraphs without a label.
    ``spans=False`` scores values alone, for a restatement of the documents that words them differently.
    """
    by_paragraph: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.kind in kinds:
            by_paragraph.setdefault(fact.paragraph_id, []).append(fact)
    known = {p.id: p for p in paragraphs}
    missing = [i for i in labelled if i not in known]
    if missing:
        raise BadInput(f"No paragraph {missing[0]}.", "The labels belong to other documents.")
    not_printed = [
        f"{label.paragraph_id}: {label.text}"
        for labels in labelled.values()
        for label in labels
        if spans and spans_of(label, known[label.paragraph_id].text) is None
    ]
    groups, misses, inventions = scores(labelled, known, by_paragraph, spans=spans, splits=splits)
    return FactReport(groups, tuple(misses), tuple(inventions), tuple(not_printed))
