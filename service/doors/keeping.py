"""The commands that bring documents in and out and list them."""

from __future__ import annotations

import argparse
from pathlib import Path

from corpus.errors import BadInput
from corpus.metadata import collection_named
from corpus.progress import silent
from service.doors import calls, history, history_terminal, terminal
from service.doors.folders import folder_notices, place_notices
from service.doors.job import Job
from service.doors.objects.documents import Documents, Removed
from service.doors.opening import is_new, opened, out
from service.doors.rooms import Rooms, add_with_ray
from service.settings import Settings


def add(arguments: argparse.Namespace, settings: Settings, rooms: Rooms) -> int:
    paths = [Path(path) for path in arguments.paths]
    collection = collection_named(arguments.collection, "--collection")
    if arguments.ray:
        with terminal.progress_bar() as progress:
            report = add_with_ray(settings, paths, collection, arguments.ray, progress)
    else:
        library = opened(settings, rooms)
        with terminal.progress_bar() as progress:
            report = library.add(paths, progress, collection)
    job = Job.finished([path.name for path in paths], report)
    out(arguments, job, terminal.show_added)
    return 1 if job.failed else 0


def sync(arguments: argparse.Namespace, settings: Settings, rooms: Rooms) -> int:
    folder = Path(arguments.folder)
    library = opened(settings, rooms)
    with terminal.progress_bar() as progress:
        report = library.sync(folder, progress, only=arguments.only)
    job = Job.finished([], report, "sync")
    out(arguments, job, terminal.show_synced)
    for notice in folder_notices(library, folder)[len(library.said_of(folder)) :]:
        terminal.remark(notice)
    return 1 if job.failed else 0


def remove(arguments: argparse.Namespace, settings: Settings, rooms: Rooms) -> int:
    if is_new(settings.data):
        raise BadInput(f"{settings.data} holds no documents.", "Check --data.")
    library = opened(settings, rooms)
    library.snapshot().document(arguments.id)
    library.remove(arguments.id)
    out(arguments, Removed(removed=arguments.id), terminal.show_removed)
    return 0


def documents(arguments: argparse.Namespace, settings: Settings, rooms: Rooms) -> int:
    if arguments.versions:
        library = rooms.open_library(settings.data, settings.embedding, silent, **settings.stores)
        out(arguments, history.versions(library, arguments.versions), history_terminal.show_versions)
        return 0
    # A list must not make a data folder where there is none.
    if is_new(settings.data):
        found = Documents(documents=[])
    else:
        library = rooms.open_library(settings.data, settings.embedding, silent, **settings.stores)
        found = calls.documents(library.snapshot())
        found.notices = [*library.said_of(settings.documents), *place_notices(library)]
    out(arguments, found, terminal.show_report if arguments.report else terminal.show_documents)
    return 0


def changes(arguments: argparse.Namespace, settings: Settings, rooms: Rooms) -> int:
    library = rooms.open_library(settings.data, settings.embedding, silent, **settings.stores)
    found = history.changes(
        library, arguments.id, arguments.from_version, arguments.to_version, base=settings.public_url
    )
    out(arguments, found, history_terminal.show_changes)
    return 0
