"""The rooms behind the doors. They load numpy and the models' runtime, so they are imported here only, when first called:
``pincite --help`` and /healthz must not wait for that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.progress import Progress
from corpus.records import Fact
from index.embedding import Embedding
from service.answer.generative.endpoint import Endpoint
from service.answer.records import Answer, Question
from service.desk.verdicts import Checked
from service.doors.protocols import Ask, Library, Report
from service.settings import Settings


def _generate(snapshot: Any, question: Question, extractive: Answer, endpoint: Endpoint) -> Answer:
    from service.answer.generative.generate import generate

    return generate(snapshot, question, extractive, endpoint)


def _check_draft(snapshot: Any, text: str, as_of: str | None) -> Sequence[Checked]:
    from service.desk.drafts import check

    return check(snapshot, text, as_of)


def tools(hall: Any) -> Any:
    """service.doors.mcp.server: the protocol's library takes a second to load, so the first client waits, not the start."""
    from service.doors.mcp import server

    return server(hall)


@dataclass(frozen=True, slots=True)
class Rooms:
    """What the doors call. Tests put their own in place of the real ones."""

    ask: Ask
    extract: Callable[..., list[Fact]]  #: corpus.facts.extract
    #: Data folder, embedding model, progress, and ``Settings.stores`` where there are any. Another model than the index was
    #: made with is left to ``Library.switch``.
    open_library: Callable[..., Library]
    generate: Callable[[Any, Question, Answer, Endpoint], Answer] = _generate
    check_draft: Callable[[Any, str, str | None], Sequence[Checked]] = _check_draft

    def asking(self, settings: Settings) -> Ask:
        """What answers a question under these settings: the documents alone, or a language model checked against them."""
        if not settings.model_url:
            return self.ask
        endpoint = Endpoint(settings.model_url, settings.model, settings.model_key, float(settings.model_deadline))

        def ask(snapshot: Any, question: Question) -> Answer:
            return self.generate(snapshot, question, self.ask(snapshot, question), endpoint)

        return ask


def _ask(snapshot: Any, question: Question) -> Answer:
    from service.answer.ask import ask

    return ask(snapshot, question)


def _extract(text: str, *, language: str, reference_date: str | None = None) -> list[Fact]:
    from corpus.facts import extract

    return extract(text, language=language, reference_date=reference_date)


def _open_library(data: Path, encoder: str | Embedding, progress: Progress, **stores: Any) -> Library:
    from service.library import Library as DataLibrary

    return DataLibrary.open(data, encoder=encoder, switch_later=True, progress=progress, **stores)


def serve(settings: Settings, rooms: Rooms) -> int:
    """service.doors.serving.serve; the web framework is a room of its own to the other commands."""
    from service.doors.serving import serve as real_serve

    return real_serve(settings, rooms)


def add_with_ray(
    settings: Settings, paths: Sequence[Path], collection: str, address: str, progress: Progress
) -> Report:
    """``Library.add`` with the files read and encoded on a Ray cluster."""
    from index.bulk import RayReading, Remembering
    from index.encoders import load_encoder
    from service.library import Library as DataLibrary

    with Remembering(load_encoder(settings.embedding)) as encoder:
        library = DataLibrary.open(settings.data, encoder=encoder, progress=progress, **settings.stores)
        return library.add(paths, progress, collection, read_with=RayReading(address, encoder))


def backup(data: Path, target: Path) -> Any:
    """service.backup.backup, which loads the index's libraries."""
    from service.backup import backup as real_backup

    return real_backup(data, target)


def restore(source: Path, data: Path) -> Any:
    """service.backup.restore."""
    from service.backup import restore as real_restore

    return real_restore(source, data)


REAL = Rooms(_ask, _extract, _open_library)
