"""How well the passages were ranked. The unit is the label: a paragraph printed in two languages is one thing to find.

The second language of a label that was already ranked keeps its rank and counts as not relevant, so that listing both
never helps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.questions import Asking, Part
from eval.replies import label_of

CUTS = (1, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Measures of one asking."""

    recall: Mapping[int, float]  #: at each of CUTS
    rr: float
    ndcg: float


def ranked_labels(paragraph_ids: Iterable[str]) -> list[str]:
    """Labels in order of rank; the n-th return of a label becomes ``label#n``, which no gold names."""
    seen: dict[str, int] = {}
    labels = []
    for paragraph_id in paragraph_ids:
        label = label_of(paragraph_id)
        seen[label] = seen.get(label, 0) + 1
        labels.append(label if seen[label] == 1 else f"{label}#{seen[label]}")
    return labels


def grades(asking: Asking) -> dict[str, int]:
    """Relevance of labels (TREC qrels): 2 where a part of the gold stands, 1 where another value of the measure does."""
    wanted = {p: 1 for part in asking.item.others for p in part.paragraphs}
    return wanted | {p: 2 for part in asking.item.gold for p in part.paragraphs}


def recall_at(parts: Sequence[Part], ranked: Sequence[str], cut: int) -> float:
    """Share of the gold's parts that one of the first ``cut`` paragraphs states.

    A part that several paragraphs state needs one of them. With one part this is success@k, which question answering
    calls top-k retrieval accuracy (Karpukhin et al. 2020, Dense Passage Retrieval, section 4); with several it is recall
    over the pieces of evidence that are needed.
    """
    top = set(ranked[:cut])
    return sum(any(p in top for p in part.paragraphs) for part in parts) / len(parts)


def rank_measures(askings: Sequence[Asking], ranked: Mapping[str, Sequence[str]]) -> dict[str, Ranking]:
    """Asking id -> recall@k, reciprocal rank, nDCG@10, of the answerable askings.

    RR and nDCG@10 are computed by ir-measures (MacAvaney et al. 2022) through trec_eval's own code: RR is one over the
    rank of the first relevant paragraph; nDCG has gain = grade and discount log2(rank + 1) (Järvelin & Kekäläinen 2002).

    :param ranked: asking id -> labels, best first, as ``ranked_labels`` gives them
    """
    import ir_measures  # deferred: half a second, and only a run needs it
    from ir_measures import RR, nDCG

    judged = [asking for asking in askings if asking.item.answerable]
    qrels = {asking.id: grades(asking) for asking in judged}
    # Scores fall with rank: the service's own scores may tie, and a tie must not be re-sorted by name.
    run = {a.id: {label: float(len(ranked[a.id]) - i) for i, label in enumerate(ranked[a.id])} for a in judged}
    found: dict[str, dict[str, float]] = {asking.id: {} for asking in judged}
    for metric in ir_measures.iter_calc([RR, nDCG @ 10], qrels, run):
        found[metric.query_id][str(metric.measure)] = float(metric.value)
    return {
        asking.id: Ranking(
            recall={cut: recall_at(asking.item.gold, ranked[asking.id], cut) for cut in CUTS},
            rr=found[asking.id].get("RR", 0.0),
            ndcg=found[asking.id].get("nDCG@10", 0.0),
        )
        for asking in judged
    }


def run_lines(asking_id: str, ranked: Sequence[str], tag: str) -> list[str]:
    """TREC run lines: ``query Q0 document rank score tag``."""
    return [f"{asking_id} Q0 {label} {i + 1} {len(ranked) - i} {tag}" for i, label in enumerate(ranked)]


def qrels_lines(asking: Asking) -> list[str]:
    """TREC qrels lines: ``query 0 document grade``."""
    return [f"{asking.id} 0 {label} {grade}" for label, grade in sorted(grades(asking).items())]
