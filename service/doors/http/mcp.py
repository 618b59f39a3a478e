"""/mcp: the Model Context Protocol over streamable HTTP. What the tools are stands in doors/mcp.py."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
from anyio import to_thread
from anyio.abc import TaskGroup, TaskStatus
from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from corpus.errors import Unavailable
from service.doors import rooms
from service.doors.http.dependencies import Hall, problems

router = APIRouter(tags=["mcp"])


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
        await (await self._started()).handle_request(scope, receive, send)

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
