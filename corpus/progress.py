"""How long work tells that it moves: one callable, shown as a bar on the terminal, as JSON in a job, as text on the page."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called with the stage's name ("read", "facts", "embed", "write"), items done and items in all, in ascending order."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


def silent(stage: str, done: int, total: int) -> None:
    """The Progress of work that nobody watches."""
