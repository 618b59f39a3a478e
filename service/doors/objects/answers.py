"""Answers, with their citations, facts and passages, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel

from corpus.records import Paragraph
from service.answer.records import Answer, Citation, Passage
from service.doors.objects.documents import DocumentObject
from service.doors.objects.facts import FactObject, LedgerFact
from service.doors.objects.names import permanent_link
from service.doors.objects.paragraphs import ContextObject, Counterpart, place
from service.doors.objects.selectors import TextPositionObject, TextQuoteObject, selectors


class PassageObject(BaseModel):
    """``spans`` of ``text`` met a search's query; they and the counterpart are filled in by /v1/search only."""

    id: str
    document: DocumentObject
    label: str
    pinpoints: dict[str, str]
    text: str
    language: str
    score: float
    rank: int
    context: ContextObject
    url: str
    spans: list[tuple[int, int]] = []
    counterpart: Counterpart | None = None

    @classmethod
    def of(
        cls,
        passage: Passage,
        language: str | None,
        base: str = "",
        spans: Sequence[tuple[int, int]] = (),
        counterpart: Paragraph | None = None,
    ) -> PassageObject:
        return cls.model_validate(
            {
                **place(passage.paragraph),
                "spans": list(spans),
                "counterpart": Counterpart.of(counterpart),
                "document": DocumentObject.of(passage.document, language),
                "score": float(passage.score),
                "rank": passage.rank,
                "context": ContextObject.of(passage.paragraph),
                "url": permanent_link(passage.paragraph.id, base),
            }
        )


class CitationObject(BaseModel):
    """``quote == text[start:end]``, in Unicode code points. ``selectors`` (W3C Web Annotation) find the words again, by
    `POST /v1/citations/find` or anywhere else."""

    n: int
    id: str
    document: DocumentObject
    label: str
    pinpoints: dict[str, str]
    quote: str
    start: int
    end: int
    text: str
    language: str
    url: str
    counterpart: Counterpart | None
    context: ContextObject
    read_by_ocr: bool = False  # the words come from recognition of a picture's characters and may be wrong
    selectors: list[TextQuoteObject | TextPositionObject]

    @classmethod
    def of(cls, citation: Citation, language: str | None, base: str = "", *, dated: bool = False) -> CitationObject:
        """``dated``: the link names the document's version, which may not be the present one."""
        version = citation.document.version if dated else None
        return cls.model_validate(
            {
                **place(citation.paragraph),
                "n": citation.n,
                "document": DocumentObject.of(citation.document, language),
                "quote": citation.quote,
                "start": citation.start,
                "end": citation.end,
                "url": permanent_link(citation.id, base, version),
                "counterpart": Counterpart.of(citation.counterpart),
                "context": ContextObject.of(citation.paragraph),
                "read_by_ocr": citation.document.read_by_ocr(citation.paragraph.page),
                "selectors": selectors(citation.paragraph.text, citation.start, citation.end),
            }
        )


_RECOGNISED = {
    "en": "The words of {marks} were read by recognition of characters (OCR) from a picture and may be wrong.",
    "zh-Hant": "{marks}的文字由光學字元辨識（OCR）從圖像讀取，可能有誤。",
    "zh-Hans": "{marks}的文字由光学字符识别（OCR）从图像读取，可能有误。",
}


def _recognised(answer: Answer) -> list[str]:
    """What is to be known of citations whose words come from pictures."""
    marks = [f"[{one.n}]" for one in answer.citations if one.document.read_by_ocr(one.paragraph.page)]
    return [_RECOGNISED[answer.language].format(marks=" ".join(marks))] if marks else []


class CitedFactObject(FactObject):
    citation: int | None


class OtherFactObject(LedgerFact):
    """The same measure elsewhere."""

    relation: Literal["same", "differs", "earlier", "later"]


class AnswerObject(BaseModel):
    id: str
    question: str
    standalone_question: str
    language: str
    answered: bool
    answer: str
    confidence: float
    reason: str | None
    citations: list[CitationObject]
    facts: list[CitedFactObject]
    others: list[OtherFactObject]
    passages: list[PassageObject]
    index_version: str
    timings_ms: dict[str, float]
    notices: list[str]  #: what to know of how the answer was made
    removed: int  #: sentences of a language model that could not be proven

    @classmethod
    def of(cls, answer: Answer, question: str, base: str = "", *, dated: bool = False) -> AnswerObject:
        language = answer.language
        others = [
            OtherFactObject.model_validate(
                {
                    **LedgerFact.entry(
                        other.fact, other.paragraph, DocumentObject.of(other.document, language), base
                    ).model_dump(),
                    "relation": other.relation,
                }
            )
            for other in answer.others
        ]
        return cls(
            id=answer.id,
            question=question,
            standalone_question=answer.standalone_question,
            language=language,
            answered=answer.answered,
            answer=answer.answer,
            confidence=float(answer.confidence),
            reason=answer.reason,
            citations=[CitationObject.of(citation, language, base, dated=dated) for citation in answer.citations],
            facts=[
                CitedFactObject.model_validate({**FactObject.fields_of(cited.fact), "citation": cited.citation})
                for cited in answer.facts
            ],
            others=others,
            passages=[PassageObject.of(passage, language, base) for passage in answer.passages],
            index_version=answer.index_version,
            timings_ms={stage: float(spent) for stage, spent in answer.timings_ms.items()},
            notices=[*answer.notices, *_recognised(answer)],
            removed=answer.removed,
        )


class Passages(BaseModel):
    passages: list[PassageObject]
