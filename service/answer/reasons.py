"""Why: a sentence that only tells that a thing is so gives no reason for it."""

from __future__ import annotations

import re

from corpus.spans import fold_text

_ASKED = re.compile(
    r"\bwhy\b|\bfor what reason\b|\bwhat(?:'s| is| was| are| were) the reasons?\b"
    r"|为何|为什么|为甚么|点解|凭什么|何故|什么原因|甚么原因"
)
_GIVEN = re.compile(
    r"因|由于|为[^期止]|鉴于|旨在|有见|以便|以[^上下外内来及]|藉|从而|原因|目的|有助|让|使|配合|应付|需要|未能|不足"
    r"|\b(?:because|since|as|to|so that|owing|due|reasons?|aims?|aimed|for|given|needs?|therefore|hence|thus)\b"
)


def asks_reason(question: str) -> bool:
    return bool(_ASKED.search(fold_text(question)))


def gives_reason(text: str) -> bool:
    """Whether a text holds any word that a reason or a purpose is told with."""
    return bool(_GIVEN.search(fold_text(text)))
