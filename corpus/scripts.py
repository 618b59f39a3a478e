"""Chinese text in the other script, character by character, for display; quotations are never converted."""

from __future__ import annotations

from functools import lru_cache

from opencc import OpenCC

from corpus.languages import language_of

_CONFIGS = {"zh-Hans": "hk2s", "zh-Hant": "s2hk"}


@lru_cache(maxsize=2)
def _converter(config: str) -> OpenCC:
    return OpenCC(config)


def to_script(text: str, language: str) -> str:
    """The text in the script of ``language`` (zh-Hant, zh-Hans), of the same length; any other language changes nothing."""
    if language not in _CONFIGS or language_of(text, default=language) == language:
        return text  # a text in its own script keeps its own variants (說, not 説)
    converted = _converter(_CONFIGS[language]).convert(text)
    return converted if len(converted) == len(text) else text
