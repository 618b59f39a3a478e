"""Writing so that a crash at any moment leaves the old or the new, whole, and says clearly when the disk will not take it.

A file becomes visible by rename only, after its bytes were fsynced; the folder is fsynced after the rename, because on
POSIX a rename is atomic for readers but reaches the disk with the folder (Pillai et al., OSDI 2014, "All File Systems
Are Not Created Equal").
"""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import Unavailable

#: Test only: the process kills itself with SIGKILL at the n-th write point; 0 counts without killing.
KILL_AT = "PINCITE_TEST_KILL_AT"

#: Names of the write points passed so far, filled only while KILL_AT is set.
passed: list[str] = []

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_REFUSED = (errno.EROFS, errno.EACCES, errno.EPERM)


def write_point(name: str) -> None:
    """Mark a moment at which a crash may strike. Does nothing unless a test asks for one through KILL_AT."""
    at = os.environ.get(KILL_AT)
    if at is None:
        return
    passed.append(name)
    if len(passed) == int(at):
        os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn the disk's refusals inside the block into Unavailable with a hint; other errors pass unchanged."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        refused = refusal(_number(error), folder)
        if refused is None:
            raise
        raise refused from error


def _number(error: OSError | RuntimeError) -> int | None:
    """The errno behind an error. Libraries that write for us tell it in words only (FAISS), or not at all (NumPy)."""
    said = str(error)
    if isinstance(error, OSError):
        return errno.ENOSPC if error.errno is None and said.endswith(" written") else error.errno
    return next((n for n in (*_FULL, *_REFUSED, errno.EIO) if os.strerror(n) in said), None)


def refusal(number: int | None, folder: Path | str) -> Unavailable | None:
    """The error to raise for an errno met while writing under ``folder``; None where it is no refusal of the disk."""
    kept = "What was there before is untouched and still served."
    if number in _FULL:
        return Unavailable(f"The disk is full: nothing more can be written to {folder}.", f"Free some space. {kept}")
    if number in _REFUSED:
        return Unavailable(
            f"{folder} cannot be written to ({os.strerror(number)}).",
            f"Make it writable, or choose another data folder with --data. {kept}",
        )
    if number == errno.EIO:
        return Unavailable(f"The disk failed while writing to {folder}.", f"Check the disk. {kept}")
    return None


def fsync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def fsync_folder(folder: Path) -> None:
    """Bring the folder's entries (creations, renames, removals in it) to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def fsync_tree(folder: Path) -> None:
    """Bring every file and folder below ``folder``, and itself, to the disk."""
    for root, _, names in os.walk(folder, topdown=False):
        for name in sorted(names):
            write_point(f"fsync {name}")
            fsync_file(Path(root, name))
        fsync_folder(Path(root))


def write_file(path: Path, data: bytes) -> None:
    """Replace the file's content at once: readers see the old bytes or the new ones, also after a power cut."""
    new = path.with_name(f".{path.name}.new")
    write_point(f"write {path.name}")
    with new.open("wb") as file:
        file.write(data)
        file.flush()
        write_point(f"fsync {path.name}")
        os.fsync(file.fileno())
    write_point(f"rename {path.name}")
    new.replace(path)
    write_point(f"renamed {path.name}")
    fsync_folder(path.parent)
