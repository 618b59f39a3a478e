"""RFC 9457 problem+json, the one error shape of the HTTP doors."""

from __future__ import annotations

from http import HTTPStatus

from pydantic import BaseModel

from corpus.errors import PinciteError
from service.doors.hints import hint_at
from service.doors.objects.progress import ProgressObject

TYPE = "urn:pincite:problem:"
MEDIA_TYPE = "application/problem+json"


class ErrorDetail(BaseModel):
    """One thing wrong with a request, and where: a JSON pointer into the body, or the parameter's name."""

    pointer: str
    detail: str


class Problem(BaseModel):
    """``hint`` says what to do about it, ``retryable`` whether trying again may help."""

    type: str
    title: str
    status: int
    detail: str
    hint: str
    retryable: bool
    errors: list[ErrorDetail] | None = None
    progress: ProgressObject | None = None

    @classmethod
    def of(cls, error: PinciteError, progress: ProgressObject | None = None) -> Problem:
        return cls(
            type=TYPE + error.kind,
            title=HTTPStatus(error.status).phrase,
            status=error.status,
            detail=error.message,
            hint=hint_at("http", error.hint),
            retryable=error.retryable,
            progress=progress,
        )

    def as_json(self) -> str:
        """``errors`` and ``progress`` only where there are any."""
        empty = {name for name in ("errors", "progress") if getattr(self, name) is None}
        return self.model_dump_json(exclude=empty)
