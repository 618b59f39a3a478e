"""Refusing what there is no room for before anything reads it: a thousand askers at once cost little more than their sockets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from service.doors.http.problems import problem_response
from service.doors.http.work import Work


@dataclass(frozen=True, slots=True)
class _Route:
    """What the envelope counts and logs a request under, which no router has seen."""

    path: str


class Crowd:
    """ASGI middleware around the routes: where a route's queue is full, its requests are told to come back."""

    def __init__(self, app: ASGIApp, queues: Mapping[str, Work]) -> None:
        """``queues``: path of a POST -> the queue that it will stand in."""
        self.app, self._queues = app, queues

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST":
            work = self._queues.get(scope["path"])
            if work is not None and work.full:
                scope["route"] = _Route(scope["path"])
                await problem_response(work.refusal())(scope, receive, send)
                return
        await self.app(scope, receive, send)
