"""The folder of documents watched while it is served: what changes in it is taken in by a job.

The operating system tells of changes (watchfiles: inotify, FSEvents, ReadDirectoryChangesW). Network file systems tell only of
changes made on this machine; there ``poll`` looks every few seconds instead.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from watchfiles import watch

from corpus.errors import PinciteError

_log = logging.getLogger("pincite.watch")

#: Milliseconds: changes so close together are one (files still being copied); between two looks; until a failure is tried again.
SETTLES_MS, POLL_MS, AGAIN_MS = 1_000, 2_000, 5_000


class Watch:
    """Calls ``sync`` once when it begins, so that nothing changed unseen before, and then whenever something changed."""

    def __init__(
        self, folder: Path, sync: Callable[[], object], *, poll: bool = False, again_ms: int = AGAIN_MS
    ) -> None:
        self._folder, self._sync, self._poll, self._again_ms = folder, sync, poll, again_ms
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pincite-watch", daemon=True)

    def begin(self) -> None:
        self._thread.start()

    def stop(self, wait_s: float = 5.0) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(wait_s)

    def _run(self) -> None:
        behind = True
        while not self._stop.is_set():
            try:
                for changes in self._changes():
                    behind = self._synced() if changes or behind else behind
            except (
                OSError,
                RuntimeError,
            ) as error:  # the folder is gone, or there are more folders than can be watched
                _log.warning("%s cannot be watched: %s", self._folder, error)
                behind = True
                self._stop.wait(self._again_ms / 1000)

    def _changes(self):
        return watch(
            self._folder,
            watch_filter=None,  # the catalogue counts too; a job that finds nothing changed writes nothing
            debounce=SETTLES_MS,
            stop_event=self._stop,
            rust_timeout=self._again_ms,
            yield_on_timeout=True,
            force_polling=self._poll,
            poll_delay_ms=POLL_MS,
            raise_interrupt=False,
        )

    def _synced(self) -> bool:
        """Whether there is something left to be done the next time."""
        try:
            self._sync()
        except PinciteError as error:
            _log.warning("%s was not synced: %s", self._folder, error.message)
            return True
        return False
