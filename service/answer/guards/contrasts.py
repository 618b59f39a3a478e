"""The one of a row that a question names, against the others: the rest is not the first tier, a doctor is no bachelor, the
completion is not the start. What a figure is said of is read off its own name, then its clause, then the clause before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from corpus.facts.aspects import find_aspects
from corpus.records import Fact
from corpus.sentences import clauses, enclosing
from corpus.spans import fold_text
from service.answer.aligned import aligned
from service.answer.evidence import Evidence

#: Rows of which a figure belongs to one: key -> folded pattern. A pattern further down yields to those above it.
_ROWS: tuple[dict[str, re.Pattern[str]], ...] = tuple(
    {key: re.compile(pattern) for key, pattern in row.items()}
    for row in (
        {
            "associate": r"副学士|\bassociate(?: degree|'s|’s)|\bsub-?degree",
            "postdoctoral": r"博士后|\bpost-?doc",
            "doctor": r"博士|\bdoctor(?:s|ates?|al)?\b|\bph\.?d",
            "master": r"硕士|\bmaster(?:['’]?s)?\b(?! plan)",
            "bachelor": r"学士|\bbachelor|\bfirst degree",
        },
        {
            "rest": r"余额|其余|余下|超[出过](?:首|头)|[元万亿][^，,。]{0,2}以[上外]|之外的"
            r"|\bremainder\b|\bthe rest\b|\bbalance\b|\b(?:above|beyond|exceeding|over|after|past|in excess of) the first\b"
            r"|\bexceeds? the first",
            "first": r"[首头](?=\d|[一二三四五六七八九两十百])|\bfirst (?:hk)?\$?\d|\bfirst (?:one|two|three|five|ten) million",
        },
        {"signed": r"签约|签订|签署|已签|签咗|\bsigned\b|\bcontracts?\b"},
    )
)

#: What a question calls done, beside the wordings that documents use (corpus.facts.aspects).
_EVENTS = {
    "completion": r"[整建起盖做修](?:好|完)|\bready\b|\bdone\b|\bbuilt\b",
    "opening": r"开张|启用|开幕|揭幕|投入服务|投产|用得|\bopen(?:s|ed|ing)?\b|\bin (?:use|service)\b",
    "works": r"动工|开工|\bbuilding of\b.*\bbegin|\bbreak ground\b",
    "moving in": r"进驻|入驻|迁入|搬[入进]|\bmov(?:e|es|ing) (?:in|onto|into)\b",
    "beginnings": r"最初|首次|第一次|最早(?=是)|\bfirst (?:given|paid|offered|set)\b",
    "closing": r"关掉|关门|结业|停办|\bshut\b",
}
_DONE = frozenset(("completion", "opening"))
#: event asked for -> events that are not it, whatever else is the same
_NOT: dict[str, frozenset[str]] = {
    "completion": frozenset(("start", "publication", "signing", "proposal", "renaming", "approval", "review")),
    "opening": frozenset(("start", "publication", "signing", "proposal", "renaming", "approval", "review", "closing")),
    "start": frozenset(("completion", "closing")),
    "works": frozenset(("completion", "closing", "opening", "launch")),
    "establishment": frozenset(("rise", "extension", "closing", "signing", "holding", "review")),
    "moving in": frozenset(("start", "publication", "signing", "approval", "completion")),
    "beginnings": frozenset(("rise", "extension")),
    "closing": frozenset(("establishment", "launch", "opening", "publication", "signing", "holding")),
}
#: Events that a sentence must speak of for a date in it to be theirs.
_TOLD = frozenset(("establishment", "signing", "holding"))
#: What comes before a thing is there and is not the thing itself.
_BEFOREHAND = re.compile(
    r"顾问|可行性|研究(?!所|院|中心|园)|筹备|咨询|招标|评估|\bfeasibility\b|\bstud(?:y|ies)\b|\bpreparat|\bconsultation\b|\btender|\bconsultan"
)
#: What a clause ends with, the next one goes on about.
_LAST = 12


def _keys(row: Mapping[str, re.Pattern[str]], folded: str) -> frozenset[str]:
    """The members of the row that a folded text names; a longer name hides the shorter one in it."""
    found = set()
    for key, pattern in row.items():
        folded, times = pattern.subn(" ", folded)
        if times:
            found.add(key)
    # 「超出首200萬元的餘額」 speaks of the rest alone.
    return frozenset(found - {"first"} if "rest" in found else found)


def _said_of(
    row: Mapping[str, re.Pattern[str]], evidence: Evidence, fact: Fact, fellows: Sequence[Fact]
) -> frozenset[str]:
    """The members of the row that the figure is said of. A clause before that has a figure of its own is about that one.

    ``fellows``: the figures of the same paragraph.
    """
    text = evidence.paragraph.text
    spans = clauses(text, evidence.start, evidence.end)
    start, end = enclosing(spans, fact.start, fact.end)
    before = [span for span in spans if span[1] <= start][-1:]
    before = [(a, b) for a, b in before if not any(a <= f.start < b and f.kind == fact.kind for f in fellows)]
    respectively = aligned(text, evidence.start, evidence.end, fellows).get(fact.start, "")
    told = (f"{fact.entity} {fact.part}", respectively, text[start:end], *(text[a:b] for a, b in before))
    return next((keys for piece in told if (keys := _keys(row, fold_text(piece)))), frozenset())


def another_of_row(question: str, found: Sequence[tuple[Evidence, Fact]]) -> list[bool]:
    """Per fact, whether it belongs to another one of a row than the question names.

    Where a paragraph tells the figure of one of the row, a figure told of none of them is something else again.
    """
    folded = fold_text(question)
    out = [False] * len(found)
    for row in _ROWS:
        asked = _keys(row, folded)
        if not asked:
            continue
        said = [_said_of(row, e, fact, [f for o, f in found if o.paragraph is e.paragraph]) for e, fact in found]
        told = {
            (fact.paragraph_id, fact.kind, fact.unit)
            for (_, fact), keys in zip(found, said, strict=True)
            if keys and fact.kind != "date"
        }
        for at, ((_, fact), keys) in enumerate(zip(found, said, strict=True)):
            out[at] |= not keys & asked if keys else (fact.paragraph_id, fact.kind, fact.unit) in told
    return out


def events_asked(folded: str) -> frozenset[str]:
    """What a folded question asks the moment of, as keys of every language."""
    found = {aspect.key for aspect in find_aspects(folded, "event", 0, len(folded))}
    found |= {key for key, pattern in _EVENTS.items() if re.search(pattern, folded)}
    if "works" in found:
        found -= {"start", "completion"}
    # An extension that is finished, opened or begun is the thing, not the event.
    return frozenset(found - {"extension"} if found & (_DONE | {"start", "works"}) else found)


def another_event(question: str, evidence: Evidence, fact: Fact) -> bool:
    """Whether a date is that of another event than the question asks for: of the start of the works, of a study for them."""
    if fact.kind != "date":
        return False
    folded = fold_text(question)
    asked = events_asked(folded)
    if asked & _DONE and not _BEFOREHAND.search(folded):
        spans = clauses(evidence.paragraph.text, evidence.start, evidence.end)
        start, end = enclosing(spans, fact.start, fact.end)
        before = [fold_text(evidence.paragraph.text[a:b]) for a, b in spans if b <= start][-1:]
        if _BEFOREHAND.search(fold_text(f"{fact.entity} {evidence.paragraph.text[start:end]}")) or any(
            _BEFOREHAND.search(text[-_LAST:]) for text in before
        ):
            return True
    if not fact.aspect and asked & _TOLD:
        sentence = fold_text(evidence.paragraph.text[evidence.start : evidence.end])
        if not asked & {aspect.key for aspect in find_aspects(sentence, "event", 0, len(sentence))}:
            return True
    hindered = [_NOT[event] for event in asked if event in _NOT]
    # Every event that the question speaks of must be another one: 「開始興建並落成」 asks for neither alone.
    return bool(hindered) and len(hindered) == len(asked) and all(fact.aspect in names for names in hindered)
