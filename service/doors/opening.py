"""What commands begin and end with: the library opened, a snapshot to read from, an object printed."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from service.doors import terminal
from service.doors.protocols import Library, Snapshot
from service.doors.rooms import Rooms
from service.settings import Settings


def opened(settings: Settings, rooms: Rooms) -> Library:
    with terminal.progress_bar() as progress:
        library = rooms.open_library(settings.data, settings.embedding, progress, **settings.stores)
        library.switch(progress)
        return library


def read(settings: Settings, rooms: Rooms, as_of: str | None = None) -> Snapshot:
    """A snapshot to read from. Where there is no document yet, the folder of documents is indexed first.

    ``as_of``: the documents as they stood on that day.
    """
    library = opened(settings, rooms)
    if not library.snapshot().documents():
        terminal.remark(f"{settings.data} holds no documents yet: indexing {settings.documents}.")
        with terminal.progress_bar() as progress:
            report = library.sync(settings.documents, progress)
        for path, error in report.failed:
            terminal.complain(f"{path.name}: {error.message}", error.hint)
    return library.as_of(as_of) if as_of else library.snapshot()


def is_new(data: Path) -> bool:
    return not data.exists() or not any(data.iterdir())


def out(arguments: argparse.Namespace, answer: BaseModel, show: Callable[[Any], None]) -> None:
    if arguments.json:
        terminal.print_json(answer.model_dump(mode="json"))
    else:
        show(answer)
