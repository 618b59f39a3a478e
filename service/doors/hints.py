"""Where to look for what was not found, in the language of the door that answers: a command, a route, or a tool."""

from __future__ import annotations

import re
from typing import Literal

Door = Literal["terminal", "http", "mcp"]

#: What is told -> how the rooms behind the doors say it, and each door.
_SAID: tuple[tuple[re.Pattern[str], dict[Door, str]], ...] = (
    (
        re.compile(r"`pincite documents --versions \S+`|GET /v1/documents/\{id\}/versions"),
        {
            "terminal": "`pincite documents --versions DOCUMENT`",
            "http": "GET /v1/documents/{id}/versions",
            "mcp": "Pincite's page",
        },
    ),
    (
        re.compile(r"`pincite paragraphs DOCUMENT`|GET /v1/documents/\{id\}/paragraphs"),
        {
            "terminal": "`pincite paragraphs DOCUMENT`",
            "http": "GET /v1/documents/{id}/paragraphs",
            "mcp": "Pincite's page",
        },
    ),
    (
        re.compile(r"`pincite documents`|GET /v1/documents(?![/\w])"),
        {"terminal": "`pincite documents`", "http": "GET /v1/documents", "mcp": "Pincite's page"},
    ),
)


def hint_at(door: Door, hint: str) -> str:
    """The hint as the door says it.

    >>> hint_at("http", "`pincite documents` lists what there is.")
    'GET /v1/documents lists what there is.'
    """
    for pattern, words in _SAID:
        hint = pattern.sub(words[door], hint)
    return hint
