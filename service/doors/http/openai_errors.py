"""OpenAI's shape of errors on the routes that speak OpenAI's language, whatever part of the service made them."""

from __future__ import annotations

import json
import re
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.doors.chat_objects import ErrorDetail, ErrorObject
from service.doors.objects.problems import MEDIA_TYPE

PATHS = ("/v1/chat/completions", "/v1/models")


class OpenAIErrors:
    """ASGI middleware around everything else: a problem on its way out becomes an error of OpenAI's."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PATHS):
            await self.app(scope, receive, send)
            return
        held: Message | None = None
        body = b""

        async def translating(message: Message) -> None:
            nonlocal held, body
            if message["type"] == "http.response.start":
                if MutableHeaders(scope=message).get("content-type", "").startswith(MEDIA_TYPE):
                    held = message
                    return
            elif held is not None and message["type"] == "http.response.body":
                body += message.get("body", b"")
                if not message.get("more_body"):
                    await _send_error(held, body, send)
                return
            await send(message)

        await self.app(scope, receive, translating)


async def _send_error(start: Message, body: bytes, send: Send) -> None:
    # OpenAI answers 400 where a field is wrong; its clients know 422 as something else.
    status = 400 if start["status"] == 422 else start["status"]
    data = openai_error(json.loads(body)).model_dump_json().encode()
    headers = MutableHeaders(scope=start)
    headers["content-type"], headers["content-length"] = "application/json", str(len(data))
    await send({**start, "status": status})
    await send({"type": "http.response.body", "body": data})


def openai_error(problem: dict[str, Any]) -> ErrorObject:
    """The problem's sentence and hint in one message; its kind as the code; the first wrong field as the parameter."""
    message = " ".join(part for part in (problem["detail"], problem.get("hint")) if part)
    pointers = [error["pointer"] for error in problem.get("errors") or ()]
    kind = "server_error" if problem["status"] >= 500 else "invalid_request_error"
    code = problem["type"].rsplit(":", 1)[-1].replace("-", "_")
    return ErrorObject(
        error=ErrorDetail(message=message, type=kind, param=_parameter(pointers[0]) if pointers else None, code=code)
    )


def _parameter(pointer: str) -> str | None:
    """``#/messages/0/content`` as OpenAI writes it, ``messages[0].content``; None for the whole body."""
    path = pointer.removeprefix("#").strip("/").replace("/", ".")
    return re.sub(r"\.(\d+)(?=\.|$)", r"[\1]", path) or None
