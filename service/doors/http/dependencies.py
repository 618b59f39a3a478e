"""What the routes depend on, named once. None of it blocks, so none of it leaves the event loop."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Concatenate, ParamSpec, TypeVar

from fastapi import Depends, Header, Path, Query, Request
from pydantic import BaseModel
from starlette.types import Scope

from corpus.errors import UnsupportedFormat
from corpus.records import Document, Paragraph
from service.doors.calls import PAGE, Window
from service.doors.http.access import READABLE
from service.doors.http.metrics import Metrics
from service.doors.http.recall import Recall, Told
from service.doors.http.work import Work
from service.doors.jobs import Jobs
from service.doors.logs import FIELDS
from service.doors.objects.problems import Problem
from service.doors.protocols import Ask, Library, Snapshot
from service.doors.requests import Readable
from service.doors.rooms import Rooms
from service.doors.startup import Startup
from service.settings import Settings

_log = logging.getLogger("pincite.questions")

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Hall:
    """What one app holds for all its routes, and what the sender of one request may read of it."""

    startup: Startup
    settings: Settings
    rooms: Rooms
    work: Work
    questions: Work  #: answers and searches, which nothing that takes long shall keep waiting
    jobs: Jobs
    metrics: Metrics
    recall: Recall
    readable: frozenset[str] | None = None  #: the collections; None: all

    def of(self, scope: Scope) -> Hall:
        """The hall as the sender of a request may see it."""
        readable = scope.get(READABLE)
        return self if readable is None else replace(self, readable=readable)

    async def read(self, function: Callable[Concatenate[Snapshot, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the function makes of the library's present snapshot. Raises Unavailable while there is none."""
        library = self.startup.library()
        # Taken by the worker: the first one after a change opens files.
        return await self.work.run(lambda: function(library.snapshot(self.readable), *args, **kwargs))

    async def tell(
        self,
        kind: str,
        request: R,
        make: Callable[Concatenate[Snapshot, R, P], Told],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Told:
        """What is told for a request: as before where the same was asked of the same index, else what is made of it now.

        Where a language model writes, the same question may get another answer, and every one is made anew.
        """
        began = time.perf_counter()
        if self.settings.log_questions:
            _log.info(
                "asked: %s", request.model_dump_json(), extra={FIELDS: {"asked": request.model_dump(mode="json")}}
            )
        library = self.startup.library()
        version = None if self.settings.model_url else library.generation_open()
        key = (kind, self.readable, request.model_dump_json())
        known = self.recall.get(version, key)
        self.metrics.recalled(known is not None)
        if known is not None:
            return known.timed((time.perf_counter() - began) * 1000)
        day = getattr(request, "as_of", None)
        told = await self.questions.run(lambda: make(self._snapshot(library, day), request, *args, **kwargs))
        if version == library.generation_open():  # else it may have been made from another index
            self.recall.put(version, key, told)
        return told

    async def read_as_of(
        self, day: str | None, function: Callable[Concatenate[Snapshot, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As ``read``, of the documents as they stood on a day; None: now."""
        library = self.startup.library()
        return await self.work.run(lambda: function(self._snapshot(library, day), *args, **kwargs))

    def _snapshot(self, library: Library, day: str | None) -> Snapshot:
        return library.snapshot(self.readable) if day is None else library.as_of(day, self.readable)

    async def past(self, paragraph_id: str) -> Sequence[tuple[Document, Paragraph]]:
        """The paragraph as earlier versions of its document had it, oldest first."""
        library = self.startup.library()
        return await self.work.run(library.earlier, paragraph_id, self.readable)

    @property
    def ask(self) -> Ask:
        """What answers a question here."""
        return self.rooms.asking(self.settings)

    @property
    def base(self) -> str:
        """Put before the paths of links."""
        return self.settings.public_url


async def _hall(request: Request) -> Hall:
    return request.app.state.hall.of(request.scope)


TheHall = Annotated[Hall, Depends(_hall)]


async def _library(hall: TheHall) -> Library:
    return hall.startup.library()


TheLibrary = Annotated[Library, Depends(_library)]


async def _json_only(request: Request) -> None:
    kind = request.headers.get("content-type", "").split(";")[0].strip().casefold()
    if kind != "application/json":
        raise UnsupportedFormat(
            f"The body is {kind or 'of no stated type'}, not JSON.", "Send it with Content-Type: application/json."
        )


JsonOnly = Depends(_json_only)


async def _multipart_only(request: Request) -> None:
    kind = request.headers.get("content-type", "").split(";")[0].strip().casefold()
    if kind != "multipart/form-data":
        raise UnsupportedFormat("The upload is not multipart/form-data.", "Send the file as a field named file.")


MultipartOnly = Depends(_multipart_only)

Language = Annotated[
    str | None,
    Query(pattern="^(en|zh-Hant|zh-Hans)$", description="Language that titles and publishers are shown in."),
]
DocumentId = Annotated[Readable, Path(max_length=500)]
ParagraphId = Annotated[Readable, Path(max_length=500, description="Its slash may stand as it is.")]
QueryText = Annotated[Readable | None, Query(max_length=1_000)]
Accept = Annotated[str, Header(include_in_schema=False)]


async def _window(
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE,
) -> Window:
    return Window(offset, limit)


TheWindow = Annotated[Window, Depends(_window)]


def problems(*statuses: int) -> dict[int | str, dict]:
    """The errors a route may answer with, for the OpenAPI document; http/schema.py gives them their media type."""
    return {status: {"model": Problem, "description": "problem+json"} for status in statuses}
