"""The keys of a data folder: who may ask, check drafts, or administer. Only their hashes are kept.

``DATA/keys.json`` exists from the first key on and stays when the last one is removed, so that removing a key never opens
the service. A key is 256 random bits, so one round of SHA-256 is enough: there is nothing to guess that stretching would slow.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
import threading
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from corpus.durable import fsync_folder, writing
from corpus.errors import BadInput, Conflict, NotFound, Unavailable

FILE = "keys.json"
ASK, DRAFT, ADMIN = "ask", "draft", "admin"
SCOPES = (ASK, DRAFT, ADMIN)

_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
_KEY = re.compile(r"pincite_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_NOBODY = hashlib.sha256(b"").hexdigest()  # compared with where no key has the id, so that both ways take as long


@dataclass(frozen=True, slots=True)
class Key:
    """One key as it is kept: ``sha256`` of the whole key in hex, the day it was made."""

    id: str
    name: str
    scopes: tuple[str, ...]
    sha256: str
    made: str

    def may(self, scope: str) -> bool:
        """Whether the key has the scope; admin has all of them."""
        return scope in self.scopes or ADMIN in self.scopes


class Keys:
    """The keys of one data folder, read again whenever their file has changed. Safe to use from several threads."""

    def __init__(self, data: Path) -> None:
        self._file = data / FILE
        self._lock = threading.Lock()
        self._mark: tuple[int, int, int] | None = None
        self._known: dict[str, Key] = {}

    @property
    def exist(self) -> bool:
        """Whether a key was ever made here."""
        return self._file.exists()

    def all(self) -> list[Key]:
        """By name. Raises Unavailable where the file cannot be read: nobody is let in by a damaged list."""
        return sorted(self._read().values(), key=lambda key: key.name)

    def add(self, name: str, scopes: Sequence[str]) -> str:
        """Make a key and return it; it can never be read again. Raises BadInput, Conflict for a name that is taken."""
        if not _NAME.fullmatch(name):
            raise BadInput(f"{name!r} cannot be the name of a key.", "Use letters, digits, points and hyphens.")
        wrong = [scope for scope in scopes if scope not in SCOPES]
        if wrong or not scopes:
            raise BadInput(f"A key cannot have the scopes {list(scopes)}.", f"Choose from {', '.join(SCOPES)}.")
        key_id = secrets.token_hex(6)
        key = f"pincite_{key_id}_{secrets.token_urlsafe(32)}"
        ordered = tuple(scope for scope in SCOPES if scope in scopes)
        with self._changing() as known:
            if any(one.name == name for one in known.values()):
                raise Conflict(f"There is a key named {name!r} already.", "Remove it first, or choose another name.")
            known[key_id] = Key(key_id, name, ordered, _hash(key), datetime.now(UTC).date().isoformat())
        return key

    def remove(self, name: str) -> None:
        """From the next request on the key opens nothing. ``name`` may be its id. Raises NotFound."""
        with self._changing() as known:
            found = [key.id for key in known.values() if name in (key.name, key.id)]
            if not found:
                raise NotFound(f"There is no key {name!r}.", "`pincite keys list` lists them.")
            for one in found:
                del known[one]

    def of(self, given: str) -> Key | None:
        """The key that was given, None where it is none of ours. Its hash is compared in constant time."""
        shape = _KEY.fullmatch(given)
        known = self._read()
        key = known.get(shape[1]) if shape else None
        same = hmac.compare_digest(_hash(given), key.sha256 if key else _NOBODY)
        return key if same and key else None

    def _read(self) -> dict[str, Key]:
        with self._lock:
            try:
                found = self._file.stat()
            except FileNotFoundError:
                return {}
            mark = (found.st_mtime_ns, found.st_size, found.st_ino)
            if mark != self._mark:
                self._known = _parsed(self._file)
                self._mark = mark
            return dict(self._known)

    @contextmanager
    def _changing(self):
        """The keys to be changed, written back at the end; one process at a time changes them."""
        folder = self._file.parent
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            new = self._file.with_name(f".{FILE}.new")
            try:
                # Made here and by nobody else: two processes at once cannot lose each other's key.
                handle = os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            except FileExistsError:
                raise Conflict(
                    "Another process is changing the keys.", f"Try again; if none is, remove {new.name} from {folder}."
                ) from None
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    known = self._read()
                    yield known
                    json.dump([_written(key) for key in known.values()], file, indent=1)
                    file.flush()
                    os.fsync(file.fileno())
                new.replace(self._file)
                fsync_folder(folder)
            except BaseException:
                new.unlink(missing_ok=True)
                raise


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()


def _written(key: Key) -> dict[str, object]:
    return {"id": key.id, "name": key.name, "scopes": list(key.scopes), "sha256": key.sha256, "made": key.made}


def _parsed(file: Path) -> dict[str, Key]:
    try:
        return {
            one["id"]: Key(one["id"], one["name"], tuple(one["scopes"]), one["sha256"], one["made"])
            for one in json.loads(file.read_text(encoding="utf-8"))
        }
    except (ValueError, TypeError, KeyError, OSError) as error:
        raise Unavailable(f"{file.name} cannot be read, so nobody is let in.", "Restore it from a backup.") from error
