"""/healthz, /readyz, /metrics."""

from __future__ import annotations

import time
from contextlib import suppress
from importlib.metadata import version

from anyio import to_thread
from fastapi import APIRouter, Response

from corpus.errors import Unavailable
from service.doors.http.dependencies import TheHall, problems
from service.doors.http.metrics import MEDIA_TYPE
from service.doors.http.problems import problem_response
from service.doors.objects.health import Health, Ready
from service.doors.objects.progress import ProgressObject

router = APIRouter(tags=["health"])


@router.get("/healthz", responses=problems(500), summary="Whether the process answers")
async def healthz() -> Health:
    return Health(version=version("pincite"))


@router.get("/readyz", response_model=Ready, responses=problems(500, 503), summary="Whether the documents are indexed")
async def readyz(hall: TheHall) -> Response:
    """200 once questions can be answered; before that 503 with the stage, its progress and the seconds left in it. It needs no
    key, so where there are keys it does not say what is held."""
    try:
        # Not through the bounded queue: a busy service is a ready one.
        snapshot = await to_thread.run_sync(hall.startup.library().snapshot)
    except Unavailable as error:
        progress = None if hall.startup.problem else ProgressObject.of(hall.startup.standing())
        return problem_response(error, progress=progress)
    ready = Ready()
    if hall.readable is None:
        ready = Ready(index_version=snapshot.index_version, documents=len(snapshot.documents()))
    return Response(ready.model_dump_json(), media_type="application/json")


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **problems(500)},
    summary="Prometheus metrics",
)
async def metrics(hall: TheHall) -> Response:
    hall.metrics.busy.set(hall.work.inside + hall.questions.inside)
    hall.metrics.waiting.set(hall.work.waiting + hall.questions.waiting)
    for status, number in hall.jobs.by_status().items():
        hall.metrics.jobs.labels(status).set(number)
    hall.metrics.ready.set(hall.startup.is_ready)
    if hall.startup.is_ready:
        snapshot = await to_thread.run_sync(hall.startup.library().snapshot)
        hall.metrics.documents.set(len(snapshot.documents()))
        with suppress(OSError):  # replaced whenever another index is taken into use
            hall.metrics.index_age.set(max(0.0, time.time() - (hall.settings.data / "current").stat().st_mtime))
    return Response(hall.metrics.text(), media_type=MEDIA_TYPE)
