"""Where a statement may stand: sentences of the paragraphs a search for it finds, their facts, and what leads up to them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from corpus.records import Fact, Paragraph
from corpus.sentences import Span
from service.answer.evidence import Matcher
from service.answer.figures import KINDS, blanked
from service.answer.gather import Snapshot
from service.desk.shelf import memory_of

#: Paragraphs looked at for one statement, and neighbouring sentences taken together at most.
DEPTH, RUN = 8, 3


@dataclass(frozen=True)
class Ground:
    """A sentence, or a few neighbouring ones: ``paragraph.text[start:end]``. ``before``: headings, stem and what precedes it.

    ``alone`` and ``said`` are the shares of the statement's words that it says by itself, and with what is before it;
    ``told`` and ``led_told`` the same shares of what the statement says of its names and figures, names left out.
    """

    paragraph: Paragraph
    start: int
    end: int
    facts: tuple[Fact, ...]
    led: tuple[Fact, ...]  #: facts of the paragraph before it
    before: str
    alone: float
    said: float
    told: float = 1.0
    led_told: float = 1.0
    sentences: int = 1

    @property
    def text(self) -> str:
        return self.paragraph.text[self.start : self.end]

    @cached_property
    def printed(self) -> str:
        """The text, and after it what leads up to it: one and the same string for all who look for words in both."""
        return f"{self.text} \n {self.before}"

    @cached_property
    def members(self) -> list[Span]:
        """Spans of the paragraph's text: what semicolons part, in an enumeration of things that are told one by one."""
        at, found = self.start, []
        for match in re.finditer(r"[；;]", self.text):
            found.append((at, self.start + match.end()))
            at = self.start + match.end()
        return [(a, b) for a, b in [*found, (at, self.end)] if self.paragraph.text[a:b].strip()]

    @cached_property
    def words(self) -> str:
        """The text with its figures left out, of the same length."""
        return blanked(self.text, [(f.start - self.start, f.end - self.start) for f in self.facts if f.kind in KINDS])


def _runs(spans: Sequence[Span]) -> list[tuple[int, int]]:
    """(first, last) sentence of each run, single sentences first."""
    return [(i, i + length) for length in range(RUN) for i in range(len(spans) - length)]


def _shares(matcher: Matcher, pieces: Sequence[str], runs: Sequence[tuple[int, int]]) -> list[tuple[float, float]]:
    """(by itself, with what is before it) of each run of ``pieces``, the last of which is the context of all."""
    met = matcher.met(pieces)
    rows = []
    for first, last in runs:
        # Earlier sentences and headings name what this one calls "it", or does not name at all.
        rows += [met[first : last + 1].max(axis=0), np.vstack([met[: last + 1], met[-1:]]).max(axis=0)]
    shares = matcher.share(np.vstack(rows)) if rows else []
    return list(zip(shares[::2], shares[1::2], strict=True))


def _of_paragraph(
    paragraph: Paragraph,
    spans: Sequence[Span],
    facts: Sequence[Fact],
    matcher: Matcher,
    predicate: Matcher | None,
) -> list[Ground]:
    context = paragraph.context.as_text()
    pieces, runs = [*(paragraph.text[a:b] for a, b in spans), context], _runs(spans)
    said_by = _shares(matcher, pieces, runs)
    told_by = _shares(predicate, pieces, runs) if predicate else [(1.0, 1.0)] * len(runs)
    grounds = []
    for (first, last), (alone, said), (told, led_told) in zip(runs, said_by, told_by, strict=True):
        start, end = spans[first][0], spans[last][1]
        grounds.append(
            Ground(
                paragraph,
                start,
                end,
                tuple(fact for fact in facts if start <= fact.start and fact.end <= end),
                tuple(fact for fact in facts if fact.end <= start),
                f"{context} {paragraph.text[:start]}".strip(),
                alone,
                said,
                told,
                led_told,
                last - first + 1,
            )
        )
    return grounds


def grounds_for(
    snapshot: Snapshot, text: str, words: str, predicate: str, documents: Collection[str] | None
) -> list[Ground]:
    """The grounds, the most said first. ``words``: what must be said, figures left out; ``predicate``: names left out too."""
    hits = snapshot.search(text, top_k=DEPTH, documents=documents, language=None)
    memory = memory_of(snapshot)
    facts = memory.facts([hit.paragraph.id for hit in hits])
    matcher = memory.matcher(words)
    telling = memory.matcher(predicate) if predicate else None
    found = [
        ground
        for hit, here in zip(hits, facts, strict=True)
        for ground in _of_paragraph(hit.paragraph, memory.sentences(hit.paragraph), here, matcher, telling)
    ]
    rank = {hit.paragraph.id: number for number, hit in enumerate(hits)}
    found.sort(key=lambda g: (-round(g.said + 0.3 * g.alone, 9), rank[g.paragraph.id], g.end - g.start, g.start))
    return found
