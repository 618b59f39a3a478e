"""Errors that a user can act on. Each says what is wrong, what to do about it, and whether trying again may help."""

from __future__ import annotations


class PinciteError(Exception):
    """Base of all errors meant for a user; the doors turn it into problem+json or a line on the terminal."""

    kind = "error"  #: stable key, last part of the problem's ``type``
    status = 500  #: HTTP status at the door
    retryable = False

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class BadInput(PinciteError):
    """The request or the document cannot be read as it is."""

    kind, status = "bad-input", 422


class UnsupportedFormat(BadInput):
    kind, status = "unsupported-format", 415


class TooLarge(BadInput):
    kind, status = "too-large", 413


class NotFound(PinciteError):
    kind, status = "not-found", 404


class Conflict(PinciteError):
    """Another process holds the data folder, or the state changed underneath."""

    kind, status, retryable = "conflict", 409, True


class Unavailable(PinciteError):
    """Not now: still starting, overloaded, a configured engine is down."""

    kind, status, retryable = "unavailable", 503, True
