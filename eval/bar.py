"""A progress bar with the time left, on standard error; silent where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from corpus.progress import Progress as Callback


@contextmanager
def bar(quiet: bool = False) -> Iterator[Callback]:
    """A Progress callable that draws one line per stage while the block runs."""
    columns = (
        TextColumn("{task.description:>8}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    shown = not quiet and sys.stderr.isatty()
    with Progress(*columns, console=Console(stderr=True), disable=not shown) as drawn:
        tasks = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = drawn.add_task(stage, total=total)
            drawn.update(tasks[stage], completed=done, total=total)

        yield tell
