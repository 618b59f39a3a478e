"""JSON over HTTP, as the engines and the benchmarks need it: one connection per call, no library."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from corpus.errors import BadInput, NotFound, Unavailable

_TIMEOUT = 60.0


class Address:
    """The root of an HTTP interface that speaks JSON."""

    def __init__(self, url: str, headers: Mapping[str, str] | None = None, timeout: float = _TIMEOUT) -> None:
        """Raises BadInput where the address is none."""
        if not url.startswith(("http://", "https://")):
            raise BadInput(f"{url!r} is no address.", "Such as http://127.0.0.1:8000")
        self.url = url.rstrip("/")
        self._headers = {"Content-Type": "application/json", **(headers or {})}
        self._timeout = timeout

    def call(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """GET, or POST where there is a body. Raises NotFound, BadInput (the server refused the request) or Unavailable."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, dict(self._headers))
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            said = error.read(2000).decode("utf-8", "replace")
            if error.code == 404:
                raise NotFound(f"{self.url}{path} is not there.") from error
            raise (BadInput if error.code < 500 else Unavailable)(f"{self.url} said {error.code}: {said}") from error
        except (OSError, ValueError) as error:
            raise Unavailable(f"{self.url} does not answer: {error}", "Start it with `make serve`.") from error

    def text(self, path: str) -> str:
        """The body of a GET as text. Raises Unavailable."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=self._timeout) as response:
                return response.read().decode("utf-8", "replace")
        except OSError as error:
            raise Unavailable(f"{self.url} does not answer: {error}", "Start it with `make serve`.") from error
