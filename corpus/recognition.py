"""Whether pages that are pictures are read by recognition of characters (corpus.loaders.ocr): off unless switched on."""

from __future__ import annotations

import importlib.util

from corpus.errors import Unavailable

_on = False


class NotInstalled(Unavailable):
    """Recognition was asked for and is not installed."""

    kind, retryable = "not-installed", False


def use(on: bool) -> None:
    """Switch recognition on or off, for this process. Raises NotInstalled."""
    global _on  # noqa: PLW0603  (loaders are given bytes and a name, nothing else)
    if on and importlib.util.find_spec("rapidocr") is None:
        raise NotInstalled("PINCITE_OCR is on, but no recognition is installed.", "pip install 'pincite[ocr]'")
    _on = on


def in_use() -> bool:
    return _on
