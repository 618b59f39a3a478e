"""A question answered, counted, and its citations compared once more with the paragraphs they name, whatever door it came by."""

from __future__ import annotations

import logging

from corpus.errors import NotFound
from service.doors import calls
from service.doors.http.dependencies import Hall
from service.doors.http.recall import Told
from service.doors.objects.answers import AnswerObject
from service.doors.protocols import Ask, Snapshot
from service.doors.requests import AskRequest

_log = logging.getLogger("pincite.answers")


async def answered(hall: Hall, request: AskRequest) -> Told:
    """The answer to a question. Raises as calls.ask and Hall.read do."""
    told = await hall.tell("ask", request, _answered, hall.ask, hall.base)
    outcome = told.outcome
    assert outcome is not None
    hall.metrics.answered(outcome)
    if outcome.failed:  # never seen; where it is, the counter and this line say so, without the question
        _log.error("answer %s: %d of its citations are not as their paragraphs read", told.answer().id, outcome.failed)
    return told


def _answered(snapshot: Snapshot, request: AskRequest, ask: Ask, base: str) -> Told:
    answer = calls.ask(snapshot, request, ask, base)
    return Told.of(answer, unproven(snapshot, answer))


def unproven(snapshot: Snapshot, answer: AnswerObject) -> int:
    """How many citations do not say what their paragraph says at their place."""
    return sum(
        citation.quote != citation.text[citation.start : citation.end] or citation.text != _text(snapshot, citation.id)
        for citation in answer.citations
    )


def _text(snapshot: Snapshot, paragraph_id: str) -> str | None:
    try:
        return snapshot.paragraph(paragraph_id).text
    except NotFound:
        return None
