"""How things are linked to."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote as percent

from corpus.pinpoint import pinpoint


def permanent_link(paragraph_id: str, base: str = "", version: int | None = None) -> str:
    """The page of one paragraph, as ``version`` of its document has it (None: the present one); stays valid as long as the
    paragraph's id does."""
    which = "" if version is None else f"?version={version}"
    return f"{base}/p/{percent(paragraph_id, safe='/@')}{which}"


@lru_cache(maxsize=65_536)
def pinpoints(label: str) -> dict[str, str]:
    """The label in words of every language a reader may have: ``24.iii`` is "para 24(iii)" and 「第24(iii)段」."""
    return {language: pinpoint(label, language) for language in ("en", "zh-Hant", "zh-Hans")}
