"""What a generation says of itself: the catalog's state, the encoder, and every file with its size and checksum."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.errors import BadInput
from corpus.store.catalog import Catalog, State
from index import build
from index.embedding import Embedding
from index.protocols import Encoder

FORMAT = 1
CONTENT = "content"
_NOTHING = "0" * 10  # the content of an empty catalog


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

    @property
    def content(self) -> str:
        """Digest of what is answered from: equal for equal documents under one encoder, whatever changes led there."""
        return self.index.get(CONTENT, _NOTHING)

    def fits(self, state: State, encoder: Encoder) -> bool:
        """Whether it is what would be made now of a catalog in this state."""
        return self.catalog == state and self.encoder == encoder.id and not self.outdated()

    def outdated(self) -> str:
        """Why the index must be made anew whatever it was made from: the first of its makings that is another now; else empty."""
        if not self.index:
            return ""
        if (written := self.index.get("format")) != build.FORMAT:
            return f"it has format {written}, this Pincite writes {build.FORMAT}"
        if CONTENT not in self.index:
            return "it has no digest of its content"
        files = {"glossary": build.GLOSSARY, "words": build.WORD_LIST, "segmenter": build.SEGMENTER}
        changed = [name for name, path in files.items() if self.index.get(name) != sha256_of(path)]
        return f"it was made with another {changed[0]}" if changed else ""

    @property
    def embedding(self) -> Embedding | None:
        """What its encoder can be loaded again by; None where that is not known."""
        try:
            return Embedding.from_json(self.index["embedding"])
        except (KeyError, TypeError, BadInput):
            return None

    def to_bytes(self) -> bytes:
        return (json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()

    @classmethod
    def of(cls, data: bytes) -> Manifest:
        """Raises ValueError, KeyError or TypeError where the bytes are no manifest."""
        found = json.loads(data)
        files = {name: File(**one) for name, one in found["files"].items()}
        return cls(found["format"], State(**found["catalog"]), found["encoder"], found["index"], files)


def content_of(catalog: Catalog, encoder: Encoder, store: str = "local") -> str:
    """Manifest.content of an exported catalog that is indexed with this encoder, in this kind of index store."""
    made_by = f"{build.FORMAT} {encoder.id} {[sha256_of(path) for path in (build.GLOSSARY, build.WORD_LIST, build.SEGMENTER)]}"
    if store != "local":  # whose ranking may differ
        made_by += f" {store}"
    return hashlib.sha256(f"{made_by} {catalog.content()}".encode()).hexdigest()[:16]


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
