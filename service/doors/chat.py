"""`pincite chat`: one question after another, each understood with what went before."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import suppress

from pydantic import ValidationError

from corpus.errors import PinciteError
from service.doors import calls, terminal
from service.doors.mistakes import sentence
from service.doors.objects.answers import AnswerObject
from service.doors.protocols import Ask, Snapshot
from service.doors.requests import MAX_TURNS, AskRequest, TurnObject

_HELP = "A line is a question. /new forgets the conversation, /quit ends it."


def chat(snapshot: Snapshot, arguments: argparse.Namespace, ask: Ask, base: str) -> int:
    """Answers the lines of stdin until it ends. Returns 0; a question that is refused is said, and the talk goes on."""
    history: list[TurnObject] = []
    if sys.stdin.isatty():
        terminal.remark(_HELP)
    for line in _lines():
        text = line.strip()
        if text in ("/quit", "/exit"):
            break
        if text == "/new":
            history = []
        elif text == "/help":
            terminal.remark(_HELP)
        elif text:
            answer = _answer(snapshot, arguments, ask, base, text, history)
            if answer is not None:
                said = [TurnObject(role="user", content=text), TurnObject(role="assistant", content=answer.answer)]
                history = [*history, *said][-MAX_TURNS:]
    return 0


def _lines() -> Iterator[str]:
    if not sys.stdin.isatty():
        yield from sys.stdin
        return
    with suppress(ImportError):
        import readline  # noqa: F401  (line editing and recall, where the system has it)
    while True:
        try:
            yield input("\n> ")
        except EOFError:
            return


def _answer(
    snapshot: Snapshot, arguments: argparse.Namespace, ask: Ask, base: str, text: str, history: list[TurnObject]
) -> AnswerObject | None:
    try:
        request = AskRequest(
            question=text,
            history=history,
            language=arguments.language,
            top_k=arguments.top_k,
            documents=arguments.document,
            as_of=arguments.as_of,
        )
        answer = calls.ask(snapshot, request, ask, base)
    except ValidationError as error:
        first = error.errors()[0]
        terminal.complain(f"{'.'.join(map(str, first['loc']))} {sentence(first)}.")
        return None
    except PinciteError as error:
        terminal.complain(error.message, error.hint)
        return None
    if arguments.json:
        terminal.print_text(json.dumps(answer.model_dump(mode="json"), ensure_ascii=False))
    else:
        terminal.show_answer(answer)
        terminal.print_text("")
    return answer
