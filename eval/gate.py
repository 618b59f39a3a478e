"""Thresholds that a run must meet, so that a build fails when Pincite gets worse. The file is eval/gates.yaml or a user's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from corpus.errors import BadInput, NotFound
from eval.sets import MEASURES
from eval.summary import MEANS

_KEYS = {"measure", "min", "max", "split", "asked", "evidence"}
#: Measures of a whole run, apart from the means of a group.
WHOLE = ("consistency", "value_consistency", "parity", "area")


@dataclass(frozen=True, slots=True)
class Gate:
    measure: str
    low: float | None
    high: float | None
    split: str = "all"
    asked: str = "all"
    evidence: str = "all"

    def __str__(self) -> str:
        where = " ".join(w for w in (self.split, self.asked, self.evidence) if w != "all")
        bounds = [f"at least {self.low}"] if self.low is not None else []
        bounds += [f"at most {self.high}"] if self.high is not None else []
        return f"{self.measure}{f' ({where})' if where else ''} {' and '.join(bounds)}"


def _gate(raw: Any, path: Path) -> Gate:
    if not isinstance(raw, dict) or set(raw) - _KEYS or not {"min", "max"} & set(raw):
        raise BadInput(f"{path}: a gate has `measure`, `min` or `max`, and where it applies; got {raw!r}.")
    known = (*MEANS, *WHOLE, *MEASURES)
    if raw.get("measure") not in known:
        raise BadInput(f"{path}: no measure {raw.get('measure')!r}.", f"One of: {', '.join(known)}.")
    for key in ("min", "max"):
        if key in raw and (isinstance(raw[key], bool) or not isinstance(raw[key], int | float)):
            raise BadInput(f"{path}: {key} of {raw['measure']} must be a number, got {raw[key]!r}.")
    where = {key: str(raw.get(key, "all")) for key in ("split", "asked", "evidence")}
    if raw["measure"] in WHOLE and set(where.values()) != {"all"}:
        raise BadInput(f"{path}: {raw['measure']} is measured over the whole run only.")
    if raw["measure"] in MEASURES and {where["asked"], where["evidence"]} != {"all"}:
        raise BadInput(f"{path}: {raw['measure']} is not measured by language.")
    return Gate(raw["measure"], raw.get("min"), raw.get("max"), **where)


def read_gates(path: Path) -> list[Gate]:
    """The gates of a YAML file, ``gates: [{measure, min, max, split, asked, evidence}]``. Raises BadInput, NotFound."""
    if not path.is_file():
        raise NotFound(f"There are no gates at {path}.", "Start from eval/gates.yaml.")
    try:
        raw = yaml.safe_load(path.read_text("utf-8"))
    except yaml.YAMLError as error:
        raise BadInput(f"{path} is not readable YAML: {error}") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("gates"), list) or not raw["gates"]:
        raise BadInput(f"{path} has no list `gates`.")
    return [_gate(entry, path) for entry in raw["gates"]]


def measured(gate: Gate, summary: Mapping[str, Any]) -> float | None:
    """What a run measured for a gate; None where it did not."""
    if gate.measure == "area":
        return summary["abstention"]["all"]["area"]
    if gate.measure in WHOLE:
        return summary[gate.measure]
    if gate.measure in MEASURES:
        section = summary.get("sets", {}).get(MEASURES[gate.measure])
        return section["measures"][gate.measure].get(gate.split) if section else None
    for group in summary["groups"]:
        if (group["split"], group["asked"], group["evidence"]) == (gate.split, gate.asked, gate.evidence):
            found = group["scores"].get(gate.measure)
            return found["value"] if found else None
    return None


def of_questions(gates: Sequence[Gate]) -> list[Gate]:
    """The gates that a run of questions alone can be held to; the others are for `pincite-eval all`."""
    return [gate for gate in gates if gate.measure not in MEASURES]


def broken_gates(gates: Sequence[Gate], summary: Mapping[str, Any]) -> list[str]:
    """One line per gate that does not hold. A gate on what was not measured does not hold either."""
    lines = []
    for gate in gates:
        got = measured(gate, summary)
        if got is None:
            lines.append(f"{gate}: not measured in this run")
        elif (gate.low is not None and got < gate.low) or (gate.high is not None and got > gate.high):
            lines.append(f"{gate}: measured {got:.4f}")
    return lines
