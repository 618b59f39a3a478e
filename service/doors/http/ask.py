"""POST /v1/ask: a proven answer, whole or as a stream of events."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from service.doors.http.answering import answered
from service.doors.http.dependencies import Accept, JsonOnly, TheHall, problems
from service.doors.http.events import EVENT_STREAM, event, pieces, wants_events
from service.doors.objects.answers import AnswerObject, Passages
from service.doors.requests import AskRequest

router = APIRouter(tags=["ask"])

_STREAM = {
    EVENT_STREAM: {
        "schema": {"type": "string"},
        "example": "event: passages, then delta (one or more), answer, done; the data of `answer` is the JSON object",
    }
}


@router.post(
    "/v1/ask",
    response_model=AnswerObject,
    dependencies=[JsonOnly],
    responses={200: {"content": _STREAM}, **problems(404, 413, 415, 422, 500, 503)},
    summary="Ask a question",
)
async def ask(request: AskRequest, hall: TheHall, accept: Accept = "") -> Response:
    """The answer in the asker's language with its citations, facts and passages; a refusal has `answered: false`.

    With `Accept: text/event-stream` the same object arrives as the events `passages`, `delta`…, `answer`, `done`.
    """
    told = await answered(hall, request)
    if wants_events(accept):
        headers = told.headers | {"x-accel-buffering": "no"}
        return StreamingResponse(_events(told.answer()), media_type=EVENT_STREAM, headers=headers)
    return Response(told.body, media_type="application/json", headers=told.headers)


def _events(answer: AnswerObject) -> Iterator[str]:
    yield event("passages", Passages(passages=answer.passages).model_dump_json())
    for piece in pieces(answer.answer):
        yield event("delta", piece)
    yield event("answer", answer.model_dump_json())
    yield event("done", "{}")
