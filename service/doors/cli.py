"""`pincite`: the command line. What a command does stands in commands.py; this file only reads what was typed."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Sequence
from importlib.metadata import version

from service.settings import SETTINGS

LANGUAGES = ("en", "zh-Hant", "zh-Hans")
#: Settings of a language model.
MODEL = ("model_url", "model", "model_key", "model_deadline")
STYLES = ("footnote", "plain", "markdown", "bibtex", "csl-json")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0 when it did what was asked, 1 when the input was refused or not found, 2 for wrong usage."""
    arguments = parser().parse_args(argv)
    # The one deferred import of the command line: everything heavy hangs on it.
    commands = importlib.import_module("service.doors.commands")
    return commands.run(arguments)


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="pincite",
        description="Ask bilingual policy documents; every word of every answer is proven by a citation.",
        epilog="Settings may also come from PINCITE_* variables; docs/SETTINGS.md lists them.",
    )
    top.add_argument("--version", action="version", version=f"pincite {version('pincite')}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _serve(commands)
    _changing(commands)
    _keys(commands)
    _backups(commands)
    _reading(commands)
    _asking(commands)
    _desk(commands)
    return top


#: Settings that every command takes: where things are kept.
_WHERE = ("data", "catalog", "index_store")


def _command(commands, name: str, help: str, *settings: str, json: bool = True) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=help, description=help)
    for setting in SETTINGS:
        if setting.name in (*_WHERE, *settings) or setting.name.startswith("encoder"):
            # The help of the table is prose for a page; % would be read as a format.
            alone = {"nargs": "?", "const": setting.bare} if setting.bare else {}
            command.add_argument(
                setting.flag, metavar=setting.name.upper(), help=setting.help.replace("%", "%%"), **alone
            )
    if json:
        command.add_argument("--json", action="store_true", help="print the object that the HTTP interface sends")
    return command


def _serve(commands) -> None:
    names = [setting.name for setting in SETTINGS]
    _command(commands, "serve", "Index what is new in a folder, then serve it over HTTP.", *names, json=False)


def _changing(commands) -> None:
    add = _command(commands, "add", "Add documents: files, or folders of them.")
    add.add_argument("paths", nargs="+", metavar="PATH")
    add.add_argument(
        "--ray",
        metavar="ADDRESS",
        help="read and encode on a Ray cluster: its address, auto, or local for one started here",
    )
    add.add_argument(
        "--collection", default="", metavar="NAME", help="the collection they go into; default: as they say themselves"
    )
    sync = _command(commands, "sync", "Take in what is new or changed in a folder, and remove what is gone from it.")
    sync.add_argument("folder", metavar="DIR")
    sync.add_argument("--only", action="store_true", help="remove documents that were read from other folders too")
    remove = _command(commands, "remove", "Remove a document; it is gone at once.")
    remove.add_argument("id", metavar="ID", help="as `pincite documents` lists it")


def _keys(commands) -> None:
    keys = commands.add_parser("keys", help="Make, list, change and remove the keys of a data folder.")
    actions = keys.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = _command(actions, "add", "Make a key and print it, this once.")
    change = _command(actions, "change", "Give a key other rights, from the next request on.")
    for command, scope, collection in ((add, "ask", "public"), (change, "as before", "as before")):
        command.add_argument("name", metavar="NAME")
        command.add_argument(
            "--scope",
            action="append",
            choices=("ask", "draft", "admin"),
            help=f"what it may do; may be repeated; default: {scope}",
        )
        command.add_argument(
            "--collection",
            action="append",
            metavar="NAME",
            help=f"what it may read, * for all; may be repeated; default: {collection}",
        )
    _command(actions, "list", "List the keys, not what they open with.")
    _command(actions, "rotate", "Make the key anew and print it; the one before opens nothing any more.").add_argument(
        "name", metavar="NAME"
    )
    _command(actions, "remove", "Remove a key; it opens nothing from the next request on.").add_argument(
        "name", metavar="NAME"
    )


def _backups(commands) -> None:
    backup = _command(commands, "backup", "Write the data folder to one file; a service may be running on it.")
    backup.add_argument("file", metavar="FILE")
    restore = _command(commands, "restore", "Make a data folder from a backup; it must not hold anything yet.")
    restore.add_argument("file", metavar="FILE")


