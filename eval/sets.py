"""The hand-made sets beside the questions, scored for one report: labelled facts, quotations, claims.

Each gives a section of the summary: ``measures`` (name -> split -> value, what gates may name), ``rows`` for the report
(name, right, all), ``wrong`` (a line per mistake; of claims kept for testing none) and ``ms`` per item.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from corpus.records import ParsedDocument
from eval.claims import BUNDLED as CLAIMS
from eval.claims import load_claims
from eval.facts import BUNDLED as FACTS
from eval.facts import judge_facts, load_facts, load_splits, read_own_texts
from eval.measures.claims import claim_groups, judge_claim, score_claims
from eval.measures.quotations import score_quotations
from eval.quotations import BUNDLED as QUOTATIONS
from eval.quotations import load_quotations
from service.desk.drafts import check
from service.desk.quotes import verify
from service.desk.stream import Streams
from service.snapshot import Snapshot

SETS = ("facts", "quotations", "claims")
#: Measures of these sets that a gate may name, and the set of each.
MEASURES: Mapping[str, str] = {
    "facts_precision": "facts",
    "facts_recall": "facts",
    "facts_f1": "facts",
    "quotation_accuracy": "quotations",
    "quotation_kinds": "quotations",
    "quotation_places": "quotations",
    "quotations_passed": "quotations",
    "claim_accuracy": "claims",
    "claim_reasons": "claims",
    "claims_passed": "claims",
}
_SPLITS = ("all", "dev", "test")


def _share(right: int, of: int) -> float:
    return right / of if of else 1.0


def facts_section(parsed: Sequence[ParsedDocument]) -> dict[str, Any]:
    """Extracted facts against the labelled ones. Where the documents do not print every label (a restatement, worded
    anew), values alone are compared, and ``spans`` says so."""
    labels, splits = load_facts(FACTS), load_splits(FACTS)
    own_paragraphs, own_facts = read_own_texts(FACTS)
    paragraphs = [paragraph for p in parsed for paragraph in p.paragraphs] + own_paragraphs
    facts = [fact for p in parsed for fact in p.facts] + own_facts
    found = judge_facts(labels, paragraphs, facts, splits=splits)
    spans = not found.not_printed
    if not spans:
        found = judge_facts(labels, paragraphs, facts, spans=False, splits=splits)
    measures = {
        f"facts_{name}": {split: getattr(found.groups[split], name) for split in _SPLITS if split in found.groups}
        for name in ("precision", "recall", "f1")
    }
    rows = [[name, s.found, s.labelled, s.right, s.extracted] for name, s in found.groups.items()]
    wrong = [f"missed {line}" for line in found.misses] + [f"invented {line}" for line in found.inventions]
    return {"measures": measures, "rows": rows, "wrong": wrong, "spans": spans}


def quotations_section(parsed: Sequence[ParsedDocument]) -> dict[str, Any]:
    """Verdicts on quotations, exact and altered, against the expected ones."""
    paragraphs = [paragraph for p in parsed for paragraph in p.paragraphs]
    streams, items = Streams(paragraphs), load_quotations(paragraphs, QUOTATIONS)
    began = time.perf_counter()
    verdicts = [verify(item.quote, streams, item.documents) for item in items]
    spent = 1000 * (time.perf_counter() - began) / max(1, len(items))
    score = score_quotations(items, verdicts)
    measures = {
        "quotation_accuracy": {"all": score.accuracy},
        "quotation_kinds": {"all": _share(score.kinds, score.items)},
        "quotation_places": {"all": _share(score.places, score.placed)},
        "quotations_passed": {"all": float(score.passed)},
    }
    by_file: dict[str, list[bool]] = {}
    for item, verdict in zip(items, verdicts, strict=True):
        by_file.setdefault(item.id.rpartition("-")[0], []).append(verdict.verdict == item.verdict)
    rows = [["all", score.verdicts, score.items], *([n, sum(r), len(r)] for n, r in sorted(by_file.items()))]
    return {"measures": measures, "rows": rows, "wrong": list(score.wrong), "ms": spent}


def claims_section(snapshot: Snapshot) -> dict[str, Any]:
    """Verdicts on statements of our own against a careful reader's."""
    claims = load_claims(CLAIMS)
    began = time.perf_counter()
    judged = [judge_claim(claim, check(snapshot, claim.text, claim.as_of)) for claim in claims]
    spent = 1000 * (time.perf_counter() - began) / max(1, len(claims))
    scores = {name: score_claims(group) for name, group in claim_groups(judged).items()}
    measures = {
        "claim_accuracy": {split: scores[split].accuracy for split in _SPLITS if split in scores},
        "claim_reasons": {
            split: _share(scores[split].reasons, scores[split].contradicted) for split in _SPLITS if split in scores
        },
        "claims_passed": {split: float(scores[split].passed) for split in _SPLITS if split in scores},
    }
    rows = [[name, s.right, s.items] for name, s in scores.items()]
    # What is kept for testing is counted, not shown: it must not steer whoever tunes the checker.
    wrong = [j.line for j in judged if not j.right and j.claim.split == "dev"]
    return {"measures": measures, "rows": rows, "wrong": wrong, "ms": spent}


def sections(
    parsed: Sequence[ParsedDocument], snapshot: Snapshot, wanted: Sequence[str] = SETS
) -> dict[str, dict[str, Any]]:
    """The sections of the sets wanted, by name."""
    make: Mapping[str, Callable[[], dict[str, Any]]] = {
        "facts": lambda: facts_section(parsed),
        "quotations": lambda: quotations_section(parsed),
        "claims": lambda: claims_section(snapshot),
    }
    return {name: make[name]() for name in SETS if name in wanted}
