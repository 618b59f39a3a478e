"""The moments and documents that a question sets against one another: "in 2022 and in 2027", "the newspaper and the slides"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.records import Document
from service.answer.several.asked import DIFFERENCE, EACH
from service.answer.several.moments import Mention, dated, named_documents

_AGAINST = re.compile(
    r"\b(?:compare[sd]?|against|versus|vs|than|differ|from .{2,40} to |between .{2,60} and |according to .{2,60} and )"
    r"|相比|比较|比|变化|差别|各|分别|变成|变为|升到|增到|增至|[由从].{2,30}到"
)
_CHANGES = re.compile(r"\bchanged?\b|\bdiffer|\bbetween\b|\bfrom\b|变|差|由|从")


def pointed(question: str, folded: str, documents: Sequence[Document]) -> list[Mention]:
    """Two or more moments or documents that the question sets against one another."""
    asked = len(re.findall(r"\bhow (?:many|much)\b|多少|[几幾]多", folded))
    against = _AGAINST.search(folded) or EACH.search(folded) or DIFFERENCE.search(folded) or " and " in folded
    if not (against or asked > 1):
        return []
    named = named_documents(question, documents)
    days = [m for m in dated(question) if not any(d.start <= m.start < d.end for d in named)]
    found = sorted([*named, *days], key=lambda m: m.start)
    distinct: dict[object, Mention] = {}
    # One document and one moment are set against each other only where something is said to change between them.
    if len({m.documents for m in named}) == 1 and not _CHANGES.search(folded):
        found = [m for m in found if m.moment]
    for mention in found:
        distinct.setdefault(mention.documents or mention.moment, mention)
    return list(distinct.values())


_LEAD = (
    r"(?:(?:from|to|by|in|at|on|until|between|and|against|than|the|according to|as of|end of|compare with|with|versus|vs)"
    r"\s+)*$"
)
_LEAD_HAN = "由从到至在同与和跟及、，,"


def without(question: str, mentions: Sequence[Mention], keep: Mention) -> str:
    """The question with the other moments and documents left out, and what joins them."""
    text, last = "", 0
    for mention in mentions:
        if mention is keep:
            continue
        start = mention.start
        lead = re.search(_LEAD, question[last:start], re.IGNORECASE)
        start -= len(lead.group()) if lead else 0
        while start > last and question[start - 1] in _LEAD_HAN:
            start -= 1
        text += question[last:start]
        last = mention.end
    text = re.sub(r"\s{2,}", " ", f"{text} {question[last:]}").strip() if last else question
    text = _FROM_TO.sub(r"有\1\2", text)
    text = re.sub(r"\s+(?=[,?.？，。])", "", re.sub(r"^(?:and|or|but)\s+", "", text, flags=re.IGNORECASE))
    return re.sub(r"(?:,|，)(?=[?？]|$)", "", text)


#: 「由多少家變成多少家」 asks for one number where one moment is left.
_FROM_TO = re.compile(
    r"[由從从](多少|幾多|几多)(\S{0,2}?)(?:變成|变成|變為|变为|升到|升至|增到|增至|增加到|增加至|減至|减至)(?:多少|幾多|几多)\2"
)
