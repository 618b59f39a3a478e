"""What came back for one asking, in one shape whether it was asked in this process or of a running server.

The shapes inside (facts, citations) are those of the HTTP contract, so that one set of measures judges both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from corpus.errors import BadInput
from corpus.languages import language_of
from corpus.records import Document, Fact
from corpus.spans import fold_text
from service.answer.records import Answer, Citation


@dataclass(frozen=True, slots=True)
class Reply:
    answered: bool
    answer: str
    language: str
    confidence: float
    reason: str | None = None
    standalone_question: str = ""
    citations: tuple[Mapping[str, Any], ...] = ()
    facts: tuple[Mapping[str, Any], ...] = ()
    others: tuple[Mapping[str, Any], ...] = ()
    passages: tuple[tuple[str, float], ...] = ()  #: (paragraph id, score), best first
    index_version: str = ""
    bare: bool = False  #: words alone came back: no facts, citations, passages or confidence to judge
    milliseconds: float = field(default=0.0, compare=False)


def label_of(paragraph_id: str) -> str:
    """``document-id/label`` of a paragraph id: without the language where one label stands in two."""
    return paragraph_id.partition("@")[0]


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "kind": fact.kind,
        "text": fact.text,
        "value": fact.value,
        "unit": fact.unit,
        "edtf": fact.edtf,
        "qualifier": fact.qualifier,
        "qualifiers": list(fact.qualifiers),
        "paragraph_id": fact.paragraph_id,
        "start": fact.start,
        "end": fact.end,
        "ends": [_fact(end) for end in fact.ends],
    }


def _document(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "title": dict(document.title),
        "publisher": dict(document.publisher),
        "date": document.date,
        "as_of": document.as_of,
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "n": citation.n,
        "id": citation.id,
        "document": _document(citation.document),
        "label": citation.paragraph.label,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "language": citation.paragraph.language,
    }


def from_answer(answer: Answer) -> Reply:
    """The reply of the pipeline in this process."""
    return Reply(
        answered=answer.answered,
        answer=answer.answer,
        language=answer.language,
        confidence=answer.confidence,
        reason=answer.reason,
        standalone_question=answer.standalone_question,
        citations=tuple(_citation(c) for c in answer.citations),
        facts=tuple(_fact(f.fact) | {"citation": f.citation} for f in answer.facts),
        others=tuple(_fact(o.fact) | {"relation": o.relation, "label": o.paragraph.label} for o in answer.others),
        passages=tuple((p.paragraph.id, p.score) for p in answer.passages),
        index_version=answer.index_version,
    )


#: What an assistant is told to write where it has no answer, and how those that were told nothing say it.
NO_ANSWER = "NO ANSWER"
_REFUSALS = re.compile(
    r"no answer|no information|(?:not|n't) (?:mentioned|specified|stated|provided|found) in"
    r"|(?:documents?|context|text|sources?)(?: provided)? (?:do|does|did)(?:n't| not) "
    r"(?:say|state|mention|answer|contain|provide|specify|include)"
    r"|(?:do not|don't|cannot|can't) (?:know|answer|find)"
    r"|(?:没有|未有|未|并无|没)(?:提及|提到|说明|提供|相关|有关|这个问题|列明)|无法(?:回答|找到|确定)|不知道|找不到"
)


def refuses(text: str) -> bool:
    """Whether words alone refuse to answer: nothing said, the agreed mark, or a phrase of refusal in the first sentence."""
    folded = fold_text(text).strip()
    first = re.split(r"[.。!！?？\n]", folded, maxsplit=1)[0]
    return not folded or bool(_REFUSALS.search(first))


def from_chat(body: Mapping[str, Any], default_language: str) -> Reply:
    """The reply of an OpenAI-compatible endpoint.

    Pincite's own carries its whole answer under ``pincite`` and is judged whole; any other's is words alone. Raises
    BadInput where there is no message.
    """
    if isinstance(body.get("pincite"), Mapping):
        return from_json(body["pincite"])
    try:
        text = body["choices"][0]["message"]["content"] or ""
    except (KeyError, IndexError, TypeError) as error:
        raise BadInput(
            f"The endpoint's reply is no chat completion: {error!r}.",
            "Is it …/chat/completions of an OpenAI-compatible API?",
        ) from error
    return Reply(
        answered=not refuses(text),
        answer=text,
        language=language_of(text, default=default_language) if text.strip() else default_language,
        confidence=0.0,
        index_version=str(body.get("system_fingerprint") or ""),
        bare=True,
    )


def from_json(body: Mapping[str, Any]) -> Reply:
    """The reply of a server, as ``/v1/ask`` gives it. Raises BadInput where a field of the contract is missing."""
    try:
        return Reply(
            answered=body["answered"],
            answer=body["answer"],
            language=body["language"],
            confidence=float(body["confidence"]),
            reason=body["reason"],
            standalone_question=body["standalone_question"],
            citations=tuple(body["citations"]),
            facts=tuple(body["facts"]),
            others=tuple(body["others"]),
            passages=tuple((p["id"], float(p["score"])) for p in body["passages"]),
            index_version=body["index_version"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(
            f"The server's answer does not follow /v1/ask: {error!r}.", "Is the address that of a Pincite server?"
        ) from error
