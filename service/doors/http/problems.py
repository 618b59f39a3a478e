"""Every error as problem+json (RFC 9457), made in this file only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from corpus.errors import BadInput, NotFound, PinciteError, TooLarge, Unavailable, UnsupportedFormat
from service.doors.mistakes import nearest, sentence
from service.doors.objects.problems import MEDIA_TYPE, ErrorDetail, Problem
from service.doors.objects.progress import ProgressObject

_RETRY_AFTER_S = "2"


class WrongMethod(BadInput):
    kind, status = "wrong-method", 405


def problem_response(
    error: PinciteError, details: Sequence[ErrorDetail] = (), progress: ProgressObject | None = None
) -> Response:
    """The response for an error; one that is worth a retry says when."""
    problem = Problem.of(error, progress)
    if details:
        problem = problem.model_copy(update={"errors": list(details)})
    headers = {"retry-after": _RETRY_AFTER_S} if error.status == 503 else {}
    return Response(problem.as_json(), error.status, headers, MEDIA_TYPE)


def _pointer(error: dict[str, Any]) -> str:
    source, *rest = error["loc"] or ("body",)
    if error["type"] == "json_invalid":
        return "#"  # pydantic names the character, which is no field
    if source == "body":
        return "#" + "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in rest)
    return ".".join(str(part) for part in rest)


def validation_problem(errors: Sequence[dict[str, Any]], fields: Collection[str] = ()) -> Response:
    """All that is wrong with a request; the first of it as the problem's ``detail``. ``fields``: those it may have."""
    details = [ErrorDetail(pointer=_pointer(error), detail=sentence(error)) for error in errors]
    name = details[0].pointer.removeprefix("#/").removeprefix("#") or "The body"
    hint = "Send what `errors` asks for; /docs lists every field."
    unknown = next((str(error["loc"][-1]) for error in errors if error["type"] == "extra_forbidden"), "")
    if unknown and (meant := nearest(unknown, fields)):
        hint = f"Did you mean {meant}? /docs lists every field."
    return problem_response(BadInput(f"{name} {details[0].detail}.", hint), details)


def _fields(request: Request) -> set[str]:
    """The fields that a route's JSON may have, those of objects in it too."""
    dependant = getattr(request.scope.get("route"), "dependant", None)
    found: set[str] = set()
    for parameter in getattr(dependant, "body_params", ()):
        model = parameter.field_info.annotation
        if isinstance(model, type) and issubclass(model, BaseModel):
            schema = model.model_json_schema()
            for one in (schema, *schema.get("$defs", {}).values()):
                found |= set(one.get("properties", ()))
    return found


def _from_status(error: HTTPException, request: Request) -> Response:
    status = error.status_code
    path = request.url.path
    known: dict[int, PinciteError] = {
        400: BadInput("The body cannot be read.", "Send it in the format that /docs names, as UTF-8."),
        404: NotFound(f"There is nothing at {path}.", "/docs lists what there is."),
        405: WrongMethod(f"{request.method} is not possible at {path}.", "The header Allow lists what is."),
        413: TooLarge(str(error.detail), "Send less at once, or raise the limit in the settings."),
        415: UnsupportedFormat(str(error.detail), "/docs names the format."),
        503: Unavailable(str(error.detail), "Try again in a moment."),
    }
    shown = known.get(status)
    if shown is None:
        shown = PinciteError(HTTPStatus(status).phrase + ".", "/docs lists what can be asked.")
        shown.status = status
    response = problem_response(shown)
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    if status == 405:
        response.headers["allow"] = ", ".join(_allowed(request))
    return response


def _allowed(request: Request) -> list[str]:
    """The methods that any route at the address takes; the framework names those of the first one only."""

    def taken(method: str) -> bool:
        scope = {**request.scope, "method": method}
        return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)

    return [method for method in ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT") if taken(method)]


def add_problem_handlers(app: FastAPI) -> None:
    """All errors of the app as problem+json. What is not expected falls through to the envelope's last net."""

    @app.exception_handler(PinciteError)
    async def on_pincite_error(request: Request, error: PinciteError) -> Response:
        return problem_response(error)

    @app.exception_handler(RequestValidationError)
    async def on_validation_error(request: Request, error: RequestValidationError) -> Response:
        return validation_problem(error.errors(), _fields(request))

    @app.exception_handler(HTTPException)
    async def on_http_exception(request: Request, error: HTTPException) -> Response:
        return _from_status(error, request)
