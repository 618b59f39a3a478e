"""Jobs as JSON."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from service.doors.objects.problems import Problem
from service.doors.objects.progress import ProgressObject


class FailedFile(BaseModel):
    """A file that could not be added, and why."""

    file: str
    problem: Problem


class JobObject(ProgressObject):
    """Work that takes longer than a request. ``collection`` is what the files go into, empty: each where it was before.
    ``documents`` are the ids it added, once it is done, ``replaced`` those of them that are new versions of what was here,
    ``removed`` those that are gone from a folder that was synced; ``notices`` what was left out of a folder, or removed though
    its file is there; ``problem`` why nothing was done."""

    id: str
    kind: Literal["add", "sync", "embed"] = "add"
    status: Literal["queued", "running", "done", "failed"]
    files: list[str]
    collection: str
    documents: list[str]
    replaced: list[str]
    removed: list[str]
    failed: list[FailedFile]
    notices: list[str] = Field(default_factory=list)
    problem: Problem | None
    url: str
