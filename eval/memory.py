"""How much memory a process has taken, read where the kernel keeps it."""

from __future__ import annotations

import re
from pathlib import Path


def memory_mib(pid: int | str = "self", *, peak: bool = True) -> float | None:
    """Resident memory of a process in MiB: the most it ever had (VmHWM), or what it has now (VmRSS).

    None where /proc does not tell: another system than Linux, or no such process.
    """
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:
        return None
    found = re.search(rf"^{'VmHWM' if peak else 'VmRSS'}:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) / 1024 if found else None
