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


#: Why it is only so, or not otherwise: a purpose of the thing itself is no reason for that.
_LIMITED = re.compile(r"[只仅]|净[系是得]|\bonly\b|\bnot\b|n['’]t\b|[没未唔冇]|不[能会是再]")
_CAUSE = re.compile(
    r"因|由于|鉴于|有见|应付|需要|未能|不足|受限|限于|考虑|以免|避免"
    r"|\b(?:because|since|owing|due|reasons?|given|needs?|limit\w*|lack|avoid)\b"
)


def asks_reason(question: str) -> bool:
    return bool(_ASKED.search(fold_text(question)))


def gives_reason(text: str, question: str = "") -> bool:
    """Whether a text holds any word that a reason or a purpose is told with; a reason alone where the question needs one."""
    return bool((_CAUSE if _LIMITED.search(fold_text(question)) else _GIVEN).search(fold_text(text)))
