"""What is found of a statement, as the desk knows it. The doors turn it into JSON."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.records import Document, Fact
from service.answer.records import Citation

#: Reasons beside a verdict: why a statement is contradicted, or why it was not found.
REASONS = (
    "figure", "date", "name", "negation", "qualifier", "quotation", "outdated",
    "relative-date", "no-figure", "no-name", "nothing-alike",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Divergence:
    """``stated`` is the statement's piece, ``[start, end)`` in the draft; ``source`` what the document says instead.

    ``kind``: the kind of fact, or name, negation, qualifier, or a kind of difference of a quotation. ``soft``: it is worth
    knowing and contradicts nothing.
    """

    stated: str
    source: str
    start: int
    end: int
    kind: str
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A piece of a statement that was checked: a figure, a name or a quotation, ``[start, end)`` in the draft."""

    text: str
    start: int
    end: int
    kind: str
    verdict: str  #: supported, contradicted, not_found


@dataclass(frozen=True, slots=True)
class Revision:
    """A figure that was right and is given otherwise since."""

    was: Fact
    was_in: Document
    now: Fact
    now_in: Document


@dataclass(frozen=True, slots=True)
class Checked:
    """A statement of the draft, ``draft[start:end] == text``, and what the documents say of it."""

    text: str
    start: int
    end: int
    verdict: str  #: supported, contradicted, not_found
    reason: str | None = None
    differences: tuple[Divergence, ...] = ()
    citations: tuple[Citation, ...] = ()
    findings: tuple[Finding, ...] = ()
    revision: Revision | None = None
