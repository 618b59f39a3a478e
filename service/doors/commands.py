"""What each command does: the same calls as over HTTP, shown on a terminal or printed as the same JSON."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from corpus import recognition
from corpus.errors import BadInput, PinciteError
from service.desk.ledger import as_csv
from service.doors import calls, citing, desk, desk_terminal, keeping, terminal
from service.doors.calls import Window
from service.doors.chat import chat
from service.doors.draft_files import quotes_in, read_draft, write_out
from service.doors.keys_terminal import change_keys
from service.doors.mistakes import sentence
from service.doors.objects.paragraphs import CitationText
from service.doors.opening import out, read
from service.doors.protocols import Snapshot
from service.doors.requests import AskRequest, ExtractRequest, SearchRequest
from service.doors.rooms import REAL, Rooms, backup, restore, serve
from service.settings import SETTINGS, BadSetting, Settings, load_settings, misspelt

_EVERYTHING = Window(0, 10_000_000)


def run(arguments: argparse.Namespace, rooms: Rooms = REAL) -> int:
    """Run the command that was typed; see cli.main for the exit codes."""
    flags = {setting.name: getattr(arguments, setting.name, None) for setting in SETTINGS}
    settings = None
    try:
        settings = load_settings(flags=flags)
        recognition.use(settings.ocr)
        for note in misspelt():
            terminal.complain(note)
        return _COMMANDS[arguments.command](arguments, settings, rooms)
    except BadSetting as error:
        terminal.complain(error.message, error.hint)
        return 2
    except PinciteError as error:
        terminal.complain(error.message, error.hint)
        return 1
    except ValidationError as error:
        first = error.errors()[0]
        terminal.complain(f"{'.'.join(str(part) for part in first['loc'])} {sentence(first)}.")
        return 1
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough. What is left must not be written at the exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if settings and settings.log == "debug":
            raise
        terminal.complain(
            f"A fault of Pincite: {type(error).__name__}: {error}", "With PINCITE_LOG=debug it says where."
        )
        return 1


def _serve(arguments: argparse.Namespace, settings: Settings, rooms: Rooms) -> int:
    return serve(settings, rooms)


def _keys(arguments: argparse.Namespace, settings: Settings, rooms: Rooms) -> int:
    return change_keys(arguments, settings.data)


def _backup(arguments: argparse.Namespace, settings: Settings, rooms: Rooms) -> int:
    if settings.catalog:
        raise BadInput(
            "The catalog is kept in PostgreSQL, which a backup of the data folder would leave out.",
            "Use pg_dump: the index is made again from the catalog. See docs/SCALE.md.",
        )
    _show_backup(arguments, backup(settings.data, Path(arguments.file)), f"{settings.data} is in {arguments.file}")
    return 0


def _restore(arguments: argparse.Namespace, settings: Settings, rooms: Rooms) -> int:
    _show_backup(arguments, restore(Path(arguments.file), settings.data), f"{arguments.file} is in {settings.data}")
    return 0


def _show_backup(arguments: argparse.Namespace, done: Any, where: str) -> None:
    if arguments.json:
        terminal.print_json(asdict(done))
    else:
        terminal.remark(f"{where}: {done.files} files, {done.bytes:,} bytes, index {done.index_version or 'none'}.")


def _paragraphs(arguments: argparse.Namespace, settings: Settings, rooms: Rooms) -> int:
    found = calls.paragraphs(read(settings, rooms), arguments.id, _EVERYTHING, base=settings.public_url)
    out(arguments, found, terminal.show_paragraphs)
    return 0


def _search(arguments: argparse.Namespace, settings: Settings, rooms: Rooms) -> int:
    request = SearchRequest(
        query=" ".join(arguments.query),
        top_k=arguments.top_k,
        documents=arguments.document,
        language=arguments.language,
        mode=arguments.mode,
        since=arguments.since,
        until=arguments.until,
        publisher=arguments.publisher,
    )
    out(arguments, calls.search(read(settings, rooms), request, settings.public_url), terminal.show_passages)
    return 0


def _ask(arguments: argparse.Namespace, settings: Settings, rooms: Rooms) -> int:
    request = AskRequest(
        question=" ".join(arguments.question),
        language=arguments.language,
        top_k=arguments.top_k,
        documents=arguments.document,
        as_of=arguments.as_of,
    )
    out(
        arguments,
        calls.ask(read(settings, rooms, request.as_of), request, rooms.asking(settings), settings.public_url),
        terminal.show_answer,
    )
    return 0


def _cite(arguments: argparse.Namespace, settings: Settings, rooms: Rooms) -> int:
    snapshot = read(settings, rooms)
    if arguments.docx or len(arguments.id) > 1:
        return _cite_selection(arguments, snapshot, settings.public_url)
    (paragraph,) = arguments.id
    text, language = calls.citation(snapshot, paragraph, arguments.style, arguments.language, base=settings.public_url)
    if arguments.json and arguments.style != "csl-json":
        citation = CitationText(id=paragraph, style=arguments.style, language=language, citation=text)
        terminal.print_json(citation.model_dump(mode="json"))
    else:
        terminal.print_text(text)
    return 0


def _cite_selection(arguments: argparse.Namespace, snapshot: Snapshot, base: str) -> int:
    request = citing.SelectionRequest(
        items=[citing.ChosenPlace(id=one) for one in arguments.id],
        style="docx" if arguments.docx else arguments.style,
        language=arguments.language,
    )
    content, _ = citing.cite_selection(snapshot, request, base)
    if arguments.docx:
        write_out(arguments.docx, content)
    else:
        terminal.print_text(content.decode(), end="")
    return 0


def _facts(arguments: argparse.Namespace, settings: Settings, rooms: Rooms) -> int:
    if arguments.text is not None:
        request = ExtractRequest(text=arguments.text, date=arguments.date, language=arguments.language)
        out(arguments, calls.extract_facts(request, rooms.extract), terminal.show_extracted)
        return 0
    snapshot = read(settings, rooms)
    about = (arguments.kind, arguments.about, arguments.document)
    if arguments.csv:
        terminal.print_text(as_csv(calls.fact_entries(snapshot, *about)), end="")
        return 0
    kind, words, document = about
    found = calls.facts(snapshot, _EVERYTHING, kind=kind, about=words, document_id=document, base=settings.public_url)
    out(arguments, found, terminal.show_facts)
    return 0


def _verify(arguments: argparse.Namespace, settings: Settings, rooms: Rooms) -> int:
    quotes = [*arguments.quotes, *(quotes_in(arguments.file) if arguments.file else ())]
    if not quotes:
        raise BadInput("There is no quotation to verify.", "Type one, or give --file.")
    request = desk.VerifyRequest(quotes=quotes, documents=arguments.document)
    found = desk.verify_quotes(read(settings, rooms), request, settings.public_url)
    out(arguments, found, desk_terminal.show_verdicts)
    # Right words from another document than the one named are not what was quoted.
    proven = (r.verdict == "exact" and not any(n.startswith("misattributed") for n in r.notes) for r in found.results)
    return 1 if arguments.strict and not all(proven) else 0


def _chat(arguments: argparse.Namespace, settings: Settings, rooms: Rooms) -> int:
    as_of = AskRequest(question="?", as_of=arguments.as_of).as_of  # said before the first question is typed
    return chat(read(settings, rooms, as_of), arguments, rooms.asking(settings), settings.public_url)


def _check(arguments: argparse.Namespace, settings: Settings, rooms: Rooms) -> int:
    draft = read_draft(arguments.file)
    request = desk.CheckRequest(text=draft.text, as_of=arguments.as_of)
    found = desk.check_draft(read(settings, rooms, request.as_of), request, rooms.check_draft, settings.public_url)
    if arguments.html:
        write_out(arguments.html, desk.as_html(draft, found))
    if arguments.docx:
        write_out(arguments.docx, desk.as_docx(draft, found))
    out(arguments, found, desk_terminal.show_checked)
    return 1 if arguments.strict and any(s.verdict != "supported" for s in found.statements) else 0


_COMMANDS: dict[str, Callable[[argparse.Namespace, Settings, Rooms], int]] = {
    "serve": _serve,
    "add": keeping.add,
    "sync": keeping.sync,
    "remove": keeping.remove,
    "keys": _keys,
    "backup": _backup,
    "restore": _restore,
    "documents": keeping.documents,
    "changes": keeping.changes,
    "paragraphs": _paragraphs,
    "search": _search,
    "ask": _ask,
    "cite": _cite,
    "facts": _facts,
    "chat": _chat,
    "verify": _verify,
    "check": _check,
}
