"""Chinese text in the other script, character by character, for display; quotations are never converted."""

from __future__ import annotations

from functools import lru_cache

from opencc import OpenCC

_CONFIGS = {"zh-Hans": "hk2s", "zh-Hant": "s2hk"}


@lru_cache(maxsize=2)
def _converter(config: str) -> OpenCC:
    return OpenCC(config)


def to_script(text: str, language: str) -> str:
    """The text in the script of ``language`` (zh-Hant, zh-Hans), of the same length; any other language changes nothing."""
    if language not in _CONFIGS:
        return text
    converted = _converter(_CONFIGS[language]).convert(text)
    return converted if len(converted) == len(text) else text
