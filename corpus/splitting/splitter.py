"""From blocks to paragraphs: the recipe, one step per line in ``split``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.blocks import Block, Clean, Loaded
from corpus.languages import han_share, language_of
from corpus.metadata import Metadata, complete
from corpus.records import Context, Paragraph, Problem
from corpus.spans import is_han
from corpus.splitting import annexes, headings, labels, pairing, rejoin, roles, sections
from corpus.splitting.captions import under_their_heading
from corpus.splitting.labels import Labelled, Numbers
from corpus.splitting.units import Unit

# Behind a unit of length a raised 2 or 3 is part of the unit.
_FOOTNOTE_MARK = re.compile(r"(?<![m米kK])[¹²³⁴-⁹][⁰¹²³⁴-⁹]{0,2}")
_KINDS = {"number": "body", "heading": "title"}


@dataclass(frozen=True, slots=True)
class Split:
    """A document in paragraphs; ``pieces`` are the same before they became paragraphs, for the glossary."""

    metadata: Metadata
    paragraphs: tuple[Paragraph, ...]
    pieces: tuple[Unit, ...]
    problems: tuple[Problem, ...]


def split(loaded: Loaded, metadata: Metadata) -> Split:
    """The paragraphs of a loaded file, labelled and paired. What could not be decided is among the problems."""
    problems: list[Problem] = []
    numbers = Numbers()
    pieces: list[Unit] = []
    labelled: list[Labelled] = []
    for blocks in pairing.halves(loaded.blocks):
        units = _units(blocks, metadata, problems)
        found, troubles = annexes.scopes(units)
        problems.extend(troubles)
        structured = [_structured(scope, problems, last=scope is found[-1]) for scope in found]
        pieces.extend(unit for scope in structured for unit in scope.units)
        # Numbers start anew in the second half: the same label in the other language is its counterpart.
        numbers = numbers if not labelled else Numbers()
        labelled.extend(under_their_heading(labels.label(structured, numbers)))
        problems.extend(Problem("duplicate-label", f"The number {one} is printed twice.") for one in numbers.twice)
    metadata, missing = complete(metadata, pieces, loaded.name)
    problems.extend(missing)
    paragraphs = tuple(_paragraphs(labelled, metadata))
    problems.extend(_footnotes(paragraphs))
    return Split(metadata, paragraphs, tuple(pieces), tuple(problems))


def _units(blocks: Sequence[Block], metadata: Metadata, problems: list[Problem]) -> list[Unit]:
    tags = metadata.languages
    bilingual = pairing.is_bilingual(blocks) if not tags else "en" in tags and len(tags) > 1
    blocks = rejoin.wrapped(blocks, bilingual=bilingual)
    blocks = rejoin.without_page_numbers(blocks)
    blocks, broken = rejoin.broken(blocks)
    problems.extend(broken)
    return roles.assign(pairing.pair(blocks, bilingual=bilingual), metadata.title.values())


def _structured(scope: annexes.Scope, problems: list[Problem], *, last: bool) -> annexes.Scope:
    annex = bool(scope.prefix)
    units = headings.depths(scope.units, annex=annex)
    units, troubles = sections.missing_section(units)
    problems.extend(troubles)
    units = headings.without_body(units, annex=annex, last=last)
    return replace(scope, units=tuple(sections.leads(units)))


def _paragraphs(labelled: Sequence[Labelled], metadata: Metadata) -> Iterator[Paragraph]:
    """One paragraph per piece and language, counterparts linked."""
    made: list[tuple[Labelled, str, int, str]] = []  # (piece, label, 0 for the lead or 1 for its twin, language)
    languages: dict[str, list[str]] = {}
    for one in labelled:
        spoken = _languages(one.unit, metadata.languages)
        label = _free(one.label, spoken, languages)
        languages.setdefault(label, []).extend(spoken)
        made.extend((one, label, side, language) for side, language in enumerate(spoken))
    context = _Contexts()
    for position, (one, label, side, language) in enumerate(made):
        stem = f"{metadata.id}/{label}"
        other = next((tag for tag in languages[label] if tag != language), None)
        yield Paragraph(
            id=f"{stem}@{language}" if other else stem,
            document_id=metadata.id,
            label=label,
            position=position,
            text=one.unit.pieces[side].text,
            language=language,
            kind=_KINDS.get(one.unit.role, one.unit.role),
            context=context.of(one, side),
            page=one.unit.lead.page,
            counterpart=f"{stem}@{other}" if other else None,
            source_map=one.unit.pieces[side].source_map,
        )


def _languages(unit: Unit, known: Sequence[str]) -> list[str]:
    """The language of each piece of a unit; a piece and its twin are never in one language."""
    spoken = [_language(clean.text, known) for clean in unit.pieces]
    if len(spoken) == 2 and spoken[0] == spoken[1]:
        english = 0 if han_share(unit.pieces[0].text) < han_share(unit.pieces[1].text) else 1
        chinese = next((tag for tag in known if tag != "en"), "zh-Hant")
        spoken = ["en" if side == english else chinese for side in (0, 1)]
    return spoken


def _free(label: str, spoken: Sequence[str], languages: Mapping[str, Sequence[str]]) -> str:
    """The label, or the next one free where both halves of a document print it in one language."""
    number, name = 1, label
    while len(languages.get(name, ())) + len(spoken) > 2 or set(spoken) & set(languages.get(name, ())):
        number += 1
        name = f"{label}-{number}"
    return name


def _language(text: str, languages: Sequence[str]) -> str:
    """The language of a piece, one of the document's own unless the text is plainly in another."""
    found = language_of(text, languages[0])
    if found in languages:
        return found
    if found == "en":
        plainly = not any(is_han(c) for c in text) and len(text.split()) >= 4
        return "en" if plainly else languages[0]
    return next((tag for tag in languages if tag != "en"), found)


