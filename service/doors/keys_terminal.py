"""`pincite keys`: make, list, change and remove keys on the terminal."""

from __future__ import annotations

import argparse
from pathlib import Path

from corpus.records import PUBLIC
from service.doors import terminal
from service.doors.keys import ASK, Key, Keys


def change_keys(arguments: argparse.Namespace, data: Path) -> int:
    """Do what was typed; returns 0. Raises as service.doors.keys.Keys does."""
    keys, name = Keys(data), getattr(arguments, "name", "")
    if arguments.action == "add":
        key = keys.add(name, arguments.scope or [ASK], arguments.collection or [PUBLIC])
        _show_new(arguments, key, "It is asked for from now on.")
    elif arguments.action == "rotate":
        _show_new(arguments, keys.rotate(name), "The one before opens nothing any more.")
    elif arguments.action == "change":
        changed = keys.change(name, arguments.scope, arguments.collection)
        if arguments.json:
            terminal.print_json(_listed(changed))
        else:
            terminal.print_text(_line(changed))
    elif arguments.action == "remove":
        keys.remove(name)
        if arguments.json:
            terminal.print_json({"removed": name})
        else:
            terminal.remark(f"The key {name} opens nothing any more.")
    elif arguments.json:
        terminal.print_json({"keys": [_listed(one) for one in keys.all()]})
    else:
        for one in keys.all():
            terminal.print_text(_line(one))
    return 0


def _show_new(arguments: argparse.Namespace, key: str, more: str) -> None:
    if arguments.json:
        terminal.print_json({"name": arguments.name, "key": key})
    else:
        terminal.print_text(key)
        terminal.remark(f"Keep it: only its hash is stored, so it cannot be shown again. {more}")


def _listed(key: Key) -> dict[str, object]:
    return {
        "id": key.id,
        "name": key.name,
        "scopes": list(key.scopes),
        "collections": list(key.collections),
        "made": key.made,
    }


def _line(key: Key) -> str:
    return f"{key.name}\t{','.join(key.scopes)}\t{','.join(key.collections)}\t{key.made}"
