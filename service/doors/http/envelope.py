"""What every request passes on its way in and out: an id, a size limit, security headers, a log line, a last net."""

from __future__ import annotations

import logging
import re
import time
import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.errors import BadInput, PinciteError, TooLarge
from service.doors.http.metrics import Metrics
from service.doors.http.problems import problem_response
from service.doors.logs import FIELDS, REQUEST_ID

access = logging.getLogger("pincite.access")
errors = logging.getLogger("pincite.errors")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_HEADERS = {
    # Everything the page needs comes from this server; nothing inline, nothing framed.
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "x-frame-options": "DENY",
}
_UPLOADS = ("/v1/documents", "/v1/drafts/file")
_CHANGES = {"POST", "PUT", "PATCH", "DELETE"}
_METHODS = _CHANGES | {"GET", "HEAD", "OPTIONS"}


class ForeignPage(BadInput):
    """A page of another site made the browser send this."""

    kind, status = "foreign-page", 403


@dataclass(frozen=True, slots=True)
class Limits:
    """Largest bodies, in bytes."""

    request: int
    upload: int

    def of(self, scope: Scope) -> int:
        return self.upload if scope["method"] == "POST" and scope["path"] in _UPLOADS else self.request


class Envelope:
    """ASGI middleware around the app."""

    def __init__(self, app: ASGIApp, limits: Limits, metrics: Metrics) -> None:
        self.app, self.limits, self.metrics = app, limits, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        REQUEST_ID.set(request_id)
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                out = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    out.setdefault(name, value)
                out["x-request-id"] = request_id
                if scope["path"].startswith("/v1/"):
                    out.setdefault("cache-control", "no-store")
            await send(message)

        try:
            await self._pass_on(scope, headers, receive, send_with_headers)
        except Exception as error:
            # The last net: whoever asked learns the request's id, the log learns the rest.
            errors.exception("request %s failed: %s", request_id, type(error).__name__)
            if status:
                raise
            hint = f"This is a fault of the service. Its log has more under request id {request_id}."
            unexpected = PinciteError("The service could not answer this request.", hint)
            await problem_response(unexpected)(scope, receive, send_with_headers)
        finally:
            self._note(scope, status, time.perf_counter() - began, request_id)

    async def _pass_on(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        limit = self.limits.of(scope)
        refused = _refused(scope, headers, limit)
        if refused:
            await problem_response(refused)(scope, receive, send)
            return
        taken = 0

        async def receive_within_limit() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                # FastAPI lets an HTTPException through its body reader, nothing else.
                raise HTTPException(413, _too_large(limit).message)
            return message

        await self.app(scope, receive_within_limit, send)

    def _note(self, scope: Scope, status: int, spent: float, request_id: str) -> None:
        # The route's template, never the query: no question and no search is written to a log.
        route = getattr(scope.get("route"), "path", None) or ("static" if status < 400 else "none")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self.metrics.requests.labels(method, route, str(status)).inc()
        self.metrics.seconds.labels(route).observe(spent)
        by = f" key {scope['pincite.key']}" if "pincite.key" in scope else ""
        fields: dict[str, object] = {"method": method, "route": route, "status": status, "ms": round(spent * 1000, 1)}
        if by:
            fields["key"] = scope["pincite.key"]
        line = (method, route, status, spent * 1000, request_id, by)
        access.info("%s %s %s %.1f ms %s%s", *line, extra={FIELDS: fields})


def _too_large(limit: int) -> TooLarge:
    return TooLarge(
        f"The request is larger than {limit} bytes.", "Send less at once, or raise the limit in the settings."
    )


def _refused(scope: Scope, headers: Headers, limit: int) -> PinciteError | None:
    length = headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit() or int(length[:20]) > limit:
        return _too_large(limit)
    if scope["method"] in _CHANGES and _is_foreign(headers):
        hint = "Open the service's own page, or call it from a program."
        return ForeignPage("A page of another site may not send this.", hint)
    return None


def _is_foreign(headers: Headers) -> bool:
    """Whether a browser sends this on behalf of another site's page (programs send neither header)."""
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")
