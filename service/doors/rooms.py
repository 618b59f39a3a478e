"""The rooms behind the doors, imported here and nowhere else: they load numpy and the models' runtime, and
``pincite --help`` must not wait for that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus.progress import Progress
from corpus.records import Fact
from service.doors.protocols import Ask, Library


@dataclass(frozen=True, slots=True)
class Rooms:
    """What the doors call. Tests put their own in place of the real ones."""

    ask: Ask
    extract: Callable[..., list[Fact]]  #: corpus.facts.extract
    open_library: Callable[[Path, str, Progress], Library]  #: data folder, encoder's name, progress


def real_rooms() -> Rooms:
    """The real ones."""
    from corpus.facts import extract
    from service.answer.ask import ask
    from service.library import Library as DataLibrary

    def open_library(data: Path, encoder: str, progress: Progress) -> Library:
        return DataLibrary.open(data, encoder=encoder, progress=progress)

    return Rooms(ask, extract, open_library)
