"""/v1/documents: what is here, reading it, adding and removing."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Query, Request, Response, UploadFile

from corpus.errors import BadInput, UnsupportedFormat
from corpus.metadata import collection_named
from service.doors import calls, history
from service.doors.folders import folder_notices
from service.doors.http.dependencies import (
    DocumentId,
    Language,
    TheHall,
    TheLibrary,
    TheWindow,
    problems,
)
from service.doors.mistakes import nearest
from service.doors.objects.documents import DocumentEntry, Documents, Removed
from service.doors.objects.jobs import JobObject
from service.doors.objects.paragraphs import Paragraphs
from service.doors.objects.versions import Changes, Versions
from service.doors.protocols import Library
from service.doors.rights import prepare_views

router = APIRouter(tags=["documents"])

#: Files in one upload.
MAX_FILES = 1_000
_FORM = ("files", "collection")


@router.get("/v1/documents", responses=problems(422, 500, 503), summary="List the documents")
async def list_documents(hall: TheHall, language: Language = None) -> Documents:
    """Every document with the number of its paragraphs and facts, and what could not be read of it."""
    found = await hall.read(calls.documents, language)
    library = hall.startup.library()
    if hall.readable is None:  # else they would tell of documents that the sender may not read
        found.notices = await hall.work.run(folder_notices, library, hall.settings.documents)
    return found


@router.get("/v1/documents/{id}", responses=problems(404, 422, 500, 503), summary="One document")
async def get_document(id: DocumentId, hall: TheHall, language: Language = None) -> DocumentEntry:
    return await hall.read(calls.document, id, language)


@router.get("/v1/documents/{id}/paragraphs", responses=problems(404, 422, 500, 503), summary="Read a document")
async def read_document(id: DocumentId, window: TheWindow, hall: TheHall, language: Language = None) -> Paragraphs:
    """Its paragraphs from top to bottom; `next` is the path of the rest, null at the end."""
    return await hall.read(calls.paragraphs, id, window, language, hall.base)


@router.get("/v1/documents/{id}/versions", responses=problems(404, 422, 500, 503), summary="Versions of a document")
async def document_versions(id: DocumentId, hall: TheHall, library: TheLibrary, language: Language = None) -> Versions:
    """Every version that was taken in, oldest first, the present one last. A removed document has none left."""
    return await hall.work.run(history.versions, library, id, language, hall.readable)


@router.get(
    "/v1/documents/{id}/changes", responses=problems(404, 422, 500, 503), summary="What changed between two versions"
)
async def document_changes(
    id: DocumentId,
    hall: TheHall,
    library: TheLibrary,
    from_version: Annotated[int | None, Query(alias="from", ge=1, le=1_000_000)] = None,
    to_version: Annotated[int | None, Query(alias="to", ge=1, le=1_000_000)] = None,
) -> Changes:
    """Paragraphs added, removed, changed (with the pieces that differ) and moved to another label; from the version before to
    the present one where neither is named."""
    return await hall.work.run(history.changes, library, id, from_version, to_version, hall.readable, hall.base)


@router.delete("/v1/documents/{id}", responses=problems(404, 409, 422, 500, 503), summary="Remove a document")
async def remove_document(id: DocumentId, hall: TheHall, library: TheLibrary) -> Removed:
    """Gone at once: it is no longer answered from, found or cited."""
    await hall.work.run(_remove, library, id, hall.settings.data)
    return Removed(removed=id)


def _remove(library: Library, document_id: str, data: Path) -> None:
    library.snapshot().document(document_id)
    library.remove(document_id)
    prepare_views(library, data)


async def _multipart_only(request: Request) -> None:
    kind = request.headers.get("content-type", "").split(";")[0].strip().casefold()
    if kind != "multipart/form-data":
        raise UnsupportedFormat("The upload is not multipart/form-data.", "Send each document as a field named files.")
    for name in (*await request.form(), *request.query_params):
        if (
            name not in _FORM or name in request.query_params
        ):  # a misspelt collection must not leave a document open to everybody
            meant = nearest(name, _FORM)
            hint = f"Did you mean {meant}, as a field of the form?" if meant else f"Send {' and '.join(_FORM)}."
            raise BadInput(f"{name} is not a field here.", hint)


@router.post(
    "/v1/documents",
    status_code=202,
    dependencies=[Depends(_multipart_only)],
    responses=problems(409, 413, 415, 422, 500, 503),
    summary="Add documents",
)
async def add_documents(
    response: Response,
    files: Annotated[list[UploadFile], File(description="The documents, one part each.", max_length=MAX_FILES)],
    hall: TheHall,
    library: TheLibrary,
    collection: Annotated[
        str, Form(max_length=64, description="The collection they go into; empty: as before, public at first.")
    ] = "",
) -> JobObject:
    """Starts a job: ask at its `url` how far it is. When this is answered the files are on the disk, and the job is done even
    where the service ends in the middle of it.

    A file of the same name as before is a new version of its document, and the job lists it under `replaced`. A file of another
    name that would give the same id is not added; the job says so under `failed`."""
    collection_named(collection, "collection")
    names = [_safe_name(file.filename or "") for file in files]
    if len(set(names)) < len(names):
        raise BadInput("Two of the files have the same name.", "Give each file its own name, or send them one by one.")
    job = await hall.work.run(hall.jobs.add, library, names, lambda folder: _store(folder, files, names), collection)
    response.headers["location"] = f"/v1/jobs/{job.id}"
    return job.as_object()


@router.post(
    "/v1/documents/sync",
    status_code=202,
    responses=problems(409, 500, 503),
    summary="Sync the folder of documents",
)
async def sync_documents(response: Response, hall: TheHall, library: TheLibrary) -> JobObject:
    """Starts a job that takes in what is new or changed in the folder served, and removes what is gone from it.

    One that waits already is returned as it is: it will find what there is when its turn comes."""
    job = await hall.work.run(hall.jobs.sync, library)
    response.headers["location"] = f"/v1/jobs/{job.id}"
    return job.as_object()


def _safe_name(given: str) -> str:
    """The file's own name, no folder. Raises BadInput for one that cannot be a file's name."""
    name = unicodedata.normalize("NFC", given.replace("\\", "/").rpartition("/")[2]).strip()
    unreadable = any(unicodedata.category(c) in ("Cc", "Cs") for c in name)
    if not name or name.startswith(".") or unreadable or len(name.encode("utf-8", "replace")) > 200:
        raise BadInput(f"{name!r} cannot be the name of a document.", "Send a file name such as paper.txt.")
    return name


def _store(folder: Path, files: Sequence[UploadFile], names: Sequence[str]) -> None:
    for file, name in zip(files, names, strict=True):
        with (folder / name).open("xb") as out:
            shutil.copyfileobj(file.file, out)
