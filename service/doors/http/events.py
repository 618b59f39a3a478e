"""Server-Sent Events: https://html.spec.whatwg.org/multipage/server-sent-events.html"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

EVENT_STREAM = "text/event-stream"

# A word with the space after it, a citation mark, or a few characters of running Chinese.
_PIECE = re.compile(r"\s*(?:\[\d+\]|[A-Za-z0-9$%.,'’“”()/-]+|[^\sA-Za-z0-9\[]{1,4}|\S)\s*")


def event(name: str, data: str) -> str:
    """One event. ``data`` is JSON on one line."""
    return f"event: {name}\ndata: {data}\n\n"


def pieces(text: str) -> Iterator[str]:
    """The text as the JSON of ``delta`` events; their ``text`` joined is the text itself."""
    at = 0
    for match in _PIECE.finditer(text):
        yield json.dumps({"text": text[at : match.end()]}, ensure_ascii=False)
        at = match.end()
    if at < len(text):
        yield json.dumps({"text": text[at:]}, ensure_ascii=False)


def wants_events(accept: str) -> bool:
    """Whether an Accept header (RFC 9110, 12.5.1) asks for the stream at least as much as for JSON."""
    weights = {EVENT_STREAM: 0.0, "application/json": 0.0}
    for part in accept.split(","):
        name, *parameters = (piece.strip() for piece in part.casefold().split(";"))
        if name in weights:
            weights[name] = _weight(parameters)
    return weights[EVENT_STREAM] > 0 and weights[EVENT_STREAM] >= weights["application/json"]


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0
