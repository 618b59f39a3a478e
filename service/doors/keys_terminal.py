"""`pincite keys`: make, list and remove keys on the terminal."""

from __future__ import annotations

import argparse
from pathlib import Path

from service.doors import terminal
from service.doors.keys import ASK, Keys


def change_keys(arguments: argparse.Namespace, data: Path) -> int:
    """Do what was typed; returns 0. Raises as service.doors.keys.Keys does."""
    keys = Keys(data)
    if arguments.action == "add":
        key = keys.add(arguments.name, arguments.scope or [ASK])
        if arguments.json:
            terminal.print_json({"name": arguments.name, "key": key})
        else:
            terminal.print_text(key)
            terminal.remark(
                "Keep it: only its hash is stored, so it cannot be shown again. It is asked for from now on."
            )
    elif arguments.action == "remove":
        keys.remove(arguments.name)
        if arguments.json:
            terminal.print_json({"removed": arguments.name})
        else:
            terminal.remark(f"The key {arguments.name} opens nothing any more.")
    else:
        found = [{"id": k.id, "name": k.name, "scopes": list(k.scopes), "made": k.made} for k in keys.all()]
        if arguments.json:
            terminal.print_json({"keys": found})
        else:
            for one in keys.all():
                terminal.print_text(f"{one.name}\t{','.join(one.scopes)}\t{one.made}")
    return 0
