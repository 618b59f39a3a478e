"""/v1/documents: what is here, reading it, adding and removing."""

from __future__ import annotations

import shutil
import tempfile
import unicodedata
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile

from corpus.errors import BadInput, UnsupportedFormat
from corpus.metadata import collection_named
from corpus.progress import Progress
from service.doors import calls
from service.doors.http.dependencies import (
    DocumentId,
    Language,
    TheHall,
    TheLibrary,
    TheWindow,
    problems,
)
from service.doors.objects.documents import DocumentEntry, Documents, Removed
from service.doors.objects.jobs import JobObject
from service.doors.objects.paragraphs import Paragraphs
from service.doors.protocols import Library, Report
from service.doors.rights import prepare_views

router = APIRouter(tags=["documents"])

#: Files in one upload.
MAX_FILES = 1_000


@router.get("/v1/documents", responses=problems(422, 500, 503), summary="List the documents")
async def list_documents(hall: TheHall, language: Language = None) -> Documents:
    """Every document with the number of its paragraphs and facts, and what could not be read of it."""
    return await hall.read(calls.documents, language)


@router.get("/v1/documents/{id}", responses=problems(404, 422, 500, 503), summary="One document")
async def get_document(id: DocumentId, hall: TheHall, language: Language = None) -> DocumentEntry:
    return await hall.read(calls.document, id, language)


@router.get("/v1/documents/{id}/paragraphs", responses=problems(404, 422, 500, 503), summary="Read a document")
async def read_document(id: DocumentId, window: TheWindow, hall: TheHall, language: Language = None) -> Paragraphs:
    """Its paragraphs from top to bottom; `next` is the path of the rest, null at the end."""
    return await hall.read(calls.paragraphs, id, window, language, hall.base)


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
    """Starts a job: ask at its `url` how far it is.

    A file of the same name as before is a new version of its document, and the job lists it under `replaced`. A file of another
    name that would give the same id is not added; the job says so under `failed`."""
    collection_named(collection, "collection")
    names = [_safe_name(file.filename or "") for file in files]
    if len(set(names)) < len(names):
        raise BadInput("Two of the files have the same name.", "Give each file its own name, or send them one by one.")
    folder = Path(tempfile.mkdtemp(prefix="pincite-upload-"))
    try:
        paths = await hall.work.run(_store, folder, files, names)
        job = hall.jobs.start(names, partial(_add, library, hall.settings.data, paths, collection), folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    response.headers["location"] = f"/v1/jobs/{job.id}"
    return job.as_object()


def _add(library: Library, data: Path, paths: Sequence[Path], collection: str, progress: Progress) -> Report:
    report = library.add(paths, progress, collection)
    prepare_views(library, data)
    return report


def _safe_name(given: str) -> str:
    """The file's own name, no folder. Raises BadInput for one that cannot be a file's name."""
    name = unicodedata.normalize("NFC", given.replace("\\", "/").rpartition("/")[2]).strip()
    unreadable = any(unicodedata.category(c) in ("Cc", "Cs") for c in name)
    if not name or name.startswith(".") or unreadable or len(name.encode("utf-8", "replace")) > 200:
        raise BadInput(f"{name!r} cannot be the name of a document.", "Send a file name such as paper.txt.")
    return name


def _store(folder: Path, files: Sequence[UploadFile], names: Sequence[str]) -> list[Path]:
    paths = []
    for file, name in zip(files, names, strict=True):
        path = folder / name
        with path.open("xb") as out:
            shutil.copyfileobj(file.file, out)
        paths.append(path)
    return paths
