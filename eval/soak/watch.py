"""What a soak watches: every answer, and the server's memory over time."""

from __future__ import annotations

import itertools
import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from eval.soak.client import Reply


@dataclass(slots=True)
class Watch:
    """``faults`` is what must never be seen; one line for each, the first hundred kept."""

    texts: dict[str, set[str]] = field(default_factory=dict)  #: paragraph id -> what it ever said
    cited: set[tuple[str, str]] = field(default_factory=set)  #: (paragraph id, its text in an answer)
    removed: dict[str, float] = field(default_factory=dict)  #: document id -> when its removal was acknowledged
    statuses: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    citations: int = 0
    recalled: int = 0
    _answers: dict[tuple[str, str], str] = field(default_factory=dict)

    def fault(self, line: str) -> None:
        if len(self.faults) < 100:
            self.faults.append(line)

    def took(self, what: str, reply: Reply) -> None:
        """A refusal must be one of load, and say when to come back; there is no other reason for one here."""
        self.statuses[f"{what} {reply.status}"] += 1
        if reply.status >= 500 and not (reply.status == 503 and reply.headers.get("retry-after")):
            self.fault(f"{what} was answered {reply.status}: {reply.body[:200]!r}")

    def answered(self, question: str, sent: float, reply: Reply) -> None:
        """``sent``: when the question was sent; what was removed before must not be in its answer."""
        answer = reply.json()
        self.recalled += reply.headers.get("x-pincite-cache") == "hit"
        for citation in answer["citations"]:
            self.citations += 1
            if citation["quote"] != citation["text"][citation["start"] : citation["end"]]:
                self.fault(f"a quote is no slice of its paragraph: {citation['id']}")
            self.cited.add((citation["id"], citation["text"]))
        if answer["answered"] and not answer["citations"]:
            self.fault(f"an answer without citations: {question}")
        for shown in (*answer["citations"], *answer["passages"]):
            if self.removed.get(shown["document"]["id"], math.inf) < sent:
                self.fault(f"a document removed before the question was asked is in its answer: {shown['id']}")
        told = json.dumps(answer | {"timings_ms": None}, sort_keys=True)
        if self._answers.setdefault((answer["index_version"], question), told) != told:
            self.fault(f"two answers to one question over one index: {question}")

    def compare(self) -> None:
        """At the end, when all that ever was there is known: every citation says what its document said."""
        for paragraph_id, text in sorted(self.cited):
            if text not in self.texts.get(paragraph_id, ()):
                self.fault(f"a citation is not what its document says: {paragraph_id}")

    def forget(self) -> None:
        """Let the answers of earlier indexes go."""
        self._answers.clear()


@dataclass(frozen=True, slots=True)
class Slope:
    """MiB an hour by least squares, with a 95 % confidence interval."""

    value: float
    low: float
    high: float


def slope(hours: Sequence[float], mib: Sequence[float]) -> Slope:
    """Ordinary least squares; the interval is ±1.96 standard errors of the slope, wider where neighbouring residuals are alike:
    the effective sample is n(1-r)/(1+r), r their first autocorrelation (Zwiers and von Storch 1995). Raises ValueError for
    fewer than three readings."""
    n = len(hours)
    if n < 3:
        raise ValueError(f"{n} readings have no slope with an interval")
    mean_x, mean_y = sum(hours) / n, sum(mib) / n
    spread = sum((x - mean_x) ** 2 for x in hours)
    value = sum((x - mean_x) * (y - mean_y) for x, y in zip(hours, mib, strict=True)) / spread
    rest = [y - mean_y - value * (x - mean_x) for x, y in zip(hours, mib, strict=True)]
    squares = sum(r * r for r in rest)
    alike = sum(a * b for a, b in itertools.pairwise(rest)) / squares if squares > 1e-12 else 0.0
    alike = min(max(alike, 0.0), 0.99)
    effective = max(3.0, n * (1 - alike) / (1 + alike))
    error = math.sqrt(squares / (effective - 2) / spread * n / effective) if squares > 1e-12 else 0.0
    return Slope(value, value - 1.96 * error, value + 1.96 * error)
