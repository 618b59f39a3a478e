"""What every miss is: the first thing that went wrong on the way from the question to the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.measures.answers import PartVerdict
from eval.questions import Item, Part
from eval.replies import Reply, label_of

#: name -> what it means, in the order in which a question meets them.
MISSES: Mapping[str, str] = {
    "not found": "the evidence is not among the ten first paragraphs",
    "ranked low": "the evidence is among the ten first paragraphs, not among the three first, and was not used",
    "refused": "the evidence was among the three first paragraphs, and the answer was withheld",
    "other paragraph": "answered from a paragraph that does not hold the answer, though the evidence was among the three first",
    "other value": "cites the right paragraph and gives another value or other words of it",
    "part missing": "one part of the answer is right, another is missing or wrong",
    "not said": "the right fact leads, and the answer's words do not show it",
    "near invention": "answered what no document says, from a paragraph on the topic",
    "far invention": "answered what no document says, from some other paragraph",
    "wrong words": "a system that shows no paragraphs gave a wrong answer",
    "wrong refusal": "a system that shows no paragraphs refused",
}


def _place(part: Part, ranked: Sequence[str]) -> int:
    """Rank of the first paragraph that states the part, from 1; 11 where none of the first ten does."""
    return next((i for i, label in enumerate(ranked[:10], 1) if label in part.paragraphs), 11)


def miss(item: Item, reply: Reply, outcome: str, verdicts: Sequence[PartVerdict], ranked: Sequence[str]) -> str | None:
    """One of MISSES; None where the outcome is as it should be.

    Of several parts the one that was found worst decides, among those that are not right.

    :param ranked: labels, best first
    """
    if outcome in ("right", "silent"):
        return None
    cited = {label_of(str(c.get("id", ""))) for c in reply.citations}
    if outcome == "invented":
        return "near invention" if cited & set(item.near) else "far invention"
    if reply.bare:
        return "wrong refusal" if outcome == "refused" else "wrong words"
    if outcome == "wrong" and any(v.right for v in verdicts):
        return "part missing"
    failed = [part for part, verdict in zip(item.gold, verdicts, strict=True) if not verdict.right]
    worst = max(_place(part, ranked) for part in failed)
    if outcome == "wrong":
        if any(v.stated for v in verdicts):
            return "not said"
        if any(cited & set(part.paragraphs) for part in failed):
            return "other value"
    if worst > 10:
        return "not found"
    if worst > 3:
        return "ranked low"
    return "refused" if outcome == "refused" else "other paragraph"
