"""Blocking work off the event loop: so many at a time, so many waiting, the rest told to come back."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import anyio
from anyio import to_thread

from corpus.errors import Unavailable

P = ParamSpec("P")
T = TypeVar("T")


class Overloaded(Unavailable):
    """More is asked than the service can compute."""

    kind = "overloaded"


class Work:
    """A bounded queue before a bounded number of threads."""

    def __init__(self, workers: int, queue: int) -> None:
        self._limiter = anyio.CapacityLimiter(workers)
        self._workers, self._room = workers, workers + queue
        self.inside = 0  #: being computed or waiting; the event loop alone changes it

    @property
    def waiting(self) -> int:
        return max(0, self.inside - self._workers)

    @property
    def full(self) -> bool:
        """Whether there is no room for one more."""
        return self.inside >= self._room

    def refusal(self) -> Overloaded:
        """What one more is told while it is full."""
        return Overloaded(f"{self.inside} requests are being answered or waiting.", "Try again in a second.")

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result. Raises Overloaded where the queue is full."""
        if self.full:
            raise self.refusal()
        self.inside += 1
        try:
            return await to_thread.run_sync(lambda: function(*args, **kwargs), limiter=self._limiter)
        finally:
            self.inside -= 1