def _reading(commands) -> None:
    documents = _command(commands, "documents", "List the documents.")
    documents.add_argument("--report", action="store_true", help="say what could not be read or decided")
    documents.add_argument("--versions", metavar="ID", help="list the versions of one document instead")
    changes = _command(commands, "changes", "What changed between two versions of a document, paragraph by paragraph.")
    changes.add_argument("id", metavar="ID")
    changes.add_argument("--from", dest="from_version", type=int, metavar="N", help="default: the version before")
    changes.add_argument("--to", dest="to_version", type=int, metavar="N", help="default: the present version")
    paragraphs = _command(commands, "paragraphs", "Print a document from top to bottom.", "documents")
    paragraphs.add_argument("id", metavar="DOC")
    cite = _command(commands, "cite", "A citation of a paragraph, ready to paste.", "documents")
    cite.add_argument(
        "id", nargs="+", metavar="ID", help="a paragraph's id, such as paper-2023/20; several are one text"
    )
    cite.add_argument(
        "--docx", metavar="OUT", help="write the quotations with their sources as footnotes to a .docx file"
    )
    cite.add_argument("--style", choices=STYLES, default="footnote")
    cite.add_argument("--language", choices=LANGUAGES, help="of names and dates; default: the paragraph's")
    facts = _command(commands, "facts", "The ledger of facts, or the facts of a text.", "documents")
    facts.add_argument("--kind", help="date, money, percentage, count, …")
    facts.add_argument("--about", help="words that the fact's subject, paragraph or headings have")
    facts.add_argument("--document", metavar="ID", help="of this document only")
    facts.add_argument("--csv", action="store_true", help="print a table for a spreadsheet")
    facts.add_argument("--text", help="take the facts of this text instead")
    facts.add_argument("--date", help="with --text: the date its relative dates resolve against")
    facts.add_argument("--language", choices=("auto", *LANGUAGES), default="auto", help="with --text: its language")


def _asking(commands) -> None:
    search = _command(commands, "search", "Find paragraphs.", "documents")
    search.add_argument("query", nargs="+", metavar="QUERY")
    search.add_argument("--mode", choices=("meaning", "phrase", "exact", "near"), default="meaning")
    for mode, help in (("exact", "the words as they are"), ("near", "words nearly like these")):
        search.add_argument(f"--{mode}", dest="mode", action="store_const", const=mode, help=f"{help}, as a phrase")
    search.add_argument("--since", metavar="DATE", help="only documents of this day or later")
    search.add_argument("--until", metavar="DATE", help="only documents of this day or earlier")
    search.add_argument("--publisher", metavar="NAME", help="words of the publisher's name")
    ask = _command(commands, "ask", "Ask a question.", "documents", *MODEL)
    ask.add_argument("question", nargs="+", metavar="QUESTION")
    chat = _command(commands, "chat", "Ask one question after another.", "documents", *MODEL)
    for command in (ask, chat):
        command.add_argument("--as-of", metavar="DATE", help="answer as the documents stood on that day")
    for command in (search, ask, chat):
        command.add_argument("--language", choices=("auto", *LANGUAGES), default="auto")
        command.add_argument("--top-k", type=int, default=8, metavar="N", help="how many passages")
        command.add_argument("--document", action="append", metavar="ID", help="of this document only; may be repeated")


def _desk(commands) -> None:
    verify = _command(commands, "verify", "Verify quotations character by character.", "documents")
    verify.add_argument("quotes", nargs="*", metavar="QUOTE")
    verify.add_argument("--file", metavar="FILE", help="one quotation per line; - reads them from stdin")
    verify.add_argument("--document", action="append", metavar="ID", help="said to be its source; may be repeated")
    verify.add_argument("--strict", action="store_true", help="exit 1 where a quotation is not exact")
    check = _command(commands, "check", "Check a draft statement by statement.", "documents")
    check.add_argument("file", metavar="FILE", help="txt, md or docx; - reads text from stdin")
    check.add_argument("--as-of", metavar="DATE", help="check as the documents stood on that day")
    check.add_argument("--html", metavar="OUT", help="write the draft with its statements marked as an HTML file")
    check.add_argument("--docx", metavar="OUT", help="write the draft with a comment on each statement as a .docx file")
    check.add_argument("--strict", action="store_true", help="exit 1 where a statement is not supported")


if __name__ == "__main__":
    raise SystemExit(main())
