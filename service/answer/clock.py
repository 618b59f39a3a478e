"""Milliseconds spent in each stage of an answer."""

from __future__ import annotations

import time


class Clock:
    def __init__(self) -> None:
        self.ms: dict[str, float] = {}
        self._last = self._first = time.perf_counter()

    def lap(self, stage: str) -> None:
        """The time since the last lap belongs to ``stage``; ``total`` is the time since the beginning."""
        now = time.perf_counter()
        self.ms[stage] = round((now - self._last) * 1000, 3)
        self.ms["total"] = round((now - self._first) * 1000, 3)
        self._last = now
