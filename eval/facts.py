"""The hand-labelled facts of the documents, read from eval/facts/*.yaml, and how well extracted facts meet them.

Every fact of the kinds in COMPLETE was labelled in every listed paragraph, so that both misses and inventions count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from corpus.errors import BadInput, NotFound
from corpus.records import Fact, Paragraph
from eval.measures.facts import Labelled, Score, scores, spans_of

#: Where the bundled labels are.
BUNDLED = Path(__file__).parent / "facts"
#: Kinds labelled exhaustively.
COMPLETE = ("date", "money", "percentage", "count", "quantity", "ratio", "duration")


def _row(raw: Any, paragraph_id: str, split: str, maybe: bool, where: str) -> Labelled:
    if not isinstance(raw, list) or not 3 <= len(raw) <= 6 or raw[0] not in COMPLETE:
        raise BadInput(f"{where}: a row is [kind, text, value, unit, qualifier, which]; got {raw!r}.")
    kind, text, value, unit, qualifier, which = (*map(str, raw), *("", "", "1")[len(raw) - 3 :])
    return Labelled(paragraph_id, kind, text, value, unit or None, qualifier or None, int(which), maybe, split)


def load_facts(place: Path = BUNDLED) -> dict[str, list[Labelled]]:
    """Paragraph id -> its labelled facts; a paragraph may have none. Every third paragraph of a file is ``test``.

    Raises BadInput for what does not follow the format, NotFound where there is nothing.
    """
    files = sorted(place.glob("*.yaml")) if place.is_dir() else [place] if place.is_file() else []
    if not files:
        raise NotFound(f"There are no labelled facts at {place}.")
    found: dict[str, list[Labelled]] = {}
    for path in files:
        raw = yaml.safe_load(path.read_text("utf-8"))
        for i, entry in enumerate(raw["paragraphs"]):
            paragraph_id, split = f"{raw['document']}/{entry['in']}", "test" if i % 3 == 2 else "dev"
            where = f"{path.name}, {entry['in']}"
            if paragraph_id in found:
                raise BadInput(f"{where} is labelled twice.")
            rows = [(row, False) for row in entry.get("facts", [])] + [(row, True) for row in entry.get("maybe", [])]
            found[paragraph_id] = [_row(row, paragraph_id, split, maybe, where) for row, maybe in rows]
    return found


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
) -> FactReport:
    """Scores extracted facts over the labelled paragraphs, in all, per split, kind and language.

    ``spans=False`` scores values alone, for a restatement of the documents that words them differently.
    """
    by_paragraph: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.kind in COMPLETE:
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
    groups, misses, inventions = scores(labelled, known, by_paragraph, spans=spans)
    return FactReport(groups, tuple(misses), tuple(inventions), tuple(not_printed))
