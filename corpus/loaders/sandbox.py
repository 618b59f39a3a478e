"""A file read in a process of its own, with limits on memory, time and output: what a hostile file does there ends there.

The child is a fresh interpreter (no fork: the caller may run threads), given the file's bytes on its standard input and nothing
else: an empty environment, no open file but the three standard ones, none it may write. What comes back is JSON, checked field by
field as it is read; a child that was taken over could make the parent believe in another text, and do nothing else.
"""

from __future__ import annotations

import json
import os
import signal
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import corpus
from corpus import recognition
from corpus.blocks import Block, Clean, Loaded, Marker
from corpus.errors import BadInput, NotFound, PinciteError, TooLarge, UnsupportedFormat
from corpus.loaders import MEBIBYTE, RISKY, check_size, load, loader_of, read_bytes
from corpus.records import Problem

_START = "from corpus.loaders.sandbox import child; child()"
_ERRORS = {error.__name__: error for error in (BadInput, TooLarge, NotFound, UnsupportedFormat)}
_SHAPES = frozenset("line heading number item row footnote caption note mark".split())


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. The defaults read every honest file of the sizes that are read at all."""

    memory: int = 3072 * MEBIBYTE  #: bytes of address space, libraries included
    seconds: int = 120  #: of processor time
    wall: float = 300.0  #: seconds on the clock, for a machine that is busy
    output: int = 512 * MEBIBYTE  #: bytes of what comes back


LIMITS = Limits()
_RECOGNISING = 20  #: times as long as other files, those may take whose pictures are read


def load_apart(path: Path, data: bytes | None = None, limits: Limits = LIMITS) -> Loaded:
    """``corpus.loaders.load`` in a process of its own; the same answer, the same errors.

    Raises besides TooLarge where a limit was reached, BadInput where the child died of the file.
    """
    loader_of(path)
    if data is None:
        data = read_bytes(path)
    check_size(path, len(data))
    if recognition.in_use() and path.suffix.lower() == ".pdf":
        limits = replace(limits, seconds=limits.seconds * _RECOGNISING, wall=limits.wall * _RECOGNISING)
    head = json.dumps([path.name, limits.memory, limits.seconds, recognition.in_use()]).encode()
    done = _run(path.name, struct.pack(">I", len(head)) + head + data, limits)
    try:
        answer = json.loads(done)
        if "error" in answer:
            kind, message, hint = (str(one) for one in answer["error"])
            raise _ERRORS.get(kind, BadInput)(message, hint)
        return _loaded(answer, path.name)
    except PinciteError:
        raise
    except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise _died(path.name, "gave no readable answer") from error


def load_safely(path: Path) -> Loaded:
    """Read a file apart where its format is one that can lead a parser astray, else here."""
    return load_apart(path) if path.suffix.lower() in RISKY else load(path)


def _run(name: str, sent: bytes, limits: Limits) -> bytes:
    root = str(Path(corpus.__file__).resolve().parent.parent)
    late: list[bool] = []
    answer = b""
    with tempfile.TemporaryFile() as source:
        source.write(sent)
        source.seek(0)
        child = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-c", _START],
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": root, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"},
            cwd="/",
            close_fds=True,
            start_new_session=True,
        )
        timer = threading.Timer(limits.wall, lambda: (late.append(True), child.kill()))
        timer.start()
        try:
            answer = child.stdout.read(limits.output + 1) if child.stdout else b""
        finally:
            timer.cancel()
            if child.stdout:
                child.stdout.close()
            if len(answer) > limits.output:
                child.kill()
            child.wait()
    if late:
        raise _too_slow(name, limits.wall)
    if child.returncode == -signal.SIGXCPU:
        raise _too_slow(name, limits.seconds)
    if child.returncode == -signal.SIGKILL:
        raise TooLarge(f"{name} needs more memory than a file may take.", "Split it into several documents.")
    if child.returncode or len(answer) > limits.output:
        raise _died(name, f"ended with {_reason(child.returncode)}")
    return answer


def _reason(code: int) -> str:
    try:
        return signal.Signals(-code).name if code < 0 else f"code {code}"
    except ValueError:
        return f"code {code}"


def _too_slow(name: str, seconds: float) -> TooLarge:
    return TooLarge(f"{name} was not read within {seconds:.0f} seconds.", "Split it, or save it anew from its program.")


def _died(name: str, how: str) -> BadInput:
    return BadInput(
        f"{name} cannot be read: the process that read it {how}.",
        "Open it in its program and save it anew, or as text.",
    )


# ---- in the child


def child() -> None:
    """Read the file on standard input under the limits sent with it; the answer goes to standard output."""
    import resource  # not on every platform, and needed in the child alone

    source = sys.stdin.buffer
    (length,) = struct.unpack(">I", source.read(4))
    name, memory, seconds, recognising = json.loads(source.read(length))
    recognition.use(recognising)
    for limit, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        hard = resource.getrlimit(limit)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        # At the lower limit of time the system says so by a signal of its own; at the upper it just kills.
        above = value + 5 if limit == resource.RLIMIT_CPU and hard == resource.RLIM_INFINITY else value
        resource.setrlimit(limit, (value, above))
    answer = _answer(name, source.read())
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    os._exit(0)  # nothing that a library left behind runs any more


def _answer(name: str, data: bytes) -> bytes:
    try:
        return json.dumps(_dumped(load(Path(name), data)), ensure_ascii=False).encode()
    except PinciteError as error:
        kind = next((one.__name__ for one in type(error).__mro__ if one.__name__ in _ERRORS), "BadInput")
        found = [kind, error.message, error.hint]
    except MemoryError:
        found = ["TooLarge", f"{name} needs more memory than a file may take.", "Split it into several documents."]
    except Exception as error:
        found = ["BadInput", f"{name} could not be read: {type(error).__name__}.", "Please report it with the file."]
    return json.dumps({"error": found}, ensure_ascii=False).encode("utf-8", "replace")


# ---- the answer, there and back


def _dumped(loaded: Loaded) -> dict[str, Any]:
    return {
        "source": loaded.source,
        "sha256": loaded.sha256,
        "front": {str(key): str(value) for key, value in loaded.front.items()},
        "problems": [[one.kind, one.message, one.place] for one in loaded.problems],
        "blocks": [_dumped_block(block) for block in loaded.blocks],
    }


def _dumped_block(block: Block) -> list[Any]:
    marker = [block.marker.printed, block.marker.style, block.marker.value] if block.marker else None
    flags = [block.head, block.hard, block.tight]
    cells = [_dumped_clean(cell) for cell in block.cells]
    numbers = [block.line, block.level, block.gap, block.page]
    return [block.shape, _dumped_clean(block.clean), marker, numbers, flags, cells]


def _dumped_clean(clean: Clean) -> list[Any]:
    return [clean.text, clean.runs, clean.bold]


def _loaded(answer: Mapping[str, Any], name: str) -> Loaded:
    problems = tuple(Problem(*(str(one) for one in found)) for found in answer["problems"])
    front = {str(key): str(value) for key, value in answer["front"].items()}
    source = str(answer["source"])
    blocks = tuple(_block(found, len(source)) for found in answer["blocks"])
    return Loaded(source, blocks, str(answer["sha256"]), name, front, problems)


def _block(found: Any, length: int) -> Block:
    shape, clean, marker, (line, level, gap, page), (head, hard, tight), cells = found
    if shape not in _SHAPES:
        raise ValueError("no such shape")
    return Block(
        shape,
        _clean(clean, length),
        int(line),
        Marker(*(str(one) for one in marker)) if marker else None,
        int(level),
        tuple(_clean(cell, length) for cell in cells),
        bool(head),
        int(gap),
        bool(hard),
        bool(tight),
        None if page is None else int(page),
    )


def _clean(found: Any, length: int) -> Clean:
    text, runs, bold = found
    text = str(text)
    made = Clean(text, tuple((int(a), int(b), int(c)) for a, b, c in runs), tuple((int(a), int(b)) for a, b in bold))
    outside = any(a < 0 or b < 0 or a + c > len(text) or b + c > length for a, b, c in made.runs)
    if outside or any(not 0 <= a <= b <= len(text) for a, b in made.bold):
        raise ValueError("a place outside the text")
    return made
