"""What is wrong with a request, in words that say what to send instead."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from typing import Any

# By pydantic's kind of error. The value itself is never repeated: it may be what cannot be shown.
_SENTENCES = {
    "missing": "is missing",
    "string_type": "must be text",
    "string_unicode": "has half of a surrogate pair; send whole characters as UTF-8",
    "string_too_long": "is longer than {max_length} characters",
    "string_pattern_mismatch": "does not have the form {pattern}",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing_size": "is too large a number",
    "list_type": "must be a list",
    "too_short": "is empty; leave it out, or send null, where nothing is to be chosen",
    "too_long": "has more than {max_length} items",
    "literal_error": "must be {expected}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "model_attributes_type": "must be a JSON object",
    "model_type": "must be a JSON object",
    "extra_forbidden": "is not a field here",
    "json_invalid": "is not JSON: {error}",
}


def nearest(name: str, fields: Collection[str]) -> str:
    """The field that was meant, as far as spelling tells; empty where none is near.

    >>> nearest("topK", ("query", "top_k"))
    'top_k'
    """
    known = {_letters(field): field for field in sorted(fields)}
    found = difflib.get_close_matches(_letters(name), known, n=1, cutoff=0.7)
    return known[found[0]] if found else ""


def _letters(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def sentence(error: Mapping[str, Any]) -> str:
    """The predicate of one of pydantic's errors: "must be text". The field's name goes before it."""
    if error["type"] == "too_long" and isinstance(error.get("input"), str):
        # A text whose length is looked at after a check of our own is told of as any sequence.
        return _SENTENCES["string_too_long"].format(**error.get("ctx", {}))
    if error["type"] in _SENTENCES:
        return _SENTENCES[error["type"]].format(**error.get("ctx", {}))
    message = str(error["msg"]).removeprefix("Value error, ")
    return message[:1].lower() + message[1:]
