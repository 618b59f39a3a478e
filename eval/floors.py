"""Gates moved up to what was measured: floors a little under the worst of several runs, never lower than they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from pathlib import Path
from typing import Any

from corpus.errors import BadInput
from eval.gate import Gate, measured, read_gates

#: Gates that count mistakes: they move without slack.
_COUNTS = ("quotations_passed", "claims_passed")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One gate with what it would be."""

    gate: Gate
    worst: float | None  #: over the runs; None where no run measured it
    bound: float  #: the new one; the old one where it would have to be lowered or nothing was measured

    @property
    def old(self) -> float:
        return float(self.gate.low if self.gate.low is not None else self.gate.high or 0.0)

    @property
    def holds(self) -> bool:
        if self.worst is None:
            return False
        return self.worst >= self.old if self.gate.low is not None else self.worst <= self.old

    def __str__(self) -> str:
        told = "not measured" if self.worst is None else f"measured {self.worst:.4f}"
        state = "" if self.holds else "  DOES NOT HOLD"
        change = f" → {self.bound:g}" if self.bound != self.old else ""
        return f"{self.gate}: {told}{change}{state}"


def proposals(gates: Sequence[Gate], summaries: Sequence[Mapping[str, Any]], slack: float) -> list[Proposal]:
    """What each gate would be: the worst value of the runs less ``slack``, to three decimals, where that is stricter."""
    found = []
    for gate in gates:
        values = [v for s in summaries if (v := measured(gate, s)) is not None]
        room = 0.0 if gate.measure in _COUNTS or gate.low == 1.0 else slack
        if not values:
            found.append(Proposal(gate, None, float(gate.low if gate.low is not None else gate.high or 0.0)))
        elif gate.low is not None:
            worst = min(values)
            found.append(Proposal(gate, worst, max(gate.low, floor(round((worst - room) * 1000, 6)) / 1000)))
        else:
            worst, high = max(values), gate.high or 0.0
            found.append(Proposal(gate, worst, min(high, ceil(round((worst + room) * 1000, 6)) / 1000)))
    return found


def rewritten(path: Path, found: Sequence[Proposal]) -> str:
    """The gate file with the new bounds, comments and order kept. Raises BadInput where a gate is not on a line of its own."""
    text = path.read_text("utf-8")
    lines = [i for i, line in enumerate(text.split("\n")) if re.match(r"\s*- \{measure:", line)]
    if len(lines) != len(found):
        raise BadInput(f"{path} does not have each gate on a line of its own.", "Write `- {measure: …, min: …}`.")
    rows = text.split("\n")
    for at, proposal in zip(lines, found, strict=True):
        side = "min" if proposal.gate.low is not None else "max"
        if proposal.bound != proposal.old:
            rows[at] = re.sub(rf"\b{side}: [0-9.]+", f"{side}: {proposal.bound:g}", rows[at])
    return "\n".join(rows)


def read_proposals(path: Path, summaries: Sequence[Mapping[str, Any]], slack: float) -> list[Proposal]:
    """Proposals for a gate file. Raises BadInput for a slack that is none, and what ``read_gates`` raises."""
    if not 0 <= slack < 0.5:
        raise BadInput(f"A slack of {slack} makes no gate.", "Such as 0.005: half a point.")
    return proposals(read_gates(path), summaries, slack)
