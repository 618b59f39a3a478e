"""What is asked: the pipeline in this process, or a running server. Both give replies and the stored text of paragraphs."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from corpus.errors import BadInput, NotFound, Unavailable
from corpus.progress import Progress, silent
from eval.questions import Asking
from eval.replies import Reply, from_answer, from_json
from service.answer.records import Question, Turn

#: Passages asked for, so that recall@10 can be measured.
TOP_K = 10
_TIMEOUT = 60.0


class Engine(Protocol):
    """The consumer's view of what is evaluated."""

    def ask(self, asking: Asking) -> Reply: ...
    def text_of(self, paragraph_id: str) -> str | None: ...
    def languages(self) -> Mapping[str, tuple[str, ...]]: ...
    def settings(self) -> Mapping[str, Any]: ...


def turns(asking: Asking) -> tuple[Turn, ...]:
    """The conversation before the question: user and assistant by turns."""
    return tuple(Turn("assistant" if i % 2 else "user", text) for i, text in enumerate(asking.history))


class InProcess:
    """The pipeline of this process over a data folder filled from ``documents``."""

    def __init__(self, documents: Path, data: Path, *, encoder: str = "default", progress: Progress = silent) -> None:
        from service.answer.ask import ask  # deferred: loading a model is not part of `pincite-eval --help`
        from service.library import Library

        self._ask, self._encoder, self._documents = ask, encoder, documents
        self._library = Library.open(data, encoder=encoder, progress=progress)
        self._library.sync(documents, progress)
        self._snapshot = self._library.snapshot()

    def close(self) -> None:
        """Lets go of the catalog in the data folder, which may then be deleted."""
        self._library.close()

    def ask(self, asking: Asking) -> Reply:
        question = Question(question=asking.question, history=turns(asking), top_k=TOP_K)
        began = time.perf_counter()
        answer = self._ask(self._snapshot, question)
        milliseconds = (time.perf_counter() - began) * 1000
        return replace(from_answer(answer), milliseconds=milliseconds)

    def text_of(self, paragraph_id: str) -> str | None:
        try:
            return self._snapshot.paragraph(paragraph_id).text
        except NotFound:
            return None

    def languages(self) -> Mapping[str, tuple[str, ...]]:
        return {document.id: tuple(document.languages) for document in self._snapshot.documents()}

    def settings(self) -> Mapping[str, Any]:
        return {"engine": "in-process", "encoder": self._encoder, "top_k": TOP_K}


class Server:
    """A running server, by its address."""

    def __init__(self, url: str) -> None:
        if not url.startswith(("http://", "https://")):
            raise BadInput(f"{url!r} is no address.", "Such as http://127.0.0.1:8000")
        self._url = url.rstrip("/")
        self._texts: dict[str, str | None] = {}

    def _call(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Raises NotFound, BadInput (the server refused the request) or Unavailable."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._url + path, data, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            said = error.read(2000).decode("utf-8", "replace")
            if error.code == 404:
                raise NotFound(f"{self._url}{path} is not there.") from error
            raise (BadInput if error.code < 500 else Unavailable)(f"{self._url} said {error.code}: {said}") from error
        except (OSError, ValueError) as error:
            raise Unavailable(f"{self._url} does not answer: {error}", "Start it with `make serve`.") from error

    def ask(self, asking: Asking) -> Reply:
        history = [{"role": turn.role, "content": turn.content} for turn in turns(asking)]
        body = {"question": asking.question, "history": history, "top_k": TOP_K}
        began = time.perf_counter()
        got = self._call("/v1/ask", body)
        milliseconds = (time.perf_counter() - began) * 1000
        return replace(from_json(got), milliseconds=milliseconds)

    def text_of(self, paragraph_id: str) -> str | None:
        if paragraph_id not in self._texts:
            try:
                found = self._call("/v1/paragraphs/" + urllib.parse.quote(paragraph_id, safe="/@"))
                self._texts[paragraph_id] = found["text"]
            except NotFound:
                self._texts[paragraph_id] = None
        return self._texts[paragraph_id]

    def languages(self) -> Mapping[str, tuple[str, ...]]:
        return {d["id"]: tuple(d["languages"]) for d in self._call("/v1/documents")["documents"]}

    def settings(self) -> Mapping[str, Any]:
        return {"engine": self._url, "top_k": TOP_K}
