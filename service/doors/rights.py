"""The views that keys are limited to, made before somebody asks."""

from __future__ import annotations

import logging
from pathlib import Path

from corpus.errors import PinciteError
from service.doors.keys import Keys
from service.doors.protocols import Library

_log = logging.getLogger("pincite.rights")


def prepare_views(library: Library, data: Path) -> None:
    """Make the view of every set of collections that a key of the data folder is limited to.

    What cannot be made now is made, or refused, when somebody asks.
    """
    try:
        for readable in Keys(data).views():
            library.snapshot(readable)
    except PinciteError as error:
        _log.warning("a view could not be made: %s", error.message)
