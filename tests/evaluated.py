"""A tiny evaluated system: three items, right replies from a table, and a run over them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from eval.questions import Asking, Item, Part, askings
from eval.replies import Reply
from eval.runner import evaluate

TEXTS = {"d/1": "The pot holds over $5 million.", "d/2": "The pan is kept by a cook."}


def items() -> list[Item]:
    five = Part(("d/1",), "money", "5000000", unit="HKD", qualifier="more than")
    return [
        Item("q1", "money", {"en": "How big?", "zh-Hant": "有多大？"}, (five,), split="dev"),
        Item("q2", "person", {"en": "Who cooks?"}, (Part(("d/2",), any=("cook",)),), split="dev", tags=("follow-up",)),
        Item("q3", "date", {"en": "Since when?"}, answerable=False, near=("d/1",), absent=("1999",), split="test"),
    ]


def cite(paragraph_id: str) -> dict[str, Any]:
    text = TEXTS[paragraph_id]
    label = paragraph_id[2:]
    return {
        "n": 1,
        "id": paragraph_id,
        "document": {"id": "d"},
        "label": label,
        "quote": text,
        "start": 0,
        "end": len(text),
    }


FIVE = {"kind": "money", "value": "5000000", "unit": "HKD", "qualifier": "more than", "paragraph_id": "d/1"}
RIGHT = {
    "q1.en": Reply(True, "Over $5 million [1].", "en", 0.9, None, "", (cite("d/1"),), (FIVE,), (), (("d/1", 1.0),)),
    "q1.zh-Hant": Reply(True, "超過500萬元[1]。", "zh-Hant", 0.8, None, "", (cite("d/1"),), (FIVE,), (), (("d/1", 1.0),)),
    "q2.en": Reply(True, "A cook [1].", "en", 0.7, citations=(cite("d/2"),), passages=(("d/1", 1.0), ("d/2", 0.5))),
    "q3.en": Reply(False, "The documents do not say.", "en", 0.1, reason="absent", passages=(("d/1", 1.0),)),
}  # fmt: skip


class FakeEngine:
    """Answers from a table; takes a different time on every question."""

    def __init__(self, replies: Mapping[str, Reply]) -> None:
        self._replies, self._asked = replies, 0

    def ask(self, asking: Asking) -> Reply:
        self._asked += 1
        return replace(self._replies[asking.id], milliseconds=float(self._asked), index_version="v1")

    def text_of(self, paragraph_id: str) -> str | None:
        return TEXTS.get(paragraph_id)

    def languages(self) -> Mapping[str, tuple[str, ...]]:
        return {"d": ("en",)}

    def settings(self) -> Mapping[str, Any]:
        return {"engine": "fake"}

    def identity(self) -> Mapping[str, Any]:
        return {"index_version": "v1"}

    def memory(self) -> float | None:
        return 12.345

    def close(self) -> None:
        pass


def made(replies: Mapping[str, Reply] = RIGHT):
    return evaluate(FakeEngine(replies), askings(items()), manifest={"questions_sha256": "0" * 64})


def group(summary: Mapping[str, Any], split: str = "all", asked: str = "all", evidence: str = "all") -> dict[str, Any]:
    return next(
        g["scores"]
        for g in summary["groups"]
        if (g["split"], g["asked"], g["evidence"]) == (split, asked, evidence)
    )  # fmt: skip
