"""How far a piece of work is and how long it will still take, for a job's JSON, /readyz and the terminal alike."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

#: The stage before the first step.
WAITS = "waiting"


class Stopped(Exception):
    """The work was told to stop at its next step; what it had begun stays as it was before."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One reading of a Pace. ``share`` is of the present stage, 0 to 1; ``eta_s`` None where it cannot be told yet."""

    stage: str
    done: int
    total: int
    share: float
    eta_s: float | None


class Pace:
    """A corpus.progress.Progress that remembers where the work is; safe to read from other threads.

    The time left is that of the present stage: seconds spent in it, times items left, over items done.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._stage, self._done, self._total = WAITS, 0, 0
        self._seen = {WAITS}
        self._began = clock()
        self._stop = False

    def __call__(self, stage: str, done: int, total: int) -> None:
        with self._lock:
            if self._stop:
                raise Stopped
            if stage != self._stage:
                self._began = self._clock()
                self._seen.add(stage)
            self._stage, self._done, self._total = stage, done, total

    def stop(self) -> None:
        """Make the work end with Stopped at its next step."""
        with self._lock:
            self._stop = True

    def stop_within(self, stages: Collection[str]) -> bool:
        """Stop where the work was in no other stages than these so far; otherwise False, and it goes on."""
        with self._lock:
            self._stop = self._stop or self._seen <= set(stages)
            return self._stop

    def standing(self) -> Standing:
        with self._lock:
            share = min(self._done / self._total, 1.0) if self._total > 0 else 0.0
            spent = self._clock() - self._began
            left = self._total - self._done
            eta = spent * left / self._done if self._done > 0 and left >= 0 else None
            return Standing(self._stage, self._done, self._total, share, eta)
