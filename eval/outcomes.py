"""One line of a run: what was asked, what came back, and every judgement on it. Holds no time, so that two runs of one
state write the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from corpus.errors import BadInput
from corpus.languages import language_of
from eval.measures.answers import PartVerdict, answer_f1, judge, outcome, stated_value
from eval.measures.attribution import said as words_of
from eval.measures.citations import CitationCheck, check_citations, cited
from eval.measures.misses import miss
from eval.measures.ranking import Ranking
from eval.questions import Asking, Part
from eval.replies import Reply


@dataclass(frozen=True, slots=True)
class Outcome:
    """One asking, judged. The fields are the columns of results.jsonl."""

    id: str
    item: str
    split: str
    kind: str
    tags: tuple[str, ...]
    asked: str  #: language of the question
    evidence: str  #: language of the evidence that is nearest to the asker: en, zh-Hant, zh-Hans, or none
    question: str
    outcome: str  #: right, wrong, refused, silent, invented
    reply: Mapping[str, Any]
    gold: Sequence[Mapping[str, Any]]
    recall: Mapping[str, float] | None = None  #: "1", "3", "5", "10"; None for what cannot be answered
    rr: float | None = None
    ndcg: float | None = None
    value: bool | None = None  #: every value right; None where the gold holds words only, or nothing
    qualifier: bool | None = None
    cited: bool | None = None  #: a right answer cites the evidence; None for answers that are not right
    said: bool | None = None  #: every part is in the answer's words, facts apart; None for what cannot be answered
    f1: float | None = None  #: token F1 against the gold's words; None where the gold is a value or has several parts
    stated: str | None = None  #: what the reply stands for, to be compared across languages
    quotes_hold: bool | None = True  #: this and the next three: None for a system without citations
    faithful: bool | None = True
    citation_recall: float | None = None
    citation_precision: float | None = None
    language_right: bool = True
    bare: bool = False  #: the system gave words alone
    miss: str | None = None  #: one of eval.measures.misses.MISSES
    why: str = ""  #: what went wrong, in one line; empty where nothing did

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Outcome:
        """A line of results.jsonl. Raises BadInput where it is of another version."""
        try:
            return cls(**{**row, "tags": tuple(row["tags"])})
        except (TypeError, KeyError) as error:
            raise BadInput(f"This run was written by another version: {error}.", "Run it again.") from error

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def evidence_language(asking: Asking, languages: Mapping[str, Sequence[str]]) -> str:
    """The asker's own language where any document of the gold is in it, else the first language of the first document."""
    documents = [p.partition("/")[0] for part in asking.item.gold for p in part.paragraphs]
    spoken = [tag for document in documents for tag in languages.get(document, ())]
    if not spoken:
        return "none"
    return asking.answer_language if asking.answer_language in spoken else spoken[0]


def _told(part: Part) -> str:
    if part.value is None:
        return " / ".join(part.any[:2])
    qualifier = f"{part.qualifier} " if part.qualifier else ""
    return f"{part.kind} {qualifier}{part.value}{' ' + part.unit if part.unit else ''}"


def _why(asking: Asking, reply: Reply, said: str, verdicts: Sequence[PartVerdict], top: Sequence[str]) -> str:
    if said == "invented":
        return f"answered what no document says ({reply.confidence:.2f}): {reply.answer[:90]}"
    if said == "refused":
        return f"refused ({reply.confidence:.2f}, {reply.reason or 'no reason'}); ranked first: {', '.join(top[:2])}"
    if said == "wrong":
        missing = [
            f"{_told(part)} ({'not in the text' if verdict.stated or not part.value or reply.bare else 'in no leading fact'})"
            for part, verdict in zip(asking.item.gold, verdicts, strict=True)
            if not verdict.right
        ]
        facts = [f"{f.get('kind')} {f.get('edtf') or f.get('value')}" for f in reply.facts[:3]]
        return f"wanted {'; '.join(missing)}; facts: {', '.join(facts) or 'none'}; said: {reply.answer[:90]}"
    return ""


