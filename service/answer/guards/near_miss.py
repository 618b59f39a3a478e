"""Near misses: evidence that is on the topic and cannot be the answer. Near is not the same.

What is told apart here for certain is never left to a score: another phase, another company, a post where a person's name is
asked for, a number of things where their names are, an attribute that the paragraph nowhere says, a figure of another scope.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from corpus.records import Document, Fact, Paragraph
from corpus.spans import fold_text
from service.answer.cues import NAMES
from service.answer.evidence import Evidence, Matcher
from service.answer.guards.attributes import attribute_unsaid
from service.answer.guards.counted import counts_another
from service.answer.guards.ordinals import ordinals, stages
from service.answer.guards.places import place_unsaid
from service.answer.guards.reasons import asks_reason, gives_reason
from service.answer.guards.scopes import other_scope
from service.answer.guards.stated import of_another_stage
from service.answer.guards.typed import no_company, unnamed, wrong_type
from service.answer.nouns import members_asked
from service.answer.understand import Understood, asks_places

#: A name in capitals: CATL, OGCIO. Shorter ones are too often ordinary words (IT, AI).
_ACRONYM = re.compile(r"(?<![\w-])[A-Z][A-Z0-9&]{2,}(?![\w-])")
#: Share of a known name that a paragraph must say, in any language, to speak of it; names looked for.
_UNSAID, _MOST_NAMES = 0.1, 3
#: Share of the question under which a sentence says next to nothing of it.
_NEXT_TO_NOTHING = 0.06
#: Named so often that a paragraph need not repeat them.
_EVERYWHERE = frozenset(
    fold_text(name)
    for name in ("香港", "內地", "北京", "政府", "特區政府", "Hong Kong", "Mainland", "Beijing", "Government")
)
_POSTS = re.compile(
    r"司长|局长|署长|专员|主席|总裁|总监|院长|校长|主任|教授|市长|部长|书记|行政长官|特首|记者"
    r"|\b(?:secretary|commissioner|director|chair(?:man|person|ed)?|president|minister|chief executive|mayor|professor"
    r"|reporter)\b"
)
_POST_ASKED = re.compile(r"职位|职衔|官员|官职|\b(?:post|position|title|rank|official|officer)\b")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NAME_ASKED = re.compile(r"\bnames?\b|\bcalled\b|叫什么|名字|姓名|什么名|哪位|哪一位|何人")
_BY_NAME = re.compile(r"姓[甚什]名谁|什么名|叫什么|姓名|名字|\bby name\b|\bnames? of\b")
_QUOTED = re.compile("「([^」]+)」|《([^》]+)》|“([^”]+)”")
_CAPITALS = re.compile(r"(?<![.!?] )(?<!^)\b[A-Z][\w&.-]+(?: (?:of |for |and |the )?[A-Z][\w&.-]+)*")
#: Says where things stand.
_SOMEWHERE = re.compile(
    r"位于|坐落|座落|位处|[设建处]于|设在|\b(?:located|situated|sited|stands?|lies?)\b|\b(?:are|is|parks?) (?:in|at)\b"
)
_JOINTS = re.compile(r"[、；;]|, |(?<=\w) and (?=\w)|[及和与](?=[^、，。]{1,14}[、，。；]?)|」「|\n|\t")


def near_miss(
    understood: Understood,
    evidence: Evidence,
    counterpart: Paragraph | None,
    match: Callable[[str], Matcher],
    names: Sequence[str] = (),
    here: Sequence[Fact] = (),
) -> bool:
    """Whether the evidence cannot answer the question, however much it says of it.

    ``names``: known bodies, schemes and places that the question names; ``here``: the facts of the paragraph.
    """
    said = f"{evidence.paragraph.context.as_text()} {evidence.paragraph.text}"
    upto = f"{evidence.paragraph.context.as_text()} {evidence.paragraph.text[: _piece_end(evidence)]}"
    if counterpart is not None:
        said += f" {counterpart.context.as_text()} {counterpart.text}"
    sentence = evidence.paragraph.text[evidence.start : evidence.end]
    known = [name for name in names if fold_text(name) not in _EVERYWHERE]
    return (
        any(match(name).coverage([said])[0] == 0.0 for name in _ACRONYM.findall(understood.text))
        or any(match(name).coverage([said])[0] < _UNSAID for name in known[:_MOST_NAMES])
        or bool(stages(understood.text) - stages(upto))
        or _of_another_part(understood, evidence)
        or (not (understood.changes or understood.difference) and of_another_stage(understood.text, evidence))
        or _lacks_name(understood, evidence, sentence)
        or _says_nothing(evidence)
        or attribute_unsaid(understood.text, [said])
        or place_unsaid(understood.text, [said])
        or (evidence.fact is not None and counts_another(understood.text, evidence.fact))
        or no_company(understood.text, evidence, here)
        or other_scope(understood.text, evidence, [said])
        or wrong_type(understood.text, evidence)
        or (not understood.kinds and unnamed(understood.text, evidence))
        or (understood.names_all and asks_places(understood.text) and not _SOMEWHERE.search(fold_text(sentence)))
        or (asks_reason(understood.text) and not gives_reason(sentence, understood.text))
        or (understood.names_all and not _enumerates(evidence, fold_text(understood.text)))
    )


def _says_nothing(evidence: Evidence) -> bool:
    """Whether the evidence says next to nothing of the question."""
    share = evidence.features.get("coverage", 1.0)
    return max(share, evidence.features.get("clause", share)) < _NEXT_TO_NOTHING


def _of_another_part(understood: Understood, evidence: Evidence) -> bool:
    """Whether a number of things is told of another one of a set than the question names; both ends of a change may be."""
    if evidence.fact is None or evidence.fact.kind != "count" or understood.changes or understood.difference:
        return False
    asked, part = stages(understood.text), ordinals(evidence.fact.part)
    return bool(asked and part) and not asked & part


def _piece_end(evidence: Evidence) -> int:
    """Where the part of the sentence ends that the value stands in: what comes after a semicolon is another matter.

    A name may stand well before what is said of it.
    """
    if evidence.fact is None or evidence.fact.kind in NAMES:
        return evidence.end
    stop = re.compile("[；;]").search(evidence.paragraph.text, evidence.fact.end, evidence.end)
    return stop.start() if stop else evidence.end


def of_another_ratio(asked: Sequence[Fact], here: Sequence[Fact]) -> bool:
    """Whether the question names a ratio (2:1), and the paragraph others only.

    ``asked``: the facts that the question states; ``here``: those of the paragraph.
    """
    named, there = ({fact.value for fact in facts if fact.kind == "ratio"} for facts in (asked, here))
    return bool(named and there) and not named & there


def of_other_years(asked: frozenset[str], evidence: Evidence, facts: Sequence[Fact], document: Document) -> bool:
    """Whether the question names a year that neither the paragraph speaks of nor its document is of.

    ``asked``: years the question names; ``facts``: those of the paragraph, whose relative dates name years too.
    """
    fact = evidence.fact
    if not asked or (fact is not None and fact.kind == "date"):
        return False
    said = f"{evidence.paragraph.context.as_text()} {evidence.paragraph.text}"
    years = set(_YEAR.findall(fold_text(said))) | {(document.reference_date or "")[:4]}
    for told in facts:
        years |= {side[:4] for side in told.interval or () if side} | {(told.as_of or "")[:4]}
    return not asked & years


def _lacks_name(understood: Understood, evidence: Evidence, sentence: str) -> bool:
    """Whether a name is asked for, and the evidence holds none that the question does not already say."""
    if not set(understood.kinds) & set(NAMES):
        return False
    question, folded = fold_text(understood.text), fold_text(sentence)
    if understood.kinds == ("person",) or ("person" in understood.kinds and _BY_NAME.search(question)):
        if _POSTS.search(question) and not _POST_ASKED.search(question):
            # Who holds a post is a person's own name, never a post.
            fact = evidence.fact
            return fact is None or fact.kind != "person" or bool(_POSTS.search(fold_text(fact.text)))
        return evidence.fact is None and all(post in question for post in _POSTS.findall(folded))
    if evidence.fact is not None or not _NAME_ASKED.search(question):
        return False
    names = [fold_text(next(filter(None, found))) for found in _QUOTED.findall(sentence)]
    names += [fold_text(name) for name in _CAPITALS.findall(sentence)]
    return all(name in question for name in names)


#: So many members a list may have of which one entry is the evidence; no document lists hundreds.
_MOST_OF_A_LIST = 30


def _enumerates(evidence: Evidence, question: str) -> bool:
    """Whether the sentence names several things one after the other, as many as asked, or its paragraph is one of a list."""
    many = members_asked(question)
    listed = evidence.paragraph.kind in ("item", "row") or evidence.paragraph.context.stem
    if listed and many <= _MOST_OF_A_LIST:
        return True
    sentence = evidence.paragraph.text[evidence.start : evidence.end]
    if sentence.rstrip().endswith(("：", ":")):
        return True
    pieces = [fold_text(piece).strip() for piece in _JOINTS.split(sentence)]
    return sum(1 < len(piece) <= 60 and piece not in question for piece in pieces) >= max(2, many - 1)
