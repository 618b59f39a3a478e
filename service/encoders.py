"""The encoder that was asked for, and those that the indexes already there were made with."""

from __future__ import annotations

import logging
from threading import Lock

from corpus.errors import PinciteError
from index.encoders import load_encoder
from index.manifest import Manifest
from index.protocols import Encoder

log = logging.getLogger("pincite.library")


class Encoders:
    """Vectors of two models are never compared: an index is read with the encoder that made it, or not at all."""

    def __init__(self, wanted: Encoder) -> None:
        self.wanted = wanted
        self._others: dict[str, Encoder | None] = {}
        self._lock = Lock()

    def reader_of(self, manifest: Manifest) -> Encoder | None:
        """The encoder whose vectors a generation holds; None where it cannot be loaded any more, or is another by now."""
        if manifest.encoder == self.wanted.id:
            return self.wanted
        with self._lock:
            if manifest.encoder not in self._others:
                self._others[manifest.encoder] = self._loaded(manifest)
            return self._others[manifest.encoder]

    def forget_others(self) -> None:
        """Let the memory of models go that nothing is read with any more."""
        with self._lock:
            self._others.clear()

    @staticmethod
    def _loaded(manifest: Manifest) -> Encoder | None:
        if manifest.embedding is None:
            return None
        try:
            found = load_encoder(manifest.embedding)
        except PinciteError as error:
            log.info("the encoder %s cannot be loaded any more: %s", manifest.encoder, error.message)
            return None
        return found if found.id == manifest.encoder else None
