"""What a generation says of itself: the catalog's state, the encoder, and every file with its size and checksum."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.store.catalog import State
from index import build
from index.protocols import Encoder

FORMAT = 1


@dataclass(frozen=True, slots=True)
class File:
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    format: int
    catalog: State
    encoder: str  #: id of the encoder whose vectors the index holds
    index: Mapping[str, Any]  #: what index.build says of its files
    files: Mapping[str, File]  #: path inside the folder -> what it must be

    @property
    def digest(self) -> str:
        """Of all that readers get to see. What it took to build (``index``) is left out: equal content, equal name."""
        seen = {key: value for key, value in asdict(self).items() if key != "index"}
        return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:10]

    def fits(self, state: State, encoder: Encoder) -> bool:
        """Whether it is what would be made now of a catalog in this state."""
        if self.catalog != state or self.encoder != encoder.id:
            return False
        made_by = {"format": build.FORMAT, "glossary": sha256_of(build.GLOSSARY)}
        return not self.index or all(self.index.get(key) == value for key, value in made_by.items())

    def to_bytes(self) -> bytes:
        return (json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()

    @classmethod
    def of(cls, data: bytes) -> Manifest:
        """Raises ValueError, KeyError or TypeError where the bytes are no manifest."""
        found = json.loads(data)
        files = {name: File(**one) for name, one in found["files"].items()}
        return cls(found["format"], State(**found["catalog"]), found["encoder"], found["index"], files)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
