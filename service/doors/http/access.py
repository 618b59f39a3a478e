"""Who may do what: the name a request is sent to, the key it brings, what the key may do, and how often."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import math
import re
import time
from collections.abc import Callable, Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.errors import BadInput, PinciteError, Unavailable
from service.doors.http.problems import problem_response
from service.doors.keys import ADMIN, ASK, DRAFT, SCOPES, Key, Keys
from service.settings import Settings, is_loopback

#: What anyone may read: that the process lives, and the program's own files, which hold nothing of the documents.
_OPEN = re.compile(r"/healthz|/readyz|/favicon\.ico|/static/[^/]*|/docs|/openapi\.json")
#: The tools of /mcp check drafts too, so a key needs both scopes there.
_NEEDS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"/v1/jobs(/.*)?|/metrics"), (ADMIN,)),
    (re.compile(r"/v1/drafts(/.*)?"), (DRAFT,)),
    (re.compile(r"/mcp(/.*)?"), (ASK, DRAFT)),
)
#: Where a request's scope says which collections its sender may read; None, and where it is missing, is all.
READABLE = "pincite.readable"
_READS = ("GET", "HEAD", "OPTIONS")
_PORT = re.compile(r":\d{0,5}$")


class NoKey(PinciteError):
    """No key was sent, or none that is known here."""

    kind, status = "no-key", 401


class NotAllowed(PinciteError):
    """The key does not have the scope."""

    kind, status = "not-allowed", 403


class UnknownHost(BadInput):
    """The request names a host that this service is not known by."""

    kind, status = "unknown-host", 421


class TooOften(PinciteError):
    """The key has used up its share."""

    kind, status, retryable = "too-often", 429, True

    def __init__(self, wait_s: float) -> None:
        self.after_s = math.ceil(wait_s)
        super().__init__("This key has asked too often.", f"Try again in {self.after_s} s.")


def needed(method: str, path: str) -> tuple[str, ...]:
    """The scopes a key must have for a route; none where anyone may. What is not known to be harmless needs one."""
    if _OPEN.fullmatch(path):
        return ()
    for pattern, scopes in _NEEDS:
        if pattern.fullmatch(path):
            return scopes
    if path.startswith("/v1/documents") and method not in _READS:
        return (ADMIN,)
    return (ASK,)


class Hosts:
    """The names this service answers to.

    A page of another site whose name suddenly leads to this machine (DNS rebinding) is, to the browser, of one origin with the
    service; only the name it was reached by tells. An address cannot be made to lead elsewhere, so every address is answered.
    """

    def __init__(self, settings: Settings) -> None:
        named = {settings.host, urlsplit(settings.public_url).hostname or "", *re.split(r"[\s,]+", settings.hosts)}
        self._named: Collection[str] = {name.casefold().strip("[]").rstrip(".") for name in named if name}

    def knows(self, host: str) -> bool:
        """``host`` as the header has it, with its port."""
        name = _PORT.sub("", host).casefold().rstrip(".")
        if name in self._named or is_loopback(name) or name.endswith(".localhost"):
            return True
        try:
            ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            return False
        return True


class Rate:
    """So many requests a minute for each key, all of them at once where it likes (a token bucket)."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = per_minute, clock
        self._left: dict[str, tuple[float, float]] = {}  # key id -> (requests left, as of)

    def wait(self, key_id: str) -> float:
        """Count a request: 0 where there is room for it, else the seconds until there is. The event loop alone calls."""
        if not self._most:
            return 0.0
        now = self._clock()
        left, then = self._left.get(key_id, (float(self._most), now))
        left = min(float(self._most), left + (now - then) * self._most / 60)
        allowed = left >= 1
        self._left[key_id] = (left - 1 if allowed else left, now)
        return 0.0 if allowed else (1 - left) * 60 / self._most


class Access:
    """ASGI middleware inside the envelope: refuses what may not be asked before anything else looks at it."""

    def __init__(self, app: ASGIApp, settings: Settings, keys: Keys) -> None:
        self.app, self.keys = app, keys
        self._always = settings.keys
        self._hosts, self._rate = Hosts(settings), Rate(settings.rate)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            self._check(scope, headers)
        except PinciteError as error:
            await problem_response(error)(scope, receive, _with(self._answer_headers(error, headers), send))
            return
        await self.app(scope, receive, send)

    def _check(self, scope: Scope, headers: Headers) -> None:
        """Raises UnknownHost, NoKey, NotAllowed, TooOften, and Unavailable where the keys cannot be read."""
        if len(headers.getlist("host")) != 1 or not self._hosts.knows(headers["host"]):
            raise UnknownHost(
                "The service does not answer to the name this was sent to.",
                "Use its address, or name it in PINCITE_HOSTS or PINCITE_PUBLIC_URL.",
            )
        scopes = needed(scope["method"], scope["path"])
        if not (self._always or self.keys.exist):
            return
        scope[READABLE] = frozenset[str]()
        if not scopes:
            return
        key = self.keys.of(sent(headers))
        if key is None:
            raise NoKey("This needs a key.", "Send it as `Authorization: Bearer KEY`; `pincite keys add` makes one.")
        scope["pincite.key"] = key.name
        wait = self._rate.wait(key.id)
        if wait > 0:
            raise TooOften(wait)
        _demand(key, scopes)
        scope[READABLE] = key.readable

    @staticmethod
    def _answer_headers(error: PinciteError, headers: Headers) -> dict[str, str]:
        if isinstance(error, TooOften):
            return {"retry-after": str(error.after_s)}
        if isinstance(error, NoKey):
            browser = "sec-fetch-mode" in headers or "text/html" in headers.get("accept", "")
            # A browser then asks for the key itself, as the password of any user, and sends it with all the page asks.
            return {"www-authenticate": 'Basic realm="Pincite", charset="UTF-8"' if browser else "Bearer"}
        if isinstance(error, Unavailable):
            return {"retry-after": "60"}
        return {}


def sent(headers: Headers) -> str:
    """The key in ``Authorization``: a Bearer token, or the password of Basic; empty where there is none."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    value = value.strip()
    if scheme.casefold() == "bearer":
        return value
    if scheme.casefold() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, ValueError):
            return ""
    return ""


def _demand(key: Key, scopes: tuple[str, ...]) -> None:
    lacking = [scope for scope in scopes if not key.may(scope)]
    if lacking:
        has = " and ".join(scope for scope in SCOPES if scope in key.scopes)
        raise NotAllowed(
            f"This needs a key with the scope {' and '.join(lacking)}; this one has {has}.",
            "`pincite keys add NAME --scope …` makes one that has it.",
        )


def _with(added: dict[str, str], send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            out = MutableHeaders(scope=message)
            for name, value in added.items():
                out[name] = value
        await send(message)

    return sending
