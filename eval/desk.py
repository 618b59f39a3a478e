"""What ``pincite-eval quotations`` and ``pincite-eval claims`` do: the drafters' desk against hand-made sets."""

from __future__ import annotations

import json
import tempfile
import time
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from eval.claims import BUNDLED as CLAIMS
from eval.claims import Statement, load_claims
from eval.documents import read_folder
from eval.measures.claims import Judged, claim_groups, judge_claim, score_claims
from eval.measures.quotations import score_quotations
from eval.quotations import BUNDLED as QUOTATIONS
from eval.quotations import load_quotations
from service.desk.drafts import check
from service.desk.quotes import verify
from service.desk.stream import Streams
from service.library import Library


def score_quotation_set(given: Namespace) -> int:
    """``pincite-eval quotations``: 1 where an alteration passed or the verdicts are under ``--min``."""
    _, paragraphs = read_folder(given.documents)
    streams = Streams(paragraphs)
    items = load_quotations(paragraphs, given.set or QUOTATIONS)
    began = time.perf_counter()
    verdicts = [verify(item.quote, streams, item.documents) for item in items]
    spent = 1000 * (time.perf_counter() - began) / max(1, len(items))
    score = score_quotations(items, verdicts)
    if given.json:
        print(json.dumps({**asdict(score), "accuracy": score.accuracy, "ms": spent}, ensure_ascii=False, indent=1))
    else:
        print(f"{'quotations':<24} {score.items}")
        print(f"{'verdicts right':<24} {score.verdicts} ({100 * score.accuracy:.1f} %)")
        print(f"{'and kinds right':<24} {score.kinds}")
        print(f"{'notes right':<24} {score.notes} of {score.noted}")
        print(f"{'places right':<24} {score.places} of {score.placed}")
        print(f"{'alterations passed':<24} {score.passed}")
        print(f"{'ms each':<24} {spent:.1f}")
        print(*score.wrong, sep="\n")
    return 1 if score.passed or (given.min is not None and score.accuracy < given.min) else 0


def _judged(documents: Path, encoder: str, claims: Sequence[Statement]) -> tuple[list[Judged], float]:
    with tempfile.TemporaryDirectory(prefix="pincite-eval-") as data:
        library = Library.open(Path(data), encoder=encoder)
        library.sync(documents)
        snapshot = library.snapshot()
        began = time.perf_counter()
        judged = [judge_claim(claim, check(snapshot, claim.text, claim.as_of)) for claim in claims]
        spent = 1000 * (time.perf_counter() - began) / max(1, len(claims))
        library.close()
    return judged, spent


def score_claim_set(given: Namespace) -> int:
    """``pincite-eval claims``: 1 where a wrong claim passed as supported or the verdicts are under ``--min``."""
    claims = [c for c in load_claims(given.set or CLAIMS) if given.split in ("all", c.split)]
    judged, spent = _judged(given.documents, given.encoder, claims)
    scores = {name: score_claims(group) for name, group in claim_groups(judged).items()}
    if given.json:
        groups = {name: {**asdict(score), "accuracy": score.accuracy} for name, score in scores.items()}
        print(json.dumps({"groups": groups, "ms": spent}, ensure_ascii=False, indent=1))
    else:
        print(f"{'':<20} {'claims':>6} {'right':>6} {'%':>6} {'passed':>7} {'reason':>8} {'place':>8}")
        for name, s in scores.items():
            reasons, places = f"{s.reasons}/{s.contradicted}", f"{s.places}/{s.found}"
            rate = f"{100 * s.accuracy:6.1f}"
            print(f"{name:<20} {s.items:6} {s.right:6} {rate} {s.passed:7} {reasons:>8} {places:>8}")
        print(f"{spent:.0f} ms each")
        # What is kept for testing is counted, not shown: it must not steer whoever tunes the checker.
        print(*(j.line for j in judged if not j.right and (j.claim.split == "dev" or given.show_test)), sep="\n")
    whole = scores.get("all")
    accuracy, passed = (whole.accuracy, whole.passed) if whole else (0.0, 0)
    return 1 if passed > given.max_passed or (given.min is not None and accuracy < given.min) else 0
