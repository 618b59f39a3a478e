"""The time between the first answer of /healthz and the first answer of anything else."""

from __future__ import annotations

import threading
from collections.abc import Callable

from corpus.errors import PinciteError, Unavailable
from corpus.progress import Progress
from service.doors.pace import Pace, Standing, Stopped
from service.doors.protocols import Library


class Startup:
    """Opens a library in the background; until it is there, whoever asks for it is told how far the work is."""

    def __init__(self, open_library: Callable[[Progress], Library]) -> None:
        self._open = open_library
        self._pace = Pace()
        self._library: Library | None = None
        self._problem: PinciteError | None = None
        self._thread: threading.Thread | None = None
        self.was_stopped = False  #: told to stop before it was done

    @classmethod
    def ready(cls, library: Library) -> Startup:
        """A start that is already over."""
        startup = cls(lambda progress: library)
        startup._library = library
        return startup

    def begin(self, watch: Progress | None = None, then: Callable[[], None] | None = None) -> None:
        """Start opening. ``watch`` is told the progress too; ``then`` is called in the background thread at the end."""
        self._thread = threading.Thread(target=self._run, args=(watch, then), name="pincite-startup", daemon=True)
        self._thread.start()

    def _run(self, watch: Progress | None, then: Callable[[], None] | None) -> None:
        def progress(stage: str, done: int, total: int) -> None:
            self._pace(stage, done, total)
            if watch:
                watch(stage, done, total)

        try:
            self._library = self._open(progress)
        except Stopped:
            self.was_stopped = True
            self._problem = Unavailable("The service is stopping.")
        except PinciteError as error:
            self._problem = error
        except Exception as error:
            self._problem = PinciteError(f"The library cannot be opened: {type(error).__name__}: {error}")
        finally:
            if then:
                then()

    def stop(self, wait_s: float = 10.0) -> None:
        """Ask the work to end at its next step, and wait for that."""
        self._pace.stop()
        if self._thread:
            self._thread.join(wait_s)

    @property
    def problem(self) -> PinciteError | None:
        """Why opening failed, else None."""
        return self._problem

    @property
    def is_ready(self) -> bool:
        return self._library is not None

    def standing(self) -> Standing:
        return self._pace.standing()

    def library(self) -> Library:
        """The library. Raises Unavailable while it is being opened, and what went wrong where it could not be."""
        if self._library is not None:
            return self._library
        if self._problem is not None:
            raise Unavailable(f"The library could not be opened. {self._problem.message}", self._problem.hint)
        standing = self._pace.standing()
        raise Unavailable(
            f"The documents are being indexed: {standing.stage}, {standing.done} of {standing.total}.",
            "Ask again in a moment; /readyz says when the service is ready.",
        )
