"""A scripted OpenAI-compatible server: it says what a test has written for it, truthfully or not, and breaks as told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Prompt:
    """What a model sees: the paragraphs as (key, text), and the question."""

    paragraphs: tuple[tuple[str, str], ...]
    question: str
    system: str

    @classmethod
    def read(cls, body: dict[str, Any]) -> Prompt:
        lines = body["messages"][-1]["content"].splitlines()
        found = [json.loads(line) for line in lines if line.startswith("{")]
        paragraphs = tuple((one["key"], one["text"]) for one in found if "key" in one)
        return cls(paragraphs, found[-1]["question"], body["messages"][0]["content"])

    def key(self, words: str) -> str:
        """The key of the first paragraph with these words in it."""
        return next(key for key, text in self.paragraphs if words in text)


Say = Callable[[Prompt], str]


@dataclass
class Liar:
    """What it will say, and how. ``manner``: stream, json, broken, endless, drip, header-drip, redirect, error, html,
    wrong, half, hang, empty, cut, usage."""

    say: Say = lambda prompt: ""
    manner: str = "stream"
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def will(self, say: Say | str, manner: str = "stream") -> None:
        self.say = (lambda prompt, text=say: text) if isinstance(say, str) else say
        self.manner = manner
        self.asked.clear()


class _Handler(BaseHTTPRequestHandler):
    server: Any
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        liar: Liar = self.server.liar
        body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))) or b"{}")
        liar.asked.append(body)
        liar.headers.append({name.casefold(): value for name, value in self.headers.items()})
        text = liar.say(Prompt.read(body)) if "messages" in body else ""
        with suppress(BrokenPipeError, ConnectionResetError):
            getattr(self, f"_{liar.manner.replace('-', '_')}")(text, liar)
        self.close_connection = True

    def _begin(self, kind: str, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("connection", "close")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _send(self, data: str | bytes) -> None:
        self.wfile.write(data.encode() if isinstance(data, str) else data)
        self.wfile.flush()

    def _chunk(self, text: str, reason: str | None = None) -> str:
        choice = {"index": 0, "delta": {"content": text} if reason is None else {}, "finish_reason": reason}
        chunk = {"id": "x", "object": "chat.completion.chunk", "choices": [choice]}
        return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"

    def _pieces(self, text: str) -> Iterator[str]:
        for at in range(0, len(text), 7):
            yield self._chunk(text[at : at + 7])

    def _stream(self, text: str, liar: Liar, reason: str = "stop") -> None:
        self._begin("text/event-stream; charset=utf-8")
        self._send(": a comment\n\n" + "".join(self._pieces(text)) + self._chunk("", reason) + "data: [DONE]\n\n")

    def _cut(self, text: str, liar: Liar) -> None:
        self._stream(text, liar, "length")

    def _usage(self, text: str, liar: Liar) -> None:
        self._begin("text/event-stream")
        usage = 'data: {"choices": [], "usage": {"total_tokens": 3}}\n\n'
        self._send("".join(self._pieces(text)) + usage + "data: [DONE]\n\n")

    def _json(self, text: str, liar: Liar) -> None:
        message = {"role": "assistant", "content": text}
        self._begin("application/json")
        self._send(json.dumps({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}))

    def _broken(self, text: str, liar: Liar) -> None:
        self._begin("text/event-stream")
        self._send("".join(self._pieces(text)))

    def _half(self, text: str, liar: Liar) -> None:
        self._begin("text/event-stream", **{"content-length": "100000"})
        self._send(self._chunk(text))

    def _endless(self, text: str, liar: Liar) -> None:
        self._begin("text/event-stream")
        while not liar.stopping.is_set():
            self._send(self._chunk(text or "And so on. ") * 50)

    def _drip(self, text: str, liar: Liar) -> None:
        self._begin("text/event-stream")
        for character in self._chunk(text) * 1000:
            if liar.stopping.wait(0.05):
                return
            self._send(character)

    def _header_drip(self, text: str, liar: Liar) -> None:
        for character in "HTTP/1.1 200 OK\r\nx-slow: " + "x" * 1000:
            if liar.stopping.wait(0.05):
                return
            self._send(character)

    def _hang(self, text: str, liar: Liar) -> None:
        liar.stopping.wait(30)

    def _redirect(self, text: str, liar: Liar) -> None:
        self._begin("text/plain", 307, location=f"{liar.url}/elsewhere")

    def _error(self, text: str, liar: Liar) -> None:
        self._begin("application/json", 500)
        self._send('{"error": {"message": "boom"}}')

    def _html(self, text: str, liar: Liar) -> None:
        self._begin("text/html")
        self._send(f"<html>{text}</html>")

    def _wrong(self, text: str, liar: Liar) -> None:
        self._begin("application/json")
        self._send(json.dumps({"choices": {"text": text}}))

    def _empty(self, text: str, liar: Liar) -> None:
        self._begin("application/json")


@contextmanager
def liar() -> Iterator[Liar]:
    """A liar listening on a free port."""
    one = Liar()
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.liar = one
    one.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield one
    finally:
        one.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def waited(function: Callable[[], Any]) -> tuple[Any, float]:
    """(what the function returns, seconds it took)"""
    began = time.monotonic()
    return function(), time.monotonic() - began
