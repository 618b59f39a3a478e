"""POST /v1/chat/completions and GET /v1/models: answers for clients that speak OpenAI's language."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.responses import Response, StreamingResponse

from corpus.errors import NotFound
from corpus.pinpoint import pinpoint
from index.tokens import tokens
from service.doors.chat_objects import (
    MODEL,
    Annotation,
    AssistantMessage,
    ChatCompletion,
    ChatRequest,
    Choice,
    ErrorObject,
    ModelObject,
    ModelsObject,
    UrlCitation,
    Usage,
)
from service.doors.http.answering import answered
from service.doors.http.dependencies import JsonOnly, TheHall
from service.doors.http.events import EVENT_STREAM, pieces
from service.doors.objects.answers import AnswerObject
from service.doors.requests import AskRequest

router = APIRouter(tags=["openai"])

_MARK = re.compile(r"\[(\d+)\]")
_STREAM = {EVENT_STREAM: {"schema": {"type": "string"}, "example": "chat.completion.chunk objects, then [DONE]"}}
#: When the model was made, which nobody asks; a constant, so that two lists are equal.
_CREATED = 1_700_000_000


class UnknownModel(NotFound):
    kind = "model-not-found"


def _errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {status: {"model": ErrorObject, "description": "OpenAI's shape of an error"} for status in statuses}


def _known(model: str) -> None:
    if model != MODEL:
        raise UnknownModel(f"There is no model {model!r}.", f"Use {MODEL!r}.")


@router.post(
    "/v1/chat/completions",
    response_model=ChatCompletion,
    dependencies=[JsonOnly],
    responses={200: {"content": _STREAM}, **_errors(400, 404, 413, 415, 500, 503)},
    summary="Ask a question as a client of OpenAI",
)
async def chat_completions(request: ChatRequest, hall: TheHall) -> Response:
    """The last message is the question, those before it the conversation; instructions to a model are read over.

    Citations come as `annotations` of type `url_citation`; the field `pincite` holds the whole answer as `POST /v1/ask`
    gives it.
    """
    _known(request.model)
    told = await answered(hall, asked(request))
    completion = completed(request, told.answer())
    if request.stream:
        usage = bool(request.stream_options and request.stream_options.include_usage)
        events = _chunks(completion, usage)
        return StreamingResponse(events, media_type=EVENT_STREAM, headers=told.headers | {"x-accel-buffering": "no"})
    return Response(completion.model_dump_json(), media_type="application/json", headers=told.headers)


@router.get("/v1/models", responses=_errors(500), summary="The models there are")
async def models() -> ModelsObject:
    """One: `pincite`."""
    return ModelsObject(data=[ModelObject(created=_CREATED)])


@router.get("/v1/models/{model}", responses=_errors(404, 500), summary="One model")
async def one_model(model: str) -> ModelObject:
    _known(model)
    return ModelObject(created=_CREATED)


def asked(request: ChatRequest) -> AskRequest:
    """The question in a conversation. Raises RequestValidationError where the last message is not a question."""
    spoken = [(at, m) for at, m in enumerate(request.messages) if m.role in ("user", "assistant") and m.text.strip()]
    last = len(request.messages) - 1
    if not spoken or spoken[-1][1].role != "user":
        raise _wrong(last, "value_error", "must be the user's question, with some text in it")
    history = [{"role": message.role, "content": message.text} for _, message in spoken[:-1]]
    try:
        return AskRequest.model_validate(
            {"question": spoken[-1][1].text, "history": history, **request.pincite.model_dump()}
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise _wrong(spoken[-1][0], first["type"], first["msg"], first.get("ctx")) from None


def _wrong(at: int, kind: str, message: str, context: dict[str, Any] | None = None) -> RequestValidationError:
    return RequestValidationError(
        [{"type": kind, "loc": ("body", "messages", at, "content"), "msg": message, "ctx": context or {}}]
    )


def completed(request: ChatRequest, answer: AnswerObject) -> ChatCompletion:
    """The answer as a chat completion."""
    prompt = sum(len(tokens(message.text)) for message in request.messages)
    said = len(tokens(answer.answer))
    message = AssistantMessage(content=answer.answer, annotations=url_citations(answer))
    return ChatCompletion(
        id=f"chatcmpl-{answer.id}",
        created=int(time.time()),
        system_fingerprint=answer.index_version,
        choices=[Choice(message=message)],
        usage=Usage(prompt_tokens=prompt, completion_tokens=said, total_tokens=prompt + said),
        pincite=answer,
    )


def url_citations(answer: AnswerObject) -> list[Annotation]:
    """One for each mark in the answer's text, in its order."""
    cited = {citation.n: citation for citation in answer.citations}
    found = []
    for mark in _MARK.finditer(answer.answer):
        citation = cited.get(int(mark[1]))
        if citation:
            title = f"{citation.document.title}, {pinpoint(citation.label, answer.language)}"
            where = UrlCitation(url=citation.url, title=title, start_index=mark.start(), end_index=mark.end())
            found.append(Annotation(url_citation=where))
    return found


def _chunks(completion: ChatCompletion, usage: bool) -> Iterator[str]:
    """The completion as a stream: its words, then its annotations and the whole answer, then the end."""
    head = completion.model_dump(mode="json", include={"id", "created", "model", "system_fingerprint"})
    head["object"] = "chat.completion.chunk"
    if usage:
        head["usage"] = None
    message = completion.choices[0].message

    def chunk(delta: dict[str, Any], reason: str | None = None, **more: Any) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        return _data({**head, "choices": [choice], **more})

    yield chunk({"role": "assistant", "content": ""})
    for piece in pieces(message.content):
        yield chunk({"content": json.loads(piece)["text"]})
    yield chunk({"annotations": [annotation.model_dump(mode="json") for annotation in message.annotations]})
    yield chunk({}, "stop", pincite=completion.pincite.model_dump(mode="json"))
    if usage:
        yield _data({**head, "choices": [], "usage": completion.usage.model_dump()})
    yield "data: [DONE]\n\n"


def _data(value: dict[str, Any]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"
