"""/mcp: the Model Context Protocol over streamable HTTP. What the tools are stands in doors/mcp.py."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import anyio
from anyio import to_thread
from anyio.abc import TaskGroup, TaskStatus
from fastapi import APIRouter, Request
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from corpus.errors import Unavailable
from service.doors import rooms
from service.doors.http.dependencies import Hall, problems

router = APIRouter(tags=["mcp"])

_INVALID_PARAMS = -32602  # JSON-RPC 2.0, 5.1
_NO_MESSAGE = "This is not a JSON-RPC message: send an object with jsonrpc, id and method, and params as an object."
_WRONG_PARAMS = "The params are not those of the method; of tools/call: name as text, arguments as an object."


class Door:
    """Loads the protocol's library with the first client, not at the start; keeps no session of any client."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._tasks: TaskGroup | None = None
        self._opening = anyio.Lock()
        self._manager: Any = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """While the app runs."""
        async with anyio.create_task_group() as tasks:
            self._tasks = tasks
            try:
                yield
            finally:
                self._tasks = self._manager = None
                tasks.cancel_scope.cancel()

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (await self._started()).handle_request(scope, receive, _plainly(send))

    async def _started(self) -> Any:
        async with self._opening:
            if self._tasks is None:
                raise Unavailable("The tools are not open.", "Try again in a moment.")
            if self._manager is None:
                manager = await to_thread.run_sync(rooms.tools, self._hall)
                await self._tasks.start(_keep, manager)
                self._manager = manager
            return self._manager


async def _keep(manager: Any, *, task_status: TaskStatus[None]) -> None:
    async with manager.run():
        task_status.started()
        await anyio.sleep_forever()


def _plainly(send: Send) -> Send:
    """Errors in a sentence on their way out, where the library prints what pydantic says, or nothing."""
    start: Message | None = None

    async def sending(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            start = message
            return
        if start is not None:
            body = message.get("body", b"")
            if not message.get("more_body") and (said := _said(body)) is not None:
                message = {**message, "body": said}
                MutableHeaders(scope=start)["content-length"] = str(len(said))
            await send(start)
            start = None
        await send(message)

    return sending


def _said(body: bytes) -> bytes | None:
    """An error about a message's form with what is wrong in a sentence; None for anything else."""
    if b'"error"' not in body or str(_INVALID_PARAMS).encode() not in body:
        return None
    with suppress(ValueError, KeyError, TypeError):
        whole = json.loads(body)
        error = whole["error"]
        if error["code"] == _INVALID_PARAMS and error["message"].startswith(("Validation error", "Invalid request")):
            whole["error"] = {"code": _INVALID_PARAMS, "message": _NO_MESSAGE if whole["id"] is None else _WRONG_PARAMS}
            return json.dumps(whole).encode()
    return None


class _Passed(Response):
    """A response that the door itself writes."""

    def __init__(self, door: Door) -> None:
        super().__init__()
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._door.handle(scope, receive, send)


@router.post("/mcp", response_model=None, responses=problems(413, 500, 503), summary="Tools for agents")
async def mcp(request: Request) -> Response:
    """JSON-RPC of the Model Context Protocol: the tools ask, search, get_paragraph, verify_quotes and check_draft.

    There is no GET and no DELETE: the service sends nothing unasked and keeps no session, which the protocol lets it say by 405.
    """
    return _Passed(request.app.state.mcp)