def _faults(asking: Asking, reply: Reply, check: CitationCheck | None, cites: bool | None) -> list[str]:
    """What is wrong beside the answer itself, a line each."""
    faults = []
    if cites is False:
        faults.append("right, but cites " + (", ".join(c["id"] for c in reply.citations) or "nothing"))
    if check is not None:
        faults += [f"citation: {line}" for line in check.broken]
        faults += [f"marks and citations disagree on {list(check.unmarked)}"] if check.unmarked else []
        faults += [f"figures without a quote: {', '.join(map(str, check.unsupported))}"] if check.unsupported else []
    if not language_right(asking, reply.language):
        faults.append(f"answered in {reply.language}")
    return faults


def language_right(asking: Asking, told: str) -> bool:
    """Whether the answer's language suits the question.

    A question without a conversation that both Chinese scripts print alike may be answered in either: nothing tells which.
    """
    if told == asking.answer_language:
        return True
    neutral = len({language_of(asking.question, default=script) for script in ("zh-Hant", "zh-Hans")}) == 2
    return neutral and not asking.history and told.startswith("zh") and asking.answer_language.startswith("zh")


def _told_back(reply: Reply) -> dict[str, Any]:
    """What of a reply is kept in results.jsonl."""
    return {
        "answered": reply.answered,
        "answer": reply.answer,
        "language": reply.language,
        "confidence": reply.confidence,
        "reason": reply.reason,
        "standalone_question": reply.standalone_question,
        "facts": [
            {k: f.get(k) for k in ("kind", "value", "unit", "edtf", "qualifier", "paragraph_id")} for f in reply.facts
        ],
        "citations": [{k: c.get(k) for k in ("n", "id", "quote")} for c in reply.citations],
        "passages": [p for p, _ in reply.passages],
        "index_version": reply.index_version,
    }


def judge_asking(
    asking: Asking,
    reply: Reply,
    ranking: Ranking | None,
    *,
    languages: Mapping[str, Sequence[str]],
    text_of: Callable[[str], str | None],
    top: Sequence[str],
) -> Outcome:
    """Every judgement on one reply.

    :param ranking: its ranking measures, None for an unanswerable item and for a system that shows no passages
    :param top: the labels ranked, best first
    """
    item = asking.item
    verdicts = judge(item, reply)
    said = outcome(item, reply, verdicts)
    check = None if reply.bare else check_citations(reply, text_of)
    values = [v.right for v, part in zip(verdicts, item.gold, strict=True) if part.value is not None]
    qualified = [] if reply.bare else [v.qualifier for v in verdicts if v.qualifier is not None]
    cites = cited(item.gold, reply, text_of) if said == "right" and not reply.bare else None
    words = item.gold[0].any if len(item.gold) == 1 else ()
    support = check.support if check else None
    faults = [_why(asking, reply, said, verdicts, top)] if said not in ("right", "silent") else []
    return Outcome(
        id=asking.id,
        item=item.id,
        split=item.split,
        kind=item.kind,
        tags=item.tags,
        asked=asking.language,
        evidence=evidence_language(asking, languages),
        question=asking.question,
        outcome=said,
        reply=_told_back(reply),
        gold=[
            {"says": _told(part), "in": list(part.paragraphs), "right": verdict.right}
            for part, verdict in zip(item.gold, verdicts, strict=True)
        ],
        recall={str(cut): share for cut, share in ranking.recall.items()} if ranking else None,
        rr=ranking.rr if ranking else None,
        ndcg=ranking.ndcg if ranking else None,
        value=all(values) if values else None,
        qualifier=all(qualified) if qualified else None,
        cited=cites,
        said=all(v.shown for v in verdicts) if item.answerable else None,
        f1=(answer_f1(words_of(reply), words) if reply.answered else 0.0) if words else None,
        stated=None if reply.bare else stated_value(reply),
        quotes_hold=check.holds if check else None,
        faithful=check.faithful if check else None,
        citation_recall=support.recall if support else None,
        citation_precision=support.precision if support else None,
        language_right=language_right(asking, reply.language),
        bare=reply.bare,
        miss=miss(item, reply, said, verdicts, top),
        why=" | ".join(faults + _faults(asking, reply, check, cites)),
    )
