"""Results remembered of functions of a text. Long texts are not, so that what is remembered stays small whatever is sent."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

_forgetting: list[Callable[[], None]] = []

P = ParamSpec("P")
T = TypeVar("T")

#: Characters of the longest text whose result is remembered: nearly every paragraph and every question.
LONGEST = 2_000


def remembered(most: int) -> Callable[[Callable[Concatenate[str, P], T]], Callable[Concatenate[str, P], T]]:
    """Remember the results for the ``most`` latest texts. The function is pure, and nobody changes what it returns."""

    def wrapped(function: Callable[Concatenate[str, P], T]) -> Callable[Concatenate[str, P], T]:
        known = lru_cache(maxsize=most)(function)
        _forgetting.append(known.cache_clear)

        @wraps(function)
        def remembering(text: str, /, *args: P.args, **kwargs: P.kwargs) -> T:
            if len(text) > LONGEST:
                return function(text, *args, **kwargs)
            return known(text, *args, **kwargs)

        return remembering

    return wrapped


def forget_texts() -> None:
    """Let go of everything that is remembered of texts: some of them may be of a document that is gone."""
    for clear in _forgetting:
        clear()
