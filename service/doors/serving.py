"""`pincite serve`: the socket first, the index behind it, then questions."""

from __future__ import annotations

import errno
import signal
import socket

import uvicorn

from corpus.errors import NotFound, PinciteError, Unavailable
from corpus.progress import Progress
from service.answer.records import Question
from service.doors import logs, terminal
from service.doors.folders import folder_notices
from service.doors.http.app import create_app
from service.doors.jobs import EMBEDDING, Jobs
from service.doors.protocols import Library
from service.doors.rights import prepare_views
from service.doors.rooms import Rooms
from service.doors.startup import Startup
from service.doors.watching import Watch
from service.settings import Settings

#: Seconds that answers under way are given at the end.
GRACE_S = 15


class CannotListen(PinciteError):
    """The address cannot be listened on."""

    kind = "cannot-listen"


def serve(settings: Settings, rooms: Rooms) -> int:
    """Serve until told to stop. Returns 0 after an orderly stop, 1 where the library could not be opened.

    Raises CannotListen, NotFound where there is no folder of documents.
    """
    logs.set_up(settings)
    if not settings.replica and not settings.documents.is_dir():
        raise NotFound(f"There is no folder {settings.documents}.", "Check --documents.")
    listener = _listen(settings.host, settings.port)

    def open_library(progress: Progress) -> Library:
        library = _open(settings, rooms, progress)
        jobs.resume(library)
        return library

    startup = Startup(open_library)
    app = create_app(startup, settings, rooms)
    jobs: Jobs = app.state.hall.jobs
    watches: list[Watch] = []
    # Access lines are the envelope's: uvicorn's would write the query with its words.
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=GRACE_S
    )
    server = uvicorn.Server(config)
    address = _address(listener)
    at_work = f"opens {settings.data} to read" if settings.replica else f"is indexing {settings.documents}"
    terminal.remark(f"Pincite listens on {address} and {at_work}.")

    # uvicorn raises the signal again once it has stopped in order; by then there is nothing left to kill.
    for caught in (signal.SIGINT, signal.SIGTERM):
        signal.signal(caught, lambda number, frame: None)

    with terminal.progress_bar() as progress:

        def opened() -> None:
            progress.close()
            if startup.is_ready:
                terminal.remark(f"Ready: {address}")
                _switch(startup.library(), jobs, address)
                watches.extend(_watch(startup.library(), jobs, settings))
            else:
                server.should_exit = True

        startup.begin(progress, opened)
        server.run(sockets=[listener])
        startup.stop()
        for watch in watches:
            watch.stop()
    if startup.problem and not startup.was_stopped:
        terminal.complain(startup.problem.message, startup.problem.hint)
        return 1
    return 0


def _open(settings: Settings, rooms: Rooms, progress: Progress) -> Library:
    library = rooms.open_library(settings.data, settings.embedding, progress, **settings.stores)
    if not settings.replica:
        _sync(library, settings, progress)
    # The first question of a process loads tables; nobody should wait for that.
    progress("warm up", 0, 1)
    snapshot = library.snapshot()
    if snapshot.documents():
        rooms.ask(snapshot, Question("政策 policy"))
    try:
        prepare_views(library, settings.data)
    except Unavailable as error:  # the disk takes nothing; whoever may read only a part is told so when they ask
        terminal.complain(error.message, error.hint)
    progress("warm up", 1, 1)
    return library


def _sync(library: Library, settings: Settings, progress: Progress) -> None:
    """Sync the folder served, and say what there is to say. Where the data folder cannot be written to, what is there is
    served all the same.

    Raises Unavailable where nothing is there, and as Library.sync.
    """
    try:
        report = library.sync(settings.documents, progress, only=settings.only)
    except Unavailable as error:
        library.snapshot()
        terminal.complain(f"{settings.documents} was not synced. {error.message}", error.hint)
        return
    for path, error in report.failed:
        terminal.complain(f"{path.name}: {error.message}", error.hint)
    for document in report.removed:
        terminal.remark(f"Removed {document}: its file is gone, or not in {settings.documents}.")
    for notice in folder_notices(library, settings.documents):
        if not any(error.message in notice for _, error in report.failed):
            terminal.remark(notice)


def _switch(library: Library, jobs: Jobs, address: str) -> None:
    """Where another embedding model is asked for than the index was made with: embed beside everything else, then swap."""
    if library.switching:
        jobs.beside(EMBEDDING, "embed", library.switch)
        terminal.remark(
            f"Another model's vectors are being made; until then the old ones serve: {address}/v1/jobs/{EMBEDDING}"
        )


def _watch(library: Library, jobs: Jobs, settings: Settings) -> list[Watch]:
    """The folder of documents watched from now on, where that is asked for."""
    if not settings.watch or settings.replica:
        return []
    watch = Watch(settings.documents, lambda: jobs.sync(library), poll=settings.watch == "poll")
    watch.begin()
    terminal.remark(f"{settings.documents} is watched for changes.")
    return [watch]


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host.strip("[]"), port), family=family, backlog=2048)
        # Connections inherit it. asyncio sets it only on sockets that name their protocol, which these do not; without it
        # every answer waits 40 ms for the other side's acknowledgement.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotListen(
                f"Port {port} on {host} is in use by another program.", "Stop it, or choose another with --port."
            ) from None
        raise CannotListen(
            f"Cannot listen on {host} port {port}: {error.strerror}.", "Check --host and --port."
        ) from None


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"
