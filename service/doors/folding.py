"""Lines for a terminal: Chinese breaks anywhere, a number or a word never ("最快在20 / 24年" says nothing)."""

from __future__ import annotations

import re

from rich.cells import cell_len

#: What stays together: a run of Latin letters, digits and the marks inside figures; else a character with the closing marks
#: after it, and spaces.
_PIECE = re.compile(
    r"[A-Za-z0-9$%&@#][\w.,:/%'’&@-]*[、。，；：！？」』》）】”’)\].,;:!?]*|\s+|[「『《（【“‘(\[]*.[、。，；：！？」』》）】”’)\].,;:!?]*",
    re.ASCII,
)


def folded(text: str, width: int) -> str:
    """The text with line ends put in so that no line is wider than ``width`` cells, but for a piece that is wider alone."""
    lines = []
    for line in text.split("\n"):
        now, used = "", 0
        for piece in _PIECE.findall(line):
            cells = cell_len(piece)
            if used and used + cells > width:
                lines.append(now.rstrip())
                now, used = "", 0
                if piece.isspace():
                    continue
            now, used = now + piece, used + cells
        lines.append(now)
    return "\n".join(lines)
