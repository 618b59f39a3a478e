"""The answer's words: the value first, in the asker's language, then where it stands. Every quotation is a slice.

Values are rendered from normalised facts, names through the documents' own glossary; where no rendering is known the
document's own words are quoted in their own language, and that is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from corpus.facts.render import render_value
from corpus.records import Document, Fact, Paragraph, Term
from corpus.scripts import to_script
from corpus.sentences import clauses, enclosing, sentences
from corpus.spans import fold_text
from service.answer.cues import NAMES
from service.answer.evidence import Evidence
from service.answer.phrases import KIND_NAMES, say
from service.answer.quoting import cell_around, clean, last_cell, shorter
from service.answer.ranges import range_in
from service.answer.records import Citation, OtherFact
from service.answer.turns.topics import about
from service.answer.understand import Understood

#: About 400 Chinese characters or 200 words is the longest an answer may be; quotations get this share of it.
LONGEST_QUOTE = {"en": 900, "zh-Hant": 260, "zh-Hans": 260}


class Citations:
    """Numbers citations from 1, one number for one span; looks counterparts up once."""

    def __init__(self, documents: Mapping[str, Document], paragraph: Callable[[str], Paragraph]) -> None:
        self._documents, self._paragraph = documents, paragraph
        self._made: dict[tuple[str, int, int], Citation] = {}

    def cite(self, paragraph: Paragraph, start: int, end: int) -> int:
        key = (paragraph.id, start, end)
        if key not in self._made:
            other = self._paragraph(paragraph.counterpart) if paragraph.counterpart else None
            document = self._documents[paragraph.document_id]
            self._made[key] = Citation(len(self._made) + 1, document, paragraph, start, end, other)
        return self._made[key].n

    def all(self) -> tuple[Citation, ...]:
        return tuple(self._made.values())


def name_in(name: str, language: str, terms: Sequence[Term]) -> str | None:
    """The name in ``language`` by the documents' own glossary; in the other script where only that differs; else None."""
    folded = fold_text(name)
    for term in terms:
        if any(fold_text(form) == folded for _, form in term.forms):
            for tag, form in term.forms:
                if tag == language and fold_text(form) != folded:
                    return form
    chinese = any("\u4e00" <= c <= "\u9fff" for c in name)
    if language.startswith("zh"):
        return to_script(name, language)
    return None if chinese else name


def value_in(fact: Fact, language: str, terms: Sequence[Term]) -> str | None:
    """The value in the asker's language; None where no rendering is known."""
    if fact.kind in NAMES:
        return name_in(fact.text, language, terms)
    if fact.kind == "date" and _PAIR_OF_YEARS.search(fold_text(fact.text)) and "月" in render_value(fact, "zh-Hant"):
        return None  # 「2023/24 起」 is a year of schools or budgets: no month is printed, none is told
    return render_value(fact, language) or None


#: A school or financial year as printed: 2023/24, 2023-24.
_PAIR_OF_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d ?[/-] ?\d\d(?!\d)")


def clause_of(evidence: Evidence) -> str:
    """The clause that the value stands in, as a quotation."""
    assert evidence.fact is not None
    text, fact = evidence.paragraph.text, evidence.fact
    start, end = enclosing(clauses(text, evidence.start, evidence.end), fact.start, fact.end)
    start, end = cell_around(text, start, end, fact.start)
    start, end = clean(text, start, max(end, fact.end), (fact.start, fact.end))
    return text[start:end]


def _capital(text: str, language: str) -> str:
    return text[:1].upper() + text[1:] if language == "en" else text


def fact_answer(
    best: Evidence,
    elsewhere: Sequence[OtherFact],
    language: str,
    citations: Citations,
    terms: Sequence[Term],
    ends: tuple[Fact, Fact] | None = None,
) -> str:
    """``ends``: of the range that the value is an end of, both of which are told.

    ``In the second half of 2024 at the earliest: “…” [1]. Elsewhere in the same document: … [2].``"""
    assert best.fact is not None
    value = range_in(ends, language) if ends else value_in(best.fact, language, terms)
    if value is None:
        return statement_answer(best, language, citations)
    n = citations.cite(best.paragraph, best.start, best.end)
    answer = _capital(say("value", language, value=value, n=n, quote=clause_of(best)), language)
    # Newest first: what holds today comes before what held then.
    differing = [other for other in elsewhere if other.relation != "same"]
    for other in sorted(differing, key=lambda o: o.document.reference_date or "", reverse=True)[:2]:
        told = value_in(other.fact, language, terms)
        if told is None or told == value:
            continue
        same_document = other.document.id == best.paragraph.document_id
        m = citations.cite(other.paragraph, *_sentence(other))
        phrase = "also-same" if same_document else f"also-{other.relation}"
        answer += (" " if language == "en" else "") + say(phrase, language, value=told, n=m)
    return answer


