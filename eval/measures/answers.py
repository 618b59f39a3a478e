"""Whether the answer says the right thing, and the same thing whichever language asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.spans import fold_text
from eval.measures.attribution import said
from eval.measures.values import same_kind, same_value, shown
from eval.questions import Item, Part
from eval.replies import Reply


@dataclass(frozen=True, slots=True)
class PartVerdict:
    """One part of the gold against one reply."""

    stated: bool  #: a leading fact has the value; for words and derived values the same as ``shown``
    shown: bool  #: the answer's own words say it
    qualifier: bool | None = None  #: whether the stated fact carries the gold's qualifier; None where not judged

    @property
    def right(self) -> bool:
        return self.stated and self.shown


def flat_facts(facts: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Facts in order, a change followed by its two ends, each told once per kind, value and unit."""
    seen = set()
    for fact in facts:
        for one in (fact, *(fact.get("ends") or ())):
            key = (one.get("kind"), one.get("edtf") or one.get("value"), one.get("unit"))
            if key not in seen:
                seen.add(key)
                yield one


def _qualifiers(fact: Mapping[str, Any]) -> set[str]:
    names = [fact.get("qualifier"), *(fact.get("qualifiers") or ())]
    return {name.replace("-", " ").replace("_", " ") for name in names if name}


def leading(item: Item, part: Part, reply: Reply) -> list[Mapping[str, Any]]:
    """The facts that count as the reply's answer for a part: of the kinds that can hold it, as many as the gold has
    values of that kind. Facts come most relevant first, so a right value further down is not an answer.

    For a comparison the service may put the second value under ``others``; the answer's words must say it all the same.
    """
    assert part.kind is not None
    wanted = sum(p.kind is not None and same_kind(p.kind, part.kind) for p in item.gold)
    first = [f for f in flat_facts(reply.facts) if same_kind(f.get("kind") or "", part.kind)][:wanted]
    if item.kind == "comparison":
        first += [f for f in flat_facts(reply.others) if same_kind(f.get("kind") or "", part.kind)]
    return first


def judge_part(item: Item, part: Part, reply: Reply, words: str) -> PartVerdict:
    """Value accuracy of one part: the leading facts hold the value (exact decimal or EDTF equality) and the text shows it.

    A derived value stands in no paragraph, so no fact can hold it: the text alone is judged. Words likewise.

    :param words: what the answer says, without its attributions
    """
    told = shown(part, words)
    if part.kind is None or item.kind == "derived" or reply.bare:
        return PartVerdict(told, told)
    facts = [f for f in leading(item, part, reply) if same_value(part, f)]
    qualified = part.qualifier in _qualifiers(facts[0]) if facts and part.qualifier else None
    return PartVerdict(bool(facts), told, qualified)


def judge(item: Item, reply: Reply) -> list[PartVerdict]:
    """A verdict per part of the gold; nothing is stated or shown by a refusal.

    A reply of words alone (``reply.bare``: another system's, without facts) is judged by its words: what is shown counts
    as stated.
    """
    if not reply.answered:
        return [PartVerdict(False, False) for _ in item.gold]
    words = said(reply)
    return [judge_part(item, part, reply, words) for part in item.gold]


def outcome(item: Item, reply: Reply, verdicts: Sequence[PartVerdict]) -> str:
    """``right``, ``wrong`` or ``refused`` for an answerable item; ``silent`` (as it should be) or ``invented`` else."""
    if not item.answerable:
        return "invented" if reply.answered else "silent"
    if not reply.answered:
        return "refused"
    return "right" if all(v.right for v in verdicts) else "wrong"


def consistency(outcomes: Iterable[tuple[str, str]]) -> float | None:
    """Cross-language consistency: share of the items asked in at least two languages whose askings all come out alike.

    None where no item was asked twice.

    :param outcomes: (item, outcome) per asking
    """
    by_item: dict[str, list[str]] = {}
    for item, result in outcomes:
        by_item.setdefault(item, []).append(result)
    several = [results for results in by_item.values() if len(results) > 1]
    return sum(len(set(results)) == 1 for results in several) / len(several) if several else None


#: Kinds whose value is the same in every language; names are printed in one or the other.
_VALUES = ("date", "money", "percentage", "count", "quantity", "ratio", "duration")


def stated_value(reply: Reply) -> str | None:
    """What a reply stands for, to be compared across languages: its leading value, ``silent`` for a refusal.

    None where it answers without one, by a name or in words alone.
    """
    if not reply.answered:
        return "silent"
    first = next(iter(reply.facts), None)
    if first is None or first.get("kind") not in _VALUES:
        return None
    return str(first.get("edtf") or first.get("value"))


def same_value_share(values: Iterable[tuple[str, str | None]]) -> float | None:
    """Cross-language consistency of values: share of the items asked in two languages or more that get the same value
    (or silence) whichever language asks, right or wrong.

    Askings without a value are left out; an item counts where two are left. None where no item counts.

    :param values: (item, ``stated_value``) per asking
    """
    by_item: dict[str, list[str]] = {}
    for item, value in values:
        if value is not None:
            by_item.setdefault(item, []).append(value)
    several = [found for found in by_item.values() if len(found) > 1]
    return sum(len(set(found)) == 1 for found in several) / len(several) if several else None


def answer_f1(words: str, renderings: Iterable[str]) -> float:
    """F1 over tokens, the best of the renderings: SQuAD's (Rajpurkar et al. 2016, section 6.1), for Chinese by characters as
    in DRCD and CMRC (Cui et al. 2019).

    Tokens are folded words and figures of Latin script and single Chinese characters; articles do not count.
    """
    said_ = Counter(_tokens(words))
    best = 0.0
    for rendering in renderings:
        gold = Counter(_tokens(rendering))
        common = (said_ & gold).total()
        if common:
            precision, recall = common / said_.total(), common / gold.total()
            best = max(best, 2 * precision * recall / (precision + recall))
    return best


def _tokens(text: str) -> list[str]:
    found = re.findall(r"[\u3400-\u9fff\uf900-\ufaff]|[a-z0-9]+(?:[.,]\d+)*", fold_text(text))
    return [token for token in found if token not in ("a", "an", "the")]


def parity(rates: Mapping[str, float]) -> float:
    """Points between the best and the worst language: 0 where all are served alike."""
    return max(rates.values()) - min(rates.values()) if rates else 0.0
