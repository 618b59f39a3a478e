"""The app: library and settings in, FastAPI out."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version

from fastapi import FastAPI

from service.doors.http import (
    ask,
    citations,
    documents,
    drafts,
    facts,
    health,
    jobs,
    mcp,
    openai,
    page,
    paragraphs,
    quotes,
    reference,
    search,
)
from service.doors.http.access import Access
from service.doors.http.crowd import Crowd
from service.doors.http.dependencies import Hall
from service.doors.http.envelope import Envelope, Limits
from service.doors.http.metrics import Metrics
from service.doors.http.openai_errors import OpenAIErrors
from service.doors.http.problems import add_problem_handlers
from service.doors.http.recall import Recall
from service.doors.http.schema import true_openapi
from service.doors.http.work import Work
from service.doors.job import Job
from service.doors.job_records import JobRecords
from service.doors.jobs import Jobs
from service.doors.keys import Keys
from service.doors.protocols import Library
from service.doors.rooms import REAL, Rooms
from service.doors.startup import Startup
from service.doors.tasks import Tasks
from service.settings import Settings

ROUTERS = (
    ask,
    search,
    documents,
    jobs,
    paragraphs,
    citations,
    facts,
    quotes,
    drafts,
    openai,
    mcp,
    health,
    reference,
    page,
)

#: Where questions come in, and where texts to check do: each kind stands in a queue of its own.
QUESTIONS: tuple[str, ...] = ("/v1/ask", "/v1/search", "/v1/chat/completions")
CHECKS: tuple[str, ...] = ("/v1/quotes/verify", "/v1/drafts/check", "/v1/facts/extract")

_log = logging.getLogger("pincite.jobs")


def _job_failed(job: Job, error: Exception) -> None:
    _log.error("job %s failed", job.id, exc_info=error)


def create_app(library: Library | Startup, settings: Settings, rooms: Rooms = REAL) -> FastAPI:
    """The service over a library, or over one that is still being opened.

    ``rooms`` are what the routes call (default: the real ones). The app keeps no state outside itself.
    """
    startup = library if isinstance(library, Startup) else Startup.ready(library)
    metrics = Metrics()
    hall = Hall(
        startup=startup,
        settings=settings,
        rooms=rooms,
        work=Work(settings.workers, settings.queue),
        jobs=Jobs(_job_failed, Tasks(settings), None if settings.replica else JobRecords(settings.data)),
        # Threads that compute take turns at the interpreter, and every turn costs: eight clients of one thread are served sooner
        # than eight of four. Only those that wait for a language model leave it to the others meanwhile.
        questions=Work(settings.workers if settings.model_url else 1, settings.queue),
        metrics=metrics,
        recall=Recall(settings.recall_mb * 2**20),
    )

    if startup.is_ready:
        hall.jobs.resume(startup.library())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with app.state.mcp.open():
            yield
        hall.jobs.close()

    app = FastAPI(
        title="Pincite",
        summary="Questions over bilingual policy documents, every word of every answer proven by a citation.",
        version=version("pincite"),
        # FastAPI's own pages load scripts from elsewhere; http/reference.py serves one that does not.
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.hall = hall
    app.state.mcp = mcp.Door(hall)
    app.openapi = partial(true_openapi, app)
    add_problem_handlers(app)
    for module in ROUTERS:
        app.include_router(module.router)
    app.add_middleware(Crowd, queues=dict.fromkeys(QUESTIONS, hall.questions) | dict.fromkeys(CHECKS, hall.work))
    app.add_middleware(Access, settings=settings, keys=Keys(settings.data))
    limits = Limits(settings.request_kb * 1024, settings.upload_mb * 1024 * 1024)
    app.add_middleware(Envelope, limits=limits, metrics=metrics)
    app.add_middleware(OpenAIErrors)
    return app
