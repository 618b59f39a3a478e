"""From outcomes to figures: every measure for every group (split × asked language × evidence language)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eval.measures.abstention import answered_unanswerable, area, refused_answerable, risk_coverage
from eval.measures.answers import consistency, parity, same_value_share
from eval.measures.intervals import bootstrap, percentile
from eval.measures.misses import MISSES
from eval.outcomes import Outcome

ANSWERABLE = ("right", "wrong", "refused")
#: Evidence that stands in Chinese alone, in either script: what a question in English must cross a language for.
CHINESE = "zh"


def _share(condition: bool | None) -> float | None:
    return None if condition is None else float(condition)


#: Measures that are means over askings: name -> value of one asking, None where it does not count.
MEANS: Mapping[str, Callable[[Outcome], float | None]] = {
    "recall@1": lambda o: o.recall["1"] if o.recall else None,
    "recall@3": lambda o: o.recall["3"] if o.recall else None,
    "recall@5": lambda o: o.recall["5"] if o.recall else None,
    "recall@10": lambda o: o.recall["10"] if o.recall else None,
    "mrr": lambda o: o.rr,
    "ndcg@10": lambda o: o.ndcg,
    "answer_accuracy": lambda o: float(o.outcome == "right") if o.outcome in ANSWERABLE else None,
    "value_accuracy": lambda o: _share(o.value),
    "qualifier_accuracy": lambda o: _share(o.qualifier),
    "citation_accuracy": lambda o: _share(o.cited),
    "follow_up_accuracy": lambda o: (
        float(o.outcome == "right") if o.outcome in ANSWERABLE and "follow-up" in o.tags else None
    ),
    "answered_unanswerable": lambda o: (
        float(o.outcome == "invented") if o.outcome in ("invented", "silent") else None
    ),
    "refused_answerable": lambda o: float(o.outcome == "refused") if o.outcome in ANSWERABLE else None,
    "quote_exactness": lambda o: _share(o.quotes_hold) if o.outcome in ("right", "wrong", "invented") else None,
    "figure_faithfulness": lambda o: _share(o.faithful) if o.outcome in ("right", "wrong", "invented") else None,
    "language_accuracy": lambda o: float(o.language_right),
    "said_accuracy": lambda o: _share(o.said),
    "answer_f1": lambda o: o.f1,
    "citation_recall": lambda o: o.citation_recall,
    "citation_precision": lambda o: o.citation_precision,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Score:
    """One measure of one group, with its 95 % interval."""

    value: float
    n: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Group:
    split: str  #: dev, test, all
    asked: str  #: a language, or "all"
    evidence: str  #: a language, "none" (unanswerable), "all", or CHINESE
    askings: int
    scores: Mapping[str, Score]


def score(outcomes: Sequence[Outcome], measure: Callable[[Outcome], float | None]) -> Score | None:
    """Mean of a measure with its interval; None where no asking counts."""
    counted = [(value, o.item) for o in outcomes if (value := measure(o)) is not None]
    if not counted:
        return None
    values = [value for value, _ in counted]
    interval = bootstrap(values, [item for _, item in counted])
    return Score(sum(values) / len(values), len(values), interval.low, interval.high)


def _group(outcomes: Sequence[Outcome], split: str, asked: str, evidence: str) -> Group | None:
    chosen = [
        o
        for o in outcomes
        if split in ("all", o.split)
        and asked in ("all", o.asked)
        and (evidence in ("all", o.evidence) or (evidence == CHINESE and o.evidence.startswith("zh")))
    ]
    if not chosen:
        return None
    scores = {name: found for name, measure in MEANS.items() if (found := score(chosen, measure))}
    return Group(split, asked, evidence, len(chosen), scores)


def groups(outcomes: Sequence[Outcome]) -> list[Group]:
    """All, per asked language, per language pair, English on what stands in Chinese alone; for all items and each split."""
    asked = list(dict.fromkeys(o.asked for o in outcomes))
    evidence = sorted({o.evidence for o in outcomes} - {"none"})
    foreign = [("en", CHINESE)] if "en" in asked and any(e.startswith("zh") for e in evidence) else []
    wanted = [
        (split, a, e)
        for split in ("all", "dev", "test")
        for a, e in [("all", "all"), *((a, "all") for a in asked), *((a, e) for a in asked for e in evidence), *foreign]
    ]
    return [group for key in wanted if (group := _group(outcomes, *key))]


def _abstention(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    said = [o.outcome for o in outcomes]
    # A system that gives no confidence has no curve.
    curve = risk_coverage([(float(o.reply["confidence"]), o.outcome == "right") for o in outcomes if not o.bare])
    return {
        "answered_unanswerable": answered_unanswerable(said),
        "refused_answerable": refused_answerable(said),
        "area": area(curve),
        "curve": [[round(p.confidence, 6), round(p.coverage, 6), round(p.risk, 6)] for p in curve],
    }


def _misses(outcomes: Sequence[Outcome]) -> dict[str, dict[str, int]]:
    """Kind of miss -> how many: ``all``, per split, per language asked. In the order of MISSES, those that occur."""
    table = {}
    for kind in MISSES:
        found = [o for o in outcomes if o.miss == kind]
        if found:
            groups = ["all", "dev", "test", *dict.fromkeys(o.asked for o in outcomes)]
            table[kind] = {g: sum(g in ("all", o.split, o.asked) for o in found) for g in groups}
    return table


def _by_language(made: Sequence[Group]) -> dict[str, float]:
    """Answer accuracy of the languages that parity compares: Cantonese askings are too few."""
    return {
        g.asked: g.scores["answer_accuracy"].value
        for g in made
        if g.split == "all" and g.evidence == "all" and g.asked not in ("all", "yue") and "answer_accuracy" in g.scores
    }


def _kinds(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    kinds = {}
    for kind in dict.fromkeys(o.kind for o in outcomes):
        found = score([o for o in outcomes if o.kind == kind], MEANS["answer_accuracy"])
        if found:
            kinds[kind] = asdict(found)
    return kinds


def latency(milliseconds: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99 in milliseconds; empty where nothing was timed."""
    return {f"p{share}": round(percentile(milliseconds, share / 100), 2) for share in (50, 95, 99) if milliseconds}


def summarise(outcomes: Sequence[Outcome], milliseconds: Sequence[float]) -> dict[str, Any]:
    """The summary of a run: ``groups`` (see Group), ``abstention`` per split, what every miss is, consistency, parity, by
    kind, latency in ms."""
    made = groups(outcomes)
    return {
        "askings": len(outcomes),
        "items": len({o.item for o in outcomes}),
        "outcomes": {k: sum(o.outcome == k for o in outcomes) for k in (*ANSWERABLE, "silent", "invented")},
        "groups": [
            {
                "split": g.split,
                "asked": g.asked,
                "evidence": g.evidence,
                "askings": g.askings,
                "scores": {name: asdict(s) for name, s in g.scores.items()},
            }
            for g in made
        ],
        "kinds": _kinds(outcomes),
        "misses": _misses(outcomes),
        "abstention": {
            split: _abstention(chosen)
            for split in ("all", "dev", "test")
            if (chosen := [o for o in outcomes if split in ("all", o.split)])
        },
        "consistency": consistency((o.item, o.outcome) for o in outcomes),
        "value_consistency": same_value_share((o.item, o.stated) for o in outcomes),
        "parity": parity(_by_language(made)),
        "latency_ms": latency(milliseconds),
    }
