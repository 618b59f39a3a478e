"""A name that a record holds in several languages, in the language wanted."""

from __future__ import annotations

from collections.abc import Mapping


def in_language(names: Mapping[str, str], language: str) -> str:
    """The name in ``language``, else in the other script of Chinese, else the first there is; empty where there is none."""
    if language in names:
        return names[language]
    if language.startswith("zh"):
        for tag, name in names.items():
            if tag.startswith("zh"):
                return name
    return next(iter(names.values()), "")
