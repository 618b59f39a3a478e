"""What a disk holds after a power cut: of every file and folder the state of its last fsync, and nothing that came later.

Harsher than any file system: an entry of a folder (made, renamed, removed) is lost unless the folder was fsynced since, the
bytes of a file unless the file was (Pillai et al., OSDI 2014, section 3, take the same as what POSIX promises). SQLite syncs by
itself, unseen by Python: its files are taken as they are.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path

_SQLITE = ("catalog.sqlite", "catalog.sqlite-wal", "catalog.sqlite-shm")


class Image:
    """Bytes by inode and entries by inode, as they were last fsynced, kept in a folder that outlives the process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held: list[int] = []

    def watch(self) -> None:
        """From now on remember what this process fsyncs."""
        real = os.fsync

        def fsync(descriptor: int) -> None:
            real(descriptor)
            self._remember(descriptor)

        os.fsync = fsync

    def _remember(self, descriptor: int) -> None:
        found = os.fstat(descriptor)
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        self._held.append(os.dup(descriptor))  # so that no other file is given its inode
        kept = self.folder / str(found.st_ino)
        if stat.S_ISDIR(found.st_mode):
            kept.with_suffix(".json").write_text(json.dumps({one.name: one.stat().st_ino for one in path.iterdir()}))
        else:
            shutil.copyfile(path, kept)

    def begin(self, data: Path) -> None:
        """All that is there now is on the disk."""
        for root, folders, files in os.walk(data):
            here = Path(root)
            entries = {name: (here / name).stat().st_ino for name in (*folders, *files)}
            (self.folder / f"{here.stat().st_ino}.json").write_text(json.dumps(entries))
            for name in files:
                shutil.copyfile(here / name, self.folder / str((here / name).stat().st_ino))

    def cut(self, data: Path, after: Path) -> None:
        """Make ``after`` what the disk of ``data`` holds once the power is back."""
        self._restore(data.stat().st_ino, after)
        for name in _SQLITE:
            (after / name).unlink(missing_ok=True)
            if (data / name).exists():
                shutil.copyfile(data / name, after / name)

    def _restore(self, inode: int, folder: Path) -> None:
        folder.mkdir()
        listed = self.folder / f"{inode}.json"
        for name, one in json.loads(listed.read_text()).items() if listed.exists() else ():
            if (self.folder / f"{one}.json").exists():
                self._restore(one, folder / name)
            elif (self.folder / str(one)).exists():
                shutil.copyfile(self.folder / str(one), folder / name)
            else:
                (folder / name).touch()  # its name is on the disk, its bytes are not
