"""What is asked: the pipeline in this process, a running server, or an OpenAI-compatible endpoint. All give replies."""

from __future__ import annotations

import hashlib
import re
import time
import urllib.parse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from corpus.errors import NotFound, Unavailable
from corpus.progress import Progress, silent
from eval.fingerprints import fingerprints
from eval.memory import memory_mib
from eval.questions import Asking
from eval.replies import NO_ANSWER, Reply, from_answer, from_chat, from_json
from eval.wire import Address
from service.answer.records import Question, Turn

if TYPE_CHECKING:
    from service.snapshot import Snapshot

#: Passages asked for, so that recall@10 can be measured.
TOP_K = 10
#: What a system that was told nothing else is told before the conversation.
INSTRUCTIONS = (
    "Answer from the documents you were given, in the language of the question, in one or two sentences. "
    f"Where they do not answer it, reply with the words {NO_ANSWER} alone."
)


class Engine(Protocol):
    """The consumer's view of what is evaluated."""

    def ask(self, asking: Asking) -> Reply: ...
    def text_of(self, paragraph_id: str) -> str | None: ...
    def languages(self) -> Mapping[str, tuple[str, ...]]: ...
    def settings(self) -> Mapping[str, Any]: ...
    def identity(self) -> Mapping[str, Any]:
        """What must be the same for two halves of a run to be one run: index version, models, code."""
        ...

    def memory(self) -> float | None:
        """MiB: the most this process ever took, or what a server takes now; None where it cannot be told."""
        ...

    def close(self) -> None: ...


def turns(asking: Asking) -> tuple[Turn, ...]:
    """The conversation before the question: user and assistant by turns."""
    return tuple(Turn("assistant" if i % 2 else "user", text) for i, text in enumerate(asking.history))


def _messages(asking: Asking) -> list[dict[str, str]]:
    return [{"role": turn.role, "content": turn.content} for turn in turns(asking)]


class InProcess:
    """The pipeline of this process over a data folder filled from ``documents``."""

    def __init__(
        self,
        documents: Path,
        data: Path,
        *,
        encoder: str = "default",
        store: str | None = None,
        progress: Progress = silent,
    ) -> None:
        from service.answer.ask import ask  # deferred: loading a model is not part of `pincite-eval --help`
        from service.library import Library

        self._ask, self._encoder, self._documents = ask, encoder, documents
        self._store = store
        self._library = Library.open(data, encoder=encoder, index_store=store, progress=progress)
        self._library.sync(documents, progress)
        self._snapshot = self._library.snapshot()

    @property
    def snapshot(self) -> Snapshot:
        """The state that is asked."""
        return self._snapshot

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
        kept = (
            {"store": urllib.parse.urlsplit(self._store).scheme} if self._store else {}
        )  # an address says nothing, and may hold a password
        return {"engine": "in-process", "encoder": self._encoder, "top_k": TOP_K, **kept}

    def identity(self) -> Mapping[str, Any]:
        return {"index_version": self._snapshot.index_version, **fingerprints()}

    def memory(self) -> float | None:
        return memory_mib()


class Server:
    """A running server, by its address."""

    def __init__(self, url: str) -> None:
        self._address = Address(url)
        self._texts: dict[str, str | None] = {}

    def ask(self, asking: Asking) -> Reply:
        body = {"question": asking.question, "history": _messages(asking), "top_k": TOP_K}
        began = time.perf_counter()
        got = self._address.call("/v1/ask", body)
        milliseconds = (time.perf_counter() - began) * 1000
        return replace(from_json(got), milliseconds=milliseconds)

    def text_of(self, paragraph_id: str) -> str | None:
        if paragraph_id not in self._texts:
            try:
                found = self._address.call("/v1/paragraphs/" + urllib.parse.quote(paragraph_id, safe="/@"))
                self._texts[paragraph_id] = found["text"]
            except NotFound:
                self._texts[paragraph_id] = None
        return self._texts[paragraph_id]

    def languages(self) -> Mapping[str, tuple[str, ...]]:
        return {d["id"]: tuple(d["languages"]) for d in self._address.call("/v1/documents")["documents"]}

    def settings(self) -> Mapping[str, Any]:
        return {"engine": self._address.url, "top_k": TOP_K}

    def identity(self) -> Mapping[str, Any]:
        try:
            return {"index_version": self._address.call("/readyz")["index_version"]}
        except (NotFound, KeyError, TypeError):
            return {"index_version": None}

    def memory(self) -> float | None:
        """Resident memory of the server now, from its metrics; None where it does not tell."""
        try:
            found = re.search(
                r"^process_resident_memory_bytes ([0-9.e+]+)", self._address.text("/metrics"), re.MULTILINE
            )
        except Unavailable:
            return None
        return float(found[1]) / 2**20 if found else None

    def close(self) -> None:
        """Nothing is held."""


class Chat:
    """An OpenAI-compatible endpoint: another system, another model, or Pincite's own chat door.

    Documents of the question set are looked at through ``documents`` (the folder they were read from), since the endpoint
    has no route for them; without it, language pairs are not told apart.
    """

    def __init__(
        self,
        url: str,
        model: str,
        *,
        key: str = "",
        instructions: str = INSTRUCTIONS,
        languages: Mapping[str, tuple[str, ...]] | None = None,
        texts: Mapping[str, str] | None = None,
    ) -> None:
        self._address = Address(url, {"Authorization": f"Bearer {key}"} if key else None)
        self._model, self._instructions = model, instructions
        self._languages, self._texts = languages or {}, texts or {}

    def ask(self, asking: Asking) -> Reply:
        system = [{"role": "system", "content": self._instructions}] if self._instructions else []
        messages = [*system, *_messages(asking), {"role": "user", "content": asking.question}]
        body = {"model": self._model, "messages": messages, "temperature": 0, "seed": 0}
        began = time.perf_counter()
        got = self._address.call("/chat/completions", body)
        milliseconds = (time.perf_counter() - began) * 1000
        return replace(from_chat(got, asking.answer_language), milliseconds=milliseconds)

    def text_of(self, paragraph_id: str) -> str | None:
        return self._texts.get(paragraph_id)

    def languages(self) -> Mapping[str, tuple[str, ...]]:
        return self._languages

    def settings(self) -> Mapping[str, Any]:
        asked_to = hashlib.sha256(self._instructions.encode()).hexdigest()[:16]
        return {"engine": self._address.url, "model": self._model, "instructions_sha256": asked_to}

    def identity(self) -> Mapping[str, Any]:
        return {"model": self._model}

    def memory(self) -> float | None:
        return None

    def close(self) -> None:
        """Nothing is held."""