def _sentence(other: OtherFact) -> tuple[int, int]:
    """The sentence of the other paragraph that holds the fact."""
    return enclosing(sentences(other.paragraph.text), other.fact.start, other.fact.end)


def _shortened(paragraph: Paragraph, start: int, end: int) -> tuple[int, int]:
    """The span, cut at a clause's end where it is longer than an answer may be."""
    longest = LONGEST_QUOTE[paragraph.language]
    if end - start <= longest:
        return start, end
    fitting = [b for _, b in clauses(paragraph.text, start, end) if b - start <= longest]
    return start, fitting[-1] if fitting else shorter(paragraph.text, start, longest)


def statement_answer(best: Evidence, language: str, citations: Citations) -> str:
    """The sentence itself, quoted; where it is in another language than the asker's, that is said."""
    start, end = _shortened(best.paragraph, *last_cell(best.paragraph.text, best.start, best.end))
    n = citations.cite(best.paragraph, start, end)
    quote = best.paragraph.text[start:end]
    if best.paragraph.language[:2] == language[:2]:
        return say("statement", language, quote=quote, n=n)
    tongue = say(f"tongue-{best.paragraph.language[:2]}", language)
    return say("statement-in", language, quote=quote, n=n, tongue=tongue)


def list_answer(stem: Paragraph | None, items: Sequence[Paragraph], language: str, citations: Citations) -> str:
    """The whole list with its stem, each item cited; long items are cut at a clause's end so that the answer stays short."""
    room = LONGEST_QUOTE[items[0].language] // max(1, len(items))
    lead, parts = _lead(stem, items[0].context.stem, citations), []
    for item in items:
        ends = [b for _, b in clauses(item.text) if b <= max(room, 20)]
        end = ends[-1] if ends else shorter(item.text, 0, max(room, 20))
        end = len(item.text) if len(item.text) <= max(room, 20) else end
        n = citations.cite(item, 0, end)
        parts.append(f"{item.text[:end].rstrip('；;，,。.')} [{n}]")
    glue, stop = ("; ", ".") if language == "en" else ("；", "。")
    return (lead + (" " if language == "en" and lead else "") + glue.join(parts) + stop).strip()


def _lead(stem: Paragraph | None, said: str, citations: Citations) -> str:
    """The words that introduce a list; cited where they hold a figure, and left out where no paragraph prints that."""
    said = said or (stem.text if stem else "")
    if not any(c.isdigit() for c in said):
        return said
    if stem is None or not stem.text.endswith(said):
        return ""
    n = citations.cite(stem, len(stem.text) - len(said), len(stem.text))
    mark = said[-1:] if said[-1:] in "：:" else ""
    return f"{said.removesuffix(mark)} [{n}]{mark}"


def _in_script(words: str, language: str) -> str:
    """Words of the question in the asker's script; none where they are in another language's."""
    if language == "en":
        return "" if re.search("[一-鿿]", words) else words
    return to_script(words, language)


def missing_of(understood: Understood, anything: bool) -> str:
    """What the documents do not give: the kind of value and whose, as far as the question says."""
    language, whose = understood.language, _in_script(about(understood.text), understood.language)
    if not anything or not understood.kinds:
        return say("missing-about", language, whose=whose) if whose else say("missing-all", language)
    kind = KIND_NAMES[understood.kinds[0]][language]
    unit = _in_script(understood.unit or "", language)
    # A unit in Latin letters within Chinese is no word of the asker's tongue: the kind alone is named.
    if unit and (unit.isascii() == (language == "en")) and understood.kinds[0] in ("count", "quantity"):
        kind = say("number-of", language, unit=unit)
    return say("missing-whose" if whose else "missing-kind", language, kind=kind, whose=whose)


def refusal(
    understood: Understood,
    anything: bool,
    documents: bool,
    only_how_many: bool = False,
    another_stage: bool = False,
) -> str:
    """What is missing, in the asker's language.

    ``only_how_many``: the things asked for are counted and not named; ``another_stage``: what is asked of one phase or
    batch is told of another.
    """
    if another_stage:
        return say("refusal", understood.language, missing=say("missing-stage", understood.language))
    if only_how_many:
        return say("refusal", understood.language, missing=say("missing-names", understood.language))
    missing = missing_of(understood, anything) if documents else say("missing-documents", understood.language)
    return say("refusal", understood.language, missing=missing)
