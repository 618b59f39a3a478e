"""Which model makes the vectors, as a person sets it: light to import, for those who only pass it on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from corpus.errors import BadInput


@dataclass(frozen=True, slots=True)
class Embedding:
    """A model by name, and how a sentence-transformers model is used; None leaves the model's own way.

    ``query_prompt`` and ``passage_prompt`` are put before a question and a paragraph; ``pooling`` (cls, mean, max, …) makes
    one vector of a plain transformer's; ``dimension`` cuts vectors short (Matryoshka representation learning, Kusupati et al.
    2022).
    """

    name: str = "default"
    query_prompt: str | None = None
    passage_prompt: str | None = None
    pooling: str | None = None
    dimension: int | None = None

    @property
    def is_plain(self) -> bool:
        """Whether nothing but the name is given."""
        return self == Embedding(self.name)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Embedding:
        """Raises BadInput for what ``to_json`` does not write."""
        known = {field.name for field in fields(cls)}
        if not set(data) <= known or not isinstance(data.get("name"), str):
            raise BadInput(f"no embedding is described by {sorted(data)}", f"it has {', '.join(sorted(known))}")
        return cls(**data)
