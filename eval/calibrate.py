"""Fits what answers are weighed by, on development questions only: `pincite-eval calibrate --documents DIR [--documents DIR]`.

Three logistic models over the features of service.answer.evidence: which sentence answers, which fact answers, and whether
the best evidence answers at all. Each asking counts alike, however many candidates it has. The threshold for abstaining is
where refusing an answerable question and answering an unanswerable one cost least. Writes service/answer/calibration.json.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import BadInput
from corpus.spans import fold_text
from eval.bar import bar
from eval.engines import turns
from eval.measures.values import same_kind, same_value
from eval.questions import BUNDLED, Asking, Part, askings, load_questions
from service.answer.confidence import Calibration, Linear
from service.answer.evidence import Evidence
from service.answer.gather import Gathered, gather
from service.answer.records import Question
from service.library import Library

TARGET = Path(__file__).parent.parent / "service" / "answer" / "calibration.json"
SENTENCE = (
    "coverage",
    "context",
    "gap",
    "local",
    "stranger",
    "other_one",
    "cross",
    "enumerates",
    "paragraph",
    "similarity",
    "passage",
    "first",
)
FACT = (*SENTENCE, "clause", "clause_local", "counted", "kind", "unit", "bound", "year", "from_end")
ANSWER = (*FACT, "margin", "asks_name", "unnamed", "asks_statement")
#: A wrong answer costs so many refusals of a question that would have been answered right.
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


def _fit(rows: np.ndarray, right: np.ndarray, weights: np.ndarray, names: Sequence[str], strength: float) -> Linear:
    from sklearn.linear_model import LogisticRegression  # deferred: a second to import, needed here alone

    # Scaled, so that the penalty treats all features alike; unscaled again for the file.
    scale = np.where(rows.std(axis=0) > 1e-9, rows.std(axis=0), 1.0)
    model = LogisticRegression(C=strength, max_iter=2000).fit(rows / scale, right, sample_weight=weights)
    fitted = model.coef_[0] / scale
    return Linear(
        {n: round(float(w), 6) for n, w in zip(names, fitted, strict=True)}, round(float(model.intercept_[0]), 6)
    )


def fit_ranker(judged: Iterable[Judged], names: Sequence[str]) -> Linear:
    """Right candidates against wrong ones; right and wrong weigh the same within an asking, and all askings the same."""
    rows, right, weights = [], [], []
    for one in judged:
        good = sum(one.right)
        for row, is_right in zip(one.rows, one.right, strict=True):
            rows.append(row)
            right.append(is_right)
            weights.append(0.5 / good if is_right else 0.5 / (len(one.right) - good))
    if not rows:
        raise BadInput(
            "No development question has both a right and a wrong candidate.", "Check the documents and the labels."
        )
    return _fit(np.array(rows), np.array(right), np.array(weights), names, 10.0)


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


def _gathered(folders: Sequence[Path], asked: Sequence[Asking]) -> Iterator[tuple[Asking, Gathered]]:
    for folder in folders:
        with tempfile.TemporaryDirectory() as data:
            library = Library.open(Path(data))
            library.sync(folder)
            snapshot = library.snapshot()
            with bar() as progress:
                for done, asking in enumerate(asked, 1):
                    yield asking, gather(snapshot, Question(asking.question, history=turns(asking)))
                    progress("gather", done, len(asked))
            library.close()


def calibrate(folders: Sequence[Path], questions: Path = BUNDLED) -> tuple[Calibration, Mapping[str, Any]]:
    """Fits on the development split over every folder; returns the calibration and what it was fitted on."""
    asked = askings(load_questions(questions), split="dev")
    sentences, facts, answers = [], [], []
    for asking, found in _gathered(folders, asked):
        if asking.item.answerable:
            sentences.append(_judged(asking, found.sentences, SENTENCE))
            facts.append(_judged(asking, found.candidates, FACT))
        if found.best is not None:
            answers.append(([found.features.get(n, 0.0) for n in ANSWER], _right(asking, found.best)))
    sentence = fit_ranker([j for j in sentences if j], SENTENCE)
    fact = fit_ranker([j for j in facts if j], FACT)
    rows, right = np.array([row for row, _ in answers]), np.array([r for _, r in answers])
    answer = _fit(rows, right, np.ones(len(rows)), ANSWER, 1.0)
    probabilities = [answer.probability(dict(zip(ANSWER, row, strict=True))) for row in rows]
    threshold = round(best_threshold(probabilities, right.tolist()), 4)
    notes = {"askings": len(asked), "folders": len(folders), "answers": len(answers), "right": int(right.sum())}
    return Calibration(sentence, fact, answer, threshold), notes


def write(calibration: Calibration, notes: Mapping[str, Any], path: Path = TARGET) -> None:
    data = asdict(calibration) | {"notes": {"by": "pincite-eval calibrate, development split only", **notes}}
    path.write_text(json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
