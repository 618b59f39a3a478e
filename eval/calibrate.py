"""Fits what answers are weighed by, on development questions only: `pincite-eval calibrate --documents DIR [--documents DIR]`.

Three models with signs (eval.fitting) over the features of service.answer.evidence and values: which sentence answers, which
fact answers, and whether the best evidence answers at all. Each asking counts alike. The threshold for abstaining is
where refusing an answerable question and answering an unanswerable one cost least. Writes service/answer/calibration.json.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import BadInput
from corpus.spans import fold_text
from eval.bar import bar
from eval.engines import turns
from eval.fitting import fit_choice, fit_yes
from eval.measures.values import same_kind, same_value
from eval.questions import BUNDLED, Asking, Part, askings, load_questions
from service.answer.confidence import Calibration, Linear, calibration
from service.answer.evidence import Evidence
from service.answer.gather import Gathered, gather
from service.answer.records import Question
from service.library import Library

TARGET = Path(__file__).parent.parent / "service" / "answer" / "calibration.json"
SENTENCE = ("coverage", "context", "local", "stranger", "ordinal", "cross", "enumerates", "similarity", "passage")
FACT = (
    *SENTENCE,
    *("clause", "clause_local", "counted", "kind", "unit", "bound", "year", "from_end"),
    *("entity", "whose", "measure", "aspect", "aspect_other", "part", "part_other", "unit_alike", "extreme"),
)
ANSWER = (
    *FACT,
    *("gap", "margin", "score", "asks_name", "unnamed", "asks_statement"),
    *("clause_back", "about_back", "unsaid", "unsaid_share"),
)
#: What speaks against an answer, and what may do either; all else speaks for it.
SIGNS = {
    **dict.fromkeys(
        (
            "stranger",
            "ordinal",
            "kind",
            "from_end",
            "aspect_other",
            "part_other",
            "gap",
            "unnamed",
            "unsaid",
            "unsaid_share",
        ),
        -1,
    ),
    **dict.fromkeys(("cross", "asks_name", "asks_statement"), 0),
}
#: A wrong answer costs so many refusals of a question that would have been answered right: a wrong figure with a citation is the
#: worst there is, an answer withheld still shows the paragraphs.
INVENTION_COST = 1.5


@dataclass(frozen=True, slots=True)
class Judged:
    """Candidates of one asking with their features and whether each is right."""

    rows: list[list[float]]
    right: list[bool]


def _base(paragraph_id: str) -> str:
    return paragraph_id.partition("@")[0]


def _says(part: Part, evidence: Evidence) -> bool:
    """Whether the evidence is right for a part of the gold: in a paragraph that answers, holding its value or words."""
    if _base(evidence.paragraph.id) not in part.paragraphs:
        return False
    text = evidence.paragraph.text[evidence.start : evidence.end]
    if part.kind is None:
        return any(fold_text(word) in fold_text(text) for word in part.any)
    if evidence.fact is None:
        return True
    return same_kind(evidence.fact.kind, part.kind) and same_value(part, asdict(evidence.fact))


def _right(asking: Asking, evidence: Evidence) -> bool:
    return any(_says(part, evidence) for part in asking.item.gold)


def _judged(asking: Asking, candidates: Sequence[Evidence], names: Sequence[str], most: int = 40) -> Judged | None:
    """None where no candidate, or every one, is right: nothing is learnt from those."""
    right = [_right(asking, e) for e in candidates[:most]]
    if not any(right) or all(right):
        return None
    return Judged([[e.features.get(n, 0.0) for n in names] for e in candidates[:most]], right)


def fit_ranker(judged: Iterable[Judged], names: Sequence[str]) -> Linear:
    """Right candidates against wrong ones of the same asking. Raises BadInput where no asking has both."""
    groups = [(np.array(one.rows), np.array(one.right)) for one in judged]
    if not groups:
        raise BadInput(
            "No development question has both a right and a wrong candidate.", "Check the documents and the labels."
        )
    return fit_choice(groups, names, SIGNS)


def best_threshold(probabilities: Sequence[float], right: Sequence[bool]) -> float:
    """Where refusing right answers and giving wrong ones cost least; halfway between the two probabilities around it."""
    order = sorted(zip(probabilities, right, strict=True))
    cost = INVENTION_COST * sum(not r for r in right)
    best, threshold = cost, 0.0
    for at, (probability, is_right) in enumerate(order):
        cost += 1.0 if is_right else -INVENTION_COST
        if cost < best - 1e-12:
            following = order[at + 1][0] if at + 1 < len(order) else 1.0
            best, threshold = cost, (probability + following) / 2
    return threshold


def _gathered(
    libraries: Sequence[Library], asked: Sequence[Asking], weights: Calibration, stage: str
) -> Iterator[tuple[Asking, Gathered]]:
    with bar() as progress:
        for at, library in enumerate(libraries):
            snapshot = library.snapshot()
            for done, asking in enumerate(asked, 1):
                yield asking, gather(snapshot, Question(asking.question, history=turns(asking)), weights=weights)
                progress(stage, at * len(asked) + done, len(libraries) * len(asked))


def calibrate(folders: Sequence[Path], questions: Path = BUNDLED) -> tuple[Calibration, Mapping[str, Any]]:
    """Fits on the development split over every folder; returns the calibration and what it was fitted on.

    The rankers first; then, with what they choose, how sure an answer is.
    """
    asked = askings(load_questions(questions), split="dev")
    with ExitStack() as stack:
        libraries = []
        for folder in folders:
            library = Library.open(Path(stack.enter_context(tempfile.TemporaryDirectory())))
            stack.callback(library.close)
            library.sync(folder)
            libraries.append(library)
        sentences, facts = [], []
        for asking, found in _gathered(libraries, asked, calibration(), "rankers"):
            if asking.item.answerable:
                sentences.append(_judged(asking, found.sentences, SENTENCE))
                facts.append(_judged(asking, found.candidates, FACT))
        ranked = replace(
            calibration(),
            sentence=fit_ranker([j for j in sentences if j], SENTENCE),
            fact=fit_ranker([j for j in facts if j], FACT),
        )
        answers = [
            ([found.features.get(n, 0.0) for n in ANSWER], _right(asking, found.best))
            for asking, found in _gathered(libraries, asked, ranked, "confidence")
            if found.best is not None
        ]
    rows, right = np.array([row for row, _ in answers]), np.array([r for _, r in answers])
    answer = fit_yes(rows, right, ANSWER, SIGNS)
    probabilities = [answer.probability(dict(zip(ANSWER, row, strict=True))) for row in rows]
    threshold = round(best_threshold(probabilities, right.tolist()), 4)
    notes = {"askings": len(asked), "folders": len(folders), "answers": len(answers), "right": int(right.sum())}
    return replace(ranked, answer=answer, threshold=threshold), notes


def write(calibration: Calibration, notes: Mapping[str, Any], path: Path = TARGET) -> None:
    data = asdict(calibration) | {"notes": {"by": "pincite-eval calibrate, development split only", **notes}}
    path.write_text(json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
