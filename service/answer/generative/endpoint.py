"""A language model behind an OpenAI-compatible endpoint: one question to it, one text back, within a deadline, or a failure.

Nothing it sends is trusted: not the length of its answer, not its end, not its JSON, not where it redirects to.
"""

from __future__ import annotations

import json
import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

#: Bytes of a response, and characters of an answer, after which the model is taken to talk without end.
MOST_BYTES, MOST_CHARACTERS = 1 << 20, 20_000
_USER_AGENT = "pincite"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model is. ``url`` is the base that ends in ``/v1`` as a rule; ``deadline`` is seconds for the whole exchange."""

    url: str
    model: str
    key: str = ""
    deadline: float = 20.0


class EndpointFailed(Exception):
    """No text that can be used. ``kind``: unreachable, slow, refused, redirected, broken, endless, nonsense or empty."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(f"{kind}: {detail}" if detail else kind)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Completion:
    """What the model wrote. ``whole`` is False where it was cut off at its own length limit."""

    text: str
    whole: bool


def complete(endpoint: Endpoint, messages: Sequence[Mapping[str, str]]) -> Completion:
    """The model's answer to the messages. Raises EndpointFailed, at the latest ``endpoint.deadline`` seconds after the call.

    The exchange runs in a thread of its own: a name that does not resolve, or a header that comes a letter a second, blocks
    no one longer than the deadline.
    """
    results: queue.SimpleQueue[Completion | EndpointFailed] = queue.SimpleQueue()
    try:
        connection = _connection(endpoint)
    except ValueError as error:
        raise EndpointFailed("unreachable", str(error)) from None

    sockets: list[socket.socket] = []

    def exchange() -> None:
        try:
            connection.connect()
            sockets.append(connection.sock)
            results.put(_exchange(connection, endpoint, messages))
        except EndpointFailed as failure:
            results.put(failure)
        except TimeoutError:
            results.put(EndpointFailed("slow"))
        except (OSError, HTTPException, ValueError) as error:
            results.put(EndpointFailed("broken" if sockets else "unreachable", type(error).__name__))
        except Exception as error:  # whatever the endpoint made of the parser, it must not end in silence
            results.put(EndpointFailed("nonsense", type(error).__name__))
        finally:
            connection.close()

    threading.Thread(target=exchange, name="pincite-model", daemon=True).start()
    try:
        result = results.get(timeout=endpoint.deadline)
    except queue.Empty:
        for open_one in sockets:
            with suppress(OSError):
                open_one.shutdown(socket.SHUT_RDWR)  # wakes the thread, which closes
        raise EndpointFailed("slow") from None
    if isinstance(result, EndpointFailed):
        raise result
    return result


def _connection(endpoint: Endpoint) -> HTTPConnection:
    parts = urlsplit(endpoint.url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{endpoint.url!r} is no http address")
    if parts.scheme == "https":
        return HTTPSConnection(
            parts.hostname, parts.port, timeout=endpoint.deadline, context=ssl.create_default_context()
        )
    return HTTPConnection(parts.hostname, parts.port, timeout=endpoint.deadline)


def _path(url: str) -> str:
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    path = path if path.endswith("/chat/completions") else f"{path}/chat/completions"
    return f"{path}?{parts.query}" if parts.query else path


def _exchange(connection: HTTPConnection, endpoint: Endpoint, messages: Sequence[Mapping[str, str]]) -> Completion:
    body = {
        "model": endpoint.model,
        "messages": list(messages),
        "temperature": 0,
        "seed": 0,
        "max_tokens": 900,
        "stream": True,
    }
    headers = {"content-type": "application/json", "accept": "text/event-stream, application/json"}
    headers["user-agent"] = _USER_AGENT
    if endpoint.key:
        headers["authorization"] = f"Bearer {endpoint.key}"
    until = time.monotonic() + endpoint.deadline
    connection.request("POST", _path(endpoint.url), json.dumps(body).encode("utf-8"), headers)
    # Closed by itself: once the other side says that it will close, the connection no longer knows its response.
    with closing(connection.getresponse()) as response:
        return _read(response, until)


def _read(response: HTTPResponse, until: float) -> Completion:
    if 300 <= response.status < 400:
        # Followed, it would carry the documents and the key to whom nobody configured.
        raise EndpointFailed("redirected", str(response.status))
    if response.status != 200:
        raise EndpointFailed("refused", str(response.status))
    if (response.getheader("content-type") or "").casefold().startswith("text/event-stream"):
        return _streamed(_lines(response, until))
    return _whole(b"".join(_pieces(response, until)))


def _pieces(response: HTTPResponse, until: float) -> Iterator[bytes]:
    taken = 0
    while piece := response.read1(65536):
        taken += len(piece)
        if taken > MOST_BYTES:
            raise EndpointFailed("endless", f"more than {MOST_BYTES} bytes")
        if time.monotonic() > until:
            raise EndpointFailed("slow")
        yield piece


def _lines(response: HTTPResponse, until: float) -> Iterator[str]:
    """The lines of an event stream, without their ends; a last line without an end is left out."""
    rest = b""
    for piece in _pieces(response, until):
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            yield line.rstrip(b"\r").decode("utf-8")


def _streamed(lines: Iterator[str]) -> Completion:
    said: list[str] = []
    length, reason = 0, ""
    for line in lines:
        if not line.startswith("data:"):
            continue
        data = line[5:].strip()
        if data == "[DONE]":
            reason = reason or "stop"
            break
        choice = _choice(data)
        if choice is None:
            continue
        delta = choice.get("delta")
        text = delta.get("content") if isinstance(delta, dict) else None
        if isinstance(text, str):
            said.append(text)
            length += len(text)
            if length > MOST_CHARACTERS:
                raise EndpointFailed("endless", f"more than {MOST_CHARACTERS} characters")
        reason = str(choice.get("finish_reason") or reason)
    if not reason:
        raise EndpointFailed("broken", "the stream ended in the middle")
    return _completion("".join(said), reason)


def _whole(data: bytes) -> Completion:
    choice = _choice(data.decode("utf-8", "strict"))
    message = choice.get("message") if choice else None
    text = message.get("content") if isinstance(message, dict) else None
    if choice is None or not isinstance(text, str):
        raise EndpointFailed("nonsense", "no message in the answer")
    if len(text) > MOST_CHARACTERS:
        raise EndpointFailed("endless", f"more than {MOST_CHARACTERS} characters")
    return _completion(text, str(choice.get("finish_reason") or "stop"))


def _choice(data: str) -> dict[str, Any] | None:
    """The first choice of one JSON object; None where it has none (a usage report). Raises EndpointFailed("nonsense")."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise EndpointFailed("nonsense", "not JSON") from None
    if not isinstance(found, dict) or "error" in found:
        raise EndpointFailed("nonsense", "not a completion")
    choices = found.get("choices")
    if not isinstance(choices, list):
        raise EndpointFailed("nonsense", "no choices")
    if not choices:
        return None
    if not isinstance(choices[0], dict):
        raise EndpointFailed("nonsense", "a choice that is no object")
    return choices[0]


def _completion(text: str, reason: str) -> Completion:
    if not text.strip():
        raise EndpointFailed("empty")
    return Completion(text, reason != "length")
