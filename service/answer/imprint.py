"""When a document itself was issued: its own date, told where a paragraph of it prints that date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.records import Document, Fact, Paragraph
from corpus.spans import fold_text
from service.answer.compose import Citations, fact_answer
from service.answer.confidence import calibration
from service.answer.evidence import Evidence
from service.answer.gather import Gathered, Snapshot
from service.answer.records import CitedFact
from service.answer.several.moments import Mention, named_documents
from service.answer.several.parts import Made

_ISSUED = r"(?:dated|issued|published|released|printed|put out|come out|tabled)"
_DAY = r"(?:(?:what|which|exact|the) (?:day|date)|when|date)"
#: Before the document's name: what asks for its date. "In the paper" asks for something the paper tells.
_ASKED_OF = re.compile(
    rf"\b{_DAY} (?:was|were|is|are|did|does)? ?(?:the |this |that |its |[\w'’-]+['’]s )?(?:[\w'’&-]+ ){{0,3}}$"
)
_DATE_OF = re.compile(r"\bdate (?:printed |given |shown )?(?:of|on|for) (?:the |this |that )?(?:[\w'’&-]+ ){0,3}$")
#: Between the document's name and the end of the question.
_THEN = re.compile(rf"^(?:[^?.,]{{0,40}} )?{_ISSUED}\b|^ (?:carry|bear|dated?)\b")
_HAN_AFTER = re.compile(
    r"^(?:的|嘅|上|是|系|标明|写明|印的|注明|载明)*(?:日期|何时|几时|几月|哪一?[天日月年]|边一?[天日月年])"
    r"|^(?:的|嘅)?(?:于|在|是|系)*(?:何时|几时|哪一?[天日月年]|几月几[日号]|什么时候|甚么时候)(?:发表|发布|刊发|公布|出|提交)"
    r"|^(?:的|嘅)?(?:发表|发布|刊发|公布)(?:日期|时间|于何时|是何时)"
)
_ASKS_DATE_HAN = re.compile(r"日期|何时|几时|几月|哪一?[天日月年]|边一?[天日月年]|什么时候|甚么时候")


def own_date(snapshot: Snapshot, found: Gathered) -> Made | None:
    """The answer to "when was this paper issued"; None where that is not asked, of one document, or no paragraph prints it."""
    document = _asked(found.understood.text, list(found.documents.values()))
    if document is None or document.date is None:
        return None
    printed = _printed(snapshot, document)
    if printed is None:
        return None
    paragraph, fact = printed
    citations = Citations(found.documents, snapshot.paragraph)
    evidence = Evidence(paragraph, 0, len(paragraph.text), 0.0, {}, fact)
    text = fact_answer(evidence, (), found.understood.language, citations, snapshot.terms())
    return Made(text, (CitedFact(fact, 1),), {paragraph.id: (fact,)}, citations, calibration().threshold)


def _asked(question: str, documents: Sequence[Document]) -> Document | None:
    """The one document whose date a question asks for."""
    folded = fold_text(question)
    if len(folded) != len(question):
        return None
    named = named_documents(question, documents)
    if not any(_asks_of(folded, mention) for mention in named):
        return None
    ones = set.intersection(*(set(mention.documents) for mention in named))
    left = [d for d in documents if d.id in ones]
    return left[0] if len(left) == 1 else None


def _asks_of(folded: str, mention: Mention) -> bool:
    before, after = folded[: mention.start], folded[mention.end :]
    if not any(called in _KINDS for called in _words(folded[mention.start : mention.end])):
        return False
    if _DATE_OF.search(before) or (_ASKED_OF.search(before) and _THEN.search(after)):
        return True
    return bool(_HAN_AFTER.search(after) and _ASKS_DATE_HAN.search(after))


#: What a document is called. "When was the Policy Address delivered" asks of the speech, not of a paper on it.
_KINDS = frozenset("slide slides presentation paper sheet deck newspaper 简报 投影片 幻灯片 文件 便览 概览".split())


def _words(name: str) -> list[str]:
    return re.findall(r"[a-z]+|简报|投影片|幻灯片|文件|便览|概览", name)


def _printed(snapshot: Snapshot, document: Document) -> tuple[Paragraph, Fact] | None:
    """The first paragraph that prints the document's own date, a title before others."""
    on_it = [f for f in snapshot.facts(kind="date", document=document.id) if f.edtf == document.date]
    where = {f.paragraph_id: f for f in reversed(on_it)}
    paragraphs = [p for p in snapshot.paragraphs(document.id) if p.id in where]
    best = min(paragraphs, key=lambda p: (p.kind != "title", p.position), default=None)
    return (best, where[best.id]) if best else None
