"""How things are linked to."""

from __future__ import annotations

from urllib.parse import quote as percent


def permanent_link(paragraph_id: str, base: str = "") -> str:
    """The page of one paragraph; stays valid as long as the paragraph's id does."""
    return f"{base}/p/{percent(paragraph_id, safe='/@')}"
