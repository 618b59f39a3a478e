"""The keys of a data folder: who may ask, check drafts, or administer, and of which collections. Only their hashes are kept.

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
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from corpus.durable import fsync_folder, writing
from corpus.errors import BadInput, Conflict, NotFound, Unavailable
from corpus.metadata import collection_named
from corpus.records import PUBLIC

FILE = "keys.json"
ASK, DRAFT, ADMIN = "ask", "draft", "admin"
SCOPES = (ASK, DRAFT, ADMIN)
EVERY = "*"  #: stands for all collections, those to come too

_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
_KEY = re.compile(r"pincite_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_NOBODY = hashlib.sha256(b"").hexdigest()  # compared with where no key has the id, so that both ways take as long


@dataclass(frozen=True, slots=True)
class Key:
    """One key as it is kept: ``sha256`` of the whole key in hex, the day it was made, the collections it may read."""

    id: str
    name: str
    scopes: tuple[str, ...]
    sha256: str
    made: str
    collections: tuple[str, ...] = (PUBLIC,)

    def may(self, scope: str) -> bool:
        """Whether the key has the scope; admin has all of them."""
        return scope in self.scopes or ADMIN in self.scopes

    @property
    def readable(self) -> frozenset[str] | None:
        """The collections that it may read; None for all: an administrator adds, lists and removes whatever there is."""
        return None if EVERY in self.collections or ADMIN in self.scopes else frozenset(self.collections)


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

    def add(self, name: str, scopes: Sequence[str], collections: Sequence[str] = (PUBLIC,)) -> str:
        """Make a key and return it; it can never be read again. Raises BadInput, Conflict for a name that is taken."""
        if not _NAME.fullmatch(name):
            raise BadInput(f"{name!r} cannot be the name of a key.", "Use letters, digits, points and hyphens.")
        scopes, collections = _scopes(scopes), _collections(collections)
        with self._changing() as known:
            if any(one.name == name for one in known.values()):
                raise Conflict(f"There is a key named {name!r} already.", "Remove it first, or choose another name.")
            key_id, key = _made()
            known[key_id] = Key(key_id, name, scopes, _hash(key), _today(), collections)
        return key

    def change(self, name: str, scopes: Sequence[str] | None = None, collections: Sequence[str] | None = None) -> Key:
        """Give a key other rights, from the next request on; None leaves them. Raises NotFound, BadInput."""
        with self._changing() as known:
            key = _named(known, name)
            key = replace(key, scopes=key.scopes if scopes is None else _scopes(scopes))
            key = replace(key, collections=key.collections if collections is None else _collections(collections))
            known[key.id] = key
        return key

    def rotate(self, name: str) -> str:
        """Make a new key with the name and the rights of one there is, which opens nothing any more. Raises NotFound."""
        with self._changing() as known:
            before = _named(known, name)
            del known[before.id]
            key_id, key = _made()
            known[key_id] = replace(before, id=key_id, sha256=_hash(key), made=_today())
        return key

    def views(self) -> list[frozenset[str]]:
        """The sets of collections that keys are limited to, each once, in a fixed order."""
        return sorted({one.readable for one in self.all() if one.readable is not None}, key=sorted)

    def remove(self, name: str) -> None:
        """From the next request on the key opens nothing. ``name`` may be its id. Raises NotFound."""
        with self._changing() as known:
            del known[_named(known, name).id]

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


def _made() -> tuple[str, str]:
    """(id, key) of a new key"""
    key_id = secrets.token_hex(6)
    return key_id, f"pincite_{key_id}_{secrets.token_urlsafe(32)}"


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _named(known: dict[str, Key], name: str) -> Key:
    """The key of that name or id."""
    found = next((key for key in known.values() if name in (key.name, key.id)), None)
    if found is None:
        raise NotFound(f"There is no key {name!r}.", "`pincite keys list` lists them.")
    return found


def _scopes(wanted: Sequence[str]) -> tuple[str, ...]:
    if not wanted or any(scope not in SCOPES for scope in wanted):
        raise BadInput(f"A key cannot have the scopes {list(wanted)}.", f"Choose from {', '.join(SCOPES)}.")
    return tuple(scope for scope in SCOPES if scope in wanted)


def _collections(wanted: Sequence[str]) -> tuple[str, ...]:
    if not wanted:
        raise BadInput("A key needs a collection that it may read.", f"Name some, or {EVERY} for all.")
    for one in wanted:
        if one != EVERY:
            collection_named(one, "The key's collections")
    return tuple(sorted({name for name in wanted if name}))


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()


def _written(key: Key) -> dict[str, object]:
    return {**asdict(key), "scopes": list(key.scopes), "collections": list(key.collections)}


def _parsed(file: Path) -> dict[str, Key]:
    try:
        return {
            one["id"]: Key(
                one["id"],
                one["name"],
                tuple(one["scopes"]),
                one["sha256"],
                one["made"],
                tuple(one.get("collections", (PUBLIC,))),  # a key made before there were collections
            )
            for one in json.loads(file.read_text(encoding="utf-8"))
        }
    except (ValueError, TypeError, KeyError, OSError) as error:
        raise Unavailable(f"{file.name} cannot be read, so nobody is let in.", "Restore it from a backup.") from error
