"""The splitter's own record: a printed piece with its part in the document, in one language or in two."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.blocks import Block, Clean
from corpus.splitting.lines import Marker

#: Roles that carry running text.
TEXTS = ("body", "number", "item")


@dataclass(frozen=True, slots=True)
class Unit:
    """``lead`` is the piece in the language that comes first, ``twin`` the same in the other language."""

    role: str  #: heading, number, item, body, row, caption, footnote, note, title, mark
    lead: Block
    twin: Block | None = None
    depth: int = 0  #: of a heading, from 1
    name: str = ""  #: of a title: cover, headline, signature, closing

    @property
    def text(self) -> str:
        return self.lead.text

    @property
    def marker(self) -> Marker | None:
        return self.lead.marker

    @property
    def pieces(self) -> tuple[Clean, ...]:
        return (self.lead.clean, self.twin.clean) if self.twin else (self.lead.clean,)

    @property
    def order(self) -> tuple[int, ...]:
        """A printed number as one that can be compared: ``2.10`` comes behind ``2.9``; () without a number."""
        value = self.marker.value if self.marker else ""
        parts = value.split(".")
        return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else ()

    @property
    def is_heading(self) -> bool:
        return self.role == "heading"