def _in(piece: Unit, side: int) -> Clean:
    return piece.pieces[side] if side < len(piece.pieces) else piece.lead.clean


class _Contexts:
    """What each paragraph inherits; run-in heads carry on to those below them that show they belong."""

    def __init__(self) -> None:
        self._head: dict[int, tuple[str, tuple[str, ...]]] = {}
        self._section: dict[int, tuple[str, tuple[Unit, ...]]] = {}
        self._of: dict[tuple[int, int], tuple[str, ...]] = {}  # (id of a piece, side) -> headings, for lists below it

    def of(self, one: Labelled, side: int) -> Context:
        path = tuple(_in(unit, side).text for unit in one.path)
        text = _in(one.unit, side).text
        if one.stem:
            path = self._of.get((id(one.stem), side), path)
        elif one.unit.role in ("body", "number") and one.unit.name != "lead":
            path += self._run_in(one, side, text)
        own, _ = headings.run_in(text) if one.unit.role == "item" else ("", ())
        path += (own,) if own else ()
        self._of[id(one.unit), side] = path
        stem = labels.stem_text(_in(one.stem, side).text) if one.stem else ""
        row = one.row
        return Context(path, stem, row.columns if row else (), row.category if row else "")

    def _run_in(self, one: Labelled, side: int, text: str) -> tuple[str, ...]:
        scope = (one.section.split("/")[0], one.path)
        head, short = headings.run_in(text)
        if head:
            self._head[side], self._section[side] = (head, short), scope
            return (head,)
        if side not in self._head or self._section[side] != scope:
            return ()
        head, short = self._head[side]
        return (head,) if headings.inherits(head, short, text) else ()


def _footnotes(paragraphs: Sequence[Paragraph]) -> Iterator[Problem]:
    """A footnote's mark in running text without such a footnote is damage; it stays as printed."""
    known = {paragraph.label for paragraph in paragraphs if paragraph.kind == "footnote"}
    for paragraph in paragraphs:
        if paragraph.kind == "footnote":
            continue
        for match in _FOOTNOTE_MARK.finditer(paragraph.text):
            if f"fn-{unicodedata.normalize('NFKC', match.group())}" not in known:
                message = f"The mark {match.group()} has no footnote; it was left in the text."
                yield Problem("footnote-missing", message, paragraph.id)
