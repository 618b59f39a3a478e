"""How the verdicts on claims meet the expected ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.claims import Statement
from service.desk.verdicts import Checked


@dataclass(frozen=True, slots=True)
class Judged:
    """One claim with its verdict. ``reason``: contradicted for what is wrong with it; ``place``: cited from where it stands."""

    claim: Statement
    verdict: str
    right: bool
    reason: bool
    place: bool
    line: str

    @property
    def passed(self) -> bool:
        """Supported though it is not: the one mistake that must not happen."""
        return self.verdict == "supported" and self.claim.verdict != "supported"


def judge_claim(claim: Statement, found: Sequence[Checked]) -> Judged:
    """The verdict on a claim is that of its worst statement, should it have been cut into several."""
    order = ("contradicted", "not_found", "supported")
    worst = min(found, key=lambda one: order.index(one.verdict), default=None)
    verdict, why = (worst.verdict, worst.reason) if worst else ("not_found", None)
    cited = {c.paragraph.id.partition("@")[0] for one in found for c in one.citations}
    right = verdict == claim.verdict
    line = f"{claim.id} [{claim.split}] {claim.verdict}, {claim.wrong} ≠ {verdict}, {why} {sorted(cited)}: {claim.text}"
    place = bool(cited & claim.places) if claim.places else not cited
    return Judged(claim, verdict, right, why == claim.wrong, place, line)


@dataclass(frozen=True, slots=True)
class ClaimScore:
    """Counts of a group. ``reasons`` of those rightly contradicted, ``places`` of those rightly found."""

    items: int
    right: int
    passed: int
    contradicted: int
    reasons: int
    found: int
    places: int

    @property
    def accuracy(self) -> float:
        return self.right / self.items if self.items else 0.0


def score_claims(judged: Sequence[Judged]) -> ClaimScore:
    right = [j for j in judged if j.right]
    contradicted = [j for j in right if j.verdict == "contradicted"]
    found = [j for j in right if j.verdict != "not_found"]
    return ClaimScore(
        items=len(judged),
        right=len(right),
        passed=sum(j.passed for j in judged),
        contradicted=len(contradicted),
        reasons=sum(j.reason for j in contradicted),
        found=len(found),
        places=sum(j.place for j in found),
    )


def claim_groups(judged: Sequence[Judged]) -> dict[str, list[Judged]]:
    """All, by split, by verdict and what is wrong, by language, and those whose every source is in another language."""
    groups: dict[str, list[Judged]] = {"all": list(judged)}
    for one in judged:
        claim = one.claim
        keys = [claim.split, claim.language, claim.verdict]
        keys += [f"wrong: {claim.wrong}"] if claim.wrong else []
        keys += ["across"] if claim.across else []
        for key in keys:
            groups.setdefault(key, []).append(one)
    return groups
